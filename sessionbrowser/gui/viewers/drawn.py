"""What viewers have in common whose pictures are made by workers, of the part that is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from sessionbrowser.gui.tasks import FollowLane
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.trace_canvas import TraceCanvas
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.opening import Opened

_LATE = 300
"""Milliseconds after which the title says that the picture is still of another view."""


class DrawnViewer(Viewer):
    """Asks for a picture whenever the canvas shows another part, not more often than the screen can follow.

    Parameters
    ----------
    parent : QObject or None
    canvas : RasterCanvas or TraceCanvas
        Tells by ``view_changed`` that a picture is wanted.
    interval : int
        Milliseconds between two requests.
    """

    def __init__(self, parent: QObject | None, canvas: RasterCanvas | TraceCanvas, interval: int = 0) -> None:
        super().__init__(parent)
        self.widget = canvas
        self._on_screen = canvas
        self._opened: Opened | None = None
        self._pictures = FollowLane(self)
        self._throttle = QTimer(self, singleShot=True, interval=interval)
        self._throttle.timeout.connect(self._request)
        self._late = QTimer(self, singleShot=True, interval=_LATE)
        self._late.timeout.connect(lambda: self.described.emit("coarse"))
        self._pictures.busy.connect(self._on_busy)
        canvas.view_changed.connect(self._on_view)

    def show(self, opened: Opened) -> None:
        """Show a file; where it has no values, a word says so."""
        self.clear()
        if opened.source is None:
            return
        self._opened = opened
        if opened.source.size:
            self._begin(opened)
            return
        self._on_screen.show_word(f"no values: {shape_text(opened.source.shape)}")
        self.settled.emit()

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self.stop()
        self._opened = None
        self._on_screen.forget()

    def stop(self) -> None:
        """Give up what is being read; what is on the screen stays."""
        self._throttle.stop()
        self._pictures.cancel()
        self.progressed.emit(None)

    def retheme(self) -> None:
        """Draw again in the colours of the theme."""
        self._on_screen.update()
        self._on_view()

    @property
    def is_current(self) -> bool:
        """Whether the newest picture that was asked for is there."""
        return self._pictures.has_caught_up and not self._throttle.isActive()

    def _on_busy(self, busy: bool) -> None:
        if not busy:
            self._late.stop()
        elif not self._late.isActive():
            self._late.start()

    def _begin(self, opened: Opened) -> None:
        """Start with a file that has values."""
        raise NotImplementedError

    def _request(self) -> None:
        """Ask for a picture of what is on the screen."""
        raise NotImplementedError

    def _on_view(self) -> None:
        if self._opened is not None and not self._throttle.isActive():
            self._throttle.start()

    def _on_failure(self, error: Exception) -> None:
        self.stop()
        self.failed.emit(error)
