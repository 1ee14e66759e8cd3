"""An exact picture of any window of any size on a canvas of any size."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.drawing import Done, Drawing
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Layout, Picture, lay_out
from sessionbrowser.arrays.pyramid import Pyramid
from sessionbrowser.arrays.scatter import scatter
from sessionbrowser.arrays.source import ArraySource, MemorySource, Window
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import Progress, walk

__all__ = ["Done", "Partial", "Picture", "Scaling", "draw"]

Partial = Callable[[Picture, Done], None]
"""Takes a picture as far as it has come (not exact), and which of its cells will stay; from the caller's thread."""

_BETWEEN = 0.2
"""Seconds between two pictures handed over on the way: to copy and to paint one takes time from reading."""


def draw(
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
    pyramid: Pyramid | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
    partial: Partial | None = None,
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
    rows : ndarray of int or None
        An order, or a choice, along `row_axis`: the picture is that of ``source.take(rows, row_axis)``, and the
        window counts in places of `rows`. No row twice.
    scale : Scaling or None
        Of the rows of the source. Samples of one row are combined along `col_axis` first, then scaled, then combined
        with those of other rows. A negative factor turns a row over: its least sample is then its greatest.
    pyramid : Pyramid or None
        Of this source. Where it is made of what is asked for, and its blocks are no larger than cells, the picture
        comes from it: it is exact, and its window reaches out to whole blocks, by less than one cell.
    cancel : Cancel
        Looked at before each block.
    progress : callable or None
        Takes the bytes done and the bytes of all, some times a second.
    partial : callable or None
        See `Partial`; called some times a second while a large window is read.
    threads : int

    Returns
    -------
    Picture
        Of the source's dtype, but float32 for float16 and the magnitude of complex numbers; means of integers are
        float64; scaled values are float32, or float64 where float32 does not hold the source's.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    IndexError, ValueError
        When the window or the rows are not of the source.
    OneDataError, OSError
        What reading raises.
    """
    layout = lay_out(source, window, (row_axis, col_axis), (height, width), how, rows, scale)
    if pyramid and pyramid.shows((row_axis, col_axis), window, how, rows, scale):
        blocks = pyramid.blocks(window, (height, width))
        if blocks:
            return _from_blocks(pyramid, layout, blocks, (height, width), cancel)
    drawing = Drawing(layout)
    if isinstance(source, SparseSource) and not scale:
        return scatter(source, layout, cancel)
    if 0 not in layout.shape:
        walk(
            source,
            drawing.windows(source),
            drawing.visit,
            cancel=cancel,
            progress=_telling(drawing, progress, partial),
            threads=threads,
        )
    return drawing.picture()


def _from_blocks(
    pyramid: Pyramid, layout: Layout, blocks: tuple[slice, slice], size: tuple[int, int], cancel: Cancel
) -> Picture:
    """Return the picture of some blocks of a pyramid: that of the same window, but for its edges."""
    small = MemorySource(pyramid.values)
    picture = draw(
        small, window=blocks, row_axis=0, col_axis=1, height=size[0], width=size[1], how=layout.how, cancel=cancel
    )
    cuts = (picture.row_edges, picture.col_edges)
    row_edges, col_edges = (
        np.minimum(cut * factor, n) for cut, factor, n in zip(cuts, pyramid.factors, pyramid.size, strict=True)
    )
    window = list(layout.window)
    window[layout.row_axis] = slice(int(row_edges[0]), int(row_edges[-1]))
    window[layout.col_axis] = slice(int(col_edges[0]), int(col_edges[-1]))
    shown = layout._replace(window=tuple(window), row_edges=row_edges, col_edges=col_edges)
    return shown.picture(picture.values, exact=True)


def _telling(drawing: Drawing, progress: Progress | None, partial: Partial | None) -> Progress | None:
    """Return what is told of the progress, and hands over pictures now and then."""
    if partial is None:
        return progress
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if progress:
            progress(done, total)
        if done < total and time.monotonic() - last >= _BETWEEN:
            ready = drawing.done()  # before the picture, lest a cell be called done that is not
            partial(drawing.snapshot(), ready)
            last = time.monotonic()

    return tell
