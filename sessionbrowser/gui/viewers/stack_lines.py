"""Many lines, one above the other: what is read of them, and the heights at which their values lie. Runs in workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.envelope import envelopes
from sessionbrowser.arrays.source import ArraySource, Window, whole
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace_curve import Floats, wanted

Scaling = Literal["own", "common"]


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """The lowest and the highest values of many lines, over the same bins.

    Attributes
    ----------
    low, high : (n, k) ndarray of float64
        NaN where a line has no value.
    edges : (k + 1,) ndarray of int64
        Samples at which the bins begin and end.
    """

    low: Floats
    high: Floats
    edges: NDArray[np.int64]

    @property
    def per_bin(self) -> int:
        """The most samples in one bin; 1 when every sample is there."""
        return int(np.diff(self.edges).max(initial=0))

    def heights(self, scaling: Scaling) -> tuple[Floats, Floats, float]:
        """Return where values lie above the least finite one of their line, and how high a full line reaches.

        Returns
        -------
        low, high : (n, k) ndarray
            From 0 to 1, infinities at these ends; NaN stays NaN.
        reach : float
            What 1 stands for, where that is the same for all lines: the widest range of any; 0 where there is none.
        """
        low, high = self.low / 2, self.high / 2  # halved: the distance between two doubles need not be one
        least = np.where(np.isfinite(low), low, np.inf).min(axis=1, initial=np.inf)
        most = np.where(np.isfinite(high), high, -np.inf).max(axis=1, initial=-np.inf)
        reach = np.where(most > least, most - least, 0.0)
        widest = float(reach.max(initial=0.0))
        if scaling == "common":
            reach = np.full_like(reach, widest)
        below, above = (self._share(values, least, reach) for values in (low, high))
        return below, above, 2 * widest

    @staticmethod
    def _share(values: Floats, least: Floats, reach: Floats) -> Floats:
        with np.errstate(all="ignore"):
            shares = (values - least[:, None]) / np.where(reach > 0, reach, 1.0)[:, None]
        return np.clip(shares, 0.0, 1.0)


def read_lines(source: ArraySource, cut: Cut, rows: NDArray[np.intp], span: Span, pixels: int, job: Job) -> Lines:
    """Return what a view shows of some rows of an array, exactly, from one pass over what holds them.

    Parameters
    ----------
    source : ArraySource
        Of two axes.
    cut : Cut
        Which of them is time (x), and which counts rows (y).
    rows : (n,) ndarray of int
        In any order.
    span : Span
        The samples on the screen.
    pixels : int
        Device pixels along them.
    job : Job
        Hears of bytes read as ``(done, total)``.
    """
    samples, width = wanted(span, pixels)
    window: Window = tuple(samples if axis == cut.x else part for axis, part in enumerate(whole(source.shape)))
    made = envelopes(
        source,
        time_axis=cut.x,
        roi_axis=cut.y,
        rois=rows,
        window=window,
        width=width,
        cancel=job.cancel,
        progress=lambda done, total: job.report((done, total)),
    )
    low, high = made.low.astype(np.float64), made.high.astype(np.float64)
    return Lines(low, high, np.asarray(made.edges, np.int64))


def together(lines: list[Lines]) -> Lines:
    """Return lines over the same bins as one."""
    return Lines(np.concatenate([e.low for e in lines]), np.concatenate([e.high for e in lines]), lines[0].edges)
