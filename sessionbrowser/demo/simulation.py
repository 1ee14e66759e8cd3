"""A mouse that runs laps on a linear track, and cells that fire at places on it: numbers only, no files.

Everything is invented: no animal was recorded. All times are seconds, all positions cm.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Trace = NDArray[np.float32]
Index = NDArray[np.int64]

TRACK = 200.0
REWARD = 150.0
HALF_WIDTH = 15.0
FRAME_RATE = 6.0
TAU = 1.0  # decay of the calcium indicator
NEUROPIL = 0.7
_DECAY = np.float32(np.exp(-1 / (FRAME_RATE * TAU)))
_BEHAVIOUR_RATE = 30.0
_WHEEL_RATE = 100.0
_ENCODER_STEP = 0.05


@dataclass(frozen=True)
class Behaviour:
    """What the mouse did.

    Attributes
    ----------
    times, position : (nBehave,) float64
        Samples at 30 Hz, only within trials.
    first, reward_sample : (nTrials,) int64
        The sample where a trial begins, and where its reward came (-1 when none did).
    start, end : (nTrials,) float64
    environment : (nTrials,) int16
    licks, rewards : float64
    wheel_times, wheel_position : (nSamples,) float64
    """

    times: Float
    position: Float
    first: Index
    start: Float
    end: Float
    environment: NDArray[np.int16]
    reward_sample: Index
    licks: Float
    rewards: Float
    wheel_times: Float
    wheel_position: Float

    def trial_at(self, times: Float) -> Index:
        """Return the trial of each of these times, -1 between trials."""
        trial = np.searchsorted(self.start, times, side="right") - 1
        return np.where((trial >= 0) & (times <= self.end[trial]), trial, -1)

    def sample_at(self, times: Float) -> Index:
        """Return the behavioural sample nearest to each of these times."""
        return nearest(self.times, times)


@dataclass(frozen=True)
class Recording:
    """The cells of one plane; every array is (nROIs, nFrames) float32, as suite2p has it."""

    f: Trace
    neuropil: Trace
    spks: Trace
    oasis: Trace
    significant: Trace


def nearest(grid: Float, values: Float) -> Index:
    """Return the index of the element of a sorted grid nearest to each value."""
    right = np.clip(np.searchsorted(grid, values), 1, len(grid) - 1)
    return right - (values - grid[right - 1] < grid[right] - values)


def run_laps(duration: float, environments: int, rng: np.random.Generator) -> Behaviour:
    """Let the mouse run for so many seconds, the environments one after the other."""
    starts, times, positions = [], [], []
    now = 3.0
    while True:
        place, arrival = _one_lap(rng)
        if now + arrival[-1] > duration - 1:
            break
        samples = np.arange(0, arrival[-1], 1 / _BEHAVIOUR_RATE)
        starts.append(now)
        times.append(now + samples)
        positions.append(np.interp(samples, arrival, place))
        now += arrival[-1] + rng.uniform(1.0, 2.5)
    lengths = np.array([len(lap) for lap in times])
    first = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    all_times, position = np.concatenate(times), np.concatenate(positions)
    trial = np.repeat(np.arange(len(starts)), lengths)
    reward_sample = _reward_samples(position, trial, rng)
    wheel_times, wheel_position = _wheel(all_times, position + TRACK * trial, duration)
    return Behaviour(
        times=all_times,
        position=position,
        first=first,
        start=np.array(starts),
        end=np.array([lap[-1] for lap in times]),
        environment=(1 + np.arange(len(starts)) * environments // len(starts)).astype(np.int16),
        reward_sample=reward_sample,
        licks=_licks(all_times, position, rng),
        rewards=all_times[reward_sample[reward_sample >= 0]],
        wheel_times=wheel_times,
        wheel_position=wheel_position,
    )


def _one_lap(rng: np.random.Generator) -> tuple[Float, Float]:
    """Return places along the track, and when the mouse gets there: uneven speed, slow before the reward."""
    place = np.arange(0.0, TRACK + 1)
    wobble = np.convolve(rng.normal(size=len(place) + 24), np.hanning(25) / 4, mode="valid")
    slowing = 1 - 0.65 * np.exp(-(((place - REWARD) / 14) ** 2))
    speed = rng.uniform(17, 27) * np.exp(0.3 * wobble) * slowing
    return place, np.concatenate(([0.0], np.cumsum(1 / speed[:-1])))


def _reward_samples(position: Float, trial: Index, rng: np.random.Generator) -> Index:
    at = np.array([np.flatnonzero((trial == lap) & (position >= REWARD))[0] for lap in range(trial[-1] + 1)])
    return np.where(rng.random(len(at)) < 0.85, at, -1)


def _licks(times: Float, position: Float, rng: np.random.Generator) -> Float:
    """Return lick times: many just before and in the reward zone, few elsewhere."""
    rate = 0.12 + 6.5 * np.exp(-(((position - REWARD + 3) / 9) ** 2))
    licked = times[rng.random(len(times)) < rate / _BEHAVIOUR_RATE]
    return np.sort(licked + rng.uniform(0, 1 / _BEHAVIOUR_RATE, len(licked)))


def _wheel(times: Float, distance: Float, duration: float) -> tuple[Float, Float]:
    """Return the distance run as a rotary encoder tells it, in steps."""
    samples = np.arange(0, duration, 1 / _WHEEL_RATE)
    return samples, np.round(np.interp(samples, times, distance) / _ENCODER_STEP) * _ENCODER_STEP


def record(n_rois: int, frame_times: Float, mouse: Behaviour, rng: np.random.Generator) -> Recording:
    """Record a plane: calcium traces of its cells with their neuropil and noise, and what is derived from them.

    Returns
    -------
    Recording
        ROIs follow their place on the track, though not strictly; silent and noisy ones are among them.
    """
    events = _events(_rates(n_rois, frame_times, mouse, rng), rng)
    calcium = _decaying(events)
    brightness = rng.lognormal(5.2, 0.35, (n_rois, 1)).astype(np.float32)
    noise = rng.uniform(0.08, 0.2, (n_rois, 1)).astype(np.float32)
    calcium *= 0.55
    calcium += noise * rng.standard_normal(calcium.shape, dtype=np.float32)
    neuropil = _neuropil(brightness, len(frame_times), rng)
    f = brightness * (1 + calcium) + np.float32(NEUROPIL) * neuropil
    return Recording(f, neuropil, *_derived(f, neuropil))


def _rates(n_rois: int, frame_times: Float, mouse: Behaviour, rng: np.random.Generator) -> Trace:
    """Return how many events a second each ROI is expected to have at each frame."""
    trial = mouse.trial_at(frame_times)
    position = np.interp(frame_times, mouse.times, mouse.position)
    centres, tuned = _fields(n_rois, rng)
    width = rng.uniform(9, 18, (n_rois, 1))
    laps = (n_rois, len(mouse.start))
    reliability = rng.uniform(0.6, 0.98, (n_rois, 1))
    lap_gain = (rng.random(laps) < reliability) * rng.lognormal(0, 0.3, laps) * tuned[:, None]
    gain = np.where(trial >= 0, lap_gain[:, trial], 0) * rng.uniform(2.5, 6.0, (n_rois, 1))
    moved = np.where(rng.random(n_rois) < 0.3, centres, rng.permutation(centres))  # most cells remap
    environment = mouse.environment[trial]
    centre = np.where(environment == 1, centres[:, None], moved[:, None])
    z = ((position - centre) / width).astype(np.float32)
    chatter = rng.choice(np.array([0.01, 0.03, 0.25]), (n_rois, 1), p=[0.4, 0.5, 0.1])
    return (chatter + gain.astype(np.float32) * np.exp(-z * z / 2)).astype(np.float32)


def _fields(n_rois: int, rng: np.random.Generator) -> tuple[Float, NDArray[Any]]:
    """Return the place of each ROI's field, and whether it has one: three of four do, most others come last."""
    tuned = np.zeros(n_rois, dtype=bool)
    tuned[rng.permutation(n_rois)[: round(0.75 * n_rois)]] = True
    centres = rng.uniform(0, TRACK, n_rois)
    rank = centres + rng.normal(0, 6, n_rois) + np.where(tuned | (rng.random(n_rois) < 0.35), 0, TRACK)
    order = np.argsort(rank)
    return centres[order], tuned[order]


