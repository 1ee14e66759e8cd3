"""A small copy of a large array, each of its values the extreme of a block: pictures of it are exact, and quick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.bins import blocks_over, grid
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.drawing import Drawing
from sessionbrowser.arrays.picture import lay_out_cells
from sessionbrowser.arrays.real import real_dtype
from sessionbrowser.arrays.source import ArraySource, Window, whole, window_shape
from sessionbrowser.arrays.walk import Progress, Visit, walk

BUDGET = 64 * 2**20
"""Bytes of a pyramid."""
_PAYS = 32 * 2**20
"""Bytes of an array that is read as quickly as a pyramid of it."""
_NOMINAL = (900, 1600)
"""Rows and columns of a canvas, as far as that is known beforehand."""
_SLACK = 1.5
"""Pixels that a block may be wide on the screen, since few sizes are whole numbers of blocks."""


@dataclass(frozen=True, eq=False, slots=True)
class Pyramid:
    """The extremes of blocks of samples.

    Attributes
    ----------
    values : ndarray, shape (blocks along rows, blocks along columns)
    factors : (int, int)
        Samples of a block along rows and along columns; the last blocks may hold fewer.
    size : (int, int)
        Samples along rows and columns of what it was made of.
    axes : (int, int)
        The axes of the source that are its rows and columns.
    held : tuple of slice
        Where the other axes are held; the two of it are whole.
    how : {"max", "min"}
        Which extreme.
    rows, scale
        As `draw` was, or would be, given them.
    """

    values: NDArray[Any]
    factors: tuple[int, int]
    size: tuple[int, int]
    axes: tuple[int, int]
    held: Window
    how: Literal["max", "min"]
    rows: NDArray[np.intp] | None
    scale: Scaling | None

    def blocks(self, window: Window, size: tuple[int, int]) -> tuple[slice, slice] | None:
        """Return the blocks that hold a window, or None where they are too large for that many pixels."""
        found = []
        for axis, factor, pixels in zip(self.axes, self.factors, size, strict=True):
            samples: int = window[axis].stop - window[axis].start
            if factor > 1 and factor * pixels > _SLACK * samples:
                return None
            found.append(blocks_over(window[axis].start, window[axis].stop, factor))
        return found[0], found[1]

    def shows(
        self, axes: tuple[int, int], window: Window, how: str, rows: NDArray[np.intp] | None, scale: Scaling | None
    ) -> bool:
        """Whether it is made of what is asked for."""
        others = (axis for axis in range(len(window)) if axis not in axes)
        return (
            self.axes == axes
            and self.how == how
            and self.rows is rows
            and self.scale is scale
            and all(window[axis] == self.held[axis] for axis in others)
        )


def build_pyramid(
    source: ArraySource,
    *,
    row_axis: int,
    col_axis: int,
    window: Window | None = None,
    how: Literal["max", "min"] = "max",
    rows: NDArray[np.intp] | None = None,
    scale: Scaling | None = None,
    budget: int = BUDGET,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
    also: Visit | None = None,
) -> Pyramid | None:
    """Return the pyramid that serves pictures of an array best, from one pass over it.

    Blocks are as small as the budget allows, and as wide on a screen as they are high.

    Parameters
    ----------
    source : ArraySource
    row_axis, col_axis, how, rows, scale
        As `draw` will be given them; for another order or scale another pyramid is due.
    window : tuple of slice or None
        Where further axes are held; the two that are drawn are whole.
    budget : int
        Bytes.
    cancel, progress
        As `draw` takes them.
    also : callable or None
        Visits the same blocks, so that they need not be read once more; not called where no pyramid is made.

    Returns
    -------
    Pyramid or None
        None where pictures are quick without one.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    held = list(whole(source.shape) if window is None else window)
    size = (source.shape[row_axis] if rows is None else len(rows), source.shape[col_axis])
    held[row_axis], held[col_axis] = slice(0, size[0]), slice(0, size[1])
    if math.prod(size) * source.dtype.itemsize < _PAYS:
        return None
    if math.prod(window_shape(tuple(held))) != math.prod(size):
        raise ValueError(f"a pyramid of axes {row_axis} and {col_axis} cannot be of the window {window}")
    dtype = real_dtype(source.dtype) if scale is None else np.result_type(real_dtype(source.dtype), np.float32)
    factors = _factors(size, dtype.itemsize, budget)
    axes = (row_axis, col_axis)
    cuts = (grid(size[0], factors[0]), grid(size[1], factors[1]))
    layout = lay_out_cells(source, tuple(held), axes, cuts, how, rows, scale)
    drawing = Drawing(layout)

    def visit(block: Window, values: NDArray[Any]) -> None:
        drawing.visit(block, values)
        if also:
            also(block, values)

    walk(source, drawing.windows(source), visit, cancel=cancel, progress=progress)
    return Pyramid(drawing.picture().values, factors, size, axes, tuple(held), how, rows, scale)


def _factors(size: tuple[int, int], itemsize: int, budget: int) -> tuple[int, int]:
    """Return the factors with which it fits: powers of two, where most samples fall on a pixel first."""
    factors = [1, 1]
    while math.prod(-(-n // f) for n, f in zip(size, factors, strict=True)) * itemsize > budget:
        pixels = [n / f / nominal for n, f, nominal in zip(size, factors, _NOMINAL, strict=True)]
        factors[pixels.index(max(pixels))] *= 2
    return factors[0], factors[1]
