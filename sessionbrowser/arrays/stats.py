"""What values an array has: zeros, NaN, range, and the levels and histogram of those that are not zero."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.bins import edges
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.real import as_real, real_dtype
from sessionbrowser.arrays.source import ArraySource, Window, checked_window, whole, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.walk import Progress, walk

_BARS = 64
_PIECES = 64
"""Places from which a sample is taken, evenly spaced over the window."""
_AT_ONCE = 2**18
"""Stored values counted at a time: so few that the processor's own caches hold them."""
_LARGEST = float(np.finfo(np.float64).max)

Number = int | float


@dataclass(frozen=True, eq=False, slots=True)
class Stats:
    """What is known of the values in a window.

    Attributes
    ----------
    count : int
        Values that were looked at.
    zeros, nans, pos_infs, neg_infs : int
        How many of these they are.
    minimum, maximum : int, float or None
        Range of the finite ones; None when there is none.
    low, high : int, float or None
        1st and 99th percentile of the finite ones that are not zero; None when there is none.
    counts : ndarray of int64, shape (64,)
        Histogram of the finite ones that are not zero.
    edges : ndarray of float64, shape (65,)
        Of its bars.
    exact : bool
        Whether counts and range are of all values. Percentiles and histogram are of a sample where the window is large.
    """

    count: int
    zeros: int
    nans: int
    pos_infs: int
    neg_infs: int
    minimum: Number | None
    maximum: Number | None
    low: Number | None
    high: Number | None
    counts: NDArray[np.int64]
    edges: NDArray[np.float64]
    exact: bool


@dataclass(slots=True)
class _Tally:
    """The counts and the range of some values."""

    count: int = 0
    zeros: int = 0
    nans: int = 0
    pos_infs: int = 0
    neg_infs: int = 0
    minimum: Number | None = None
    maximum: Number | None = None

    def add(self, values: NDArray[Any]) -> None:
        """Count real values."""
        if not values.size:
            return
        self.count += values.size
        self.zeros += int(values.size - np.count_nonzero(values))
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        if values.dtype.kind == "f":
            self.nans += int(np.count_nonzero(np.isnan(values)))
            if not (np.isfinite(low) and np.isfinite(high)):
                self.pos_infs += int(np.count_nonzero(np.isposinf(values)))
                self.neg_infs += int(np.count_nonzero(np.isneginf(values)))
                finite = values[np.isfinite(values)]
                if not finite.size:
                    return
                low, high = finite.min(), finite.max()
        self._widen(_number(low), _number(high))

    def merge(self, other: _Tally) -> None:
        """Add what another tally counted."""
        self.count += other.count
        self.zeros += other.zeros
        self.nans += other.nans
        self.pos_infs += other.pos_infs
        self.neg_infs += other.neg_infs
        if other.minimum is not None and other.maximum is not None:
            self._widen(other.minimum, other.maximum)

    def _widen(self, low: Number, high: Number) -> None:
        self.minimum = low if self.minimum is None else min(self.minimum, low)
        self.maximum = high if self.maximum is None else max(self.maximum, high)


def sample_stats(source: ArraySource, window: Window | None = None, budget: int = 1_000_000) -> Stats:
    """Return the statistics of a sample that is spread evenly over a window, the same one at each call.

    Parameters
    ----------
    source : ArraySource
        Of numbers (see `is_drawable`).
    window : tuple of slice or None
        All of it unless given.
    budget : int
        Values to look at, of a sparse matrix stored ones; where there are no more, the answer is exact.

    Raises
    ------
    OneDataError, OSError
        What reading raises.
    """
    window = whole(source.shape) if window is None else checked_window(window, source.shape)
    tally = _Tally()
    with np.errstate(all="ignore"):
        values, unstored, exact = _sample(source, window, budget)
        tally.add(values)
    if unstored:
        tally.merge(_Tally(count=unstored, zeros=unstored, minimum=0, maximum=0))
    return _with_levels(tally, values, exact)


