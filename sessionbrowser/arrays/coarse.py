"""A first picture of a window, from a few dozen places in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.bins import Edges, edges, touched
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.drawing import Drawing
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture, lay_out
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import ArraySource, Window, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import BLOCK

_LINES = 64
"""Lines looked at, spread evenly; a line is what lies together in the file: a row, or a column."""
_IN_FLIGHT = 8
"""Lines asked for at once: a disk answers them together."""
_LINE_BYTES = 256 * 1024
"""A longer line is looked at in places."""
_PLACES = 8
_PLACE_BYTES = 16 * 1024
_NO_SCRATCH = np.empty(0, np.uint8)


def coarse(
    source: ArraySource,
    *,
    window: Window,
    row_axis: int,
    col_axis: int,
    height: int,
    width: int,
    how: How = "max",
    rows: NDArray[np.intp] | None = None,
    scale: Scaling | None = None,
    cancel: Cancel = NEVER,
) -> Picture:
    """Draw a window from a few samples of it, to be looked at until `draw` is done.

    The cells are those of `draw`, so that one picture can be replaced by the other cell by cell. A cell that none of
    the samples falls on shows what the nearest one does. What is small, or sparse, is drawn exactly at once.

    Parameters
    ----------
    source, window, row_axis, col_axis, height, width, how, rows, scale, cancel
        As `draw` takes them.

    Returns
    -------
    Picture
        Its `exact` tells whether every sample was looked at after all.

    Raises
    ------
    Cancelled, IndexError, ValueError, OneDataError, OSError
        As `draw` does.
    """
    layout = lay_out(source, window, (row_axis, col_axis), (height, width), how, rows, scale)
    size = math.prod(window_shape(window)) * source.dtype.itemsize
    if isinstance(source, SparseSource) or size <= BLOCK or 0 in layout.shape:
        return draw(
            source,
            window=window,
            row_axis=row_axis,
            col_axis=col_axis,
            height=height,
            width=width,
            how=how,
            rows=rows,
            scale=scale,
            cancel=cancel,
        )
    drawing = Drawing(layout)
    blocks, seen_row, seen_column = _blocks(source, layout)

    with np.errstate(all="ignore"):
        for block, values in zip(blocks, _read(source, blocks, cancel), strict=True):
            drawing.visit(block, values)
    cells = drawing.picture().values
    for axis, seen in enumerate((seen_row, seen_column)):
        if not np.array_equal(seen, np.arange(len(seen))):
            # As they lie in memory: the other way round this takes as long as all the rest.
            cells = cells.T.take(seen, 1 - axis).T if cells.flags.f_contiguous else cells.take(seen, axis)
    return layout.picture(cells, exact=False)


def _read(source: ArraySource, blocks: list[Window], cancel: Cancel) -> Iterator[NDArray[Any]]:
    """Yield the values of blocks, in their order. Threads only read: they would wait for each other to compute."""

    def read(block: Window) -> NDArray[Any]:
        cancel.check()
        return source.borrow(block, _NO_SCRATCH)

    source.advise("random")
    try:
        with ThreadPoolExecutor(_IN_FLIGHT, "coarse") as pool:
            yield from pool.map(read, blocks)
    finally:
        source.advise("normal")


def _blocks(source: ArraySource, layout: Layout) -> tuple[list[Window], NDArray[np.intp], NDArray[np.intp]]:
    """Return what to read, and for each row and each column of cells the nearest one that something falls on."""
    along = layout.col_edges if layout.rows_first else layout.row_edges
    length = int(along[-1] - along[0]) * source.dtype.itemsize
    places = (1, int(along[-1] - along[0]))
    if length > _LINE_BYTES:
        places = (_PLACES, _PLACE_BYTES // source.dtype.itemsize)
    lines = (_LINES, 1)
    rows, seen_row = _spots(layout.row_edges, *(lines if layout.rows_first else places))
    columns, seen_column = _spots(layout.col_edges, *(places if layout.rows_first else lines))
    if layout.rows is not None:
        rows = _chosen(layout.rows, rows)
    blocks = []
    for row, column in product(rows, columns):
        block = list(layout.window)
        block[layout.row_axis], block[layout.col_axis] = row, column
        blocks.append(tuple(block))
    return blocks, seen_row, seen_column


def _chosen(order: NDArray[np.intp], places: list[slice]) -> list[slice]:
    """Return the rows of the source that stand at some places; all from the first to the last of each."""
    chosen = [order[place] for place in places]
    return [slice(int(rows.min()), int(rows.max()) + 1) for rows in chosen]


def _spots(cut: Edges, count: int, length: int) -> tuple[list[slice], NDArray[np.intp]]:
    """Return some runs of samples spread over cells, and for each cell the nearest that one of them falls on."""
    groups = edges(0, len(cut) - 1, count)
    spots, nearest = [], []
    for first, last in zip(groups[:-1].tolist(), groups[1:].tolist(), strict=True):
        begin, end = int(cut[first]), int(cut[last])
        start = begin + max(0, end - begin - length) // 2
        spots.append(slice(start, min(end, start + length)))
        cells, _ = touched(cut, spots[-1].start, spots[-1].stop)
        nearest.append(np.clip(np.arange(first, last), cells.start, cells.stop - 1))
    return spots, np.concatenate(nearest)
