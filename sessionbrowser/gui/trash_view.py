"""The list of the trash: a row for each batch, and the files that were cleared with it below."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.list_header import ListHeader
from sessionbrowser.gui.rows import paint_background, paint_ring, text_role
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.trash_model import TrashModel
from sessionbrowser.gui.trash_rows import CLEARED, COLUMNS, FILE, SESSION, WHY, TrashGroup
from sessionbrowser.gui.words import bytes_text
from sessionbrowser.sessions.trash import Batch, Trashed

Index = QModelIndex | QPersistentModelIndex

INDENT = 44
"""Where the names of files begin."""
_CHEVRON = 14
_MOVES = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_OPEN_AT_MOST = 200
"""A batch of more files stays closed until it is asked for."""


class TrashView(QTreeView):
    """Shows a `TrashModel`.

    Attributes
    ----------
    selection_changed : Signal()
    menu_asked : Signal(QPoint)
        On the screen.
    """

    selection_changed = Signal()
    menu_asked = Signal(object)

    def __init__(self, model: TrashModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._by_hand: dict[str, bool] = {}
        self._is_opening = False
        self.setHeader(ListHeader(INDENT - Space.S, self, tail=Space.M))
        self.setModel(model)
        self.setItemDelegate(_CellPainter(self))
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # By pixel, Qt would ask for the height of every row there is.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Cleared files")
        self._size_columns()
        self.setSortingEnabled(True)
        self.sortByColumn(CLEARED, Qt.SortOrder.DescendingOrder)
        model.layoutChanged.connect(self._open_groups)
        self.expanded.connect(lambda index: self._note_open(index, True))
        self.collapsed.connect(lambda index: self._note_open(index, False))

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        for section, column in enumerate(COLUMNS):
            if column.width:
                header.resizeSection(section, column.width)
        header.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)

    def chosen(self) -> tuple[Batch | Trashed, ...]:
        """Return what is selected, in whole batches where it can be."""
        # Qt's own way to the rows asks of each cell whether it is selected.
        return self._model.things_at(
            self._model.index(row, 0, some.parent())
            for some in self.selectionModel().selection()  # type: ignore[attr-defined]
            for row in range(some.top(), some.bottom() + 1)
        )

    def _open_groups(self) -> None:
        """Open all batches but those that are long, or that the user closed."""
        self._is_opening = True
        for at, group in enumerate(self._model.groups):
            is_short = len(group.rows) <= _OPEN_AT_MOST
            self.setExpanded(self._model.index(at, 0), self._by_hand.get(group.batch_id, is_short))
        self._is_opening = False
        if not self.currentIndex().isValid() and self._model.groups:
            self.setCurrentIndex(self._model.index(0, 0))
            self.clearSelection()

    def _note_open(self, index: QModelIndex, is_open: bool) -> None:
        group = self._model.group_at(index)
        if group is not None and not self._is_opening:
            self._by_hand[group.batch_id] = is_open

    def selectionChanged(self, selected: object, deselected: object) -> None:
        """Tell of it."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Paint the ring anew over the whole row: Qt would paint one cell."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close a batch where its chevron was hit."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._model.group_at(index) is not None and at.x() < INDENT - Space.XS:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close a batch with Return, and select the row that a move ends on; the rest is Qt's."""
        index = self.currentIndex().siblingAtColumn(0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._model.group_at(index) is not None:
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().keyPressEvent(event)
        chosen = self.selectionModel()
        if event.key() in _MOVES and not event.modifiers() and not chosen.hasSelection():
            # Qt selects nothing where there is nowhere to go: on the only row, or the first one.
            all_of_it = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            chosen.select(self.currentIndex(), all_of_it)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is selected, by mouse or by key."""
        if self.chosen():
            self.menu_asked.emit(event.globalPos())

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row of a batch across all columns; that of a file cell by cell."""
        group = self._model.group_at(index)
        area = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        state = QStyleOptionViewItem(option)
        is_current = self.currentIndex().row() == index.row() and self.currentIndex().parent() == index.parent()
        if self.selectionModel().isSelected(index):
            state.state |= QStyle.StateFlag.State_Selected
        painter.save()
        if group is not None:
            painter.fillRect(area, theme.color("raised"))
        paint_background(painter, state, self, area)
        if is_current:
            paint_ring(painter, state, self, area)
        if group is not None:
            self._paint_group(painter, state, group, area, self.isExpanded(index))
        painter.restore()
        if group is None:
            super().drawRow(painter, option, index)

    def _paint_group(
        self, painter: QPainter, option: QStyleOptionViewItem, group: TrashGroup, area: QRect, is_open: bool
    ) -> None:
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        muted = text_role(option, self, "muted")
        ratio = self.devicePixelRatioF()
        chevron = icons.pixmap("chevron-down" if is_open else "chevron-right", "text", _CHEVRON, ratio)
        painter.drawPixmap(Space.M + 8, area.center().y() - _CHEVRON // 2 + 1, chevron)
        inner = area.adjusted(INDENT, 0, -Space.M, -1)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color("text"))
        inner.setRight(inner.right() - draw_text(painter, inner, bytes_text(group.size), right=True) - Space.L)
        painter.setFont(theme.font(Size.BODY, bold=True))
        inner.setLeft(inner.left() + draw_text(painter, inner, group.title) + Space.M)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color(muted))
        draw_text(painter, inner, group.detail)


class _CellPainter(QStyledItemDelegate):
    """Paints the cells of a file; its row has been filled before."""

    def __init__(self, view: TrashView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a batch more room than a file."""
        return QSize(80, Space.ROW if index.parent().isValid() else Space.GROUP_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        column = COLUMNS[index.column()]
        tail = Space.M if column.right else Space.S
        painter.setFont(theme.font(Size.BODY if index.column() == FILE else Size.SECONDARY))
        painter.setPen(theme.color(text_role(option, self._view, column.role)))
        area = option.rect.adjusted(INDENT if index.column() == FILE else Space.S, 0, -tail, 0)
        mode = Qt.TextElideMode.ElideMiddle if index.column() in (FILE, SESSION) else Qt.TextElideMode.ElideRight
        draw_text(painter, area, str(index.data() or ""), mode, right=column.right)
