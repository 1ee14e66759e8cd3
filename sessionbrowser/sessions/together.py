"""The same samples of several files side by side: all signals of one ROI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window, window_shape
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.opening import Axis, Opened


class Columns(ArraySource):
    """One column of each of several arrays, as one array.

    Parameters
    ----------
    excerpts : sequence of Excerpt
        Each of one column: all but its axis of time are of length one.
    axis : int
        The one of time, in each of them.
    """

    def __init__(self, excerpts: Sequence[Excerpt], axis: int) -> None:
        self._excerpts, self._axis = tuple(excerpts), axis
        self.shape = (excerpts[0].source.shape[axis], len(excerpts))
        nothing = slice(0, 0)
        self.dtype = np.result_type(*(self._column(each, nothing).dtype for each in excerpts))
        self.order = "F"

    def read(self, window: Window) -> NDArray[Any]:
        """Return the values in the window (see `ArraySource.read`)."""
        samples, places = window
        out = np.empty(window_shape(window), self.dtype, order="F")
        for at, each in enumerate(self._excerpts[places]):
            out[:, at] = self._column(each, samples)
        return out

    def _column(self, excerpt: Excerpt, samples: slice) -> NDArray[Any]:
        window = (*excerpt.window[: self._axis], samples, *excerpt.window[self._axis + 1 :])
        return excerpt.values(window).reshape(-1)


@dataclass(frozen=True, eq=False)
class Together(Excerpt):
    """Excerpts side by side, a column each.

    Attributes
    ----------
    each : tuple of Excerpt
    names : tuple of str
        What the columns are called: "F", "neuropil".
    about : str
        What they are of: "ROI 7".
    """

    each: tuple[Excerpt, ...] = ()
    names: tuple[str, ...] = ()
    about: str = ""

    @classmethod
    def of(cls, excerpts: Sequence[Excerpt], names: Sequence[str], axis: int, about: str) -> Together:
        """Return excerpts of one column, over the same samples along the axis of time, side by side."""
        first = excerpts[0]
        axes = (first.axes[axis], Axis("signal", len(excerpts)))
        opened = Opened(first.opened.facts, Columns(excerpts, axis), None, axes, unit="")
        return cls(opened, (first.window[axis], slice(0, len(excerpts))), (), tuple(excerpts), tuple(names), about)

    def labels(self, axis: int) -> list[str]:
        """Return the names of the columns, as of any excerpt along the axis of time."""
        return list(self.names) if axis == 1 else super().labels(axis)

    def words(self) -> str:
        """Return which samples of what: "frames 150–1349 of 1500 · ROI 7 · F, neuropil"."""
        return " · ".join((super().words().partition(" · ")[0], self.about, ", ".join(self.names)))

    def files(self) -> list[str]:
        """Return the files that it is of."""
        return [str(each.opened.facts.path) for each in self.each]
