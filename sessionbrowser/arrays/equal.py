"""Whether two arrays hold the same values, read a block at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.source import ArraySource, Window, whole

_BLOCK = 16 * 2**20
_SAMPLES = 32
_SAMPLE = 64 * 1024


def first_difference(
    one: ArraySource,
    other: ArraySource,
    *,
    cancel: Cancel = NEVER,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, ...] | None:
    """Return where two arrays differ, or None when every value is equal.

    A few small pieces from all over are looked at first: arrays that differ mostly do so there.

    Parameters
    ----------
    one, other : ArraySource
        Of the same shape. A NaN equals a NaN, and a number the same number of another type.
    cancel : Cancel
        Looked at before each block; memory stays flat.
    progress : callable, optional
        Told how many blocks are compared, of how many.

    Returns
    -------
    tuple of int or None
        The place of a value that differs, not of the first one in every case.

    Raises
    ------
    ValueError
        When the shapes differ.
    OneDataError, OSError
        When either cannot be read.
    Cancelled
    """
    if one.shape != other.shape:
        raise ValueError(f"arrays of shapes {one.shape} and {other.shape} are not compared")
    blocks = list(one.blocks(whole(one.shape), _BLOCK))
    step = max(1, len(blocks) // _SAMPLES)
    samples = [next(one.blocks(block, _SAMPLE)) for block in blocks[::step]] if len(blocks) > 1 else []
    for done, window in enumerate((*samples, *blocks), 1 - len(samples)):
        cancel.check()
        place = _differs_in(one, other, window)
        if place is not None:
            return place
        if progress is not None and done > 0:
            progress(done, len(blocks))
    return None


def _differs_in(one: ArraySource, other: ArraySource, window: Window) -> tuple[int, ...] | None:
    same = equal_values(one.read(window), other.read(window))
    if same.all():
        return None
    within = np.unravel_index(int(np.argmin(same)), same.shape)
    return tuple(int(place) + part.start for place, part in zip(within, window, strict=True))


def equal_values(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which values are equal, a NaN and a NaN among them."""
    same = np.asarray(one == other)
    if one.dtype.kind in "fcmM" and other.dtype.kind in "fcmM":
        same |= np.isnan(one) & np.isnan(other)
    return same
