"""Reading what happens along time (see `events`): moments, samples with their gaps, stretches of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Damaged, OneDataError
from sessionbrowser.sessions.events import Track
from sessionbrowser.sessions.vectors import read_numbers

Floats = NDArray[np.float64]

_PAUSE = 5.0
"""A gap in the samples is longer than so many of their usual steps."""
_HALF_WINDOW = 0.1
"""Seconds to either side over which speed is told."""


class LoadedTrack(NamedTuple):
    """A track as it is painted.

    Attributes
    ----------
    track : Track
    times : (n,) or (n, 2) float64 ndarray
        Seconds, never decreasing; of spans: start and stop, the last stop perhaps infinite.
    values : (n,) float64 ndarray or None
        None for moments. In the gaps of a strip stands a NaN of its own, so that a line breaks there.
    labels : tuple of str
        Of spans, one each: "environment 1".
    """

    track: Track
    times: Floats
    values: Floats | None = None
    labels: tuple[str, ...] = ()

    def place_at(self, time: float) -> int | None:
        """Return which span a time is in, or which sample or moment is the last before it; None where there is none."""
        spans = self.times.ndim == 2
        place = int(np.searchsorted(self.times[:, 0] if spans else self.times, time, "right")) - 1
        if place < 0 or (spans and time >= self.times[place, 1]):
            return None
        return place

    def value_at(self, time: float) -> float | None:
        """Return the value at a time; None in a gap, and before and after all samples."""
        place = self.place_at(time)
        if place is None or self.values is None or (self.times.ndim == 1 and time > self.times[-1]):
            return None
        value = float(self.values[place])
        return None if np.isnan(value) else value


def load(track: Track, cancel: Cancel) -> LoadedTrack:
    """Read a track (see `events.load_track`)."""
    if track.problem:
        raise Damaged(track.problem, track.times)
    return _LOADERS[track.way](track, cancel)


def _load_events(track: Track, cancel: Cancel) -> LoadedTrack:
    times = read_numbers(track.times, cancel)
    return LoadedTrack(track, np.sort(times[np.isfinite(times)]))


def _load_samples(track: Track, cancel: Cancel) -> LoadedTrack:
    times, values = _timed(track, cancel)
    return _with_gaps(track, times, values, _breaks(track, times, cancel))


def _load_speed(track: Track, cancel: Cancel) -> LoadedTrack:
    times, position = _timed(track, cancel)
    breaks = _breaks(track, times, cancel)
    speed = np.empty_like(position)
    for start, stop in pairwise((0, *breaks.tolist(), len(times))):
        cancel.check()
        speed[start:stop] = speed_of(times[start:stop], position[start:stop])
    return _with_gaps(track, times, speed, breaks)


def _load_trials(track: Track, cancel: Cancel) -> LoadedTrack:
    """Return a span for each run of trials of the same environment."""
    starts, values = _timed(track, cancel)
    stops = np.append(starts[1:], _end(track, starts[-1], cancel)) if len(starts) else starts
    first = np.flatnonzero(np.diff(values, prepend=np.nan) != 0)  # NaN differs from everything
    last = np.append(first[1:], len(starts)) - 1 if len(first) else first
    labels = tuple(f"environment {value:g}" if value >= 0 else "environment unknown" for value in values[first])
    return LoadedTrack(track, np.column_stack([starts[first], stops[last]]), values[first], labels)


_LOADERS: dict[str, Callable[[Track, Cancel], LoadedTrack]] = {
    "events": _load_events,
    "samples": _load_samples,
    "speed": _load_speed,
    "trials": _load_trials,
}


def speed_of(times: Floats, position: Floats) -> Floats:
    """Return how fast a position changes at each sample.

    Parameters
    ----------
    times : (n,) float64 ndarray
        Seconds, never decreasing.
    position : (n,) float64 ndarray
        cm.

    Returns
    -------
    (n,) float64 ndarray
        cm/s: the difference of position over that of time between the first and the last sample within 0.1 s of each,
        and at least its neighbours; negative on the way back, NaN where no time passes.
    """
    n = len(times)
    here = np.arange(n)
    first = np.minimum(np.searchsorted(times, times - _HALF_WINDOW, "left"), np.maximum(here - 1, 0))
    last = np.maximum(np.searchsorted(times, times + _HALF_WINDOW, "right") - 1, np.minimum(here + 1, n - 1))
    passed = times[last] - times[first]
    speed = np.full(n, np.nan)
    with np.errstate(over="ignore"):  # next to no time may pass
        np.divide(position[last] - position[first], passed, out=speed, where=passed > 0)
    return speed


def _timed(track: Track, cancel: Cancel) -> tuple[Floats, Floats]:
    """Read times and values that go together."""
    assert track.values is not None
    times, values = read_numbers(track.times, cancel), read_numbers(track.values, cancel)
    if len(times) != len(values):
        raise Damaged(f"{track.values.name} has {len(values)} values for {len(times)} times", track.values)
    if not np.isfinite(times).all():
        raise Damaged("some times are not numbers", track.times)
    if (np.diff(times) < 0).any():
        raise Damaged("times are not increasing", track.times)
    return times, values


def _breaks(track: Track, times: Floats, cancel: Cancel) -> NDArray[np.intp]:
    """Return the samples before which there is a gap: a pause, or the start of a trial."""
    steps = np.diff(times)
    if not len(steps):
        return np.empty(0, np.intp)
    pauses = np.flatnonzero(steps > _PAUSE * np.median(steps)) + 1
    if track.pieces is None:
        return pauses
    firsts = np.empty(0)
    with suppress(OneDataError, OSError):  # the pauses tell most of it
        firsts = read_numbers(track.pieces, cancel)
    inside = firsts[(firsts > 0) & (firsts < len(times))].astype(np.intp)
    return np.union1d(pauses, inside)


def _with_gaps(track: Track, times: Floats, values: Floats, breaks: NDArray[np.intp]) -> LoadedTrack:
    """Put a NaN into each gap, a step after the last sample before it."""
    if not len(breaks):
        return LoadedTrack(track, times, values)
    before, after = times[breaks - 1], times[breaks]
    between = np.minimum(before + np.median(np.diff(times)), (before + after) / 2)
    return LoadedTrack(track, np.insert(times, breaks, between), np.insert(values, breaks, np.nan))


def _end(track: Track, start: float, cancel: Cancel) -> float:
    """Return when the last trial ends: with the recording; infinity when nothing tells."""
    return next((end for end in _last_times(track.ends, cancel) if end > start), np.inf)


def _last_times(paths: tuple[Path, ...], cancel: Cancel) -> Iterator[float]:
    for path in paths:
        with suppress(OneDataError, OSError):
            times = read_numbers(path, cancel)
            yield float(times[-1]) if len(times) else -np.inf
