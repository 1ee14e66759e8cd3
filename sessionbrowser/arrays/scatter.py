"""Pictures of sparse matrices from their stored values alone, without making anything dense."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import cells_of
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.canvas import nothing
from sessionbrowser.arrays.picture import Layout, Picture
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.sparse import PIECE, SparseSource

_Piece = tuple[NDArray[np.int64], NDArray[Any]]
_BITS = 40
"""After the point, in the arithmetic that finds cells."""
_LONG = 256
"""Stored values of a line from which on it is quicker to go line by line."""


def scatter(source: SparseSource, layout: Layout, cancel: Cancel) -> Picture:
    """Return the picture of a layout whose rows are not scaled, as `draw` defines it."""
    cells = np.zeros(layout.shape, _own(source)) if 0 in layout.shape else _cells(source.early, layout, cancel)
    source.confirm()  # it has become known meanwhile
    return layout.picture(cells, exact=True)


def _cells(source: SparseSource, layout: Layout, cancel: Cancel) -> NDArray[Any]:
    upright = layout.row_axis == 0
    # Cell by cell as the values are stored, column by column: those that follow each other fall on cells side by side.
    across, along = (layout.col_edges, layout.row_edges) if upright else (layout.row_edges, layout.col_edges)
    lines, length = len(across) - 1, len(along) - 1
    places, own = _places(source, layout, length, cancel), _own(source)
    with np.errstate(all="ignore"):
        if layout.how == "max" and source.is_positive:
            flat = _greatest(places, lines * length, own)
        else:
            area = np.outer(np.diff(across), np.diff(along)).ravel()
            flat = _means(places, area, own) if layout.how == "mean" else _extremes(places, area, own, layout.how)
    cells: NDArray[Any] = flat.reshape(lines, length)
    return cells.T if upright else cells


def _own(source: SparseSource) -> np.dtype[Any]:
    """Return the type to draw in, as numpy's own object for it: with another one `at` is thirty times slower."""
    return np.dtype(real_dtype(source.dtype).str)


def _places(source: SparseSource, layout: Layout, along: int, cancel: Cancel) -> Iterator[_Piece]:
    """Yield stored values with the number of the cell that each is in; there are `along` of them in a line.

    The numbers are gone with the next piece.
    """
    (height, table), (width, lines) = (_cell_numbers(layout, axis) for axis in (0, 1))
    own, starts = _own(source), lines * along
    if height == slice(0, source.shape[0]) and table.min() >= 0 <= lines.min(initial=0):
        pieces = _of_columns(source, width, table, starts)
    else:
        nowhere = -math.prod(layout.shape)  # with any other number it is still below 0
        table, starts = np.where(table < 0, nowhere, table), np.where(lines < 0, nowhere, starts)
        pieces = _of_window(source, (height, width), table, starts)
    for cells, values in pieces:
        cancel.check()
        yield cells, as_real(values).view(own)


def _of_window(
    source: SparseSource, window: tuple[slice, slice], table: NDArray[np.int64], starts: NDArray[np.int64]
) -> Iterator[_Piece]:
    """Yield what is stored in a window, but for rows without a cell and columns without a line."""
    for rows, columns, values in source.stored(window, starts):
        cells = table.take(rows.astype(np.intp, copy=False), mode="clip")  # as int32 it takes three times as long
        cells += columns
        shown = cells >= 0
        yield cells[shown], values[shown]


def _of_columns(
    source: SparseSource, columns: slice, table: NDArray[np.int64], starts: NDArray[np.int64]
) -> Iterator[_Piece]:
    """Yield all that is stored in some columns, numbered in memory that is used again and again."""
    indptr = source.matrix.indptr[columns.start : columns.stop + 1].astype(np.int64)
    news = np.flatnonzero(np.diff(starts, prepend=-1))  # columns that follow each other often share a line
    lines, ends = starts[news], np.append(indptr[news], indptr[-1])
    numbering, memory = _Numbering(table, lines), np.empty(PIECE, np.int64)
    for start in range(int(indptr[0]), int(indptr[-1]), PIECE):
        stop = min(start + PIECE, int(indptr[-1]))
        cells = memory[: stop - start]
        some = slice(int(ends.searchsorted(start, "right")) - 1, int(ends.searchsorted(stop, "left")))
        parts = ends[some.start : some.stop + 1].clip(start, stop) - start
        numbering.write(source.matrix.indices[start:stop], some, parts, cells)
        yield cells, source.matrix.data[start:stop]


