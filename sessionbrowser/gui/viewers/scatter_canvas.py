"""Points on the screen: moves at once under the mouse, as a raster does, with equal steps along both axes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_gutter import Frame, paint_gutter
from sessionbrowser.gui.viewers.raster_overlay import paint_word
from sessionbrowser.gui.viewers.raster_scale import Scale, Tick, decimals, nice_numbers, nice_step
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.scatter_cloud import Dots
from sessionbrowser.gui.words import with_minus
from sessionbrowser.sessions.opening import Axis

_RING = 6.0


@dataclass(frozen=True)
class Ruler(Scale):
    """An axis of a plane, with numbers in the unit of the file.

    Parameters
    ----------
    origin : float
        Where it begins.
    step : float
        What one of its steps is.
    """

    origin: float = 0.0
    step: float = 1.0

    @classmethod
    def along(cls, name: str, steps: int, origin: float, step: float) -> Ruler:
        """Return the axis of so many steps."""
        return cls(Axis(name, steps), origin=origin, step=step)

    def ticks(self, span: Span, most: int) -> list[Tick]:
        """Return ticks at round numbers of what is on the screen."""
        low, high = (self.origin + at * self.step for at in (span.low, span.high))
        every = nice_step(high - low, most)
        places = decimals(every)
        plain = places <= 6 and max(abs(low), abs(high)) < 1e6
        return [
            ((number - self.origin) / self.step, with_minus(f"{number + 0.0:.{places}f}" if plain else f"{number:.4g}"))
            for number in nice_numbers(low, high, every)
        ]


class ScatterCanvas(RasterCanvas):
    """Paints points, the axes, and a ring around the point that the cursor means.

    Attributes
    ----------
    pointed : Signal(object)
        Where the cursor is in the area, (x, y) in pixels; None when it left.
    """

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dots: Dots | None = None
        self._ring: tuple[float, float] | None = None
        self.setAccessibleName("Scatter")

    def show_frame(self, frame: Frame) -> None:
        """Start with another plane: all of it is on the screen."""
        super().show_frame(frame)
        self.dots = self._ring = None

    def forget(self) -> None:
        """Show nothing."""
        self.dots = self._ring = None
        super().forget()

    def show_dots(self, dots: Dots) -> None:
        """Put points on the screen; where they are of another view, they are moved."""
        self.dots = dots
        self.update()

    def show_ring(self, place: tuple[float, float] | None) -> None:
        """Draw a ring around the point at a place, in steps along both axes; None takes it away."""
        self._ring = place
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axes, the points and the ring."""
        view, frame, area = self.view, self._frame, self.area
        if view is None or frame is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        paint_gutter(painter, area, view, frame)
        painter.setClipRect(area)
        if self.dots is not None:
            painter.drawImage(self._place(self.dots.view, area), self.dots.image)
        if self._ring is not None:
            x = area.left() + view.x.share(self._ring[0]) * area.width()
            y = area.bottom() + 1 - view.y.share(self._ring[1]) * area.height()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawEllipse(QPointF(x, y), _RING, _RING)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_word(painter, area, self._word)
        painter.setClipping(False)
        self.paint_ring(painter, area)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the plane, or tell where the cursor is."""
        super().mouseMoveEvent(event)
        place = event.position() - QPointF(self.area.topLeft())
        inside = self.cell_at(event.position()) is not None
        self.pointed.emit((place.x(), place.y()) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)
