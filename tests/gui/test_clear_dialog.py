"""The clear dialog: everything stands in it, Cancel is the default, and the keyboard alone suffices."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sessionbrowser.gui import clear_dialog
from sessionbrowser.gui.clear_dialog import ClearDialog
from sessionbrowser.gui.clear_model import AGE, FILE, REMAKE, SIZE, ClearModel, as_text, changes
from sessionbrowser.gui.dimming import Dim
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.plan import ClearItem, ClearPlan, settled

NAMES = ("mpci.oasis.npy", "mpci.base.npy", "mpci.faceMotion.npy")
NOW = 1_700_000_000 * 10**9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ATL028" / "2023-04-18" / "702" / "onedata"
    folder.mkdir(parents=True)
    for i, name in enumerate(NAMES):
        (folder / name).write_bytes(bytes(1000 * (i + 1)))
        os.utime(folder / name, ns=(NOW, NOW - i * 86_400 * 10**9))
    return folder


@pytest.fixture
def plan(folder: Path) -> ClearPlan:
    status = [(folder / name).lstat() for name in NAMES]
    about = [
        {
            "state": "stale",
            "why": ("F.npy is 10 days newer",),
            "remake": "can be made again from suite2p",
            "used_by": ("mpci.eventRate", "spks ‘oasis’"),
        },
        {"state": "superseded", "why": ("equal values",), "otherwise": "the only copy", "twin": folder / "x.npz"},
        {"state": "ok", "why": ("not stale; chosen by hand",), "remake": "the only copy", "only_copy": True},
    ]
    items = [
        ClearItem(folder / name, Identity.of(s), "array", s.st_size, s.st_mtime_ns, **more)  # type: ignore[arg-type]
        for name, s, more in zip(NAMES, status, about, strict=True)
    ]
    return ClearPlan(settled([*items, ClearItem(folder / "notes.txt", refused="it is not a onedata file")]), 0.0)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    return window


@pytest.fixture
def dialog(qtbot: QtBot, window: QWidget, plan: ClearPlan, folder: Path) -> ClearDialog:
    dialog = ClearDialog(plan, folder.parents[3], window)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.cancel, timeout=2000)
    return dialog


def paths(plan: ClearPlan) -> list[str]:
    return sorted(item.path.name for item in plan.accepted)


def test_the_model_is_sound(qtbot: QtBot, plan: ClearPlan):
    model = ClearModel(plan)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(SIZE, Qt.SortOrder.DescendingOrder)
    model.tick([plan.items[0].path], False)
    model.sort(-1)
    assert [model.data(model.index(row, FILE)).split("\n")[0] for row in range(4)] == [*NAMES, "notes.txt"]


def test_rows_say_all_there_is_to_know(qtbot: QtBot, plan: ClearPlan):
    model = ClearModel(plan, now_ns=NOW + 3 * 86_400 * 10**9)
    rows = [[model.data(model.index(row, column)) for column in range(4)] for row in range(4)]
    assert rows[0][FILE] == "mpci.oasis.npy\nF.npy is 10 days newer"
    assert rows[0][REMAKE] == "can be made again from suite2p\nused by 1 recipe and by spks ‘oasis’"
    assert rows[0][AGE].endswith("\n3 d")
    assert rows[0][SIZE] == "1.0 kB"
    assert rows[1][REMAKE] == "the .npz stays\nnothing else uses it"
    assert rows[2][REMAKE] == "the only copy\nnothing else uses it"
    assert rows[3] == ["notes.txt\nit is not a onedata file", "\n", "\n", ""]


def test_only_what_the_red_line_tells_of_is_red(qtbot: QtBot, plan: ClearPlan):
    model = ClearModel(plan)
    assert [model.orphans_others(item) for item in plan.items] == [True, False, False, False]
    assert [model.loses_data(item) for item in plan.items] == [False, False, True, False]
    model.tick([plan.items[0].path, plan.items[2].path], False)
    assert not any(model.orphans_others(item) or model.loses_data(item) for item in plan.items)


def test_sorting_is_by_raw_values_and_ticks_stay_with_their_files(qtbot: QtBot, plan: ClearPlan):
    model = ClearModel(plan)
    model.tick([plan.items[2].path], False)
    model.sort(AGE)
    order = [model.data(model.index(row, FILE)).split("\n")[0] for row in range(1, 4)]
    assert order == list(reversed(NAMES))
    assert paths(model.chosen) == ["mpci.base.npy", "mpci.oasis.npy"]
    assert model.data(model.index(1, FILE), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked


def test_what_is_refused_can_never_be_ticked(qtbot: QtBot, plan: ClearPlan):
    model = ClearModel(plan)
    refused = model.index(3, FILE)
    assert not refused.flags() & Qt.ItemFlag.ItemIsEnabled
    assert not model.setData(refused, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    model.tick([item.path for item in plan.items], True)
    assert paths(model.chosen) == sorted(NAMES)


def test_the_title_counts_and_the_list_is_visible(dialog: ClearDialog):
    assert dialog.title.text() == "Move 3 files (6.0 kB) to the trash?"
    assert dialog.verb.text() == "Move 3 files (6.0 kB)"
    assert dialog.rows.isVisible()
    assert dialog.note.text().startswith("ATL028 / 2023-04-18 / 702  ·  They stay on this disk")


def test_cancel_is_the_default_and_has_the_focus(qtbot: QtBot, dialog: ClearDialog):
    assert dialog.cancel.isDefault()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as blocker:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert blocker.args[0] == ClearDialog.DialogCode.Rejected


def test_escape_cancels_wherever_the_focus_is(qtbot: QtBot, dialog: ClearDialog):
    dialog.rows.setFocus()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as blocker:
        qtbot.keyClick(dialog.rows, Qt.Key.Key_Escape)
    assert blocker.args[0] == ClearDialog.DialogCode.Rejected


def test_return_in_the_list_cancels_too(qtbot: QtBot, dialog: ClearDialog):
    dialog.rows.setFocus()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as blocker:
        qtbot.keyClick(dialog.rows, Qt.Key.Key_Return)
    assert blocker.args[0] == ClearDialog.DialogCode.Rejected


def test_the_keyboard_alone_unticks_and_says_yes(qtbot: QtBot, dialog: ClearDialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.verb
    qtbot.keyClick(dialog.verb, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.rows
    qtbot.keyClick(dialog.rows, Qt.Key.Key_Down)
    while dialog.rows.currentIndex().row() < 2:
        qtbot.keyClick(dialog.rows, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.rows, Qt.Key.Key_Space)
    assert paths(dialog.chosen) == ["mpci.base.npy", "mpci.oasis.npy"]
    qtbot.keyClick(dialog.rows, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is not dialog.rows
    dialog.verb.setFocus()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as blocker:
        qtbot.keyClick(dialog.verb, Qt.Key.Key_Space)
    assert blocker.args[0] == ClearDialog.DialogCode.Accepted
    assert paths(dialog.chosen) == ["mpci.base.npy", "mpci.oasis.npy"]


def test_a_click_on_the_box_unticks(qtbot: QtBot, dialog: ClearDialog):
    cell = dialog.rows.visualRect(dialog.model.index(0, FILE))
    box = dialog.rows.itemDelegate().tick_rect(cell)
    qtbot.mouseClick(dialog.rows.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert paths(dialog.chosen) == ["mpci.base.npy", "mpci.faceMotion.npy"]
    qtbot.mouseClick(dialog.rows.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert paths(dialog.chosen) == ["mpci.base.npy", "mpci.faceMotion.npy"]


def test_a_red_line_stands_while_something_is_lost_and_only_then(dialog: ClearDialog):
    assert dialog.danger.isVisible()
    assert dialog.danger.headline.text() == "1 file is the only copy, and 1 recipe loses its source."
    assert dialog.verb.property("look") == "danger"
    dialog.model.tick([dialog._plan.items[2].path], False)
    assert dialog.danger.headline.text() == "1 recipe loses its source."
    dialog.model.tick([dialog._plan.items[0].path], False)
    assert not dialog.danger.isVisible()
    assert dialog.verb.property("look") == "verb"
    assert dialog.title.text() == "Move 1 file (2.0 kB) to the trash?"


def test_with_nothing_ticked_the_verb_is_off_and_says_why(dialog: ClearDialog):
    dialog.model.tick([item.path for item in dialog._plan.items], False)
    assert not dialog.verb.isEnabled()
    assert dialog.verb.toolTip() == "Nothing is ticked"
    assert "Nothing is ticked" in dialog.note.text()
    assert not dialog.chosen.items


def test_with_nothing_that_may_go_there_is_only_cancel(qtbot: QtBot, folder: Path):
    dialog = ClearDialog(ClearPlan((ClearItem(folder / "x.npy", refused="it is a folder, not a file"),), 0.0))
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.verb.isEnabled()
    assert "None of these can be moved" in dialog.note.text()
    assert dialog.model.data(dialog.model.index(0, FILE)) == "x.npy\nit is a folder, not a file"


def test_the_list_is_copied(qtbot: QtBot, dialog: ClearDialog):
    dialog.model.tick([dialog._plan.items[0].path], False)
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == [str(dialog._plan.items[i].path) for i in (1, 2)]
    assert lines[1].split("\t")[1:] == ["3000", "not stale; chosen by hand", "the only copy"]
    assert as_text(dialog.chosen) == "\n".join(lines)


def test_the_window_is_dimmed_while_it_is_open(qtbot: QtBot, window: QWidget, dialog: ClearDialog):
    dim = window.findChild(Dim)
    assert dim is not None
    assert dim.geometry() == window.rect()
    window.resize(1100, 650)
    qtbot.waitUntil(lambda: dim.geometry() == window.rect(), timeout=1000)
    dialog.reject()
    assert not dim.isVisible()


def test_a_file_that_changes_meanwhile_is_left_out_and_marked(
    qtbot: QtBot, window: QWidget, plan: ClearPlan, monkeypatch
):
    monkeypatch.setattr(clear_dialog, "WATCH_MS", 20)
    dialog = ClearDialog(plan, None, window)
    qtbot.addWidget(dialog)
    dialog.open()
    plan.items[0].path.write_bytes(b"new")
    qtbot.waitUntil(lambda: paths(dialog.chosen) == ["mpci.base.npy", "mpci.faceMotion.npy"], timeout=5000)
    assert dialog.model.data(dialog.model.index(0, FILE)).endswith("it changed since the list was made")
    plan.items[2].path.unlink()
    qtbot.waitUntil(lambda: paths(dialog.chosen) == ["mpci.base.npy"], timeout=5000)
    assert dialog.verb.text() == "Move 1 file (2.0 kB)"
    dialog.model.tick([item.path for item in plan.items], True)
    assert paths(dialog.chosen) == ["mpci.base.npy"]
    dialog.reject()
    assert not dialog._watch.isActive()


def test_changes_are_told_apart(plan: ClearPlan):
    assert changes(plan.accepted) == {}
    plan.items[0].path.write_bytes(b"other")
    plan.items[1].path.unlink()
    assert list(changes(plan.accepted).values()) == ["it changed since the list was made", "it is gone"]


def test_names_that_look_like_markup_stay_plain(qtbot: QtBot, folder: Path):
    path = folder / "<img src=x>.npy"
    path.write_bytes(b"")
    item = ClearItem(path, Identity.of(path.lstat()), why=("<b>bold</b>",), remake="the only copy")
    dialog = ClearDialog(ClearPlan(settled([item]), 0.0))
    qtbot.addWidget(dialog)
    dialog.open()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())
    assert "<img" not in dialog.model.data(dialog.model.index(0, FILE), Qt.ItemDataRole.ToolTipRole)
    assert not dialog.grab().isNull()


@pytest.fixture
def wide(tmp_path: Path) -> ClearPlan:
    """Two sessions with a source of a recipe each; of the first, the recipe goes as well."""
    items = []
    for session, names in (("701", ("mpci.a.npy", "mpci.rate.npy")), ("702", ("mpci.a.npy",))):
        onedata = tmp_path / "ATL1" / "2023-01-24" / session / "onedata"
        onedata.mkdir(parents=True)
        for name in names:
            (onedata / name).write_bytes(b"x" * 10)
            users = ("mpci.rate",) if name == "mpci.a.npy" else ()
            identity = Identity.of((onedata / name).lstat())
            items.append(ClearItem(onedata / name, identity, size=10, used_by=users, remake="stub only"))
    return ClearPlan(tuple(items), 0.0)


def test_of_several_sessions_each_row_names_its_own(qtbot: QtBot, wide: ClearPlan, tmp_path: Path):
    dialog = ClearDialog(wide, tmp_path)
    qtbot.addWidget(dialog)
    model = dialog.model
    assert dialog.note.text().startswith("2 sessions  ·  ")
    sessions = [model.data(model.index(row, FILE)).split("\n")[-1] for row in range(3)]
    assert sessions == ["ATL1 / 2023-01-24 / 701", "ATL1 / 2023-01-24 / 701", "ATL1 / 2023-01-24 / 702"]
    assert [model.orphans_others(item) for item in wide.items] == [False, False, True]
    assert dialog.danger.headline.text() == "1 recipe loses its source."
    model.tick([wide.items[1].path], False)
    assert dialog.danger.headline.text() == "2 recipes lose their source."
    assert dialog.width() > ClearDialog(wide.only({wide.items[0].path})).width(), "names need no less room"


def test_keys_sort_and_tick_all_or_none(qtbot: QtBot, dialog: ClearDialog):
    rows = dialog.rows
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_4)
    assert [dialog.model.data(dialog.model.index(row, SIZE)) for row in range(1, 4)] == ["1.0 kB", "2.0 kB", "3.0 kB"]
    qtbot.keyClick(rows, Qt.Key.Key_4)
    assert dialog.model.data(dialog.model.index(0, SIZE)) == "3.0 kB"
    assert rows.horizontalHeader().sortIndicatorSection() == SIZE
    qtbot.keyClick(rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.chosen.items
    qtbot.keyClick(rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert paths(dialog.chosen) == sorted(NAMES)


def test_without_a_red_line_the_list_has_its_height_too(qtbot: QtBot, folder: Path):
    status = (folder / NAMES[0]).lstat()
    items = tuple(
        ClearItem(folder / f"mpci.x{i}.npy", Identity.of(status), size=1, remake="nothing lost") for i in range(6)
    )
    dialog = ClearDialog(ClearPlan(items, 0.0))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.danger.isVisible()
    assert dialog.rows.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(("height", "rows"), [(720, 8), (1440, 15)])
def test_a_long_list_shows_more_rows_over_a_high_window(
    qtbot: QtBot, folder: Path, window: QWidget, height: int, rows: int
):
    window.resize(1000, height)
    items = [ClearItem(folder / f"{i}.npy", None, "array", 1, NOW, remake="the only copy") for i in range(40)]
    dialog = ClearDialog(ClearPlan(tuple(items), 0.0), None, window)
    qtbot.addWidget(dialog)
    header = dialog.rows.horizontalHeader().sizeHint().height()
    assert dialog.rows.sizeHint().height() == header + 48 * rows
    assert dialog.sizeHint().height() < height
