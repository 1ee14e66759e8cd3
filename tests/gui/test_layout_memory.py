"""What is remembered of the window's layout."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from sessionbrowser.gui.layout_memory import FIRST_SIZE, FRAME, LayoutMemory
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.settings import Settings


def make(qtbot, settings):
    window, pane = QMainWindow(), SessionPane()
    qtbot.addWidget(window)
    across, down = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
    for splitter, parts in ((down, (pane, QWidget())), (across, (QWidget(), down))):
        for part in parts:
            splitter.addWidget(part)
    window.setCentralWidget(across)
    return window, LayoutMemory(settings, window, across, down, pane.table)


def test_the_first_window_and_its_frame_fit_the_screen(qtbot):
    window, memory = make(qtbot, Settings.in_memory())
    memory.restore()
    room = window.screen().availableSize() - FRAME
    assert window.size() == FIRST_SIZE.boundedTo(room)


def test_splitters_and_widths_come_back(qtbot):
    settings = Settings.in_memory()
    window, memory = make(qtbot, settings)
    memory.restore()
    window.resize(700, 500)
    window.show()
    window.centralWidget().setSizes([250, 400])
    memory._table.columns.resizeSection(0, 222)
    memory._table.columns.by_hand.emit()
    memory.save()
    again, other = make(qtbot, settings)
    other.restore()
    again.show()
    assert again.size() == window.size()
    assert again.centralWidget().sizes() == window.centralWidget().sizes()
    assert other._table.columns.sectionSize(0) == 222
    assert other._table.has_own_widths
