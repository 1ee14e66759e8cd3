"""What part of a raster is on the screen: frozen values and pure functions, no widget."""

from __future__ import annotations

import math
from typing import NamedTuple

FEWEST = 4
"""Zooming in stops at this many samples."""


class Span(NamedTuple):
    """The visible part of one axis, in samples; sample i covers i to i + 1.

    Attributes
    ----------
    low, high : float
        ``0 <= low < high <= length``.
    length : int
        Samples of the whole axis.
    backward : bool
        Whether the first sample stands at the right or upper end, as the first row of an image does.
    """

    low: float
    high: float
    length: int
    backward: bool = False

    @classmethod
    def whole(cls, length: int, *, backward: bool = False) -> Span:
        """Return the span of all of an axis."""
        return cls(0.0, float(length), length, backward)

    @property
    def width(self) -> float:
        """Samples on the screen."""
        return self.high - self.low

    @property
    def is_whole(self) -> bool:
        """Whether all of the axis is on the screen."""
        return self.width >= self.length

    @property
    def samples(self) -> slice:
        """The samples that are on the screen, if only in part."""
        return slice(max(0, math.floor(self.low)), min(self.length, math.ceil(self.high)))

    def widest(self) -> Span:
        """Return the span of all of the same axis."""
        return self._replace(low=0.0, high=float(self.length))

    def moved(self, by: float) -> Span:
        """Return the span some samples further, or as far as the axis goes."""
        low = min(max(self.low + by, 0.0), self.length - self.width)
        return self._replace(low=low, high=low + self.width)

    def reaching(self, sample: int) -> Span:
        """Return the span moved no further than it takes to have all of a sample on the screen."""
        return self.moved(min(0.0, sample - self.low) + max(0.0, sample + 1 - self.high))

    def shifted(self, share: float) -> Span:
        """Return what is seen after a look to the right or upward, by a share of the screen."""
        return self.moved((-share if self.backward else share) * self.width)

    def zoomed(self, factor: float, at: float) -> Span:
        """Return the span so many times as wide, with the sample position `at` kept where it is on the screen."""
        width = min(max(self.width * factor, min(FEWEST, self.length)), float(self.length))
        low = at - (at - self.low) * width / self.width
        low = min(max(low, 0.0), self.length - width)
        return self._replace(low=low, high=low + width)

    def share(self, position: float) -> float:
        """Return where a sample position lies on the screen: 0 at its left or lower end, 1 at the other."""
        share = (position - self.low) / self.width
        return 1 - share if self.backward else share

    def at(self, share: float) -> float:
        """Return the sample position at a share of the screen; the inverse of `share`."""
        return self.low + (1 - share if self.backward else share) * self.width

    def pixels(self, available: int) -> int:
        """Return how many pixels the visible samples' window takes so that none is narrower than a screen pixel.

        The window reaches out to whole samples, so it can be wider than the screen.
        """
        visible = self.samples
        wanted = available * (visible.stop - visible.start) / self.width
        return max(1, int(wanted + 1e-9))

    def snapped(self, pixels: int) -> Span:
        """Return the span from one whole sample to another where a pixel shows more than one.

        It moves by less than a pixel, and then each pixel stands for samples of its own: none is lost between two.
        """
        if self.width <= pixels:
            return self
        width = round(self.width)
        low = min(round(self.low), self.length - width)
        return self._replace(low=float(low), high=float(low + width))


class View(NamedTuple):
    """The visible part of a raster: time or columns rightward (x), ROIs or rows upward (y), or downward in images."""

    x: Span
    y: Span

    @classmethod
    def whole(cls, columns: int, rows: int, *, downward: bool = False) -> View:
        """Return the view of everything; `downward` puts the first row on top."""
        return cls(Span.whole(columns), Span.whole(rows, backward=downward))

    @property
    def is_whole(self) -> bool:
        """Whether everything is on the screen."""
        return self.x.is_whole and self.y.is_whole

    def moved(self, columns: float, rows: float) -> View:
        """Return the view moved by samples along both axes, inside the data."""
        return View(self.x.moved(columns), self.y.moved(rows))

    def widest(self) -> View:
        """Return the view of everything, seen from the same side."""
        return View(self.x.widest(), self.y.widest())

    def shifted(self, right: float, up: float) -> View:
        """Return what is seen after a look to the right and upward, by shares of the screen."""
        return View(self.x.shifted(right), self.y.shifted(up))

    def zoomed(self, fx: float, fy: float, x: float, y: float) -> View:
        """Return the view zoomed by a factor an axis around a position in samples; below 1 zooms in."""
        return View(self.x.zoomed(fx, x), self.y.zoomed(fy, y))

    def zoomed_evenly(self, factor: float, x: float, y: float) -> View:
        """Return the view zoomed by one factor along both axes, which stops where the first of them has to."""
        spans = (self.x, self.y)
        nearest = max(min(FEWEST, span.length) / span.width for span in spans)
        furthest = max(span.length / span.width for span in spans)
        factor = min(max(factor, min(1.0, nearest)), furthest)
        return self.zoomed(factor, factor, x, y)

    def snapped(self, width: int, height: int) -> View:
        """Return the view as so many pixels can show it without losing a sample (see `Span.snapped`)."""
        return View(self.x.snapped(width), self.y.snapped(height))


def whole_pixel_height(available: int, rows: int) -> int:
    """Return the height of a raster whose rows are all the same whole number of pixels, where that fits.

    Where more than a seventh of the room would be lost, or the rows outnumber the pixels, all of it is taken.
    """
    if rows <= 0 or available < rows:
        return available
    tidy = available // rows * rows
    return tidy if tidy >= 0.85 * available else available


def square_size(width: int, height: int, columns: int, rows: int) -> tuple[int, int]:
    """Return the largest size inside a room in which samples are square; whole pixels a sample where that fits."""
    scale = min(width / max(1, columns), height / max(1, rows))
    if math.floor(scale) >= 0.85 * scale:
        scale = math.floor(scale)
    return max(1, min(width, round(columns * scale))), max(1, min(height, round(rows * scale)))
