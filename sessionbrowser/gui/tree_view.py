"""The session tree on the screen: its rows painted by hand, its choice kept while it fills."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.rows import paint_background, paint_ring, text_role
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.tree_model import Index, TreeModel
from sessionbrowser.gui.tree_nodes import Node, NodeKind

STEP = 14
"""How far each level is moved in, px."""
MOST_OPEN = 400
"""In a tree of more sessions than these, what comes stays closed: a list of mice then serves better."""


class TreeView(QTreeView):
    """The tree of sessions.

    Attributes
    ----------
    session_chosen : Signal(SessionEntry)
        The user went to another session, by mouse or keyboard.
    """

    session_chosen = Signal(object)

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = model
        self._chosen = ""
        self._must_scroll = False
        self._filling = 0
        self._closed: set[str] = set()
        model.rowsAboutToBeRemoved.connect(self._begin_filling)  # before Qt's own, which moves the current row
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(STEP)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_RowPainter(self, model))
        self.setAccessibleName("Sessions")
        look(self, "window")
        self.expanded.connect(lambda index: self._note_open(index, True))
        self.collapsed.connect(lambda index: self._note_open(index, False))
        model.rowsInserted.connect(self._open_new)
        model.rowsRemoved.connect(self._end_filling)

    def choose(self, name: str) -> bool:
        """Go to a session without telling anybody; False when it is not on show."""
        self._chosen = name
        self._must_scroll = not self._restore(scroll=True)
        return not self._must_scroll

    def choose_if_new(self, name: str) -> None:
        """Go to a session that has come into the tree only now; leave it alone when the tree is there already."""
        if name != self._chosen:
            self.choose(name)

    def step(self, by: int) -> None:
        """Go some sessions down (or up), as the arrow keys do."""
        names = self._tree.session_names()
        if not names:
            return
        at = names.index(self._chosen) + by if self._chosen in names else 0
        self.setCurrentIndex(self._tree.find(names[max(0, min(at, len(names) - 1))]))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Leave the chevrons to the row painter."""

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of the session that the user went to."""
        super().currentChanged(current, previous)
        node = self._tree.node(current)
        if self._filling or node is None or node.entry is None or node.key == self._chosen:
            return
        self._chosen = node.key
        self.session_chosen.emit(node.entry)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close a node where its chevron was hit."""
        index = self.indexAt(event.position().toPoint())
        node = self._tree.node(index)
        is_on_chevron = chevron_rect(self, index).adjusted(-4, 0, 2, 0).contains(event.position().toPoint())
        if is_on_chevron and node is not None and node.children and event.button() == Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close a node with Return; the rest is Qt's."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._tree.hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            super().keyPressEvent(event)

    def _open_new(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._open(self._tree.index(row, 0, parent))
        if self._restore(self._must_scroll):
            self._must_scroll = False

    def _open(self, index: QModelIndex) -> None:
        node = self._tree.node(index)
        if node is None or not node.children:
            return
        if node.kind is NodeKind.DATE or self._may_open(node):
            self.expand(index)
        for row in range(len(node.children)):
            self._open(self._tree.index(row, 0, index))

    def _may_open(self, node: Node) -> bool:
        return node.kind is NodeKind.MOUSE and node.key not in self._closed and self._tree.n_shown <= MOST_OPEN

    def open_what_fits(self) -> None:
        """Open the mice that the user did not close, when the filter leaves few enough sessions."""
        for row in range(self._tree.rowCount()):
            index = self._tree.index(row, 0)
            node = self._tree.node(index)
            if node is not None and self._may_open(node):
                self.expand(index)

    def _note_open(self, index: QModelIndex, is_open: bool) -> None:
        node = self._tree.node(index)
        if node is not None:
            (self._closed.discard if is_open else self._closed.add)(node.key)

    def _begin_filling(self) -> None:
        # Qt moves the current row when it is removed; that is not the user's choice.
        self._filling += 1

    def _end_filling(self) -> None:
        self._filling -= 1
        self._restore()

    def _restore(self, scroll: bool = False) -> bool:
        """Select the chosen session's row when it is there, else no row."""
        selection = self.selectionModel()
        current = self._tree.node(self.currentIndex())
        if current is not None and current.key == self._chosen and not scroll:
            return True
        index = self._tree.find(self._chosen) if self._chosen else QModelIndex()
        self._filling += 1
        if index.isValid():
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if scroll:
                self.scrollTo(index)
        elif current is not None and current.entry is not None:
            selection.clear()
        self._filling -= 1
        return index.isValid()


def chevron_rect(view: QTreeView, index: Index) -> QRect:
    """Return where the chevron of a row is, in the viewport."""
    row = view.visualRect(index)
    return QRect(row.left() - STEP + 8, row.top(), STEP, row.height())


class _RowPainter(QStyledItemDelegate):
    """Paints a row: chevron, title, what stands muted after it, and the number of files at the right."""

    def __init__(self, view: TreeView, model: TreeModel) -> None:
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
