"""A small viewer inside another: shows an array in whatever viewer bids highest for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from sessionbrowser.gui.style import look
from sessionbrowser.gui.viewers import bidders
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.sessions.opening import Opened

_LEAST_HEIGHT = 140


class Preview(QObject):
    """Shows one array after another, each in the viewer that suits it; hides when there is none.

    Attributes
    ----------
    widget : QStackedWidget
        To be put below or beside; hidden while there is nothing to show.
    reading : Signal(object)
        What stands under the cursor.
    failed : Signal(object)
        The array could not be shown after all.
    settled : Signal()
        All of it is on the screen.
    """

    reading = Signal(object)
    failed = Signal(object)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widget = QStackedWidget()
        self.widget.setMinimumHeight(_LEAST_HEIGHT)
        look(self.widget, "panel")
        self._viewers: dict[str, Viewer] = {}
        self._current: Viewer | None = None

    @property
    def viewer(self) -> Viewer | None:
        """The viewer in front, if there is one."""
        return self._current

    def show(self, opened: Opened) -> None:
        """Show an array."""
        self.forget()
        specs = bidders(opened.facts)
        if not specs or opened.source is None:
            return
        spec = specs[0]
        if spec.name not in self._viewers:
            self._take(spec.name, spec.make(self))
        self._current = self._viewers[spec.name]
        self.widget.setCurrentWidget(self._current.widget)
        self.widget.show()
        self._current.show(opened)

    def forget(self) -> None:
        """Show nothing."""
        if self._current is not None:
            self._current.clear()
        self._current = None
        self.widget.hide()

    def stop(self) -> None:
        """Give up the reading under way."""
        if self._current is not None:
            self._current.stop()

    def retheme(self) -> None:
        """Take up the colours of the current theme again."""
        for viewer in self._viewers.values():
            viewer.retheme()

    def _take(self, name: str, viewer: Viewer) -> None:
        self._viewers[name] = viewer
        self.widget.addWidget(viewer.widget)
        viewer.reading.connect(self.reading)
        viewer.failed.connect(self.failed)
        viewer.settled.connect(self.settled)
