"""The main window: what it can be asked, and what it says of itself; `fitting` puts its parts in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import outline, theme
from sessionbrowser.gui.frame import Frame
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tree_view import TreeView

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from sessionbrowser.gui.action_table import Situation
    from sessionbrowser.gui.actions import Actions
    from sessionbrowser.gui.browsing import Browsing
    from sessionbrowser.gui.cleanup_link import CleanupLink
    from sessionbrowser.gui.clearing_link import ClearingLink
    from sessionbrowser.gui.file_actions import FileActions
    from sessionbrowser.gui.helping import Helping
    from sessionbrowser.gui.layout_memory import LayoutMemory
    from sessionbrowser.gui.messages import Messages
    from sessionbrowser.gui.opening_folders import FolderOpener
    from sessionbrowser.gui.places import Places
    from sessionbrowser.gui.preferences import Preferences
    from sessionbrowser.gui.recent_roots import RecentRoots
    from sessionbrowser.gui.session_loader import Factory
    from sessionbrowser.gui.session_pane import SessionPane
    from sessionbrowser.gui.sidebar import Sidebar
    from sessionbrowser.gui.status_line import StatusLine
    from sessionbrowser.gui.viewer_slot import ViewerSlot
    from sessionbrowser.gui.window_pages import WindowPages
    from sessionbrowser.sessions.kinds import FileFacts


class MainWindow(Frame):
    """The app's one window.

    What this module imports is what the first paint waits for, so it names the parts only where it uses them.

    Parameters
    ----------
    factory : callable
        Makes the session object of a session folder (see `sessionbrowser.sessions.registry`).
    settings : Settings or None
        The user's own unless given.
    make_viewer, make_clearer : callable or None
        Give the viewer and what clears files; tests pass their own.
    root : Path or None
        The root that `open_root` will be called with after the first paint: until then its name is shown, and no
        welcome page.
    is_outline : bool
        Whether to show an outline first, and no part but tree and table before `fill` is called.

    Attributes
    ----------
    settled : Signal()
        Nothing is being read, and all that was asked for is on the screen.
    another_asked : Signal()
        The user wants one more window.
    """

    settled = Signal()
    another_asked = Signal()

    messages: Messages
    sidebar: Sidebar
    pane: SessionPane
    viewer: ViewerSlot
    pages: WindowPages
    status: StatusLine
    opener: FolderOpener
    browsing: Browsing
    clearing: ClearingLink
    cleanup: CleanupLink
    places: Places
    files: FileActions
    help: Helping
    actions_: Actions
    recent: RecentRoots
    preferences: Preferences
    memory: LayoutMemory

    def __init__(
        self,
        *,
        factory: Factory,
        settings: Settings | None = None,
        make_viewer: Callable[[], Any] | None = None,
        make_clearer: Callable[[QWidget], Any] | None = None,
        root: Path | None = None,
        is_outline: bool = False,
    ) -> None:
        super().__init__()
        self.settings = settings if settings is not None else Settings()
        self.setWindowTitle("sessionbrowser")
        outline.stand(self, self.settings)
        self.is_filled = False
        self._views = TreeView(), TableView()
        self._parts = (factory, make_viewer, make_clearer, root)
        if not is_outline:
            self.fill()
        elif root is not None:
            self.setCentralWidget(outline.Outline(*self._views, self.settings, self.size()))

    def fill(self) -> None:
        """Put all parts in, in place of the outline, of which tree and table stay."""
        from sessionbrowser.gui.fitting import fit

        fit(self, self._views, *self._parts)
        self.is_filled = True

    # What the app asks of it --------------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Make what the first paint did not need: the viewer, the icons of the menus."""
        from sessionbrowser.gui.context_menus import ContextMenus

        ContextMenus(self.actions_, self.pane, self.sidebar.tree, self.status, self)
        self.actions_.dress()
        self.help.listen_over(self.viewer)
        self.viewer.warm_up()
        for button, action in self.viewer.tools:
            self.actions_.mirror(button, action)
        if self.browsing.root is None:
            self.opener.look_at([each.path for each in self.settings.recent])

    def open_root(self, root: Path) -> None:
        """Open a root folder."""
        self.browsing.open_root(Path(os.path.abspath(root)))  # noqa: PTH100 - takes out ".." without following links

    def open_path(self, path: Path) -> None:
        """Open what a path is: a root, a mouse, a date, a session, or a file, with the root it belongs to."""
        self.opener.locate(Path(os.path.abspath(path)))  # noqa: PTH100 - as in `open_root`

    def open_demo(self) -> None:
        """Write the demo lab if it is not there, and open it."""
        self.opener.open_demo()

    def show_demo(self, folder: Path) -> None:
        """Open the demo at something worth looking at, unless something else was asked for."""
        from sessionbrowser.demo import FIRST_SESSION

        self.open_root(folder)
        if not self.browsing.is_asked_for_a_session:
            self.choose(FIRST_SESSION)

    def choose(self, session: str | None, file: str | None = None) -> None:
        """Go to a session (``MOUSE/DATE/ID``) and a file as soon as they are there; a wrong name gives a message."""
        self.places.leave()
        self.browsing.choose(session, file, root_follows=self.opener.is_busy)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is being read, and all that was asked for is on the screen."""
        return self._has_shown and self.places.is_quiet

    @property
    def _has_shown(self) -> bool:
        """Whether all that the user looks at is on the screen."""
        return not self.opener.is_busy and self.browsing.is_quiet and self.viewer.is_settled

    @property
    def problem(self) -> str:
        """Why something that was asked for is not shown; empty when all is well."""
        return self.browsing.problem or self.opener.problem

    def look_whether_settled(self) -> None:
        """Tell if nothing is being read any more."""
        # A turn later: who listens to the same signal may start more.
        QTimer.singleShot(0, self, self._tell_if_settled)

    def _tell_if_settled(self) -> None:
        if self._has_shown:
            self.places.look_on()
        if self.is_settled:
            self.settled.emit()

    # Showing what there is ----------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        """Return what there is to act on now; what is not on show is not acted on."""
        from sessionbrowser.gui.action_table import Situation
        from sessionbrowser.gui.side_entries import Place

        selected = self.pane.selected() if self.pages.place is Place.SESSION else []
        return Situation(
            has_root=self.browsing.root is not None,
            has_session=self.browsing.entry is not None,
            selected=len(selected),
            clearable=sum(row.can_be_cleared for row in selected),
            can_undo=self.clearing.can_undo,
            has_picture=bool(self.viewer.stops),
        )

    def show_situation(self) -> None:
        """Show what is open, and what can be done."""
        from sessionbrowser.gui.words import count_text

        now = self.situation()
        self.actions_.update(now)
        self.pane.show_what_can_be_cleared(now.clearable)
        root, model = self.browsing.root, self.sidebar.model
        if root is not None:
            was_counted = model.n_sessions or not self.browsing.problem
            counts = [count_text(model.n_sessions, "session"), count_text(model.n_files, "file")] if was_counted else []
            self.status.show_root(" · ".join([str(root), *counts]))
            shown = [entry.name] if (entry := self.browsing.entry) is not None else []
            if model.n_sessions:
                self.settings.remember_last(root, *shown)
            self.setWindowTitle(" – ".join([*shown, root.name or str(root), "sessionbrowser"]))

    def show_root(self) -> None:
        """Show the root, now that it can be read."""
        self.pages.show_browsing()
        if not self.status.message.text:
            self.messages.say("Ready")
        root, sessions = self.browsing.root, self.sidebar.model.n_sessions
        if root is not None and sessions:
            self.recent.remember(root, sessions)

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        from sessionbrowser.gui import icons

        for whole in (self, self.pages, self.status):  # these are put into the window after its settings are taken
            icons.recolour(whole)
        for part in (self.sidebar, self.pane, self.viewer, self.pages):
            part.retheme()

    def findable(self) -> list[QAction]:
        """Return all that can be done here now, for the finder of actions."""
        from sessionbrowser.gui.helping import offered_by

        in_front = [page for page in self.pages.others if page.isVisible()]
        return [*(action for page in in_front for action in offered_by(page)), *self.actions_.findable()]

    # What the user asks for ---------------------------------------------------------------------------------------

    def ask_folder(self) -> None:
        """Open the system's dialog for folders."""
        root = self.browsing.root
        self.opener.ask(root.parent if root is not None else None)

    def clear_selected(self) -> None:
        """Ask about clearing the selected files."""
        facts = [row.facts for row in self.pane.selected() if row.can_be_cleared]
        if facts:
            self.clear(facts)

    def clear(self, facts: list[FileFacts]) -> None:
        """Ask about clearing these files."""
        self.clearing.clear(self.browsing.session, facts, self.browsing.root)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up all work, wait for it to end, and remember the layout."""
        if self.is_filled:
            self._leave()
        super().closeEvent(event)
        self.closed.emit()

    def _leave(self) -> None:
        from sessionbrowser.gui.fitting import VIEWS
        from sessionbrowser.gui.tasks import wait_for_all

        theme.manager().changed.disconnect(self.retheme)
        self.memory.save()
        self.settings.set_text(VIEWS, self.viewer.kept_beside(self.settings.text(VIEWS)))
        self.settings.sync()
        self.browsing.stop()
        self.files.stop()
        self.places.stop()
        self.opener.stop()
        self.viewer.clear()
        wait_for_all()
