"""How the rows of the session tree look: a chevron, a title, what stands muted after it, and numbers at the right."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.rows import paint_background, paint_ring, text_role
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.tree_model import Index, TreeModel
from sessionbrowser.gui.tree_nodes import Node, NodeKind

STEP = 14
"""How far each level is moved in, px."""


def chevron_rect(view: QTreeView, index: Index) -> QRect:
    """Return where the chevron of a row is, in the viewport."""
    row = view.visualRect(index)
    return QRect(row.left() - STEP + 8, row.top(), STEP, row.height())


class RowPainter(QStyledItemDelegate):
    """Paints a row: chevron, title, what stands muted after it, and the number of files at the right."""

    def __init__(self, view: QTreeView, model: TreeModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(120, Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the whole width of the row, the indentation too."""
        node = self._model.node(index)
        if node is None:
            return
        rect = option.rect
        # The only column ends where the viewport does, and asking for that has PySide define every kind of widget.
        whole = QRect(0, rect.top(), rect.right() + 1, rect.height())
        painter.save()
        paint_background(painter, option, self._view, whole)
        if option.state & option.state.State_HasFocus:
            paint_ring(painter, option, self._view, whole)
        if node.children:
            self._paint_chevron(painter, index)
        area = QRect(QPoint(rect.left() + 10, rect.top()), whole.bottomRight())
        # The sessions of an open date say it themselves.
        stale = 0 if node.kind is NodeKind.DATE and self._view.isExpanded(index) else node.stale.files
        self._paint_texts(painter, option, node, area, stale)
        painter.restore()

    def _paint_chevron(self, painter: QPainter, index: Index) -> None:
        name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
        box = chevron_rect(self._view, index)
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(box.left(), box.top() + (box.height() - STEP) // 2, icons.pixmap(name, "text", STEP, ratio))

    def _paint_stale(self, painter: QPainter, stale: int, area: QRect) -> int:
        """Paint a clock and the number of stale files at the right of an area, and return how wide they are."""
        painter.setPen(theme.color("warning"))
        width = draw_text(painter, area, str(stale), right=True) + Space.XS
        picture = icons.pixmap("clock", "warning", STEP, self._view.devicePixelRatioF())
        painter.drawPixmap(area.right() + 1 - width - STEP, area.top() + (area.height() - STEP) // 2, picture)
        return width + STEP

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, node: Node, area: QRect, stale: int
    ) -> None:
        muted = text_role(option, self._view, "muted")
        area.setRight(area.right() - 13)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color(muted))
        width = draw_text(painter, area, str(node.files), right=True) if node.files else 0
        if stale:
            area.setRight(area.right() - max(width + Space.S, Space.COUNT))
            width = self._paint_stale(painter, stale, area)
        area.setRight(area.right() - width - Space.S)
        painter.setFont(theme.font(Size.BODY, bold=node.kind is NodeKind.MOUSE))
        painter.setPen(theme.color(muted if node.is_muted else "text"))
        area.setLeft(area.left() + draw_text(painter, area, node.title, Qt.TextElideMode.ElideMiddle) + 7)
        painter.setFont(theme.font(Size.BODY if node.kind is NodeKind.SESSION else Size.SECONDARY))
        painter.setPen(theme.color(muted))
        draw_text(painter, area, node.detail)
