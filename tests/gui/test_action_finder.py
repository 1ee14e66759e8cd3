"""Finding an action by words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.action_finder import ActionFinder, keys_of, title_of


@pytest.fixture
def made(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    done = []
    actions = []
    for text, keys in (("Open folder…", "Ctrl+O"), ("Look again", "F5"), ("Clear files…\tDel", ""), ("Undo", "Ctrl+Z")):
        action = QAction(text, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on, text=text: done.append(text))
        actions.append(action)
    actions[3].setEnabled(False)
    actions[3].setToolTip("Nothing was cleared.")
    finder = ActionFinder(actions, window)
    finder.open_at(QPoint(600, 30))
    yield finder, done
    window.close()


def listed(finder) -> list[str]:
    return [finder.list.item(row).text() for row in range(finder.list.count())]


def test_words_narrow_the_list_and_return_does_the_first(made, qtbot):
    finder, done = made
    assert len(listed(finder)) == 4
    qtbot.keyClicks(finder.box, "fi CLE")
    assert listed(finder) == ["Clear files…"]
    qtbot.keyClick(finder.box, Qt.Key.Key_Return)
    assert done == ["Clear files…\tDel"]


def test_the_arrows_go_through_the_list_and_stop_at_its_ends(made, qtbot):
    finder, done = made
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(finder.box, key)
    assert done == ["Look again"]


def test_a_disabled_action_says_why_and_does_nothing(made, qtbot):
    finder, done = made
    finder.box.setText("undo")
    assert finder.list.item(0).toolTip() == "Nothing was cleared."
    assert not finder.grab().isNull()
    qtbot.keyClick(finder.box, Qt.Key.Key_Return)
    assert done == []
    assert finder.isVisible()


def test_nothing_found_and_escape(made, qtbot):
    finder, done = made
    finder.box.setText("zzz")
    qtbot.keyClick(finder.box, Qt.Key.Key_Return)
    assert done == []
    qtbot.keyClick(finder.box, Qt.Key.Key_Escape)


def test_it_is_as_high_as_what_was_found_and_says_so_when_that_is_nothing(made, qtbot):
    finder, _ = made
    whole = finder.height()
    finder.box.setText("again")
    assert finder.height() < whole
    assert not finder.none.isVisible()
    finder.box.setText("zzz")
    assert finder.none.isVisible()
    assert not finder.list.isVisible()
    finder.box.clear()
    assert finder.height() == whole


def test_what_can_be_done_comes_before_what_cannot(made, qtbot):
    finder, _ = made
    finder.box.setText("n")
    assert listed(finder) == ["Open folder…", "Look again", "Undo"]
    finder._actions[0].setEnabled(False)
    finder.box.setText("en")
    finder.box.setText("n")
    assert listed(finder) == ["Look again", "Open folder…", "Undo"]


def test_titles_and_keys():
    action = QAction("Clear files…\tDel")
    assert (title_of(action), keys_of(action)) == ("Clear files…", "Del")
