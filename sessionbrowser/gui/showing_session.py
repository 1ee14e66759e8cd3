"""The session on show: its reading, its files in the table, and the one of them that the viewer has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui import notices
from sessionbrowser.gui.following import Following
from sessionbrowser.gui.messages import Message, Messages
from sessionbrowser.gui.session_loader import Factory, Made, Request, SessionLoader
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.shown_file import NO_FILE, ShownFile
from sessionbrowser.gui.table_columns import Row
from sessionbrowser.gui.viewer_slot import ViewerSlot
from sessionbrowser.gui.wishes import Wishes

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry

NO_SESSION = "Choose a session to see its files."
NOTHING = "This session has no file to look at."


class ShowingSession(QObject):
    """Puts what is read of one session into the panes.

    Attributes
    ----------
    root : Path or None
    entry : SessionEntry or None
        The session that was chosen.
    with_suite2p : bool
        Whether suite2p's own files are listed too; see `set_suite2p`.
    show_suite2p : callable
        What the button of a session without onedata does.
    following : Following
    changed : Signal()
        Another session is on show, or there is more of it.
    complained : Signal(str)
        Why something that was asked for cannot be shown.
    again_asked : Signal()
        The user wants all of the root looked at again.
    """

    changed = Signal()
    complained = Signal(str)
    again_asked = Signal()

    def __init__(
        self,
        pane: SessionPane,
        viewer: ViewerSlot,
        factory: Factory,
        messages: Messages,
        wishes: Wishes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.root: Path | None = None
        self.entry: SessionEntry | None = None
        self.with_suite2p = False
        self.show_suite2p: Callable[[], object] = lambda: None
        self._pane, self._factory, self._messages, self._wishes = pane, factory, messages, wishes
        self._viewer = viewer
        self.following, self._file = Following(pane), ShownFile(pane, viewer)
        self.loader = SessionLoader(self)
        self.loader.made.connect(self._on_made)
        self.loader.named.connect(self._on_named)
        self.loader.known.connect(self._on_known)
        self.loader.begun.connect(self._go_on_if_shown)
        self.loader.finished.connect(self._on_loaded)
        self.loader.failed.connect(self._on_failed)
        viewer.settled.connect(self.loader.go_on)
        pane.file_chosen.connect(self._on_file)
        pane.table.type_chosen.connect(self._on_type)

    @property
    def session(self) -> Any:
        """What the factory made of the session; None until it did, or when it failed."""
        return self._file.session

    def leave(self, root: Path) -> None:
        """Show no session, until one of this root is chosen."""
        self.root, self.entry, self._file.session = root, None, None
        self._pane.show_nothing()
        self._file.show_nothing(NO_SESSION)

    def show(self, entry: SessionEntry) -> None:
        """Show a session's files."""
        if self.entry is None or self.entry.path != entry.path:
            self._file.session = None
            self._file.show_nothing(NO_FILE)
            self._messages.pass_on()
        self._load(entry)

    def _load(self, entry: SessionEntry) -> None:
        assert self.root is not None
        self.entry = entry
        self._pane.show_session(entry)
        first = self._wishes.file or self.following.name
        self.loader.start(Request(entry, self.root, self._factory, self.with_suite2p, first))
        self.changed.emit()

    def reload(self) -> None:
        """Read the session again; the file on show stays as it is if its facts do."""
        if self.entry is not None:
            self._load(self.entry)

    def forget_file(self) -> None:
        """Take the file on show as news when it is read next, as if nothing were known of it."""
        self._file.row = None

    def follow(self, entry: SessionEntry) -> None:
        """Take up what another scan says of the session, if that is news."""
        assert self.entry is not None
        news = (entry.state, entry.onedata) != (self.entry.state, self.entry.onedata)
        self.entry = entry
        if news:
            self._load(entry)

    def set_suite2p(self, on: bool) -> None:
        """Choose whether suite2p's own files are listed too."""
        if on != self.with_suite2p:
            self.with_suite2p = on
            self.reload()

    # What comes of it ---------------------------------------------------------------------------------------------

    def _on_made(self, made: Made) -> None:
        self._file.session = made.session
        if made.error is not None:
            text = f"The session class failed ({type(made.error).__name__}: {made.error})"
            self._pane.show_summary(text, is_error=True)
            self._messages.say(f"{text}; its files are listed without it.", "error")

    def _on_named(self, rows: Sequence[Row]) -> None:
        assert self.entry is not None
        current = self._pane.table.current_row()
        self._pane.show_names(self.following.with_type(rows))
        if current is not None and self._pane.model.row_of(current.key) < 0:
            self._messages.say(Message(f"{current.title} is not there any more", "warning", is_passing=True))
        self.following.select_restored()
        if rows:
            self._pane.show_table()
            self._choose_wanted_file(is_last=False)
            if self._file.row is None and not self._wishes.file:
                self.following.take_up()
        else:
            self._pane.say(notices.no_files(self.entry, lambda: self.show_suite2p(), self.again_asked.emit))
            self._file.show_nothing(NOTHING)
        self._leave_what_is_gone()
        self.changed.emit()

    def _go_on_if_shown(self) -> None:
        if self._viewer.is_settled:
            self.loader.go_on()

    def _leave_what_is_gone(self) -> None:
        if self._file.is_gone:
            self._file.row = None
            current = self._pane.table.current_row()
            if current is None:
                self._file.show_nothing(NO_FILE)
            else:
                self._look_at(current)

    def _on_known(self, rows: Sequence[Row]) -> None:
        rows = self.following.with_type(rows)
        self._pane.model.put(rows)
        if self._pane.table.current_row() in rows:
            self._file.show_news()

    def _on_loaded(self, summary: str) -> None:
        if self.session is not None:
            self._pane.show_summary(summary)
        self._choose_wanted_file(is_last=True)
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        assert self.entry is not None
        self._wishes.file = ""
        self.complained.emit(f"{self.entry.name}: {notices.told(error)[0]}")
        self._pane.say(notices.bad_session(self.entry, error, self.again_asked.emit))
        self.changed.emit()

    # The file -----------------------------------------------------------------------------------------------------

    def go_to_wanted_file(self) -> None:
        """Go to the file that was asked for by name, unless its session is still being read and will do it."""
        if not self.loader.is_busy:
            self._choose_wanted_file(is_last=True)

    def _choose_wanted_file(self, is_last: bool) -> None:
        name = self._wishes.file
        if not name or self.entry is None:
            return
        if self._pane.choose(name) is not None:
            self._pane.table.setFocus()
            self._wishes.file = ""
        elif is_last:
            self._wishes.file = ""
            text = f"There is no file {name} in {self.entry.name}."
            self.complained.emit(text)
            self._messages.say(Message(text, "error", is_passing=True))

    def _on_type(self, name: str) -> None:
        self.following.choose_type(name)
        self._file.show_news()

    def _on_file(self, row: Row) -> None:
        self._messages.pass_on()
        self._look_at(row)

    def _look_at(self, row: Row) -> None:
        self.following.note(row)
        self._file.show(row)
        if not row.is_checking and self.entry is not None and not self.loader.is_busy:
            self.loader.look_again(row, self.session, self.entry.path)

    def remove_files(self, paths: Sequence[Path]) -> None:
        """Take files out of the table that are gone from the folder."""
        self._pane.model.remove(paths)
        self._pane.table.select_current()
        self._leave_what_is_gone()
