"""The work behind a raster: all of it runs in workers, and touches no widget."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import reduce
from sessionbrowser.arrays.coarse import coarse
from sessionbrowser.arrays.drawing import Done
from sessionbrowser.arrays.pyramid import Pyramid
from sessionbrowser.arrays.reduce import Picture
from sessionbrowser.arrays.source import ArraySource, Window, whole, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.stats import Stats, exact_stats, sample_stats, stats_of
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_paint import Colouring, Frontier, Painted, paint, picked
from sessionbrowser.gui.viewers.raster_rows import AS_IN_FILE, Rows
from sessionbrowser.gui.viewers.raster_view import View

Combine = Literal["max", "mean", "min"]

LARGE = 32 * 2**20
"""Bytes from which on a first picture is coarse; what is smaller is exact as soon."""
FIRST_LOOK = 250_000
"""Values from which the first colours are found; more are looked at once the picture is there."""
FIRST_STORED = 20_000
"""The same of a sparse matrix, whose stored values are hardly ever zero: fewer say as much."""
_UNTIL_SEEN = 0.02
"""Seconds for which reading on waits for a first picture to be painted: both at once would be slower."""
_LOOKS = 64
"""Places that a coarse picture is made of, about."""
_NEARLY = 0.9
"""Share of a picture from which on the whole of it is waited for."""


class Palette:
    """The colours that are wanted now; workers look at each picture, lest one in the making has older ones.

    Attributes
    ----------
    colours : Colouring or None
        None as long as nothing is known of the values.
    """

    def __init__(self) -> None:
        self.colours: Colouring | None = None


class Request(NamedTuple):
    """All that a worker needs to make a picture.

    Attributes
    ----------
    source : ArraySource
    cut : Cut
    view : View
    width, height : int
        Device pixels.
    how : {"max", "mean", "min"}
    palette : Palette
        Without colours, a first look at the values suggests them.
    rows : Rows
        The ROIs to show, where these can be chosen.
    pyramid : Pyramid or None
        Of the same array, where there is one.
    is_first : bool
        Whether nothing like it is on the screen: then it is shown as it comes, the coarse one first.
    """

    source: ArraySource
    cut: Cut
    view: View
    width: int
    height: int
    how: Combine
    palette: Palette
    is_first: bool = False
    rows: Rows = AS_IN_FILE
    pyramid: Pyramid | None = None

    @property
    def window(self) -> Window:
        """The part of the array that is to be read."""
        return self.cut.window(self.view)

    @property
    def shows_coarse(self) -> bool:
        """Whether a coarse picture comes first."""
        return self.is_first and math.prod(window_shape(self.window)) * self.source.dtype.itemsize > LARGE

    @property
    def is_of_all(self) -> bool:
        """Whether all of the array is to be seen."""
        return self.rows.numbers is None and self.window == whole(self.source.shape)

    def layout(self) -> dict[str, Any]:
        """Return what `reduce.draw` and `coarse` are to be called with."""
        return {
            "window": self.window,
            "row_axis": self.cut.y,
            "col_axis": self.cut.x,
            "height": self.height,
            "width": self.width,
            "how": self.how,
            "rows": self.rows.numbers,
            "scale": None if self.rows.scale is None else self.rows.scale.scaling,
        }


def numbers_for(request: Request, shown: Painted | None) -> Picture | None:
    """Return the numbers on the screen, when they are those that are asked for."""
    if shown is None or not shown.picture.exact or shown.picture.how != request.how:
        return None
    if (shown.view, shown.cut) != (request.view, request.cut):
        return None
    same_size = (shown.image.width(), shown.image.height()) == (request.width, request.height)
    return shown.picture if same_size else None


def draw(request: Request, suggest: Callable[[Stats], Colouring], known: Picture | None, job: Job) -> Painted:
    """Make a picture, in a worker.

    Parameters
    ----------
    request : Request
    suggest : callable
        Gives the colours for statistics.
    known : Picture or None
        The numbers, when they have been read already and only the colours change.
    job : Job
        Hears of the statistics of a first look, of bytes read as ``(done, total)``, and of pictures (`Painted`) in
        the making.
    """
    first, stats = (None, None) if known else _look(request, job)
    suggested = request.palette.colours
    if suggested is None:
        stats = stats or _first_stats(request.source)
        suggested = suggest(stats)
    brush = _Brush(request, suggested, job)
    if first is not None:
        painted = brush.paint(first)
        job.report(painted)
        painted.is_seen.wait(_UNTIL_SEEN)
        if stats is not None:
            job.report(stats)
    picture = known or _read(request, None if first is None else _Joined(first, brush, job), job)
    job.cancel.check()
    painted = brush.paint(picture)
    if first is None and stats is not None:
        job.report(painted)  # before the statistics: the GUI thread has more to do with these
        job.report(stats)
    return painted


def _first_stats(source: ArraySource) -> Stats:
    """Return what the first colours follow from, to be told once there is a picture."""
    if isinstance(source, SparseSource):
        return sample_stats(source.early, budget=FIRST_STORED)
    return sample_stats(source, budget=FIRST_LOOK)


def _look(request: Request, job: Job) -> tuple[Picture | None, Stats | None]:
    """Return a coarse picture, and the statistics of what it was made from where that was of all of the array."""
    if not request.shows_coarse:
        return None, None
    seen: list[NDArray[Any]] = []

    def keep(values: NDArray[Any]) -> None:
        step = max(1, values.size * _LOOKS // FIRST_LOOK)
        # Not from the start of each: they may be lines, and lines have the same ROI, or frame, at the same place.
        seen.append(values.ravel(order="K")[len(seen) % step :: step].copy())

    first = coarse(request.source, **request.layout(), cancel=job.cancel, seen=keep)
    return first, stats_of(seen) if seen and request.is_of_all else None


def _read(request: Request, partial: reduce.Partial | None, job: Job) -> Picture:
    return reduce.draw(
        request.source,
        **request.layout(),
        pyramid=request.pyramid,
        cancel=job.cancel,
        progress=lambda done, total: job.report((done, total)),
        partial=partial,
    )


class _Brush:
    """Paints the pictures of a request."""

    def __init__(self, request: Request, suggested: Colouring, job: Job) -> None:
        self._request, self._suggested, self._job = request, suggested, job

    def paint(self, picture: Picture, frontier: Frontier | None = None) -> Painted:
        """Return a picture in the colours that are wanted now."""
        request = self._request
        colours = request.palette.colours or self._suggested
        return paint(picture, request.view, request.width, request.height, colours, frontier)


class _Joined:
    """Reports what is exact already over what is coarse, now and then."""

    def __init__(self, first: Picture, brush: _Brush, job: Job) -> None:
        self._first, self._brush, self._job = first, brush, job

    def __call__(self, picture: Picture, done: Done) -> None:
        """Take a picture in the making (a `reduce.Partial`)."""
        if done.mean() > _NEARLY:
            return
        joined = replace(picture, values=np.where(done, picture.values, _refined(self._first, picture)))
        self._job.report(self._brush.paint(joined, frontier_of(picture, done)))


def _refined(coarse: Picture, fine: Picture) -> NDArray[Any]:
    """Return the values of a picture in the cells of another one, whose edges are all of the first's and more."""
    rows = coarse.row_edges.searchsorted(fine.row_edges[:-1], "right") - 1
    columns = coarse.col_edges.searchsorted(fine.col_edges[:-1], "right") - 1
    return picked(coarse.values, rows, columns)


def frontier_of(picture: Picture, done: NDArray[np.bool_]) -> Frontier | None:
    """Return up to where a picture in the making is exact; None where it is that at no end.

    Parameters
    ----------
    picture : Picture
    done : ndarray of bool, shape (1, columns) or (rows, 1)
        Which cells are what they will be.
    """
    along, cut = ("x", picture.col_edges) if done.shape[0] == 1 < done.shape[1] else ("y", picture.row_edges)
    if picture.rows is not None and along == "y":
        return None
    exact = int(np.argmin(done)) if not done.all() else done.size
    return Frontier(along, int(cut[exact])) if exact else None  # type: ignore[arg-type]


def count(source: ArraySource, job: Job) -> Stats:
    """Look at every value."""
    return exact_stats(source, cancel=job.cancel)


def read_one(source: ArraySource, place: tuple[int, ...], _job: Job) -> np.generic:
    """Read one value from the file."""
    value: np.generic = source.read(tuple(slice(i, i + 1) for i in place)).reshape(-1)[0]
    return value
