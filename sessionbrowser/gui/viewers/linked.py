"""What shares the time of a raster: reads the traces of the ROIs under the cursor and pinned, and moves all as one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from sessionbrowser.gui.tasks import FollowLane, Job
from sessionbrowser.gui.viewers.along_time import AlongTime
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.event_parts import EventParts
from sessionbrowser.gui.viewers.lanes import HEIGHT, Mark, TraceLane, Traces
from sessionbrowser.gui.viewers.linked_keys import LinkedKeys
from sessionbrowser.gui.viewers.linked_page import LEAST_LANE, MOST_LANE, LinkedPage
from sessionbrowser.gui.viewers.overview import Strip
from sessionbrowser.gui.viewers.pins import Pins
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_paint import Painted
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.time_stack import GAP
from sessionbrowser.gui.viewers.trace_curve import Curves
from sessionbrowser.gui.viewers.view_memory import Seen, ViewMemory
from sessionbrowser.sessions.layout import session_of
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.words import is_bare

_AFTER = 250
"""Milliseconds by which traces leave the way to a picture of the raster, where that takes so long."""
Work = Callable[[View, int, int], Callable[[Job], Painted]]


class LinkedParts(QObject):
    """Keeps a raster and what stands around it on the same time and the same ROI.

    Parameters
    ----------
    canvas : RasterCanvas
    parent : QObject
        The viewer.

    Attributes
    ----------
    page : LinkedPage
        The widget with all of it.
    along : AlongTime
        The section of the inspector that belongs to it.
    settled : Signal()
        Nothing of what is asked for is still to come.
    failed : Signal(Exception)
        The file could not be read.
    signals_wanted : Signal(int)
        All signals of this ROI are to be seen.
    """

    settled = Signal()
    failed = Signal(object)
    signals_wanted = Signal(int)

    def __init__(self, canvas: RasterCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self.page, self._canvas = LinkedPage(canvas), canvas
        self._reading, self._squeezing = FollowLane(self), FollowLane(self)
        self.events = EventParts(self)
        self.along = AlongTime(self.events)
        self.along.units_changed.connect(self._on_units)
        self._later = QTimer(self, singleShot=True, interval=_AFTER)
        self._later.timeout.connect(self._on_later)
        self._opened: Opened | None = None
        self._cut: Cut
        self._work: Work
        self._whole: Painted | None = None
        self._strip: Strip | None = None
        self._curves: dict[int, tuple[Traces, Curves]] = {}
        self._unclicked = Pins()
        self._memory, self._seen = ViewMemory(), Seen()
        canvas.view_changed.connect(self._on_view)
        canvas.hovered.connect(self._on_hover)
        canvas.clicked.connect(self._on_click)
        self._take_keys()
        self.page.resized.connect(self._on_resized)
        for part in (self.page.overview, self.page.stack):
            part.span_wanted.connect(self.look_along)
        self.events.changed.connect(self._show_lanes)
        self.events.settled.connect(self._settle)
        self.page.stack.pointed.connect(self._on_pointed)

    def _take_keys(self) -> None:
        self._keys = LinkedKeys(self)
        for part in (self._canvas, self.page.stack):
            part.installEventFilter(self._keys)
            part.installEventFilter(self.along)
        self._canvas.installEventFilter(self)
        self._keys.stepped.connect(self._on_step)
        self._keys.pinned.connect(lambda adds: self._pin(self.pins, adds))
        self._keys.unpinned.connect(lambda: self._show_pins(self.pins.none()))
        self._keys.signals_wanted.connect(lambda: self.signals_wanted.emit(self._meant))
        self._keys.made_higher.connect(self._make_higher)

    @property
    def pins(self) -> Pins:
        """The ROIs that have a lane."""
        return self._seen.pins

    @property
    def _meant(self) -> int:
        """The ROI under the cursor; where it is elsewhere, the one that was pinned last, if any is."""
        pins = self.pins
        return pins.pinned[-1][0] if self._canvas.hover is None and pins.pinned else pins.roi

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still to come."""
        reads = self._later.isActive() or not (self._reading.has_caught_up and self._squeezing.has_caught_up)
        return self.events.is_settled and not reads

    def show(self, opened: Opened, cut: Cut, work: Work, memory: ViewMemory) -> None:
        """Show what stands around a raster that the canvas shows already; nothing where time does not run rightward.

        Parameters
        ----------
        opened : Opened
        cut : Cut
        work : callable
            Takes a view and a size in device pixels, and returns the work that makes a picture of it.
        memory : ViewMemory
            Knows which part of the recording is on the screen, and which of its ROIs are pinned.
        """
        self.forget()
        self._memory, self._seen = memory, memory.seen(opened)
        linked = self._canvas.is_linked
        if linked:
            self._look_where_it_was()
        view = self._canvas.view
        self._keys.is_on = linked
        self.page.show_parts(linked)
        if not linked or view is None:
            self.along.hide()
            return
        self._opened, self._cut, self._work = opened, cut, work
        scale, times = Scale(opened.axes[cut.x], units=memory.units), opened.axes[cut.x].times
        folder, pixels = session_of(opened.facts.path), self._canvas.pixels[0]
        self.events.show(folder, times if scale.has_times else None, view.x, pixels, memory)
        self.page.overview.show_time(scale, view.x, low=bool(opened.facts.steps))
        self.page.stack.show_time(scale, view.x)
        self.page.wish = HEIGHT if memory.lane is None else memory.lane
        self._put_pins(self.pins)  # what is shown of them is read once the raster is there

    def _look_where_it_was(self) -> None:
        view = self._canvas.view
        part = None if view is None else self._seen.part(view.x.length)
        if view is not None and part is not None:
            self._canvas.look_at(View(part, view.y))

    def forget(self) -> None:
        """Let go of the file; how its recording is looked at is remembered."""
        self.stop()
        self._opened = self._whole = self._strip = None
        self._curves.clear()

    def stop(self) -> None:
        """Give up what is being read."""
        self._later.stop()
        self._reading.cancel()
        self._squeezing.cancel()
        self.events.stop()

    def retheme(self) -> None:
        """Draw again in the colours of the theme."""
        self.page.overview.update()
        self.page.stack.update()

    def values_at(self, sample: int) -> Reading:
        """Return what is shown along time at a sample, as the readout tells it."""
        return self.events.values_at(sample) if self._opened is not None else ()

    def look_along(self, span: Span) -> None:
        """Show another part of the recording."""
        view = self._canvas.view
        if view is not None:
            self._canvas.look_at(View(span, view.y))

    # What is read, and what is shown of it

    def show_picture(self, painted: Painted) -> None:
        """Take what the raster shows: a picture of the whole is seen in the overview, too, and all have its colours.

        Where the raster shows a part from the start, as in another order, the whole is read for the overview.
        """
        if self._opened is None:
            return
        if painted.picture.exact and painted.view == self._canvas.view:
            self._later.stop()
            self._request()
        if painted.view.is_whole:
            self._whole = painted
        whole, picture = self._whole, painted.picture
        if picture.exact and (whole is None or whole.picture.how != picture.how) and self._squeezing.has_caught_up:
            work = self._work(painted.view.widest(), *self.page.overview.pixels)
            self._squeezing.follow(work, self.show_picture, self.failed.emit)
            return
        if whole is None:
            return
        size = self.page.overview.pixels
        strip = Strip(whole.picture, whole.view, painted.colours, *size)
        if strip != self._strip:
            self._strip = strip
            self._squeezing.follow(strip.make, self._on_strip, self.failed.emit)

    def _on_strip(self, strip: Painted) -> None:
        self.page.overview.show_strip(strip)
        self._settle()

    def _on_resized(self) -> None:
        if self._whole is not None:
            self.show_picture(self._whole)
        self._show_lanes()

    def _settle(self) -> None:
        if self.is_settled:
            self.settled.emit()

    def _on_units(self) -> None:
        for part in (self.page.overview, self._canvas, self.page.stack):
            part.update()

    def _on_view(self) -> None:
        view = self._canvas.view
        if self._opened is not None and view is not None:
            self._seen.span = view.x
            for part in (self.page.overview, self.page.stack):
                part.look_at(view.x)
            self.events.look_at(view.x, self._canvas.pixels[0])
            self._reading.cancel()
            if not self._later.isActive():
                self._later.start()

    def _show_pins(self, pins: Pins) -> None:
        if self._opened is None:
            return
        self._put_pins(pins)
        if not self._later.isActive():
            self._request()

    def _put_pins(self, pins: Pins) -> None:
        self._seen.pins, self._keys.has_pins = pins, bool(pins.pinned)
        self._canvas.show_marks([Mark(roi, roi, place) for roi, place in pins.lanes])
        self._show_lanes()

    def _show_lanes(self) -> None:
        view = self._canvas.view
        if self._opened is None or view is None:
            return
        events = self.events.lanes
        others = sum(lane.height + GAP for lane in events)
        height = self.page.height_of_lanes(len(self.pins.lanes), others, view.y.length)
        name = self._opened.axes[self._cut.y].name
        thing = "row" if is_bare(name) else name
        traces = [TraceLane(roi, place, height, self._curve(roi), thing) for roi, place in self.pins.lanes if height]
        self.page.stack.show_lanes((*traces, *events), self.events.shade)

    def _curve(self, roi: int) -> Curves | None:
        return self._curves[roi][1] if roi in self._curves else None

    def _request(self) -> None:
        view, opened = self._canvas.view, self._opened
        if view is None or opened is None or opened.source is None:
            return
        traces = Traces(opened.source, self._cut, view.x, self._canvas.pixels[0])
        missing = [roi for roi in self.pins.rois if roi not in self._curves or self._curves[roi][0] != traces]
        if missing:
            take = partial(self._on_curves, traces)
            self._reading.follow(partial(traces.read, missing), lambda _: self._settle(), self.failed.emit, take)

    def _on_later(self) -> None:
        self._request()
        self._settle()

    def _on_curves(self, traces: Traces, curves: dict[int, Curves]) -> None:
        kept = {roi: self._curves[roi] for roi in self.pins.rois if roi in self._curves}
        self._curves = kept | {roi: (traces, curve) for roi, curve in curves.items()}
        self._show_lanes()

    # Mouse and keys

    def _on_hover(self, cell: tuple[int, int] | None) -> None:
        if self._opened is None:
            return
        self.page.stack.point_at(None if cell is None else cell[0])
        if cell is not None and cell[1] != self.pins.roi:
            self._show_pins(self.pins.over(cell[1]))

    def _on_pointed(self, sample: int | None) -> None:
        self._canvas.hover_at(None if sample is None else (sample, self.pins.roi))

    def _on_click(self, cell: tuple[int, int], adds: bool) -> None:
        if self._opened is not None:
            self._unclicked = self.pins
            self._pin(self.pins.over(cell[1]), adds)

    def _on_step(self, right: int, up: int) -> None:
        """Move the crosshair from where it is, or from the middle, and what is on the screen along with it."""
        view, rows = self._canvas.view, self._canvas.rows
        if view is None or rows is None:
            return
        hover = self._canvas.hover
        each = max(1, round(view.x.width / max(1, self._canvas.area.width())))
        column = (int(view.x.at(0.5)) if hover is None else hover[0]) + right * each
        column = min(max(column, 0), view.x.length - 1)
        here = rows.place(self.pins.roi)
        place = min(max((int(view.y.at(0.5)) if here is None else here) + up, 0), rows.length - 1)
        self._canvas.look_at(View(view.x.reaching(column), view.y.reaching(place)))
        self._canvas.hover_at((column, rows.number(place)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back what the first click of a double click did."""
        if event.type() == QEvent.Type.MouseButtonDblClick and watched is self._canvas:
            self._show_pins(self._unclicked)
        return False

    def _pin(self, pins: Pins, adds: bool) -> None:
        self._show_pins(pins.toggled(pins.roi) if adds else pins.only(pins.roi))

    def _make_higher(self, steps: int) -> None:
        self._memory.lane = self.page.wish = min(max(self.page.wish + 8 * steps, LEAST_LANE), MOST_LANE)
        self._show_lanes()
