"""Objects as a tree: dicts, lists and what they hold; an array that is chosen is shown below."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.gui import icons, rows, theme
from sessionbrowser.gui.object_model import NAME, TYPE, VALUE, Index, ObjectModel, as_plain
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.preview import Preview
from sessionbrowser.gui.words import count_text, shape_text
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind
from sessionbrowser.sessions.opening import Axis, Opened

_MOST_COPIED = 100_000
"""Characters of a value that are copied at most."""
_CHEVRON = 14
_TITLE = 5
"""How much further in than Qt's cells the titles of the header stand."""
_MOST = {NAME: 320, TYPE: 220}
"""How wide what they hold can make these columns."""


def is_image_of(array: np.ndarray, around: object) -> bool:
    """Whether the dict around an array says that it is an image: suite2p's ops tell its height and width.

    Some of these images are cut to the part that was always in view, so they may be somewhat smaller.
    """
    if array.ndim != 2 or not isinstance(around, dict):
        return False
    size = [n for n in (around.get("Ly"), around.get("Lx")) if isinstance(n, int | np.integer)]
    return len(size) == 2 and all(n / 2 <= side <= n for side, n in zip(array.shape, size, strict=True))


def as_opened(array: np.ndarray, facts: FileFacts, name: str, around: object = None) -> Opened:
    """Return an array inside an object as if it were a file of its own.

    Parameters
    ----------
    array : ndarray
    facts : FileFacts
        Of the object's file.
    name : str
    around : object
        The dict or list that holds it.
    """
    own = facts._replace(
        kind=Kind.ARRAY,
        shape=array.shape,
        dtype=str(array.dtype),
        path=facts.path.with_name(f"{name}.npy") if name.isidentifier() else facts.path,
        health=Health(),
        steps=(),
        recipe=None,
    )
    names = ("y", "x") if is_image_of(array, around) else tuple(f"axis {i}" for i in range(array.ndim))
    axes = tuple(map(Axis, names, array.shape))
    return Opened(facts=own, source=MemorySource(array), value=None, axes=axes)


