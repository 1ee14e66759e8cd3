"""How the cells of the onedata table look: an icon and a name, a state and its evidence, or plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.rows import paint_background, paint_ring, text_role
from sessionbrowser.gui.table_columns import (
    COLUMNS,
    HEALTH,
    KIND,
    NAME,
    SHAPE,
    SHAPES,
    TYPE,
    WORDS,
    Row,
    brief,
    icon_of,
    kept_text,
)
from sessionbrowser.gui.table_model import FileProxy, Index
from sessionbrowser.gui.tokens import Size, Space

if TYPE_CHECKING:
    from sessionbrowser.gui.table_view import TableView

_NARROWEST = {KIND: 85, SHAPE: 70, TYPE: 70, HEALTH: 85}
"""Percent to which what these say is condensed before it is elided: complex128 fits, datetime64, three axes too."""
_A_FEW_LETTERS = 30
"""Room below which evidence gives way whole to who keeps the file."""
_GAP = 2
"""What a cell keeps free on the side where the margin of its neighbour follows."""


class CellPainter(QStyledItemDelegate):
    """Paints a cell: an icon and a name, a state and its evidence, or plain text."""

    def __init__(self, view: TableView, proxy: FileProxy) -> None:
        super().__init__(view)
        self._view, self._proxy = view, proxy

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(60, Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell, and the ring of the current row in its first."""
        row = self._proxy.row_at(index)
        if row is None:
            return
        rect: QRect = option.rect
        painter.save()
        if row.spks is not None:
            painter.fillRect(rect, theme.color("raised"))
        paint_background(painter, option, self._view, rect)
        if row.spks is not None:
            painter.setPen(theme.color("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        right = COLUMNS[index.column()].right
        ends_at_the_edge = right or index.column() == HEALTH
        area = rect.adjusted(_GAP if right else Space.S, 0, -Space.S if ends_at_the_edge else -_GAP, 0)
        painter.setFont(theme.font(Size.BODY))
        if index.column() == NAME:
            self._paint_name(painter, option, row, area)
        elif index.column() == HEALTH:
            self._paint_health(painter, option, row, area)
        elif row.spks is None or index.column() != KIND:  # there stands the chooser
            column = COLUMNS[index.column()]
            role = "muted" if row.is_checking else column.role
            painter.setPen(theme.color(text_role(option, self._view, role)))
            font, text = theme.font(Size.SECONDARY if column.role == "muted" else Size.BODY), column.text(row)
            painter.setFont(narrowed(font, [text], area.width(), _NARROWEST.get(index.column(), 100)))
            draw_text(painter, area, text, right=right)
        if index.row() == self._view.currentIndex().row():
            whole = QRect(-self._view.columns.offset(), rect.top(), self._view.columns.length(), rect.height())
            painter.setClipRect(rect)
            paint_ring(painter, option, self._view, whole)
        painter.restore()

    def _paint_icon(self, painter: QPainter, area: QRect, name: str, role: str) -> None:
        picture = icons.pixmap(name, role, Space.ICON, self._view.devicePixelRatioF())
        painter.drawPixmap(area.left(), area.top() + (area.height() - Space.ICON) // 2, picture)

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        self._paint_icon(painter, area, icon_of(row), text_role(option, self._view, "muted"))
        painter.setPen(theme.color("text"))
        area = area.adjusted(24, 0, 0, 0)
        if row.spks is None:
            draw_text(painter, area, row.title, Qt.TextElideMode.ElideMiddle)
            return
        painter.setFont(theme.font(Size.BODY, bold=True))
        area.setLeft(area.left() + draw_text(painter, area, row.title) + Space.S)
        painter.setFont(theme.font(Size.BODY))
        painter.setPen(theme.color(text_role(option, self._view, "muted")))
        draw_text(painter, area, row.spks.of(row.type).origin.removeprefix("mpci."))

    def _paint_health(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        state = row.facts.health.state
        muted = theme.color(text_role(option, self._view, "muted"))
        if state in SHAPES:
            shape, role = SHAPES[state]
            self._paint_icon(painter, area, shape, role)
            area = area.adjusted(20, 0, 0, 0)
            painter.setFont(theme.font(Size.SECONDARY, bold=role != "muted"))
            painter.setPen(theme.color(role))
            area.setLeft(area.left() + draw_text(painter, area, WORDS[state]) + 7)
            text = row.facts.health.why
        else:
            text = WORDS[state]
        kept = f" · {kept}" if (kept := kept_text(row)) else ""
        bold = theme.font(Size.SECONDARY, bold=True)
        evidence = area.adjusted(0, 0, -QFontMetrics(bold).horizontalAdvance(kept) if kept else 0, 0)
        font = theme.font(Size.SECONDARY)
        if QFontMetrics(font).horizontalAdvance(text) > evidence.width():
            text = brief(text)
        painter.setFont(narrowed(font, [text], evidence.width(), _NARROWEST[HEALTH]))
        painter.setPen(muted)
        area.setLeft(area.left() + (draw_text(painter, evidence, text) if evidence.width() > _A_FEW_LETTERS else 0))
        painter.setFont(bold)
        draw_text(painter, area, kept)
