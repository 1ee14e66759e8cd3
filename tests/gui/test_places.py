"""From session to clean-up to trash and back, in the window, with the real engine on a copy of the small lab."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui import theme
from sessionbrowser.gui.clear_dialog import ClearDialog
from sessionbrowser.gui.empty_dialog import EmptyDialog
from sessionbrowser.gui.outcomes_dialog import OutcomesDialog
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.lab import batches
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeViewer

FIRST, SECOND = "ATL901/2023-01-24/701", "ATL901/2023-01-25/701"
NAMES = ("licks.times.npy", "mpci.times.npy")


@pytest.fixture
def files(lab: Path) -> dict[Path, bytes]:
    """Files of two sessions, and what is in them."""
    paths = [lab / session / "oneData" / name for session in (FIRST, SECOND) for name in NAMES]
    return {path: path.read_bytes() for path in paths}


@pytest.fixture
def make_window(qtbot, qapp, lab):
    theme.apply(qapp)

    def make() -> MainWindow:
        settings = Settings.in_memory()
        window = MainWindow(factory=resolve_factory(None), settings=settings, make_viewer=FakeViewer)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.warm_up()
        window.open_root(lab)
        qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
        return window

    return make


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window()


@pytest.fixture
def cleared(files, lab) -> None:
    """Both sessions' files were cleared before the window came, in one batch."""
    assert len(batches.clear(batches.plan(files), root=lab).moved) == 4


@pytest.fixture
def dialog(qtbot):
    """Return a function that waits for a dialog of a class."""

    def wait(kind):
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=10_000)
        return QApplication.activeModalWidget()

    return wait


def count(window: MainWindow) -> str:
    return window.sidebar.places.entries[Place.TRASH].detail


def select_group(window: MainWindow, row: int = 0) -> None:
    view = window.places.trash_page.view
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().setCurrentIndex(view.model().index(row, 0), flags)


def in_trash(lab: Path) -> list[Path]:
    return [path for path in lab.rglob(".trash/*/*") if path.suffix in (".npy", ".npz")]


def test_the_entries_go_there_and_the_tree_leads_back(qtbot, window):
    window.choose(FIRST)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    entries = window.sidebar.places.entries
    qtbot.mouseClick(entries[Place.TRASH], Qt.MouseButton.LeftButton)
    assert window.places.trash_page.isVisible()
    assert not window.pane.isVisible()
    assert [entry.isChecked() for entry in entries.values()] == [False, True]
    assert not window.sidebar.tree.selectionModel().hasSelection()
    tree = window.sidebar.tree
    place = tree.visualRect(window.sidebar.model.find(FIRST)).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.pane.isVisible()
    assert tree.selectionModel().hasSelection()
    assert not any(entry.isChecked() for entry in entries.values())


def test_by_keys_alone_there_and_back(qtbot, window):
    entry = window.sidebar.places.entries[Place.CLEANUP]
    entry.setFocus()
    qtbot.keyClick(entry, Qt.Key.Key_Down)
    trash = QApplication.focusWidget()
    assert trash is window.sidebar.places.entries[Place.TRASH]
    qtbot.keyClick(trash, Qt.Key.Key_Return)
    assert window.pages.place is Place.TRASH
    qtbot.keyClick(trash, Qt.Key.Key_Up)
    qtbot.keyClick(entry, Qt.Key.Key_Space)
    assert window.pages.place is Place.CLEANUP
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.pages.place is Place.SESSION
    assert window.sidebar.tree.hasFocus()


def test_entries_say_aloud_what_they_show(cleared, window):
    entry = window.sidebar.places.entries[Place.TRASH]
    spoken = QAccessible.queryAccessibleInterface(entry)
    assert spoken.text(QAccessible.Text.Name).startswith("Trash, 4 files, ")
    assert not spoken.state().checked
    window.places.go_to(Place.TRASH)
    assert spoken.state().checked


def test_what_was_cleared_in_another_run_is_listed_and_comes_back(qtbot, cleared, window, files):
    assert count(window) == "4 files"
    assert window.status._trash.text().startswith("Trash  4 files · ")
    window.status._trash.click()
    page = window.places.trash_page
    assert page.summary.text().startswith("4 files in 2 sessions, ")
    assert not page.restore_button.isEnabled()
    select_group(window)
    assert page.restore_button.text() == "Restore 4 files"
    qtbot.keyClick(page.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(window) == "0 files", timeout=10_000)
    assert {path: path.read_bytes() for path in files} == files
    assert window.status.message.text == "Brought back 4 files"
    assert not window.status._trash.isVisible()
    assert page._notice.isVisible()


