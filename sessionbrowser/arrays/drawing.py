"""A picture in the making: blocks come in, cells come out."""

from __future__ import annotations

import math
import threading
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Arrangement, Group
from sessionbrowser.arrays.bins import Cut, touched
from sessionbrowser.arrays.canvas import make_canvas, taken
from sessionbrowser.arrays.picture import Layout, Picture
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.source import ArraySource, Window, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import block_size

_READ_OVER = 512 * 1024
"""Bytes of rows that are not shown, and cheaper to read than to leave out, where rows lie one after the other."""
_LEAP = 16 * 1024
"""The same where columns do, and each gap is left out once for every one of them."""

_KEPT = 8192
"""Places of blocks that are kept in mind, more than there are rows or columns of cells on any screen."""

Done = NDArray[np.bool_]
"""Which cells are what they will be: of shape (1, columns) or (rows, 1), to go with a picture's values."""


def _windows_of(source: ArraySource, layout: Layout) -> list[Window]:
    """Return the windows of a source that are to be read for a layout."""
    if isinstance(source, SparseSource) and layout.row_axis == 0:  # each window is a look at all that is stored
        return layout.sources(source.shape[0])
    if layout.arrangement is None:
        return _cut_between_cells(source, layout)
    if not layout.rows_first:
        return layout.sources(_LEAP // source.dtype.itemsize)
    across = int(layout.col_edges[-1] - layout.col_edges[0])
    return layout.sources(_READ_OVER // max(1, across * source.dtype.itemsize))


def _cut_between_cells(source: ArraySource, layout: Layout) -> list[Window]:
    """Return a window in pieces of about a block each, none of which has a part of a cell: that is less to fold."""
    axis, cut = (layout.row_axis, layout.row_edges) if layout.rows_first else (layout.col_axis, layout.col_edges)
    size = math.prod(window_shape(layout.window)) * source.dtype.itemsize
    block = next(source.blocks(layout.window, block_size(size)), layout.window)
    fits = block[axis].stop - block[axis].start
    if fits < 2 * np.diff(cut).max():  # pieces would be much smaller than blocks
        return [layout.window]
    ends, pieces, cell = cut.tolist(), [], 0
    while cell < len(ends) - 1:
        start, cell = cell, bisect_right(ends, ends[cell] + fits) - 1
        piece = list(layout.window)
        piece[axis] = slice(ends[start], ends[cell])
        pieces.append(tuple(piece))
    return pieces


_NO_GROUP = Group(np.empty(0, np.intp), np.empty(0, np.intp), Cut.each(0), None)


class Drawing:
    """The cells of a layout, filled from blocks of the source that come in any order and from any thread.

    Parameters
    ----------
    layout : Layout
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        arrangement = layout.arrangement
        dtype = layout.dtype
        if arrangement and arrangement.scale:
            dtype = np.result_type(dtype, np.float32)
        self._canvas = make_canvas(layout.shape, dtype, layout.how, "C" if layout.rows_first else "F")
        cuts = (layout.row_edges, layout.col_edges)
        own, across = cuts if layout.rows_first else cuts[::-1]
        self._left = np.diff(own) * int(across[-1] - across[0])  # samples of each line that are still to come
        self._lock = threading.Lock()
        self._rows, self._columns = (lru_cache(maxsize=_KEPT)(partial(touched, cut)) for cut in cuts)
        self._last = ((0, 0), _NO_GROUP)  # blocks of one and the same rows follow each other in many files

    def windows(self, source: ArraySource) -> list[Window]:
        """Return the windows of the source that are to be read."""
        windows = _windows_of(source, self.layout)
        if self.layout.arrangement is None:
            # Found out beforehand where they go: in threads that wait for each other that takes several times as long.
            for window in windows:
                self._places(window)
        return windows

    def _places(self, block: Window) -> tuple[tuple[slice, Cut], tuple[slice, Cut]]:
        """Return which rows and columns of cells a block falls on, and how it is cut into them."""
        rows, columns = block[self.layout.row_axis], block[self.layout.col_axis]
        return self._rows(rows.start, rows.stop), self._columns(columns.start, columns.stop)

    def visit(self, block: Window, values: NDArray[Any]) -> None:
        """Add the values of a block (a `Visit`)."""
        layout = self.layout
        flat = as_real(layout.flat(values))
        if layout.arrangement:
            self._visit_rows(flat, layout.arrangement, block)
            return
        (rows, row_cut), (columns, col_cut) = self._places(block)
        self._canvas.add(flat, (rows, columns), row_cut, col_cut)
        self._count(rows, row_cut, columns, col_cut)

    def takes_lines(self, blocks: Sequence[Window]) -> bool:
        """Whether these blocks are whole lines, as many as there are cells for lines (see `add_lines`)."""
        layout = self.layout
        cuts = (layout.row_edges, layout.col_edges)
        own, along = cuts if layout.rows_first else cuts[::-1]
        whole = all(math.prod(window_shape(block)) == along[-1] - along[0] for block in blocks)
        return layout.arrangement is None and whole and len(blocks) == len(own) - 1

    def add_lines(self, first: int, lines: NDArray[Any]) -> None:
        """Add lines that lie apart in the source, each of them all that its cells will be made of.

        Parameters
        ----------
        first : int
            The row of cells of the first line, or the column, whichever storage goes along; the next ones follow.
        lines : ndarray, shape (n, m)
            Real values, of all that is shown along a line.
        """
        layout = self.layout
        cells, each = slice(first, first + len(lines)), Cut.each(len(lines))
        if layout.rows_first:
            place, cut = self._columns(int(layout.col_edges[0]), int(layout.col_edges[-1]))
            self._canvas.add(lines, (cells, place), each, cut)
        else:
            place, cut = self._rows(int(layout.row_edges[0]), int(layout.row_edges[-1]))
            self._canvas.add(lines.T, (place, cells), cut, each)

    def _visit_rows(self, flat: NDArray[Any], arrangement: Arrangement, block: Window) -> None:
        rows, columns = block[self.layout.row_axis], block[self.layout.col_axis]
        place, cut = self._columns(columns.start, columns.stop)
        at, group = self._last
        if at != (rows.start, rows.stop):
            group = arrangement.group(rows.start, rows.stop)
            self._last = ((rows.start, rows.stop), group)
        if group.rows.size:
            if 2 * len(group.rows) < len(flat):
                flat, group = taken(flat, group.rows), group._replace(rows=np.arange(len(group.rows)))
            self._canvas.add_rows(flat, group, place, cut)
            self._count(group.cells, group.cut, place, cut)

    def _count(self, rows: Any, row_cut: Cut, columns: slice, cut: Cut) -> None:
        own, lines, along = (rows, row_cut, cut) if self.layout.rows_first else (columns, cut, row_cut)
        samples = lines.widths * along.edges[-1]
        with self._lock:
            self._left[own] -= samples

    def done(self) -> Done:
        """Return which cells have all of their samples."""
        with self._lock:
            done: Done = self._left <= 0
        return done[:, None] if self.layout.rows_first else done[None, :]

    def snapshot(self) -> Picture:
        """Return the picture as far as it has come."""
        return self.layout.picture(self._canvas.snapshot(), exact=False)

    def picture(self) -> Picture:
        """Return the picture, when all is added."""
        return self.layout.picture(self._canvas.picture(), exact=True)
