"""The values of an array as a small picture: how many there are of each, and which colours they take."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.viewers.raster_paint import Colouring, levels
from sessionbrowser.gui.viewers.ringed import RingedWidget

_BARS, _GAP, _RIBBON, _HANDLE = 54, 4, 10, 6
_HEIGHT = _BARS + _GAP + _RIBBON + _HANDLE
_REACH = 8
"""Pixels from a level within which the mouse takes hold of it."""
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NOTCHES, _FAR = 100, 10
_TIP = (
    "Drag a level; double click takes both back to where the values have them.\n"
    "← → move the upper level, with Shift the lower, with Ctrl further; Home takes both back."
)
_NEAREST = 1 / 200
"""How near the levels come to each other, as a share of the width."""


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


class Histogram(RingedWidget):
    """Bars of the non-zero values on a logarithmic scale, the levels over them, the colours below.

    Levels are dragged, or moved by arrow keys: the upper one, with Shift the lower one, with Ctrl further.

    Attributes
    ----------
    levels_chosen : Signal(object)
        The lowest and the highest value that the colours are to tell apart; None for those that suit the values.
    """

    levels_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self._stats: Stats | None = None
        self._colours: Colouring | None = None
        self._low, self._high = 0.0, 1.0
        self._held: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Levels")
        self.setToolTip(_TIP)

    def show_values(self, stats: Stats | None, colours: Colouring | None) -> None:
        """Show these values in these colours; None shows nothing."""
        self._stats, self._colours = stats, colours
        if stats is not None and colours is not None:
            first, last = float(stats.edges[0]), float(stats.edges[-1])
            self._low, self._high = (min(first, 0.0) if levels(stats)[0] == 0 else first), last
        self.update()

    def _share(self, value: float) -> float:
        span = self._high / 2 - self._low / 2
        return min(max((value / 2 - self._low / 2) / span, 0.0), 1.0) if span > 0 else 0.0

    def _places(self, colours: Colouring) -> tuple[int, int]:
        """Return the pixels at which the levels stand."""
        left, right = (round(self._share(level) * (self.width() - 2)) + 1 for level in (colours.low, colours.high))
        return left, right

    def _level_at(self, place: float) -> int | None:
        """Return which level the mouse can take hold of: 0 the lower, 1 the upper, None neither."""
        if self._stats is None or self._colours is None or self._stats.low is None:
            return None
        left, right = (abs(place - at) for at in self._places(self._colours))
        if min(left, right) > _REACH:
            return None
        return 0 if left < right else 1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a level."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._level_at(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of it."""
        self._held = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Go back to the levels that suit the values."""
        self._held = None
        self.levels_chosen.emit(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the level that is held, or show that one can be."""
        place = event.position().x()
        if self._held is not None and self._colours is not None:
            self.levels_chosen.emit(self._dragged(self._held, place, self._colours))
        elif self._level_at(place) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.SizeHorCursor)

    def _dragged(self, held: int, place: float, colours: Colouring) -> tuple[float, float]:
        """Return both levels with one of them at a place, or as near to the other as it may come."""
        share = min(max((place - 1) / max(1, self.width() - 2), 0.0), 1.0)
        apart = (self._high / 2 - self._low / 2) * (2 * _NEAREST)  # in this order, lest it overflow
        value = self._low * (1 - share) + self._high * share
        if held == 0:
            return min(value, colours.high - apart), colours.high
        return colours.low, max(value, colours.low + apart)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a level by a hundredth of the width, or by a tenth; take both back by Home."""
        colours, by = self._colours, _STEPS.get(event.key(), 0)
        if event.key() == Qt.Key.Key_Home:
            self.levels_chosen.emit(None)
        elif by and colours is not None and self._stats is not None and self._stats.low is not None:
            modifiers = event.modifiers()
            held = 0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            far = _FAR if modifiers & Qt.KeyboardModifier.ControlModifier else 1
            level = self._share(colours.high if held else colours.low)
            place = (level + by * far / _NOTCHES) * (self.width() - 2) + 1
            self.levels_chosen.emit(self._dragged(held, place, colours))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, colours and levels."""
        if self._stats is None or self._colours is None:
            return
        painter = QPainter(self)
        low, high = (self._share(level) for level in (self._colours.low, self._colours.high))
        left, right = self._places(self._colours)
        painter.fillRect(QRect(left, 0, right - left, _BARS + _GAP), theme.color("shade"))
        self._paint_bars(painter, self._stats, low, high)
        strip = QRect(0, _BARS + _GAP, self.width(), _RIBBON)
        painter.drawPixmap(strip, ribbon(self._colours.map, self.width(), _RIBBON, low, high))
        painter.setPen(theme.color("control"))
        painter.drawRect(strip.adjusted(0, 0, -1, -1))
        for place in (left, right):
            self._paint_level(painter, place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.paint_ring(painter, self.rect().adjusted(2, 2, -2, -2))

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
