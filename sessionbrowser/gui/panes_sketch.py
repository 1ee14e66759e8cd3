"""A small drawing of the window for the first start: what its three parts are, and where."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.tokens import Size, Space

PARTS = (
    ("1", "Sessions", "mouse, date, session"),
    ("2", "Files", "what there is, and whether it is sound"),
    ("3", "Picture", "any of them, at one click"),
)
_WINDOW = QRectF(0.5, 0.5, 376, 220)
_SIDE, _TOP = 104.0, 84.0
_LINE = 30
"""Height of a line of the legend."""
_BARS = ((54, 0), (40, 10), (48, 10), (58, 0), (44, 10))
"""Width and indent of the sessions that are hinted at."""
_SPIKES = (
    *((8, 0), (22, 2), (23, 0), (40, 3), (52, 1), (66, 2), (67, 4), (83, 0), (96, 3), (110, 1), (111, 3), (124, 4)),
    *((138, 2), (139, 0), (154, 1), (166, 4), (180, 3), (181, 1), (196, 0), (208, 2), (222, 4), (223, 1), (236, 3)),
)
"""Place and row of the spikes in the picture."""


class PanesSketch(QWidget):
    """Draws the window with its parts numbered, and a legend below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName("The parts of the window")
        self.setAccessibleDescription("; ".join(f"{number} {name}: {what}" for number, name, what in PARTS))

    def sizeHint(self) -> QSize:
        """Be as large as the drawing is."""
        return QSize(round(_WINDOW.width()) + 1, round(_WINDOW.height()) + Space.L + _LINE * len(PARTS))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the colours of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(_WINDOW, Space.RADIUS, Space.RADIUS)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(_SIDE, 1), QPointF(_SIDE, _WINDOW.bottom() - 1))
        painter.drawLine(QPointF(_SIDE, _TOP), QPointF(_WINDOW.right() - 1, _TOP))
        self._draw_sessions(painter)
        self._draw_files(painter)
        self._draw_picture(painter)
        for (number, _name, _what), at in zip(PARTS, _corners(), strict=True):
            _draw_number(painter, at, number)
        self._draw_legend(painter)

    def _draw_sessions(self, painter: QPainter) -> None:
        for row, (width, indent) in enumerate(_BARS):
            chosen = row == 2
            if chosen:
                painter.fillRect(QRectF(1, 38 + 18 * row - 6, _SIDE - 1, 16), theme.color("selection"))
            _bar(painter, 14 + indent, 38 + 18 * row, width, "text" if chosen else "control")

    def _draw_files(self, painter: QPainter) -> None:
        for row, width in enumerate((92, 120, 74)):
            _bar(painter, _SIDE + 14, 38 + 16 * row, width, "control")
            _bar(painter, _SIDE + 156, 38 + 16 * row, 40, "line")
            _bar(painter, _SIDE + 216, 38 + 16 * row, 26, "line")

    def _draw_picture(self, painter: QPainter) -> None:
        for row in range(5):
            y = _TOP + 44 + 20 * row
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(_SIDE + 14, y), QPointF(_WINDOW.right() - 14, y))
        painter.setPen(QPen(theme.color("accent"), 2))
        for x, row in _SPIKES:
            y = _TOP + 44 + 20 * row
            painter.drawLine(QPointF(_SIDE + 14 + x, y - 6), QPointF(_SIDE + 14 + x, y + 6))

    def _draw_legend(self, painter: QPainter) -> None:
        for line, (number, name, what) in enumerate(PARTS):
            top = _WINDOW.bottom() + Space.L + _LINE * line
            _draw_number(painter, QPointF(10, top + 10), number)
            painter.setFont(theme.font(Size.BODY, bold=True))
            painter.setPen(theme.color("text"))
            area = QRectF(30, top, _WINDOW.width() - 30, 20)
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, name)
            area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(name) + Space.S)
            painter.setFont(theme.font(Size.SECONDARY))
            painter.setPen(theme.color("muted"))
            painter.drawText(area, flags, what)


def _corners() -> tuple[QPointF, QPointF, QPointF]:
    return QPointF(20, 18), QPointF(_SIDE + 20, 18), QPointF(_SIDE + 20, _TOP + 18)


def _bar(painter: QPainter, x: float, y: float, width: float, role: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(role))
    painter.drawRoundedRect(QRectF(x, y, width, 4), 2, 2)


def _draw_number(painter: QPainter, centre: QPointF, number: str) -> None:
    painter.setPen(QPen(theme.color("accent"), 1.5))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(centre, 9, 9)
    painter.setFont(theme.font(Size.AXIS, bold=True))
    painter.drawText(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), Qt.AlignmentFlag.AlignCenter, number)
