"""Pictures of sparse matrices from their stored values alone, without making anything dense."""

from __future__ import annotations

import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import cells_of
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.canvas import nothing
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.sparse import SparseSource, Stored

_FEW = 2**18
"""Stored values that one thread adds up before another one has started."""


def scatter(source: SparseSource, layout: Layout, cancel: Cancel) -> Picture:
    """Return the picture of a layout whose rows are not scaled, as `draw` defines it."""
    if 0 in layout.shape:
        return layout.picture(np.zeros(layout.shape, _own(source)), exact=True)
    upright = layout.row_axis == 0
    # Cell by cell as the values are stored, column by column: those that follow each other fall on cells side by side.
    across, along = (layout.col_edges, layout.row_edges) if upright else (layout.row_edges, layout.col_edges)
    outer, inner = np.diff(across), np.diff(along)
    places = _Map(source, layout, len(inner))
    pieces = _Shared(source.stored(places.window, places.label))

    def fill() -> _Cells:
        cells = _cells(source, layout.how, len(outer) * len(inner))
        with np.errstate(all="ignore"):
            for piece in pieces:
                cancel.check()
                cells.add(*places.placed(*piece))
        return cells

    threads = 2 if source.matrix.nnz > _FEW else 1
    with ThreadPoolExecutor(threads, "scatter") as pool:
        first, *others = [work.result() for work in [pool.submit(fill) for _ in range(threads)]]
    for other in others:
        first.merge(other)
    with np.errstate(all="ignore"):
        values = first.picture(outer, inner).reshape(len(outer), len(inner))
    return layout.picture(values.T if upright else values, exact=True)


