"""The lazy, read-only array that every viewer draws from."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Window = tuple[slice, ...]
"""One slice an axis, with plain ints for start and stop and no step."""

Order = Literal["C", "F"]


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

    def close(self) -> None:  # noqa: B027 - a source in memory has nothing to close
        """Let go of the file; reading afterwards is an error."""


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
        return self.array[checked_window(window, self.shape)].copy()
