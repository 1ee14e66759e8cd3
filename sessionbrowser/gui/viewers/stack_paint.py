"""From many lines to one picture: bars put together by numpy, or lines through samples where these are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.stack_lines import Heights, Lines, Scaling
from sessionbrowser.gui.viewers.trace_paint import joined, paint_samples

_FEW = 4_000
"""Samples that are drawn as lines, with points where there is room; bars show more of them sooner."""
_AT_ONCE = 2**17
"""Bars that are made at a time: so few that the processor's own caches hold them."""
_MARGIN = 0.08
"""Room above and below a line of the plain height, as a share of its row."""

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Style:
    """How lines are drawn.

    Attributes
    ----------
    colours : tuple of str
        ``#RRGGBB``; lines take them in turn.
    scaling : {"own", "common"}
        Whether each line fills its row, or the same height is the same difference in all.
    gain : float
        How many times as high as its row a line may get.
    overlaid : bool
        Whether all lines stand in one row.
    """

    colours: tuple[str, ...]
    scaling: Scaling = "own"
    gain: float = 1.0
    overlaid: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines are drawn.

    Attributes
    ----------
    view : View
    width, height : int
        Device pixels.
    ratio : float
        Device pixels in one of the widget's.
    first : int
        The row of the first line, and so its colour.
    """

    view: View
    width: int
    height: int
    ratio: float
    first: int = 0


def paint_stack(lines: Lines, place: Place, style: Style) -> tuple[QImage, float]:
    """Return the picture of lines, and what the height of a row stands for where all have the same scale."""
    heights = lines.heights(style.scaling)
    feet = _feet(len(lines.low), place, style)
    if lines.per_bin <= 1 and lines.low.size <= _FEW:
        tops, _ = _pixels(heights, feet, slice(None), place, style)
        return _sampled(lines, tops, place, style), heights.reach
    return _barred(heights, feet, place, style), heights.reach


def _feet(count: int, place: Place, style: Style) -> Pixels:
    """Return how many pixels below the upper end the lower ends of lines lie."""
    y = place.view.y
    rows = np.zeros(count) if style.overlaid else place.first + np.arange(count)
    shares = np.array([y.share(row) for row in rows + (1 - _MARGIN if y.backward else _MARGIN)])
    return ((1 - shares) * place.height).astype(np.float32)


def _pixels(heights: Heights, feet: Pixels, some: slice, place: Place, style: Style) -> tuple[Pixels, Pixels]:
    """Return how many pixels below the upper end some lines lie: their highest, and their lowest values."""
    full = style.gain * (1 - 2 * _MARGIN) * place.height / place.view.y.width
    low, high = heights.of(some)
    for shares in (low, high):
        shares *= -full
        shares += feet[some, None]
    return high, low


def _sampled(lines: Lines, tops: Pixels, place: Place, style: Style) -> QImage:
    image = QImage(place.width, place.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    image.setDevicePixelRatio(place.ratio)
    x = place.view.x
    edges = (lines.edges - x.low) * np.float64(place.width / place.ratio / x.width)
    painter = QPainter(image)
    for at, line in enumerate(tops):
        colour = QColor(style.colours[(place.first + at) % len(style.colours)])
        paint_samples(painter, edges, line.astype(np.float64) / place.ratio, colour, "line")
    painter.end()
    image.setDevicePixelRatio(1.0)
    return image


def _barred(heights: Heights, feet: Pixels, place: Place, style: Style) -> QImage:
    edges = heights.lines.edges
    columns = columns_of(edges, place)
    seen = slice(*np.searchsorted(columns, [0, len(edges) - 1])) if columns[-1] >= 0 else slice(0, 0)
    names = (np.arange(place.first, place.first + len(feet)) % len(style.colours) + 1).astype(np.uint8)
    labels = np.zeros((place.height, place.width), np.uint8)
    step = max(1, _AT_ONCE // len(columns))
    for start in range(0, len(feet), step):
        some = slice(start, start + step)
        tops, bottoms = _pixels(heights, feet, some, place, style)
        if place.width != len(edges) - 1:
            tops, bottoms = (ends.take(columns[seen], axis=1) for ends in (tops, bottoms))
        lay_bars(labels[:, seen], *joined(tops, bottoms), names[some])
    image = QImage(place.width, place.height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(labels.shape)
    colours = np.array([0, *(QColor(name).rgba() for name in style.colours)], np.uint32)
    colours.take(labels, out=pixels, mode="clip")
    return image


def columns_of(edges: NDArray[np.int64], place: Place) -> NDArray[np.intp]:
    """Return which bin each column of pixels shows, each bin once or more; outside numbers show none."""
    bins = len(edges) - 1
    if bins == place.width:
        return np.arange(bins)
    x = place.view.x
    middles = x.low + (np.arange(place.width) + 0.5) * (x.width / place.width)
    return np.searchsorted(edges, middles, "right") - 1


def lay_bars(canvas: NDArray[np.uint8], tops: Pixels, bottoms: Pixels, names: NDArray[np.uint8]) -> None:
    """Write the names of lines where their bars lie, the last over the others; a bar covers at least one pixel.

    Parameters
    ----------
    canvas : (height, k) ndarray of uint8
    tops, bottoms : (n, k) ndarray of float
        In pixels from above; NaN where there is no bar.
    names : (n,) ndarray of uint8
    """
    height = len(canvas)
    with np.errstate(invalid="ignore"):
        outside = ~((bottoms >= 0) & (tops < height))
        first = np.clip(tops, 0, height).astype(np.int32)
        last = np.clip(np.ceil(bottoms), 1, height).astype(np.int32)
    np.maximum(last, first + 1, out=last)
    first[outside], last[outside] = height, 0
    highest, lowest = first.min(axis=1, initial=height).tolist(), last.max(axis=1, initial=0).tolist()
    pixels = np.arange(height, dtype=np.int32)[:, None]
    for line, name in enumerate(names):  # one after the other: each has but few rows of pixels
        band = slice(highest[line], max(highest[line], lowest[line]))
        rows = pixels[band]
        np.putmask(canvas[band], (rows >= first[line]) & (rows < last[line]), name)
