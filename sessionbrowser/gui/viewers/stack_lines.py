"""Many lines, one above the other: what is read of them, and the heights at which their values lie. Runs in workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.envelope import envelopes
from sessionbrowser.arrays.source import ArraySource, Window, whole
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace_curve import wanted

Scaling = Literal["own", "common"]


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """The lowest and the highest values of many lines, over the same bins.

    Attributes
    ----------
    low, high : (n, k) ndarray of float32 or float64
        NaN where a line has no value.
    edges : (k + 1,) ndarray of int64
        Samples at which the bins begin and end.
    """

    low: NDArray[Any]
    high: NDArray[Any]
    edges: NDArray[np.int64]

    @property
    def per_bin(self) -> int:
        """The most samples in one bin; 1 when every sample is there."""
        return int(np.diff(self.edges).max(initial=0))

    def heights(self, scaling: Scaling) -> Heights:
        """Return where values lie above the least finite one of their line."""
        least = _finite(self.low, np.fmin, np.inf) / 2  # halved: the distance between two doubles need not be one
        most = _finite(self.high, np.fmax, -np.inf) / 2
        reach = np.where(most > least, most - least, 0.0).astype(self.low.dtype)
        widest = reach.max(initial=0.0)
        if scaling == "common":
            reach = np.full_like(reach, widest)
        return Heights(self, least, np.where(reach > 0, reach, reach.dtype.type(1)), 2 * float(widest))


@dataclass(frozen=True, eq=False, slots=True)
class Heights:
    """Where the values of lines lie, each line above the least finite one of its own.

    Attributes
    ----------
    lines : Lines
    least, scale : (n,) ndarray
        Half of the least value of each line, and half of what 1 stands for.
    reach : float
        What 1 stands for, where that is the same for all lines: the widest range of any; 0 where there is none.
    """

    lines: Lines
    least: NDArray[Any]
    scale: NDArray[Any]
    reach: float

    def of(self, some: slice) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the lowest and the highest of some lines: from 0 to 1, infinities at these ends; NaN stays NaN."""
        low, high = (self._shares(values[some], some) for values in (self.lines.low, self.lines.high))
        return low, high

    def _shares(self, values: NDArray[Any], some: slice) -> NDArray[Any]:
        with np.errstate(all="ignore"):
            # Line by line in memory from here on, whatever the order of the file.
            shares: NDArray[Any] = np.divide(values, 2, order="C")
            shares -= self.least[some, None]
            shares /= self.scale[some, None]
        return np.clip(shares, 0.0, 1.0, out=shares)


def _finite(values: NDArray[Any], extreme: np.ufunc, none: float) -> NDArray[Any]:
    """Return the extreme of the finite values of each line; `none` where there is none."""
    found: NDArray[Any] = extreme.reduce(values, axis=1, initial=none)
    endless = np.isinf(found)
    if endless.any():
        there = values[endless]
        found[endless] = extreme.reduce(there, axis=1, initial=none, where=np.isfinite(there))
    return found


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
    real = np.result_type(made.low.dtype, np.float32)
    return Lines(made.low.astype(real, copy=False), made.high.astype(real, copy=False), made.edges)


def together(lines: list[Lines]) -> Lines:
    """Return lines over the same bins as one."""
    return Lines(np.concatenate([e.low for e in lines]), np.concatenate([e.high for e in lines]), lines[0].edges)
