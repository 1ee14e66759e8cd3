"""A widget that paints itself and shows by a ring that the keyboard brought the focus to it; a key that all know."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


def asks_for_all(event: QKeyEvent) -> bool:
    """Whether a key asks for the view of everything: A, or Ctrl+R."""
    pressed = event.key(), event.modifiers()
    none, ctrl = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    return pressed in ((Qt.Key.Key_A, none), (Qt.Key.Key_R, ctrl))


class RingedWidget(QWidget):
    """Knows whether to show the focus; who inherits calls `paint_ring` at the end of painting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shows_focus = False

    def paint_ring(self, painter: QPainter, area: QRect) -> None:
        """Draw the ring around an area, if there is one to draw."""
        if self._shows_focus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-1, -1, 1, 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring when the focus came by the keyboard."""
        super().focusInEvent(event)
        self._shows_focus = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._shows_focus = False
        self.update()
