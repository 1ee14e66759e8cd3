"""The lazy, read-only array that every viewer draws from."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Window = tuple[slice, ...]
"""One slice an axis, with plain ints for start and stop and no step."""

Order = Literal["C", "F"]


def other_order(order: Order) -> Order:
    """Return the order of the transposed array."""
    return "C" if order == "F" else "F"


def whole(shape: Sequence[int]) -> Window:
    """Return the window that holds all of an array of this shape."""
    return tuple(slice(0, n) for n in shape)


def window_shape(window: Window) -> tuple[int, ...]:
    """Return the shape of what reading this window gives."""
    return tuple(s.stop - s.start for s in window)


def checked_window(window: Window, shape: Sequence[int]) -> Window:
    """Return the window, or raise IndexError when it is not inside the shape."""
    if len(window) != len(shape):
        raise IndexError(f"a window of {len(window)} axes for an array of {len(shape)}")
    for s, n in zip(window, shape, strict=True):
        if s.step not in (None, 1) or not 0 <= s.start <= s.stop <= n:
            raise IndexError(f"window {window} is not inside shape {tuple(shape)}")
    return window


def split(window: Window, itemsize: int, max_bytes: int, order: Order) -> Iterator[Window]:
    """Cut a window into pieces of at most so many bytes, along the slow axes first.

    Parameters
    ----------
    window : tuple of slice
    itemsize : int
        Bytes of one element.
    max_bytes : int
        A piece is never cut below one element, whatever this is.
    order : {"C", "F"}
        Which axis is the slow one: the first ("C") or the last ("F").

    Yields
    ------
    tuple of slice
        In storage order; none when the window is empty.
    """
    shape = window_shape(window)
    size = math.prod(shape) * itemsize
    if size <= max_bytes or not shape:
        if size:
            yield window
        return
    axes = list(range(len(shape)))[:: 1 if order == "C" else -1]
    left = size
    for axis in axes:
        left //= shape[axis]
        if left <= max_bytes:
            break
    step = max(1, max_bytes // max(1, left))
    slower = axes[: axes.index(axis)]
    for corner in product(*(range(window[a].start, window[a].stop) for a in slower)):
        piece = list(window)
        for a, i in zip(slower, corner, strict=True):
            piece[a] = slice(i, i + 1)
        for start in range(window[axis].start, window[axis].stop, step):
            piece[axis] = slice(start, min(start + step, window[axis].stop))
            yield tuple(piece)


class ArraySource(ABC):
    """An array that is read a window at a time and never written.

    Attributes
    ----------
    shape : tuple of int
    dtype : numpy.dtype
        In the machine's byte order or not, as in the file; never object.
    order : {"C", "F"}
        The order in which windows are cheap: "C" when the last axis is contiguous on disk.
    axes : tuple of str
        A name for each axis ("frame", "ROI", "trial", "sample", "axis 2"); set by who knows.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    order: Order = "C"
    axes: tuple[str, ...] = ()

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of elements, as a Python int (it may pass 2**63)."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of the array when dense and in memory."""
        return self.size * self.dtype.itemsize

    @property
    def seen_as(self) -> str:
        """What a screen shows of the values, where it is not these themselves: "magnitude" of complex numbers."""
        return "magnitude" if self.dtype.kind == "c" else ""

    @abstractmethod
    def read(self, window: Window) -> NDArray[Any]:
        """Return a fresh array with the values in the window.

        Parameters
        ----------
        window : tuple of slice
            One an axis; start and stop are ints within the shape.

        Returns
        -------
        ndarray
            Of shape ``window_shape(window)`` and the source's dtype.

        Raises
        ------
        Changed
            When the file shrank, grew or was replaced since it was opened.
        OneDataError, OSError
            When it cannot be read.
        """

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window, perhaps in memory that is not the caller's to keep.

        Parameters
        ----------
        window : tuple of slice
        scratch : ndarray of uint8
            One-dimensional memory that the answer may lie in, so that reading many pieces allocates once.

        Returns
        -------
        ndarray
            As of `read`, but not to be written, and gone with the next use of the scratch memory.
        """
        return self.read(window)

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield pieces of the window of at most so many bytes each, in the order in which they are cheap to read."""
        return split(checked_window(window, self.shape), self.dtype.itemsize, max_bytes, self.order)

    def prefetch(self, window: Window) -> None:  # noqa: B027 - a source in memory has nobody to ask
        """Ask the system to fetch a window from the disk meanwhile; nothing happens where its values lie far apart."""

    def close(self) -> None:  # noqa: B027 - a source in memory has nothing to close
        """Let go of the file; reading afterwards is an error."""


_NO_SCRATCH = np.empty(0, np.uint8)


class MemorySource(ArraySource):
    """An array that is in memory already (the result of any other loader).

    Parameters
    ----------
    array : ndarray
        Not object; it is neither copied nor written.
    """

    def __init__(self, array: NDArray[Any]) -> None:
        self.array = array
        self.shape = array.shape
        self.dtype = array.dtype
        self.order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"

    def read(self, window: Window) -> NDArray[Any]:
        """Return a copy of the window (see `ArraySource.read`)."""
        return self.borrow(window, _NO_SCRATCH).copy()

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return a view of the window (see `ArraySource.borrow`)."""
        index: Any = (*checked_window(window, self.shape), ...)  # the dots, for an array of 0 axes too
        view: NDArray[Any] = self.array[index]
        return view
