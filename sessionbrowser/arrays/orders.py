"""Orders of ROIs: by any vector, by when they peak, by what they do alike. Each is an answer for `draw`'s `rows`."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import ArraySource, Window, whole
from sessionbrowser.arrays.walk import Progress, walk

Order = NDArray[np.intp]

_BINS = 256
"""Bins of time that ROIs are compared in."""
_MOST = 2**21
"""ROIs times bins: with more ROIs than usual there are fewer bins."""


def order_by(values: NDArray[Any], *, descending: bool = False) -> Order:
    """Return the order in which a vector rises, or falls; equal ones as they were, NaN last."""
    if not descending:
        return np.argsort(values, kind="stable")
    _, ranks = np.unique(values, return_inverse=True, equal_nan=True)
    missing = np.isnan(values) if values.dtype.kind in "fc" else np.zeros(len(values), bool)
    return np.argsort(np.where(missing, len(values), -ranks.reshape(-1)), kind="stable")


def peak_order(
    source: ArraySource,
    *,
    time_axis: int,
    roi_axis: int,
    window: Window | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Order:
    """Return the ROIs by when each is at its greatest for the first time; those that are NaN throughout come last.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    time_axis, roi_axis : int
    window : tuple of slice or None
        Whole along `roi_axis`, other axes but time of length 1; all of the source unless given.
    cancel, progress
        As `draw` takes them.

    Raises
    ------
    Cancelled, OneDataError, OSError
        As `draw` does.
    """
    peaks = _Peaks(source.shape[roi_axis])

    def visit(block: Window, values: NDArray[Any]) -> None:
        lines = np.moveaxis(as_real(values), (roi_axis, time_axis), (0, 1)).reshape(
            values.shape[roi_axis], values.shape[time_axis]
        )
        peaks.add(block[roi_axis], block[time_axis].start, lines)

    walk(source, [whole(source.shape) if window is None else window], visit, cancel=cancel, progress=progress)
    return order_by(peaks.when)


class _Peaks:
    """When each ROI was greatest, while blocks are added from several threads."""

    def __init__(self, n: int) -> None:
        self.when = np.full(n, np.nan)
        self._greatest: NDArray[Any] | None = None
        self._lock = threading.Lock()

    def add(self, rois: slice, start: int, lines: NDArray[Any]) -> None:
        """Look at samples from `start` on, one line a ROI."""
        greatest = np.fmax.reduce(lines, axis=1)
        with self._lock:
            if self._greatest is None:
                self._greatest = np.zeros(len(self.when), lines.dtype)
            best, when = self._greatest[rois], self.when[rois]
            # Few do better than before: only in these is the sample looked for.
            better = np.isnan(when) | (greatest > best) | ((greatest == best) & (start < when))
            better &= greatest == greatest  # not NaN
            if better.any():
                best[better] = greatest[better]
                when[better] = start + np.argmax(lines[better] == greatest[better, None], axis=1)


def similarity_order(
    source: ArraySource,
    *,
    time_axis: int,
    roi_axis: int,
    window: Window | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Order:
    """Return the ROIs by their weight in the first principal component of what they do.

    Activity is averaged in up to 256 bins of time, and each ROI z-scored over these. The component is the first
    eigenvector of the bins' covariance (Pearson 1901; found from the smaller of the two Gram matrices, which have the
    same eigenvalues), turned so that its largest entry is positive. ROIs that never change come last.

    Parameters
    ----------
    source, time_axis, roi_axis, window, cancel, progress
        As `peak_order` takes them.

    Raises
    ------
    Cancelled, OneDataError, OSError
        As `draw` does.
    """
    picture = draw(
        source,
        window=whole(source.shape) if window is None else window,
        row_axis=roi_axis,
        col_axis=time_axis,
        height=source.shape[roi_axis],
        width=min(_BINS, max(16, _MOST // max(1, source.shape[roi_axis]))),
        how="mean",
        cancel=cancel,
        progress=progress,
    )
    cancel.check()
    return order_by(_weights(picture.values))


def _weights(activity: NDArray[Any]) -> NDArray[np.float64]:
    """Return each row's weight in the first principal component of the rows' z-scores; NaN where it has none."""
    finite = np.isfinite(activity)
    scores = np.where(finite, activity, np.float64(0))
    with np.errstate(all="ignore"):  # in place from here on: this is of all ROIs
        largest = np.maximum(scores.max(axis=1, initial=0), -scores.min(axis=1, initial=0))
        scores -= (scores.sum(axis=1) / finite.sum(axis=1))[:, None]
        scores[~finite] = 0
        spread = np.sqrt(np.einsum("ij,ij->i", scores, scores))
        flat = ~(spread > 1e-12 * largest)
        scores /= spread[:, None]
    scores[flat] = 0
    weights = _first_component(scores)
    weights[flat] = np.nan
    return weights


def _first_component(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of the rows, their sign given by the largest entry of the component along columns."""
    if not scores.size:
        return np.zeros(len(scores))
    tall = len(scores) >= scores.shape[1]
    vectors = np.linalg.eigh(scores.T @ scores if tall else scores @ scores.T)[1]
    component = vectors[:, -1] if tall else scores.T @ vectors[:, -1]
    component = component * np.sign(component[np.argmax(np.abs(component).round(12))] or 1.0)
    weights: NDArray[np.float64] = scores @ component
    return weights
