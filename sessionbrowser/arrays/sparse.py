"""A sparse matrix as a source: only the window that is asked for becomes dense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window, checked_window, window_shape

if TYPE_CHECKING:
    import scipy.sparse

Stored = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Rows, columns (or what stands for them) and values."""
PIECE = 2**17
"""Stored values handed out at a time: so few that what is made of them stays in the processor's own caches."""


class SparseSource(ArraySource):
    """A csc matrix in memory, dense to those who read it.

    Parameters
    ----------
    matrix : scipy.sparse.csc_array
        With sorted indices and no doubled entries, as `read_csc` gives it; neither copied nor written.
    confirm : callable
        Waits until it is known whether the values are those of the file, and raises `Damaged` when they are not.
    """

    def __init__(self, matrix: scipy.sparse.csc_array[Any], confirm: Callable[[], object] = bool) -> None:
        self._matrix = matrix
        self.confirm = confirm
        self.shape = (int(matrix.shape[0]), int(matrix.shape[1]))
        self.dtype = matrix.dtype
        self.order = "F"

    @property
    def matrix(self) -> scipy.sparse.csc_array[Any]:
        """The matrix, once it is known to be that of the file."""
        self.confirm()
        return self._matrix

    @cached_property
    def early(self) -> SparseSource:
        """The same before that is known; what was made of it must not be shown unless `confirm` returns."""
        return SparseSource(self._matrix)

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


def rise(places: NDArray[Any], starts: NDArray[np.int64], length: int) -> bool:
    """Whether the places in each line rise, none is there twice, and all are on an axis of so many.

    Parameters
    ----------
    places : ndarray of int
        Row numbers of the stored values of a csc matrix, for one.
    starts : ndarray of int64
        Where in `places` each line starts, and where the last one ends, at the end.
    length : int
    """
    heads = starts[:-1][np.diff(starts) > 0]
    if not len(heads):
        return True
    ends = np.append(heads[1:], len(places))
    if int(places[heads].min()) < 0 or int(places[ends - 1].max()) >= length:
        return False
    falls = 0
    for start in range(1, len(places), PIECE):
        stop = min(start + PIECE, len(places))
        falls += int(np.count_nonzero(places[start:stop] <= places[start - 1 : stop - 1]))
    # Where one line follows another it may fall, so all is well when it does nowhere else.
    return falls == int(np.count_nonzero(places[heads[1:]] <= places[heads[1:] - 1]))
