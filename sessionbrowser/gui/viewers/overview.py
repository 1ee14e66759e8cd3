"""The whole recording in a strip above the raster, and in it the window of time that the raster shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sessionbrowser.arrays.bins import edges
from sessionbrowser.arrays.picture import Picture
from sessionbrowser.gui import theme
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.viewers.raster_gutter import RIGHT
from sessionbrowser.gui.viewers.raster_paint import Colouring, Painted, paint
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import FEWEST, Span, View
from sessionbrowser.gui.viewers.time_lane import paint_words

HEIGHT, LOW_HEIGHT = 36, 28
_TOP = 8
_REACH = 5
"""Pixels to either side of an end of the window where the mouse takes hold of it."""
_HANDLE = (5, 13)
_ZOOM, _WHEEL_STEP = 1.25, 120

Part = Literal["low", "high", "window", "new"]


class Strip(NamedTuple):
    """What to make the strip of.

    Attributes
    ----------
    picture : Picture
        Of the whole recording, of any size.
    view : View
        The whole of it, from the side that the raster shows it.
    colours : Colouring
    width, height : int
        Device pixels.
    """

    picture: Picture
    view: View
    colours: Colouring
    width: int
    height: int

    def make(self, _job: Job) -> Painted:
        """Return the strip, in a worker."""
        small = squeezed(self.picture, self.height, self.width)
        return paint(small, self.view, self.width, self.height, self.colours)


def squeezed(picture: Picture, height: int, width: int) -> Picture:
    """Return a picture of at most so many rows and columns, in which no peak of a larger one is lost.

    A cell shows the greatest of the cells that it stands for, and the least where the picture is one of the least.
    """
    extreme = np.fmin if picture.how == "min" else np.fmax
    values: NDArray[Any] = picture.values
    rows, columns = (edges(0, n, most) for n, most in zip(values.shape, (height, width), strict=True))
    values = extreme.reduceat(extreme.reduceat(values, rows[:-1], axis=0), columns[:-1], axis=1)
    return replace(picture, values=values, row_edges=picture.row_edges[rows], col_edges=picture.col_edges[columns])


def between(span: Span, one: float, other: float) -> Span:
    """Return the part of an axis between two positions, in either order, as far as there is any."""
    low, high = sorted(min(max(position, 0.0), float(span.length)) for position in (one, other))
    width = max(high - low, float(min(FEWEST, span.length)))
    low = min(low, span.length - width)
    return span._replace(low=low, high=low + width)


class Overview(QWidget):
    """Paints the strip, and lets the window in it be dragged, widened, or drawn anew.

    Attributes
    ----------
    span_wanted : Signal(Span)
        The user moved the window.
    """

    span_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span: Span | None = None
        self._scale: Scale | None = None
        self._strip: Painted | None = None
        self._grip: tuple[Part, float, Span] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Whole recording")

    def show_time(self, scale: Scale, span: Span, *, low: bool = False) -> None:
        """Start with another recording; `low` leaves more room for the raster."""
        self._scale, self.span = scale, span
        self._strip = self._grip = None
        self.setFixedHeight(_TOP + (LOW_HEIGHT if low else HEIGHT))
        self.update()

    def look_at(self, span: Span) -> None:
        """Put the window there."""
        self.span = span
        self.update()

    def show_strip(self, strip: Painted) -> None:
        """Show the recording."""
        self._strip = strip
        self.update()

    @property
    def area(self) -> QRect:
        """Where the strip lies in the widget, as wide as the raster."""
        return QRect(Space.GUTTER, _TOP, max(1, self.width() - Space.GUTTER - RIGHT), max(1, self.height() - _TOP))

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the strip in device pixels."""
        area, ratio = self.area, self.devicePixelRatio()
        return max(1, int(area.width() * ratio)), max(1, int(area.height() * ratio))

    @property
    def window_area(self) -> QRect:
        """Where the window lies in the widget."""
        area = self.area
        if self.span is None:
            return area
        left, right = (round(at / self.span.length * area.width()) for at in (self.span.low, self.span.high))
        return QRect(area.left() + left, area.top(), max(2, right - left), area.height())

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the strip and the window."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        if self.span is None or self._scale is None:
            return
        area, window = self.area, self.window_area
        muted = theme.color("muted")
        paint_words(painter, area, [("whole", muted, False), (_length_text(self._scale), muted, False)])
        if self._strip is not None:
            painter.drawImage(area, self._strip.image)
        painter.setPen(theme.color("line"))
        painter.drawRect(area.adjusted(-1, -1, 0, 0))
        veil = QColor(theme.color("plot"))
        veil.setAlphaF(0.72)
        painter.fillRect(QRect(area.topLeft(), QPointF(window.left() - 1, area.bottom()).toPoint()), veil)
        painter.fillRect(QRect(QPointF(window.right() + 1, area.top()).toPoint(), area.bottomRight()), veil)
        self._paint_window(painter, window)

    def _paint_window(self, painter: QPainter, window: QRect) -> None:
        accent = theme.color("accent")
        painter.setPen(QPen(accent, 2, j=Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(window.adjusted(1, 1, -1, -1))
        handle = QRect(0, 0, *_HANDLE)
        for x in (window.left() + 1, window.right()):
            handle.moveCenter(QPointF(x, window.center().y()).toPoint())
            painter.fillRect(handle, accent)

    # Mouse

    def _position(self, x: float) -> float:
        assert self.span is not None
        return (x - self.area.left()) / self.area.width() * self.span.length

    def _part_at(self, x: float) -> Part:
        """Return what the mouse takes hold of."""
        window = self.window_area
        ends: tuple[tuple[Part, int], ...] = (("low", window.left()), ("high", window.right()))
        nearest, place = min(ends, key=lambda end: abs(end[1] - x))
        if abs(place - x) <= _REACH:
            return nearest
        inside = window.left() < x < window.right()
        return "window" if inside and self.span is not None and not self.span.is_whole else "new"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window, of one end of it, or start a new one."""
        if event.button() == Qt.MouseButton.LeftButton and self.span is not None:
            x = event.position().x()
            self._grip = (self._part_at(x), self._position(x), self.span)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what was taken hold of; the cursor tells what there is to take hold of."""
        x = event.position().x()
        if self._grip is None or self.span is None:
            self.setCursor(_CURSORS[self._part_at(x)] if self.span is not None else Qt.CursorShape.ArrowCursor)
            return
        (part, start, span), here = self._grip, self._position(x)
        if part == "window":
            self.span_wanted.emit(span.moved(here - start))
        else:
            self.span_wanted.emit(between(span, here, {"low": span.high, "high": span.low}.get(part, start)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click beside the window brings it there."""
        grip, self._grip = self._grip, None
        if grip is None or self.span is None:
            return
        part, start, span = grip
        if part == "new" and self.span == span:
            self.span_wanted.emit(span.moved(start - (span.low + span.high) / 2))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show the whole recording."""
        if self.span is not None:
            self.span_wanted.emit(self.span.widest())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Make the window wider or narrower."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if self.span is not None and delta:
            at = min(max(self._position(event.position().x()), self.span.low), self.span.high)
            self.span_wanted.emit(self.span.zoomed(_ZOOM ** (-delta / _WHEEL_STEP), at))
        event.accept()


_CURSORS: dict[Part, Qt.CursorShape] = {
    "low": Qt.CursorShape.SizeHorCursor,
    "high": Qt.CursorShape.SizeHorCursor,
    "window": Qt.CursorShape.OpenHandCursor,
    "new": Qt.CursorShape.CrossCursor,
}


def _length_text(scale: Scale) -> str:
    length = scale.axis.length
    if scale.tells_time:
        return f"{scale.time_at(length) - scale.time_at(0):.0f} s"
    return f"{length} {scale.axis.name}s"
