"""The lowest and highest sample under each pixel of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import Edges, edges, touched
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.canvas import Canvas
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.source import ArraySource, Window, checked_window
from sessionbrowser.arrays.walk import Progress, walk


@dataclass(frozen=True, eq=False, slots=True)
class Envelope:
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
    one_row = np.array([0, 1])

    def visit(block: Window, values: NDArray[Any]) -> None:
        pixels, local = touched(cut, block[axis].start, block[axis].stop)
        line = np.ascontiguousarray(as_real(values).reshape(1, -1))
        for canvas in (low, high):
            canvas.add(line, (slice(0, 1), pixels), one_row, local)

    if len(cut) > 1:
        walk(source, [window], visit, cancel=cancel, progress=progress)
    return Envelope(low.values[0], high.values[0], cut)
