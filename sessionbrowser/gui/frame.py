"""The frame of the window: tells when it was painted, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow


class Frame(QMainWindow):
    """A window that others need not watch: an event filter would have PySide define every kind of event there is.

    Attributes
    ----------
    dropped : Signal(Path)
        One folder, or what may be one.
    closed : Signal()
        It has let go of everything.
    """

    dropped = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._then: Callable[[], None] | None = None
        self.setAcceptDrops(True)

    def after_paint(self, then: Callable[[], None]) -> None:
        """Do something once all that the window holds now has been painted."""
        self._then = then
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go on with what was to wait for it, after the parts inside have been painted too."""
        super().paintEvent(event)
        then, self._then = self._then, None
        if then is not None:
            QTimer.singleShot(0, self, then)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one path; that a file is no folder is told when it is opened."""
        if folder_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which path it was."""
        folder = folder_in(event.mimeData())
        if folder is not None:
            event.acceptProposedAction()
            self.dropped.emit(folder)


def folder_in(data: QMimeData) -> Path | None:
    """Return the one local path that is dragged; None for anything else."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