def test_a_move_by_key_selects_also_where_there_is_nowhere_to_go(qtbot, cleared, window):
    window.places.go_to(Place.TRASH)
    view = window.places.trash_page.view
    assert not view.selectionModel().hasSelection()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.selectionModel().isSelected(view.currentIndex())
    assert view.currentIndex().row() == 0


def test_one_file_of_a_batch_comes_back_and_the_rest_stays(qtbot, cleared, window, files):
    window.places.go_to(Place.TRASH)
    page = window.places.trash_page
    page.filter.setText("licks atl901/2023-01-25")
    select_group(window)
    page.restore_button.click()
    qtbot.waitUntil(lambda: count(window) == "3 files", timeout=10_000)
    assert [path.exists() for path in files] == [False, False, True, False]


def test_what_cannot_come_back_is_told_file_by_file(qtbot, cleared, window, files, dialog):
    first = next(iter(files))
    first.write_bytes(b"it came back by itself")
    window.places.go_to(Place.TRASH)
    select_group(window)
    window.places.trash_page.restore_button.click()
    told = dialog(OutcomesDialog)
    assert told.title.text() == "1 file is not back"
    told.close_button.click()
    qtbot.waitUntil(lambda: count(window) == "1 file", timeout=10_000)
    assert first.read_bytes() == b"it came back by itself"


def test_emptying_asks_for_the_word_and_then_frees_the_disk(qtbot, cleared, window, files, dialog, lab):
    window.places.go_to(Place.TRASH)
    window.places.trash_page.empty_button.click()
    dialog(EmptyDialog).reject()
    assert len(in_trash(lab)) == 4
    window.places.trash_page.empty_button.click()
    asked = dialog(EmptyDialog)
    qtbot.keyClicks(asked.word, "delete")
    asked.verb.click()
    qtbot.waitUntil(lambda: count(window) == "0 files", timeout=10_000)
    assert in_trash(lab) == []
    assert not any(path.exists() for path in files)
    assert window.status.message.text.startswith("Deleted 4 files for good (")


def test_a_single_file_is_deleted_by_key_and_word(qtbot, cleared, window, dialog, lab):
    window.places.go_to(Place.TRASH)
    view = window.places.trash_page.view
    group = view.model().index(0, 0)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().setCurrentIndex(view.model().index(1, 0, group), flags)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    asked = dialog(EmptyDialog)
    assert asked.title.text().startswith("Delete 1 file (")
    qtbot.keyClicks(asked.word, "delete")
    asked.verb.click()
    qtbot.waitUntil(lambda: count(window) == "3 files", timeout=10_000)
    assert len(in_trash(lab)) == 3


def test_clearing_and_undo_show_in_the_trash_at_once(qtbot, window, files, dialog):
    window.choose(FIRST, NAMES[0])
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    window.clear_selected()
    dialog(ClearDialog).verb.click()
    qtbot.waitUntil(lambda: count(window) == "1 file", timeout=10_000)
    assert not next(iter(files)).exists()
    window.clearing.undo()
    qtbot.waitUntil(lambda: count(window) == "0 files", timeout=10_000)
    assert {path: path.read_bytes() for path in files} == files


def test_undo_forgets_what_the_trash_has_brought_back(qtbot, window, files, dialog):
    window.choose(FIRST, NAMES[0])
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    window.clear_selected()
    dialog(ClearDialog).verb.click()
    qtbot.waitUntil(lambda: count(window) == "1 file", timeout=10_000)
    assert window.clearing.can_undo
    window.places.go_to(Place.TRASH)
    select_group(window)
    window.places.trash_page.restore_button.click()
    qtbot.waitUntil(lambda: count(window) == "0 files", timeout=10_000)
    assert not window.clearing.can_undo


def test_undo_after_a_restart_is_the_way_through_the_trash(qtbot, make_window, files, dialog):
    first = make_window()
    first.choose(FIRST, NAMES[0])
    qtbot.waitUntil(lambda: first.is_settled, timeout=10_000)
    first.clear_selected()
    dialog(ClearDialog).verb.click()
    qtbot.waitUntil(lambda: count(first) == "1 file", timeout=10_000)
    first.close()
    second = make_window()
    assert not second.clearing.can_undo
    assert count(second) == "1 file"
    second.places.go_to(Place.TRASH)
    select_group(second)
    second.places.trash_page.restore_button.click()
    qtbot.waitUntil(lambda: count(second) == "0 files", timeout=10_000)
    assert {path: path.read_bytes() for path in files} == files


