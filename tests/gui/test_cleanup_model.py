"""The list of findings: what is ticked stays ticked, what is chosen stays chosen, and nothing is counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from sessionbrowser.gui.cleanup_model import LINE_ROLE, CleanupModel
from sessionbrowser.gui.cleanup_rows import (
    COLUMNS,
    COST,
    EVIDENCE,
    FILE,
    MODIFIED,
    SESSION,
    SIZE,
    By,
    Finding,
    Group,
)
from sessionbrowser.gui.cleanup_words import as_text
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.lab.survey import SessionSurvey
from sessionbrowser.sessions.kinds import State
from tests.gui.test_tree_model import session

ROLE = Qt.ItemDataRole
A, B, C = session("ATL2", "2023-01-02", "1"), session("ATL10", "2023-01-01", "1"), session("ATL10", "2023-01-03", "2")
DAY = 86_400 * 10**9


def stale(entry, name: str, rule: Rule = Rule.LEFTOVER, size: int = 10, **more) -> StaleFile:
    about = {"why": "ends early", "state": State.STALE, "if_cleared": "nothing lost", "modified_ns": DAY, **more}
    return StaleFile(entry.onedata / name, rule, size=size, **about)


def survey(entry, *files: StaleFile) -> SessionSurvey:
    return SessionSurvey(entry, files, 45, 10**6)


LEFT = stale(A, "tmp2.npy", size=300)
OLD = stale(A, "mpci.x.npy", Rule.OLDER, 20, why="F.npy is 9 days newer", if_cleared="again from suite2p")
OLDER = stale(B, "mpci.x.npy", Rule.OLDER, 40, why="F.npy is 10 days newer", if_cleared="again from suite2p")
ONLY = stale(B, "mpci.y.npy", Rule.LENGTH, 7, if_cleared="only copy", only_copy=True, modified_ns=3 * DAY)
KEPT = stale(C, "mpci.z.npy", Rule.LENGTH, 1000, kept="kept by lab.toml")
TWIN = stale(C, "mpci.w.npy", Rule.SUPERSEDED, 5)
SURVEYS = (survey(A, LEFT, OLD), survey(B, OLDER, ONLY), survey(C, KEPT, TWIN))


@pytest.fixture
def model(qapp):
    made = CleanupModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


@pytest.fixture
def full(model):
    model.put(SURVEYS)
    return model


def lines(model: CleanupModel) -> list[str]:
    """The list as text: a heading by its title, a file below it."""
    told = []
    for row in range(model.rowCount()):
        line = model.line(model.index(row, 0))
        told.append(line.title if isinstance(line, Group) else f"  {line.name} {line.session}")
    return told


def group(model: CleanupModel, key: str) -> Group:
    return model.line(model.index(model.row_of(key), 0))


def finding(model: CleanupModel, file: StaleFile) -> Finding:
    return model.line(model.index(model.row_of(str(file.path)), 0))


def ticked(model: CleanupModel) -> set[str]:
    return {each.key for each in model.findings if each.ticked}


def keys(*files: StaleFile) -> set[str]:
    return {str(file.path) for file in files}


def test_rules_in_their_order_with_their_files_by_session(full):
    assert lines(full) == [
        "Leftover of an interrupted save",
        "  tmp2.npy ATL2/2023-01-02/1",
        "Superseded by a sparse file of the same name",
        "  mpci.w.npy ATL10/2023-01-03/2",
        "Older than its suite2p source",
        "  mpci.x.npy ATL2/2023-01-02/1",
        "  mpci.x.npy ATL10/2023-01-01/1",
        "Length at odds with OBJECT.times",
        "  mpci.y.npy ATL10/2023-01-01/1",
        "  mpci.z.npy ATL10/2023-01-03/2",
    ]


def test_by_name_and_by_session(full):
    full.set_grouping(By.NAME)
    assert lines(full)[:6] == [
        "mpci.w.npy",
        "  mpci.w.npy ATL10/2023-01-03/2",
        "mpci.x.npy",
        "  mpci.x.npy ATL2/2023-01-02/1",
        "  mpci.x.npy ATL10/2023-01-01/1",
        "mpci.y.npy",
    ]
    assert group(full, "mpci.x.npy").note == "older than its suite2p source"
    full.set_grouping(By.SESSION)
    heads = [line for line in lines(full) if not line.startswith(" ")]
    assert heads == ["ATL2 / 2023-01-02 / 1", "ATL10 / 2023-01-01 / 1", "ATL10 / 2023-01-03 / 2"]
    assert group(full, A.name).note == "1 × leftover of an interrupted save, 1 × older than its suite2p source"


def test_what_is_safe_is_ticked_at_first(full):
    assert ticked(full) == keys(LEFT, OLD, OLDER)
    assert full.totals()[:6] == (3, 2, 360, 5, 372, 1)


def test_a_heading_counts_its_files_and_ticks_them_all(full):
    lengths = group(full, Rule.LENGTH)
    assert (lengths.files, lengths.size, full.state(lengths)) == ("1 file, 1 kept", 7, Qt.CheckState.Unchecked)
    index = full.index(full.row_of(Rule.LENGTH), FILE)
    assert full.setData(index, Qt.CheckState.Checked.value, ROLE.CheckStateRole)
    assert full.state(lengths) == Qt.CheckState.Checked
    assert ticked(full) == keys(LEFT, OLD, OLDER, ONLY)
    older = group(full, Rule.OLDER)
    full.tick([finding(full, OLD)], False)
    assert (older.ticked, full.state(older)) == (1, Qt.CheckState.PartiallyChecked)


def test_what_is_kept_cannot_be_ticked(full):
    index = full.index(full.row_of(str(KEPT.path)), FILE)
    assert full.data(index, ROLE.CheckStateRole) is None
    assert not full.flags(index) & Qt.ItemFlag.ItemIsUserCheckable
    assert not full.setData(index, Qt.CheckState.Checked.value, ROLE.CheckStateRole)
    full.tick(full.findings, True)
    assert str(KEPT.path) not in ticked(full)
    assert full.data(full.index(index.row(), EVIDENCE)) == "ends early · kept by lab.toml"


def test_a_group_of_kept_files_alone_cannot_be_ticked(model):
    model.put([survey(C, KEPT)])
    assert model.state(group(model, Rule.LENGTH)) is None
    assert group(model, Rule.LENGTH).files == "1 kept"


def test_ticks_outlive_another_look(full):
    full.tick([finding(full, LEFT)], False)
    full.tick([finding(full, ONLY)], True)
    full.put([survey(A, LEFT, OLD._replace(why="F.npy is 10 days newer")), survey(B, OLDER, ONLY)])
    assert ticked(full) == keys(OLD, OLDER, ONLY)


def test_what_was_agreed_to_is_not_another_thing(full):
    full.put([survey(A, LEFT, OLD._replace(only_copy=True, if_cleared="only copy"))])
    assert ticked(full) == keys(LEFT, OLDER)
    full.put([survey(C, KEPT, TWIN._replace(compared=True))])  # compared and equal: now it is safe
    assert ticked(full) == keys(LEFT, OLDER, TWIN)
    full.put([survey(B, OLDER._replace(kept="kept by lab.toml"), ONLY)])
    assert ticked(full) == keys(LEFT, TWIN)


def test_what_is_gone_leaves_and_what_comes_back_is_as_new(full):
    full.put([survey(A)])
    assert full.n_found == 4
    full.drop([B.name, "nobody"])
    assert lines(full) == [
        "Superseded by a sparse file of the same name",
        "  mpci.w.npy ATL10/2023-01-03/2",
        "Length at odds with OBJECT.times",
        "  mpci.z.npy ATL10/2023-01-03/2",
    ]
    full.put([survey(A, LEFT)])
    assert ticked(full) == keys(LEFT)


def test_the_filter_hides_and_what_it_hides_stays(full):
    full.set_filter(["atl10", "older"])
    assert lines(full) == ["Older than its suite2p source", "  mpci.x.npy ATL10/2023-01-01/1"]
    assert {each.key for each in full.chosen()} == keys(OLDER)
    assert full.totals()[:7] == (1, 1, 40, 1, 40, 0, 2)
    assert full.totals().unseen == 5
    full.set_filter(["lab.toml"])
    assert [each.file for each in full.findings] == [KEPT]
    full.set_filter([])
    assert ticked(full) == keys(LEFT, OLD, OLDER)


def test_chosen_mice(full):
    full.set_mice(["ATL10"])
    assert {each.entry.mouse for each in full.findings} == {"ATL10"}
    assert full.mice == ["ATL2", "ATL10"]
    full.set_mice(())
    assert full.n_found == len(full.findings) == 6


@pytest.mark.parametrize(
    ("column", "first"),
    [(FILE, "mpci.a.npy"), (SESSION, "mpci.b.npy"), (SIZE, "mpci.c.npy"), (MODIFIED, "mpci.d.npy")],
)
def test_sorted_by_raw_values_within_rules(model, column, first):
    model.put(
        [
            survey(A, stale(A, "mpci.b.npy", size=1000), stale(A, "mpci.c.npy", size=9, modified_ns=5 * DAY)),
            survey(B, stale(B, "mpci.a.npy", size=2000), stale(B, "mpci.d.npy", size=3000, modified_ns=DAY // 2)),
        ]
    )
    model.sort(column)
    assert model.line(model.index(1, 0)).name == first
    backwards = [model.line(model.index(row, 0)).name for row in range(1, 5)][::-1]
    model.sort(column, Qt.SortOrder.DescendingOrder)
    if column in (FILE, SIZE):  # no two are equal
        assert [model.line(model.index(row, 0)).name for row in range(1, 5)] == backwards
    model.sort(-1)
    assert [model.line(model.index(row, 0)).name for row in range(1, 5)] == [
        "mpci.b.npy",
        "mpci.c.npy",
        "mpci.a.npy",
        "mpci.d.npy",
    ]


def test_groups_of_names_are_sorted_too_but_rules_are_not(full):
    full.sort(SIZE, Qt.SortOrder.DescendingOrder)
    assert lines(full)[0] == "Leftover of an interrupted save"
    assert lines(full)[4:7] == [
        "Older than its suite2p source",
        "  mpci.x.npy ATL10/2023-01-01/1",
        "  mpci.x.npy ATL2/2023-01-02/1",
    ]
    full.set_grouping(By.NAME)
    assert [line for line in lines(full) if not line.startswith(" ")][:2] == ["tmp2.npy", "mpci.x.npy"]


def test_a_closed_group_shows_its_heading_alone_and_stays_closed(full):
    older = group(full, Rule.OLDER)
    full.open_group(older, False)
    assert "  mpci.x.npy ATL2/2023-01-02/1" not in lines(full)
    assert str(OLD.path) in ticked(full)
    full.set_grouping(By.NAME)
    full.set_grouping(By.RULE)
    assert not group(full, Rule.OLDER).is_open
    full.open_group(older, True)
    assert "  mpci.x.npy ATL2/2023-01-02/1" in lines(full)


def test_the_selection_stays_with_its_lines(full):
    selection = QItemSelectionModel(full)
    index = full.index(full.row_of(str(ONLY.path)), 0)
    selection.select(index, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
    kept = QPersistentModelIndex(index)
    full.sort(SIZE, Qt.SortOrder.DescendingOrder)
    full.open_group(group(full, Rule.LEFTOVER), False)
    full.put([survey(session("ATL1", "2023-01-01", "1"), stale(session("ATL1", "2023-01-01", "1"), "tmp1.npy"))])
    full.set_grouping(By.SESSION)
    assert full.line(kept).file == ONLY
    assert {full.line(index).key for index in selection.selectedRows()} == keys(ONLY)


def test_what_a_cell_says(full):
    row = full.row_of(str(ONLY.path))
    assert [full.data(full.index(row, column)) for column in range(len(COLUMNS))] == [
        "mpci.y.npy",
        "ATL10 / 2023-01-01 / 1",
        "ends early",
        "only copy",
        "1970-01-04",
        "7 B",
    ]
    assert str(ONLY.path) in full.data(full.index(row, FILE), ROLE.ToolTipRole)
    assert "nowhere else" in full.data(full.index(row, COST), ROLE.ToolTipRole)
    head = full.index(full.row_of(Rule.OLDER), FILE)
    assert full.data(head, ROLE.AccessibleTextRole) == (
        "Older than its suite2p source, 2 files, 2 ticked, 60 B, By file time, more than 2 days apart., open"
    )
    assert full.data(head, LINE_ROLE).key == Rule.OLDER
    assert [full.headerData(at, Qt.Orientation.Horizontal) for at in (FILE, SIZE)] == ["File", "Size"]


def test_the_list_for_the_clipboard(full):
    assert as_text(full.chosen()).splitlines()[0] == "\t".join(
        (str(OLD.path), "20", "F.npy is 9 days newer", "again from suite2p")
    )


def test_nothing_is_no_trouble(model):
    for change in (lambda: model.put([]), lambda: model.set_filter(["x"]), lambda: model.sort(SIZE)):
        change()
    assert (model.rowCount(), model.findings, model.line(QModelIndex())) == (0, [], None)
    assert model.totals() == (0,) * 9


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 3), st.sets(st.integers(0, 5), max_size=4)),
        st.tuples(st.just("by"), st.sampled_from(By)),
        st.tuples(st.just("sort"), st.integers(-1, 5), st.booleans()),
        st.tuples(st.just("filter"), st.sampled_from(["", "0", "3", "older"])),
        st.tuples(st.just("close"), st.integers(0, 9)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_rows_are_those_of_the_groups_whatever_happened(qapp, changes):
    model = CleanupModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    entries = [session("M", f"2023-01-0{day}", "1") for day in range(1, 5)]
    rules = list(Rule)
    found: dict[str, set[str]] = {}
    for what, *how in changes:
        if what == "put":
            files = [stale(entries[how[0]], f"mpci.{n}.npy", rules[n], n) for n in how[1]]
            model.put([survey(entries[how[0]], *files)])
            found[entries[how[0]].name] = keys(*files)
        elif what == "by":
            model.set_grouping(how[0])
        elif what == "sort":
            model.sort(how[0], Qt.SortOrder.DescendingOrder if how[1] else Qt.SortOrder.AscendingOrder)
        elif what == "filter":
            model.set_filter(how[0].split())
        elif model.rowCount():
            line = model.line(model.index(how[0] % model.rowCount(), 0))
            model.open_group(line if isinstance(line, Group) else model.group_of(line), False)
    shown, open_ = set(), True
    for row in range(model.rowCount()):
        line = model.line(model.index(row, 0))
        assert model.row_of(line.key) == row
        if isinstance(line, Group):
            open_, members = line.is_open, {each.key for each in line.findings}
            shown |= members
        else:
            assert open_
            assert line.key in members
    assert shown == {each.key for each in model.findings} <= set().union(*found.values())
    model.set_filter([])
    assert {each.key for each in model.findings} == set().union(*found.values())
    del tester
