"""A plain npy file, read a window at a time with positional reads."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.budget import room
from sessionbrowser.arrays.npy import NpyHeader
from sessionbrowser.arrays.source import ArraySource, Window, checked_window, split, window_shape
from sessionbrowser.errors import Changed, Damaged, Unsafe
from sessionbrowser.platform import RegularFile

_GAP = 16 * 1024
"""Bytes between two runs that are cheaper to read over than to ask twice for (a disk gives whole pages anyway)."""
_SPAN = 2 * 2**20
"""Bytes read in one go where runs are read together with the gaps between them."""

_RUNS = 4096
"""Runs in a block: each is a call of its own, and between blocks is the time to give up."""

_Bytes = NDArray[np.uint8]


class PlainSource(ArraySource):
    """The array of an npy file.

    Parameters
    ----------
    file : RegularFile
        Held open until `close`.
    header : NpyHeader
        Of that file.

    Raises
    ------
    Unsafe
        When it holds Python objects.
    """

    def __init__(self, file: RegularFile, header: NpyHeader) -> None:
        if header.dtype.hasobject:
            raise Unsafe("it holds Python objects, not plain numbers", file.path)
        self.file = file
        self.shape = header.shape
        self.dtype = header.dtype
        self.order = header.order
        self._offset = header.data_offset
        # A Fortran array is a C array with its axes the other way round: so it is seen wherever it is `stored`.
        self._turn = -1 if header.order == "F" else 1
        self._stored = header.shape[:: self._turn]
        self._strides = [math.prod(self._stored[axis:]) * self.dtype.itemsize for axis in range(1, self.ndim + 1)]

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        wanted = math.prod(window_shape(checked_window(window, self.shape))) * self.dtype.itemsize
        return self._fill(window, room(wanted, self.file.path))

    def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
        """Return the values in the window, in scratch memory where it suffices (see `ArraySource.borrow`)."""
        wanted = math.prod(window_shape(checked_window(window, self.shape))) * self.dtype.itemsize
        if self._widening(window) > 1:
            values = self._with_gaps(window, scratch)
            if values is not None:
                return values
        return self._fill(window, scratch[:wanted] if wanted <= len(scratch) else room(wanted, self.file.path))

    def blocks(self, window: Window, max_bytes: int) -> Iterator[Window]:
        """Yield the pieces of the window, small enough to be read with what lies between (see `ArraySource.blocks`)."""
        checked_window(window, self.shape)
        widening = self._widening(window)
        most = max_bytes if widening > 1 else min(max_bytes, _RUNS * max(1, self._run(window)))
        return split(window, math.ceil(self.dtype.itemsize * widening), most, self.order)

    def _run(self, window: Window) -> int:
        """Return how many bytes of a window lie together."""
        run = self.dtype.itemsize
        for axis in range(self.ndim)[:: 1 if self.order == "F" else -1]:
            taken = window[axis].stop - window[axis].start
            run *= taken
            if taken < self.shape[axis]:
                break
        return run

    def _widening(self, window: Window) -> float:
        """Return how many times a window's bytes are read when small gaps between its rows are read, too."""
        if self.ndim != 2 or self.dtype.kind in "bU":  # of those, all that is read must be looked at
            return 1.0
        axis = 1 if self.order == "C" else 0
        taken, there = window[axis].stop - window[axis].start, self.shape[axis]
        return there / taken if 0 < (there - taken) * self.dtype.itemsize <= _GAP and taken else 1.0

    def _with_gaps(self, window: Window, scratch: _Bytes) -> NDArray[Any] | None:
        """Return a window of two axes as a view of whole rows in scratch memory; None where these do not fit."""
        (rows, columns), size = window[:: self._turn], self.dtype.itemsize
        count, stride = rows.stop - rows.start, self._strides[0]
        if not 0 < count * stride <= len(scratch):
            return None
        values: NDArray[Any] = np.ndarray((count, columns.stop - columns.start), self.dtype, scratch, 0, (stride, size))
        start = self._offset + rows.start * stride + columns.start * size
        self._get(scratch[: (count - 1) * stride + values.shape[1] * size], start)
        self.file.check_unchanged()
        return values if self._turn == 1 else values.T

    def prefetch(self, window: Window) -> None:
        """Ask the system to fetch a window meanwhile (see `ArraySource.prefetch`)."""
        stored, strides = window[:: self._turn], self._strides
        wanted = math.prod(window_shape(window)) * self.dtype.itemsize
        first = sum(part.start * stride for part, stride in zip(stored, strides, strict=True))
        last = sum((part.stop - 1) * stride for part, stride in zip(stored, strides, strict=True))
        span = last + self.dtype.itemsize - first
        if 0 < span <= 2 * wanted:
            self.file.prefetch(self._offset + first, span)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _fill(self, window: Window, out: _Bytes) -> NDArray[Any]:
        """Read a window into exactly as many bytes as it has, and return them as an array."""
        stored = window[:: self._turn]
        if len(out):
            self._read_runs(stored, out)
            self.file.check_unchanged()
            self._check(out)
        values: NDArray[Any] = np.ndarray(window_shape(stored), self.dtype, out)
        return values if self._turn == 1 else values.T

    def _read_runs(self, window: Window, out: _Bytes) -> None:
        """Read a window of what is stored: find the runs of bytes that lie together, and get them."""
        lengths, shape = window_shape(window), self._stored
        axis = len(shape)  # the axes from here on are taken whole
        while axis and lengths[axis - 1] == shape[axis - 1]:
            axis -= 1
        axis = max(0, axis - 1)  # the run goes along this one
        strides = self._strides
        start = self._offset + sum(s.start * stride for s, stride in zip(window, strides, strict=True))
        run = math.prod(lengths[axis:]) * self.dtype.itemsize
        if axis == 0:
            self._get(out, start)
            return
        count, stride = lengths[axis - 1], strides[axis - 1]
        for i, corner in enumerate(product(*(range(n) for n in lengths[: axis - 1]))):
            first = start + sum(c * s for c, s in zip(corner, strides, strict=False))
            self._get_rows(out[i * count * run : (i + 1) * count * run].reshape(count, run), first, stride)

    def _get_rows(self, out: NDArray[np.uint8], start: int, stride: int) -> None:
        """Fill each row of `out` from positions `stride` bytes apart, reading over small gaps."""
        count, run = out.shape
        together = _SPAN // stride if stride - run <= _GAP else 0
        if together < 2:
            if not self.file.read_runs_into(out.reshape(-1).data, run, start, stride):
                raise self._shorter()
            return
        span = np.empty(min(together, count) * stride, np.uint8)
        for i in range(0, count, together):
            n = min(together, count - i)
            self._get(span[: (n - 1) * stride + run], start + i * stride)
            out[i : i + n] = span[: n * stride].reshape(n, stride)[:, :run]

    def _get(self, out: _Bytes, position: int) -> None:
        if self.file.read_into(out.data, position) < len(out):
            raise self._shorter()

    def _shorter(self) -> Changed:
        return Changed("it became shorter while it was open", self.file.path, "Press F5 to look again.")

    def _check(self, out: _Bytes) -> None:
        """Guard against bytes that are no value of their type, which numpy would only find out later."""
        if self.dtype.kind == "b":  # numpy counts a byte of 2 as two
            np.not_equal(out, 0, out=out.view(np.bool_))
        elif self.dtype.kind == "U" and int(out.view(f"{self.dtype.byteorder}u4").max()) > sys.maxunicode:
            raise Damaged("it holds text that is not Unicode", self.file.path, "Copy it again from a backup.")
