"""Mean, spread and range of every ROI, and the scales that are made of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.source import ArraySource, Window, whole
from sessionbrowser.arrays.walk import Progress, walk

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class RoiStats:
    """What is known of the finite values of each ROI.

    Attributes
    ----------
    mean, std, minimum, maximum : ndarray of float64, shape (n,)
        In units of the array; `std` is that of the population (divided by n). NaN where nothing is finite.
    count : ndarray of int64, shape (n,)
        Values that are finite.
    """

    mean: Floats
    std: Floats
    minimum: Floats
    maximum: Floats
    count: NDArray[np.int64]


def z_scores(stats: RoiStats) -> Scaling:
    """Return the scale in standard scores, ``(x - mean) / std``; 0 for a ROI that never changes.

    As scipy.stats.zscore with ``ddof=0``, over the values that are finite.
    """
    return Scaling(stats.mean, _inverse(stats.std))


def zero_to_one(stats: RoiStats) -> Scaling:
    """Return the scale on which each ROI goes from 0 to 1, ``(x - min) / (max - min)``; 0 where it never changes."""
    with np.errstate(over="ignore"):
        return Scaling(stats.minimum, _inverse(stats.maximum - stats.minimum))


def _inverse(widths: Floats) -> Floats:
    """Return 1 / width; 0 where it is 0, NaN where it is."""
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(widths == 0, 0.0, 1 / widths)


def roi_stats(
    source: ArraySource,
    roi_axis: int,
    *,
    window: Window | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> RoiStats:
    """Return the statistics of every ROI, from one pass over the array in flat memory.

    Means and squared deviations of blocks are joined by the pairwise formula of Chan, Golub and LeVeque (1983), in
    float64, so that a large mean does not swallow a small spread.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    roi_axis : int
    window : tuple of slice or None
        Whole along `roi_axis`; all of the source unless given.
    cancel, progress
        As `draw` takes them.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    tally = _Tally(source.shape[roi_axis])

    def visit(block: Window, values: NDArray[Any]) -> None:
        lines = np.moveaxis(as_real(values), roi_axis, 0)
        tally.add(block[roi_axis], _of_block(lines.reshape(len(lines), -1)))

    window = whole(source.shape) if window is None else window
    walk(source, [window], visit, cancel=cancel, progress=progress)
    return tally.stats()


def _of_block(lines: NDArray[Any]) -> tuple[Floats, ...]:
    """Return count, mean, sum of squared deviations, minimum and maximum of the finite values in each line."""
    values = lines.astype(np.float64)  # keeps the order in memory, so that what follows runs along it
    counts = np.full(len(values), float(values.shape[1]))
    low, high = values.min(axis=1), values.max(axis=1)
    bad = None
    if not (np.isfinite(low) & np.isfinite(high)).all():
        bad = ~np.isfinite(values)
        counts -= np.count_nonzero(bad, axis=1)
        low, high = np.where(bad, np.inf, values).min(axis=1), np.where(bad, -np.inf, values).max(axis=1)
        values[bad] = 0
    means = values.sum(axis=1) / counts
    values -= means[:, None]
    if bad is not None:
        values[bad] = 0
    spread = np.einsum("ij,ij->i", values, values)
    return counts, means, spread, low, high


class _Tally:
    """The statistics of all ROIs, while blocks are added from several threads."""

    def __init__(self, n: int) -> None:
        self._count, self._mean, self._spread = np.zeros(n), np.zeros(n), np.zeros(n)
        self._low, self._high = np.full(n, np.inf), np.full(n, -np.inf)
        self._lock = threading.Lock()

    def add(self, rois: slice, block: tuple[Floats, ...]) -> None:
        """Join the statistics of a block with those of its ROIs so far."""
        counts, means, spread, low, high = block
        some = counts > 0
        with self._lock:
            before, mean = self._count[rois], self._mean[rois]
            together = np.where(some, before + counts, 1.0)
            apart = means - mean
            self._mean[rois] += np.where(some, apart * (counts / together), 0)
            self._spread[rois] += np.where(some, spread + apart * apart * (before * counts / together), 0)
            self._count[rois] += counts
            np.minimum(self._low[rois], low, out=self._low[rois])
            np.maximum(self._high[rois], high, out=self._high[rois])

    def stats(self) -> RoiStats:
        """Return the statistics, when all is added."""
        none = self._count == 0
        mean, std, low, high = (
            np.where(none, np.nan, values)
            for values in (self._mean, np.sqrt(self._spread / np.maximum(self._count, 1)), self._low, self._high)
        )
        return RoiStats(mean, std, low, high, self._count.astype(np.int64))
