"""Follows the user from root to session to file: starts the reading, and puts what comes into the panes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.gui import notices
from sessionbrowser.gui.following import Following
from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.root_scanner import RootScanner
from sessionbrowser.gui.session_loader import Factory, Made, Request, SessionLoader
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.table_columns import Row
from sessionbrowser.gui.viewer_slot import ViewerSlot
from sessionbrowser.gui.wishes import Wishes

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry

NO_FILE = "Choose a file above to look at it."
NO_SESSION = "Choose a session to see its files."


class Browsing(QObject):
    """What is open, and what is being read.

    Attributes
    ----------
    root : Path or None
    entry : SessionEntry or None
        The session that was chosen.
    session : object or None
        What the factory made of it; None until it did, or when it failed.
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
        self.entry: SessionEntry | None = None
        self.session: Any = None
        self.problem = ""
        self.with_suite2p = False
        self.show_suite2p: Callable[[], object] = lambda: None
        self._sidebar, self._pane, self._viewer = sidebar, pane, viewer
        self._factory, self._messages, self._ask_folder = factory, messages, ask_folder
        self._shown: Row | None = None
        self.following = Following(pane)
        self._scanner, self._loader, self._wishes = RootScanner(self), SessionLoader(self), Wishes(self)
        self._connect()

    def _connect(self) -> None:
        self._scanner.found.connect(self._on_found)
        self._scanner.finished.connect(self._on_scanned)
        self._scanner.failed.connect(self._on_bad_root)
        self._loader.made.connect(self._on_made)
        self._loader.named.connect(self._on_named)
        self._loader.known.connect(self._on_known)
        self._loader.finished.connect(self._on_loaded)
        self._loader.failed.connect(self._on_bad_session)
        self._wishes.found.connect(self._on_session_found)
        self._wishes.missed.connect(self._complain)
        self._sidebar.session_chosen.connect(self.show_session)
        self._pane.file_chosen.connect(self._on_file)
        self._pane.table.type_chosen.connect(self._on_type)
        for lane in (self._scanner.lane, self._loader.lane, self._wishes.lane):
            lane.busy.connect(self._look_whether_quiet)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read, and nothing is still being looked for."""
        busy = self._scanner.lane.is_busy or self._loader.is_busy or self._wishes.lane.is_busy
        return not (busy or self._wishes.session or (self._wishes.file and self.entry is not None))

    def _look_whether_quiet(self) -> None:
        # A lane tells that it is idle before it hands over its answer, which may start more.
        QTimer.singleShot(0, self, lambda: self.went_quiet.emit() if self.is_quiet else None)

    def stop(self) -> None:
        """Give up all reading."""
        self._scanner.lane.cancel()
        self._loader.cancel()
        self._wishes.lane.cancel()

    # The root -----------------------------------------------------------------------------------------------------

    def open_root(self, root: Path) -> None:
        """Open a root folder in place of the one before."""
        self.stop()
        self.root, self.entry, self.session, self._shown = root, None, None, None
        self.problem = ""
        self._sidebar.begin(root)
        self._sidebar.tree.choose("")
        self._pane.show_nothing()
        self._viewer.show_nothing(NO_SESSION)
        self.root_shown.emit()
        self._scanner.start(root)
        self._sidebar.tree.setFocus()
        self.changed.emit()
        if self._wishes.session:
            self._wishes.find(root)

    def look_again(self) -> None:
        """Look at the root, at the current session and at the file on show again, as if nothing were known."""
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """List the root and the current session again; a file on show stays as it is if its facts do."""
        if self.root is None:
            return
        self.problem = ""
        self._sidebar.begin(self.root)
        self._scanner.start(self.root)
        if self.entry is not None:
            self._load(self.entry)

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
        self._follow_entry()

    def _follow_entry(self) -> None:
        """Take up what the scan says of the current session, if that is news."""
        if self.entry is None:
            return
        node = self._sidebar.model.node(self._sidebar.model.find(self.entry.name))
        if node is None or node.entry is None:
            return
        news = (node.entry.state, node.entry.onedata) != (self.entry.state, self.entry.onedata)
        self.entry = node.entry
        if news:
            self._load(node.entry)

    def _on_bad_root(self, error: Exception) -> None:
        assert self.root is not None
        self.problem = f"{self.root}: {notices.told(error)[0]}"
        self._wishes.forget()
        self._loader.cancel()
        self.trouble.emit(notices.bad_root(self.root, error, self.look_again, self._ask_folder))
        self.changed.emit()

    # The session --------------------------------------------------------------------------------------------------

    def choose(self, session: str | None, file: str | None) -> None:
        """Go to a session and a file by name as soon as they are there; a name that is wrong is told."""
        self._wishes.session, self._wishes.file = session or "", file or ""
        if self._wishes.session and self.root is not None:
            self._wishes.find(self.root)
        elif self._wishes.file and self.entry is not None and not self._loader.is_busy:
            self._choose_wanted_file(is_last=True)

    @property
    def is_asked_for_a_session(self) -> bool:
        """Whether a session was asked for by name and is still being looked for."""
        return bool(self._wishes.session)

    def _on_session_found(self, entry: SessionEntry) -> None:
        self._sidebar.tree.choose(entry.name)
        self.show_session(entry)

    def _complain(self, text: str) -> None:
        self.problem = text
        self._messages.say(text, "error")

    def show_session(self, entry: SessionEntry) -> None:
        """Show a session's files."""
        if self.entry is None or self.entry.path != entry.path:
            self.session, self._shown = None, None
            self._viewer.show_nothing(NO_FILE)
        self._load(entry)

    def _load(self, entry: SessionEntry) -> None:
        assert self.root is not None
        self.entry = entry
        self._pane.show_session(entry)
        self._loader.start(Request(entry, self.root, self._factory, self.with_suite2p))
        self.changed.emit()

    def reload(self) -> None:
        """Read the current session again."""
        if self.entry is not None:
            self._load(self.entry)

    def set_suite2p(self, on: bool) -> None:
        """Choose whether suite2p's own files are listed too."""
        if on != self.with_suite2p:
            self.with_suite2p = on
            self.reload()

    def _on_made(self, made: Made) -> None:
        self.session = made.session
        if made.error is not None:
            text = f"The session class failed ({type(made.error).__name__}: {made.error})"
            self._pane.show_summary(text, is_error=True)
            self._messages.say(f"{text}; its files are listed without it.", "error")

    def _on_named(self, rows: Sequence[Row]) -> None:
        assert self.entry is not None
        current = self._pane.table.current_row()
        self._pane.show_names(self.following.with_type(rows))
        if current is not None and self._pane.model.row_of(current.key) < 0:
            self._messages.say(f"{current.title} is not there any more", "warning")
        self.following.select_restored()
        if rows:
            self._pane.show_table()
            self._choose_wanted_file(is_last=False)
            if self._shown is None and not self._wishes.file:
                self.following.take_up()
        else:
            self._pane.say(notices.no_files(self.entry, self.show_suite2p, self.look_again))
            self._viewer.show_nothing("")
        self._leave_what_is_gone()
        self.changed.emit()

    def _leave_what_is_gone(self) -> None:
        if self._shown is not None and self._pane.model.row_of(self._shown.key) < 0:
            self._shown = None
            current = self._pane.table.current_row()
            if current is None:
                self._viewer.show_nothing(NO_FILE)
            else:
                self._on_file(current)

    def _on_known(self, rows: Sequence[Row]) -> None:
        rows = self.following.with_type(rows)
        self._pane.model.put(rows)
        current = self._pane.table.current_row()
        if current is not None and current in rows:
            self._show_news(current)

    def _on_loaded(self, summary: str) -> None:
        if self.session is not None:
            self._pane.show_summary(summary)
        self._choose_wanted_file(is_last=True)
        self.changed.emit()

    def _on_bad_session(self, error: Exception) -> None:
        assert self.entry is not None
        self._wishes.file = ""
        self.problem = f"{self.entry.name}: {notices.told(error)[0]}"
        self._pane.say(notices.bad_session(self.entry, error, self.look_again))
        self.changed.emit()

    # The file -----------------------------------------------------------------------------------------------------

    def _choose_wanted_file(self, is_last: bool) -> None:
        name = self._wishes.file
        if not name or self.entry is None:
            return
        if self._pane.choose(name) is not None:
            self._pane.table.setFocus()
            self._wishes.file = ""
        elif is_last:
            self._wishes.file = ""
            self._complain(f"There is no file {name} in {self.entry.name}.")

    def _on_type(self, name: str) -> None:
        self.following.choose_type(name)
        current = self._pane.table.current_row()
        if current is not None:
            self._show_news(current)

    def _on_file(self, row: Row) -> None:
        self.following.note(row)
        if row.is_checking:  # its facts are on their way; `_on_known` shows it
            return
        self._show(row)
        if self.entry is not None and not self._loader.is_busy:
            self._loader.look_again(row, self.session, self.entry.path)

    def _show_news(self, row: Row) -> None:
        shown = self._shown
        if not row.is_checking and (shown is None or (row.key, row.facts) != (shown.key, shown.facts)):
            self._show(row)

    def _show(self, row: Row) -> None:
        self._shown = row
        self._viewer.show_file(self.session, row.facts)

    def forget_files(self, paths: Sequence[Path]) -> None:
        """Take files out of the table that are gone from the folder, and list the rest again."""
        self._pane.model.remove(paths)
        self._pane.table.select_current()
        self._leave_what_is_gone()
        self.refresh()

    def welcome_back(self, paths: Sequence[Path]) -> None:
        """Take files up again that came back to the folder: they are selected, and the first is shown."""
        self.following.restored = tuple(paths)
        self.refresh()
