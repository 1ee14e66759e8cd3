"""The lowest and highest sample under each pixel of a line, or of many."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Cut, Edges, edges, touched
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.canvas import Canvas
from sessionbrowser.arrays.drawing import Drawing
from sessionbrowser.arrays.picture import lay_out
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.source import ArraySource, Window, checked_window
from sessionbrowser.arrays.walk import Progress, walk


class Envelope(NamedTuple):
    """A line as so many pixels show it.

    Attributes
    ----------
    low, high : ndarray, shape (k,)
        The least and greatest sample of each pixel; NaN where it has nothing but NaN.
    edges : ndarray of int64, shape (k + 1,)
        First sample of each pixel, and the end of the last.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    edges: Edges


def envelope(
    source: ArraySource,
    *,
    window: Window,
    axis: int,
    width: int,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Envelope:
    """Return the envelope of a line.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    window : tuple of slice
        Axes other than `axis` have length 1.
    axis : int
        The axis along which the line goes.
    width : int
        Pixels; a shorter line gets one a sample.
    cancel, progress
        As `draw` takes them.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    checked_window(window, source.shape)
    if any(s.stop - s.start != 1 for a, s in enumerate(window) if a != axis):
        raise ValueError(f"the window {window} is no line along axis {axis}")
    cut = edges(window[axis].start, window[axis].stop, width)
    dtype = real_dtype(source.dtype)
    low, high = Canvas((1, len(cut) - 1), dtype, "min"), Canvas((1, len(cut) - 1), dtype, "max")
    one_row = Cut.each(1)

    def visit(block: Window, values: NDArray[Any]) -> None:
        pixels, local = touched(cut, block[axis].start, block[axis].stop)
        line = np.ascontiguousarray(as_real(values).reshape(1, -1))
        for canvas in (low, high):
            canvas.add(line, (slice(0, 1), pixels), one_row, local)

    if len(cut) > 1:
        walk(source, [window], visit, cancel=cancel, progress=progress)
    return Envelope(low.values[0], high.values[0], cut)


class Envelopes(NamedTuple):
    """Many lines as so many pixels show them.

    Attributes
    ----------
    low, high : ndarray, shape (n, k)
        As those of `Envelope`, for each ROI.
    edges : ndarray of int64, shape (k + 1,)
        First sample of each pixel, and the end of the last.
    rois : ndarray of int, shape (n,)
        Which they are.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    edges: Edges
    rois: NDArray[np.intp]


def envelopes(
    source: ArraySource,
    *,
    time_axis: int,
    roi_axis: int,
    rois: NDArray[np.intp],
    window: Window,
    width: int,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Envelopes:
    """Return the envelopes of some ROIs, from one pass over what holds them.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    time_axis, roi_axis : int
        The axis along which the lines go, and the one across which they lie.
    rois : ndarray of int
        Which ROIs, in any order, none twice.
    window : tuple of slice
        The samples to show; its part along `roi_axis` does not matter, and other axes have length 1.
    width : int
        Pixels; shorter lines get one a sample, and their envelopes are the samples.
    cancel, progress
        As `draw` takes them.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    IndexError, ValueError
        When the window or the ROIs are not of the source.
    OneDataError, OSError
        What reading raises.
    """
    rois = np.asarray(rois, np.intp)
    in_a_row = bool(rois.size) and bool((np.diff(rois) == 1).all())
    first = int(rois[0]) if in_a_row else 0  # in the source itself, where no order is asked of it
    own = (*window[:roi_axis], slice(first, first + len(rois)), *window[roi_axis + 1 :])

    def drawing(how: Literal["min", "max"]) -> Drawing:
        order = None if in_a_row else rois
        return Drawing(lay_out(source, own, (roi_axis, time_axis), (len(rois), width), how, order))

    lowest, highest = drawing("min"), drawing("max")

    def visit(block: Window, values: NDArray[Any]) -> None:
        lowest.visit(block, values)
        highest.visit(block, values)

    layout = lowest.layout
    if 0 not in layout.shape:
        walk(source, lowest.windows(source), visit, cancel=cancel, progress=progress)
    return Envelopes(lowest.picture().values, highest.picture().values, layout.col_edges, rois)
