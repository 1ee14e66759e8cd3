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
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.sparse import SparseSource

_Piece = tuple[NDArray[np.int64], NDArray[Any]]


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
    """Yield stored values with the number of the cell that each is in; there are `along` of them in a line."""
    (height, table), (width, label) = (_cell_numbers(layout, axis) for axis in (0, 1))
    own, hides = _own(source), bool(np.any(table < 0) or np.any(label < 0))
    nowhere = -math.prod(layout.shape)  # with any other number it is still below 0
    table, label = np.where(table < 0, nowhere, table), np.where(label < 0, nowhere, label * along)
    for rows, columns, values in source.stored((height, width), label):
        cancel.check()
        cells = table.take(rows.astype(np.intp, copy=False), mode="clip")  # as int32 it takes three times as long
        cells += columns
        if hides:
            shown = cells >= 0
            cells, values = cells[shown], values[shown]
        yield cells, as_real(values).view(own)


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
