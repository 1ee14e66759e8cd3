"""From numbers to pixels: levels, colour map, and the picture at the screen's own resolution. Runs in workers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from sessionbrowser.arrays.bins import Edges
from sessionbrowser.arrays.reduce import Picture
from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui import plotting
from sessionbrowser.gui.tokens import Tokens
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span, View

_AT_ONCE = 2**16
"""Values coloured at a time: memory that is fresh for each picture would take longer to get than to fill."""


class Colouring(NamedTuple):
    """How numbers become colours.

    Attributes
    ----------
    map : str
        Of `plotting.MAPS`.
    low, high : float
        The values at both ends of the map; ``low < high``.
    nan : str
        The colour of NaN, ``#RRGGBB``.
    """

    map: str
    low: float
    high: float
    nan: str

    @property
    def is_dark(self) -> bool:
        """Whether lines over the picture must be light."""
        ground = (0.0 - self.low) / (self.high - self.low)
        return plotting.is_dark(self.map, ground)


def is_mostly_zero(stats: Stats) -> bool:
    """Whether more than half of the values are zero."""
    return stats.zeros * 2 > stats.count


def has_both_signs(stats: Stats) -> bool:
    """Whether the values that count for the levels lie on both sides of zero."""
    return stats.low is not None and stats.high is not None and stats.low < 0 < stats.high


def natural_map(stats: Stats, tokens: Tokens) -> str:
    """Return the colour map that suits the values: diverging, zero as ground, or dense."""
    if has_both_signs(stats):
        return tokens.signed_map
    return tokens.sparse_map if is_mostly_zero(stats) else tokens.dense_map


def levels(stats: Stats) -> tuple[float, float]:
    """Return the values at both ends of the colour map.

    The 1st and 99th percentile of the values that are neither zero nor NaN nor infinite; symmetric where both signs
    occur, and from zero where most values are zero, so that zero is the ground.
    """
    low, high = stats.low, stats.high
    if low is None or high is None:
        return 0.0, 1.0
    if low < 0 < high:
        reach = max(-low, high)
        return -reach, reach
    if is_mostly_zero(stats):
        low, high = min(low, 0.0), max(high, 0.0)
    if high > low:
        return float(low), float(high)
    return (0.0, float(high)) if high > 0 else (float(low), float(low) + 1.0)


def colouring(stats: Stats, tokens: Tokens, chosen: str = "", by_hand: tuple[float, float] | None = None) -> Colouring:
    """Return the colours for values like these.

    Parameters
    ----------
    stats : Stats
    tokens : Tokens
    chosen : str
        A map by name; empty for the one that suits the values.
    by_hand : tuple of float or None
        The levels, low and high; those of the values unless given.
    """
    low, high = by_hand or levels(stats)
    return Colouring(chosen or natural_map(stats, tokens), low, high, tokens.control)


def lut32(name: str) -> NDArray[np.uint32]:
    """Return a colour map of 256 steps as 0xffRRGGBB words."""
    table = plotting.lut(name).astype(np.uint32)
    return (0xFF << 24 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]).astype(np.uint32)


def shades(values: NDArray[Any], colours: Colouring) -> tuple[NDArray[np.uint8], NDArray[np.bool_] | None]:
    """Return the step of the map that each value takes, infinities its ends; and which are NaN, None for none."""
    order: Literal["C", "F"] = "F" if values.flags.f_contiguous else "C"
    flat = values.ravel(order)
    steps, missing = np.empty(flat.size, np.uint8), None
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, flat.size, _AT_ONCE):
            piece = slice(start, start + _AT_ONCE)
            numbers = _on_map(flat[piece], colours)
            lost = np.isnan(numbers) if values.dtype.kind == "f" else None
            if lost is not None and lost.any():
                missing = np.zeros(flat.size, np.bool_) if missing is None else missing
                missing[piece] = lost
                numbers[lost] = 0
            steps[piece] = numbers
    shape = values.shape
    return steps.reshape(shape, order=order), None if missing is None else missing.reshape(shape, order=order)


def _on_map(values: NDArray[Any], colours: Colouring) -> NDArray[Any]:
    """Return where on a map of 256 steps values lie: whole numbers in values' own kind of float; NaN stays."""
    wide = values.dtype.itemsize > 4 or values.dtype.kind in "iu"
    low, width = colours.low, colours.high - colours.low
    numbers: NDArray[Any] = values.astype(np.float64 if wide else np.float32)
    if width == np.inf:  # the distance between the largest and the smallest double is not a double
        numbers /= 2
        low, width = low / 2, colours.high / 2 - low / 2
    numbers -= low
    numbers *= 255 / width
    np.rint(np.clip(numbers, 0, 255, out=numbers), out=numbers)
    return numbers


