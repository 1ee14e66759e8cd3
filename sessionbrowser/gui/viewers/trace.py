"""Numbers along one axis as a line: no peak is lost at any zoom, and the value under the cursor is read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.mapped import seconds
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import FollowLane, Job
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.drawn import DrawnViewer
from sessionbrowser.gui.viewers.events_below import EventsBelow
from sessionbrowser.gui.viewers.raster_scale import Scale, Units
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.raster_words import value_text
from sessionbrowser.gui.viewers.side_panel import SidePanel
from sessionbrowser.gui.viewers.trace_canvas import Look, TraceCanvas
from sessionbrowser.gui.viewers.trace_curve import Curves, alike_word, make_curves, windows
from sessionbrowser.gui.viewers.trace_paint import Style
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Axis, Opened
from sessionbrowser.sessions.transforms import MAGNITUDE
from sessionbrowser.sessions.words import noun

_IN_ORDER = ("frame", "sample")
"""Axes along which one sample follows another; ROIs and trials are drawn as points."""


def look_of(opened: Opened, units: Units) -> tuple[Look, int]:
    """Return how to draw an array, and which of its axes runs rightward."""
    assert opened.source is not None
    shape = opened.source.shape
    along = 0 if len(shape) == 1 or shape[0] >= shape[1] else 1
    axis = opened.axes[along]
    if opened.facts.stem.lower().endswith("times"):
        axis = replace(axis, times=None)  # times along themselves would be a straight line
    kind = opened.source.dtype.kind
    names = _line_names(opened.axes[1 - along]) if len(shape) == 2 else ()
    scale = Scale(axis, units=units)
    return Look(scale, _style(axis, kind == "b"), names, kind, opened.unit, linked=scale.has_times), along


def _style(axis: Axis, is_bool: bool) -> Style:
    if axis.times is None and axis.name not in _IN_ORDER and not axis.name.startswith("axis "):
        return "points"
    return "steps" if is_bool else "line"


def _line_names(axis: Axis) -> tuple[str, ...]:
    return tuple(f"{axis.name}: {i}" if i == 0 else str(i) for i in range(axis.length))


class TraceViewer(DrawnViewer):
    """A line, or a few side by side, with time where it is known."""

    name: ClassVar[str] = "Trace"
    hint = "drag pans · wheel zooms · A whole"

    def __init__(self, parent: QObject | None = None) -> None:
        self.canvas = TraceCanvas()
        super().__init__(parent, self.canvas)
        self._below = EventsBelow(self.canvas, self)
        self.widget = self._below.page
        self._panel = SidePanel(self._below.along)
        self._below.along.rule.hide()  # there is nothing above it
        self._readings = FollowLane(self)
        self._drawn: ArraySource | None = None
        self._along = 0
        self.canvas.hovered.connect(self._on_hover)
        self._below.span_wanted.connect(self.canvas.look_at)
        self._below.pointed.connect(self.canvas.hover_at)
        self._below.settled.connect(self._settle)
        self._lead_to_signals()

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for numbers or moments along one axis, and lower for a few lines side by side."""
        return bids.trace(facts)

    def inspector(self) -> QWidget:
        """Return the panel that offers what happens along time."""
        return self._panel

    @property
    def roi_meant(self) -> int | None:
        """The ROI under the cursor, where these run rightward."""
        return self.canvas.hover if self._along == 0 else None

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self._readings.cancel()
        self._below.forget()
        super().clear()
        self._drawn = None

    def stop(self) -> None:
        """Give up the reading under way; the line on the screen stays."""
        self._below.stop()
        super().stop()

    def _begin(self, opened: Opened) -> None:
        """Show all samples of a file."""
        assert opened.source is not None
        self._drawn = seconds(opened.source) if opened.source.dtype.kind == "M" else opened.source
        look, self._along = look_of(opened, self.memory.units)
        self.canvas.show_look(look)
        if self.canvas.view is not None:
            self._below.show(opened, look.scale, self.canvas.view, self.canvas.pixels, self.memory)
        self._throttle.start()

    def excerpt(self) -> Excerpt | None:
        """Return the samples in view, of all lines; those of complex numbers as the magnitudes that are seen."""
        source, view = self._source, self.canvas.view
        if self._opened is None or source is None or view is None:
            return None
        window = [slice(0, n) for n in source.shape]
        window[self._along] = view.samples
        return Excerpt(self._opened, tuple(window), (MAGNITUDE,) if source.dtype.kind == "c" else ())

    @property
    def _source(self) -> ArraySource | None:
        return None if self._opened is None else self._opened.source

    def _on_view(self) -> None:
        if self.canvas.view is not None:
            self._below.look_at(self.canvas.view, self.canvas.pixels)
        super()._on_view()

    def _request(self) -> None:
        source, view = self._drawn, self.canvas.view
        if source is not None and view is not None:
            work = partial(_work, source, self._along, view, self.canvas.pixels)
            self._pictures.follow(work, self._on_curves, self._on_failure)

    def _on_curves(self, curves: Curves) -> None:
        self.canvas.show_curves(curves)
        self._describe(curves)
        self._settle()

    def _settle(self) -> None:
        curves = self.canvas.curves
        if curves is not None and curves.span == self.canvas.view and self.is_current and self._below.is_settled:
            self.settled.emit()

    def _describe(self, curves: Curves) -> None:
        if self._opened is None or self._drawn is None or self._source is None:
            return
        is_told = curves.span.length > 1 and self._source.dtype.kind != "M"
        alike = alike_word(curves.bounds) if is_told else ""
        made = making_text(curves.span, curves.per_bin, self._opened.axes[self._along].name)
        self.described.emit(" · ".join(filter(None, (self._drawn.seen_as, alike, made))))

    def _on_hover(self, sample: int | None) -> None:
        self._below.stack.point_at(sample)
        source, opened = self._source, self._opened
        if sample is None or source is None or opened is None:
            self._readings.cancel()
            self.reading.emit(())
            return
        place = self._place(opened, sample)
        others = self._below.values_at(sample)
        self._readings.follow(
            partial(_read_sample, source, self._along, sample),
            lambda values: self.reading.emit((*place, *values_reading(values, opened.unit), *others)),
            self._on_failure,
        )

    def _place(self, opened: Opened, sample: int) -> Reading:
        axis = opened.axes[self._along]
        seconds = () if axis.times is None else (("time", f"{axis.times[sample]:.3f} s"),)
        return (*seconds, (axis.name, str(sample)))


