"""The work behind a raster: all of it runs in workers, and touches no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sessionbrowser.arrays import reduce
from sessionbrowser.arrays.reduce import Picture
from sessionbrowser.arrays.source import ArraySource, Window
from sessionbrowser.arrays.stats import Stats, exact_stats, sample_stats
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_paint import Colouring, Painted, paint
from sessionbrowser.gui.viewers.raster_view import View

Combine = Literal["max", "mean", "min"]

_FIRST_LOOK = 1_000_000
"""Values looked at for the first levels; the exact ones follow."""


@dataclass(frozen=True, slots=True)
class Request:
    """All that a worker needs to make a picture.

    Attributes
    ----------
    source : ArraySource
    cut : Cut
    view : View
    width, height : int
        Device pixels.
    how : {"max", "mean", "min"}
    colours : Colouring or None
        None takes those that a first look at the values suggests.
    """

    source: ArraySource
    cut: Cut
    view: View
    width: int
    height: int
    how: Combine
    colours: Colouring | None

    @property
    def window(self) -> Window:
        """The part of the array that is to be read."""
        return self.cut.window(self.view)


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
        Hears of the statistics of a first look, and of bytes read as ``(done, total)``.
    """
    colours = request.colours
    if colours is None:
        stats = sample_stats(request.source, budget=_FIRST_LOOK)
        job.report(stats)
        colours = suggest(stats)
    picture = known or reduce.draw(
        request.source,
        window=request.window,
        row_axis=request.cut.y,
        col_axis=request.cut.x,
        height=request.height,
        width=request.width,
        how=request.how,
        cancel=job.cancel,
        progress=lambda done, total: job.report((done, total)),
    )
    job.cancel.check()
    return paint(picture, request.view, request.width, request.height, colours)


def count(source: ArraySource, job: Job) -> Stats:
    """Look at every value."""
    return exact_stats(source, cancel=job.cancel)


def read_one(source: ArraySource, place: tuple[int, ...], _job: Job) -> np.generic:
    """Read one value from the file."""
    value: np.generic = source.read(tuple(slice(i, i + 1) for i in place)).reshape(-1)[0]
    return value
