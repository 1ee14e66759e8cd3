"""An exact picture of any window of any size on a canvas of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Edges, edges, touched
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.fold import Canvas, How, MeanCanvas
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.scatter import scatter
from sessionbrowser.arrays.source import ArraySource, Order, Window, checked_window, other_order
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import Progress, walk


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """A window as a canvas shows it.

    Attributes
    ----------
    values : ndarray, shape (rows, columns)
        One value a cell; never more cells than samples.
    window : tuple of slice
        What is shown.
    row_edges, col_edges : ndarray of int64
        First sample of each row and column of cells, and the end of the last.
    how : {"max", "mean", "min"}
        What a cell shows of its samples.
    exact : bool
        Whether every sample was looked at.
    row_axis, col_axis : int
        The axes of the source that run upward and rightward.
    """

    values: NDArray[Any]
    window: Window
    row_edges: Edges
    col_edges: Edges
    how: How
    exact: bool
    row_axis: int
    col_axis: int

    @property
    def samples_per_pixel(self) -> tuple[int, int]:
        """The most samples along rows and along columns that one cell stands for."""
        rows, columns = (int(np.diff(cut).max(initial=0)) for cut in (self.row_edges, self.col_edges))
        return rows, columns


def draw(
    source: ArraySource,
    *,
    window: Window,
    row_axis: int,
    col_axis: int,
    height: int,
    width: int,
    how: How = "max",
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
    threads: int = 2,
) -> Picture:
    """Draw a window so that every sample counts.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    window : tuple of slice
        Axes other than the two that are drawn have length 1.
    row_axis, col_axis : int
        Which axis becomes the rows of the picture, and which its columns.
    height, width : int
        Pixels; a window with fewer samples gets one cell a sample.
    how : {"max", "mean", "min"}
        Samples that are NaN count only where a cell has no others.
    cancel : Cancel
        Looked at before each block.
    progress : callable or None
        Takes the bytes done and the bytes of all, some times a second.
    threads : int

    Returns
    -------
    Picture
        Of the source's dtype, but float32 for float16 and the magnitude of complex numbers; means of integers are
        float64.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    checked_window(window, source.shape)
    others = [axis for axis in range(source.ndim) if axis not in (row_axis, col_axis)]
    if row_axis == col_axis or any(window[axis].stop - window[axis].start != 1 for axis in others):
        raise ValueError(f"a picture of axes {row_axis} and {col_axis} cannot show the window {window}")
    rows = edges(window[row_axis].start, window[row_axis].stop, height)
    columns = edges(window[col_axis].start, window[col_axis].stop, width)
    if isinstance(source, SparseSource):
        upright = row_axis == 0
        cut = (rows, columns) if upright else (columns, rows)
        cells = scatter(source, window, *cut, how, cancel)
        return Picture(cells if upright else cells.T, window, rows, columns, how, True, row_axis, col_axis)
    dtype = real_dtype(source.dtype)
    shape = (len(rows) - 1, len(columns) - 1)
    order: Order = source.order if row_axis < col_axis else other_order(source.order)
    canvas = MeanCanvas(shape, dtype, order) if how == "mean" else Canvas(shape, dtype, how, order)

    def visit(block: Window, values: NDArray[Any]) -> None:
        flat = values.transpose(row_axis, col_axis, *others).reshape(values.shape[row_axis], values.shape[col_axis])
        at_rows, row_cut = touched(rows, block[row_axis].start, block[row_axis].stop)
        at_columns, column_cut = touched(columns, block[col_axis].start, block[col_axis].stop)
        canvas.add(as_real(flat), (at_rows, at_columns), row_cut, column_cut)

    if 0 not in shape:
        walk(source, window, visit, cancel=cancel, progress=progress, threads=threads)
    return Picture(canvas.picture(), window, rows, columns, how, True, row_axis, col_axis)
