"""Fluorescence with the neuropil's share taken off, computed where it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.source import ArraySource, Window, checked_window

_PIECE = 4 * 2**20
"""Bytes read at a time for the means."""


class CorrectedSource(ArraySource):
    """``traces - coefficient * (neuropil - neuropil.mean(axis=0))``, lazily (Chen et al. 2013).

    Parameters
    ----------
    traces, neuropil : ArraySource
        Of the same shape, (frames, ROIs); closed with this one.
    coefficient : float
        How much of the neuropil is taken off.
    cancel : Cancel
        The neuropil is read once, here, for its means.

    Raises
    ------
    Cancelled
        While the neuropil is read; the sources stay open then.
    ValueError
        When the shapes differ, or are not of two axes.
    """

    def __init__(self, traces: ArraySource, neuropil: ArraySource, coefficient: float, cancel: Cancel = NEVER) -> None:
        if traces.shape != neuropil.shape or traces.ndim != 2:
            raise ValueError(f"traces of shape {traces.shape} and neuropil of shape {neuropil.shape}")
        self.traces = traces
        self.neuropil = neuropil
        self.coefficient = coefficient
        self.means = time_means(neuropil, cancel)
        self.shape = traces.shape
        self.order = traces.order
        self.axes = traces.axes
        nothing = slice(0, 0)
        self.dtype = self.read((nothing, nothing)).dtype

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        checked_window(window, self.shape)
        return self._corrected(self.traces.read(window), self.neuropil.read(window), window)

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.borrow`)."""
        half = len(scratch) // 32 * 16  # each part as aligned as the whole
        traces = self.traces.borrow(checked_window(window, self.shape), scratch[:half])
        return self._corrected(traces, self.neuropil.borrow(window, scratch[half:]), window)

    def _corrected(self, traces: NDArray[Any], neuropil: NDArray[Any], window: Window) -> NDArray[Any]:
        values: NDArray[Any] = traces - self.coefficient * (neuropil - self.means[window[1]])
        return values

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window, small enough for both parts (see `ArraySource.blocks`)."""
        return self.traces.blocks(checked_window(window, self.shape), max_bytes // 2)

    def close(self) -> None:
        """Close both."""
        self.traces.close()
        self.neuropil.close()


def time_means(source: ArraySource, cancel: Cancel = NEVER) -> NDArray[Any]:
    """Return ``x.mean(axis=0)`` of a source, to the last bit, in flat memory.

    Parameters
    ----------
    source : ArraySource
        (frames, ROIs), of numbers.
    cancel : Cancel
        Looked at before each piece.

    Returns
    -------
    (ROIs,) ndarray
        Of the type that numpy gives: float64 for integers; NaN where there are no frames.
    """
    frames, rois = source.shape
    dtype = np.ones((1, 1), source.dtype).mean(axis=0).dtype
    if frames == 0:
        return np.full(rois, np.nan, dtype)
    # numpy sums what lies together in pairs, and what does not one after the other: so is it done here.
    with np.errstate(all="ignore"):
        if source.order == "F" or rois < 2:
            return _means_by_columns(source, dtype, cancel)
        return _means_by_rows(source, dtype, cancel)


def _means_by_columns(source: ArraySource, dtype: np.dtype[Any], cancel: Cancel) -> NDArray[Any]:
    frames, rois = source.shape
    means = np.empty(rois, dtype)
    at_once = max(1, _PIECE // (frames * source.dtype.itemsize))
    scratch = np.empty(min(at_once, rois) * frames * source.dtype.itemsize, np.uint8)
    for start in range(0, rois, at_once):
        cancel.check()
        columns = slice(start, min(start + at_once, rois))
        means[columns] = source.borrow((slice(0, frames), columns), scratch).mean(axis=0)
    return means


def _means_by_rows(source: ArraySource, dtype: np.dtype[Any], cancel: Cancel) -> NDArray[Any]:
    frames, rois = source.shape
    wide = np.result_type(dtype, np.float32)  # sums of float16 are kept in float32
    at_once = max(1, _PIECE // (rois * wide.itemsize))
    rows = np.empty((min(at_once, frames) + 1, rois), wide)
    scratch = np.empty(min(at_once, frames) * rois * source.dtype.itemsize, np.uint8)
    first = 1  # then 0: the sum so far is the row before the others
    for start in range(0, frames, at_once):
        cancel.check()
        stop = min(start + at_once, frames)
        rows[1 : stop - start + 1] = source.borrow((slice(start, stop), slice(0, rois)), scratch)
        rows[0] = np.add.reduce(rows[first : stop - start + 1], axis=0)
        first = 0
    means: NDArray[Any] = np.true_divide(rows[0], frames).astype(dtype)
    return means
