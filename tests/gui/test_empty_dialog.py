"""Deleting for good: the amount is named, a word is typed, and every other way out deletes nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from sessionbrowser.gui.dimming import Dim
from sessionbrowser.gui.empty_dialog import EmptyDialog
from tests.gui.trash_fakes import batch, small_trash, trashed

BATCHES = tuple(each for session in small_trash() for each in session.batches)


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return window


@pytest.fixture
def dialog(qtbot, window) -> EmptyDialog:
    dialog = EmptyDialog(BATCHES, (), window)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.word.hasFocus, timeout=2000)
    return dialog


def names(dialog: EmptyDialog) -> set[str]:
    return {each.batch_id for each in dialog.chosen}


def test_it_names_files_and_bytes_and_offers_no_yes_before_the_word(dialog):
    assert dialog.title.text() == "Delete 4 files (10.5 kB) for good?"
    assert dialog.verb.text() == "Delete 4 files (10.5 kB)"
    assert not dialog.verb.isEnabled()
    assert "Type the word delete" in dialog.verb.toolTip()
    assert "cannot be brought back" in dialog.note.text()


@pytest.mark.parametrize(("typed", "can"), [("delete", True), (" Delete ", True), ("delet", False), ("yes", False)])
def test_the_word_and_no_other(qtbot, dialog, typed, can):
    qtbot.keyClicks(dialog.word, typed)
    assert dialog.verb.isEnabled() is can


def test_return_after_the_word_still_cancels_and_so_does_escape(qtbot, dialog, window):
    qtbot.keyClicks(dialog.word, "delete")
    with qtbot.waitSignal(dialog.finished, timeout=1000) as came:
        qtbot.keyClick(dialog.word, Qt.Key.Key_Return)
    assert came.args == [QDialog.DialogCode.Rejected]
    other = EmptyDialog(BATCHES, (), window)
    qtbot.addWidget(other)
    other.open()
    with qtbot.waitSignal(other.finished, timeout=1000) as came:
        qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert came.args == [QDialog.DialogCode.Rejected]


def test_the_keyboard_alone_says_yes(qtbot, dialog):
    qtbot.keyClicks(dialog.word, "delete")
    qtbot.keyClick(dialog.word, Qt.Key.Key_Tab)
    assert dialog.cancel.hasFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Tab)
    assert dialog.verb.hasFocus()
    with qtbot.waitSignal(dialog.finished, timeout=1000) as came:
        qtbot.keyClick(dialog.verb, Qt.Key.Key_Space)
    assert came.args == [QDialog.DialogCode.Accepted]
    assert names(dialog) == {"new", "old"}


def test_only_what_is_older_than_some_days(dialog):
    dialog.old.setChecked(True)
    assert names(dialog) == {"old"}
    assert dialog.title.text() == "Delete 1 file (20 B) for good?"
    dialog.days.setValue(41)
    dialog.word.setText("delete")
    assert dialog.chosen == ()
    assert dialog.warning.isVisible()
    assert not dialog.verb.isEnabled()
    dialog.all.setChecked(True)
    assert not dialog.warning.isVisible()
    dialog.days.setValue(3)
    assert dialog.old.isChecked()


def test_what_is_selected_is_offered_first(qtbot, window):
    some = BATCHES[0].files[:1]
    dialog = EmptyDialog(BATCHES, some, window)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.some.isVisible()
    assert dialog.chosen == some
    dialog.all.setChecked(True)
    assert names(dialog) == {"new", "old"}


def test_what_no_journal_vouches_for_is_not_counted_but_told(qtbot):
    session = "ATL2/2023-01-24/701"
    files = (trashed(session, "x", "a.npy", 700), trashed(session, "x", "b.npy", 50, note="it was changed"))
    dialog = EmptyDialog([batch(session, "x", files)])
    qtbot.addWidget(dialog)
    assert dialog.verb.text() == "Delete 1 file (700 B)"
    assert "1 file that its journal does not vouch for will stay" in dialog.note.text()


def test_the_window_is_dim_meanwhile(dialog, window):
    dim = window.findChild(Dim)
    assert dim.isVisible()
    dialog.reject()
    assert not dim.isVisible()
