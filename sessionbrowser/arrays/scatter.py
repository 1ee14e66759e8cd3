"""Pictures of sparse matrices from their stored values alone, without making anything dense."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import cells_of
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.canvas import nothing
from sessionbrowser.arrays.fold import How
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
    if 0 in layout.shape:
        return layout.picture(np.zeros(layout.shape, _own(source)), exact=True)
    upright = layout.row_axis == 0
    # Cell by cell as the values are stored, column by column: those that follow each other fall on cells side by side.
    across, along = (layout.col_edges, layout.row_edges) if upright else (layout.row_edges, layout.col_edges)
    area = np.outer(np.diff(across), np.diff(along))
    places = _places(source, layout, area.shape[1], cancel)
    with np.errstate(all="ignore"):
        if layout.how == "mean":
            cells = _means(places, area, _own(source))
        else:
            cells = _extremes(places, area, _own(source), layout.how, _may_skip_count(source, layout.how))
    return layout.picture(cells.T if upright else cells, exact=True)


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
    find, memory = _finder(table), np.empty(PIECE, np.int64)
    for start in range(int(indptr[0]), int(indptr[-1]), PIECE):
        stop = min(start + PIECE, int(indptr[-1]))
        cells = memory[: stop - start]
        find(source.matrix.indices[start:stop], cells)
        first, last = int(ends.searchsorted(start, "right")) - 1, int(ends.searchsorted(stop, "left"))
        _shift(cells, lines[first:last], ends[first : last + 1].clip(start, stop) - start)
        yield cells, source.matrix.data[start:stop]


def _shift(cells: NDArray[np.int64], lines: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    """Add to all cells of a line where it starts."""
    if len(lines) * _LONG > len(cells):
        cells += np.repeat(lines, np.diff(ends))
        return
    for line, start, stop in zip(lines.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        cells[start:stop] += line


def _finder(table: NDArray[np.int64]) -> Callable[[NDArray[Any], NDArray[np.int64]], object]:
    """Return what writes the cells of some rows: by arithmetic where that gives the same as the table for every row."""
    n, k = len(table), int(table[-1]) + 1
    factor, more = -(-(k << _BITS) // n), ((k - 1) << _BITS) // n

    def reckon(rows: NDArray[Any], cells: NDArray[np.int64]) -> None:
        np.copyto(cells, rows)
        np.multiply(cells, factor, out=cells)
        np.add(cells, more, out=cells)
        np.right_shift(cells, _BITS, out=cells)

    def look_up(rows: NDArray[Any], cells: NDArray[np.int64]) -> None:
        table.take(rows.astype(np.intp), mode="clip", out=cells)

    if factor * n + more >= 2**63:
        return look_up
    tried = np.empty(n, np.int64)
    reckon(np.arange(n), tried)
    return reckon if np.array_equal(tried, table) else look_up


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


def _extremes(
    places: Iterator[_Piece],
    area: NDArray[np.int64],
    dtype: np.dtype[Any],
    how: Literal["max", "min"],
    skip_count: bool,
) -> NDArray[Any]:
    # numpy has a quick `at` for `maximum` and `minimum`, not for those that leave NaN out: that is done here.
    ufunc, least = (np.maximum, -np.inf) if how == "max" else (np.minimum, np.inf)
    if skip_count:
        cells: NDArray[Any] = np.zeros(area.size, dtype)
        for place, values in places:
            ufunc.at(cells, place, values)  # numpy lets no other thread run meanwhile: a second one would not help
        return cells.reshape(area.shape)
    cells = np.full(area.size, least if dtype.kind == "f" else nothing(dtype, how), dtype)
    zeros, numbers = area.ravel().astype(np.int64), np.zeros(area.size, np.int64)
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
    return cells.reshape(area.shape)


def _means(places: Iterator[_Piece], area: NDArray[np.int64], dtype: np.dtype[Any]) -> NDArray[Any]:
    sums = np.zeros(area.size)
    counts = area.astype(np.float64).ravel()
    for place, values in places:
        bad = np.isnan(values)
        if bad.any():
            np.subtract.at(counts, place[bad], 1.0)
            values = np.where(bad, 0, values)
        np.add.at(sums, place, values.astype(np.float64))
    means: NDArray[Any] = (sums / counts).reshape(area.shape)
    return means.astype(dtype if dtype.kind == "f" else np.float64)
