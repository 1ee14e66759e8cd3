"""How lines are drawn: bars between extremes, lines through samples, steps, points; and the numbers beside them."""

from __future__ import annotations

from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sessionbrowser.gui import theme
from sessionbrowser.gui.contrast import readable
from sessionbrowser.gui.viewers.raster_scale import decimals, nice_numbers, nice_step
from sessionbrowser.gui.viewers.trace_curve import Floats, Range
from sessionbrowser.gui.words import with_minus

_Real = TypeVar("_Real", np.float32, np.float64)

Style = Literal["line", "steps", "points"]

_DAY = 86_400.0
_ROUND_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, _DAY)
_FAR = 9e12
"""Seconds from 1970 beyond which dates do not fit into microseconds."""
_PIECE = 16
"""Samples that are drawn as one line."""
_ROOM_FOR_POINTS = 7
"""Pixels from sample to sample from which on each has a point."""


def line_colours() -> tuple[str, ...]:
    """Return the colours of lines, ``#RRGGBB``; those that can be told apart best come first."""
    tokens = theme.current()
    return (*tokens.traces, *tokens.more_traces)


def line_colour(i: int) -> QColor:
    """Return the colour of the i-th line."""
    colours = line_colours()
    return QColor(colours[i % len(colours)])


def name_colour(i: int) -> QColor:
    """Return the colour of the i-th line as its name is written in: where that could not be read, a little off it."""
    tokens, colours = theme.current(), line_colours()
    return QColor(readable(colours[i % len(colours)], tokens.plot, tokens.text))


def y_ticks(bounds: Range, height: int, kind: str = "f") -> list[tuple[float, str]]:
    """Return where numbers stand at the left (0 at the bottom, 1 at the top), and what they say.

    Parameters
    ----------
    bounds : Range
    height : int
        Pixels.
    kind : str
        Numpy's letter of the values' dtype: integers get no fractions, bools words, moments dates and times.
    """
    if kind == "b":
        return [
            (float(share), text) for share, text in zip(bounds.shares(np.array([0, 1])), ("False", "True"), strict=True)
        ]
    if kind == "M":
        return list(zip(*_moments(bounds, max(1, height // 44)), strict=True))
    step = nice_step(bounds.high - bounds.low, max(1, height // 44))
    step = max(step, 1.0) if kind in "iu" else step
    if not np.isfinite(bounds.high - bounds.low) or bounds.low + step == bounds.low:
        numbers = [bounds.low / 2 + bounds.high / 2]
    else:
        numbers = nice_numbers(bounds.low, bounds.high, step)
    largest = max(map(abs, numbers), default=0.0)
    places = decimals(step)
    plain = largest < 1e6 and places <= 6
    texts = [f"{number + 0.0:.{places}f}" if plain else f"{number:.4g}" for number in numbers]
    if len(set(texts)) < len(texts):  # told by how far they are from the first
        texts[1:] = [f"+{i * step:.3g}" for i in range(1, len(texts))]
        texts[0] = f"≈ {texts[0]}"
    return list(zip(bounds.shares(np.array(numbers)).tolist(), map(with_minus, texts), strict=True))


def _moments(bounds: Range, most: int) -> tuple[list[float], list[str]]:
    """Return where round dates or times stand between two moments in seconds since 1970, and how they are written."""
    reach = bounds.high - bounds.low
    step = next((step for step in _ROUND_SECONDS if step * most >= reach), 0.0)
    if not step:
        step = nice_step(reach / _DAY, most) * _DAY
    elif step <= 1:
        step = nice_step(reach, most)
    numbers = nice_numbers(bounds.low, bounds.high, step)
    return bounds.shares(np.array(numbers)).tolist(), [_moment_text(number, step) for number in numbers]


def _moment_text(seconds: float, step: float) -> str:
    """Return a date where steps are days, else the time of the day; of far years the plain number of seconds."""
    if abs(seconds) > _FAR:
        return f"{seconds:.4g} s"
    moment = np.datetime64(round(seconds * 1e6), "us")
    date, _, time = str(moment).partition("T")
    if step >= _DAY:
        return date
    return time[:5] if step >= 60 else time[: 8 + (1 + decimals(step) if step < 1 else 0)]


def joined(tops: NDArray[_Real], bottoms: NDArray[_Real]) -> tuple[NDArray[_Real], NDArray[_Real]]:
    """Return bars from top to bottom, each grown towards the one before: the signal went from one to the other.

    Parameters
    ----------
    tops, bottoms : (..., k) ndarray
        In pixels from above; NaN where there is no bar.
    """
    higher, lower = tops.copy(), bottoms.copy()
    np.fmin(tops[..., 1:], bottoms[..., :-1], out=higher[..., 1:])
    np.fmax(bottoms[..., 1:], tops[..., :-1], out=lower[..., 1:])
    nothing = np.isnan(tops)
    if nothing.any():
        higher[nothing] = lower[nothing] = np.nan
    return higher, lower


def paint_bins(painter: QPainter, edges: Floats, tops: Floats, bottoms: Floats, colour: QColor) -> None:
    """Draw each bin as a bar of whole pixels from its lowest to its highest value, reaching the bar before it."""
    tops, bottoms = joined(tops, bottoms)
    tops, bottoms = np.floor(tops), np.ceil(bottoms)  # between two pixels, equal bars would not come out equal
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    widths, heights = np.maximum(np.diff(edges), 1.0), np.maximum(bottoms - tops, 1.0)
    present = ~np.isnan(heights)
    parts = zip(edges[:-1][present], tops[present], widths[present], heights[present], strict=True)
    painter.drawRects([QRectF(*map(float, part)) for part in parts])


def paint_samples(painter: QPainter, edges: Floats, tops: Floats, colour: QColor, style: Style) -> None:
    """Draw each sample: a line through them that stops at NaN, steps, or points alone."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centres = (edges[:-1] + edges[1:]) / 2
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if style != "points":
        for run in (piece for whole in runs(tops) for piece in _pieces(whole)):
            painter.drawPolyline(_polyline(edges, centres, tops, run, style))
    room = float(edges[1] - edges[0])
    if style == "points" or (style == "line" and (room >= _ROOM_FOR_POINTS or len(tops) == 1)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        radius = 2.5 if room >= _ROOM_FOR_POINTS else 1.5
        for x, y in zip(centres[~np.isnan(tops)], tops[~np.isnan(tops)], strict=True):
            painter.drawEllipse(QPointF(float(x), float(y)), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def runs(values: Floats) -> list[slice]:
    """Return the stretches without NaN."""
    present = np.concatenate([[False], ~np.isnan(values), [False]])
    turns = np.flatnonzero(np.diff(present.astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in zip(turns[::2], turns[1::2], strict=True)]


def _pieces(run: slice) -> list[slice]:
    """Return a stretch in pieces that meet at a sample: Qt takes seconds to smooth one long noisy line."""
    last = max(run.stop - 1, run.start + 1)
    return [slice(start, min(start + _PIECE + 1, run.stop)) for start in range(run.start, last, _PIECE)]


def _polyline(edges: Floats, centres: Floats, tops: Floats, run: slice, style: Style) -> QPolygonF:
    if style == "line":
        points = zip(centres[run], tops[run], strict=True)
    else:
        starts, ends = edges[:-1][run], edges[1:][run]
        points = zip(np.column_stack([starts, ends]).ravel(), np.repeat(tops[run], 2), strict=True)
    return QPolygonF([QPointF(float(x), float(y)) for x, y in points])
