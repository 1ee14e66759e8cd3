"""From samples to lines: the exact lowest and highest value under every pixel column. Runs in workers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.envelope import Envelope, envelope
from sessionbrowser.arrays.source import ArraySource, Window
from sessionbrowser.gui.viewers.raster_view import Span

_MARGIN = 0.06
"""Room above and below the line, as a share of its own height."""

Floats = NDArray[np.float64]


class Range(NamedTuple):
    """The values at the bottom and the top of a plot; ``low < high``, both finite."""

    low: float
    high: float

    def shares(self, values: NDArray[Any]) -> Floats:
        """Return where values lie: 0 at the bottom, 1 at the top; infinities lie outside, NaN stays NaN."""
        half = self.high / 2 - self.low / 2  # halved: the distance between two doubles need not be one
        with np.errstate(over="ignore", invalid="ignore"):
            placed = (np.asarray(values, np.float64) / 2 - self.low / 2) / half
        return np.clip(placed, -1.0, 2.0)


class Curves(NamedTuple):
    """Lines ready to be painted.

    Attributes
    ----------
    span : Span
        The view that they were made for.
    edges : ndarray of int64
        (k + 1,) samples at which the bins begin and end.
    low, high : tuple of ndarray
        (k,) each, one a line: the lowest and highest value of a bin as shares of `range`; NaN where there is none.
    range : Range
        Values at the bottom and top.
    word : str
        What no line can show: "all NaN"; else empty.
    bounds : (float, float) or None
        The least and the greatest finite value of all lines, without the margin of `range`.
    """

    span: Span
    edges: NDArray[np.int64]
    low: tuple[Floats, ...]
    high: tuple[Floats, ...]
    range: Range
    word: str = ""
    bounds: tuple[float, float] | None = None

    @property
    def per_bin(self) -> int:
        """The most samples in one bin; 1 when every sample is shown."""
        return int(np.diff(self.edges).max(initial=0))


def wanted(span: Span, pixels: int) -> tuple[slice, int]:
    """Return the samples to read for a view, and into how many bins.

    Where every sample has a pixel, one more at each side is read, so that the line runs to the edges.
    """
    seen = span.samples
    if seen.stop - seen.start > pixels:
        return seen, min(span.pixels(pixels), seen.stop - seen.start)
    wider = slice(max(0, seen.start - 1), min(span.length, seen.stop + 1))
    return wider, wider.stop - wider.start


def windows(shape: Sequence[int], axis: int, samples: slice) -> list[Window]:
    """Return the window of each line: these samples along one axis, and one index of the other, if there is one."""
    if len(shape) == 1:
        return [(samples,)]
    lines = [slice(i, i + 1) for i in range(shape[1 - axis])]
    return [(samples, line) if axis == 0 else (line, samples) for line in lines]


def make_curves(source: ArraySource, axis: int, span: Span, pixels: int, cancel: Cancel = NEVER) -> Curves:
    """Read what a view shows of an array of one axis, or of a few lines side by side.

    Parameters
    ----------
    source : ArraySource
        Of one axis, or of two, the other of them short.
    axis : int
        The axis that runs rightward.
    span : Span
        The samples on the screen; at least one.
    pixels : int
        Device pixels along them.
    cancel : Cancel

    Returns
    -------
    Curves

    Raises
    ------
    Changed, OneDataError, OSError
        When it cannot be read.
    """
    samples, width = wanted(span, pixels)
    made = [
        envelope(source, window=window, axis=axis, width=width, cancel=cancel)
        for window in windows(source.shape, axis, samples)
    ]
    return ready(made, span, is_bool=source.dtype.kind == "b")


def ready(made: Sequence[Envelope], span: Span, *, is_bool: bool = False) -> Curves:
    """Return envelopes over the same samples as lines of one range, ready to be painted."""
    extremes = np.concatenate([values.astype(np.float64).ravel() for e in made for values in (e.low, e.high)])
    finite = extremes[np.isfinite(extremes)]
    bounds = fitting(finite, is_bool)
    return Curves(
        span=span,
        edges=np.asarray(made[0].edges, np.int64),
        low=tuple(bounds.shares(e.low.ravel()) for e in made),
        high=tuple(bounds.shares(e.high.ravel()) for e in made),
        range=bounds,
        word=_word(extremes),
        bounds=(float(finite.min()), float(finite.max())) if finite.size else None,
    )


def fitting(values: Floats, is_bool: bool = False) -> Range:
    """Return the range that shows all finite values, with a margin; some range where there is none."""
    if is_bool:
        return Range(-_MARGIN, 1 + _MARGIN)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Range(0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        reach = abs(low) * 0.1 or 1.0
        return Range(max(low - reach, -_LARGEST), min(high + reach, _LARGEST))
    margin = (high / 2 - low / 2) * 2 * _MARGIN if high / 2 - low / 2 < _LARGEST / 4 else 0.0
    wider = Range(low - margin, high + margin)
    return wider if wider.low < low or wider.high > high or low < high else Range(low, math.nextafter(high, math.inf))


def alike_word(bounds: tuple[float, float] | None) -> str:
    """Return what a line shows whose finite values are all the same: "all zero", "all 7"; empty where they differ."""
    if bounds is None or bounds[0] != bounds[1]:
        return ""
    return "all zero" if bounds[0] == 0 else f"all {bounds[0]:g}"


_LARGEST = float(np.finfo(np.float64).max)


def _word(extremes: Floats) -> str:
    if np.isnan(extremes).all():
        return "all NaN"
    return "" if np.isfinite(extremes).any() else "nothing finite: NaN and infinities only"
