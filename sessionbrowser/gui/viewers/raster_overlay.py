"""What is drawn over a raster: the crosshair, and a word where there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.tokens import Size, Space


def paint_word(painter: QPainter, area: QRect, word: str) -> None:
    """Write a word in the middle of an area; nothing where it is empty."""
    if not word:
        return
    painter.setFont(theme.font(Size.BODY))
    box = painter.fontMetrics().boundingRect(word).adjusted(-Space.M, -Space.S, Space.M, Space.S)
    box.moveCenter(area.center())
    painter.fillRect(box, theme.color("panel"))
    painter.setPen(theme.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)


def paint_crosshair(painter: QPainter, area: QRect, cell: QRectF, dark: bool) -> None:
    """Draw lines through a cell, and a box around it; `dark` tells what the picture below is like."""
    line = plotting.line_over(dark)
    middle = cell.center().toPoint()
    line.setAlphaF(0.55)
    painter.setPen(QPen(line, 1))
    painter.drawLine(middle.x(), area.top(), middle.x(), area.bottom())
    painter.drawLine(area.left(), middle.y(), area.right(), middle.y())
    line.setAlphaF(1.0)
    painter.setPen(QPen(line, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)  # the colour in the box is that of its value
    mark = QRectF(0, 0, max(6.0, cell.width()), max(6.0, cell.height()))
    mark.moveCenter(cell.center())
    painter.drawRect(mark)
