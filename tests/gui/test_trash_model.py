"""The trash as rows: batches over sessions in one group, filtered and sorted without losing what is selected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from sessionbrowser.gui.trash_model import TrashModel
from sessionbrowser.gui.trash_rows import (
    BY,
    CLEARED,
    FILE,
    SESSION,
    SIZE,
    WHY,
    amount_text,
    arranged,
    files_of,
    grouped,
    interrupted_text,
    left_behind,
    problems_text,
)
from sessionbrowser.gui.trash_view import TrashView
from sessionbrowser.lab.trash import TrashedSession
from tests.gui.trash_fakes import ROOT, batch, small_trash, trashed

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qtbot) -> TrashModel:
    model = TrashModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.put(small_trash())
    return model


def shown(model: TrashModel) -> list[list[str]]:
    return [[group.batch_id, *(row.name for row in group.rows)] for group in model.groups]


def test_a_batch_over_two_sessions_is_one_group_the_newest_first(model):
    assert shown(model) == [["new", "mpci.a.npy", "mpci.b.npy", "licks.times.npy"], ["old", "mpci.old.npy"]]
    assert model.groups[0].detail == "3 files in 2 sessions · by ada@rig"
    assert model.groups[1].detail == "1 file of ATL10 / 2023-01-25 / 701 · by bo@server"
    assert model.groups[0].size == 10_500


def test_rows_say_all_there_is_to_know(model):
    group = model.index(0, FILE)
    row = [model.data(model.index(1, column, group)) for column in range(model.columnCount())]
    assert (row[FILE], row[SESSION], row[BY]) == ("mpci.b.npy", "ATL2 / 2023-01-24 / 701", "ada@rig")
    assert (row[WHY], row[SIZE]) == ("cut", "500 B")
    assert len(row[CLEARED]) == len("2023-01-24")
    assert "onedata/mpci.b.npy" in model.data(model.index(1, FILE, group), Qt.ItemDataRole.ToolTipRole)
    assert model.data(group).startswith("Cleared 20")
    assert model.data(model.index(0, SIZE)) == "10.5 kB"
    assert model.data(model.index(0, WHY)) == ""


@pytest.mark.parametrize(
    ("column", "order", "first", "groups"),
    [
        (FILE, UP, "licks.times.npy", ["new", "old"]),
        (FILE, DOWN, "mpci.b.npy", ["old", "new"]),
        (SESSION, UP, "mpci.a.npy", ["new", "old"]),
        (SIZE, DOWN, "licks.times.npy", ["new", "old"]),
        (SIZE, UP, "mpci.b.npy", ["old", "new"]),
        (CLEARED, UP, "mpci.a.npy", ["old", "new"]),
        (BY, DOWN, "mpci.a.npy", ["old", "new"]),
    ],
)
def test_sorting_sorts_files_inside_and_batches_among_themselves(model, column, order, first, groups):
    model.sort(column, order)
    assert [group.batch_id for group in model.groups] == groups
    assert model.groups[groups.index("new")].rows[0].name == first


def test_the_filter_looks_at_name_session_user_and_reason(model):
    for words, names in (
        (["licks"], ["licks.times.npy"]),
        (["atl2/"], ["mpci.a.npy", "mpci.b.npy"]),
        (["bo@"], ["mpci.old.npy"]),
        (["older", "f.npy"], ["mpci.old.npy"]),
        (["nothing like it"], []),
    ):
        model.set_filter(words)
        assert [row.name for group in model.groups for row in group.rows] == names
    model.set_filter(["mpci.a"])
    assert model.groups[0].detail.startswith("1 of 3 files of ATL2")


def test_indexes_stay_with_their_files(model):
    index = QPersistentModelIndex(model.index(0, WHY, model.index(0, FILE)))
    path = model.row_at(index).file.path
    model.sort(FILE, DOWN)
    assert (model.row_at(index).file.path, index.column()) == (path, WHY)
    model.put(small_trash()[1:])
    assert model.row_at(index).file.path == path
    model.set_filter(["licks"])
    assert not index.isValid()


def test_what_is_chosen_is_whole_batches_where_it_can_be(model):
    group = model.index(0, FILE)
    files = [model.index(row, FILE, group) for row in range(3)]
    assert [one.batch_id for one in model.things_at([group, *files])] == ["new", "new"]
    assert [one.origin.name for one in model.things_at(files[:1])] == ["mpci.a.npy"]
    model.set_filter(["mpci.a"])
    assert [one.origin.name for one in model.things_at([model.index(0, FILE)])] == ["mpci.a.npy"]
    assert model.things_at([QModelIndex()]) == ()


def test_amounts_count_each_file_once_and_what_a_journal_vouches_for(qtbot):
    session = "ATL2/2023-01-24/701"
    sure, odd = trashed(session, "x", "a.npy", 700), trashed(session, "x", "b.npy", 50, note="it was changed")
    one = batch(session, "x", (sure, odd))
    assert files_of([one, sure]) == (sure,)
    assert files_of([one, odd]) == (sure, odd)
    assert amount_text([one, sure]) == "1 file (700 B)"
    assert left_behind([one]) == 1


def test_a_batch_of_nothing_and_sessions_with_a_problem_are_no_groups():
    session = "ATL2/2023-01-24/701"
    empty = TrashedSession(session, ROOT / session / "onedata", (batch(session, "x", ()),), "it is a file")
    assert grouped([empty]) == ()
    assert arranged((), ["x"], FILE, descending=False) == ()


def test_what_was_interrupted_is_told_in_plain_words():
    session, folder = "ATL2/2023-01-24/701", ROOT / "ATL2/2023-01-24/701/onedata"
    killed = replace(batch(session, "x", (trashed(session, "x", "a.npy"),)), settled=3)
    assert interrupted_text(small_trash()) == ""
    text = interrupted_text([TrashedSession(session, folder, (killed,))])
    assert text.startswith("Clearing by ada@rig on 20")
    assert text.endswith("1 file lies in the trash, all others are where they were, and none is lost.")
    before = TrashedSession("ATL1/2023-01-24/701", ROOT, (replace(killed, settled=0),))
    assert "2 files lie in the trash" in interrupted_text([before, TrashedSession(session, folder, (killed,))])
    other = replace(killed, batch_id="y")
    assert interrupted_text([TrashedSession(session, folder, (killed, other))]).startswith(
        "Clearing was interrupted more"
    )


def test_what_cannot_be_looked_into_is_told():
    session, folder = "ATL2/2023-01-24/701", ROOT / "ATL2/2023-01-24/701/onedata"
    closed = replace(batch(session, "x", ()), note="it cannot be looked into: no right", unreadable=True)
    assert problems_text(small_trash()) == ""
    assert problems_text([TrashedSession(session, folder, (closed,), "")]) == f"{session}: {closed.note}"
    assert problems_text([TrashedSession(session, folder, (), "it is a file")]) == f"{session}: it is a file"


def test_the_list_keeps_what_is_selected_and_opens_what_is_new(qtbot, model):
    view = TrashView(model)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    model.put(small_trash())
    assert all(view.isExpanded(model.index(row, 0)) for row in range(2))
    index = model.index(1, FILE, model.index(0, FILE))
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().setCurrentIndex(index, flags)
    view.sortByColumn(SIZE, UP)
    assert [one.origin.name for one in view.chosen()] == ["mpci.b.npy"]
    view.collapse(model.index(1, 0))
    model.put(small_trash())
    assert [view.isExpanded(model.index(row, 0)) for row in range(2)] == [True, False]
    model.set_filter(["nothing like it"])
    model.set_filter([])
    closed = {group.batch_id: view.isExpanded(model.index(row, 0)) for row, group in enumerate(model.groups)}
    assert sorted(closed.values()) == [False, True], "what the user closed stays closed, and nothing else"
    assert not view.grab().isNull()


def test_ten_thousand_files_of_a_batch_stay_closed_until_asked_for(qtbot):
    session = "ATL2/2023-01-24/701"
    files = tuple(trashed(session, "x", f"mpci.x{i}.npy", i) for i in range(10_000))
    model = TrashModel()
    view = TrashView(model)
    qtbot.addWidget(view)
    model.put([TrashedSession(session, ROOT / session / "onedata", (batch(session, "x", files),))])
    assert not view.isExpanded(model.index(0, 0))
    assert model.groups[0].detail.startswith("10,000 files of")
    model.sort(SIZE, DOWN)
    assert model.row_at(model.index(0, FILE, model.index(0, FILE))).file.size == 9999
