"""Thin lines between parts of a panel."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme


class Rule(QWidget):
    """A line of one pixel, in the middle of some room.

    Parameters
    ----------
    room : int
        Pixels across the line.
    upright : bool
        Whether it runs from top to bottom.
    length : int
        Its length; 0 lets it fill the layout.
    """

    def __init__(self, room: int = 1, *, upright: bool = False, length: int = 0) -> None:
        super().__init__()
        self._upright = upright
        across, along = (self.setFixedWidth, self.setFixedHeight)[:: 1 if upright else -1]
        across(room)
        if length:
            along(length)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setPen(theme.color("line"))
        middle = self.rect().center()
        if self._upright:
            painter.drawLine(middle.x(), 0, middle.x(), self.height())
        else:
            painter.drawLine(0, middle.y(), self.width(), middle.y())
