"""Many samples to few cells: the kernel under every picture."""

from __future__ import annotations

import threading
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Cut

How = Literal["max", "mean", "min"]

_NARROW = 256
"""Samples below which a row is too short for numpy's inner loop to be worth its start."""
_LITTLE = 10_000
"""Samples of a cell's rows below which it is quicker to go through all cells together, sample by sample."""
_SHORT = 48
"""Samples from which on a cell is long enough for `reduceat` to use wide instructions."""
_PIECE = 256 * 1024
"""Bytes that are reduced along rows at a time: few enough to stay in the cache from step to step."""

_own = threading.local()


def fold(block: NDArray[Any], rows: Cut, columns: Cut, ufunc: np.ufunc, dtype: Any = None) -> NDArray[Any]:
    """Reduce the samples of each cell to one.

    Parameters
    ----------
    block : ndarray, shape (n, m)
    rows, columns : Cut
        Of n and of m samples.
    ufunc : numpy.ufunc
        Such as ``np.fmax`` or ``np.add``.
    dtype : dtype or None
        To compute in; the block's unless given.

    Returns
    -------
    ndarray, shape (len(rows), len(columns))
    """
    if abs(block.strides[0]) < abs(block.strides[1]):
        return fold(block.T, columns, rows, ufunc, dtype).T
    # Whole rows first: that is one pass with wide instructions, and leaves little for the slower second step.
    lines = _fold_rows(block, rows, ufunc, dtype)
    if len(columns) == lines.shape[1]:
        return lines if dtype is None else lines.astype(dtype, copy=False)
    if ufunc in (np.fmax, np.fmin):
        return _fold_columns(lines, columns, ufunc)
    cells: NDArray[Any] = ufunc.reduceat(lines, columns.edges[:-1], axis=1, dtype=dtype)
    return cells


def _fold_columns(lines: NDArray[Any], columns: Cut, ufunc: np.ufunc) -> NDArray[Any]:
    """Reduce along rows by extremes: where cells are short, a few times quicker than `reduceat`."""
    narrowest, widest = columns.extent
    run = 1 << (narrowest.bit_length() - 1)
    cells: NDArray[Any]
    if widest > min(2 * run, _SHORT):
        cells = ufunc.reduceat(lines, columns.edges[:-1], axis=1)
        return cells
    cells = np.empty((len(lines), len(columns)), lines.dtype)
    rooms = _rooms(max(_PIECE, widest * lines.itemsize), lines.dtype)
    most = _PIECE // lines.itemsize
    count = max(1, most // widest)  # cells of a piece
    for first in range(0, len(columns), count):
        cut = columns.edges[first : first + count + 1]
        piece = slice(int(cut[0]), int(cut[-1]))
        starts, ends = cut[:-1] - piece.start, cut[1:] - piece.start - run
        step = max(1, most // (piece.stop - piece.start))
        for row in range(0, len(lines), step):
            some = slice(row, row + step)
            _fold_runs(lines[some, piece], starts, ends, run, ufunc, rooms, cells[some, first : first + count])
    return cells


def _fold_runs(
    lines: NDArray[Any],
    starts: NDArray[Any],
    ends: NDArray[Any],
    run: int,
    ufunc: np.ufunc,
    rooms: tuple[NDArray[Any], NDArray[Any]],
    out: NDArray[Any],
) -> None:
    """Write the extreme of every cell.

    The extreme of every run of 1, 2, 4 … samples is made from the one before in one pass; a cell is then covered by
    two such runs, one from its start and one up to its end.
    """
    length, (here, there) = 1, rooms
    while length < run:
        width = lines.shape[1] - length
        longer = here[: len(lines) * width].reshape(len(lines), width)
        lines = ufunc(lines[:, :-length], lines[:, length:], out=longer)
        length, here, there = 2 * length, there, here
    ufunc(lines.take(starts, axis=1), lines.take(ends, axis=1), out=out)


def _rooms(size: int, dtype: np.dtype[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two flat pieces of memory of so many bytes, which are this thread's own.

    Memory that is asked for anew, and given back, a hundred times a second is taken from the system each time, which
    takes longer than to fill it.
    """
    rooms: tuple[NDArray[Any], NDArray[Any]] | None = getattr(_own, "rooms", None)
    if rooms is None or len(rooms[0]) < size:
        rooms = _own.rooms = np.empty(size, np.uint8), np.empty(size, np.uint8)
    size -= size % dtype.itemsize
    return rooms[0][:size].view(dtype), rooms[1][:size].view(dtype)


def _fold_rows(block: NDArray[Any], rows: Cut, ufunc: np.ufunc, dtype: Any) -> NDArray[Any]:
    if len(rows) == len(block):
        return block
    if ufunc in (np.fmax, np.fmin) and rows.extent[1] * block.shape[1] < _LITTLE:
        return _fold_short(block, rows, ufunc)
    out = np.empty((len(rows), block.shape[1]), dtype or block.dtype)
    narrow = block.shape[1] < _NARROW and block.flags.c_contiguous
    row = cell = 0
    for count, width in rows.runs:
        lines = block[row : row + count * width].reshape(count, width, block.shape[1])
        if narrow and width > 1:
            for i in range(count):
                ufunc.reduce(_widened(lines[i], ufunc, dtype), axis=0, dtype=dtype, out=out[cell + i])
        else:
            ufunc.reduce(lines, axis=1, dtype=dtype, out=out[cell : cell + count])
        row, cell = row + count * width, cell + count
    return out


def _fold_short(block: NDArray[Any], rows: Cut, ufunc: np.ufunc) -> NDArray[Any]:
    """Reduce along columns by extremes: the first row of all cells, then the second, and so on.

    Where a cell has no more rows, its last one counts again, which changes no extreme.
    """
    starts, lasts = rows.edges[:-1], rows.edges[1:] - 1
    out = block.take(starts, axis=0)
    more = np.empty_like(out)
    for step in range(1, rows.extent[1]):
        block.take(np.minimum(starts + step, lasts), axis=0, out=more, mode="clip")
        ufunc(out, more, out=out)
    return out


def _widened(lines: NDArray[Any], ufunc: np.ufunc, dtype: Any) -> NDArray[Any]:
    """Reduce many short rows to a few of them, taken as long rows that hold several short ones."""
    width = lines.shape[1]
    beside = max(1, min(2 * _NARROW // width, len(lines) // 2))
    fits = len(lines) // beside * beside
    wide = ufunc.reduce(lines[:fits].reshape(-1, beside * width), axis=0, dtype=dtype).reshape(beside, width)
    return np.concatenate([wide, lines[fits:]]) if fits < len(lines) else wide
