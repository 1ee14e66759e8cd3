"""Remembers how the user arranged the window: its place, the splitters, the columns and their sorting, the filters."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSplitter

from sessionbrowser.gui.outline import FRAME, first_size, first_split, split
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_columns import NAME
from sessionbrowser.gui.table_view import TableView

BESIDE = QPoint(32, 32)
"""How far another window stands from the one that it was opened from."""
LEAST_BESIDE = QSize(1000, 640)
"""Where not even this much fits there, it stands in the corner of the screen."""
VERSION = "1"
"""Of the columns: what was remembered for other columns is not taken up."""


class LayoutMemory:
    """Saves and restores the layout of a window.

    Parameters
    ----------
    settings : Settings
    window : QMainWindow
    splitters : mapping of str to QSplitter
        "across", sidebar | the rest, and "down", files over viewer.
    table : TableView
    filters : mapping of str to QLineEdit
        By the name that each is remembered under.
    """

    def __init__(
        self,
        settings: Settings,
        window: QMainWindow,
        splitters: Mapping[str, QSplitter],
        table: TableView,
        filters: Mapping[str, QLineEdit],
    ) -> None:
        self._settings, self._window = settings, window
        self._splitters, self._table, self._filters = splitters, table, filters
        self._first_columns = table.columns.saveState()

    def restore(self) -> None:
        """Arrange the parts as they were, or as they come the first time; the window itself stands already."""
        for name, splitter in self._splitters.items():
            split(splitter, name, self._settings, self._window.size())
        if self._settings.text("columns_version") == VERSION:
            table = self._table
            table.columns.restoreState(self._settings.state("columns"))
            table.columns.has_own_widths = self._settings.flag("own_widths", False)
            table.fit_columns()
        for name, box in self._filters.items():
            if text := self._settings.text(name):
                box.setText(text)

    def save(self) -> None:
        """Keep how the window is arranged now."""
        self._settings.set_state("geometry", self._window.saveGeometry())
        for name, splitter in self._splitters.items():
            self._settings.set_state(name, splitter.saveState())
        self._settings.set_state("columns", self._table.columns.saveState())
        self._settings.set_flag("own_widths", self._table.columns.has_own_widths)
        self._settings.set_text("columns_version", VERSION)
        for name, box in self._filters.items():
            self._settings.set_text(name, box.text())

    def reset(self) -> None:
        """Arrange the window as it comes the first time; a filter stays, since it is no matter of layout."""
        self._window.showNormal()
        self._window.resize(first_size())
        for name, splitter in self._splitters.items():
            splitter.setSizes(first_split(name, self._window.size()))
        table = self._table
        table.columns.restoreState(self._first_columns)
        table.columns.has_own_widths = False
        table.fit_columns()
        table.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)

    def stand_beside(self, other: QMainWindow) -> None:
        """Have the size of another window, as far as it fits, and stand a little right of and below it."""
        room = other.screen().availableGeometry()
        corner = other.pos() + BESIDE
        if not room.contains(QRect(corner, LEAST_BESIDE)):
            corner = room.topLeft()
        space = QSize(room.right() - corner.x(), room.bottom() - corner.y()) - FRAME
        self._window.setWindowState(Qt.WindowState.WindowNoState)
        self._window.resize(other.size().boundedTo(space))
        self._window.move(corner)
