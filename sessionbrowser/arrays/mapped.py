"""Arrays whose every value is seen as something else: the phase of a complex number, the seconds of a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window


class MappedSource(ArraySource):
    """A function of each value of a source, lazily.

    Parameters
    ----------
    source : ArraySource
        Closed with this one.
    function : callable
        Takes an array, and returns one of the same shape.
    dtype : dtype
        Of what it returns.
    seen_as : str
        What it is, for titles: "phase".
    """

    def __init__(
        self, source: ArraySource, function: Callable[[NDArray[Any]], NDArray[Any]], dtype: Any, seen_as: str = ""
    ) -> None:
        self.source, self._function, self._seen_as = source, function, seen_as
        self.shape, self.order, self.axes = source.shape, source.order, source.axes
        self.dtype = np.dtype(dtype)

    @property
    def seen_as(self) -> str:
        """What the values are seen as (see `ArraySource.seen_as`)."""
        return self._seen_as

    def read(self, window: Window) -> NDArray[Any]:
        """Return what the function makes of the values in the window (see `ArraySource.read`)."""
        with np.errstate(all="ignore"):
            return self._function(self.source.read(window)).astype(self.dtype, copy=False)

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window as the source below likes them (see `ArraySource.blocks`)."""
        return self.source.blocks(window, max_bytes)

    def prefetch(self, window: Window) -> None:
        """Ask for the window of the source below (see `ArraySource.prefetch`)."""
        self.source.prefetch(window)

    def close(self) -> None:
        """Close the source below."""
        self.source.close()


def phases(source: ArraySource) -> MappedSource:
    """Return the angles of complex numbers, from -π to π."""
    return MappedSource(source, np.angle, np.float32 if source.dtype.itemsize <= 8 else np.float64, "phase")


def seconds(source: ArraySource) -> MappedSource:
    """Return moments (datetime64) as seconds since 1970, as near as a double comes; NaN for NaT."""
    return MappedSource(source, _seconds, np.float64)


def _seconds(values: NDArray[Any]) -> NDArray[np.float64]:
    unit, _ = np.datetime_data(values.dtype)
    if unit == "generic":  # nothing but NaT
        return np.full(values.shape, np.nan)
    if unit in ("ps", "fs", "as"):  # a second does not fit beside them
        values = values.astype("M8[ns]")
    since: NDArray[np.float64] = (values - np.datetime64(0, "s")) / np.timedelta64(1, "s")
    return since
