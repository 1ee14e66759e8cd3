"""What is remembered of the window's layout."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from sessionbrowser.gui import layout_memory
from sessionbrowser.gui.layout_memory import LayoutMemory
from sessionbrowser.gui.outline import FIRST_SIZE, FIRST_TABLE, FRAME, LEAST_TABLE, first_split, stand
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.tokens import Space


def make(qtbot, settings):
    window, pane = QMainWindow(), SessionPane()
    qtbot.addWidget(window)
    across, down = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
    for splitter, parts in ((down, (pane, QWidget())), (across, (QWidget(), down))):
        for part in parts:
            splitter.addWidget(part)
    window.setCentralWidget(across)
    stand(window, settings)
    splitters, filters = {"across": across, "down": down}, {"filter_files": pane.filter}
    return window, LayoutMemory(settings, window, splitters, pane.table, filters)


def test_the_first_window_and_its_frame_fit_the_screen(qtbot):
    window, _memory = make(qtbot, Settings.in_memory())
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
    assert other._table.columns.has_own_widths


def test_sorting_and_filters_come_back(qtbot):
    settings = Settings.in_memory()
    _window, memory = make(qtbot, settings)
    memory.restore()
    memory._table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    memory._filters["filter_files"].setText("mpci spks")
    memory.save()
    _again, other = make(qtbot, settings)
    other.restore()
    columns = other._table.columns
    assert (columns.sortIndicatorSection(), columns.sortIndicatorOrder()) == (4, Qt.SortOrder.DescendingOrder)
    assert other._table.model().sortColumn() == 4
    assert other._filters["filter_files"].text() == "mpci spks"


def test_the_layout_can_be_had_as_on_the_first_day(qtbot):
    window, memory = make(qtbot, Settings.in_memory())
    memory.restore()
    window.show()
    first = [window.size(), window.centralWidget().sizes(), memory._table.columns.sectionSize(0)]
    window.resize(700, 500)
    window.centralWidget().setSizes([250, 400])
    columns = memory._table.columns
    columns.resizeSection(0, 222)
    columns.by_hand.emit()
    columns.setSectionHidden(2, True)
    memory._table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    memory.reset()
    assert [window.size(), window.centralWidget().sizes(), columns.sectionSize(0)] == first
    assert not columns.isSectionHidden(2)
    assert not memory._table.columns.has_own_widths
    assert columns.sortIndicatorSection() == 0


@pytest.mark.parametrize(
    ("size", "least"), [((300, 200), (100, 100)), ((500, 400), (10_000, 100)), ((5000, 5000), None)]
)
def test_another_window_stands_beside_and_stays_on_the_screen(qtbot, monkeypatch, size, least):
    monkeypatch.setattr(layout_memory, "LEAST_BESIDE", QSize(*least) if least else layout_memory.LEAST_BESIDE)
    window, _memory = make(qtbot, Settings.in_memory())
    window.resize(*size)
    window.show()
    other, memory = make(qtbot, Settings.in_memory())
    memory.stand_beside(window)
    room = window.screen().availableGeometry()
    assert room.contains(QRect(other.pos(), other.size()))
    if size[0] < room.width():
        assert other.size() == window.size()
    assert other.pos() == (window.pos() + layout_memory.BESIDE if least == (100, 100) else room.topLeft())


def test_a_low_window_leaves_the_picture_its_room():
    heights = [first_split("down", QSize(1440, height))[0] for height in (900, 700, 400)]
    assert heights == [FIRST_TABLE, LEAST_TABLE, LEAST_TABLE]


def test_the_sidebar_gives_way_to_the_picture_before_that_comes():
    widths = [first_split("across", QSize(width, 900))[0] for width in (1440, 800, 700)]
    assert widths == [Space.SIDEBAR, 800 - Space.PICTURE_MIN, Space.SIDEBAR_MIN]
