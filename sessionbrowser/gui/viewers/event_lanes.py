"""How what happens along time is painted: ticks and diamonds, a line, and the shade behind all lanes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.event_tracks import Drawn
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.time_lane import places, reach_text
from sessionbrowser.gui.viewers.trace_paint import line_colour, runs
from sessionbrowser.sessions.events import Track

TICKS, STRIP = 16, 36
_COLOURS = {"rewards": 2, "position": 4, "speed": 3}
_PLAIN = 5
_DIAMOND = 5.0


class EventLane(NamedTuple):
    """Moments or a value along time.

    Attributes
    ----------
    track : Track
    drawn : Drawn or None
        None until it is read.
    reach : (float, float) or None
        The values at the bottom and the top of a strip.
    """

    track: Track
    drawn: Drawn | None = None
    reach: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """What it shows."""
        return self.track.name

    @property
    def detail(self) -> str:
        """What a strip ranges over."""
        return "" if self.reach is None else f"{reach_text(*self.reach)} {self.track.unit}".rstrip()

    @property
    def height(self) -> int:
        """Pixels."""
        return TICKS if self.track.kind == "ticks" else STRIP

    @property
    def colour(self) -> QColor | None:
        """Its name has none of its own: names in colour are those of ROIs."""
        return None

    def paint(self, painter: QPainter, area: QRect, span: Span) -> None:
        """Draw what is on the screen."""
        if self.drawn is None:
            return
        colour, x = line_colour(_COLOURS.get(self.track.name, _PLAIN)), places(self.drawn.x, area, span)
        if self.track.kind == "strip":
            _paint_line(painter, x, area.bottom() - self.drawn.y * (area.height() - 1), colour)
        elif self.track.name == "rewards":
            _paint_diamonds(painter, x, QRectF(area).center().y(), colour)
        else:
            painter.setPen(QPen(colour, 1))
            painter.drawLines([QLineF(at, area.top() + 3, at, area.bottom() - 2) for at in np.floor(x).tolist()])


def _paint_line(painter: QPainter, x: np.ndarray, y: np.ndarray, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    for run in runs(y):
        points = QPolygonF([QPointF(*point) for point in zip(x[run].tolist(), y[run].tolist(), strict=True)])
        if points.size() > 1:
            painter.drawPolyline(points)
        else:
            painter.drawPoints(points)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_diamonds(painter: QPainter, x: np.ndarray, y: float, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = ((0.0, -_DIAMOND), (_DIAMOND, 0.0), (0.0, _DIAMOND), (-_DIAMOND, 0.0))
    for at in x.tolist():
        painter.drawPolygon(QPolygonF([QPointF(at + dx, y + dy) for dx, dy in corners]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_shade(painter: QPainter, area: QRect, span: Span, spans: Drawn) -> None:
    """Shade every second kind of span behind all lanes."""
    for (start, stop), rank in zip(spans.x.tolist(), spans.y.tolist(), strict=True):
        if int(rank) % 2:
            left, right = places(np.array([start, stop]), area, span)
            shade = QRectF(left, area.top(), right - left, area.height())
            painter.fillRect(shade.intersected(QRectF(area)), theme.color("shade"))
