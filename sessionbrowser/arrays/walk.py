"""All of a window or some, block by block, with two threads and flat memory."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.source import ArraySource, Window, window_shape

Visit = Callable[[Window, NDArray[Any]], None]
"""Takes a block's window and its values, which are gone after the call; called from several threads at once."""

Progress = Callable[[int, int], None]
"""Takes the bytes done and the bytes of all; called from the caller's own thread."""

BLOCK = 6 * 2**20
"""Bytes of a block: smaller ones cost more in hand-overs between the threads than they gain in the caches."""
_SMALL = 2 * 2**20
"""Bytes of the blocks of what is not large: two threads share a few small blocks more evenly than fewer large ones."""
_SHARES = 32
"""Blocks from which on they are as even as they need be."""
_TICK = 0.04

_idle: list[NDArray[np.uint8]] = []
"""Memory for blocks that no walk uses now: to get it anew from the system takes as long as to fill it."""
_MOST_IDLE = 2


class _Round:
    """One walk: the blocks that are left, and what the threads know of each other."""

    def __init__(
        self, source: ArraySource, windows: Sequence[Window], visit: Visit, cancel: Cancel, block_bytes: int | None
    ) -> None:
        self._source = source
        self._visit = visit
        self._cancel = cancel
        self.total = sum(math.prod(window_shape(window)) for window in windows) * source.dtype.itemsize
        self.block_bytes = size = block_size(self.total) if block_bytes is None else block_bytes
        self._blocks: Iterator[Window] = (block for window in windows for block in source.blocks(window, size))
        self._lock = threading.Lock()
        self.stop = False
        self.done = 0

    def _next(self, done: int) -> Window | None:
        with self._lock:
            self.done += done
            return None if self.stop else next(self._blocks, None)

    def run(self, progress: Progress | None = None) -> None:
        """Visit blocks until none is left; several threads may do so together."""
        scratch = _scratch(self.block_bytes)
        done = 0
        try:
            with np.errstate(all="ignore"):
                while (block := self._next(done)) is not None:
                    self._cancel.check()
                    values = self._source.borrow(block, scratch)
                    self._visit(block, values)
                    done = values.size * self._source.dtype.itemsize
                    if progress:
                        progress(self.done + done, self.total)
        finally:
            self.stop = True  # at the end, or since something went wrong: the others need not go on
            if len(scratch) == BLOCK and len(_idle) < _MOST_IDLE:
                _idle.append(scratch)


def block_size(total: int) -> int:
    """Return the bytes of each block of so many in all."""
    return min(BLOCK, max(_SMALL, total // _SHARES))


def _scratch(size: int) -> NDArray[np.uint8]:
    """Return memory for blocks of so many bytes."""
    with suppress(IndexError):
        if size <= BLOCK:
            return _idle.pop()
    return np.empty(max(size, BLOCK), np.uint8)


def walk(
    source: ArraySource,
    windows: Sequence[Window],
    visit: Visit,
    *,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
    threads: int = 2,
    block_bytes: int | None = None,
) -> None:
    """Have every value of some windows visited once, a block at a time, in no certain order.

    Parameters
    ----------
    source : ArraySource
    windows : sequence of tuple of slice
        None overlaps another.
    visit : callable
        See `Visit`.
    cancel : Cancel
        Looked at before each block.
    progress : callable or None
        See `Progress`; what it raises ends the walk.
    threads : int
        What is small is walked by the caller's thread alone.
    block_bytes : int or None
        Of a block at most; as many as are read quickest unless given.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    a_walk = _Round(source, windows, visit, cancel, block_bytes)
    if threads < 2 or a_walk.total <= 2 * a_walk.block_bytes:
        a_walk.run(progress)
        return
    from concurrent.futures import ThreadPoolExecutor, wait  # a small array is seen before this is imported

    with ThreadPoolExecutor(threads, "walk") as pool:
        work = [pool.submit(a_walk.run) for _ in range(threads)]
        try:
            while wait(work, timeout=_TICK).not_done:
                if progress:
                    progress(a_walk.done, a_walk.total)
        finally:
            a_walk.stop = True
    for piece in work:
        piece.result()
    if progress:
        progress(a_walk.total, a_walk.total)
