"""The main window: puts the parts together and connects them; reads nothing itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.action_table import Situation
from sessionbrowser.gui.actions import Actions
from sessionbrowser.gui.browsing import Browsing
from sessionbrowser.gui.cleanup_link import CleanupLink
from sessionbrowser.gui.clearing_link import ClearingLink, make_clear_controller
from sessionbrowser.gui.file_actions import FileActions
from sessionbrowser.gui.frame import Frame
from sessionbrowser.gui.handlers import handlers
from sessionbrowser.gui.helping import Helping, offered_by
from sessionbrowser.gui.layout_memory import LayoutMemory
from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.opening_folders import FolderOpener
from sessionbrowser.gui.places import Places
from sessionbrowser.gui.preferences import Preferences
from sessionbrowser.gui.recent_roots import RecentRoots
from sessionbrowser.gui.session_loader import Factory
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.status_line import StatusLine
from sessionbrowser.gui.table_columns import SPKS
from sessionbrowser.gui.tasks import wait_for_all
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.viewer_slot import ViewerSlot, make_viewer_pane
from sessionbrowser.gui.window_pages import WindowPages
from sessionbrowser.gui.words import count_text

if TYPE_CHECKING:
    from sessionbrowser.sessions.kinds import FileFacts

VIEWS = "views"
"""The setting that holds how things were looked at."""


class MainWindow(Frame):
    """The app's one window.

    Parameters
    ----------
    factory : callable
        Makes the session object of a session folder (see `sessionbrowser.sessions.registry`).
    settings : Settings or None
        The user's own unless given.
    make_viewer, make_clearer : callable
        Give the viewer and what clears files; tests pass their own.
    root : Path or None
        The root that `open_root` will be called with after the first paint: until then its name is shown, and no
        welcome page.

    Attributes
    ----------
    settled : Signal()
        Nothing is being read, and all that was asked for is on the screen.
    another_asked : Signal()
        The user wants one more window.
    """

    settled = Signal()
    another_asked = Signal()

    def __init__(
        self,
        *,
        factory: Factory,
        settings: Settings | None = None,
        make_viewer: Callable[[], Any] = make_viewer_pane,
        make_clearer: Callable[[QWidget], Any] = make_clear_controller,
        root: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings if settings is not None else Settings()
        self.messages = Messages(self)
        self.sidebar, self.pane, self.viewer = Sidebar(), SessionPane(), ViewerSlot(make_viewer)
        self.pages, self.status = WindowPages(self.sidebar, self.pane, self.viewer), StatusLine()
        self.opener = FolderOpener(self, self.messages)
        self.browsing = Browsing(
            self.sidebar, self.pane, self.viewer, factory, self.messages, self.ask_folder, parent=self
        )
        self.clearing = ClearingLink(self, self.messages, make_clearer)
        self.cleanup = CleanupLink(factory, self.messages, self)
        self.places = Places(self.sidebar, self.pages, self.status, self.clearing, self.cleanup, self)
        self.files = FileActions(self.pane, self.browsing, self.messages, self)
        self._lay_out()
        self.help = Helping(self, self._findable)
        self.actions_ = Actions(self, handlers(self))
        self.recent = RecentRoots(self.settings, self.actions_.recent, self.sidebar.header, self.open_root)
        self.preferences = Preferences(self.settings, self.actions_, self.sidebar.model, self.browsing, self)
        filters: dict[str, QLineEdit] = {"filter_sessions": self.sidebar.filter, "filter_files": self.pane.filter}
        splitters = {"across": self.pages.across, "down": self.pages.down}
        self.memory = LayoutMemory(self.settings, self, splitters, self.pane.table, filters)
        self.actions_.mirror(self.pane.clear_button, "clear_files")
        self.actions_.mirror(self.sidebar.header.again, "refresh")
        self._connect()
        self._take_settings()
        self._show_situation()
        if root is None:
            self.pages.show_welcome(self.settings.recent)
        else:
            self.sidebar.header.show_root(root.absolute())
            self.status.show_root(str(root.absolute()))
        theme.dress()

    # Putting it together ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle("sessionbrowser")
        self.menuBar().setFixedHeight(Space.MENU_BAR)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        for source in (self.sidebar.header, self.pages):
            source.open_folder.connect(self.ask_folder)
            source.open_demo.connect(self.open_demo)
            source.open_recent.connect(self.open_root)
        self.sidebar.header.refresh.connect(self.browsing.look_again)
        self.dropped.connect(self.open_path)
        self.opener.chosen.connect(self.open_path)
        self.opener.located.connect(self.browsing.go_to)
        self.opener.located.connect(self.places.leave)
        self.opener.demo_written.connect(self._show_demo)
        self.opener.connected.connect(lambda there: self.pages.show_connected(self.settings.recent, there))
        self.browsing.changed.connect(self._show_situation)
        self.pages.place_changed.connect(self._show_situation)
        self.browsing.trouble.connect(self.pages.show_trouble)
        self.browsing.root_shown.connect(self._show_root)
        for part in (self.browsing.went_quiet, self.viewer.settled, self.opener.went_quiet, self.places.settled):
            part.connect(self._look_whether_settled)
        self.viewer.settled.connect(self._show_situation)
        # What the user looks at comes first.
        self.browsing.changed.connect(lambda: self.cleanup.hold(not self.is_settled))
        self.settled.connect(lambda: self.cleanup.hold(False))
        self.cleanup.again_asked.connect(self.browsing.look_again)
        self.browsing.showing.show_suite2p = lambda: self.preferences.show_suite2p(True)
        self.viewer.message.connect(self.messages.say)
        self.viewer.clear_requested.connect(lambda facts: self._clear([facts]))
        self.viewer.spks_wanted.connect(lambda: self.pane.choose(SPKS))
        self.pane.clear_asked.connect(self.clear_selected)
        self.pane.selection_changed.connect(self._show_situation)
        self.places.session_asked.connect(self.choose)
        self.places.said.connect(self.messages.say)
        self.clearing.gone.connect(self.browsing.forget_files)
        self.clearing.back.connect(self.browsing.welcome_back)
        self.messages.listen(self.status.show_message)
        self.status.details_asked.connect(self.help.show_report)
        theme.manager().changed.connect(self.retheme)

    def _take_settings(self) -> None:
        self.preferences.restore()
        self.recent.show()
        self.memory.restore()
        if self.settings.trouble:
            self.messages.say(self.settings.trouble, "warning")
            self.settings.trouble = ""
        self.viewer.kept = self.settings.text(VIEWS)
        self.cleanup.grouping = self.settings.text("cleanup_by")
        self.cleanup.remember = lambda by: self.settings.set_text("cleanup_by", by)

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

    def _show_demo(self, folder: Path) -> None:
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
        return not self.opener.is_busy and self.browsing.is_quiet and self.places.is_quiet and self.viewer.is_settled

    @property
    def problem(self) -> str:
        """Why something that was asked for is not shown; empty when all is well."""
        return self.browsing.problem or self.opener.problem

    def _look_whether_settled(self) -> None:
        # A turn later: who listens to the same signal may start more.
        QTimer.singleShot(0, self, lambda: self.settled.emit() if self.is_settled else None)

    # Showing what there is ----------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        """Return what there is to act on now; what is not on show is not acted on."""
        selected = self.pane.selected() if self.pages.place is Place.SESSION else []
        return Situation(
            has_root=self.browsing.root is not None,
            has_session=self.browsing.entry is not None,
            selected=len(selected),
            clearable=sum(row.can_be_cleared for row in selected),
            can_undo=self.clearing.can_undo,
            has_picture=bool(self.viewer.stops),
        )

    def _show_situation(self) -> None:
        now = self.situation()
        self.actions_.update(now)
        self.pane.show_what_can_be_cleared(now.clearable)
        root, model = self.browsing.root, self.sidebar.model
        if root is not None:
            counts = (count_text(model.n_sessions, "session"), count_text(model.n_files, "file"))
            self.status.show_root(" · ".join([str(root), *counts]))
            shown = [entry.name] if (entry := self.browsing.entry) is not None else []
            if model.n_sessions:
                self.settings.remember_last(root, *shown)
            self.setWindowTitle(" – ".join([*shown, root.name or str(root), "sessionbrowser"]))

    def _show_root(self) -> None:
        self.pages.show_browsing()
        if not self.status.message.text:
            self.messages.say("Ready")
        root, sessions = self.browsing.root, self.sidebar.model.n_sessions
        if root is not None and sessions:
            self.recent.remember(root, sessions)

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        icons.recolour(self)
        for part in (self.sidebar, self.pane, self.viewer, self.pages):
            part.retheme()

    def _findable(self) -> list[QAction]:
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
            self._clear(facts)

    def _clear(self, facts: list[FileFacts]) -> None:
        self.clearing.clear(self.browsing.session, facts, self.browsing.root)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up all work, wait for it to end, and remember the layout."""
        theme.manager().changed.disconnect(self.retheme)
        self.memory.save()
        self.settings.set_text(VIEWS, self.viewer.kept)
        self.settings.sync()
        self.browsing.stop()
        self.files.stop()
        self.places.stop()
        self.opener.stop()
        self.viewer.clear()
        wait_for_all()
        super().closeEvent(event)
        self.closed.emit()
