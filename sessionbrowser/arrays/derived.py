"""Arrays that are other arrays seen differently: transposed, one column of them, or laid side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window, checked_window, other_order, window_shape
from sessionbrowser.errors import BadRecipe


class TransposedSource(ArraySource):
    """``x.T`` of a source, lazily.

    Parameters
    ----------
    source : ArraySource
        Of any number of axes; closed with this one.
    """

    def __init__(self, source: ArraySource) -> None:
        self.source = source
        self.shape = source.shape[::-1]
        self.dtype = source.dtype
        self.order = other_order(source.order)
        self.axes = source.axes[::-1]

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        return self.source.read(checked_window(window, self.shape)[::-1]).T

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.borrow`)."""
        return self.source.borrow(checked_window(window, self.shape)[::-1], scratch).T

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window as the source below likes them (see `ArraySource.blocks`)."""
        for block in self.source.blocks(checked_window(window, self.shape)[::-1], max_bytes):
            yield block[::-1]

    def prefetch(self, window: Window) -> None:
        """Ask for the window of the source below (see `ArraySource.prefetch`)."""
        self.source.prefetch(window[::-1])

    def close(self) -> None:
        """Close the source below."""
        self.source.close()


class ColumnSource(ArraySource):
    """``x[:, column]`` of a source, lazily.

    Parameters
    ----------
    source : ArraySource
        Of two axes or more; closed with this one.
    column : int
        Index along axis 1.

    Raises
    ------
    BadRecipe
        When there is no such column.
    """

    def __init__(self, source: ArraySource, column: int = 1) -> None:
        if source.ndim < 2 or not 0 <= column < source.shape[1]:
            raise BadRecipe(f"column {column} is asked of an array of shape {source.shape}")
        self.source = source
        self.column = column
        self.shape = source.shape[:1] + source.shape[2:]
        self.dtype = source.dtype
        self.order = source.order
        self.axes = source.axes[:1] + source.axes[2:]

    def _below(self, window: Window) -> Window:
        checked_window(window, self.shape)
        return (window[0], slice(self.column, self.column + 1), *window[1:])

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        values: NDArray[Any] = self.source.read(self._below(window))[:, 0]
        return values

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.borrow`)."""
        values: NDArray[Any] = self.source.borrow(self._below(window), scratch)[:, 0]
        return values

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window as the source below likes them (see `ArraySource.blocks`)."""
        for block in self.source.blocks(self._below(window), max_bytes):
            yield block[:1] + block[2:]

    def prefetch(self, window: Window) -> None:
        """Ask for the window of the source below (see `ArraySource.prefetch`)."""
        self.source.prefetch(self._below(window))

    def close(self) -> None:
        """Close the source below."""
        self.source.close()


class StackedSource(ArraySource):
    """Sources laid one after the other along axis 0 (the planes of a recording), lazily.

    Parameters
    ----------
    sources : sequence of ArraySource
        Of equal shape but for axis 0; closed with this one.
    trim : int or None
        Length to which axis 1 of each is cut first, as ``x[:, :trim]`` does.

    Attributes
    ----------
    borders : tuple of int
        Where each source starts along axis 0.

    Raises
    ------
    BadRecipe
        When there is no source, or they do not fit together.
    """

    def __init__(self, sources: Sequence[ArraySource], trim: int | None = None) -> None:
        if not sources:
            raise BadRecipe("there are no planes to lay side by side")
        rests = [self._rest(source, trim) for source in sources]
        if len(set(rests)) > 1:
            shown = ", ".join(str(source.shape) for source in sources)
            raise BadRecipe(f"planes of shapes {shown} do not fit side by side")
        self.sources = tuple(sources)
        starts = [0, *accumulate(source.shape[0] for source in sources)]
        self.borders: tuple[int, ...] = tuple(starts[:-1])
        self.shape = (starts[-1], *rests[0])
        self.dtype = self._common_dtype(sources)
        self.order = sources[0].order
        self.axes = sources[0].axes

    @staticmethod
    def _common_dtype(sources: Sequence[ArraySource]) -> np.dtype[Any]:
        try:
            return np.result_type(*(source.dtype for source in sources))
        except TypeError:
            shown = ", ".join(str(source.dtype) for source in sources)
            raise BadRecipe(f"planes of types {shown} do not fit side by side") from None

    @staticmethod
    def _rest(source: ArraySource, trim: int | None) -> tuple[int, ...]:
        if source.ndim == 0 or (trim is not None and (source.ndim < 2 or trim < 0)):
            raise BadRecipe(f"a plane of shape {source.shape} cannot be laid beside others")
        if trim is None:
            return source.shape[1:]
        return (min(trim, source.shape[1]), *source.shape[2:])

    def _parts(self, window: Window) -> Iterator[tuple[ArraySource, int, Window]]:
        """Yield the sources that a window touches, where each starts, and its part in the source's own indices."""
        rows, *rest = checked_window(window, self.shape)
        for source, border in zip(self.sources, self.borders, strict=True):
            start, stop = max(rows.start, border), min(rows.stop, border + source.shape[0])
            if start < stop:
                yield source, border, (slice(start - border, stop - border), *rest)

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        out = np.empty(window_shape(checked_window(window, self.shape)), self.dtype, order=self.order)
        for source, border, part in self._parts(window):
            start = border + part[0].start - window[0].start
            out[start : start + part[0].stop - part[0].start] = source.read(part)
        return out

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.borrow`)."""
        parts = list(self._parts(window))
        if len(parts) == 1 and parts[0][0].dtype == self.dtype:
            return parts[0][0].borrow(parts[0][2], scratch)
        return self.read(window)

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window, none across a border (see `ArraySource.blocks`)."""
        for source, border, part in self._parts(window):
            for rows, *rest in source.blocks(part, max_bytes):
                yield (slice(rows.start + border, rows.stop + border), *rest)

    def prefetch(self, window: Window) -> None:
        """Ask for the parts of the window (see `ArraySource.prefetch`)."""
        for source, _, part in self._parts(window):
            source.prefetch(part)

    def close(self) -> None:
        """Close all of the sources."""
        for source in self.sources:
            source.close()