def stats_of(pieces: Sequence[NDArray[Any]], budget: int = 250_000) -> Stats:
    """Return the statistics of values that were read for something else, as a first idea of an array's.

    Parameters
    ----------
    pieces : sequence of ndarray
        Of numbers, and of one type; at least one.
    budget : int
        Values to look at; of more than that, every so many-th.
    """
    step = max(1, -(-sum(piece.size for piece in pieces) // budget))
    # Not from the start of each: they may be lines, and lines have the same ROI, or frame, at the same place.
    some = [as_real(piece.ravel(order="K")[i % step :: step]) for i, piece in enumerate(pieces)]
    values, tally = np.concatenate(some), _Tally()
    with np.errstate(all="ignore"):
        tally.add(values)
        return _with_levels(tally, values, exact=False)


def exact_stats(
    source: ArraySource, window: Window | None = None, cancel: Cancel = NEVER, progress: Progress | None = None
) -> Stats:
    """Return statistics with counts and range of every value; see `Stats` for what stays of a sample.

    Parameters
    ----------
    source, window
        As `sample_stats` takes them.
    cancel, progress
        As `draw` takes them.

    Raises
    ------
    Cancelled
        When `cancel` is set.
    OneDataError, OSError
        What reading raises.
    """
    window = whole(source.shape) if window is None else window
    if isinstance(source, SparseSource):
        sample, tally = sample_stats(source, window), _Tally()
        _add_stored(tally, source, window, cancel)
        return replace(sample, **asdict(tally), exact=True)
    counting = Counting(source, window)
    if not counting.sample.exact:
        walk(source, [window], counting.visit, cancel=cancel, progress=progress)
    return counting.stats()


class Counting:
    """Counts the values of a window while blocks of it are read, perhaps for something else as well.

    Parameters
    ----------
    source, window
        As `sample_stats` takes them; what stays of a sample in `Stats` is read at once.

    Attributes
    ----------
    sample : Stats
        Of that sample.
    """

    def __init__(self, source: ArraySource, window: Window | None = None) -> None:
        self.sample = sample_stats(source, window)
        self._tally, self._lock = _Tally(), threading.Lock()

    def visit(self, _block: Window, values: NDArray[Any]) -> None:
        """Count the values of a block (a `Visit`); each belongs to one block."""
        of_block = _Tally()
        of_block.add(as_real(values))
        with self._lock:
            self._tally.merge(of_block)

    def stats(self) -> Stats:
        """Return the statistics, when all blocks were there, or when the sample had all of the values."""
        return self.sample if self.sample.exact else replace(self.sample, **asdict(self._tally), exact=True)


def _sample(source: ArraySource, window: Window, budget: int) -> tuple[NDArray[Any], int, bool]:
    """Return some values, how many zeros are there beside them that are not stored, and whether that is all."""
    size = math.prod(window_shape(window))
    pieces = [np.empty(0, real_dtype(source.dtype))]
    if isinstance(source, SparseSource):
        stored = _stored(source, window)
        step = max(1, -(-sum(map(len, stored)) // max(1, budget)))
        values = np.concatenate([*pieces, *(as_real(values[::step]) for values in stored)])
        return values, max(0, size // step - len(values)), step == 1
    if size <= budget:
        return as_real(source.read(window)).ravel(order="K"), 0, True
    each = max(1, budget // _PIECES) * source.dtype.itemsize
    parts = list(source.blocks(window, max(each, size * source.dtype.itemsize // _PIECES)))
    for i, part in enumerate(edges(0, len(parts), _PIECES)[:-1]):
        # From each part another piece, lest only the starts of columns (or rows) be looked at.
        *_, block = islice(source.blocks(parts[part], each), i + 1)
        pieces.append(as_real(source.read(block)).ravel(order="K"))
    return np.concatenate(pieces), 0, False


def _stored(source: SparseSource, window: Window) -> list[NDArray[Any]]:
    """Return the stored values in a window; of whole columns they are not copied."""
    rows, columns = window
    if rows == slice(0, source.shape[0]):
        ends = source.matrix.indptr
        return [source.matrix.data[ends[columns.start] : ends[columns.stop]]]
    return [values for _, _, values in source.stored(window)]


def _add_stored(tally: _Tally, source: SparseSource, window: Window, cancel: Cancel) -> None:
    """Count all of a window, the zeros that are not stored included."""
    unstored = math.prod(window_shape(window))
    with np.errstate(all="ignore"):
        for values in _stored(source, window):
            for start in range(0, len(values), _AT_ONCE):
                cancel.check()
                piece = as_real(values[start : start + _AT_ONCE])
                tally.add(piece)
                unstored -= len(piece)
    if unstored:
        tally.merge(_Tally(count=unstored, zeros=unstored, minimum=0, maximum=0))


def _with_levels(tally: _Tally, values: NDArray[Any], exact: bool) -> Stats:
    if values.dtype.kind == "b":
        values = values.view(np.uint8)
    shown = values[np.isfinite(values) & (values != 0)]
    low = high = None
    if shown.size:
        # As `np.percentile` with its method "nearest", which imports numpy.ma: the first picture would wait for that.
        places = np.rint((shown.size - 1) * np.array([0.01, 0.99])).astype(np.intp)
        low, high = (_number(level) for level in np.partition(shown, places)[places])
    counts, cut = _histogram(shown)
    return Stats(**asdict(tally), low=low, high=high, counts=counts, edges=cut, exact=exact)


def _histogram(values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the counts of finite values in bars of equal width, and the bars' edges."""
    if not values.size:
        return np.zeros(_BARS, np.int64), np.linspace(0.0, 1.0, _BARS + 1)
    low, high = float(values.min()), float(values.max())
    if low == high:
        margin = 0.5 + abs(low) * 1e-3
        low, high = max(low - margin, -_LARGEST), min(high + margin, _LARGEST)
    share = np.linspace(0.0, 1.0, _BARS + 1)
    cut = np.maximum.accumulate(low * (1 - share) + high * share)
    with np.errstate(all="ignore"):  # by quarters, lest the width overflow
        bars = (values * 0.25 - low * 0.25) * (_BARS / np.float64(high * 0.25 - low * 0.25))
    bars = np.nan_to_num(bars).clip(0, _BARS - 1).astype(np.int64)
    return np.bincount(bars, minlength=_BARS), cut


def _number(value: Any) -> Number:
    """Return a Python number."""
    item: Number = value.item()
    return int(item) if isinstance(item, bool) else item