def bins_shown(span: Span, cut: Edges, pixels: int) -> NDArray[np.intp]:
    """Return for each screen pixel along a span the bin of a picture that it shows, from left or from below.

    A pixel shows the bin in its middle, but for where that would leave out a bin narrower than a pixel, or one of which
    but a sliver is in view: then the bins near by make room. So all that are in view are shown.

    Parameters
    ----------
    span : Span
        All of it within the edges.
    cut : ndarray of int64
        The edges of the bins, of which no more are in view than there are pixels.
    pixels : int
    """
    middles = span.low + (np.arange(pixels) + 0.5) * (span.width / pixels)
    first = max(0, int(cut.searchsorted(span.low, "right")) - 1)
    last = min(int(cut.searchsorted(span.high, "left")), len(cut) - 1) - 1
    shown = np.clip(cut.searchsorted(middles, "right") - 1, first, last)
    shown[0] = first
    steps = np.arange(pixels)
    shown = np.minimum.accumulate(shown - steps) + steps  # none is left out before another
    shown = np.maximum(shown, last - steps[::-1])  # nor at the end
    return shown[::-1] if span.backward else shown


class Frontier(NamedTuple):
    """How far a picture in the making is exact.

    Attributes
    ----------
    along : {"x", "y"}
        The axis along which the exact picture replaces the coarse one.
    start : int
        The first sample of it where the picture may still be coarse; what is before is exact.
    """

    along: Literal["x", "y"]
    start: int


@dataclass(frozen=True)
class Painted:
    """A picture ready to be put on the screen.

    Attributes
    ----------
    image : QImage
        At the screen's resolution; it covers exactly `view`.
    view : View
    picture : Picture
        The numbers it was made from.
    colours : Colouring
    only : float or None
        The one value that all of the picture shows, NaN perhaps; None where they differ.
    frontier : Frontier or None
        Where it is still coarse; None where it is exact, or coarse all over (`picture.exact` tells).
    is_seen : threading.Event
        Set once it is on the screen.
    """

    image: QImage
    view: View
    picture: Picture
    colours: Colouring
    only: float | None = None
    frontier: Frontier | None = None
    is_seen: threading.Event = field(default_factory=threading.Event, compare=False)

    @property
    def cut(self) -> Cut:
        """The axes that are seen, and where the others are held."""
        window = self.picture.window
        return Cut.at(self.picture.col_axis, self.picture.row_axis, [part.start for part in window])


def paint(
    picture: Picture, view: View, width: int, height: int, colours: Colouring, frontier: Frontier | None = None
) -> Painted:
    """Return the picture in colours, one pixel of the image a pixel of the screen; rows go as `view` says."""
    steps, missing = shades(picture.values, colours)
    rows = bins_shown(view.y, picture.row_edges, height)[::-1]
    columns = bins_shown(view.x, picture.col_edges, width)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    steps, table, lines = picked(steps, rows, columns), lut32(colours.map), max(1, _AT_ONCE // width)
    for start in range(0, height, lines):
        some = slice(start, start + lines)
        table.take(steps[some], out=pixels[some], mode="clip")
    if missing is not None:
        pixels[picked(missing, rows, columns)] = QColor(colours.nan).rgba()
    only = only_value(picture.values) if picture.exact else None
    return Painted(image, view, picture, colours, only, frontier)


def picked(cells: NDArray[Any], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[Any]:
    """Return ``cells[rows][:, columns]``, along memory."""
    if cells.flags.f_contiguous:
        return cells.T.take(columns, axis=0).take(rows, axis=1).T
    return cells.take(rows, axis=0).take(columns, axis=1)


def only_value(values: NDArray[Any]) -> float | None:
    """Return the value that all of these are, or None where they differ."""
    if not values.size:
        return None
    first = values.flat[0]  # not of a reshaped array: that may be a copy
    same = np.isnan(values) if np.isnan(first) else values == first
    return float(first) if same.all() else None
