"""Which two axes of an array are seen, and where it is cut along the others: frozen values, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sessionbrowser.arrays.source import Window
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.sessions.opening import Axis

_IN_TIME = ("frame", "sample")
_LONGEST = 8
"""Square samples are of no use where one axis is longer than so many times the other."""


class Cut(NamedTuple):
    """A plane through an array of two axes and more.

    Attributes
    ----------
    x, y : int
        The axes that run rightward and upward (or downward, in images).
    held : tuple of int
        The index at which each axis is held; 0 for the two that are seen, where it has no meaning.
    """

    x: int
    y: int
    held: tuple[int, ...]

    @classmethod
    def at(cls, x: int, y: int, held: Sequence[int]) -> Cut:
        """Return the cut that sees these axes; what `held` says of them does not matter."""
        return cls(x, y, tuple(0 if axis in (x, y) else index for axis, index in enumerate(held)))

    @property
    def others(self) -> tuple[int, ...]:
        """The axes that are not seen."""
        return tuple(axis for axis in range(len(self.held)) if axis not in (self.x, self.y))

    def window(self, view: View) -> Window:
        """Return the part of the array that a view of this cut needs."""
        parts = {self.x: view.x.samples, self.y: view.y.samples}
        return tuple(parts.get(axis, slice(index, index + 1)) for axis, index in enumerate(self.held))

    def place(self, cell: tuple[int, int]) -> tuple[int, ...]:
        """Return the index of a (column, row) in the array."""
        seen = {self.x: cell[0], self.y: cell[1]}
        return tuple(seen.get(axis, index) for axis, index in enumerate(self.held))


def first_cut(axes: Sequence[Axis]) -> Cut:
    """Return the cut to start with: the last two axes that have more than one sample, at the start of the others."""
    long = [place for place, axis in enumerate(axes) if axis.length != 1]
    short = [place for place, axis in enumerate(axes) if axis.length == 1]
    seen = sorted((*short, *long)[-2:])
    x, y = orientation((axes[seen[0]], axes[seen[1]]))
    return Cut(seen[x], seen[y], (0,) * len(axes))


def orientation(axes: tuple[Axis, Axis]) -> tuple[int, int]:
    """Return which axis runs rightward and which upward: time rightward, ROIs upward, else the last rightward."""
    for place, axis in enumerate(axes):
        if axis.times is not None or axis.name in _IN_TIME:
            return place, 1 - place
    return (0, 1) if axes[1].name == "ROI" else (1, 0)


def is_in_time(x: Axis) -> bool:
    """Whether an axis is one of time."""
    return x.times is not None or x.name in _IN_TIME


def is_image(x: Axis, y: Axis) -> bool:
    """Whether two axes count pixels, or nothing says what they count: the first row is on top, as in every image."""
    return is_named_image(x, y) or all(axis.times is None and axis.name.startswith("axis ") for axis in (x, y))


def is_named_image(x: Axis, y: Axis) -> bool:
    """Whether two axes are known to count pixels."""
    return (x.name, y.name) == ("x", "y")


def is_square(x: Axis, y: Axis) -> bool:
    """Whether an image can be shown with square samples and still be seen."""
    return max(x.length, y.length) <= _LONGEST * min(x.length, y.length)
