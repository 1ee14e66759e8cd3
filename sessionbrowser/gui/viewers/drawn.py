"""What viewers have in common whose pictures are made by workers, of the part that is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from sessionbrowser.gui.tasks import FollowLane
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.trace_canvas import TraceCanvas
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.layout import ONEDATA_NAMES, session_of
from sessionbrowser.sessions.opening import Opened

_LATE = 300
"""Milliseconds after which the title says that the picture is still of another view."""

OF_ROIS = " · S signals of the ROI"
"""What the hint says more where S leads to these."""


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
        self._leads = False
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
        self.hint = type(self).hint + (OF_ROIS if self._leads and _is_of_rois(opened) else "")
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

    @property
    def roi_meant(self) -> int | None:
        """The ROI under the cursor, where a file tells something of each ROI."""
        return None

    def _lead_to_signals(self) -> None:
        """Let S lead from the ROI that is meant to all of its signals."""
        self._leads = True
        self._on_screen.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take S over the canvas."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_S or event.modifiers():
            return False
        opened, roi = self._opened, self.roi_meant
        if opened is not None and roi is not None and _is_of_rois(opened):
            self.memory.ask(session_of(opened.facts.path), opened.axes[0].length, roi)
            self.spks_wanted.emit()
        return True

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


def _is_of_rois(opened: Opened) -> bool:
    """Whether a file tells something of each ROI of its session."""
    return bool(opened.axes) and opened.axes[0].name == "ROI" and opened.facts.path.parent.name in ONEDATA_NAMES
