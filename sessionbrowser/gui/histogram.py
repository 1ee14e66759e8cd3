"""The values of an array as a small picture: how many there are of each, and which colours they take."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.viewers.raster_paint import Colouring

_BARS, _GAP, _RIBBON, _HANDLE = 54, 4, 10, 6
_HEIGHT = _BARS + _GAP + _RIBBON + _HANDLE


def ribbon(name: str, width: int, height: int, first: float = 0.0, last: float = 1.0) -> QPixmap:
    """Return a colour map as a strip.

    Parameters
    ----------
    name : str
        Of `plotting.MAPS`.
    width, height : int
        Pixels.
    first, last : float
        Shares of the width between which the map runs; beyond, its ends go on.
    """
    shares = (np.arange(width) + 0.5) / max(1, width)
    steps = np.clip((shares - first) / max(last - first, 1e-9) * 255, 0, 255).astype(np.uint8)
    row = np.ascontiguousarray(plotting.lut(name)[steps])
    line = QImage(row.data, width, 1, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(line).scaled(width, height)


class Histogram(QWidget):
    """Bars of the non-zero values on a logarithmic scale, the levels over them, the colours below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self._stats: Stats | None = None
        self._colours: Colouring | None = None
        self._low, self._high = 0.0, 1.0

    def show_values(self, stats: Stats | None, colours: Colouring | None) -> None:
        """Show these values in these colours; None shows nothing."""
        self._stats, self._colours = stats, colours
        if stats is not None and colours is not None:
            first, last = float(stats.edges[0]), float(stats.edges[-1])
            self._low, self._high = (min(first, 0.0) if colours.low == 0 else first), last
        self.update()

    def _share(self, value: float) -> float:
        span = self._high / 2 - self._low / 2
        return min(max((value / 2 - self._low / 2) / span, 0.0), 1.0) if span > 0 else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, colours and levels."""
        if self._stats is None or self._colours is None:
            return
        painter = QPainter(self)
        low, high = (self._share(level) for level in (self._colours.low, self._colours.high))
        left, right = round(low * (self.width() - 2)) + 1, round(high * (self.width() - 2)) + 1
        painter.fillRect(QRect(left, 0, right - left, _BARS + _GAP), theme.color("shade"))
        self._paint_bars(painter, self._stats, low, high)
        strip = QRect(0, _BARS + _GAP, self.width(), _RIBBON)
        painter.drawPixmap(strip, ribbon(self._colours.map, self.width(), _RIBBON, low, high))
        painter.setPen(theme.color("control"))
        painter.drawRect(strip.adjusted(0, 0, -1, -1))
        for place in (left, right):
            self._paint_level(painter, place)

    def _paint_bars(self, painter: QPainter, stats: Stats, low: float, high: float) -> None:
        """Draw a bar for each count; those outside the levels are paler."""
        tallest = math.log1p(max(1, int(stats.counts.max(initial=0))))
        places = [self._share(float(edge)) * self.width() for edge in stats.edges]
        for count, left, right in zip(stats.counts, places, places[1:], strict=False):
            if not count:
                continue
            height = max(2.0, math.log1p(count) / tallest * (_BARS - 2))
            inside = low * self.width() <= (left + right) / 2 <= high * self.width()
            painter.setOpacity(1.0 if inside else 0.5)
            bar = QRectF(left, _BARS - height, max(1.0, right - left - 1), height)
            painter.fillRect(bar, theme.color("muted" if inside else "control"))
        painter.setOpacity(1.0)

    def _paint_level(self, painter: QPainter, place: int) -> None:
        painter.setPen(QPen(theme.color("accent"), 2))
        foot = _BARS + _GAP + _RIBBON
        painter.drawLine(place, 0, place, foot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        corners = (QPointF(place, foot), QPointF(place - 4, foot + _HANDLE), QPointF(place + 4, foot + _HANDLE))
        painter.drawPolygon(QPolygonF(corners))