class _Numbering:
    """Makes cells of rows and lines: by arithmetic where that gives the same as the table for every row.

    Parameters
    ----------
    table : ndarray of int64
        The cell of each row, within a line.
    lines : ndarray of int64
        The cell that each line starts with.
    """

    def __init__(self, table: NDArray[np.int64], lines: NDArray[np.int64]) -> None:
        n, k = len(table), int(table[-1]) + 1
        bits = min(_BITS, 62 - (int(lines.max(initial=0)) + k).bit_length())
        factor, more = -(-(k << bits) // n), ((k - 1) << bits) // n
        self._table, self._lines = table, lines
        self._factor = self._bits = 0
        if np.array_equal((np.arange(n, dtype=np.int64) * factor + more) >> bits, table):
            self._factor, self._bits, self._lines = factor, bits, (lines << bits) + more

    def write(self, rows: NDArray[Any], some: slice, ends: NDArray[np.int64], cells: NDArray[np.int64]) -> None:
        """Write the cells of rows that are in some of the lines, each up to the next of the ends."""
        if self._factor:
            np.copyto(cells, rows)
            np.multiply(cells, self._factor, out=cells)
        else:
            self._table.take(rows.astype(np.intp), mode="clip", out=cells)
        _shift(cells, self._lines[some], ends)
        if self._factor:
            np.right_shift(cells, self._bits, out=cells)


def _shift(cells: NDArray[np.int64], by: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    """Add a number to all cells of each line."""
    if len(by) * _LONG > len(cells):
        cells += np.repeat(by, np.diff(ends))
        return
    for more, start, stop in zip(by.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        cells[start:stop] += more


def _cell_numbers(layout: Layout, axis: int) -> tuple[slice, NDArray[np.int64]]:
    """Return which part of an axis is looked at, and the cell of every sample in it; -1 for what is not shown."""
    window = layout.window[axis]
    if layout.arrangement and axis == layout.row_axis:
        numbers = layout.arrangement.cell_of
        return slice(0, len(numbers)), numbers.astype(np.int64)
    n = window.stop - window.start
    return window, cells_of(np.arange(n), n, layout.shape[0 if axis == layout.row_axis else 1])


def _greatest(places: Iterator[_Piece], size: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the greatest of the values and of zero in each cell, where no value is below zero, or NaN."""
    cells: NDArray[Any] = np.zeros(size, dtype)
    bits = np.dtype(f"i{dtype.itemsize}") if dtype.kind == "f" else dtype  # of such floats they have the same order
    greatest = cells.view(bits)
    for place, values in places:
        np.maximum.at(greatest, place, values.view(bits))  # lets no other thread run: a second one would not help
    return cells


def _extremes(
    places: Iterator[_Piece], area: NDArray[np.int64], dtype: np.dtype[Any], how: Literal["max", "min"]
) -> NDArray[Any]:
    # numpy has a quick `at` for `maximum` and `minimum`, not for those that leave NaN out: that is done here.
    ufunc, least = (np.maximum, -np.inf) if how == "max" else (np.minimum, np.inf)
    cells: NDArray[Any] = np.full(area.size, least if dtype.kind == "f" else nothing(dtype, how), dtype)
    zeros, numbers = area.copy(), np.zeros(area.size, np.int64)
    for place, values in places:
        np.subtract.at(zeros, place, 1)
        there = ~np.isnan(values)
        if not there.all():
            place, values = place[there], values[there]
        np.add.at(numbers, place, 1)
        ufunc.at(cells, place, values)
    ufunc(cells, dtype.type(0), out=cells, where=zeros > 0)
    if dtype.kind == "f":
        cells[(numbers == 0) & (zeros == 0)] = np.nan
    return cells


def _means(places: Iterator[_Piece], area: NDArray[np.int64], dtype: np.dtype[Any]) -> NDArray[Any]:
    sums = np.zeros(area.size)
    counts = area.astype(np.float64)
    for place, values in places:
        bad = np.isnan(values)
        if bad.any():
            np.subtract.at(counts, place[bad], 1.0)
            values = np.where(bad, 0, values)
        np.add.at(sums, place, values.astype(np.float64))
    means: NDArray[Any] = sums / counts
    return means.astype(dtype if dtype.kind == "f" else np.float64)
