"""What is seen of an array: which samples, in what order, and what was done to them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.errors import NotOrdinaryFile
from sessionbrowser.sessions.opening import Axis, Opened
from sessionbrowser.sessions.parts import Part, around, cut, length, part_words, places
from sessionbrowser.sessions.transforms import Transform

_PIECE = 8 * 2**20


@dataclass(frozen=True, eq=False)
class Excerpt:
    """What is seen of a file.

    Attributes
    ----------
    opened : Opened
        With a source.
    window : tuple of Part
        One an axis.
    transforms : tuple of Transform
        In the order in which they are done.

    Raises
    ------
    IndexError
        When the window is not inside the array.
    """

    opened: Opened
    window: tuple[Part, ...]
    transforms: tuple[Transform, ...] = ()

    def __post_init__(self) -> None:
        if len(self.window) != self.source.ndim:
            raise IndexError(f"a window of {len(self.window)} axes for an array of {self.source.ndim}")
        for part, n in zip(self.window, self.source.shape, strict=True):
            if isinstance(part, slice):
                inside = part.step in (None, 1) and 0 <= part.start <= part.stop <= n
            else:
                inside = all(0 <= place < n for place in part)
            if not inside:
                raise IndexError(f"window {self.window} is not inside shape {self.source.shape}")

    @property
    def source(self) -> ArraySource:
        """The array that it is of; `NotOrdinaryFile` when the file holds no plain array."""
        if self.opened.source is None:
            raise NotOrdinaryFile("it holds no array of plain values", self.opened.facts.path)
        return self.opened.source

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes of the array, by their numbers where nothing is known of them."""
        return self.opened.axes or tuple(Axis(f"axis {i}", n) for i, n in enumerate(self.source.shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many samples there are along each axis."""
        return tuple(length(part) for part in self.window)

    def read(self, *, cancel: Cancel = NEVER, budget: int | None = None) -> NDArray[Any]:
        """Return all of its values.

        Parameters
        ----------
        cancel : Cancel
        budget : int, optional
            Bytes of memory that they may take; half of what is free unless given.

        Returns
        -------
        ndarray
            Of the excerpt's shape, in the order of the file.

        Raises
        ------
        TooLarge
            With the figures.
        OneDataError, OSError, Cancelled
            What reading raises.
        """
        if not self.window:
            return self.values(())
        dtype = self.values(tuple(slice(0, 0) for _ in self.window)).dtype
        memory.check(math.prod(self.shape) * dtype.itemsize, self.opened.facts.path, "the window", budget)
        out = np.empty(self.shape, dtype, order=self.source.order)
        axis = 0 if self.source.order == "C" else len(self.shape) - 1
        slow_first = np.moveaxis(out, axis, 0)
        for start, values in self.pieces(axis, cancel):
            slow_first[start : start + values.shape[axis]] = np.moveaxis(values, axis, 0)
        return out

    def pieces(self, axis: int, cancel: Cancel = NEVER) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield its values a few megabytes at a time along one axis, each piece with where it starts within it."""
        if not self.window:
            yield 0, self.values(())
            return
        part = self.window[axis]
        others = math.prod(length(around(other)) for place, other in enumerate(self.window) if place != axis)
        step = 1 if isinstance(part, tuple) else max(1, _PIECE // max(1, others * self.source.dtype.itemsize))
        for start in range(0, length(part), step):
            cancel.check()
            yield start, self.values((*self.window[:axis], cut(part, start, step), *self.window[axis + 1 :]))

    def values(self, window: tuple[Part, ...]) -> NDArray[Any]:
        """Return the values in another window of the same array, with the same done to them."""
        values = self.source.read(tuple(around(part) for part in window))
        for axis, part in enumerate(window):
            if isinstance(part, tuple):
                values = np.take(values, np.array(part, np.intp) - around(part).start, axis)
        with np.errstate(all="ignore"):
            for transform in self.transforms:
                values = transform.apply(values, window)
        return values

    def words(self) -> str:
        """Return which samples these are: "frames 150–1349 of 1500 · ROIs 3–41 of 63"."""
        return " · ".join(part_words(axis, part) for axis, part in zip(self.axes, self.window, strict=True))

    def labels(self, axis: int) -> list[str]:
        """Return a name for each of its places along an axis: "ROI 3", "ROI 4"."""
        return [f"{self.axes[axis].name} {place}" for place in places(self.window[axis]).tolist()]

    def files(self) -> list[str]:
        """Return the files that it is of."""
        return [str(self.opened.facts.path)]
