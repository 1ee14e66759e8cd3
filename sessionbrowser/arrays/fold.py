"""Many samples to few cells: the kernel under every picture, and the canvases it fills."""

from __future__ import annotations

import threading
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Edges
from sessionbrowser.arrays.source import Order

How = Literal["max", "mean", "min"]

_NARROW = 256
"""Samples below which a row is too short for numpy's inner loop to be worth its start."""
_SHORT = 48
"""Samples from which on a cell is long enough for `reduceat` to use wide instructions."""


def fold(block: NDArray[Any], rows: Edges, columns: Edges, ufunc: np.ufunc, dtype: Any = None) -> NDArray[Any]:
    """Reduce the samples of each cell to one.

    Parameters
    ----------
    block : ndarray, shape (n, m)
    rows, columns : ndarray of int64
        Where each cell begins and ends: from 0 to n, and from 0 to m, always rising.
    ufunc : numpy.ufunc
        Such as ``np.fmax`` or ``np.add``.
    dtype : dtype or None
        To compute in; the block's unless given.

    Returns
    -------
    ndarray, shape (len(rows) - 1, len(columns) - 1)
    """
    if abs(block.strides[0]) < abs(block.strides[1]):
        return fold(block.T, columns, rows, ufunc, dtype).T
    # Whole rows first: that is one pass with wide instructions, and leaves little for the slower second step.
    lines = _fold_rows(block, rows, ufunc, dtype)
    if len(columns) - 1 == lines.shape[1]:
        return lines if dtype is None else lines.astype(dtype, copy=False)
    if ufunc in (np.fmax, np.fmin):
        return _fold_columns(lines, columns, ufunc)
    cells: NDArray[Any] = ufunc.reduceat(lines, columns[:-1], axis=1, dtype=dtype)
    return cells


def _fold_columns(lines: NDArray[Any], columns: Edges, ufunc: np.ufunc) -> NDArray[Any]:
    """Reduce along rows by extremes: where cells are short, a few times quicker than `reduceat`.

    The extreme of every run of 1, 2, 4 … samples is made from the one before in one pass; a cell is then covered by
    two such runs, one from its start and one up to its end.
    """
    widths = np.diff(columns)
    narrowest, widest = int(widths.min()), int(widths.max())
    run = 1 << (narrowest.bit_length() - 1)
    if widest > min(2 * run, _SHORT):
        cells: NDArray[Any] = ufunc.reduceat(lines, columns[:-1], axis=1)
        return cells
    length = 1
    while length < run:
        lines = ufunc(lines[:, :-length], lines[:, length:])
        length *= 2
    first, last = lines.take(columns[:-1], axis=1), lines.take(columns[1:] - run, axis=1)
    return ufunc(first, last, out=first)  # type: ignore[no-any-return]


def _fold_rows(block: NDArray[Any], rows: Edges, ufunc: np.ufunc, dtype: Any) -> NDArray[Any]:
    if len(rows) - 1 == len(block):
        return block
    out = np.empty((len(rows) - 1, block.shape[1]), dtype or block.dtype)
    narrow = block.shape[1] < _NARROW and block.flags.c_contiguous
    for i, (start, stop) in enumerate(zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True)):
        lines = block[start:stop]
        if narrow and len(lines) > 1:
            lines = _widened(lines, ufunc, dtype)
        ufunc.reduce(lines, axis=0, dtype=dtype, out=out[i])
    return out


def _widened(lines: NDArray[Any], ufunc: np.ufunc, dtype: Any) -> NDArray[Any]:
    """Reduce many short rows to a few of them, taken as long rows that hold several short ones."""
    width = lines.shape[1]
    beside = max(1, min(2 * _NARROW // width, len(lines) // 2))
    fits = len(lines) // beside * beside
    wide = ufunc.reduce(lines[:fits].reshape(-1, beside * width), axis=0, dtype=dtype).reshape(beside, width)
    return np.concatenate([wide, lines[fits:]]) if fits < len(lines) else wide


class Canvas:
    """The cells of a picture while blocks are added to it from several threads.

    Parameters
    ----------
    shape : (int, int)
    dtype : numpy.dtype
        Of the values, real (see `real_dtype`).
    how : {"max", "min"}
        What a cell shows of its samples; NaN only where all of them are.
    order : {"C", "F"}
        In which the blocks come, so that each touches cells that are neighbours in memory.
    """

    def __init__(
        self, shape: tuple[int, int], dtype: np.dtype[Any], how: Literal["max", "min"], order: Order = "C"
    ) -> None:
        self.ufunc: np.ufunc = np.fmax if how == "max" else np.fmin
        self.values: NDArray[Any] = np.full(shape, nothing(dtype, how), dtype, order)
        self._lock = threading.Lock()

    def add(self, block: NDArray[Any], place: tuple[slice, slice], rows: Edges, columns: Edges) -> None:
        """Add a block to the cells at a place; `rows` and `columns` as `fold` takes them."""
        cells = fold(block, rows, columns, self.ufunc)
        with self._lock:
            self.ufunc(self.values[place], cells, out=self.values[place])

    def picture(self) -> NDArray[Any]:
        """Return the cells, when all is added."""
        return self.values


class MeanCanvas:
    """As `Canvas`, of the mean of the samples that are not NaN."""

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[Any], order: Order = "C") -> None:
        self.dtype = dtype if dtype.kind == "f" else np.dtype(np.float64)
        self.sums = np.zeros(shape, order=order)
        self.counts = np.zeros(shape, order=order)
        self._lock = threading.Lock()

    def add(self, block: NDArray[Any], place: tuple[slice, slice], rows: Edges, columns: Edges) -> None:
        """Add a block to the cells at a place (see `Canvas.add`)."""
        sums = fold(block, rows, columns, np.add, np.float64)
        counts: NDArray[Any] = np.outer(np.diff(rows), np.diff(columns))
        if np.isnan(sums).any():
            bad = np.isnan(block)
            sums = fold(np.where(bad, 0, block), rows, columns, np.add, np.float64)
            counts = counts - fold(bad, rows, columns, np.add, np.float64)
        with self._lock:
            self.sums[place] += sums
            self.counts[place] += counts

    def picture(self) -> NDArray[Any]:
        """Return the means, when all is added."""
        with np.errstate(all="ignore"):
            return (self.sums / self.counts).astype(self.dtype)


def nothing(dtype: np.dtype[Any], how: Literal["max", "min"]) -> Any:
    """Return the value that any other replaces."""
    if dtype.kind == "f":
        return np.nan
    if dtype.kind == "b":
        return how == "min"
    return np.iinfo(dtype).min if how == "max" else np.iinfo(dtype).max
