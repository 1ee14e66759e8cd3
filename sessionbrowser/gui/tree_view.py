"""The session tree on the screen, and its choice, kept while it fills.

The first paint of the window waits for this module, so it imports what it needs only where it needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTreeView, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QRect
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

    from sessionbrowser.gui.tree_model import Index, TreeModel
    from sessionbrowser.gui.tree_nodes import Node

MOST_OPEN = 400
"""In a tree of more sessions than these, what comes stays closed: a list of mice then serves better."""


class TreeView(QTreeView):
    """The tree of sessions; empty and at rest until it is given them.

    Attributes
    ----------
    session_chosen : Signal(SessionEntry)
        The user went to another session, by mouse or keyboard.
    """

    session_chosen = Signal(object)

    _tree: TreeModel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = ""
        self._must_scroll = False
        self._filling = 0
        self._closed: set[str] = set()
        self.setFrameStyle(0)
        self.setHeaderHidden(True)
        self.setProperty("look", "window")  # as `style.look` does
        self.setEnabled(False)

    def take(self, model: TreeModel) -> None:
        """Show these sessions from now on, as far as they have been found."""
        from PySide6.QtCore import Qt

        from sessionbrowser.gui.tree_rows import STEP, RowPainter

        self._tree = model
        model.rowsAboutToBeRemoved.connect(self._begin_filling)  # before Qt's own, which moves the current row
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setIndentation(STEP)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(RowPainter(self, model))
        self.setAccessibleName("Sessions")
        self.expanded.connect(lambda index: self._note_open(index, True))
        self.collapsed.connect(lambda index: self._note_open(index, False))
        model.rowsInserted.connect(self._open_new)
        model.rowsRemoved.connect(self._end_filling)
        self.setEnabled(True)

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
        from PySide6.QtCore import Qt

        from sessionbrowser.gui.tree_rows import chevron_rect

        index = self.indexAt(event.position().toPoint())
        node = self._tree.node(index)
        is_on_chevron = chevron_rect(self, index).adjusted(-4, 0, 2, 0).contains(event.position().toPoint())
        if is_on_chevron and node is not None and node.children and event.button() == Qt.MouseButton.LeftButton:
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close a node with Return; the rest is Qt's."""
        from PySide6.QtCore import Qt

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
        if node.is_date or self._may_open(node):
            self.expand(index)
        for row in range(len(node.children)):
            self._open(self._tree.index(row, 0, index))

    def _may_open(self, node: Node) -> bool:
        return node.is_mouse and node.key not in self._closed and self._tree.n_shown <= MOST_OPEN

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
        from PySide6.QtCore import QItemSelectionModel, QModelIndex

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
