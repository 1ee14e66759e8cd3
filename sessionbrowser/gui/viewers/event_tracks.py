"""What happens along time, laid over the samples of a recording: read and thinned in workers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.errors import OneDataError
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace_curve import Floats
from sessionbrowser.sessions.events import Track, events_in, load_track
from sessionbrowser.sessions.track_loading import LoadedTrack


class PlacedTrack(NamedTuple):
    """A track whose times are also known as positions among the samples of a recording.

    Attributes
    ----------
    loaded : LoadedTrack
    positions : (n,) or (n, 2) float64 ndarray
        Never decreasing; sample i stands for its time at i + 0.5.
    reach : (float, float)
        The least and the greatest value, of a strip.
    """

    loaded: LoadedTrack
    positions: Floats
    reach: tuple[float, float] = (0.0, 1.0)


class Drawn(NamedTuple):
    """What is on the screen of a track.

    Attributes
    ----------
    x : (n,) or (n, 2) float64 ndarray
        Positions in samples.
    y : (n,) float64 ndarray
        Of a strip: from 0 at the bottom to 1 at the top, NaN in gaps. Of spans: the rank of their value.
    """

    x: Floats
    y: Floats


def positions_of(times: Floats, samples: Floats) -> Floats:
    """Return where times lie among samples, beyond both ends by the steps there.

    Parameters
    ----------
    times : ndarray
        Seconds, perhaps infinite.
    samples : (n,) float64 ndarray
        The time of each sample, strictly increasing, at least two.
    """
    right = np.clip(np.searchsorted(samples, times), 1, len(samples) - 1)
    start, end = samples[right - 1], samples[right]
    placed: Floats = right - 0.5 + (times - start) / (end - start)
    return placed


def find(folder: Path, _job: Job) -> tuple[Track, ...]:
    """Return what happens along time in a session, in a worker; nothing where its folder cannot be read."""
    try:
        return events_in(folder)
    except OSError:
        return ()


def load(tracks: Iterable[Track], samples: Floats, job: Job) -> dict[Track, PlacedTrack | str]:
    """Read tracks, in a worker.

    Parameters
    ----------
    tracks : iterable of Track
    samples : (n,) float64 ndarray
        The time of each sample of the recording.
    job : Job

    Returns
    -------
    dict
        Of each track what it holds, or in words why it cannot be shown.
    """
    made: dict[Track, PlacedTrack | str] = {}
    for track in tracks:
        try:
            made[track] = placed(load_track(track, job.cancel), samples)
        except OneDataError as error:
            made[track] = error.what
        except OSError as error:
            made[track] = error.strerror or str(error)
    return made


def placed(loaded: LoadedTrack, samples: Floats) -> PlacedTrack:
    """Return a track over the samples of a recording."""
    values = np.empty(0) if loaded.values is None else loaded.values[np.isfinite(loaded.values)]
    reach = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    return PlacedTrack(loaded, positions_of(loaded.times, samples), reach)


def draw(tracks: Iterable[PlacedTrack], span: Span, pixels: int, _job: Job) -> dict[Track, Drawn]:
    """Return what is on the screen of each track, in a worker."""
    return {track.loaded.track: drawn(track, span, pixels) for track in tracks}


def drawn(track: PlacedTrack, span: Span, pixels: int) -> Drawn:
    """Return what so many pixels show of a track.

    Moments on the same pixel are one. Of a strip each pixel has the least and the greatest value, on either side of a
    gap for itself; where there are few samples, each of them.
    """
    if track.positions.ndim == 2:
        return _spans(track, span)
    seen = _visible(track.positions, span)
    x = track.positions[seen]
    if track.loaded.values is None:
        return Drawn(x[_firsts(np.floor((x - span.low) * (pixels / span.width)))], np.empty(0))
    low, high = track.reach
    shares = (track.loaded.values[seen] - low) / ((high - low) or 1.0)
    return _extremes(x, shares, np.floor((x - span.low) * (pixels / span.width)))


def _visible(positions: Floats, span: Span) -> slice:
    """Return what is on the screen, and one more at either side."""
    start, stop = np.searchsorted(positions, (span.low, span.high))
    return slice(max(0, int(start) - 1), int(stop) + 1)


def _firsts(keys: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the first place of each run of equal keys."""
    return np.flatnonzero(np.diff(keys, prepend=np.nan) != 0)


def _extremes(x: Floats, shares: Floats, pixels: Floats) -> Drawn:
    gaps = np.isnan(shares)
    runs = np.cumsum(gaps)[~gaps]
    x, shares, pixels = x[~gaps], shares[~gaps], pixels[~gaps]
    if not len(x):
        return Drawn(np.empty(0), np.empty(0))
    starts = np.flatnonzero((np.diff(pixels, prepend=np.nan) != 0) | (np.diff(runs, prepend=-1) != 0))
    ends = np.append(starts[1:], len(x)) - 1
    low, high = np.minimum.reduceat(shares, starts), np.maximum.reduceat(shares, starts)
    ys = np.column_stack([shares[starts], low, high, shares[ends]])  # in and out where the signal goes in and out
    xs = np.column_stack([x[starts], (x[starts] + x[ends]) / 2, (x[starts] + x[ends]) / 2, x[ends]])
    alone = starts == ends
    keep = np.column_stack([np.ones_like(alone), ~alone, ~alone, ~alone]).ravel()
    breaks = np.flatnonzero(np.diff(runs[starts]) > 0) + 1  # cells before which there is a gap
    at = np.cumsum(np.where(alone, 1, 4))[breaks - 1]
    return Drawn(np.insert(xs.ravel()[keep], at, np.nan), np.insert(ys.ravel()[keep], at, np.nan))


def _spans(track: PlacedTrack, span: Span) -> Drawn:
    seen = (track.positions[:, 1] > span.low) & (track.positions[:, 0] < span.high)
    assert track.loaded.values is not None
    ranks = np.unique(track.loaded.values, return_inverse=True)[1].reshape(-1)
    return Drawn(np.clip(track.positions[seen], span.low - 1, span.high + 1), ranks[seen].astype(np.float64))
