"""The menus of a right click, or of the menu key: on files, on a session, on what was said."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt

from sessionbrowser.gui.action_table import FILE_MENU, MESSAGE_MENU, SESSION_MENU
from sessionbrowser.gui.actions import Actions
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.status_line import StatusLine
from sessionbrowser.gui.tree_view import TreeView


class ContextMenus(QObject):
    """Opens them where they are asked for; an action of theirs that cannot be done says why."""

    def __init__(
        self, actions: Actions, pane: SessionPane, tree: TreeView, status: StatusLine, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._pane, self._tree, self._status = actions, pane, tree, status
        for part, open_menu in ((tree, self._on_tree), (status, self._on_status)):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(open_menu)
        pane.menu_asked.connect(self._on_files)

    def _on_files(self, position: QPoint) -> None:
        if self._pane.selected():
            self._actions.context_menu(FILE_MENU).popup(position)

    def _on_tree(self, position: QPoint) -> None:
        if self._tree.indexAt(position).isValid():
            self._actions.context_menu(SESSION_MENU).popup(self._tree.viewport().mapToGlobal(position))

    def _on_status(self, position: QPoint) -> None:
        if self._status.message.text:
            self._actions.context_menu(MESSAGE_MENU).popup(self._status.mapToGlobal(position))
