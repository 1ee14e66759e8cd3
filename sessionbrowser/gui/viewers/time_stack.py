"""What stands below a raster: lanes over the same time, and at the bottom the one axis of all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.event_lanes import paint_shade
from sessionbrowser.gui.viewers.event_tracks import Drawn
from sessionbrowser.gui.viewers.raster_gutter import RIGHT, paint_bottom
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.time_lane import TimeLane, paint_label

GAP = 4
AXIS = 22
_ZOOM, _WHEEL_STEP = 1.25, 120


class TimeStack(QWidget):
    """Paints lanes; what they show comes ready from workers.

    Attributes
    ----------
    span_wanted : Signal(Span)
        The user dragged or zoomed along time.
    pointed : Signal(object)
        The sample under the cursor, None when it left.
    """

    span_wanted = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: tuple[TimeLane, ...] = ()
        self.span: Span | None = None
        self.hover: int | None = None
        self._scale: Scale | None = None
        self._shade: Drawn | None = None
        self._grip: tuple[float, Span] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Along time")

    def show_time(self, scale: Scale, span: Span) -> None:
        """Start with another recording."""
        self._scale, self.span = scale, span
        self.lanes, self.hover, self._grip = (), None, None
        self.update()

    def look_at(self, span: Span) -> None:
        """Show another part of the recording."""
        self.span = span
        self.update()

    def show_lanes(self, lanes: Sequence[TimeLane], shade: Drawn | None = None) -> None:
        """Show these lanes from top to bottom, and spans of time as a shade behind all of them."""
        self.lanes, self._shade = tuple(lanes), shade
        self.setFixedHeight(GAP + sum(lane.height + GAP for lane in lanes) + AXIS)
        self.setAccessibleDescription(", ".join(f"{lane.name} {lane.detail}".rstrip() for lane in lanes))
        self.update()

    def point_at(self, sample: int | None) -> None:
        """Draw the crosshair at a sample."""
        if sample != self.hover:
            self.hover = sample
            self.update()

    @property
    def area(self) -> QRect:
        """Where the lanes lie in the widget, as wide as the raster."""
        return QRect(Space.GUTTER, 0, max(1, self.width() - Space.GUTTER - RIGHT), max(1, self.height() - AXIS))

    def lane_area(self, place: int) -> QRect:
        """Return where a lane lies."""
        area, top = self.area, GAP + sum(lane.height + GAP for lane in self.lanes[:place])
        return QRect(area.left(), top, area.width(), self.lanes[place].height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lanes, the crosshair through them, and the axis."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        if self.span is None or self._scale is None:
            return
        area = self.area
        if self._shade is not None:
            paint_shade(painter, area, self.span, self._shade)
        for place, lane in enumerate(self.lanes):
            box = self.lane_area(place)
            paint_label(painter, box, lane)
            painter.setClipRect(box.adjusted(0, -2, 0, 2))
            lane.paint(painter, box, self.span)
            painter.setClipping(False)
        self._paint_cursor(painter, area, self.span)
        painter.setPen(theme.color("control"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        painter.setFont(theme.font(Size.AXIS))
        paint_bottom(painter, area, self.span, self._scale)

    def _paint_cursor(self, painter: QPainter, area: QRect, span: Span) -> None:
        if self.hover is None or not span.low <= self.hover + 0.5 <= span.high:
            return
        line = QColor(theme.color("text"))
        line.setAlphaF(0.55)
        painter.setPen(QPen(line, 1))
        x = area.left() + int(span.share(self.hover + 0.5) * area.width() + 0.5)  # as the raster's own is rounded
        painter.drawLine(x, area.top(), x, area.bottom())

    def _sample_at(self, point: QPointF) -> int | None:
        share = (point.x() - self.area.left()) / self.area.width()
        if self.span is None or not 0 <= share < 1:
            return None
        return min(int(self.span.at(share)), self.span.length - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of time."""
        if event.button() == Qt.MouseButton.LeftButton and self.span is not None:
            self._grip = (event.position().x(), self.span)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of time."""
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show the whole recording."""
        if self.span is not None:
            self.span_wanted.emit(self.span.widest())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag time, or point at some of it."""
        if self._grip is not None:
            start, span = self._grip
            self.span_wanted.emit(span.shifted((start - event.position().x()) / self.area.width()))
        self.pointed.emit(self._sample_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom time around the cursor."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if self.span is not None and delta:
            share = (event.position().x() - self.area.left()) / self.area.width()
            at = self.span.at(min(max(share, 0.0), 1.0))
            self.span_wanted.emit(self.span.zoomed(_ZOOM ** (-delta / _WHEEL_STEP), at))
        event.accept()
