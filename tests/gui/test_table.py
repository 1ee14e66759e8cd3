"""The onedata table: columns, sorting, filtering, selecting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from sessionbrowser.errors import Damaged, Missing
from sessionbrowser.gui.session_pane import NOTHING_CHOSEN, SessionPane
from sessionbrowser.gui.table_columns import (
    COLUMNS,
    DENSE,
    HEALTH,
    KIND,
    MODIFIED,
    NAME,
    SHAPE,
    SHAPES,
    SIZE,
    TYPE,
    WORDS,
    Row,
    brief,
    icon_of,
)
from sessionbrowser.gui.table_model import FileProxy, FileTableModel
from sessionbrowser.gui.words import tooltip
from sessionbrowser.lab.catalog import SessionEntry
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State

FOLDER = Path("/lab/ATL901/2023-01-24/701/onedata")
ENTRY = SessionEntry("ATL901", "2023-01-24", "701", FOLDER.parent, FOLDER, "ok", "", 4)
DAY = 86_400 * 10**9
FINE = Health()


def row(name: str, kind=Kind.ARRAY, *, size=100, dense=None, shape=(3,), dtype="float32", day=1, health=FINE) -> Row:
    path = FOLDER / name
    return Row(name, FileFacts(path, kind, str(kind), shape, dtype, "C", size, dense, day * DAY, None, health))


ROWS = [
    row("mpci.roi10.npy", size=1000, dense=950, shape=(1500, 63), day=40),
    row("mpci.roi2.npy", size=99, shape=(1500, 7), day=30),
    row(
        "mpci.damaged.npz",
        Kind.OTHER,
        size=38_500,
        shape=None,
        dtype=None,
        day=20,
        health=Health.of(Damaged("cut after 38 kB", to_do="Copy it again.")),
    ),
    row(
        "mpci.link.npy",
        Kind.OTHER,
        size=16,
        shape=None,
        dtype=None,
        day=10,
        health=Health.of(Missing("leads to x.npy")),
    ),
]


@pytest.fixture
def proxy(qtmodeltester):
    model = FileTableModel()
    made = FileProxy()
    made.setSourceModel(model)
    made.keep = model
    model.put(ROWS)
    yield made
    qtmodeltester.check(model)
    qtmodeltester.check(made)


@pytest.fixture
def pane(qtbot):
    made = SessionPane()
    qtbot.addWidget(made)
    made.resize(1167, 400)
    made.show_session(ENTRY)
    made.show_names([Row(each.title, FileFacts(each.facts.path)) for each in ROWS])
    made.show()
    made.chosen = []
    made.file_chosen.connect(lambda row: made.chosen.append(row.title))
    return made


def titles(proxy) -> list[str]:
    return [proxy.row_at(proxy.index(at, 0)).title for at in range(proxy.rowCount())]


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (NAME, ["mpci.damaged.npz", "mpci.link.npy", "mpci.roi2.npy", "mpci.roi10.npy"]),
        (SIZE, ["mpci.link.npy", "mpci.roi2.npy", "mpci.roi10.npy", "mpci.damaged.npz"]),
        (SHAPE, ["mpci.roi2.npy", "mpci.roi10.npy", "mpci.damaged.npz", "mpci.link.npy"]),
        (DENSE, ["mpci.roi10.npy", "mpci.damaged.npz", "mpci.link.npy", "mpci.roi2.npy"]),
        (MODIFIED, ["mpci.link.npy", "mpci.damaged.npz", "mpci.roi2.npy", "mpci.roi10.npy"]),
        (KIND, ["mpci.roi2.npy", "mpci.roi10.npy", "mpci.damaged.npz", "mpci.link.npy"]),
    ],
)
def test_sorting_is_by_raw_values_and_unknown_ones_are_last(proxy, column, order):
    proxy.sort(column, Qt.SortOrder.AscendingOrder)
    assert titles(proxy) == order


def test_unknown_ones_are_last_in_falling_order_too(proxy):
    proxy.sort(SHAPE, Qt.SortOrder.DescendingOrder)
    assert titles(proxy) == ["mpci.roi10.npy", "mpci.roi2.npy", "mpci.damaged.npz", "mpci.link.npy"]


def test_broken_files_come_first_when_sorted_by_health(proxy):
    proxy.sort(HEALTH, Qt.SortOrder.AscendingOrder)
    assert set(titles(proxy)[:2]) == {"mpci.damaged.npz", "mpci.link.npy"}


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["ROI".lower(), "10"], ["mpci.roi10.npy"]),
        (["damaged"], ["mpci.damaged.npz"]),
        (["missing"], ["mpci.link.npy"]),
        (["array"], ["mpci.roi2.npy", "mpci.roi10.npy"]),
        (["nothing"], []),
    ],
)
def test_filtering_by_name_kind_and_state(proxy, words, left):
    proxy.sort(NAME)
    proxy.set_filter(words)
    assert titles(proxy) == left


def test_what_the_cells_say(proxy):
    proxy.sort(NAME)

    def texts(at):
        return [proxy.data(proxy.index(at, column)) for column in range(len(COLUMNS))]

    assert texts(0)[:6] == ["mpci.damaged.npz", "other", "", "", "38.5 kB", ""]
    assert texts(0)[HEALTH] == "Damaged: cut after 38 kB"
    assert texts(3)[SHAPE] == "1500 × 63"
    assert texts(3)[DENSE] == "950 B"
    tip = proxy.data(proxy.index(0, HEALTH), Qt.ItemDataRole.ToolTipRole)
    assert "Copy it again." in tip
    assert proxy.data(proxy.index(0, NAME), Qt.ItemDataRole.ToolTipRole) == tooltip(str(FOLDER / "mpci.damaged.npz"))


def test_a_row_without_facts_says_checking_and_nothing_that_is_not_known():
    unknown = Row("a.npy", FileFacts(FOLDER / "a.npy"))
    assert [column.text(unknown) for column in COLUMNS] == ["a.npy", "", "…", "", "…", "", "", "Checking"]


def test_every_state_has_a_word_and_all_but_ok_a_shape():
    assert {str(state) for state in State} == set(WORDS) == {"ok", *SHAPES}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("state", list(State))
def test_every_row_has_an_icon(kind, state):
    assert icon_of(row("a.npy", kind, health=Health(state)))


def test_rows_are_renewed_in_place(proxy):
    model = proxy.source()
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    model.put([ROWS[0], row("mpci.roi2.npy", size=5)])
    assert changed == [1]
    assert model.rowCount() == 4
    model.remove([ROWS[1].facts.path, Path("/elsewhere")])
    assert [each.title for each in model.rows] == ["mpci.roi10.npy", "mpci.damaged.npz", "mpci.link.npy"]
    assert model.row_of(ROWS[3].facts.path) == 2


def test_names_come_first_and_facts_keep_selection_and_current(pane, qtbot):
    pane.table.select_paths([FOLDER / "mpci.roi2.npy", FOLDER / "mpci.link.npy"])
    assert pane.chosen == ["mpci.roi2.npy"]
    pane.model.put(ROWS)
    pane.table.sortByColumn(SIZE, Qt.SortOrder.DescendingOrder)
    assert [each.title for each in pane.selected()] == ["mpci.roi2.npy", "mpci.link.npy"]
    assert pane.table.current_row().title == "mpci.roi2.npy"
    assert pane.chosen == ["mpci.roi2.npy"]


def test_one_click_or_arrow_shows_a_file_and_selecting_more_keeps_it(pane, qtbot):
    view = pane.table
    pane.model.put(ROWS)
    first = view.visualRect(pane.proxy.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert pane.chosen == ["mpci.damaged.npz", "mpci.link.npy"]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(pane.selected()) == 4
    assert pane.chosen == ["mpci.damaged.npz", "mpci.link.npy"]


def test_delete_asks_for_clearing(pane, qtbot):
    pane.table.select_paths([ROWS[0].facts.path])
    with qtbot.waitSignal(pane.clear_asked, timeout=500):
        qtbot.keyClick(pane.table, Qt.Key.Key_Delete)


def test_the_filter_line_counts_tells_and_is_emptied_by_its_link(pane, qtbot):
    pane.model.put(ROWS)
    qtbot.keyClicks(pane.filter, "roi")
    assert pane._count.text() == "2 of 4 files"
    pane.filter.setText("mpci.x")
    assert pane._no_rows.isVisible()
    assert pane._no_rows._text.text() == "No file matches “mpci.x”."
    pane._no_rows.findChild(type(pane.clear_button)).click()
    assert pane.filter.text() == ""
    assert not pane._no_rows.isVisible()
    assert pane._count.text() == "4 files"


def test_without_a_session_the_table_says_what_to_do(pane):
    pane.show_nothing()
    assert pane._no_rows.isVisible()
    assert pane._no_rows._text.text() == NOTHING_CHOSEN
    assert not pane._no_rows._link.isVisible()
    pane.show_session(ENTRY)
    assert not pane._no_rows.isVisible()


def test_filtering_moves_neither_the_file_on_show_nor_the_selection(pane, qtbot):
    pane.model.put(ROWS)
    pane.table.select_paths([FOLDER / "mpci.roi2.npy"])
    pane.filter.setText("link")
    assert pane.chosen == ["mpci.roi2.npy"]
    assert pane.table.current_row() is None
    assert pane.selected() == []
    pane.filter.setText("")
    assert pane.chosen == ["mpci.roi2.npy"]
    assert [each.title for each in pane.selected()] == ["mpci.roi2.npy"]
    pane.filter.setText("link")
    qtbot.keyClick(pane.filter, Qt.Key.Key_Down)
    assert pane.chosen == ["mpci.roi2.npy", "mpci.link.npy"]
    assert [each.title for each in pane.selected()] == ["mpci.link.npy"]


def test_the_clear_button_carries_the_count(pane):
    pane.show_what_can_be_cleared(3)
    assert pane.clear_button.text() == "Clear 3 files…"
    pane.show_what_can_be_cleared(0)
    assert pane.clear_button.text() == "Clear files…"


def test_choosing_a_file_by_name_or_stem_undoes_a_filter_that_hides_it(pane):
    pane.filter.setText("link")
    assert pane.choose("mpci.roi10") == FOLDER / "mpci.roi10.npy"
    assert pane.filter.text() == ""
    assert pane.choose("mpci.link.npy") == FOLDER / "mpci.link.npy"
    assert pane.choose("mpci.absent") is None


def test_another_session_empties_the_table_the_same_one_keeps_its_rows(pane):
    pane.show_session(ENTRY)
    assert pane.model.rowCount() == 4
    other = SessionEntry("A<b>&", "2023-01-25", None, FOLDER.parents[1])
    pane.show_session(other)
    assert pane.model.rowCount() == 0
    assert pane._title.accessibleName() == "A<b>&/2023-01-25"


def test_columns_give_way_to_health_and_dense_comes_where_there_is_room(pane):
    def widths(total):
        pane.resize(total, 400)
        return [pane.table.columns.sectionSize(section) for section in range(len(COLUMNS))]

    assert widths(1167)[:5] == [300, 220, 106, 66, 76]
    assert widths(1167)[DENSE] == 0
    assert widths(1500)[DENSE] == 76
    wide = widths(2280)
    assert wide[NAME] == 460
    assert wide[HEALTH] > 400
    narrow = widths(900)
    assert narrow[NAME] < 300
    assert narrow[KIND] < 220
    assert narrow[HEALTH] >= 100


def test_columns_stay_where_they_are_when_the_scroll_bar_comes_and_goes(pane, qtbot):
    def widths():
        return [pane.table.columns.sectionSize(section) for section in range(HEALTH)]

    pane.resize(1000, 400)
    before = widths()
    pane.resize(1000, 130)
    qtbot.waitUntil(lambda: pane.table.verticalScrollBar().isVisible())
    assert widths() == before


def test_what_the_user_chose_of_the_columns_stays(pane):
    menu = pane.table.columns.menu()
    dense = next(action for action in menu.actions() if action.text() == "Dense")
    assert "Name" not in [action.text() for action in menu.actions()]
    dense.setChecked(True)
    pane.resize(1000, 400)
    assert pane.table.columns.sectionSize(DENSE) == 76
    assert pane.table.columns.sectionSize(NAME) == 300
    menu.deleteLater()


def test_every_state_is_painted_with_its_own_look(pane, qtbot):
    pane.model.put(row(f"{state}.npy", health=Health(state, "evidence")) for state in State)
    pane.table.setCurrentIndex(pane.proxy.index(0, 0))
    flags = QItemSelectionModel.SelectionFlag
    pane.table.selectionModel().setCurrentIndex(pane.proxy.index(2, 0), flags.NoUpdate)
    picture = pane.table.viewport().grab().toImage()
    pixels = np.array([picture.pixel(x, 60) for x in range(picture.width())])
    assert len(np.unique(pixels)) > 3


def test_a_type_is_told_without_its_unit_and_its_tooltip_tells_all(pane):
    row = Row(
        "x.npy", FileFacts(Path("x.npy"), Kind.ARRAY, shape=(3,), dtype="datetime64[ns]", health=Health(State.OK))
    )
    pane.model.put([row])
    index = pane.model.index(pane.model.row_of(row.key), TYPE)
    assert index.data() == "datetime64"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == tooltip("datetime64[ns]")
    assert not pane.grab().isNull()


def stale_row(name: str, kept: str = "") -> Row:
    stale = Health(State.STALE, "F.npy is 9 days newer", "If it is cleared: again from suite2p.")
    made = row(name, health=stale)
    finding = StaleFile(made.facts.path, Rule.OLDER, stale.why, State.STALE, "again from suite2p", kept=kept)
    return made._replace(finding=finding)


def test_stale_files_alone_with_the_words_of_the_filter(pane):
    pane.model.put([stale_row("mpci.old.npy"), stale_row("licks.old.npy"), row("mpci.new.npy")])
    all_of_them = titles(pane.proxy)
    pane.stale_only.setChecked(True)
    assert titles(pane.proxy) == ["licks.old.npy", "mpci.old.npy"]
    pane.filter.setText("mpci")
    assert titles(pane.proxy) == ["mpci.old.npy"]
    pane.filter.setText("trials")
    assert pane._no_rows._text.text() == "No stale file matches “trials”."
    pane._no_rows._link.click()
    assert (titles(pane.proxy), pane.stale_only.isChecked(), pane.filter.text()) == (all_of_them, False, "")


def test_a_stale_file_says_why_what_it_costs_and_who_keeps_it(proxy):
    proxy.source().put([stale_row("mpci.old.npy"), stale_row("mpci.kept.npy", kept="kept by lab.toml")])
    source = proxy.source()
    texts = [
        source.data(source.index(source.row_of(FOLDER / name), HEALTH)) for name in ("mpci.old.npy", "mpci.kept.npy")
    ]
    assert texts == ["Stale: F.npy is 9 days newer", "Stale: F.npy is 9 days newer · kept by lab.toml"]
    tip = source.data(source.index(source.row_of(FOLDER / "mpci.old.npy"), HEALTH), Qt.ItemDataRole.ToolTipRole)
    assert "again from suite2p" in tip


def test_a_file_is_as_stale_as_it_was_until_it_changes_or_is_judged_anew(proxy):
    model = proxy.source()
    stale, fresh = stale_row("mpci.old.npy"), row("mpci.old.npy")
    model.put([stale._replace(is_judged=True)])
    model.put([fresh])
    shown = model.rows[model.row_of(stale.key)]
    assert (shown.facts.health, shown.finding) == (stale.facts.health, stale.finding)
    model.put([fresh._replace(is_judged=True)])
    assert model.rows[model.row_of(stale.key)].finding is None
    model.put([stale._replace(is_judged=True)])
    another = fresh.facts._replace(identity=Identity.of(Path(__file__).lstat()))
    model.put([fresh._replace(facts=another)])
    assert model.rows[model.row_of(stale.key)].facts.health == FINE


def test_what_is_damaged_is_not_said_of_it_longer_than_it_is(proxy):
    model = proxy.source()
    broken = row("mpci.b.npy", health=Health(State.DAMAGED, "empty file"))._replace(is_judged=True)
    model.put([broken])
    model.put([row("mpci.b.npy")])
    assert model.rows[model.row_of(broken.key)].facts.health == FINE


def test_files_side_by_side_are_removed_and_selected_together(pane):
    files = [row(f"mpci.x{number:02}.npy") for number in range(20)]
    pane.model.keep_only(())
    pane.model.put(files)
    removed, selections = [], []
    pane.model.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    pane.table.selectionModel().selectionChanged.connect(lambda *_: selections.append(len(pane.selected())))
    pane.model.remove([each.facts.path for each in (*files[3:9], *files[12:])])
    assert removed == [(12, 19), (3, 8)]
    assert [pane.model.row_of(each.facts.path) for each in (files[2], files[3], files[9])] == [2, -1, 3]
    stay = [*files[:3], *files[9:12]]
    pane.table.select_paths([each.facts.path for each in (stay[4], *stay[:3], files[15])])
    assert {each.title for each in pane.selected()} == {each.title for each in (stay[4], *stay[:3])}
    assert pane.table.current_row().title == stay[4].title
    assert selections[-1] == 4
    assert len(selections) == 1


def test_who_keeps_a_file_is_told_where_the_evidence_has_no_room(pane):
    pane.resize(900, 400)
    pictures = []
    for kept in ("", "kept by lab.toml", "kept by jim.toml"):
        stale = stale_row("mpci.old.npy", kept)
        long = stale.facts.health._replace(why="F.npy, Fneu.npy, spks.npy and iscell.npy are 9 days newer")
        pane.model.put([stale._replace(facts=stale.facts.with_health(long))])
        index = pane.proxy.mapFromSource(pane.model.index(pane.model.row_of(FOLDER / "mpci.old.npy"), HEALTH))
        pictures.append(pane.table.viewport().grab(pane.table.visualRect(index)).toImage())
    plain, kept, other = pictures
    assert plain != kept != other


@pytest.mark.parametrize(
    ("evidence", "in_brief"),
    [
        ("F.npy and Fneu.npy are 9 days newer", "F, Fneu 9 days newer"),
        ("F.npy, Fneu.npy and spks.npy are 9 to 11 days newer", "F, Fneu, spks 9 to 11 days newer"),
        ("stat.npy is 9 days newer", "stat 9 days newer"),
        ("leads to mpci.nowhere.npy", "leads to mpci.nowhere.npy"),
    ],
)
def test_evidence_has_fewer_letters_where_there_is_little_room(evidence, in_brief):
    assert brief(evidence) == in_brief
