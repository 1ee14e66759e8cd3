"""Lines on the screen: paints curves that come ready from workers, and moves them at once under the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.raster_gutter import BOTTOM, RIGHT, TOP, paint_bottom
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.ringed import RingedWidget, asks_for_all
from sessionbrowser.gui.viewers.scaling import Scaling
from sessionbrowser.gui.viewers.trace_curve import Curves, Floats
from sessionbrowser.gui.viewers.trace_paint import Style, line_colour, name_colour, paint_bins, paint_samples, y_ticks

_ZOOM, _WHEEL_STEP, _KEY_STEP = 1.25, 120, 0.1
_LEGEND, _LINKED_BOTTOM = 18, 2


@dataclass(frozen=True, slots=True)
class Look:
    """How an array is drawn.

    Attributes
    ----------
    scale : Scale
        Of the axis that runs rightward.
    style : {"line", "steps", "points"}
        Points alone where neighbours have nothing to do with each other, as ROIs.
    names : tuple of str
        One a line, when there are several.
    kind : str
        Numpy's letter of the values' dtype.
    unit : str
        Of the values; may be empty.
    linked : bool
        Whether lanes stand below that share its time, and the time axis below those.
    """

    scale: Scale
    style: Style = "line"
    names: tuple[str, ...] = ()
    kind: str = "f"
    unit: str = ""
    linked: bool = False


class TraceCanvas(RingedWidget):
    """Paints curves, axes and the cursor; reads and computes nothing.

    Attributes
    ----------
    view_changed : Signal()
        Other samples, or another size, are on the screen; curves of `view` are wanted.
    hovered : Signal(object)
        The sample under the cursor, None when it left.
    """

    view_changed = Signal()
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: Span | None = None
        self.hover: int | None = None
        self.curves: Curves | None = None
        self._look: Look | None = None
        self._word = ""
        self._grip: float | None = None
        self._scaling: Scaling | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(Space.GUTTER + 60, 80)
        self.setAccessibleName("Trace")

    def sizeHint(self) -> QSize:
        """Return a size to start from; it grows with the window."""
        return QSize(640, 320)

    def show_look(self, look: Look) -> None:
        """Start with another array: all of it is on the screen, still without a line."""
        self.forget()
        self._look = look
        self.view = Span.whole(look.scale.axis.length)

    def show_curves(self, curves: Curves) -> None:
        """Put lines on the screen; where they are of an older view, they are moved."""
        self.curves = curves
        self._word = curves.word
        self.update()

    def show_word(self, word: str) -> None:
        """Say what no line can show."""
        self._word = word
        self.update()

    def forget(self) -> None:
        """Show nothing."""
        self.view = self.curves = self._look = self.hover = self._grip = None
        self._word = ""
        self.update()

    @property
    def area(self) -> QRect:
        """Where the lines lie in the widget."""
        top = TOP + (_LEGEND if self._look is not None and self._look.names else 0)
        bottom = _LINKED_BOTTOM if self._look is not None and self._look.linked else BOTTOM
        width, height = self.width() - Space.GUTTER - RIGHT, self.height() - top - bottom
        return QRect(Space.GUTTER, top, max(1, width), max(1, height))

    @property
    def pixels(self) -> int:
        """Width of the plot in device pixels."""
        return max(1, int(self.area.width() * self.devicePixelRatio()))

    def look_at(self, view: Span) -> None:
        """Show other samples; the old line moves there at once."""
        if view != self.view:
            self.view = view
            self.update()
            self.view_changed.emit()

    def look_at_all(self) -> None:
        """Show all samples."""
        if self.view is not None:
            self.look_at(Span.whole(self.view.length))

    def sample_at(self, point: QPointF) -> int | None:
        """Return the sample under a point of the widget, None outside the plot."""
        if self.view is None or not self.view.length or not QRectF(self.area).contains(point):
            return None
        return min(int(self.view.at(self._share(point.x()))), self.view.length - 1)

    def _share(self, x: float) -> float:
        return (x - self.area.left()) / self.area.width()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, lines and cursor."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        area = self.area
        if self.view is not None and self._look is not None:
            painter.setFont(theme.font(Size.AXIS))
            if not self._look.linked:
                paint_bottom(painter, area, self.view, self._look.scale)
            self._paint_left(painter, area)
            self._paint_legend(painter, area)
            painter.setClipRect(area)
            self._paint_curves(painter, area)
            self._paint_cursor(painter, area)
            painter.setClipping(False)
            painter.setPen(theme.color("line"))
            painter.drawLine(area.left(), area.bottom() + 1, area.right(), area.bottom() + 1)
            self.paint_ring(painter, area)
        if self._word:
            painter.setFont(theme.font(Size.BODY))
            painter.setPen(theme.color("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._word)

    def _paint_left(self, painter: QPainter, area: QRect) -> None:
        if self.curves is None or self.curves.word or self._look is None:
            return
        ticks = y_ticks(self.curves.range, area.height(), self._look.kind)
        for at, (share, text) in enumerate(ticks, start=1):
            y = area.bottom() - round(share * area.height())
            painter.setPen(theme.color("grid"))
            painter.drawLine(area.left(), y, area.right(), y)
            painter.setPen(theme.color("muted"))
            box = QRect(2, y - 8, area.left() - 8, 16)
            text = f"{text} {self._look.unit}".rstrip() if at == len(ticks) else text
            painter.setFont(narrowed(theme.font(Size.AXIS), [text], box.width()))
            draw_text(painter, box, text, Qt.TextElideMode.ElideMiddle, right=True)

    def _paint_legend(self, painter: QPainter, area: QRect) -> None:
        left = area.left()
        painter.setFont(theme.font(Size.AXIS, bold=True))
        for i, name in enumerate(self._look.names if self._look else ()):
            painter.setPen(name_colour(i))
            painter.drawText(QRect(left, area.top() - _LEGEND, area.right() - left, _LEGEND - 2), 0, name)
            left += painter.fontMetrics().horizontalAdvance(name) + Space.L

    def _paint_curves(self, painter: QPainter, area: QRect) -> None:
        curves, view, look = self.curves, self.view, self._look
        if curves is None or view is None or look is None or curves.word:
            return
        edges: Floats = area.left() + (curves.edges - view.low) * np.float64(area.width() / view.width)
        for i, (low, high) in enumerate(zip(curves.low, curves.high, strict=True)):
            tops, bottoms = (area.bottom() - shares * area.height() for shares in (high, low))
            colour = line_colour(i)
            if curves.per_bin > 1:
                paint_bins(painter, edges, tops, bottoms, colour)
            else:
                paint_samples(painter, edges, tops, colour, look.style)

    def _paint_cursor(self, painter: QPainter, area: QRect) -> None:
        if self.hover is None or self.view is None:
            return
        line = QColor(theme.color("text"))
        line.setAlphaF(0.55)
        painter.setPen(QPen(line, 1))
        x = area.left() + round(self.view.share(self.hover + 0.5) * area.width())
        painter.drawLine(x, area.top(), x, area.bottom())

    # Mouse and keys, as on a raster

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for lines of the new size."""
        super().resizeEvent(event)
        if self.view is not None:
            self.view_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line."""
        if event.button() == Qt.MouseButton.LeftButton and self.sample_at(event.position()) is not None:
            self._grip = event.position().x()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.RightButton and self.sample_at(event.position()) is not None:
            self._scaling = Scaling(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the line."""
        self._grip = self._scaling = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show all samples."""
        self.look_at_all()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line, or tell what is under the cursor."""
        if self._grip is not None and self.view is not None:
            moved, self._grip = event.position().x() - self._grip, event.position().x()
            self.look_at(self.view.moved(-moved * self.view.width / self.area.width()))
        elif self._scaling is not None and self.view is not None:
            at = self.view.at(self._share(self._scaling.around.x()))
            self.look_at(self.view.zoomed(self._scaling.factors(event.position())[0], at))
        self.hover_at(self.sample_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.hover_at(None)

    def hover_at(self, sample: int | None) -> None:
        """Put the cursor on a sample; None takes it away."""
        if sample != self.hover:
            self.hover = sample
            self.hovered.emit(sample)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if self.view is not None and delta:
            at = self.view.at(min(max(self._share(event.position().x()), 0.0), 1.0))
            self.look_at(self.view.zoomed(_ZOOM ** (-delta / _WHEEL_STEP), at))
            self.hover_at(self.sample_at(event.position()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrow keys, zoom by + and −, show everything by A."""
        view, key = self.view, event.key()
        if view is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.look_at(view.moved(view.width * _KEY_STEP * (1 if key == Qt.Key.Key_Right else -1)))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.look_at(view.zoomed(_ZOOM if key == Qt.Key.Key_Minus else 1 / _ZOOM, (view.low + view.high) / 2))
        elif asks_for_all(event):
            self.look_at_all()
        else:
            super().keyPressEvent(event)
