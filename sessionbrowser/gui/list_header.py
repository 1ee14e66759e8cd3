"""The header of a list: quiet titles as its model tells them, and a chevron where it is sorted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.tokens import Size, Space

_CHEVRON = 14
_ROLE = Qt.ItemDataRole


class ListHeader(QHeaderView):
    """A header that paints itself, as that of the onedata table.

    Parameters
    ----------
    indent : int
        How far the first title is moved in, px.
    tail : int
        How far from the edge the last title ends, where it stands at the right; as far as its cells do.
    """

    def __init__(self, indent: int = 0, parent: QWidget | None = None, *, tail: int = Space.S) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._indent, self._tail = indent, tail
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(True)
        self.setSectionsMovable(False)
        self.setMinimumSectionSize(40)
        self.setFixedHeight(Space.ROW)

    def sizeHint(self) -> QSize:
        """Be one row high; how wide it is, its list decides."""
        return QSize(0, Space.ROW)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a title, the chevron beside it, and the border at its right."""
        model = self.model()
        title = str(model.headerData(section, Qt.Orientation.Horizontal, _ROLE.DisplayRole) or "")
        side = model.headerData(section, Qt.Orientation.Horizontal, _ROLE.TextAlignmentRole)
        right = bool(side is not None and Qt.AlignmentFlag(side) & Qt.AlignmentFlag.AlignRight)
        is_last = section == self.count() - 1
        painter.save()
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if not is_last:
            painter.drawLine(rect.right(), rect.top() + 4, rect.right(), rect.bottom() - 4)
        painter.setFont(theme.font(Size.AXIS, bold=True))
        painter.setPen(theme.color("muted"))
        area = rect.adjusted(Space.S + (0 if section else self._indent), 0, -self._tail if is_last else -Space.S, -1)
        is_sorted = self.sortIndicatorSection() == section
        if right and is_sorted:
            area.setRight(area.right() - _CHEVRON)
        width = draw_text(painter, area, title, right=right)
        if is_sorted:
            self._paint_chevron(painter, area, area.right() + 1 if right else area.left() + width + 2)
        painter.restore()

    def _paint_chevron(self, painter: QPainter, area: QRect, left: int) -> None:
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        picture = icons.pixmap("chevron-up" if up else "chevron-down", "muted", _CHEVRON, self.devicePixelRatioF())
        painter.drawPixmap(left, area.top() + (area.height() - _CHEVRON) // 2 + 1, picture)
