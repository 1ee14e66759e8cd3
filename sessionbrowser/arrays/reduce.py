"""An exact picture of any window of any size on a canvas of any size."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.drawing import Done, Drawing, windows_of
from sessionbrowser.arrays.fold import How
from sessionbrowser.arrays.picture import Picture, lay_out
from sessionbrowser.arrays.scatter import scatter
from sessionbrowser.arrays.source import ArraySource, Window
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import Progress, walk

__all__ = ["Done", "Partial", "Picture", "Scaling", "draw"]

Partial = Callable[[Picture, Done], None]
"""Takes a picture as far as it has come (not exact), and which of its cells will stay; from the caller's thread."""

_BETWEEN = 0.03
"""Seconds between two pictures handed over on the way."""


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
    cancel : Cancel
        Looked at before each block.
    progress : callable or None
        Takes the bytes done and the bytes of all, some times a second.
    partial : callable or None
        See `Partial`; called every 40 ms or so while a large window is read.
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
    drawing = Drawing(layout)
    if isinstance(source, SparseSource) and not layout.arrangement:
        return scatter(source, layout, cancel)
    if 0 not in layout.shape:
        walk(
            source,
            windows_of(source, layout),
            drawing.visit,
            cancel=cancel,
            progress=_telling(drawing, progress, partial),
            threads=threads,
        )
    return drawing.picture()


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
