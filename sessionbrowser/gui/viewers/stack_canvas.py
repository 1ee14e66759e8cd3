"""Many traces on the screen, one above the other: moves at once under the mouse, as a raster does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.lanes import Mark, paint_marks
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_gutter import Frame, paint_borders, paint_gutter
from sessionbrowser.gui.viewers.raster_overlay import paint_word
from sessionbrowser.gui.viewers.raster_scale import Scale, Tick
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.trace_paint import name_colour

MOST = 1000
"""Rows at once."""
_FIRST = 24
"""Rows to begin with: each is high enough to be read."""
_GAIN = 1.25
_HEIGHTS: dict[int, float] = {Qt.Key.Key_Plus: _GAIN, Qt.Key.Key_Equal: _GAIN, Qt.Key.Key_Minus: 1 / _GAIN}
_LABEL = 15


class RowScale(Scale):
    """An axis of rows that numbers each of them where there is room."""

    def ticks(self, span: Span, most: int) -> list[Tick]:
        """Return one tick a row where rows are high, else as few as of any axis (see `Scale.ticks`)."""
        seen = span.samples
        return super().ticks(span, seen.stop - seen.start if span.width <= 2.7 * most else most)


class Unnumbered(Scale):
    """An axis of rows that are told by names, which stand beside the traces."""

    def ticks(self, _span: Span, _most: int) -> list[Tick]:
        """Return no ticks."""
        return []


@dataclass(frozen=True, eq=False, slots=True)
class Stack:
    """A picture of traces.

    Attributes
    ----------
    view : View
        What it shows.
    image : QImage
    word : str
        What no picture shows: "all NaN"; else empty.
    """

    view: View
    image: QImage
    word: str = ""


class StackCanvas(RasterCanvas):
    """Paints traces, what stands around them, and the cursor; pictures come ready from workers.

    Attributes
    ----------
    gain : float
        How many times as high as its row a trace may get.
    gain_wanted : Signal(float)
        Traces are to be so many times as high as now.
    signals_toggled : Signal()
        All signals of an ROI are to be seen, or the traces of all ROIs again.
    left : Signal()
        The user pressed Esc.
    """

    gain_wanted = Signal(float)
    signals_toggled = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack: Stack | None = None
        self._names: tuple[str, ...] = ()
        self.setAccessibleName("Traces")

    def show_frame(self, frame: Frame) -> None:
        """Start with another array: as many of its rows as can be read, over all of the time."""
        self._names = ()
        super().show_frame(frame)
        if self.view is not None:
            self.view = self.view._replace(y=self.view.y._replace(high=float(min(_FIRST, self.view.y.length))))

    def forget(self) -> None:
        """Show nothing."""
        self.stack = None
        super().forget()

    def show_names(self, names: Sequence[str]) -> None:
        """Write names left of the traces: one a row from the top, or all of them where there is one row alone."""
        self._names = tuple(names)
        self.update()

    def show_stack(self, stack: Stack) -> None:
        """Put traces on the screen; where they are of another view, they are moved."""
        self.stack = stack
        self.show_word(stack.word)
        self.repaint()  # at once: what else changes with it may come after

    def look_at(self, view: View) -> None:
        """Show another part, of no more rows than can be drawn at once; the old picture moves there at once."""
        if view.y.width > MOST:
            view = view._replace(y=view.y._replace(high=view.y.low + MOST))
        super().look_at(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the traces, what stands around them, and the cursor."""
        view, frame, area = self.view, self._frame, self.area
        if view is None or frame is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        paint_gutter(painter, area, view, frame)
        if self.hover is not None and not self._names:
            row = self.hover[1]
            place = frame.y.place(row) or 0
            paint_marks(painter, area, view.y, [Mark(place, row, place)], frame.numbers_room)
        painter.setClipRect(area)
        paint_borders(painter, area, view.y, frame.planes, theme.current().dark)
        if self.stack is not None:
            painter.drawImage(self._place(self.stack.view, area), self.stack.image)
        self._paint_cursor(painter, area)
        paint_word(painter, area, self._word)
        painter.setClipRect(0, area.top(), area.left(), area.height())
        self._paint_names(painter, area, view)
        painter.setClipping(False)
        self.paint_ring(painter, area)

    def _paint_cursor(self, painter: QPainter, area: QRect) -> None:
        if self.hover is None:
            return
        line = QColor(theme.color("text"))
        line.setAlphaF(0.55)
        painter.setPen(QPen(line, 1))
        x = self.cell_rect(self.hover).center().toPoint().x()
        painter.drawLine(x, area.top(), x, area.bottom())

    def _paint_names(self, painter: QPainter, area: QRect, view: View) -> None:
        """Write names left of the plot: each in the middle of its row, or one below the other."""
        stacked = view.y.length > 1
        for place, name in enumerate(self._names):
            middle = (1 - view.y.share(place + 0.5)) * area.height() if stacked else (place + 0.5) * _LABEL
            box = QRect(Space.XS, 0, area.left() - Space.S - Space.XS, _LABEL)
            box.moveTop(area.top() + round(middle) - _LABEL // 2)
            painter.setFont(narrowed(theme.font(Size.AXIS, bold=True), [name], box.width()))
            painter.setPen(name_colour(place))
            draw_text(painter, box, name, Qt.TextElideMode.ElideMiddle, right=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom as a raster does; with Ctrl, make the traces higher or lower."""
        delta = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and delta:
            self.gain_wanted.emit(_GAIN if delta > 0 else 1 / _GAIN)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf through the rows, show all signals of one by S and leave them by Esc; else as a raster does."""
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.view is not None:
            self.look_at(self.view.shifted(0, 1 if key == Qt.Key.Key_PageUp else -1))
        elif key in _HEIGHTS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.gain_wanted.emit(_HEIGHTS[key])
        elif key == Qt.Key.Key_S and not event.modifiers() and self.view is not None:
            self.signals_toggled.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)
