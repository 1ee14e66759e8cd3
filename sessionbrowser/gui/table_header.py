"""The header of the onedata table: quiet titles, a chevron where it is sorted, a menu of its columns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.table_columns import COLUMNS, DENSE, HEALTH, KIND, NAME
from sessionbrowser.gui.tokens import Size, Space

LEAST = {NAME: 200, KIND: 130}
"""How narrow these columns may get so that Health keeps its room."""
HEALTH_ROOM, HEALTH_PLENTY = 190, 400
"""What Health has at least, and what is enough for it: of more, Name takes some."""
MORE_NAME = 160
ROOM_FOR_DENSE = 1240
"""Dense comes by itself where the table is this wide; of a sparse file, Kind says it anyway."""
_CHEVRON = 14


class TableHeader(QHeaderView):
    """A header that paints itself.

    Attributes
    ----------
    by_hand : Signal()
        The user chose the width of a column, or which ones are shown.
    has_own_widths : bool
        Whether that is so of those that are shown now; `fit` then leaves them alone.
    """

    by_hand = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.has_own_widths = False
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
        self.by_hand.connect(self._note_own_widths)

    def sizeHint(self) -> QSize:
        """Be one row high; how wide it is, its list decides."""
        return QSize(0, Space.ROW)

    def come_first(self) -> None:
        """Give each column the width that it comes with, once the list has its columns."""
        self._widen({section: column.width for section, column in enumerate(COLUMNS[:-1])})

    def fit(self, room: int) -> None:
        """Give each column its width, less where there is not enough, Name more where there is; unless chosen."""
        if self.has_own_widths:
            return
        self.setSectionHidden(DENSE, room < ROOM_FOR_DENSE)
        shown = [section for section in range(HEALTH) if not self.isSectionHidden(section)]
        wanted = {section: COLUMNS[section].width for section in shown}
        missing = sum(wanted.values()) + HEALTH_ROOM - room
        spare = {section: wanted[section] - least for section, least in LEAST.items() if section in wanted}
        share = min(1.0, max(0, missing) / max(1, sum(spare.values())))
        for section, most in spare.items():
            wanted[section] -= round(most * share)
        wanted[NAME] += max(0, min(MORE_NAME, room - sum(wanted.values()) - HEALTH_PLENTY))
        self._widen(wanted)

    def _widen(self, wanted: dict[int, int]) -> None:
        for section, width in wanted.items():
            self.resizeSection(section, width)
        self._dragging = False  # what was set now is the app's own

    def _note_own_widths(self) -> None:
        self.has_own_widths = True

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
