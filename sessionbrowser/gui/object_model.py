"""A tree over Python objects, made as it is opened: one level at a time, and long levels in portions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sessionbrowser.arrays.objects import Child, child_count, children, expression, summary
from sessionbrowser.gui import theme
from sessionbrowser.gui.words import tooltip

TITLES = ("Name", "Type", "Value")
NAME, TYPE, VALUE = range(len(TITLES))
PORTION = 500
"""Rows that are added to a level at a time."""

Index = QModelIndex | QPersistentModelIndex


def as_plain(index: Index) -> QModelIndex:
    """Return an index as the plain kind that some of Qt's calls insist on."""
    return index if isinstance(index, QModelIndex) else index.model().index(index.row(), index.column(), index.parent())


class _Node:
    """A row that was made; its children are made when it is opened."""

    __slots__ = ("_inside", "child", "parent", "row", "rows", "texts")

    def __init__(self, child: Child, parent: _Node | None, row: int) -> None:
        self.child, self.parent, self.row = child, parent, row
        self.rows: list[_Node] = []
        self.texts: tuple[str, str, str] | None = None
        self._inside: Sequence[Child] | None = None

    @property
    def inside(self) -> Sequence[Child]:
        """What is one level down."""
        if self._inside is None:
            self._inside = children(self.child.value)
        return self._inside

    def text(self, column: int) -> str:
        """Return what the row says in a column."""
        if self.texts is None:
            self.texts = (self.child.label, *summary(self.child.value))
        return self.texts[column]


class ObjectModel(QAbstractItemModel):
    """The rows of a value: the entries of a dict, the members of a list, and so on inside each of them.

    Parameters
    ----------
    parent : QObject or None

    Notes
    -----
    A value may hold itself or be nested 200,000 deep: nothing here goes down further than rows were opened.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node(Child("", None, ""), None, 0)
        self._base = "data"

    def show(self, value: object, base: str = "data") -> None:
        """Show another value.

        Parameters
        ----------
        value : object
        base : str
            The Python that leads to it, before the steps of `expression_of`.
        """
        self.beginResetModel()
        # A value that holds no others is one row by itself.
        is_leaf = not child_count(value)
        self._root = _Node(Child("", [value] if is_leaf and value is not None else value, ""), None, 0)
        self._is_leaf = is_leaf
        self._base = base
        self.endResetModel()
        self.fetchMore(QModelIndex())

    def value_at(self, index: Index) -> object:
        """Return the value of a row."""
        return self._node(index).child.value

    def expression_of(self, index: Index) -> str:
        """Return the Python that leads to a row's value; empty where there is none (members of a set)."""
        steps = []
        node: _Node | None = self._node(index)
        while node is not None and node.parent is not None:
            steps.append(node.child.step)
            node = node.parent
        if self._is_leaf:
            return self._base
        inner = expression(reversed(steps))
        return self._base + inner if inner else ""

    def _node(self, index: Index) -> _Node:
        if not index.isValid():
            return self._root
        node = index.internalPointer()
        assert isinstance(node, _Node)
        return node

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a row that was made."""
        rows = self._node(parent).rows
        if not 0 <= row < len(rows) or not 0 <= column < len(TITLES) or parent.column() > 0:
            return QModelIndex()
        return self.createIndex(row, column, rows[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        """Return the index of the row around another (without an argument, the QObject's own parent)."""
        if not isinstance(index, QModelIndex | QPersistentModelIndex) or not index.isValid():
            return QModelIndex()
        node = self._node(index).parent
        return QModelIndex() if node is None or node.parent is None else self.createIndex(node.row, 0, node)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the rows made so far."""
        return 0 if parent.column() > 0 else len(self._node(parent).rows)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return len(TITLES)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Whether there is something inside; nothing is made to find out."""
        return parent.column() <= 0 and child_count(self._node(parent).child.value) > 0

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a level has rows that were not made yet."""
        node = self._node(parent)
        return parent.column() <= 0 and len(node.rows) < len(node.inside)

    def fetchMore(self, parent: Index) -> None:
        """Make the next portion of a level."""
        node = self._node(parent)
        start, stop = len(node.rows), min(len(node.rows) + PORTION, len(node.inside))
        if start < stop:
            self.beginInsertRows(as_plain(parent), start, stop - 1)
            node.rows += [_Node(node.inside[row], node, row) for row in range(start, stop)]
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says, or its tooltip."""
        if not index.isValid():
            return None
        text = self._node(index).text(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text or ("value" if index.column() == NAME else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(text)
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == TYPE:
            return theme.color("muted")
        return None