def _events(rates: Trace, rng: np.random.Generator) -> Trace:
    happened = rng.random(rates.shape, dtype=np.float32) < rates / np.float32(FRAME_RATE)
    events = np.zeros_like(rates)
    events[happened] = 0.3 + rng.standard_exponential(int(happened.sum()), dtype=np.float32)
    return events


def _decaying(events: Trace) -> Trace:
    """Return the events as an indicator shows them: each decays exponentially."""
    calcium = np.ascontiguousarray(events.T)
    for before, now in pairwise(calcium):
        now += _DECAY * before
    return np.ascontiguousarray(calcium.T)


def _neuropil(brightness: Trace, n_frames: int, rng: np.random.Generator) -> Trace:
    """Return slow waves that all ROIs of a plane share, each with noise of its own."""
    wave = np.convolve(rng.normal(size=n_frames + 60), np.hanning(61) / 6, mode="valid")[:n_frames]
    share = rng.uniform(0.7, 1.3, (len(brightness), 1)).astype(np.float32)
    own = rng.standard_normal((len(brightness), n_frames), dtype=np.float32)
    return brightness * np.float32(0.6) * (1 + share * np.float32(0.06) * wave.astype(np.float32) + 0.02 * own)


def _derived(f: Trace, neuropil: Trace) -> tuple[Trace, Trace, Trace]:
    """Return spks, a stricter deconvolution, and fluorescence in significant transients (0 elsewhere)."""
    corrected = f - np.float32(NEUROPIL) * (neuropil - neuropil.mean(axis=1, keepdims=True))
    corrected -= _centre(corrected)
    jumps = corrected.copy()
    jumps[:, 1:] -= _DECAY * corrected[:, :-1]
    sigma = np.float32(1.48) * _centre(np.abs(jumps))
    significant = corrected > 2.5 * sigma
    significant[:, 1:] |= significant[:, :-1].copy()
    zero = np.float32(0)
    return (
        np.maximum(jumps - sigma, zero),
        np.where(jumps > 2 * sigma, jumps - sigma, zero),
        np.where(significant, corrected, zero),
    )


def _centre(traces: Trace) -> Trace:
    """Return the median of each ROI, from every third frame."""
    return np.median(traces[:, ::3], axis=1, keepdims=True).astype(np.float32)
