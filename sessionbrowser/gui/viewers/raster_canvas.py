"""The raster on the screen: shows pictures, moves them at once under the mouse, and tells which view is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.viewers.lanes import Mark, paint_marks
from sessionbrowser.gui.viewers.raster_gutter import (
    Frame,
    paint_borders,
    paint_frontier,
    paint_gutter,
    raster_area,
    raster_room,
)
from sessionbrowser.gui.viewers.raster_overlay import paint_crosshair, paint_word
from sessionbrowser.gui.viewers.raster_paint import Painted
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.ringed import RingedWidget, asks_for_all
from sessionbrowser.gui.viewers.scaling import Scaling

_WHEEL_STEP = 120
_ZOOM = 1.25
"""How much nearer one notch of the wheel brings."""
_KEY_STEP = 0.1
"""Share of the screen that an arrow key moves."""
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class RasterCanvas(RingedWidget):
    """Paints what it was given, and nothing of its own making: pictures come ready from workers.

    Attributes
    ----------
    view_changed : Signal()
        Another part, or another size, is on the screen; a picture of `view` is wanted.
    hovered : Signal(object)
        The (column, row) under the cursor, None when it left the data.
    clicked : Signal((int, int), bool)
        The (column, row) that was clicked, and whether with Ctrl.
    """

    view_changed = Signal()
    hovered = Signal(object)
    clicked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: View | None = None
        self.hover: tuple[int, int] | None = None
        self._frame: Frame | None = None
        self._picture: Painted | None = None
        self._backdrop: Painted | None = None
        self._marks: Sequence[Mark] = ()
        self._word = ""
        self._grip: tuple[QPointF, View] | None = None
        self._scaling: Scaling | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(Space.GUTTER + 60, 80)
        self.setAccessibleName("Raster")

    def sizeHint(self) -> QSize:
        """Return a size to start from; it grows with the window."""
        return QSize(640, 320)

    def show_frame(self, frame: Frame) -> None:
        """Start with another array: the whole of it is on the screen, still without a picture."""
        self.forget()
        self._frame = frame
        self.view = View.whole(frame.x.length, frame.y.length, downward=frame.downward)
        self.update()

    def forget(self) -> None:
        """Show nothing."""
        self.view = self._frame = self._picture = self._backdrop = self._grip = self.hover = None
        self._word, self._marks = "", ()
        self.unsetCursor()
        self.update()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Mark rows beside the raster, by the number and colour of what is shown of them elsewhere."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def show_picture(self, painted: Painted) -> None:
        """Put a picture on the screen; where it is not of the newest view, it is moved there."""
        if painted is self._picture:
            return
        self._picture = painted
        if painted.view.is_whole:
            self._backdrop = painted
        elif self._backdrop is not None and self._backdrop.cut != painted.cut:
            self._backdrop = None
        self.repaint()  # at once: what else changes with it may come after
        painted.is_seen.set()

    def show_word(self, word: str) -> None:
        """Say over the picture what it cannot show: "all zero"."""
        if word != self._word:
            self._word = word
            self.update()

    @property
    def area(self) -> QRect:
        """Where the raster lies in the widget."""
        room = raster_room(self.width(), self.height(), linked=self.is_linked)
        if self.view is None:
            return room
        return raster_area(room, self.view.x.length, self.view.y.length, square=self._is_square)

    @property
    def rows(self) -> Scale | None:
        """Which rows of the array are to be seen, from below upward."""
        return None if self._frame is None else self._frame.y

    @property
    def is_linked(self) -> bool:
        """Whether the raster shares its time with lanes below it."""
        return self._frame is not None and self._frame.linked

    @property
    def _is_square(self) -> bool:
        return self._frame is not None and self._frame.square

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the raster in device pixels."""
        area, ratio = self.area, self.devicePixelRatio()
        return max(1, int(area.width() * ratio)), max(1, int(area.height() * ratio))

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the (column, row) of the array under a point of the widget, or None outside the data."""
        area, frame = self.area, self._frame
        if (
            self.view is None
            or frame is None
            or not QRectF(area).contains(point)
            or 0 in (self.view.x.length, self.view.y.length)
        ):
            return None
        column, row = self._position(point)
        return min(int(column), self.view.x.length - 1), frame.y.number(min(int(row), self.view.y.length - 1))

    def shows(self, row: int) -> bool:
        """Whether a row of the array is among those to be seen."""
        return self._frame is not None and self._frame.y.place(row) is not None

    def cell_rect(self, cell: tuple[int, int]) -> QRectF:
        """Return where a (column, row) of the array lies in the widget; the row is one of those that it `shows`."""
        assert self.view is not None
        assert self._frame is not None
        area, (x, y) = QRectF(self.area), (self.view.x, self.view.y)
        row = self._frame.y.place(cell[1]) or 0
        left, right = (area.left() + x.share(cell[0] + i) * area.width() for i in (0, 1))
        bottom, top = (area.bottom() - y.share(row + i) * area.height() for i in (0, 1))
        return QRectF(QPointF(left, top), QPointF(right, bottom)).normalized()

    def _position(self, point: QPointF) -> tuple[float, float]:
        assert self.view is not None
        area = QRectF(self.area)
        return (
            self.view.x.at((point.x() - area.left()) / area.width()),
            self.view.y.at((area.bottom() - point.y()) / area.height()),
        )

    def look_at(self, view: View) -> None:
        """Show another part; the old picture moves there at once."""
        view = view.snapped(*self.pixels)
        if view != self.view:
            self.view = view
            self.update()
            self.view_changed.emit()

    def look_at_all(self) -> None:
        """Show the whole array."""
        if self.view is not None:
            self.look_at(self.view.widest())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, what stands around it, and the crosshair."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        area = self.area
        if self.view is None or self._frame is None:
            paint_word(painter, area, self._word)
            return
        marks = self._placed(self._marks, self._frame.y)
        paint_gutter(painter, area, self.view, self._frame, [mark.row + 0.5 for mark in marks])
        paint_marks(painter, area, self.view.y, marks, self._frame.numbers_room)
        painter.setClipRect(area)
        dark = theme.current().dark
        if self._picture is not None:
            dark = self._picture.colours.is_dark
            self._paint_pictures(painter, area, self._picture)
        paint_borders(painter, area, self.view.y, self._frame.planes, dark)
        if self.hover is not None and self.shows(self.hover[1]):
            paint_crosshair(painter, area, self.cell_rect(self.hover), dark)
        paint_word(painter, area, self._word)
        painter.setClipping(False)
        self.paint_ring(painter, area)

    @staticmethod
    def _placed(marks: Sequence[Mark], scale: Scale) -> list[Mark]:
        """Return the marks of rows that are to be seen, where these stand."""
        return [mark._replace(row=place) for mark in marks if (place := scale.place(mark.row)) is not None]

    def _paint_pictures(self, painter: QPainter, area: QRect, picture: Painted) -> None:
        behind = self._backdrop if picture.view != self.view else None
        for painted in (behind, picture):
            if painted is not None:
                painter.drawImage(self._place(painted.view, area), painted.image)
        if picture.frontier is not None and self.view is not None:
            upright = picture.frontier.along == "x"
            span = self.view.x if upright else self.view.y
            paint_frontier(painter, area, span.share(picture.frontier.start), upright=upright)

    def _place(self, view: View, area: QRect) -> QRectF:
        """Return where a picture of an earlier view lies now."""
        assert self.view is not None
        left, right = (area.left() + self.view.x.share(at) * area.width() for at in (view.x.low, view.x.high))
        bottom = area.bottom() + 1
        low, high = (bottom - self.view.y.share(at) * area.height() for at in (view.y.low, view.y.high))
        return QRectF(QPointF(left, high), QPointF(right, low)).normalized()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        if self.view is not None:
            self.view = self.view.snapped(*self.pixels)
            self.view_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        inside = self.cell_at(event.position()) is not None
        if event.button() == Qt.MouseButton.LeftButton and self.view is not None and inside:
            self._grip = (event.position(), self.view)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.RightButton and inside:
            self._scaling = Scaling(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the picture; where it was not dragged, this was a click."""
        grip, self._grip, self._scaling = self._grip, None, None
        self.unsetCursor()
        cell = self.cell_at(event.position())
        if grip is None or cell is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if (event.position() - grip[0]).manhattanLength() < QApplication.startDragDistance():
            self.clicked.emit(cell, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show everything."""
        self.look_at_all()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture, or tell what is under the cursor."""
        if self._grip is not None and self.view is not None:
            (start, view), area = self._grip, self.area
            moved = event.position() - start
            self.look_at(view.shifted(-moved.x() / area.width(), moved.y() / area.height()))
        elif self._scaling is not None:
            self._zoom(*self._scaling.factors(event.position()), self._scaling.around)
            return
        self.hover_at(self.cell_at(event.position()))

    def hover_at(self, cell: tuple[int, int] | None) -> None:
        """Put the crosshair on a (column, row), as if the cursor were there; None takes it away."""
        if cell != self.hover:
            self.hover = cell
            self.hovered.emit(cell)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.hover_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor: both axes; one of them with Shift or over its numbers, save in images."""
        delta = event.angleDelta().y() or event.angleDelta().x()  # Shift makes a wheel turn sideways
        if self.view is None or not delta:
            return
        factor = _ZOOM ** (-delta / _WHEEL_STEP)
        area, point = QRectF(self.area), event.position()
        along_x = point.x() >= area.left()
        along_y = point.y() <= area.bottom() and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._zoom(factor if along_x else 1.0, factor if along_y else 1.0, point)
        event.accept()

    def _zoom(self, fx: float, fy: float, point: QPointF) -> None:
        if self.view is None:
            return
        self._grip = None
        position = self._position(point)
        evenly = self._is_square
        factor = fx if fx != 1.0 else fy
        self.look_at(self.view.zoomed_evenly(factor, *position) if evenly else self.view.zoomed(fx, fy, *position))
        self.hover_at(self.cell_at(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrow keys, zoom by + and −, show everything by A."""
        view, key = self.view, event.key()
        if view is None:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            across, up = _ARROWS[key]
            self.look_at(view.shifted(across * _KEY_STEP, up * _KEY_STEP))
        elif asks_for_all(event):
            self.look_at_all()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = _ZOOM if key == Qt.Key.Key_Minus else 1 / _ZOOM
            self._zoom(factor, factor, QRectF(self.area).center())
        else:
            super().keyPressEvent(event)
