"""The page of the trash: what was cleared, when, by whom and why, and the way back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from sessionbrowser.gui import icons
from sessionbrowser.gui.controls import ElidedLabel, FilterBox, bar, button, label, row
from sessionbrowser.gui.notices import Notice
from sessionbrowser.gui.pages import NoticePage
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.trash_model import TrashModel
from sessionbrowser.gui.trash_rows import interrupted_text, problems_text
from sessionbrowser.gui.trash_view import TrashView
from sessionbrowser.gui.words import bytes_text, count_text
from sessionbrowser.lab.trash import TrashedSession
from sessionbrowser.sessions.trash import Batch, Trashed

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry

_EMPTY = Notice(
    "The trash is empty",
    (
        ("", "Files that you clear stay on their disk, in the folder .trash beside them, until you delete them here."),
        ("", "Until then they can be brought back from this page, whoever cleared them and whenever that was."),
    ),
)


def look_into(root: Path, entries: Sequence[SessionEntry], job: Job) -> tuple[TrashedSession, ...]:
    """Settle what killed programs left in the trash of these sessions, and return those that have any; for a worker."""
    from sessionbrowser.lab.trash import recover_root

    return tuple(recover_root(root, entries=entries, cancel=job.cancel))


class TrashPage(QWidget):
    """Lists the trash of a root.

    Attributes
    ----------
    counted : Signal(int, int)
        Files in the trash, and their bytes.
    restore_asked : Signal(tuple of Batch or Trashed)
    empty_agreed : Signal(tuple of Batch or Trashed)
        The user typed the word: these are to be deleted for good.
    session_asked : Signal(str)
        A session is to be shown, by name.
    interrupted : Signal(str)
        A program was killed while it cleared, and what it left has been put in order; in words.
    settled : Signal()
        The look into the trash has ended.
    """

    counted = Signal(int, object)  # an int of Qt's is too small for the bytes
    restore_asked = Signal(object)
    empty_agreed = Signal(object)
    session_asked = Signal(str)
    interrupted = Signal(str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lane, self._again = Lane(self), Lane(self)
        self._root = Path()
        self._entries: Sequence[SessionEntry] = ()
        self._sessions: Sequence[TrashedSession] = ()
        self._touched: set[Path] = set()
        self.model = TrashModel(self)
        self.view = TrashView(self.model)
        self.filter = FilterBox("Filter the trash")
        self.summary = ElidedLabel(name="muted", size=Size.SECONDARY)
        self.problem = ElidedLabel(name="warning", size=Size.SECONDARY)
        self.restore_button = button("Restore…", "undo")
        self.empty_button = button("Empty…", "trash")
        self._notice = NoticePage()
        self._stack = QStackedWidget()
        self._restore, self._delete, self._show_session, self._copy = self._make_actions()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)
        self._show()

    # Putting it together ------------------------------------------------------------------------------------------

    def _make_actions(self) -> tuple[QAction, QAction, QAction, QAction]:
        specs = (
            ("Restore", "Ctrl+R", "undo", self.restore),
            ("Delete for good…", "Del", "trash", lambda: self.ask_to_empty(self.view.chosen())),
            ("Show the session", "", "folder", self._ask_for_session),
            ("Copy path", "Ctrl+C", "copy", self._copy_paths),
        )
        made = []
        for text, keys, icon, do in specs:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _on=False, do=do: do())
            icons.set_icon(action, icon)
            self.view.addAction(action)
            made.append(action)
        first, second, third, fourth = made
        return first, second, third, fourth

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(self._stack, 1)
        for page in (self.view, self._notice):
            self._stack.addWidget(page)
        self._notice.say(_EMPTY)

    def _header(self) -> QFrame:
        header = bar("bar", Space.SESSION_HEADER)
        line = row(header, (12, 0, 12, 0), 12)
        line.addWidget(label("Trash", size=Size.HEADLINE, bold=True))
        line.addWidget(self.summary)
        line.addWidget(self.problem)
        line.addStretch(1)
        self.filter.setFixedWidth(180)
        for widget in (self.filter, self.restore_button, self.empty_button):
            line.addWidget(widget)
        return header

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._apply_filter)
        self.filter.left.connect(self.view.setFocus)
        self.view.selection_changed.connect(self._show)
        self.view.menu_asked.connect(self._open_menu)
        self.restore_button.clicked.connect(self.restore)
        self.empty_button.clicked.connect(lambda: self.ask_to_empty())
        for lane in (self._lane, self._again):
            lane.busy.connect(lambda busy: None if busy else self.settled.emit())

    # What it shows ------------------------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether the trash is being looked into."""
        return self._lane.is_busy or self._again.is_busy

    def begin(self, root: Path, entries: Sequence[SessionEntry]) -> None:
        """Look into the trash of these sessions of a root; what is shown stays until then."""
        if root != self._root:
            self.put(())
        self._root, self._entries = root, entries
        self._again.cancel()
        self._lane.run(lambda job: look_into(root, entries, job), self._on_looked, self._on_failed)
        self._show()

    def look_again(self, onedata: Collection[Path]) -> None:
        """Look once more into the trash of the sessions with these onedata folders, and at no other."""
        if self._lane.is_busy:
            self.begin(self._root, self._entries)
            return
        self._touched |= set(onedata)
        touched = frozenset(self._touched)
        some = [entry for entry in self._entries if entry.onedata in touched]
        self._again.run(
            lambda job: look_into(self._root, some, job), lambda found: self._put_some(found, touched), self._on_failed
        )

    def stop(self) -> None:
        """Give up looking."""
        self._lane.cancel()
        self._again.cancel()

    def put(self, sessions: Sequence[TrashedSession]) -> None:
        """Show what was found."""
        self._sessions = sessions
        self._touched.clear()
        self.model.put(sessions)
        self._show()
        files = [file for session in sessions for file in session.files]
        self.counted.emit(len(files), sum(file.size for file in files))

    def _on_looked(self, sessions: Sequence[TrashedSession]) -> None:
        self.put(sessions)
        text = interrupted_text(sessions)
        if text:
            self.interrupted.emit(text)

    def _put_some(self, found: Sequence[TrashedSession], touched: Collection[Path]) -> None:
        self.put([*(each for each in self._sessions if each.onedata not in touched), *found])

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self._notice.retheme()
        self.view.viewport().update()

    def _on_failed(self, error: Exception) -> None:
        self.problem.setText(f"The trash cannot be looked into: {error}")

    def _apply_filter(self) -> None:
        self.model.set_filter(self.filter.words())
        self._show()

    def _show(self) -> None:
        """Say how much there is, and offer what can be done."""
        files = [file for batch in self.model.everything for file in batch.files]
        chosen, shown = self._chosen_files(), sum(len(group.rows) for group in self.model.groups)
        self._stack.setCurrentWidget(self.view if files or self.is_busy else self._notice)
        counts = count_text(len(files), "file") if shown == len(files) else f"{shown:,} of {len(files):,} files"
        sessions = count_text(sum(bool(session.files) for session in self._sessions), "session")
        size = bytes_text(sum(file.size for file in files))
        known = f"{counts} in {sessions}, {size} · on their disk until deleted" if files else ""
        self.summary.setText(known or ("Looking into the trash" if self.is_busy else "empty"))
        self.problem.setText(problems_text(self._sessions))
        self.problem.setVisible(bool(self.problem.text()))
        what = f" {count_text(len(chosen), 'file')}" if chosen else ""
        self.restore_button.setText(f"Restore{what}")
        self.restore_button.setEnabled(bool(chosen))
        self.restore_button.setToolTip(
            "Back to where they were (Ctrl+R)" if chosen else "Select files or batches first."
        )
        self.empty_button.setEnabled(bool(files))
        self.empty_button.setToolTip("Delete for good" if files else "There is nothing in the trash.")
        for action in (self._restore, self._delete, self._show_session, self._copy):
            action.setEnabled(bool(chosen))

    def _chosen_files(self) -> list[Trashed]:
        return [file for one in self.view.chosen() for file in (one.files if isinstance(one, Batch) else (one,))]

    # What the user asks for ---------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Have what is selected brought back."""
        chosen = self.view.chosen()
        if chosen:
            self.restore_asked.emit(chosen)

    def ask_to_empty(self, selected: Sequence[Batch | Trashed] = ()) -> None:
        """Ask what is to be deleted for good; nothing is, before the word is typed."""
        from sessionbrowser.gui.empty_dialog import EmptyDialog

        everything = self.model.everything
        if not everything:
            return
        dialog = EmptyDialog(everything, selected, self)

        def on_finished(result: int) -> None:
            agreed = dialog.chosen if result == EmptyDialog.DialogCode.Accepted else ()
            dialog.deleteLater()
            if agreed:
                self.empty_agreed.emit(agreed)

        dialog.finished.connect(on_finished)
        dialog.open()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._restore)
        menu.addAction(self._delete)
        menu.addSeparator()
        menu.addAction(self._show_session)
        menu.addAction(self._copy)
        menu.popup(position)

    def _ask_for_session(self) -> None:
        paths = {file.path for file in self._chosen_files()}
        names = [each.name for each in self._sessions if paths & {file.path for file in each.files}]
        if names:
            self.session_asked.emit(names[0])

    def _copy_paths(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(str(file.origin) for file in self._chosen_files()))