class _Map:
    """Where stored values go.

    Parameters
    ----------
    source : SparseSource
    layout : Layout
    along : int
        Cells in a line.

    Attributes
    ----------
    window : (slice, slice)
        The part of the source that is looked at.
    label : ndarray of int
        What each column of it adds to the number of a cell.
    """

    def __init__(self, source: SparseSource, layout: Layout, along: int) -> None:
        (height, table), (width, label) = (_cell_numbers(layout, axis) for axis in (0, 1))
        nowhere = -math.prod(layout.shape)  # with any other number it is still below 0
        self.window, self.label = (height, width), np.where(label < 0, nowhere, label * along)
        self._table = np.where(table < 0, nowhere, table)
        self._hides = bool(np.any(table < 0) or np.any(label < 0))
        self._own = _own(source)

    def placed(
        self, rows: NDArray[Any], labels: NDArray[Any], values: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Return the numbers of cells, and the values in them."""
        cells = self._table.take(rows.astype(np.intp, copy=False), mode="clip")  # as int32 it takes three times as long
        cells += labels
        if self._hides:
            shown = cells >= 0
            cells, values = cells[shown], values[shown]
        return cells, as_real(values).view(self._own)


class _Shared:
    """Pieces for several threads, each piece for one of them."""

    def __init__(self, pieces: Iterator[Stored]) -> None:
        self._pieces, self._lock = pieces, threading.Lock()

    def __iter__(self) -> Iterator[Stored]:
        while True:
            with self._lock:
                piece = next(self._pieces, None)
            if piece is None:
                return
            yield piece


def _cells(source: SparseSource, how: How, count: int) -> _Cells:
    if how == "mean":
        return _Sums(count, _own(source))
    return _Extremes(count, _own(source), how, counts=not _may_skip_count(source, how))


def _own(source: SparseSource) -> np.dtype[Any]:
    """Return the type to draw in, as numpy's own object for it: with another one `at` is thirty times slower."""
    return np.dtype(real_dtype(source.dtype).str)


def _cell_numbers(layout: Layout, axis: int) -> tuple[slice, NDArray[np.int64]]:
    """Return which part of an axis is looked at, and the cell of every sample in it; -1 for what is not shown."""
    window = layout.window[axis]
    if layout.arrangement and axis == layout.row_axis:
        numbers = layout.arrangement.cell_of
        return slice(0, len(numbers)), numbers.astype(np.int64)
    n = window.stop - window.start
    return window, cells_of(np.arange(n), n, layout.shape[0 if axis == layout.row_axis else 1])


def _may_skip_count(source: SparseSource, how: How) -> bool:
    """Whether an unstored zero can never lose against a stored value, so that none need be counted."""
    return how == "max" and source.is_positive


class _Cells(ABC):
    """What some stored values make of the cells they fall on."""

    @abstractmethod
    def add(self, place: NDArray[np.int64], values: NDArray[Any]) -> None:
        """Add stored values."""

    @abstractmethod
    def merge(self, other: Self) -> None:
        """Add what another one has."""

    @abstractmethod
    def picture(self, outer: NDArray[np.int64], inner: NDArray[np.int64]) -> NDArray[Any]:
        """Return the cells, given how many samples lie in each across the lines of cells, and along them."""


class _Extremes(_Cells):
    """The greatest or the least of the values in each cell, the zeros that are not stored included.

    Parameters
    ----------
    count : int
        Cells.
    dtype : dtype
    how : {"max", "min"}
    counts : bool
        Whether an unstored zero could win over a stored value, so that these must be counted.
    """

    def __init__(self, count: int, dtype: np.dtype[Any], how: Literal["max", "min"], *, counts: bool) -> None:
        # numpy has a quick `at` for `maximum` and `minimum`, not for those that leave NaN out: that is done here.
        self._ufunc: np.ufunc
        self._ufunc, least = (np.maximum, -np.inf) if how == "max" else (np.minimum, np.inf)
        start = 0 if not counts else least if dtype.kind == "f" else nothing(dtype, how)
        self._cells: NDArray[Any] = np.full(count, start, dtype)
        self._counts = counts
        self._stored, self._numbers = (np.zeros(count if counts else 0, np.int64) for _ in range(2))

    def add(self, place: NDArray[np.int64], values: NDArray[Any]) -> None:
        """Look for extremes, and count where that is needed."""
        if self._counts:
            np.add.at(self._stored, place, 1)
            there = ~np.isnan(values)
            if not there.all():
                place, values = place[there], values[there]
            np.add.at(self._numbers, place, 1)
        self._ufunc.at(self._cells, place, values)

    def merge(self, other: Self) -> None:
        """Add the extremes and the counts."""
        self._ufunc(self._cells, other._cells, out=self._cells)
        self._stored += other._stored
        self._numbers += other._numbers

    def picture(self, outer: NDArray[np.int64], inner: NDArray[np.int64]) -> NDArray[Any]:
        """Return the extremes."""
        found = self._cells
        if self._counts:
            zeros = np.outer(outer, inner).ravel() - self._stored
            self._ufunc(found, found.dtype.type(0), out=found, where=zeros > 0)
            if found.dtype.kind == "f":
                found[(self._numbers == 0) & (zeros == 0)] = np.nan
        return found


class _Sums(_Cells):
    """The sum of the values in each cell, and how many of these are NaN."""

    def __init__(self, count: int, dtype: np.dtype[Any]) -> None:
        self._sums, self._lost = np.zeros(count), np.zeros(count)
        self._dtype = dtype if dtype.kind == "f" else np.dtype(np.float64)

    def add(self, place: NDArray[np.int64], values: NDArray[Any]) -> None:
        """Add up what is not NaN."""
        bad = np.isnan(values)
        if bad.any():
            np.add.at(self._lost, place[bad], 1.0)
            values = np.where(bad, 0, values)
        np.add.at(self._sums, place, values.astype(np.float64))

    def merge(self, other: Self) -> None:
        """Add the sums."""
        self._sums += other._sums
        self._lost += other._lost

    def picture(self, outer: NDArray[np.int64], inner: NDArray[np.int64]) -> NDArray[Any]:
        """Return the means."""
        return (self._sums / (np.outer(outer, inner).ravel() - self._lost)).astype(self._dtype)
