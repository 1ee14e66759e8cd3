"""What happens along time, in lanes below the lines of a viewer, and the axis of both."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.controls import stacked
from sessionbrowser.gui.style import look
from sessionbrowser.gui.viewers.along_time import AlongTime
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.event_parts import EventParts
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.time_stack import TimeStack
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.layout import session_of
from sessionbrowser.sessions.opening import Opened


class EventsBelow(QObject):
    """Keeps the lanes of a session's events on the same samples as what stands above them.

    Parameters
    ----------
    canvas : QWidget
        What stands above; its plot is as wide as the lanes.
    parent : QObject
        The viewer.

    Attributes
    ----------
    page : QWidget
        The canvas with the lanes below.
    stack : TimeStack
        The lanes, and the axis; hidden where nothing is known of time.
    along : AlongTime
        Where the user chooses what to see.
    span_wanted : Signal(Span)
        The user dragged or zoomed along time.
    pointed : Signal(object)
        The sample under the cursor, None when it left.
    settled : Signal()
        Nothing is still to come.
    """

    span_wanted = Signal(object)
    pointed = Signal(object)
    settled = Signal()

    def __init__(self, canvas: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.page, self.stack = QWidget(), TimeStack()
        self._events = EventParts(self)
        self.along = AlongTime(self._events)
        look(self.page, "panel")
        stacked(self.page, canvas, self.stack).setStretchFactor(canvas, 1)
        self.page.setFocusProxy(canvas)
        self.stack.hide()
        self.along.units_changed.connect(self.stack.update)
        for part in (canvas, self.stack):
            part.installEventFilter(self.along)
        self._events.changed.connect(self._show_lanes)
        self._events.settled.connect(self.settled)
        self.stack.span_wanted.connect(self.span_wanted)
        self.stack.pointed.connect(self.pointed)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still to come."""
        return self._events.is_settled

    def show(self, opened: Opened, scale: Scale, span: Span, pixels: int, memory: ViewMemory) -> None:
        """Show what happens in the session of a file.

        Parameters
        ----------
        opened : Opened
        scale : Scale
            Of its samples; without times nothing is shown.
        span : Span
            The samples on the screen.
        pixels : int
            Device pixels along them.
        memory : ViewMemory
            Knows what is to be seen.
        """
        self.stack.setVisible(scale.has_times)
        if not scale.has_times:
            self.forget()
            return
        self.stack.show_time(scale, span)
        self._events.show(session_of(opened.facts.path), scale.axis.times, span, pixels, memory)
        self._show_lanes()

    def look_at(self, span: Span, pixels: int) -> None:
        """Show another part of the recording."""
        if not self.stack.isHidden():
            self.stack.look_at(span)
            self._events.look_at(span, pixels)

    def values_at(self, sample: int) -> Reading:
        """Return what is shown along time at a sample, as the readout tells it."""
        return () if self.stack.isHidden() else self._events.values_at(sample)

    def stop(self) -> None:
        """Give up what is being read."""
        self._events.stop()

    def forget(self) -> None:
        """Show nothing."""
        self.stop()
        self.stack.hide()
        self.along.hide()

    def _show_lanes(self) -> None:
        self.stack.show_lanes(self._events.lanes, self._events.shade)
