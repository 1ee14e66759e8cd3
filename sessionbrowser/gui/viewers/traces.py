"""Many traces one above the other: of the ROIs of a recording, or all signals of one of them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.scaled import ScaledSource
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import FollowLane, Lane
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.drawn import DrawnViewer
from sessionbrowser.gui.viewers.events_below import EventsBelow
from sessionbrowser.gui.viewers.raster_arranging import Arranger
from sessionbrowser.gui.viewers.raster_cut import Cut, first_cut
from sessionbrowser.gui.viewers.raster_frame import excerpt_of, frame_of
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_rows import Rows, planes_along
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.raster_words import cursor_reading, value_text
from sessionbrowser.gui.viewers.stack_canvas import RowScale, StackCanvas, Unnumbered
from sessionbrowser.gui.viewers.stack_paint import Place, Style
from sessionbrowser.gui.viewers.stack_panel import StackPanel
from sessionbrowser.gui.viewers.stack_signals import OpenSignals
from sessionbrowser.gui.viewers.stack_words import stack_text
from sessionbrowser.gui.viewers.stack_work import Drawn, Wanted, draw_lines, read_values, rows_for
from sessionbrowser.gui.viewers.trace_paint import line_colours
from sessionbrowser.gui.viewers.view_memory import Seen
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Axis, Opened


class TracesViewer(DrawnViewer):
    """The traces of a recording, as many as there is room for; of the ROIs, and in the order, that the raster has."""

    name: ClassVar[str] = "Traces"
    hint = "drag pans · wheel zooms · Ctrl+wheel height · S all signals · A whole"

    def __init__(self, parent: QObject | None = None) -> None:
        self.canvas, self.panel = StackCanvas(), StackPanel()
        super().__init__(parent, self.canvas)
        self._below = EventsBelow(self.canvas, self)
        self.widget = self._below.page
        self.panel.add_section(self._below.along)
        self._arranger = Arranger(self.panel.rows, self)
        self._readings, self._opening = FollowLane(self), Lane(self)
        self._cut: Cut
        self._frame: Frame
        self._seen = Seen()
        self._drawn: Drawn | None = None
        self._signals: OpenSignals | None = None
        self._before: View | None = None
        self._back = ""
        self._connect()

    def _connect(self) -> None:
        self.canvas.hovered.connect(self._on_hover)
        self.canvas.gain_wanted.connect(self.panel.grow)
        self.canvas.signals_toggled.connect(self.toggle_signals)
        self.canvas.left.connect(self.leave_signals)
        self.panel.changed.connect(self._on_style)
        self.panel.signals_toggled.connect(self.toggle_signals)
        self._arranger.arranged.connect(self._on_rows)
        self._arranger.refused.connect(self.canvas.show_word)
        self._arranger.failed.connect(self._on_failure)
        self._arranger.progressed.connect(self.progressed)
        self._below.span_wanted.connect(self._look_along)
        self._below.pointed.connect(self._on_pointed)
        self._below.settled.connect(self._settle)

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for numbers along time and ROIs."""
        return bids.traces(facts)

    def inspector(self) -> QWidget:
        """Return the panel of choices."""
        return self.panel

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self._arranger.forget()
        self._readings.cancel()
        self._below.forget()
        super().clear()
        self._let_go()
        self._drawn, self._seen, self._back = None, Seen(), ""

    def stop(self) -> None:
        """Give up the reading under way; the traces on the screen stay."""
        self._opening.cancel()
        self._arranger.stop()
        self._below.stop()
        super().stop()

    # The ROIs of a recording

    def _begin(self, opened: Opened) -> None:
        self._cut, self._seen = first_cut(opened.axes), self.memory.seen(opened)
        if self._arranger.show(opened, self.session, self.memory):
            self._on_rows(self._arranger.rows)

    def _on_rows(self, rows: Rows) -> None:
        """Show these ROIs at the time that is on the screen, beginning with the one that the cursor was over last."""
        if self._opened is None:
            return
        self._let_go()
        if rows.is_empty:
            self.canvas.forget()
            self._below.forget()
            self.canvas.show_word(f"none: {rows.words()}")
            self.described.emit(rows.words())
            self._arranger.look()
            self.settled.emit()
            return
        self._see(self._frame_of(self._opened, rows))
        self._look_where_it_was()
        view = self.canvas.view
        if view is not None:
            self._below.show(self._opened, self._frame.x, view.x, self.canvas.pixels[0], self.memory)
        if self._seen.signals is not None:
            roi, self._seen.signals = self._seen.signals, None
            self._back, self._seen.back = self._seen.back, ""
            self._open_signals(roi)

    def _look_where_it_was(self) -> None:
        view = self.canvas.view
        if view is None:
            return
        place = self._frame.y.place(self._seen.pins.roi)
        y = view.y if place is None else view.y.reaching(place)
        self.canvas.look_at(View(self._seen.part(view.x.length) or view.x, y))

    def _frame_of(self, opened: Opened, rows: Rows) -> Frame:
        x = Scale(opened.axes[self._cut.x], units=self.memory.units)
        y = RowScale(opened.axes[self._cut.y], rows.numbers)
        planes = planes_along(opened.planes, rows.numbers) if y.axis.name == "ROI" else ()
        return Frame(x, y, planes, linked=x.has_times)

    def _see(self, frame: Frame) -> None:
        self._frame, self._drawn = frame, None
        self.canvas.show_frame(frame)
        self.reading.emit(())
        self._throttle.start()

    # All signals of one of them

    def toggle_signals(self) -> None:
        """Show all signals of the ROI that was under the cursor last, or the traces of all ROIs again."""
        view = self.canvas.view
        if self._opened is None or view is None:
            return
        if self._is_of_signals:
            self.leave_signals()
            return
        seen, roi = view.y.samples, self._seen.pins.roi
        place = self._frame.y.place(roi)
        is_seen = place is not None and seen.start <= place < seen.stop
        self._open_signals(roi if is_seen else self._frame.y.number(seen.start))

    def leave_signals(self) -> None:
        """Show the traces of all ROIs again, where they were; or what the signals were asked for from."""
        view, before, opened = self.canvas.view, self._before, self._opened
        if not self._is_of_signals or view is None or before is None or opened is None:
            return
        if self._back:
            self.turned.emit(self._back)
            return
        self._let_go()
        self._see(self._frame_of(opened, self._arranger.rows))
        self.canvas.look_at(View(view.x, before.y))

    def _open_signals(self, roi: int) -> None:
        assert self._opened is not None
        self._let_go()
        self._throttle.stop()
        self._seen.pins = self._seen.pins.over(roi)
        self._signals = OpenSignals(self._opened, self.session, roi)
        self._opening.run(self._signals.open, self._on_signals, self._on_failure)

    def _on_signals(self, signals: OpenSignals) -> None:
        if not signals.opened:
            self._let_go()
            self.canvas.show_word("Nothing else has the same frames and ROIs.")
            if self._drawn is None:
                self._on_view()
            return
        self._before = self.canvas.view
        self.panel.show_roi(signals.roi, self._back)
        self._see_signals(signals)

    def _see_signals(self, signals: OpenSignals) -> None:
        """Lay the signals of an ROI one below the other, or over each other, at the same time of the recording."""
        assert self.canvas.view is not None
        x = self.canvas.view.x
        rows = 1 if self.panel.overlaid else len(signals.names)
        self._see(Frame(self._frame.x, Unnumbered(Axis("", rows)), downward=True, linked=self._frame.linked))
        self.canvas.show_names(signals.names)
        self.canvas.look_at(View(x, self.canvas.view.y))

    def _let_go(self) -> None:
        """Close the signals of an ROI once nobody reads them any more."""
        self._opening.cancel()
        if self._signals is not None:
            self._pictures.cancel()
            self._readings.cancel()
            self._signals.close_after([*self._opening.jobs, *self._pictures.jobs, *self._readings.jobs])
        self._signals = self._before = None
        self.panel.show_roi(None)

    @property
    def _is_of_signals(self) -> bool:
        return self._signals is not None and self._before is not None

    # What is read and drawn

    def excerpt(self) -> Excerpt | None:
        """Return the values of the traces in view; of all signals of an ROI where these are seen."""
        view = self.canvas.view
        if self._opened is None or self._opened.source is None or view is None:
            return None
        if self._signals is not None and self._is_of_signals:
            return self._signals.excerpt(self._cut, view.x)
        return excerpt_of(self._opened, self._cut, view, self._arranger.rows)

    @property
    def _sources(self) -> tuple[ArraySource, ...]:
        """What the values under the cursor are read from."""
        seen = self._signals.opened if self._signals is not None and self._is_of_signals else [self._opened]
        return tuple(each.source for each in seen if each is not None and each.source is not None)

    @property
    def _drawn_from(self) -> tuple[ArraySource, ...]:
        scale = self._arranger.rows.scale
        if scale is None or self._is_of_signals:
            return self._sources
        return tuple(ScaledSource(source, self._cut.y, scale.scaling) for source in self._sources)

    @property
    def _style(self) -> Style:
        overlaid = self.panel.overlaid and self._is_of_signals
        return Style(line_colours(), self.panel.scaling, self.panel.gain, overlaid)

    def _on_view(self) -> None:
        view = self.canvas.view
        if self._opened is not None and view is not None:
            self._seen.span = view.x
            self._below.look_at(view.x, self.canvas.pixels[0])
        super()._on_view()

    def _on_style(self) -> None:
        if self._signals is not None and self._is_of_signals:
            self._see_signals(self._signals)
        self._on_view()

    def _look_along(self, span: Span) -> None:
        if self.canvas.view is not None:
            self.canvas.look_at(View(span, self.canvas.view.y))

    def _request(self) -> None:
        view = self.canvas.view
        if view is None or not self._sources:
            return
        style, (width, height) = self._style, self.canvas.pixels
        rows, first = self._rows(view, style.gain)
        wanted = Wanted(self._drawn_from, self._cut, rows, view.x, width)
        place = Place(view, width, height, self.canvas.devicePixelRatio(), first)
        work = partial(draw_lines, wanted, place, style, self._drawn)
        self._pictures.follow(work, self._on_drawn, self._on_failure, self.progressed.emit)

    def _rows(self, view: View, gain: float) -> tuple[tuple[int, ...], int]:
        """Return the rows of the file to be read, and the place of the first of them."""
        if self._signals is not None and self._is_of_signals:
            return (self._signals.roi,), 0
        start, stop = rows_for(view, gain)
        return tuple(self._frame.y.number(place) for place in range(start, stop)), start

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self.progressed.emit(None)
        self.canvas.show_stack(drawn.stack)
        signals = self._signals if self._is_of_signals else None
        unit = self._opened.unit if self._opened is not None else ""
        self.described.emit(stack_text(drawn, self._frame, self._arranger.rows, signals, unit))
        self._arranger.look()
        self._settle()

    def _settle(self) -> None:
        drawn, is_busy = self._drawn, self._opening.is_busy or not self._below.is_settled
        if drawn is not None and drawn.stack.view == self.canvas.view and self.is_current and not is_busy:
            self.settled.emit()

    # The cursor

    def _on_pointed(self, sample: int | None) -> None:
        self.canvas.hover_at(None if sample is None else (sample, self._seen.pins.roi))

    def _on_hover(self, cell: tuple[int, int] | None) -> None:
        self._below.stack.point_at(None if cell is None else cell[0])
        if cell is None or self._opened is None or not self._sources:
            self._readings.cancel()
            self.reading.emit(())
            return
        names = ["value"]
        if self._signals is not None and self._is_of_signals:
            cell, names = (cell[0], self._signals.roi), self._signals.names
        self._seen.pins = self._seen.pins.over(cell[1])
        frame = frame_of(self._opened, self._cut)  # planes as the file numbers them, whatever is shown of it
        told = cursor_reading(cell, frame, joined=self._opened.facts.kind is Kind.RECIPE)
        work = partial(read_values, self._sources, self._cut.place(cell))
        take = partial(self._on_values, told, names, self._below.values_at(cell[0]))
        self._readings.follow(work, take, self._on_failure)

    def _on_values(self, told: Reading, names: list[str], others: Reading, values: list[np.generic]) -> None:
        unit = self._opened.unit if self._opened is not None and len(values) == 1 else ""
        texts = [f"{value_text(value)} {unit}".rstrip() for value in values]
        self.reading.emit((*told, *zip(names, texts, strict=True), *others))
