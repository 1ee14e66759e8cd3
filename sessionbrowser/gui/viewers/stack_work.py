"""The work behind stacked traces: reads lines, and paints them. Runs in workers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.raster_work import read_one
from sessionbrowser.gui.viewers.stack_canvas import Stack
from sessionbrowser.gui.viewers.stack_lines import Lines, read_lines, together
from sessionbrowser.gui.viewers.stack_paint import Place, Style, paint_stack
from sessionbrowser.gui.viewers.trace_curve import alike_word


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines to read.

    Attributes
    ----------
    sources : tuple of ArraySource
        All of the same two axes.
    cut : Cut
        Which of these is time (x), and which counts rows (y).
    rows : tuple of int
        In the order in which they stand, from below upward.
    span : Span
        The samples on the screen.
    pixels : int
        Device pixels along them.
    """

    sources: tuple[ArraySource, ...]
    cut: Cut
    rows: tuple[int, ...]
    span: Span
    pixels: int

    def read(self, job: Job) -> Lines:
        """Read them: row after row of one source, or the same rows of several."""
        rows = np.array(self.rows, np.intp)
        return together([read_lines(source, self.cut, rows, self.span, self.pixels, job) for source in self.sources])


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """Lines, and the picture of them.

    Attributes
    ----------
    wanted : Wanted
    place : Place
    style : Style
    lines : Lines
    stack : Stack
    reach : float
        The widest range of any line.
    """

    wanted: Wanted
    place: Place
    style: Style
    lines: Lines
    stack: Stack
    reach: float


def draw_lines(wanted: Wanted, place: Place, style: Style, known: Drawn | None, job: Job) -> Drawn:
    """Read and paint lines; what was read before is only painted again."""
    lines = known.lines if known is not None and known.wanted == wanted else wanted.read(job)
    job.cancel.check()
    image, reach = paint_stack(lines, place, style)
    return Drawn(wanted, place, style, lines, Stack(place.view, image, _word(lines)), reach)


def _word(lines: Lines) -> str:
    if np.isnan(lines.low).all():
        return "all NaN"
    first = float(lines.low.flat[0])
    alike = bool((lines.low == first).all() and (lines.high == first).all())
    return alike_word((first, first)) if alike else ""


def read_values(sources: tuple[ArraySource, ...], place: tuple[int, ...], job: Job) -> list[np.generic]:
    """Read the value at a place from each source."""
    return [read_one(source, place, job) for source in sources]


def rows_for(view: View, gain: float) -> tuple[int, int]:
    """Return the first place to draw, below the view where traces reach up into it, and the one after the last."""
    seen = view.y.samples
    return max(0, seen.start - int(np.ceil(gain)) + 1), seen.stop
