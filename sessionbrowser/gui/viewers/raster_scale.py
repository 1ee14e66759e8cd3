"""Numbers along an axis: which sample lies at which second, where the ticks stand and what they say."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.words import with_minus
from sessionbrowser.sessions.opening import Axis

Tick = tuple[float, str]
"""A position in samples, and its text."""


def nice_step(span: float, most: int) -> float:
    """Return the smallest of 1, 2, 5 × 10ⁿ that cuts a span into at most so many steps."""
    rough = span / max(1, most)
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * m for m in (1, 2, 5) if power * m >= rough * (1 - 1e-9)), power * 10)


def nice_numbers(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of a step from low to high."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def decimals(step: float) -> int:
    """Return how many decimals tell one step from the next."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


class Units:
    """What axes of time tell; those of one window share one.

    Attributes
    ----------
    in_samples : bool
        Whether they count samples (frames) where they could tell seconds.
    """

    def __init__(self) -> None:
        self.in_samples = False


@dataclass(frozen=True)
class Scale:
    """An axis of a raster: its samples, and the seconds they stand for where they are known.

    Parameters
    ----------
    axis : Axis
        With ``times`` strictly increasing where there are any.
    numbers : ndarray of int or None
        The sample of the file at each place of the screen, where they are in another order, or only some of them.
    units : Units
    """

    axis: Axis
    numbers: NDArray[np.intp] | None = field(default=None, compare=False)
    units: Units = field(default_factory=Units, compare=False)

    @property
    def length(self) -> int:
        """How many samples there are to be seen."""
        return self.axis.length if self.numbers is None else len(self.numbers)

    def number(self, place: int) -> int:
        """Return the number in the file of what stands at a place."""
        return place if self.numbers is None else int(self.numbers[place])

    def place(self, number: int) -> int | None:
        """Return where a sample of the file stands; None where it is left out."""
        if self.numbers is None:
            return number
        found = np.flatnonzero(self.numbers == number)
        return int(found[0]) if found.size else None

    @property
    def has_times(self) -> bool:
        """Whether it is known at which second each sample was taken."""
        return self.axis.times is not None and len(self.axis.times) > 1

    @property
    def tells_time(self) -> bool:
        """Whether the axis tells seconds."""
        return self.has_times and not self.units.in_samples

    @property
    def label(self) -> str:
        """What stands beside the axis: "time, s", "ROI"."""
        return "time, s" if self.tells_time else self.axis.name

    def time_at(self, position: float) -> float:
        """Return the seconds at a position in samples; sample i stands for its time in its middle."""
        times = self.axis.times
        assert times is not None
        place = position - 0.5
        left = min(max(math.floor(place), 0), len(times) - 2)
        start, end = float(times[left]), float(times[left + 1])
        return start + (place - left) * (end - start)

    def position_of(self, time: float) -> float:
        """Return the position in samples of a time; the inverse of `time_at`."""
        times = self.axis.times
        assert times is not None
        right = min(max(bisect_left(times, time), 1), len(times) - 1)
        start, end = float(times[right - 1]), float(times[right])
        return right - 0.5 + (time - start) / (end - start)

    def ticks(self, span: Span, most: int) -> list[Tick]:
        """Return ticks for what is on the screen, at most about so many; none stands outside."""
        if self.tells_time:
            low, high = self.time_at(span.low), self.time_at(span.high)
            step = nice_step(high - low, most)
            places = decimals(step)
            return [(self.position_of(t), with_minus(f"{t:.{places}f}")) for t in nice_numbers(low, high, step)]
        step = max(1.0, nice_step(span.width, most))
        numbers = nice_numbers(max(0.0, span.low - 0.5), min(self.length - 1, span.high - 0.5), step)
        return [(place + 0.5, str(self.number(round(place)))) for place in numbers]
