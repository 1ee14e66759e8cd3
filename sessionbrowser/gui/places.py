"""Leads between the session view, the clean-up page and the trash, and feeds the latter two after each scan."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.cleanup_link import CleanupLink
from sessionbrowser.gui.clearing_link import ClearingLink
from sessionbrowser.gui.controls import FilterBox
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.status_line import StatusLine
from sessionbrowser.gui.trash_look import TrashLook
from sessionbrowser.gui.tree_nodes import NodeKind
from sessionbrowser.gui.window_pages import WindowPages

if TYPE_CHECKING:
    from sessionbrowser.gui.cleanup_page import CleanupPage
    from sessionbrowser.gui.trash_page import TrashPage


class Places(QObject):
    """Knows where the window is; the pages are made when they are shown first.

    Attributes
    ----------
    trash : TrashLook
    trash_page : TrashPage or None
        None until it is shown first.
    cleanup : CleanupLink
    session_asked : Signal(str, str)
        A session is to be shown, and a file of it unless that is empty, by name.
    said : Signal(Message)
    settled : Signal()
        The look into the trash has ended.
    """

    session_asked = Signal(str, str)
    said = Signal(object)
    settled = Signal()

    def __init__(
        self,
        sidebar: Sidebar,
        pages: WindowPages,
        status: StatusLine,
        clearing: ClearingLink,
        cleanup: CleanupLink,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sidebar, self._pages, self._status, self._clearing = sidebar, pages, status, clearing
        self.trash = TrashLook(self)
        self.trash_page: TrashPage | None = None
        self.cleanup = cleanup
        self._root = Path()
        self._is_own_scan = self._is_trash_due = False
        self._touched: set[str] = set()
        self._connect()

    def _connect(self) -> None:
        sidebar, clearing = self._sidebar, self._clearing
        sidebar.places.chosen.connect(self.go_to)
        sidebar.session_chosen.connect(lambda _entry: self.go_to(Place.SESSION))
        sidebar.tree.clicked.connect(self._on_tree)
        sidebar.tree.activated.connect(self._on_tree)
        sidebar.model.finished.connect(self._on_scanned)
        self._pages.place_changed.connect(self._on_changed)
        self._status.trash_asked.connect(lambda: self.go_to(Place.TRASH))
        clearing.progressed.connect(self._status.show_progress)
        self._status.cancel_asked.connect(clearing.stop)
        clearing.touched.connect(self._on_touched)
        self._connect_cleanup()
        self.trash.counted.connect(self._on_trash_counted)
        self.trash.interrupted.connect(self._on_interrupted)
        self.trash.settled.connect(self.settled)
        for signal in (clearing.gone, clearing.back):
            signal.connect(lambda _paths: self._expect_own_scan())

    def _connect_cleanup(self) -> None:
        cleanup, status = self.cleanup, self._status
        cleanup.stale.connect(self._sidebar.model.put_stale)
        cleanup.counted.connect(partial(self._sidebar.places.show_count, Place.CLEANUP))
        cleanup.review_asked.connect(self._clearing.review)
        cleanup.session_asked.connect(self.session_asked)
        cleanup.progressed.connect(status.show_progress)
        status.cancel_asked.connect(cleanup.stop_comparing)

    # Where the window is ------------------------------------------------------------------------------------------

    def go_to(self, place: Place) -> None:
        """Show a place, and let keys go there."""
        page = self._page(place)
        self._pages.go_to(place)
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def filter(self) -> FilterBox | None:
        """What the list on show is filtered by; None in the session view, which has its own."""
        if self._pages.place is Place.TRASH and self.trash_page is not None:
            return self.trash_page.filter
        if self._pages.place is Place.CLEANUP and self.cleanup.page is not None:
            return self.cleanup.page.head.filter
        return None

    def leave(self) -> None:
        """Go back to the session view, wherever the window is; a notice or the welcome page stays."""
        if self._pages.place is not Place.SESSION:
            self.go_to(Place.SESSION)

    def _page(self, place: Place) -> QWidget | None:
        if place is Place.TRASH:
            return self._make_trash_page()
        return self._cleanup_page() if place is Place.CLEANUP else None

    def _cleanup_page(self) -> CleanupPage:
        is_new, page = self.cleanup.page is None, self.cleanup.make_page()
        if is_new:
            self._pages.add_place(Place.CLEANUP, page)
        return page

    def _on_tree(self, index: QModelIndex) -> None:
        """Go back to the session on show when it is asked for once more, which is no new choice."""
        node = self._sidebar.model.node(index)
        if node is not None and node.entry is not None:
            self.go_to(Place.SESSION)
        elif node is not None and node.kind is NodeKind.MOUSE:
            self.cleanup.offer(node.key)

    def _on_changed(self, place: Place) -> None:
        self._sidebar.places.mark(place)
        tree = self._sidebar.tree
        if place is Place.SESSION:
            tree.selectionModel().select(tree.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
            tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            tree.clearSelection()

    # What the pages are told ----------------------------------------------------------------------------------------

    @property
    def is_quiet(self) -> bool:
        """Whether the trash is not being looked into, nor will be."""
        return not self._is_trash_due and not self._touched and not self.trash.is_busy

    def look_on(self) -> None:
        """Do what waited until all that the user looks at is on the screen."""
        due, touched, self._is_trash_due, self._touched = self._is_trash_due, self._touched, False, set()
        if due:
            self.trash.begin(self._root, self._sidebar.model.entries)
        elif touched:
            self.trash.look_again(touched)

    def stop(self) -> None:
        """Give up all looking, and end what is done to files."""
        self._clearing.stop()
        self._is_trash_due, self._touched = False, set()
        self.cleanup.stop()
        self.trash.stop()

    def _on_scanned(self) -> None:
        """Look at a root that was opened, or is to be looked at again; after a clear, only at what that touched."""
        model = self._sidebar.model
        own = self._is_own_scan and model.folder == self._root
        self._root, self._is_own_scan = model.folder, False
        self.cleanup.begin(model.folder, model.entries, anew=not own)
        self._is_trash_due |= not own

    def _expect_own_scan(self) -> None:
        self._is_own_scan = True

    def _on_touched(self, onedata: Collection[str]) -> None:
        self._touched |= set(onedata)
        self.settled.emit()  # who listens sees whether it is time for that
        self.cleanup.look_again(onedata)

    # The trash ----------------------------------------------------------------------------------------------------

    def _make_trash_page(self) -> TrashPage:
        if self.trash_page is None:
            from sessionbrowser.gui.trash_page import TrashPage

            self.trash_page = page = TrashPage(self.trash)
            page.restore_asked.connect(lambda things: self._clearing.restore(things, self._root))
            page.empty_agreed.connect(lambda things: self._clearing.empty(things, self._root))
            page.session_asked.connect(lambda name: self.session_asked.emit(name, ""))
            self._pages.add_place(Place.TRASH, page)
        return self.trash_page

    def _on_trash_counted(self, files: int, size: int) -> None:
        self._sidebar.places.show_count(Place.TRASH, files, size)
        self._status.show_trash(files, size)

    def _on_interrupted(self, text: str) -> None:
        self.said.emit(Message(text, "warning", "Show the trash", lambda: self.go_to(Place.TRASH)))
