"""Which ROIs a raster shows, in what order and on what scale: what is asked for, and what comes of it in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.orders import order_by, peak_order, similarity_order
from sessionbrowser.arrays.roi_stats import RoiStats, roi_stats, z_scores, zero_to_one
from sessionbrowser.arrays.scaled import ScaledSource
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.arrays.stats import Stats, sample_stats
from sessionbrowser.arrays.walk import Progress
from sessionbrowser.gui.tasks import Job
from sessionbrowser.sessions.facts import inspect_session
from sessionbrowser.sessions.opening import Opened, Plane
from sessionbrowser.sessions.roi_vectors import RoiVector, load_vector, roi_vectors
from sessionbrowser.sessions.transforms import RoiScale

ScaleName = Literal["as in file", "z-score", "0 to 1"]
SCALES: tuple[ScaleName, ...] = ("as in file", "z-score", "0 to 1")
Order = RoiVector | str
ORDERS: tuple[str, ...] = ("peak time", "similarity")
"""Orders that are found in the values themselves."""

_T = TypeVar("_T")


class Wish(NamedTuple):
    """What the user asks of the ROIs.

    Attributes
    ----------
    scale : {"as in file", "z-score", "0 to 1"}
    order : RoiVector, str or None
        What orders them, from below upward: numbers of theirs, or one of `ORDERS`; None leaves them as in the file.
    chosen : RoiVector or None
        The marks of those that are shown; None shows all.
    """

    scale: ScaleName = "as in file"
    order: Order | None = None
    chosen: RoiVector | None = None

    def names(self) -> tuple[str, str]:
        """Return the names of what orders ROIs and of what chooses some; empty for nothing."""
        order = "" if self.order is None else order_name(self.order)
        return order, "" if self.chosen is None else self.chosen.name


NO_WISH = Wish()


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """How the ROIs of a raster are shown.

    Attributes
    ----------
    wish : Wish
    numbers : ndarray of int or None
        The ROI at each place, from below upward; None where all stand as in the file.
    scale : RoiScale or None
        Each ROI's own scale; None shows the values as they are.
    stats : Stats or None
        Of the values on that scale.
    count : int
        ROIs of the file.
    """

    wish: Wish = NO_WISH
    numbers: NDArray[np.intp] | None = None
    scale: RoiScale | None = None
    stats: Stats | None = None
    count: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no ROI is left."""
        return self.numbers is not None and not len(self.numbers)

    def words(self) -> str:
        """Return what was done: "40 of 63 ROIs: isCell · ordered by x · z-score per ROI"; empty where nothing was."""
        parts = []
        if self.wish.chosen is not None and self.numbers is not None:
            parts.append(f"{len(self.numbers)} of {self.count} ROIs: {self.wish.chosen.name}")
        if self.wish.order is not None:
            parts.append(f"ordered by {order_name(self.wish.order)}")
        if self.scale is not None:
            parts.append(self.scale.words)
        return " · ".join(parts)


AS_IN_FILE = Rows()


def order_name(order: Order) -> str:
    """Return what orders ROIs, in words."""
    return order if isinstance(order, str) else order.name


@dataclass(frozen=True, slots=True)
class RoiKnowledge:
    """What a worker needs to find rows, and what it found before.

    Attributes
    ----------
    source : ArraySource
        Of two axes.
    axis : int
        The one that counts ROIs.
    session : object or None
    found : dict
        What took long to find.
    """

    source: ArraySource
    axis: int
    session: Any
    found: dict[object, Any] = field(default_factory=dict)

    def rows(self, wish: Wish, job: Job) -> Rows:
        """Return the rows as they are asked for, in a worker; tells of bytes read as ``(done, total)``."""
        scale = None if wish.scale == "as in file" else self._scale(wish.scale, job)
        stats = None
        if scale is not None:
            scaled = ScaledSource(self.source, self.axis, scale.scaling)
            stats = self._once(scale.how, lambda: sample_stats(scaled))
        return Rows(wish, self._numbers(wish, job), scale, stats, self.source.shape[self.axis])

    def named(self, order: str, chosen: str, job: Job) -> Rows:
        """Return the rows by the names of what is to order and to choose them, as far as the session has such."""
        known = {(each.kind, each.name): each for each in find_vectors(self.session, self.source.shape[self.axis], job)}
        found = order if order in ORDERS else known.get(("number", order))
        return self.rows(Wish(order=found, chosen=known.get(("mark", chosen))), job)

    def _numbers(self, wish: Wish, job: Job) -> NDArray[np.intp] | None:
        if wish.order is None and wish.chosen is None:
            return None
        order = np.arange(self.source.shape[self.axis]) if wish.order is None else self._order(wish.order, job)
        return order if wish.chosen is None else order[self._vector(wish.chosen, job)[order].astype(bool)]

    def _order(self, order: Order, job: Job) -> NDArray[np.intp]:
        if isinstance(order, RoiVector):
            return order_by(self._vector(order, job))
        find = {"peak time": peak_order, "similarity": similarity_order}[order]
        return self._once(
            order,
            lambda: find(
                self.source,
                time_axis=1 - self.axis,
                roi_axis=self.axis,
                cancel=job.cancel,
                progress=_telling(job),
            ),
        )

    def _vector(self, vector: RoiVector, job: Job) -> NDArray[Any]:
        return self._once(vector, lambda: load_vector(self.session, vector, cancel=job.cancel))

    def _scale(self, how: Literal["z-score", "0 to 1"], job: Job) -> RoiScale:
        known: RoiStats = self._once(RoiStats, lambda: self._stats(job))
        return RoiScale(how, self.axis, z_scores(known) if how == "z-score" else zero_to_one(known))

    def _stats(self, job: Job) -> RoiStats:
        return roi_stats(self.source, self.axis, cancel=job.cancel, progress=_telling(job))

    def _once(self, key: object, find: Callable[[], _T]) -> _T:
        if key not in self.found:
            self.found[key] = find()
        kept: _T = self.found[key]
        return kept


def _telling(job: Job) -> Progress:
    """Return what tells a job of bytes read."""
    return lambda done, total: job.report((done, total))


def find_vectors(session: Any, count: int, job: Job) -> tuple[RoiVector, ...]:
    """Return what is known of so many ROIs of a session, in a worker."""
    return () if session is None else roi_vectors(inspect_session(session, job.cancel), count)


def roi_axis(opened: Opened) -> int | None:
    """Return the axis that counts ROIs, where these can be ordered and scaled: beside one other axis."""
    names = [axis.name for axis in opened.axes]
    return names.index("ROI") if len(names) == 2 and names.count("ROI") == 1 else None


def planes_along(planes: Sequence[Plane], numbers: NDArray[np.intp] | None) -> tuple[Plane, ...]:
    """Return where planes stand when ROIs are ordered and chosen; none where one is not in one piece."""
    if numbers is None:
        return tuple(planes)
    moved = []
    for plane in planes:
        places = np.flatnonzero((plane.start <= numbers) & (numbers < plane.stop))
        if places.size and places[-1] - places[0] >= places.size:
            return ()
        if places.size:
            moved.append(plane._replace(start=int(places[0]), stop=int(places[-1]) + 1))
    return tuple(sorted(moved, key=lambda plane: plane.start))