class TreeViewer(Viewer):
    """The entries of a dict, the members of a list, and all inside them, as they are opened."""

    name: ClassVar[str] = "Tree"
    hint = "→ opens · ← closes · Ctrl+C copies"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = ObjectModel(self)
        self.tree = ObjectTree()
        self.tree.setModel(self.model)
        self.preview = Preview(self)
        self._opened: Opened | None = None
        # Once the preview took its room, the current row may be below the edge.
        self._keep_in_sight = QTimer(self, singleShot=True, interval=0)
        self._keep_in_sight.timeout.connect(lambda: self.tree.scrollTo(self.tree.currentIndex()))
        self.widget = self._lay_out()
        self.tree.selectionModel().currentChanged.connect(self._on_current)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.copy_wanted.connect(self.copy_value)
        self.preview.reading.connect(self.reading)
        self.preview.failed.connect(self.failed)

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for objects."""
        return bids.tree(facts)

    def show(self, opened: Opened) -> None:
        """Show the object that a file holds."""
        self.clear()
        self._opened = opened
        self.model.show(opened.value, base_of(opened))
        if self.model.rowCount() == 1:
            self.tree.expand(self.model.index(0, 0))
        self.tree.fit()
        self.described.emit(described(opened.value))
        self.settled.emit()

    def clear(self) -> None:
        """Forget the object."""
        self._opened = None
        self.preview.forget()
        self.model.show(None)

    def stop(self) -> None:
        """Give up the picture below."""
        self.preview.stop()

    def retheme(self) -> None:
        """Take up the colours of the current theme again."""
        self.preview.retheme()

    def copy_value(self) -> None:
        """Put the current row's value on the clipboard."""
        index = self.tree.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(value_for_clipboard(self.model, index))

    def copy_expression(self) -> None:
        """Put the Python that leads to the current row on the clipboard."""
        index = self.tree.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(self.model.expression_of(index))

    def _lay_out(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(Space.SPLITTER)
        split.setChildrenCollapsible(False)
        split.addWidget(self.tree)
        split.addWidget(self.preview.widget)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        look(split, "panel")
        split.setFocusProxy(self.tree)
        self.preview.widget.hide()
        return split

    def _on_current(self, index: QModelIndex) -> None:
        self.reading.emit(())
        value = self.model.value_at(index) if index.isValid() else None
        if self._opened is None or not isinstance(value, np.ndarray) or not value.ndim:
            self.preview.forget()
            return
        label = str(self.model.data(index.siblingAtColumn(NAME)))
        around = self.model.value_at(index.parent())
        self.preview.show(as_opened(value, self._opened.facts, label, around))
        self._keep_in_sight.start()

    def _open_menu(self, where: QPoint) -> None:
        index = self.tree.indexAt(where)
        if not index.isValid():
            return
        menu = QMenu(self.tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy value", self.copy_value)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        expression = menu.addAction("Copy expression", self.copy_expression)
        expression.setEnabled(bool(self.model.expression_of(index)))
        menu.popup(self.tree.viewport().mapToGlobal(where))


def base_of(opened: Opened) -> str:
    """Return the Python that gives the object, after the lines that load its file into ``data``."""
    is_wrapped = opened.facts.kind is Kind.OBJECT and not isinstance(opened.value, np.ndarray)
    return "data[()]" if is_wrapped else "data"


def described(value: object) -> str:
    """Return what the title says: "dict, 5 entries", "19 objects"."""
    if isinstance(value, np.ndarray):
        return f"objects {shape_text(value.shape)}" if value.ndim > 1 else count_text(value.size, "object")
    return f"{type(value).__name__}, {count_text(len(value), 'entry', 'entries')}" if hasattr(value, "__len__") else ""


def value_for_clipboard(model: ObjectModel, index: QModelIndex) -> str:
    """Return a value as text: an array's numbers, a text itself, else what its row says."""
    value = model.value_at(index)
    if isinstance(value, str):
        return value[:_MOST_COPIED]
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return np.array2string(value, threshold=10_000, separator=", ")[:_MOST_COPIED]
    row = index.siblingAtColumn(VALUE)
    return str(model.data(row) or model.data(index.siblingAtColumn(TYPE)))


class _Row(QStyledItemDelegate):
    """Gives every row the height that rows have everywhere, and its cells the margin of their titles."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Begin where the title of the column does; names are moved in by what opens them."""
        moved = QStyleOptionViewItem(option)
        moved.rect = option.rect.adjusted(_TITLE if index.column() != NAME else 0, 0, 0, 0)
        super().paint(painter, moved, index)


class ObjectTree(QTreeView):
    """A quiet tree; "*" does not open it all, since an object that holds itself has no end.

    Attributes
    ----------
    copy_wanted : Signal()
        Ctrl+C was pressed.
    """

    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_Row(self))
        self.setAnimated(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Object")
        self.header().setFont(theme.font(Size.AXIS))
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.expanded.connect(self._widen)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw what tells a selected row from edge to edge, then the row."""
        row = QStyleOptionViewItem(option)
        if self.selectionModel().isSelected(as_plain(index)):
            row.state |= QStyle.StateFlag.State_Selected
        area = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        rows.paint_background(painter, row, self, area)
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw a chevron before what can be opened, and nothing else."""
        if self.model().hasChildren(index):
            name = "chevron-down" if self.isExpanded(as_plain(index)) else "chevron-right"
            left, top = rect.right() - _CHEVRON - 3, rect.center().y() - _CHEVRON // 2
            painter.drawPixmap(left, top, icons.pixmap(name, "muted", _CHEVRON, self.devicePixelRatio()))

    def fit(self) -> None:
        """Give names and types the room that they need, within reason, and values the rest."""
        for column in _MOST:
            self._give_room(column, 120)

    def _widen(self) -> None:
        """Give what was opened the room that it needs too; no column gets narrower."""
        for column in _MOST:
            self._give_room(column, self.columnWidth(column))

    def _give_room(self, column: int, least: int) -> None:
        self.resizeColumnToContents(column)
        self.setColumnWidth(column, max(least, min(self.columnWidth(column) + Space.L, _MOST[column])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy by Ctrl+C, and leave "*" alone."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() != Qt.Key.Key_Asterisk:
            super().keyPressEvent(event)
