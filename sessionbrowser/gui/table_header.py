"""The header of the onedata table: quiet titles, a chevron where it is sorted, a menu of its columns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.table_columns import COLUMNS, HEALTH, NAME
from sessionbrowser.gui.tokens import Size, Space

_CHEVRON = 14


class TableHeader(QHeaderView):
    """A header that paints itself.

    Attributes
    ----------
    by_hand : Signal()
        The user chose the width of a column, or which ones are shown.
    """

    by_hand = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._dragging = False
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(True)
        self.setSectionsMovable(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.setFixedHeight(Space.ROW)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.sectionResized.connect(self._note_resize)

    def sizeHint(self) -> QSize:
        """Be one row high; how wide it is, its list decides."""
        return QSize(0, Space.ROW)

    def by_hand_off(self) -> None:
        """Take the widths as they are now for the app's own."""
        self._dragging = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note that what is resized now is resized by the user."""
        self._dragging = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        super().mouseReleaseEvent(event)
        self._dragging = False

    def _note_resize(self, section: int, old: int, new: int) -> None:
        if self._dragging and section != HEALTH:
            self.by_hand.emit()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a title, the chevron after it, and the border at its right."""
        column = COLUMNS[section]
        painter.save()
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if section != HEALTH:
            painter.drawLine(rect.right(), rect.top() + 4, rect.right(), rect.bottom() - 4)
        painter.setFont(theme.font(Size.AXIS, bold=True))
        painter.setPen(theme.color("muted"))
        area = rect.adjusted(Space.S, 0, -Space.S, -1)
        is_sorted = self.sortIndicatorSection() == section
        if column.right and is_sorted:
            area.setRight(area.right() - _CHEVRON)
        width = draw_text(painter, area, column.title, right=column.right)
        if is_sorted:
            self._paint_chevron(painter, area, area.right() + 1 if column.right else area.left() + width + 2)
        painter.restore()

    def _paint_chevron(self, painter: QPainter, area: QRect, left: int) -> None:
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        picture = icons.pixmap("chevron-up" if up else "chevron-down", "muted", _CHEVRON, self.devicePixelRatioF())
        painter.drawPixmap(left, area.top() + (area.height() - _CHEVRON) // 2 + 1, picture)

    def menu(self) -> QMenu:
        """Return the menu that shows and hides columns; Name always stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section, column in enumerate(COLUMNS):
            if section == NAME:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(section))
            action.toggled.connect(partial(self._show_column, section))
        return menu

    def _show_column(self, section: int, on: bool) -> None:
        self.by_hand.emit()
        self.setSectionHidden(section, not on)

    def _open_menu(self, position: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(position))
