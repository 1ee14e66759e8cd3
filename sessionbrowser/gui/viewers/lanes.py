"""The trace of one ROI in a lane below the raster, and the mark of its number beside its row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPolygon

from sessionbrowser.arrays.envelope import envelope
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.time_lane import places, reach_text
from sessionbrowser.gui.viewers.trace_curve import Curves, alike_word, ready, wanted
from sessionbrowser.gui.viewers.trace_paint import line_colour, name_colour, paint_bins, paint_samples

HEIGHT = 44
_ARROW = 6
_BELOW = 3
"""How far the box of a mark may reach below the raster: there the widget ends, and the digits end before."""
_APART = 12
"""Pixels from one number to the next: marks of neighbours are written beside each other, their arrows at their rows."""


class Traces(NamedTuple):
    """What to read of which ROIs, for lanes as wide as the screen.

    Attributes
    ----------
    source : ArraySource
    cut : Cut
        Which axis is time (x), and which counts ROIs (y).
    span : Span
        The samples on the screen.
    pixels : int
        Device pixels along them.
    """

    source: ArraySource
    cut: Cut
    span: Span
    pixels: int

    def read(self, rois: Sequence[int], job: Job) -> dict[int, Curves]:
        """Return the lines of these ROIs, in a worker; each is reported as soon as it is read."""
        made = {}
        for roi in rois:
            made[roi] = self._line(roi, job)
            job.report({roi: made[roi]})
        return made

    def _line(self, roi: int, job: Job) -> Curves:
        samples, width = wanted(self.span, self.pixels)
        seen = {self.cut.x: samples, self.cut.y: slice(roi, roi + 1)}
        window = tuple(seen.get(axis, slice(at, at + 1)) for axis, at in enumerate(self.cut.held))
        line = envelope(self.source, window=window, axis=self.cut.x, width=width, cancel=job.cancel)
        return ready([line], self.span, is_bool=self.source.dtype.kind == "b")


class TraceLane(NamedTuple):
    """The line of one ROI.

    Attributes
    ----------
    roi : int
        Its number in the file.
    place : int
        Which of the traces' colours it has.
    height : int
    curves : Curves or None
        None until they are read.
    thing : str
        What its axis counts.
    """

    roi: int
    place: int
    height: int = HEIGHT
    curves: Curves | None = None
    thing: str = "ROI"

    @property
    def name(self) -> str:
        """What it shows."""
        return f"{self.thing} {self.roi}"

    @property
    def detail(self) -> str:
        """The least and the greatest value on the screen, or the one that all are."""
        bounds = None if self.curves is None else self.curves.bounds
        return "" if bounds is None else alike_word(bounds) or reach_text(*bounds)

    @property
    def colour(self) -> QColor:
        """The colour of its name."""
        return name_colour(self.place)

    def paint(self, painter: QPainter, area: QRect, span: Span) -> None:
        """Draw the line; of an older span it is moved to where it is now."""
        curves = self.curves
        if curves is None:
            return
        if curves.word:
            painter.setFont(theme.font(Size.AXIS))
            painter.setPen(theme.color("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, curves.word)
            return
        edges, colour = places(curves.edges, area, span), line_colour(self.place)
        tops, bottoms = (area.bottom() - share * (area.height() - 1) for share in (curves.high[0], curves.low[0]))
        if curves.per_bin > 1:
            paint_bins(painter, edges, tops, bottoms, colour)
        else:
            paint_samples(painter, edges, tops, colour, "line")


class Mark(NamedTuple):
    """The number of an ROI beside its row, in the colour of its trace.

    Attributes
    ----------
    row : int
        Of the raster.
    roi : int
        Its number in the file.
    place : int
        Which of the traces' colours it has.
    """

    row: int
    roi: int
    place: int


def spread(wished: Sequence[int], least: int, last: int) -> list[int]:
    """Return where to write what belongs to these rows: near them, at least this far apart, nothing beyond the last."""
    found = list(wished)
    order = sorted(range(len(found)), key=found.__getitem__)
    for before, at in pairwise(order):
        found[at] = max(found[at], found[before] + least)
    for at in reversed(order):
        found[at] = min(found[at], last)
        last = found[at] - least
    return found


def paint_marks(painter: QPainter, area: QRect, span: Span, marks: Sequence[Mark], room: int) -> None:
    """Write the numbers of marked rows over those of the axis, where the rows are on the screen.

    Parameters
    ----------
    painter : QPainter
    area : QRect
        The raster.
    span : Span
        Its rows on the screen.
    marks : sequence of Mark
        Of two at one row, the first is shown.
    room : int
        Pixels left of the raster that numbers may take.
    """
    painter.setFont(theme.font(Size.SECONDARY, bold=True))
    by_row = {mark.row: mark for mark in reversed(marks)}
    seen = [mark for mark in by_row.values() if span.low <= mark.row + 0.5 <= span.high]
    rows = [area.bottom() + 1 - round(span.share(mark.row + 0.5) * area.height()) for mark in seen]
    middles = spread(rows, _APART, area.bottom() + _BELOW - Space.S)
    for mark, row, middle in zip(seen, rows, middles, strict=True):
        box = QRect(area.left() - room, middle - Space.S, room - _ARROW - 4, 2 * Space.S)
        y = min(row, area.bottom() - 2)
        painter.fillRect(box.adjusted(0, 0, 2, 0), theme.color("plot"))
        painter.setPen(name_colour(mark.place))
        draw_text(painter, box, str(mark.roi), right=True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line_colour(mark.place))
        left, tip = area.left() - _ARROW - 2, area.left() - 2
        painter.drawPolygon(QPolygon([QPoint(left, y - 4), QPoint(tip, y), QPoint(left, y + 4)]))