def values_reading(values: NDArray[Any], unit: str = "") -> Reading:
    """Return the values under the cursor: one, or one a line."""
    moments = values.dtype.kind == "M"
    texts = [str(value) if moments else f"{value_text(value)} {unit}".rstrip() for value in values]
    return tuple((f"value {i}" if len(texts) > 1 else "value", text) for i, text in enumerate(texts))


def making_text(span: Span, per_bin: int, name: str) -> str:
    """Return how lines were made: "samples 150–1349 · min–max of ≤ 240 samples a pixel"."""
    made = "every sample shown" if per_bin <= 1 else f"min–max of ≤ {per_bin:,} samples a pixel"
    return made if span.is_whole else f"{part_text(span, name)} · {made}"


def part_text(span: Span, name: str) -> str:
    """Return which part of an axis is on the screen: "samples 150–1349"."""
    return f"{noun(name)} {span.samples.start}–{span.samples.stop - 1}"


def _work(source: ArraySource, along: int, view: Span, pixels: int, job: Job) -> Curves:
    return make_curves(source, along, view, pixels, job.cancel)


def _read_sample(source: ArraySource, along: int, sample: int, _job: Job) -> NDArray[Any]:
    parts = windows(source.shape, along, slice(sample, sample + 1))
    return np.concatenate([source.read(window).reshape(-1) for window in parts])
