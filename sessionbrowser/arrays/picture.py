"""What a canvas shows of a window: the answer, and the layout that it is computed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Arrangement, Scaling, arranged
from sessionbrowser.arrays.bins import Edges, edges
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.real import real_dtype
from sessionbrowser.arrays.source import ArraySource, Window, checked_window


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A window as a canvas shows it.

    Attributes
    ----------
    values : ndarray, shape (rows, columns)
        One value a cell; never more cells than samples.
    window : tuple of slice
        What is shown; along `row_axis` in places of `rows`, where these are given.
    row_edges, col_edges : ndarray of int64
        First sample of each row and column of cells, and the end of the last; those of rows in places, too.
    how : {"max", "mean", "min"}
        What a cell shows of its samples.
    exact : bool
        Whether every sample was looked at.
    row_axis, col_axis : int
        The axes of the source that run upward and rightward.
    rows : ndarray of int or None
        The index in the source of every place along `row_axis` (of the window's, and of all others); None where they
        stand in the order of the source.
    """

    values: NDArray[Any]
    window: Window
    row_edges: Edges
    col_edges: Edges
    how: How
    exact: bool
    row_axis: int
    col_axis: int
    rows: NDArray[np.intp] | None = None

    @property
    def samples_per_pixel(self) -> tuple[int, int]:
        """The most samples along rows and along columns that one cell stands for."""
        rows, columns = (int(np.diff(cut).max(initial=0)) for cut in (self.row_edges, self.col_edges))
        return rows, columns


class Layout(NamedTuple):
    """Which samples of a source go to which cells of a picture.

    Attributes
    ----------
    window, row_edges, col_edges, how, row_axis, col_axis, rows
        As those of the `Picture`.
    arrangement : Arrangement or None
        Where each row of the source goes, when it is not simply the next after the one before.
    dtype : numpy.dtype
        Of the samples, as they are drawn, before they are scaled.
    rows_first : bool
        Whether storage order goes through the picture row by row, rather than column by column.
    """

    window: Window
    row_edges: Edges
    col_edges: Edges
    how: How
    row_axis: int
    col_axis: int
    rows: NDArray[np.intp] | None
    arrangement: Arrangement | None
    dtype: np.dtype[Any]
    rows_first: bool

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return len(self.row_edges) - 1, len(self.col_edges) - 1

    def flat(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a block of the source with the axes of the picture alone."""
        others = [axis for axis in range(values.ndim) if axis not in (self.row_axis, self.col_axis)]
        turned = values.transpose(self.row_axis, self.col_axis, *others)
        return turned.reshape(turned.shape[:2])

    def sources(self, max_gap: int) -> list[Window]:
        """Return the windows of the source that hold all that is shown, and little else.

        Parameters
        ----------
        max_gap : int
            Rows that are not shown, and yet read when so many or fewer lie between two that are.
        """
        if self.arrangement is None:
            return [self.window]
        windows = []
        for rows in self.arrangement.runs(max_gap):
            window = list(self.window)
            window[self.row_axis] = rows
            windows.append(tuple(window))
        return windows

    def picture(self, values: NDArray[Any], *, exact: bool) -> Picture:
        """Return the picture with these values."""
        return Picture(
            values,
            self.window,
            self.row_edges,
            self.col_edges,
            self.how,
            exact,
            self.row_axis,
            self.col_axis,
            self.rows,
        )


def lay_out(
    source: ArraySource,
    window: Window,
    axes: tuple[int, int],
    size: tuple[int, int],
    how: How,
    rows: NDArray[np.intp] | None = None,
    scale: Scaling | None = None,
) -> Layout:
    """Return the layout of a picture; parameters as of `draw`, `axes` and `size` being rows first.

    Raises
    ------
    IndexError
        When the window is not inside the source, or a row is not of it.
    ValueError
        When there is no such picture: axes that are the same, a window with further axes, a row chosen twice.
    """
    row_axis, col_axis = axes
    shape = list(source.shape)
    if rows is not None:
        shape[row_axis] = len(rows)
    checked_window(window, shape)
    others = (window[axis] for axis in range(source.ndim) if axis not in axes)
    if row_axis == col_axis or any(other.stop - other.start != 1 for other in others):
        raise ValueError(f"a picture of axes {row_axis} and {col_axis} cannot show the window {window}")
    row_edges = edges(window[row_axis].start, window[row_axis].stop, size[0])
    col_edges = edges(window[col_axis].start, window[col_axis].stop, size[1])
    return lay_out_cells(source, window, axes, (row_edges, col_edges), how, rows, scale)


def lay_out_cells(
    source: ArraySource,
    window: Window,
    axes: tuple[int, int],
    cuts: tuple[Edges, Edges],
    how: How,
    rows: NDArray[np.intp] | None,
    scale: Scaling | None,
) -> Layout:
    """Return the layout of a picture with cells of any size, given by their edges."""
    (row_axis, col_axis), (row_edges, col_edges) = axes, cuts
    arrangement = None
    if rows is not None or scale is not None:
        arrangement = arranged(source.shape[row_axis], rows, row_edges, scale)
    return Layout(
        window,
        row_edges,
        col_edges,
        how,
        row_axis,
        col_axis,
        rows,
        arrangement,
        real_dtype(source.dtype),
        (source.order == "C") == (row_axis < col_axis),
    )