def test_a_trash_that_cannot_be_looked_into_is_told(make_window, lab):
    (lab / FIRST / "oneData" / ".trash").write_bytes(b"a file in its place")
    window = make_window()
    window.places.go_to(Place.TRASH)
    assert window.places.trash_page.problem.text().startswith(f"{FIRST}: its trash cannot be looked into")


def test_looking_again_finds_what_another_program_cleared(qtbot, window, files, lab):
    assert count(window) == "0 files"
    batches.clear(batches.plan(files), root=lab)
    window.browsing.look_again()
    qtbot.waitUntil(lambda: count(window) == "4 files", timeout=10_000)


def test_the_session_of_a_file_is_shown(qtbot, cleared, window):
    window.places.go_to(Place.TRASH)
    window.places.trash_page.filter.setText("2023-01-25")
    select_group(window)
    next(a for a in window.places.trash_page.actions_ if a.text() == "Show the session").trigger()
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert window.pages.place is Place.SESSION
    assert window.browsing.entry.name == SECOND


def test_actions_act_on_what_is_on_show(qtbot, cleared, window):
    window.choose(FIRST, "mpci.roiActivityF.npy")
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert window.actions_["clear_files"].isEnabled()
    for place in (Place.TRASH, Place.CLEANUP):
        window.places.go_to(place)
        assert not window.actions_["clear_files"].isEnabled()
        window.actions_["find_file"].trigger()
        assert QApplication.focusWidget() is window.places.filter
    window.places.leave()
    assert window.actions_["clear_files"].isEnabled()
    window.actions_["find_file"].trigger()
    assert QApplication.focusWidget() is window.pane.filter


def test_who_asks_for_a_session_by_name_or_path_sees_it(qtbot, window, lab):
    window.places.go_to(Place.TRASH)
    window.choose(FIRST)
    assert window.pages.place is Place.SESSION
    window.places.go_to(Place.CLEANUP)
    window.open_path(lab / SECOND)
    qtbot.waitUntil(lambda: window.pages.place is Place.SESSION, timeout=10_000)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert window.browsing.entry.name == SECOND


def test_what_is_found_stale_is_cleared_over_sessions_in_one_batch(qtbot, window, lab, dialog):
    window.places.go_to(Place.CLEANUP)
    found = window.cleanup.page.model.chosen
    qtbot.waitUntil(lambda: bool(found()), timeout=10_000)
    chosen = [each.file.path for each in found()]
    window.cleanup.page.foot.review.click()
    dialog(ClearDialog).verb.click()
    files = "1 file" if len(chosen) == 1 else f"{len(chosen)} files"
    qtbot.waitUntil(lambda: count(window) == files, timeout=10_000)
    assert not any(path.exists() or path.is_symlink() for path in chosen)
    window.places.go_to(Place.TRASH)
    assert len(window.places.trash_page.model.groups) == 1


def test_an_interrupted_clear_is_told_once(qtbot, cleared, make_window, lab):
    for journal in lab.rglob(".trash/*/journal.jsonl"):
        lines = journal.read_text().splitlines(keepends=True)
        journal.write_text("".join(line for line in lines if '"outcome"' not in line))
        os.utime(journal.parent, (time.time() - 60,) * 2)
    first = make_window()
    message = first.status.message
    assert message.text.endswith("4 files lie in the trash, all others are where they were, and none is lost.")
    message.act()
    assert first.pages.place is Place.TRASH
    first.close()
    assert "interrupted" not in make_window().status.message.text


def test_the_trash_is_looked_into_when_all_that_was_asked_for_is_on_the_screen(qtbot, qapp, cleared, lab):
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory(), make_viewer=FakeViewer)
    qtbot.addWidget(window)
    order = []
    window.places.trash.changed.connect(lambda: order.append("trash"))
    window.browsing.went_quiet.connect(lambda: order.append("quiet"))
    window.settled.connect(lambda: order.append(f"settled with {count(window)}"))
    window.show()
    window.warm_up()
    window.open_root(lab)
    window.choose(FIRST)
    qtbot.waitUntil(lambda: bool(order) and order[-1].startswith("settled"), timeout=10_000)
    assert window.browsing.entry.name == FIRST
    assert order[-1].startswith("settled with 4 files")
    assert order.index("quiet") < order.index("trash")
    window.close()
