"""A sparse matrix as a source: only the window that is asked for becomes dense."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window, checked_window, window_shape

if TYPE_CHECKING:
    import scipy.sparse

Stored = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Rows, columns (or what stands for them) and values."""
PIECE = 2**18
"""Stored values handed out at a time: so few that what is made of them stays in the processor's own caches."""


class SparseSource(ArraySource):
    """A csc matrix in memory, dense to those who read it.

    Parameters
    ----------
    matrix : scipy.sparse.csc_array
        With sorted indices and no doubled entries, as `read_csc` gives it; neither copied nor written.
    """

    def __init__(self, matrix: scipy.sparse.csc_array[Any]) -> None:
        self.matrix = matrix
        self.shape = (int(matrix.shape[0]), int(matrix.shape[1]))
        self.dtype = matrix.dtype
        self.order = "F"

    @cached_property
    def is_positive(self) -> bool:
        """Whether no stored value is below zero, or NaN, or complex."""
        data = self.matrix.data
        return data.dtype.kind != "c" and bool(data.size == 0 or data.min() >= 0)

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        out = np.zeros(window_shape(checked_window(window, self.shape)), self.dtype, order="F")
        for rows, columns, values in self.stored(window):
            out[rows, columns] = values
        return out

    def stored(self, window: Window, label: NDArray[Any] | None = None) -> Iterator[Stored]:
        """Yield the stored values in the window, some ten thousand at a time.

        Parameters
        ----------
        window : (slice, slice)
        label : ndarray or None
            What to yield for each column of the window, instead of its number.

        Yields
        ------
        rows, columns : ndarray of int
            Places within the window, from 0.
        values : ndarray
            What is stored there; some may be zero.
        """
        height, width = checked_window(window, self.shape)
        indptr = self.matrix.indptr[width.start : width.stop + 1]
        names = np.arange(len(indptr) - 1, dtype=self.matrix.indices.dtype) if label is None else label
        for start in range(int(indptr[0]), int(indptr[-1]), PIECE):
            stop = min(start + PIECE, int(indptr[-1]))
            rows = self.matrix.indices[start:stop]
            values = self.matrix.data[start:stop]
            first = int(indptr.searchsorted(start, "right")) - 1
            last = int(indptr.searchsorted(stop, "left"))
            columns = np.repeat(names[first:last], np.diff(indptr[first : last + 1].clip(start, stop)))
            if height.start > 0 or height.stop < self.shape[0]:
                inside = (rows >= height.start) & (rows < height.stop)
                rows, columns, values = rows[inside] - height.start, columns[inside], values[inside]
            yield rows, columns, values
