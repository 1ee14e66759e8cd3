"""Pictures of sparse matrices from their stored values alone, without making anything dense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Edges, cells_of
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.canvas import nothing
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.source import Window
from sessionbrowser.arrays.sparse import SparseSource

_TABLE = 2**18
"""Samples up to which the cell of each is kept."""


def scatter(source: SparseSource, layout: Layout, cancel: Cancel) -> Picture:
    """Return the picture of a layout without an arrangement, as `draw` defines it."""
    upright = layout.row_axis == 0
    cuts = (layout.row_edges, layout.col_edges)
    cells = _cells(source, layout.window, *(cuts if upright else cuts[::-1]), layout.how, cancel)
    return layout.picture(cells if upright else cells.T, exact=True)


def _cells(source: SparseSource, window: Window, rows: Edges, columns: Edges, how: How, cancel: Cancel) -> NDArray[Any]:
    """Return the cells of a window.

    Parameters
    ----------
    source : SparseSource
    window : (slice, slice)
    rows, columns : ndarray of int64
        Edges of the cells along axis 0 and axis 1, from the window's start to its stop.
    how : {"max", "mean", "min"}
    cancel : Cancel

    Returns
    -------
    ndarray, shape (len(rows) - 1, len(columns) - 1)
    """
    shape = (len(rows) - 1, len(columns) - 1)
    if 0 in shape:
        return np.zeros(shape, real_dtype(source.dtype))
    places = _places(source, window, shape, cancel)
    # Column by column, as the values are stored: so that those that follow each other fall on cells near each other.
    area = np.outer(np.diff(columns), np.diff(rows))
    with np.errstate(all="ignore"):
        if how == "mean":
            return _means(places, area, _own(source)).T
        return _extremes(places, area, _own(source), how, _may_skip_count(source, how)).T


def _own(source: SparseSource) -> np.dtype[Any]:
    """Return the type to draw in, as numpy's own object for it: with another one `at` is thirty times slower."""
    return np.dtype(real_dtype(source.dtype).str)


def _places(
    source: SparseSource, window: Window, shape: tuple[int, int], cancel: Cancel
) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
    """Yield stored values with the number of the cell that each is in."""
    height, width = (s.stop - s.start for s in window)
    own = _own(source)
    # Looked up rather than computed, as long as the table stays in the processor's caches.
    table = cells_of(np.arange(height), height, shape[0]) if height <= _TABLE else None
    label = cells_of(np.arange(width), width, shape[1]) * shape[0]
    for rows, columns, values in source.stored(window, label):
        cancel.check()
        cells = cells_of(rows, height, shape[0]) if table is None else table.take(rows, mode="clip")
        cells += columns
        yield cells, as_real(values).view(own)


def _may_skip_count(source: SparseSource, how: How) -> bool:
    """Whether an unstored zero can never lose against a stored value, so that none need be counted."""
    data = source.matrix.data
    return how == "max" and data.dtype.kind != "c" and bool(data.size == 0 or data.min() >= 0)


def _extremes(
    places: Iterator[tuple[NDArray[np.int64], NDArray[Any]]],
    area: NDArray[np.int64],
    dtype: np.dtype[Any],
    how: Literal["max", "min"],
    skip_count: bool,
) -> NDArray[Any]:
    # numpy has a quick `at` for `maximum` and `minimum`, not for those that leave NaN out: that is done here.
    ufunc, least = (np.maximum, -np.inf) if how == "max" else (np.minimum, np.inf)
    start = 0 if skip_count else least if dtype.kind == "f" else nothing(dtype, how)
    cells: NDArray[Any] = np.full(area.size, start, dtype)
    stored, numbers = np.zeros(area.size, np.int64), np.zeros(area.size, np.int64)
    for place, values in places:
        if skip_count:
            ufunc.at(cells, place, values)
            continue
        counts = np.bincount(place, minlength=area.size)
        stored += counts
        if np.isnan(values).any():
            there = ~np.isnan(values)
            place, values = place[there], values[there]
            counts = np.bincount(place, minlength=area.size)
        numbers += counts
        ufunc.at(cells, place, values)
    if not skip_count:
        ufunc(cells, dtype.type(0), out=cells, where=stored < area.ravel())
        if dtype.kind == "f":
            cells[(numbers == 0) & (stored == area.ravel())] = np.nan
    return cells.reshape(area.shape)


def _means(
    places: Iterator[tuple[NDArray[np.int64], NDArray[Any]]], area: NDArray[np.int64], dtype: np.dtype[Any]
) -> NDArray[Any]:
    sums = np.zeros(area.size)
    counts = area.astype(np.float64).ravel()
    for place, values in places:
        bad = np.isnan(values)
        if bad.any():
            counts -= np.bincount(place[bad], minlength=area.size)
            values = np.where(bad, 0, values)
        sums += np.bincount(place, values, minlength=area.size)
    means: NDArray[Any] = (sums / counts).reshape(area.shape)
    return means.astype(dtype if dtype.kind == "f" else np.float64)
