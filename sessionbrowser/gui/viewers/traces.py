"""Many traces one above the other: of the ROIs of a recording, or all signals of one of them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui import theme
from sessionbrowser.gui.tasks import FollowLane, Lane
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Reading, Viewer
from sessionbrowser.gui.viewers.raster_cut import Cut, first_cut
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.raster_words import cursor_reading, value_text
from sessionbrowser.gui.viewers.stack_canvas import RowScale, StackCanvas, Unnumbered
from sessionbrowser.gui.viewers.stack_paint import Place, Style
from sessionbrowser.gui.viewers.stack_panel import StackPanel
from sessionbrowser.gui.viewers.stack_signals import OpenSignals
from sessionbrowser.gui.viewers.stack_work import Drawn, Wanted, draw_lines, read_values, rows_for
from sessionbrowser.gui.viewers.trace import making_text, part_text
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Axis, Opened
from sessionbrowser.sessions.transforms import MAGNITUDE


class TracesViewer(Viewer):
    """The traces of a recording, as many as there is room for."""

    name: ClassVar[str] = "Traces"
    hint: ClassVar[str] = "drag pans · wheel zooms · Ctrl+wheel height · S all signals · A whole"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.panel = StackCanvas(), StackPanel()
        self.widget = self.canvas
        self._pictures, self._readings, self._opening = FollowLane(self), FollowLane(self), Lane(self)
        self._throttle = QTimer(self, singleShot=True, interval=5)
        self._throttle.timeout.connect(self._request)
        self._opened: Opened | None = None
        self._cut: Cut
        self._frame: Frame
        self._drawn: Drawn | None = None
        self._roi = 0
        self._signals: OpenSignals | None = None
        self._before: View | None = None
        self.canvas.view_changed.connect(self._on_view)
        self.canvas.hovered.connect(self._on_hover)
        self.canvas.gain_wanted.connect(self.panel.grow)
        self.canvas.signals_toggled.connect(self.toggle_signals)
        self.canvas.left.connect(self.leave_signals)
        self.panel.changed.connect(self._on_style)
        self.panel.signals_toggled.connect(self.toggle_signals)

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for numbers along time and ROIs."""
        return bids.traces(facts)

    def inspector(self) -> QWidget:
        """Return the panel of choices."""
        return self.panel

    def show(self, opened: Opened) -> None:
        """Show the first traces of a recording."""
        self.clear()
        if opened.source is None:
            return
        self._opened = opened
        if not opened.source.size:
            self.canvas.show_word(f"no values: {shape_text(opened.source.shape)}")
            self.settled.emit()
            return
        self._cut = first_cut(opened.axes)
        self._see(self._frame_of(opened))

    def _frame_of(self, opened: Opened) -> Frame:
        x, y = opened.axes[self._cut.x], opened.axes[self._cut.y]
        return Frame(Scale(x), RowScale(y), opened.planes if y.name == "ROI" else ())

    def _see(self, frame: Frame) -> None:
        self._frame, self._drawn = frame, None
        self.canvas.show_frame(frame)
        self.reading.emit(())
        self._throttle.start()

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self.stop()
        self._readings.cancel()
        self._let_go()
        self._opened = self._drawn = None
        self._roi = 0
        self.canvas.forget()

    def stop(self) -> None:
        """Give up the reading under way; the traces on the screen stay."""
        self._throttle.stop()
        self._pictures.cancel()
        self._opening.cancel()
        self.progressed.emit(None)

    def toggle_signals(self) -> None:
        """Show all signals of the ROI that was under the cursor last, or the traces of all ROIs again."""
        view = self.canvas.view
        if self._opened is None or view is None:
            return
        if self._is_of_signals:
            self.leave_signals()
            return
        seen = view.y.samples
        roi = self._roi if seen.start <= self._roi < seen.stop else seen.start
        self._let_go()
        self._signals = OpenSignals(self._opened, self.session, roi)
        self._opening.run(self._signals.open, self._on_signals, self._on_failure)

    def leave_signals(self) -> None:
        """Show the traces of all ROIs again, where they were."""
        view, before, opened = self.canvas.view, self._before, self._opened
        if not self._is_of_signals or view is None or before is None or opened is None:
            return
        self._let_go()
        self._see(self._frame_of(opened))
        self.canvas.look_at(View(view.x, before.y))

    def _on_signals(self, signals: OpenSignals) -> None:
        if not signals.opened:
            self._let_go()
            self.canvas.show_word("Nothing else has the same frames and ROIs.")
            return
        self._before = self.canvas.view
        self.panel.show_roi(signals.roi)
        self._see_signals(signals)

    def _see_signals(self, signals: OpenSignals) -> None:
        """Lay the signals of an ROI one below the other, or over each other, at the same time of the recording."""
        assert self.canvas.view is not None
        x = self.canvas.view.x
        rows = 1 if self.panel.overlaid else len(signals.names)
        self._see(Frame(self._frame.x, Unnumbered(Axis("signal", rows)), downward=True))
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

    def excerpt(self) -> Excerpt | None:
        """Return the values of the traces in view."""
        view = self.canvas.view
        if self._opened is None or self._opened.source is None or view is None:
            return None
        if self._signals is not None and self._before is not None:
            view = View(view.x, Span(self._signals.roi, self._signals.roi + 1, self._before.y.length))
        done = (MAGNITUDE,) if self._opened.source.dtype.kind == "c" else ()
        return Excerpt(self._opened, self._cut.window(view), done)

    def retheme(self) -> None:
        """Draw again in the colours of the theme."""
        self.canvas.update()
        self._on_view()

    @property
    def _sources(self) -> tuple[ArraySource, ...]:
        seen = self._signals.opened if self._signals is not None and self._is_of_signals else [self._opened]
        return tuple(each.source for each in seen if each is not None and each.source is not None)

    @property
    def _style(self) -> Style:
        overlaid = self.panel.overlaid and self._is_of_signals
        return Style(tuple(theme.current().traces), self.panel.scaling, self.panel.gain, overlaid)

    def _on_view(self) -> None:
        if self._opened is not None and not self._throttle.isActive():
            self._throttle.start()

    def _on_style(self) -> None:
        if self._signals is not None and self._is_of_signals:
            self._see_signals(self._signals)
        self._on_view()

    def _request(self) -> None:
        view = self.canvas.view
        if view is None or not self._sources:
            return
        style, (width, height) = self._style, self.canvas.pixels
        rows, first = self._rows(view, style.gain)
        wanted = Wanted(self._sources, self._cut, rows, view.x, width)
        place = Place(view, width, height, self.canvas.devicePixelRatio(), first)
        work = partial(draw_lines, wanted, place, style, self._drawn)
        self._pictures.follow(work, self._on_drawn, self._on_failure, self.progressed.emit)

    def _rows(self, view: View, gain: float) -> tuple[tuple[int, int], int]:
        """Return the rows of the file to be read, and where the first of them stands."""
        if self._signals is not None and self._is_of_signals:
            return (self._signals.roi, self._signals.roi + 1), 0
        rows = rows_for(view, gain)
        return rows, rows[0]

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self.progressed.emit(None)
        self.canvas.show_stack(drawn.stack)
        self.described.emit(self._making(drawn))
        caught_up = self._pictures.has_caught_up and not self._throttle.isActive()
        if caught_up and drawn.stack.view == self.canvas.view:
            self.settled.emit()

    def _on_failure(self, error: Exception) -> None:
        self.stop()
        self.failed.emit(error)

    def _making(self, drawn: Drawn) -> str:
        view: View = drawn.place.view
        x, y = self._frame.x.axis, self._frame.y.axis
        parts = [] if view.y.is_whole else [f"{part_text(view.y, y.name)} of {y.length:,}"]
        if self._signals is not None and self._is_of_signals:
            parts.insert(0, f"all signals of ROI {self._signals.roi}{self._lost_text(self._signals)}")
        parts.append(making_text(view.x, drawn.lines.per_bin, x.name))
        parts.append(self._scale_text(drawn))
        if any(source.seen_as for source in drawn.wanted.sources):
            parts.insert(0, "magnitude")
        return " · ".join(parts)

    @staticmethod
    def _lost_text(signals: OpenSignals) -> str:
        return f", but for {', '.join(signals.lost)}, which cannot be read" if signals.lost else ""

    def _scale_text(self, drawn: Drawn) -> str:
        times = f" × {drawn.style.gain:g}" if drawn.style.gain != 1 else ""
        if drawn.style.scaling == "own":
            return f"each on its own scale{times}"
        unit = self._opened.unit if self._opened is not None else ""
        return f"a row is {drawn.reach / drawn.style.gain:.4g} {unit}".rstrip()

    def _on_hover(self, cell: tuple[int, int] | None) -> None:
        if cell is None or self._opened is None or not self._sources:
            self._readings.cancel()
            self.reading.emit(())
            return
        names = ["value"]
        if self._signals is not None and self._is_of_signals:
            cell, names = (cell[0], self._signals.roi), self._signals.names
        self._roi = cell[1]
        told = cursor_reading(cell, self._frame_of(self._opened), joined=self._opened.facts.kind is Kind.RECIPE)
        work = partial(read_values, self._sources, self._cut.place(cell))
        self._readings.follow(work, partial(self._on_values, told, names), self._on_failure)

    def _on_values(self, told: Reading, names: list[str], values: list[np.generic]) -> None:
        unit = self._opened.unit if self._opened is not None and len(values) == 1 else ""
        texts = [f"{value_text(value)} {unit}".rstrip() for value in values]
        self.reading.emit((*told, *zip(names, texts, strict=True)))
