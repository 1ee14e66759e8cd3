"""From many lines to one picture: bars put together by numpy, or lines through samples where these are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.stack_lines import Lines, Scaling
from sessionbrowser.gui.viewers.trace_curve import Floats
from sessionbrowser.gui.viewers.trace_paint import joined, paint_samples

_FEW = 4_000
"""Samples that are drawn as lines, with points where there is room; bars show more of them sooner."""
_MARGIN = 0.08
"""Room above and below a line of the plain height, as a share of its row."""

Pixels = NDArray[np.float32]


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
    low, high, reach = lines.heights(style.scaling)
    rows = np.zeros(len(low)) if style.overlaid else place.first + np.arange(len(low), dtype=np.float64)
    tops, bottoms = (_pixels(shares, rows, place, style.gain) for shares in (high, low))
    if lines.per_bin <= 1 and low.size <= _FEW:
        return _sampled(lines, tops, place, style), reach
    return _barred(tops, bottoms, lines.edges, place, style), reach


def _pixels(shares: Floats, rows: Floats, place: Place, gain: float) -> Pixels:
    """Return how many pixels below the upper end shares of the rows' heights lie."""
    y = place.view.y
    foot = 1 - _MARGIN if y.backward else _MARGIN
    feet = (1 - np.array([y.share(row + foot) for row in rows])) * place.height
    row_height = place.height / y.width
    placed = feet[:, None] - shares * (gain * (1 - 2 * _MARGIN) * row_height)
    return placed.astype(np.float32)


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


def _barred(tops: Pixels, bottoms: Pixels, edges: NDArray[np.int64], place: Place, style: Style) -> QImage:
    columns = columns_of(edges, place)
    seen = slice(*np.searchsorted(columns, [0, len(edges) - 1])) if columns[-1] >= 0 else slice(0, 0)
    bars = joined(tops[:, columns[seen]], bottoms[:, columns[seen]])
    names = np.arange(place.first, place.first + len(tops)) % len(style.colours) + 1
    labels = np.zeros((place.height, place.width), np.uint8)
    lay_bars(labels[:, seen], *bars, names.astype(np.uint8))
    pixels = np.take(np.array([0, *(QColor(name).rgba() for name in style.colours)], np.uint32), labels)
    image = QImage(pixels.data, place.width, place.height, 4 * place.width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # what it was made of goes away


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
        first = np.where(outside, height, np.maximum(np.floor(tops), 0)).astype(np.int32)
        last = np.where(outside, 0, np.clip(np.ceil(bottoms), first + 1, height)).astype(np.int32)
    highest, lowest = first.min(axis=1, initial=height).tolist(), last.max(axis=1, initial=0).tolist()
    pixels = np.arange(height, dtype=np.int32)[:, None]
    for line, name in enumerate(names):  # one after the other: each has but few rows of pixels
        band = slice(highest[line], max(highest[line], lowest[line]))
        rows = pixels[band]
        canvas[band][(rows >= first[line]) & (rows < last[line])] = name
