"""The line below every viewer: what is under the cursor, and what the mouse does."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.base import Reading

_GAP = 20
_INNER = 6


class ReadoutBar(QWidget):
    """Pairs of a muted label and a bold value from the left, hints at the right end where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading = ()
        self.hint = ""
        self.setFixedHeight(Space.READOUT)
        self.setAccessibleName("Readout")

    def show_reading(self, reading: Reading) -> None:
        """Show what stands under the cursor; an empty reading shows nothing."""
        if reading != self.reading:
            self.reading = reading
            self.setAccessibleDescription(", ".join(f"{label} {value}" for label, value in reading))
            self.update()

    def show_hint(self, hint: str) -> None:
        """Say what the mouse and the keys do here."""
        self.hint = hint
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
        line = self.rect().adjusted(Space.M, 1, -Space.M, 0)
        left = self._paint_reading(painter, line)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color("muted"))
        if painter.fontMetrics().horizontalAdvance(self.hint) < line.right() - left:
            draw_text(painter, line, self.hint, right=True)

    def _paint_reading(self, painter: QPainter, line: QRect) -> int:
        """Draw the pairs, and return where they end."""
        left = line.left()
        for name, value in self.reading:
            for text, role, bold, gap in ((name, "muted", False, _INNER), (value, "text", True, _GAP)):
                painter.setFont(theme.font(Size.SECONDARY, bold))
                painter.setPen(theme.color(role))
                left += draw_text(painter, line.adjusted(left - line.left(), 0, 0, 0), text) + gap
        return left
