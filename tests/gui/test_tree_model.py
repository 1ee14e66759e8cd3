"""The session tree: what is shown, and that nothing moves that need not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from sessionbrowser.gui.tree_model import TreeModel
from sessionbrowser.gui.tree_nodes import NodeKind, Stale
from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry, natural_key

ROOT = Path("/lab")


def session(mouse: str, date: str, id_: str | None, state="ok", files=3) -> SessionEntry:
    path = ROOT / mouse / date / (id_ or "")
    return SessionEntry(mouse, date, id_, path, path / "onedata", state, "" if state == "ok" else state, files)


def mouse(name: str, *sessions: SessionEntry, odd=()) -> MouseEntry:
    return MouseEntry(name, ROOT / name, tuple(sessions), tuple(odd))


ATL901 = mouse(
    "ATL901",
    session("ATL901", "2023-01-24", "701"),
    session("ATL901", "2023-01-25", "701"),
    session("ATL901", "2023-01-25", "702"),
    session("ATL901", "2023-01-26", "701", "not registered", 0),
    odd=[OddFolder(ROOT / "ATL901" / "notes", "not a date")],
)
ATL10 = mouse("ATL10", session("ATL10", "2023-02-01", None))
ATL2 = mouse("ATL2", session("ATL2", "2023-02-01", "1"), session("ATL2", "2023-02-02", "1"))
ANALYSIS = OddFolder(ROOT / "analysis", "not a mouse")


def lines(model: TreeModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """Return the tree as indented text."""
    told = []
    for row in range(model.rowCount(parent or QModelIndex())):
        index = model.index(row, 0, parent or QModelIndex())
        node = model.node(index)
        told.append("  " * depth + f"{node.title} {node.detail}".rstrip())
        told += lines(model, index, depth + 1)
    return told


@pytest.fixture
def model(qtmodeltester):
    made = TreeModel()
    made.begin(ROOT)
    yield made
    qtmodeltester.check(made)


def test_mouse_date_id_with_single_sessions_joined(model):
    model.add([ATL901, ANALYSIS])
    model.add([ATL10, ATL2])
    model.finish()
    assert lines(model) == [
        "ATL2 2",
        "  2023-02-01 1",
        "  2023-02-02 1",
        "ATL10 1",
        "  2023-02-01",
        "ATL901 4",
        "  2023-01-24 701",
        "  2023-01-25",
        "    701",
        "    702",
        "  2023-01-26 701  not registered",
        "Not sessions 2 folders",
        "  analysis not a mouse",
        "  ATL901/notes not a date",
    ]
    assert (model.n_sessions, model.n_shown, model.n_files) == (7, 7, 18)


def stale(model: TreeModel, key: str) -> Stale:
    return model.node(model.find(key)).stale


def test_stale_files_add_up_under_each_node(model):
    model.add([ATL901, ATL2])
    model.finish()
    model.put_stale({"ATL901/2023-01-25/701": Stale(4, 1000), "ATL901/2023-01-25/702": Stale(1, 20)})
    model.put_stale({"ATL901/2023-01-24/701": Stale(2, 3), "NOBODY/2023-01-24/701": Stale(9, 9)})
    assert stale(model, "ATL901/2023-01-25/702") == (1, 20)
    assert stale(model, "ATL901/2023-01-25/") == (5, 1020)
    assert stale(model, "ATL901") == (7, 1023)
    assert stale(model, "ATL2") == (0, 0)
    index = model.find("ATL901")
    assert "7 stale files, 1.0 kB" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "7 stale files" in model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "stale" not in model.data(model.find("ATL2"), Qt.ItemDataRole.ToolTipRole)


def test_stale_files_follow_the_filter_and_the_next_scan(model):
    model.add([ATL901])
    model.finish()
    model.put_stale({"ATL901/2023-01-25/701": Stale(4, 1000), "ATL901/2023-01-24/701": Stale(2, 3)})
    model.set_filter(["2023-01-24"])
    assert stale(model, "ATL901") == (2, 3)
    model.set_filter([])
    model.begin(ROOT)
    model.add([ATL901])
    model.finish()
    assert stale(model, "ATL901") == (6, 1003)
    model.put_stale({"ATL901/2023-01-25/701": Stale()})
    assert stale(model, "ATL901") == (2, 3)
    model.begin(ROOT / "another")
    model.add([ATL901])
    assert stale(model, "ATL901") == (0, 0)


def test_only_the_rows_with_news_are_painted_anew(model):
    model.add([ATL901, ATL2])
    model.finish()
    painted = []
    model.dataChanged.connect(lambda first, last: painted.append(model.node(first).key))
    model.put_stale({"ATL901/2023-01-24/701": Stale(2, 3)})
    model.put_stale({"ATL901/2023-01-24/701": Stale(2, 3)})
    assert sorted(painted) == ["ATL901", "ATL901/2023-01-24/701"]


def test_joining_can_be_switched_off_and_on(model):
    model.add([ATL2])
    before = lines(model)
    model.set_join(False)
    assert lines(model) == ["ATL2 2", "  2023-02-01", "    1", "  2023-02-02", "    1"]
    model.set_join(True)
    assert lines(model) == before


def test_the_filter_needs_all_words_and_says_what_it_hides(model):
    model.add([ATL901, ATL2, ANALYSIS])
    model.set_filter(["atl901", "25"])
    assert lines(model) == ["ATL901 2", "  2023-01-25", "    701", "    702", "4 sessions hidden by the filter"]
    assert (model.n_shown, model.n_sessions) == (2, 6)
    note = model.index(1, 0)
    assert model.flags(note) == Qt.ItemFlag.NoItemFlags
    model.set_filter([])
    assert "Not sessions 2 folders" in lines(model)


def test_a_date_keeps_its_layout_when_the_filter_leaves_one_of_its_sessions(model):
    model.add([ATL901])
    model.set_filter(["702"])
    assert lines(model)[:3] == ["ATL901 1", "  2023-01-25", "    702"]


def test_rows_that_stay_are_the_same_rows_after_another_scan(model):
    model.add([ATL901, ATL2])
    model.finish()
    kept = QPersistentModelIndex(model.find("ATL901/2023-01-25/702"))
    gone = QPersistentModelIndex(model.find("ATL2/2023-02-01/1"))
    model.begin(ROOT)
    more = mouse("ATL901", *ATL901.sessions, session("ATL901", "2023-01-27", "1", files=9))
    model.add([mouse("A1", session("A1", "2023-01-01", "1")), more])
    model.finish()
    assert kept.isValid()
    assert model.node(kept).key == "ATL901/2023-01-25/702"
    assert not gone.isValid()
    assert model.node(model.find("ATL901")).files == 18


def test_another_root_empties_the_tree(model):
    model.add([ATL901, ANALYSIS])
    model.begin(Path("/other"))
    assert lines(model) == []
    assert model.n_sessions == 0


def test_a_session_is_found_by_its_name(model):
    model.add([ATL10, ATL901])
    assert model.node(model.find("ATL10/2023-02-01")).entry is ATL10.sessions[0]
    assert not model.find("ATL10/2023-02-02").isValid()
    assert model.session_names()[0] == "ATL10/2023-02-01"


def test_broken_sessions_are_muted_and_say_their_word_aloud(model):
    model.add([ATL901])
    broken, fine = model.find("ATL901/2023-01-26/701"), model.find("ATL901/2023-01-24/701")
    assert model.node(broken).is_muted
    assert not model.node(fine).is_muted
    assert "not registered" in model.data(broken, Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(fine, Qt.ItemDataRole.AccessibleTextRole) == "2023-01-24, 701, 3 files"
    assert str(ATL901.sessions[3].path) in model.data(broken, Qt.ItemDataRole.ToolTipRole)


NAMES = st.sampled_from(["a1", "a2", "a10", "B3", "c"])
SESSIONS = st.lists(
    st.tuples(st.sampled_from(["2023-01-01", "2023-01-02"]), st.sampled_from(["1", "2", "10"])), unique=True, max_size=5
)
STEPS = st.one_of(
    st.tuples(st.just("add"), NAMES, SESSIONS),
    st.tuples(st.just("filter"), st.sampled_from(["", "a1", "01-02", "a 10", "zz"])),
    st.tuples(st.just("join"), st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=12))
@example([("add", "a1", [("2023-01-01", "1")]), ("filter", "a1"), ("add", "a1", [])])
def test_whatever_happened_the_tree_is_the_one_made_from_scratch(steps):
    model, mice, words, join = TreeModel(), {}, "", True
    model.begin(ROOT)
    for step in steps:
        if step[0] == "add":
            days = sorted(step[2], key=lambda day: (day[0], natural_key(day[1])))
            entry = mouse(step[1], *(session(step[1], *day) for day in days))
            mice[step[1]] = entry
            model.add([entry])
        elif step[0] == "filter":
            words = step[1]
            model.set_filter(words.split())
        else:
            join = step[1]
            model.set_join(join)
    model.finish()
    fresh = TreeModel()
    fresh.begin(ROOT)
    fresh.set_join(join)
    fresh.set_filter(words.split())
    fresh.add([mice[name] for name in sorted(mice, key=natural_key)])
    # The scan that is over has seen all mice, since nothing began another.
    assert lines(model) == lines(fresh)
    kinds = {model.node(model.index(row, 0)).kind for row in range(model.rowCount())}
    assert kinds <= {NodeKind.MOUSE, NodeKind.NOTE}
