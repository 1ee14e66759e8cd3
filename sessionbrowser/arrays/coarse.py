"""A first picture of a window, from a few dozen places in it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.bins import Edges, edges, pixels_of
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.drawing import Drawing
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture, lay_out, lay_out_cells
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.source import ArraySource, Window, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import BLOCK

_LINES = 64
"""Lines looked at, spread evenly; a line is what lies together in the file: a row, or a column."""
_LINE_BYTES = 256 * 1024
"""A longer line is looked at in places."""
_PLACES = 8
_PLACE_BYTES = 16 * 1024
_TOGETHER = 8
"""Lines drawn at a time."""
_FROM_DISK = 0.0002
"""Seconds to read one place from which on it was hardly in memory."""
_NO_SCRATCH = np.empty(0, np.uint8)

Seen = Callable[[NDArray[Any]], object]
"""Takes the values of a place that was looked at, which are gone after the call."""


def _nobody(_values: NDArray[Any]) -> None:
    """Take values that nobody wants to see."""


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
    seen: Seen = _nobody,
) -> Picture | None:
    """Draw a window from a few samples of it, to be looked at until `draw` is done.

    Its cells are larger than those of `draw`, but all of their edges are edges of these, too: one picture can be
    replaced by the other cell by cell.

    Parameters
    ----------
    source, window, row_axis, col_axis, height, width, how, rows, scale, cancel
        As `draw` takes them.
    seen : callable
        Takes the values of each place that is looked at, which are gone after the call.

    Returns
    -------
    Picture or None
        Not exact; None for what is drawn exactly as soon, being small or sparse.

    Raises
    ------
    Cancelled, IndexError, ValueError, OneDataError, OSError
        As `draw` does.
    """
    axes = (row_axis, col_axis)
    fine = lay_out(source, window, axes, (height, width), how, rows, scale)
    size = math.prod(window_shape(window)) * source.dtype.itemsize
    if isinstance(source, SparseSource) or size <= BLOCK:
        return None
    row_spots, column_spots = _spots(fine, source.dtype.itemsize)
    layout = lay_out_cells(source, window, axes, (row_spots.cut, column_spots.cut), how, rows, scale)
    drawing, blocks = Drawing(layout), _blocks(layout, row_spots.runs, column_spots.runs)
    with np.errstate(all="ignore"):
        if drawing.takes_lines(blocks):
            _draw_lines(source, blocks, drawing, cancel, seen)
        else:
            _draw_places(source, blocks, drawing, cancel, seen)
    return replace(drawing.picture(), exact=False)


def _values(
    source: ArraySource, blocks: list[Window], cancel: Cancel, scratch: Callable[[int], NDArray[np.uint8]]
) -> Iterator[NDArray[Any]]:
    """Yield the values of some places, in memory that is asked for by their number.

    Once one of them had to come from the disk, the system is told of all that follow: a disk answers many together.
    What is in memory is there before one could have told of it.
    """
    is_told = False
    for i, block in enumerate(blocks):
        cancel.check()
        start = time.perf_counter()
        values = source.borrow(block, scratch(i))
        if not is_told and time.perf_counter() - start > _FROM_DISK:
            is_told = True
            for later in blocks[i + 1 :]:
                source.prefetch(later)
        yield values


def _draw_places(source: ArraySource, blocks: list[Window], drawing: Drawing, cancel: Cancel, seen: Seen) -> None:
    for block, values in zip(blocks, _values(source, blocks, cancel, lambda _: _NO_SCRATCH), strict=True):
        drawing.visit(block, values)
        seen(values)


def _draw_lines(source: ArraySource, blocks: list[Window], drawing: Drawing, cancel: Cancel, seen: Seen) -> None:
    """Draw lines that each have cells of their own: a few at a time, since the steps to draw one outweigh it."""
    room = np.empty((_TOGETHER, math.prod(window_shape(blocks[0]))), drawing.layout.dtype)
    read = _values(source, blocks, cancel, lambda i: room[i % _TOGETHER].view(np.uint8))
    for first in range(0, len(blocks), _TOGETHER):
        lines = room[: len(blocks) - first]
        for line, values in zip(lines, read):  # noqa: B905 - the rest of what is read goes with other lines
            real = as_real(values)
            if not np.may_share_memory(line, real):
                line[:] = real.reshape(-1)
            seen(line.reshape(real.shape))
        drawing.add_lines(first, lines)


class _Spots(NamedTuple):
    """Where to look along an axis.

    Attributes
    ----------
    runs : list of slice
        Samples.
    cut : ndarray of int64
        The edges of cells on all of which some of these samples fall.
    """

    runs: list[slice]
    cut: Edges


def _spots(layout: Layout, itemsize: int) -> tuple[_Spots, _Spots]:
    """Return where to look along rows and columns: at whole lines as they lie in the file, or in places of them."""
    along = layout.col_edges if layout.rows_first else layout.row_edges
    length = int(along[-1] - along[0])
    lines, places = (_LINES, 1), (1, length)
    if length * itemsize > _LINE_BYTES:
        places = (_PLACES, _PLACE_BYTES // itemsize)
    of_rows, of_columns = (lines, places) if layout.rows_first else (places, lines)
    return _spread(layout.row_edges, *of_rows), _spread(layout.col_edges, *of_columns)


def _spread(cut: Edges, count: int, length: int) -> _Spots:
    """Return so many runs of so many samples, each in the middle of as many cells as the others."""
    runs, kept = [], []
    for begin, end in pairwise(cut[edges(0, len(cut) - 1, count)].tolist()):
        start = begin + max(0, end - begin - length) // 2
        runs.append(slice(start, min(end, start + length)))
        cells = pixels_of(cut, runs[-1].start, runs[-1].stop)
        kept += [begin, *cut[cells.start + 1 : cells.stop].tolist()]
    return _Spots(runs, np.array([*kept, cut[-1]], np.int64))


def _blocks(layout: Layout, rows: list[slice], columns: list[slice]) -> list[Window]:
    """Return what to read of the source."""
    if layout.rows is not None:
        rows = _chosen(layout.rows, rows)
    blocks = []
    for row, column in product(rows, columns):
        block = list(layout.window)
        block[layout.row_axis], block[layout.col_axis] = row, column
        blocks.append(tuple(block))
    return blocks


def _chosen(order: NDArray[np.intp], places: list[slice]) -> list[slice]:
    """Return the rows of the source that stand at some places; all from the first to the last of each."""
    chosen = [order[place] for place in places]
    return [slice(int(rows.min()), int(rows.max()) + 1) for rows in chosen]
