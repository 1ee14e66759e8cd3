"""The cells of a picture, while blocks are added to them from several threads."""

from __future__ import annotations

import threading
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Group
from sessionbrowser.arrays.bins import Cut
from sessionbrowser.arrays.fold import How, fold
from sessionbrowser.arrays.source import Order


class Canvas:
    """Cells that show the greatest or the least of their samples.

    Parameters
    ----------
    shape : (int, int)
    dtype : numpy.dtype
        Of the samples, real (see `real_dtype`).
    how : {"max", "min"}
        What a cell shows of its samples; NaN only where all of them are.
    order : {"C", "F"}
        In which the blocks come, so that each touches cells that are neighbours in memory.
    """

    def __init__(
        self, shape: tuple[int, int], dtype: np.dtype[Any], how: Literal["max", "min"], order: Order = "C"
    ) -> None:
        self.ufunc: np.ufunc = np.fmax if how == "max" else np.fmin
        self._other: np.ufunc = np.fmin if how == "max" else np.fmax
        self.values: NDArray[Any] = np.full(shape, nothing(dtype, how), dtype, order)
        self._lock = threading.Lock()

    def add(self, block: NDArray[Any], place: tuple[slice, slice], rows: Cut, columns: Cut) -> None:
        """Add a block to the cells at a place; `rows` and `columns` as `fold` takes them."""
        cells = fold(block, rows, columns, self.ufunc)
        with self._lock:
            self.ufunc(self.values[place], cells, out=self.values[place])

    def add_rows(self, block: NDArray[Any], group: Group, place: slice, columns: Cut) -> None:
        """Add the rows of a block to cells of their own each: first along the row, then scaled, then together."""
        lines = taken(fold(block, Cut.each(len(block)), columns, self.ufunc), group.rows)
        if group.scale is not None:
            turned = group.scale.factor < 0  # there the least becomes the greatest
            if turned.any():
                lines = lines.copy()  # they may be the block itself, which is not ours
                against = block[group.rows[turned]]
                lines[turned] = fold(against, Cut.each(len(against)), columns, self._other)
            lines = group.scale.apply(lines).astype(self.values.dtype)
        cells = fold(lines, group.cut, Cut.each(lines.shape[1]), self.ufunc)
        at = group.cells if len(group.cells) < len(self.values) else slice(None)
        with self._lock:
            self.values[at, place] = self.ufunc(self.values[at, place], cells)

    def picture(self) -> NDArray[Any]:
        """Return the cells, when all is added."""
        return self.values

    def snapshot(self) -> NDArray[Any]:
        """Return the cells as they are now; what is added later does not change these."""
        with self._lock:
            return self.values.copy(order="K")


class MeanCanvas:
    """As `Canvas`, of the mean of the samples that are not NaN."""

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[Any], order: Order = "C") -> None:
        self.dtype = dtype if dtype.kind == "f" else np.dtype(np.float64)
        self.sums = np.zeros(shape, order=order)
        self.counts = np.zeros(shape, order=order)
        self._lock = threading.Lock()

    def add(self, block: NDArray[Any], place: tuple[slice, slice], rows: Cut, columns: Cut) -> None:
        """Add a block to the cells at a place (see `Canvas.add`)."""
        sums, counts = _sums(block, rows, columns)
        with self._lock:
            self.sums[place] += sums
            self.counts[place] += counts

    def add_rows(self, block: NDArray[Any], group: Group, place: slice, columns: Cut) -> None:
        """Add the rows of a block to cells of their own each (see `Canvas.add_rows`)."""
        sums, counts = (taken(part, group.rows) for part in _sums(block, Cut.each(len(block)), columns))
        if group.scale is not None:
            # The mean of scaled samples, of which there are `counts`: an offset counts once for each.
            scaled = group.scale
            sums = (sums - counts * scaled.offset[:, None]) * scaled.factor[:, None]
            lost = np.isnan(scaled.offset) | np.isnan(scaled.factor)
            sums[lost], counts[lost] = 0, 0
        each = Cut.each(sums.shape[1])
        sums, counts = (fold(part, group.cut, each, np.add) for part in (sums, counts))
        with self._lock:
            self.sums[group.cells, place] += sums
            self.counts[group.cells, place] += counts

    def picture(self) -> NDArray[Any]:
        """Return the means, when all is added."""
        with np.errstate(all="ignore"):
            return (self.sums / self.counts).astype(self.dtype)

    def snapshot(self) -> NDArray[Any]:
        """Return the means as they are now (see `Canvas.snapshot`)."""
        with self._lock:
            return self.picture()


def make_canvas(shape: tuple[int, int], dtype: np.dtype[Any], how: How, order: Order = "C") -> Canvas | MeanCanvas:
    """Return the canvas for a way to combine samples."""
    return MeanCanvas(shape, dtype, order) if how == "mean" else Canvas(shape, dtype, how, order)


def nothing(dtype: np.dtype[Any], how: Literal["max", "min"]) -> Any:
    """Return the value that any other replaces."""
    if dtype.kind == "f":
        return np.nan
    if dtype.kind == "b":
        return how == "min"
    return np.iinfo(dtype).min if how == "max" else np.iinfo(dtype).max


def taken(lines: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
    """Return some rows, in memory the way they were; the same array where these are all of them, in their order."""
    if len(rows) == len(lines) and bool((rows[1:] > rows[:-1]).all()):
        return lines
    turned = abs(lines.strides[0]) < abs(lines.strides[1])
    return lines.T.take(rows, axis=1).T if turned else lines.take(rows, axis=0)


def _sums(block: NDArray[Any], rows: Cut, columns: Cut) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each cell the sum of what is not NaN, and how many values that are."""
    sums = fold(block, rows, columns, np.add, np.float64)
    counts: NDArray[Any] = np.outer(rows.widths, columns.widths).astype(np.float64)
    if np.isnan(sums).any():
        bad = np.isnan(block)
        sums = fold(np.where(bad, 0, block), rows, columns, np.add, np.float64)
        counts = counts - fold(bad, rows, columns, np.add, np.float64)
    return sums, counts
