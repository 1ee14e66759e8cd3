"""Remembers how the user arranged the window: its place, the splitters, the columns."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tokens import Space

FIRST_SIZE = QSize(1440, 900)
FRAME = QSize(0, 36)
"""What a title bar may add; how much is known only once the window is shown."""
FIRST_TABLE = 283
"""Height of the session pane in a window of the first size."""
VERSION = "1"
"""Of the columns: what was remembered for other columns is not taken up."""


class LayoutMemory:
    """Saves and restores the layout of a window.

    Parameters
    ----------
    settings : Settings
    window : QMainWindow
    across, down : QSplitter
        Sidebar | the rest, and files over viewer.
    table : TableView
    """

    def __init__(
        self, settings: Settings, window: QMainWindow, across: QSplitter, down: QSplitter, table: TableView
    ) -> None:
        self._settings, self._window = settings, window
        self._splitters = {"across": across, "down": down}
        self._table = table

    def restore(self) -> None:
        """Arrange the window as it was, or as it comes the first time."""
        geometry = self._settings.state("geometry")
        if geometry.isEmpty() or not self._window.restoreGeometry(geometry):
            self._window.resize(FIRST_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize() - FRAME))
        first = {"across": [Space.SIDEBAR, 10_000], "down": [FIRST_TABLE, 10_000]}
        for name, splitter in self._splitters.items():
            state = self._settings.state(name)
            if state.isEmpty() or not splitter.restoreState(state):
                splitter.setSizes(first[name])
        if self._settings.text("columns_version") == VERSION:
            self._table.columns.restoreState(self._settings.state("columns"))
            self._table.use_state(self._settings.flag("own_widths", False))

    def save(self) -> None:
        """Keep how the window is arranged now."""
        self._settings.set_state("geometry", self._window.saveGeometry())
        for name, splitter in self._splitters.items():
            self._settings.set_state(name, splitter.saveState())
        self._settings.set_state("columns", self._table.columns.saveState())
        self._settings.set_flag("own_widths", self._table.has_own_widths)
        self._settings.set_text("columns_version", VERSION)
