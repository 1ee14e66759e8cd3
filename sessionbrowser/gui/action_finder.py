"""Finds an action by words: every action of the menus in one list, with its keys, or with why it cannot be done now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import FilterBox, draw_text, label
from sessionbrowser.gui.rows import paint_background
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.tree_model import Index
from sessionbrowser.gui.words import has_all

WIDTH = 440
MOST_ROWS = 14
_ACTION = Qt.ItemDataRole.UserRole
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ActionFinder(QFrame):
    """A popup with a line to type words into and the actions that have them all.

    Parameters
    ----------
    actions : sequence of QAction
        Those that can be found; disabled ones are listed with their reason, and do nothing.
    parent : QWidget
    """

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look(self, "popup")
        self._actions = list(actions)
        self.box = FilterBox("Find an action")
        self.list = QListWidget()
        self.list.setItemDelegate(_ActionPainter(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Actions")
        self.none = label("No action has these words.", "muted")
        self.none.setContentsMargins(Space.S, Space.XS, 0, Space.XS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        layout.addWidget(self.none)
        self.setFixedWidth(WIDTH)
        self.box.textChanged.connect(self._fill)
        self.box.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self._fill()

    def open_at(self, top_right: QPoint) -> None:
        """Show it with its corner there (a global position)."""
        self.move(top_right - QPoint(WIDTH, 0))
        self.show()
        self.box.setFocus()

    def _fill(self) -> None:
        self.list.clear()
        words = self.box.words()
        found = [action for action in self._actions if has_all(words, title_of(action))]
        if words:  # else they stand as in the menus
            found.sort(key=lambda action: not action.isEnabled())
        for action in found:
            item = QListWidgetItem(title_of(action))
            item.setData(_ACTION, action)
            item.setToolTip(action.toolTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        self.list.setFixedHeight(min(len(found), MOST_ROWS) * Space.ROW)
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go through the list with the arrows, and do the chosen action with Return, while the line has the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = _STEPS.get(event.key())
        if step is not None:
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _do(self, item: QListWidgetItem | None) -> None:
        action = item.data(_ACTION) if item is not None else None
        if action is not None and action.isEnabled():
            self.close()
            action.trigger()


def title_of(action: QAction) -> str:
    """Return an action's text without the keys that a list handles itself."""
    return action.text().split("\t")[0]


def keys_of(action: QAction) -> str:
    """Return an action's keys as they are written on this system."""
    keys = action.shortcut() if not action.shortcut().isEmpty() else QKeySequence(action.text().partition("\t")[2])
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


class _ActionPainter(QStyledItemDelegate):
    """Paints an action with its keys at the right; a disabled one muted, with the reason."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(120, Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; the current one as selected in a list that has the focus."""
        action: QAction = index.data(_ACTION)
        rect: QRect = option.rect
        painter.save()
        if index.row() == self._view.currentRow():
            painter.fillRect(rect, theme.color("selection"))
        else:
            paint_background(painter, option, self._view, rect)
        area = rect.adjusted(Space.S, 0, -Space.S, 0)
        painter.setFont(theme.font())
        painter.setPen(theme.color("text" if action.isEnabled() else "muted"))
        area.setLeft(area.left() + draw_text(painter, area, title_of(action)) + Space.L)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color("muted"))
        draw_text(painter, area, keys_of(action) if action.isEnabled() else action.toolTip(), right=True)
        painter.restore()
