"""Follows the user from root to session: lists the one, and finds the other where it was asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.gui import notices
from sessionbrowser.gui.messages import Message, Messages
from sessionbrowser.gui.root_scanner import RootScanner
from sessionbrowser.gui.session_loader import Factory
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.showing_session import ShowingSession
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.viewer_slot import ViewerSlot
from sessionbrowser.gui.wishes import Wishes

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry
    from sessionbrowser.lab.locating import Place


class Browsing(QObject):
    """What is open, and what is being read.

    Attributes
    ----------
    root : Path or None
    showing : ShowingSession
    problem : str
        Why something that was asked for cannot be shown; empty when all is well.
    changed : Signal()
        Something else is open, or there is more of it.
    trouble : Signal(Notice)
        The root cannot be shown; the notice says why.
    root_shown : Signal()
        It can.
    went_quiet : Signal()
        Nothing is being read (any more).
    """

    changed = Signal()
    trouble = Signal(object)
    root_shown = Signal()
    went_quiet = Signal()

    def __init__(
        self,
        sidebar: Sidebar,
        pane: SessionPane,
        viewer: ViewerSlot,
        factory: Factory,
        messages: Messages,
        ask_folder: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.root: Path | None = None
        self.problem = ""
        self._sidebar, self._messages, self._ask_folder = sidebar, messages, ask_folder
        self._scanner, self._wishes = RootScanner(self), Wishes(self)
        self.showing = ShowingSession(pane, viewer, factory, messages, self._wishes, self)
        self._connect()

    def _connect(self) -> None:
        self._scanner.found.connect(self._on_found)
        self._scanner.finished.connect(self._on_scanned)
        self._scanner.failed.connect(self._on_bad_root)
        self._wishes.found.connect(self._on_session_found)
        self._wishes.missed.connect(self._on_missed)
        self._sidebar.session_chosen.connect(self.showing.show)
        self.showing.changed.connect(self.changed)
        self.showing.complained.connect(self._note_problem)
        self.showing.again_asked.connect(self.look_again)
        for lane in (self._scanner.lane, self.showing.loader.lane, self._wishes.lane):
            lane.busy.connect(self._look_whether_quiet)

    @property
    def entry(self) -> SessionEntry | None:
        """The session that was chosen."""
        return self.showing.entry

    @property
    def session(self) -> Any:
        """What the factory made of it; None until it did, or when it failed."""
        return self.showing.session

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read, and nothing is still being looked for."""
        busy = self._scanner.lane.is_busy or self.showing.loader.is_busy or self._wishes.lane.is_busy
        return not (busy or self._wishes.session or (self._wishes.file and self.entry is not None))

    def _look_whether_quiet(self) -> None:
        # A lane tells that it is idle before it hands over its answer, which may start more.
        QTimer.singleShot(0, self, lambda: self.went_quiet.emit() if self.is_quiet else None)

    def stop(self) -> None:
        """Give up all reading."""
        self._scanner.lane.cancel()
        self.showing.loader.cancel()
        self._wishes.lane.cancel()

    # The root -----------------------------------------------------------------------------------------------------

    def open_root(self, root: Path) -> None:
        """Open a root folder in place of the one before."""
        self.stop()
        self.root = root
        self.problem = ""
        self._sidebar.begin(root)
        self._sidebar.tree.choose("")
        self.showing.leave(root)
        self.root_shown.emit()
        self._scanner.start(root)
        self._sidebar.tree.setFocus()
        self.changed.emit()
        if self._wishes.session:
            self._wishes.find(root)

    def look_again(self) -> None:
        """Look at the root, at the current session and at the file on show again, as if nothing were known."""
        self.showing.forget_file()
        self.refresh()

    def refresh(self) -> None:
        """List the root and the current session again; a file on show stays as it is if its facts do."""
        if self.root is None:
            return
        self.problem = ""
        self._sidebar.begin(self.root)
        self._scanner.start(self.root)
        self.showing.reload()

    def _on_found(self, entries: Sequence[MouseEntry | OddFolder]) -> None:
        self._sidebar.model.add(entries)
        if self.entry is not None:
            self._sidebar.tree.choose_if_new(self.entry.name)
        self.changed.emit()

    def _on_scanned(self, better: Path | None) -> None:
        model = self._sidebar.model
        model.finish()
        self.changed.emit()
        if self.root is not None and not model.n_sessions:
            self.trouble.emit(notices.no_sessions(self.root, better, self.open_root, self._ask_folder))
            return
        self.root_shown.emit()
        if self.entry is not None:
            node = model.node(model.find(self.entry.name))
            if node is not None and node.entry is not None:
                self.showing.follow(node.entry)

    def _on_bad_root(self, error: Exception) -> None:
        assert self.root is not None
        self._note_problem(f"{self.root}: {notices.told(error)[0]}")
        self._wishes.forget()
        self.showing.loader.cancel()
        self.trouble.emit(notices.bad_root(self.root, error, self.look_again, self._ask_folder))
        self.changed.emit()

    # The session --------------------------------------------------------------------------------------------------

    def choose(self, session: str | None, file: str | None, *, root_follows: bool = False) -> None:
        """Go to a session and a file by name as soon as they are there; a name that is wrong is told.

        With `root_follows` they are in the root that will be opened next, not in the one on show.
        """
        self._wishes.session, self._wishes.file = session or "", file or ""
        if not self._wishes.session:
            self.showing.go_to_wanted_file()
        elif self.root is not None and not root_follows:
            self._wishes.find(self.root)

    def go_to(self, place: Place) -> None:
        """Open the root of a place, and go to its session and file, unless a session was asked for by name."""
        if place.root != self.root:
            self.open_root(place.root)
        elif self._wishes.session:
            self._wishes.find(place.root)
        if self._wishes.session:
            return
        if place.file.startswith("suite2p/"):
            self.showing.show_suite2p()
        self._wishes.file = place.file
        if place.entry is not None:
            self._on_session_found(place.entry)
        elif place.row:
            self._sidebar.tree.choose(place.row)

    @property
    def is_asked_for_a_session(self) -> bool:
        """Whether a session was asked for by name and is still being looked for."""
        return bool(self._wishes.session)

    def _on_session_found(self, entry: SessionEntry) -> None:
        self._sidebar.tree.choose(entry.name)
        self.showing.show(entry)

    def _on_missed(self, text: str) -> None:
        self._note_problem(text)
        self._messages.say(Message(text, "error", is_passing=True))

    def _note_problem(self, text: str) -> None:
        self.problem = text

    # What clearing did --------------------------------------------------------------------------------------------

    def forget_files(self, paths: Sequence[Path]) -> None:
        """Take files out of the table that are gone from the folder, and list the rest again."""
        self.showing.remove_files(paths)
        self.refresh()

    def welcome_back(self, paths: Sequence[Path]) -> None:
        """Take files up again that came back to the folder: they are selected, and the first is shown."""
        self.showing.following.restored = tuple(paths)
        self.refresh()
