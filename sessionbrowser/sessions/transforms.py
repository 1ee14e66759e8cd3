"""What a view does to an array before a part of it is seen: in words, in Python, and to the values themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.sessions.parts import Part, places

_SCALES = {
    "z-score": ("np.nanmean(finite, {0})", "np.nanstd(finite, {0})"),
    "0 to 1": ("np.nanmin(finite, {0})", "np.nanmax(finite, {0}) - np.nanmin(finite, {0})"),
}
"""What becomes zero, and how far it is from there to one."""


class Transform(Protocol):
    """Something done to an array before a part of it is taken.

    Attributes
    ----------
    words : str
        For titles and headers: "z-score per ROI".
    """

    @property
    def words(self) -> str:
        """What it does."""

    def lines(self) -> str:
        """Return lines of Python that do it to all of an array called `data`; numpy is there as `np`."""

    def apply(self, values: NDArray[Any], window: tuple[Part, ...]) -> NDArray[Any]:
        """Return what it makes of the values in a window."""


@dataclass(frozen=True, eq=False, slots=True)
class RoiScale:
    """Every ROI on a scale of its own.

    Attributes
    ----------
    how : {"z-score", "0 to 1"}
        What the scaling is, of the finite values of the whole recording.
    roi_axis : int
    scaling : Scaling
        Of all ROIs of the array, as `z_scores` or `zero_to_one` make it.
    """

    how: Literal["z-score", "0 to 1"]
    roi_axis: int
    scaling: Scaling

    @property
    def words(self) -> str:
        """What it does."""
        return f"{self.how} per ROI"

    def lines(self) -> str:
        """Return what it does as lines of Python (see `Transform`)."""
        zero, one = _SCALES[self.how]
        along = f"axis={1 - self.roi_axis}, keepdims=True"
        return (
            "finite = np.where(np.isfinite(data), data, np.nan).astype(float)\n"
            f"zero, width = {zero.format(along)}, {one.format(along)}\n"
            "data = (data - zero) / np.where(width == 0, np.inf, width)\n"
        )

    def apply(self, values: NDArray[Any], window: tuple[Part, ...]) -> NDArray[np.float64]:
        """Return the values in a window on their ROIs' scales (see `Transform`)."""
        scaling = self.scaling.of(places(window[self.roi_axis]))
        return scaling.apply(values) if self.roi_axis == 0 else scaling.apply(values.T).T


@dataclass(frozen=True, eq=False, slots=True)
class Elementwise:
    """A function of numpy, applied to each value.

    Attributes
    ----------
    words : str
    function : str
        Its name: "abs", "angle".
    """

    words: str
    function: str

    def lines(self) -> str:
        """Return what it does as lines of Python (see `Transform`)."""
        return f"data = np.{self.function}(data)\n"

    def apply(self, values: NDArray[Any], window: tuple[Part, ...]) -> NDArray[Any]:
        """Return what the function makes of the values (see `Transform`)."""
        made: NDArray[Any] = getattr(np, self.function)(values)
        return made


MAGNITUDE = Elementwise("magnitude", "abs")
PHASE = Elementwise("phase", "angle")
