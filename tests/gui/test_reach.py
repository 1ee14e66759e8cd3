"""On a screen that is too small for the window its middle is scrolled; on any other nothing is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from sessionbrowser.gui.outline import FRAME
from sessionbrowser.gui.reach import Reach


class Part(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.inner = QWidget()
        self.line = QLineEdit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.inner)
        layout.addWidget(self.line)


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setCentralWidget(Reach(Part(), 50))
    return made


def reach_of(window) -> Reach:
    reach = window.centralWidget()
    assert isinstance(reach, Reach)
    return reach


def test_a_window_is_never_smaller_than_its_middle_where_the_screen_has_room(qtbot, window):
    reach = reach_of(window)
    reach.widget().inner.setMinimumSize(500, 300)
    window.show()
    window.resize(100, 100)
    qtbot.waitUntil(lambda: window.width() >= 500)
    assert window.height() >= 300
    assert (reach.horizontalScrollBar().maximum(), reach.verticalScrollBar().maximum()) == (0, 0)
    reach.widget().inner.setMinimumSize(600, 400)  # another view asks for more
    qtbot.waitUntil(lambda: window.width() >= 600 and window.height() >= 400)


def test_what_the_screen_has_no_room_for_is_scrolled_to(qtbot, window):
    reach = reach_of(window)
    reach.widget().inner.setMinimumSize(3000, 2000)
    window.show()
    window.resize(100, 100)
    room = window.screen().availableSize() - FRAME
    qtbot.waitUntil(lambda: reach.horizontalScrollBar().maximum() > 0)
    assert window.width() <= room.width()
    assert window.height() + 50 <= room.height()
    assert reach.horizontalScrollBar().maximum() == 3000 - reach.viewport().width()


def test_keys_go_on_to_the_window(qtbot, window):
    reach = reach_of(window)
    reach.widget().inner.setMinimumSize(3000, 2000)
    window.show()
    qtbot.waitUntil(lambda: reach.verticalScrollBar().maximum() > 0)
    seen = []
    window.keyPressEvent = lambda event: seen.append(event.key())
    qtbot.keyClick(reach.widget().line, Qt.Key.Key_Down)
    assert reach.verticalScrollBar().value() == 0
    assert Qt.Key.Key_Down in seen
