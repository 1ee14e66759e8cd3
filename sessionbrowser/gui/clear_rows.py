"""How the rows of the clear dialog are painted: a tick, then two lines a cell."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sessionbrowser.gui import icons, rows, theme
from sessionbrowser.gui.clear_model import AGE, FILE, ITEM_ROLE, REMAKE, SIZE, ClearModel
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.list_header import ListHeader
from sessionbrowser.gui.table_columns import SHAPES, WORDS
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.sessions.plan import ONLY_COPY, ClearItem

Index = QModelIndex | QPersistentModelIndex

TICK = 44
"""Where the names begin: the tick stands before them."""
_BOX, _ICON = 14, 14
_LINE = 16
_MOST_ROWS = 8


class RowDelegate(QStyledItemDelegate):
    """Paints a cell of `ClearModel`, and ticks it when its box is clicked."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(80, Space.DIALOG_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        model, item, area = self._model(), index.data(ITEM_ROLE), option.rect
        painter.save()
        rows.paint_background(painter, option, self._view, area)
        if self._view.currentIndex().row() == index.row():
            rows.paint_ring(painter, option, self._view, self._row_rect(area))
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        lines = model.lines(item, index.column())
        inner = area.adjusted(Space.S, 0, -Space.S, -1)
        if index.column() == FILE:
            self._paint_file(painter, option, index, item, lines)
        elif index.column() == REMAKE:
            self._paint_remake(painter, inner, item, lines)
        elif index.column() == AGE:
            _two_lines(painter, inner, lines, ("muted", "muted"))
        elif index.column() == SIZE:
            _pen(painter, "muted" if model.refusal(item) else "text", Size.SECONDARY)
            draw_text(painter, inner.adjusted(0, 0, -Space.S, 0), lines[0], right=True)
        painter.restore()

    def _paint_file(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, item: ClearItem, lines: tuple[str, ...]
    ) -> None:
        area: QRect = option.rect
        refusal = self._model().refusal(item)
        if not item.refused:
            self._paint_tick(painter, option, index)
        upper, lower = _halves(area.adjusted(TICK, 0, -Space.S, -1))
        upper = self._paint_session(painter, upper, item)
        _pen(painter, "muted" if refusal else "text", Size.BODY)
        draw_text(painter, upper, lines[0], Qt.TextElideMode.ElideMiddle)
        if refusal:
            lower = _icon(painter, lower, "lock" if item.refused else "refresh", "warning")
            _pen(painter, "warning", Size.SECONDARY, bold=True)
            lower.setLeft(lower.left() + draw_text(painter, lower, "Left out") + 5)
        elif item.state in SHAPES:
            name, role = SHAPES[item.state]
            lower = _icon(painter, lower, name, role)
            _pen(painter, role, Size.SECONDARY, bold=True)
            lower.setLeft(lower.left() + draw_text(painter, lower, WORDS[item.state]) + 5)
        _pen(painter, "muted", Size.SECONDARY)
        draw_text(painter, lower, lines[1])

    def _paint_session(self, painter: QPainter, line: QRect, item: ClearItem) -> QRect:
        """Draw whose file it is at the end of a line, where there are several sessions; return the rest of it."""
        session = self._model().session_of(item)
        if not session:
            return line
        _pen(painter, "muted", Size.SECONDARY)
        return line.adjusted(0, 0, -draw_text(painter, line, session, right=True) - Space.M, 0)

    def _paint_tick(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QStyleOptionButton()
        box.rect = self.tick_rect(option.rect)
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        state = QStyle.StateFlag.State_On if checked else QStyle.StateFlag.State_Off
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            state |= QStyle.StateFlag.State_Enabled
        box.state = state
        style = self._view.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, self._view)

    def _paint_remake(self, painter: QPainter, area: QRect, item: ClearItem, lines: tuple[str, ...]) -> None:
        upper, lower = _halves(area)
        if item.refused:
            return
        only, ticked, indent = self._model().loses_data(item), self._model().is_ticked(item), _ICON + 6
        name = _remake_icon(lines[0])
        upper = _icon(painter, upper, name, "danger" if only else "text" if ticked else "muted")
        _pen(painter, "danger" if only else "text" if ticked else "muted", Size.SECONDARY, bold=only)
        draw_text(painter, upper, lines[0])
        _pen(painter, "danger" if self._model().orphans_others(item) else "muted", Size.SECONDARY)
        draw_text(painter, lower.adjusted(indent, 0, 0, 0), lines[1])

    def tick_rect(self, cell: QRect) -> QRect:
        """Return where the tick stands in a cell of the first column."""
        return QRect(cell.left() + Space.L, cell.center().y() - _BOX // 2, _BOX, _BOX)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick or untick a file when its box, or the room around it, is clicked."""
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonRelease:
            return False
        if index.column() != FILE or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return False
        if event.position().x() > option.rect.left() + TICK - 4:
            return False
        return toggle(model, index)

    def _model(self) -> ClearModel:
        model = self._view.model()
        assert isinstance(model, ClearModel)
        return model

    def _row_rect(self, cell: QRect) -> QRect:
        return QRect(0, cell.top(), self._view.viewport().width(), cell.height() - 1)


class RowsView(QTableView):
    """The list of the clear dialog: Space ticks, Ctrl+A ticks all or none, 1 to 4 sort, Tab leaves it."""

    def __init__(self, model: ClearModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_rows = _MOST_ROWS
        self.setHorizontalHeader(ListHeader(TICK - Space.S, tail=2 * Space.S))
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setAccessibleName("Files to clear")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Space.DIALOG_ROW)
        self.verticalHeader().setMinimumSectionSize(Space.DIALOG_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setMinimumHeight(self._height(1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick and sort by key."""
        model = self.model()
        assert isinstance(model, ClearModel)
        column = event.key() - Qt.Key.Key_1
        if event.matches(QKeySequence.StandardKey.SelectAll):
            model.tick_all()
        elif event.key() == Qt.Key.Key_Space:
            if self.currentIndex().isValid():
                toggle(model, self.currentIndex())
        elif 0 <= column < model.columnCount():
            self._sort_by(column)
        else:
            super().keyPressEvent(event)

    def _sort_by(self, column: int) -> None:
        header = self.horizontalHeader()
        up = header.sortIndicatorSection() != column or header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        self.sortByColumn(column, Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder)

    def sizeHint(self) -> QSize:
        """Return the size that shows all files, or the first of them."""
        return QSize(super().sizeHint().width(), self._height(self._most_rows))

    def take_share_of(self, height: int) -> None:
        """Ask for room for more rows where the window behind is high, as far as half of its height goes."""
        self._most_rows = max(_MOST_ROWS, height // 2 // Space.DIALOG_ROW)
        self.updateGeometry()

    def _height(self, most: int) -> int:
        return (
            self.horizontalHeader().sizeHint().height() + min(max(self.model().rowCount(), 1), most) * Space.DIALOG_ROW
        )


def toggle(model: QAbstractItemModel, index: Index) -> bool:
    """Tick what is not ticked, and the other way round."""
    cell = model.index(index.row(), FILE)
    checked = Qt.CheckState(cell.data(Qt.ItemDataRole.CheckStateRole) or 0) == Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
    return model.setData(cell, state.value, Qt.ItemDataRole.CheckStateRole)


def _remake_icon(text: str) -> str:
    if text == ONLY_COPY:
        return "octagon"
    return "refresh" if "made again" in text else "check"


def _halves(area: QRect) -> tuple[QRect, QRect]:
    middle = area.center().y() + 1
    return (
        QRect(area.left(), middle - _LINE, area.width(), _LINE),
        QRect(area.left(), middle, area.width(), _LINE),
    )


def _two_lines(painter: QPainter, area: QRect, lines: tuple[str, ...], roles: tuple[str, str]) -> None:
    for part, text, role in zip(_halves(area), lines, roles, strict=True):
        _pen(painter, role, Size.SECONDARY)
        draw_text(painter, part, text)


def _pen(painter: QPainter, role: str, size: int, *, bold: bool = False) -> None:
    painter.setFont(theme.font(size, bold))
    painter.setPen(theme.color(role))


def _icon(painter: QPainter, line: QRect, name: str, role: str) -> QRect:
    """Draw an icon at the start of a line, and return the rest of it."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(line.left(), line.center().y() - _ICON // 2 + 1, icons.pixmap(name, role, _ICON, ratio))
    return line.adjusted(_ICON + 6, 0, 0, 0)
