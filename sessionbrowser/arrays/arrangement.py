"""Rows in an order, of a choice, and on a scale of one's own each: where every row of a source goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Cut, Edges


class Scaling(NamedTuple):
    """``(value - offset) * factor`` for each row of a source (each ROI).

    A factor of 0 makes 0 of everything but NaN; a factor or an offset of NaN makes NaN of everything.

    Attributes
    ----------
    offset, factor : ndarray of float64, shape (n,)
        In the order of the source, whatever order is shown.
    """

    offset: NDArray[np.float64]
    factor: NDArray[np.float64]

    def of(self, rows: NDArray[np.intp]) -> Scaling:
        """Return the scaling of some rows."""
        return Scaling(self.offset[rows], self.factor[rows])

    def apply(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Return values, of shape (n, m), on the scale of their row."""
        scaled: NDArray[np.float64] = (values - self.offset[:, None]) * self.factor[:, None]
        flat = self.factor == 0
        if flat.any():  # infinity times 0 is no number
            scaled[flat] = np.where(np.isnan(values[flat] - self.offset[flat, None]), np.nan, 0.0)
        return scaled


class Group(NamedTuple):
    """The rows of a block that are shown, those of a cell beside each other.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        Index within the block.
    cells : ndarray of int, shape (k,)
        Rising: the rows of the picture that they go to.
    cut : Cut
        How many of `rows` each cell has.
    scale : Scaling or None
        Of these rows.
    """

    rows: NDArray[np.intp]
    cells: NDArray[np.intp]
    cut: Cut
    scale: Scaling | None


@dataclass(frozen=True, eq=False, slots=True)
class Arrangement:
    """Where the rows of a source go in a picture.

    Attributes
    ----------
    cell_of : ndarray of int, shape (n,)
        For each row of the source its row of cells; -1 where it is not shown.
    scale : Scaling or None
        Of all rows of the source.
    """

    cell_of: NDArray[np.intp]
    scale: Scaling | None

    def group(self, start: int, stop: int) -> Group:
        """Return what is shown of some rows of the source."""
        cells = self.cell_of[start:stop]
        shown = np.flatnonzero(cells >= 0)
        shown = shown[np.argsort(cells[shown], kind="stable")]
        cells = cells[shown]
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        scale = None if self.scale is None else self.scale.of(start + shown)
        return Group(shown, cells[starts], Cut(np.append(starts, len(shown))), scale)

    def runs(self, max_gap: int) -> list[slice]:
        """Return slices of rows that hold all that are shown, with gaps of at most so many rows in them."""
        shown = np.flatnonzero(self.cell_of >= 0)
        if not shown.size:
            return []
        breaks = np.flatnonzero(np.diff(shown) > max_gap + 1)
        firsts = shown[np.concatenate([[0], breaks + 1])].tolist()
        lasts = shown[np.concatenate([breaks, [-1]])].tolist()
        return [slice(first, last + 1) for first, last in zip(firsts, lasts, strict=True)]


def arranged(n: int, rows: NDArray[np.intp] | None, row_edges: Edges, scale: Scaling | None) -> Arrangement:
    """Return the arrangement of the rows of a picture.

    Parameters
    ----------
    n : int
        Rows of the source.
    rows : ndarray of int or None
        The row of the source at each place; all in their own order when None.
    row_edges : ndarray of int64
        The places that each row of cells holds.
    scale : Scaling or None
    """
    if scale is not None and not len(scale.offset) == len(scale.factor) == n:
        raise ValueError(f"a scaling of {len(scale.factor)} rows does not fit {n}")
    window = slice(int(row_edges[0]), int(row_edges[-1]))
    shown = np.arange(n)[window] if rows is None else np.asarray(rows, np.intp)[window]
    if shown.size and not 0 <= shown.min() <= shown.max() < n:
        raise IndexError(f"rows {shown.min()} to {shown.max()} are chosen of {n}")
    cell_of = np.full(n, -1, np.intp)
    cell_of[shown] = np.repeat(np.arange(len(row_edges) - 1), np.diff(row_edges))
    if np.count_nonzero(cell_of >= 0) < shown.size:
        raise ValueError("a row is chosen twice")
    return Arrangement(cell_of, scale)
