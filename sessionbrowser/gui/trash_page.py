"""The page of the trash: what was cleared, when, by whom and why, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from sessionbrowser.gui import icons
from sessionbrowser.gui.controls import ElidedLabel, FilterBox, bar, button, label, row
from sessionbrowser.gui.notices import Notice
from sessionbrowser.gui.pages import NoticePage
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.trash_look import TrashLook
from sessionbrowser.gui.trash_model import TrashModel
from sessionbrowser.gui.trash_rows import problems_text
from sessionbrowser.gui.trash_view import TrashView
from sessionbrowser.gui.words import bytes_text, count_text
from sessionbrowser.sessions.trash import Batch, Trashed

_EMPTY = Notice(
    "The trash is empty",
    (
        ("", "Files that you clear stay on their disk, in the folder .trash beside them, until you delete them here."),
        ("", "Until then they can be brought back from this page, whoever cleared them and whenever that was."),
    ),
)


class TrashPage(QWidget):
    """Lists what a `TrashLook` finds.

    Attributes
    ----------
    restore_asked : Signal(tuple of Batch or Trashed)
    empty_agreed : Signal(tuple of Batch or Trashed)
        The user typed the word: these are to be deleted for good.
    session_asked : Signal(str)
        A session is to be shown, by name.
    """

    restore_asked = Signal(object)
    empty_agreed = Signal(object)
    session_asked = Signal(str)

    def __init__(self, trash: TrashLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._trash = trash
        self.model = TrashModel(self)
        self.view = TrashView(self.model)
        self.filter = FilterBox("Filter the trash")
        self.summary = ElidedLabel(name="muted", size=Size.SECONDARY)
        self.problem = ElidedLabel(name="warning", size=Size.SECONDARY)
        self.restore_button = button("Restore…", "undo")
        self.empty_button = button("Empty…", "trash")
        self._notice = NoticePage()
        self._stack = QStackedWidget()
        self.actions_ = (
            self._action("Restore", "Ctrl+R", "undo", self.restore),
            self._action("Delete for good…", "Del", "trash", lambda: self.ask_to_empty(self.view.chosen())),
            self._action("Show the session", "", "folder", self._ask_for_session),
            self._action("Copy path", "Ctrl+C", "copy", self._copy_paths),
        )
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)
        self.setAccessibleName("Trash")
        self._show()

    # Putting it together ------------------------------------------------------------------------------------------

    def _action(self, text: str, keys: str, icon: str, do: Callable[[], object]) -> QAction:
        """Return something that can be done with what is selected, by key or from the menu."""
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _on=False: do())
        icons.set_icon(action, icon)
        self.view.addAction(action)
        return action

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
        self._trash.changed.connect(self._take)

    # What it shows ------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Take up what is known, if anybody looks."""
        if self.isVisible():
            self.model.put(self._trash.sessions)
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what was found while nobody looked."""
        super().showEvent(event)
        self._take()

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self._notice.retheme()
        self.view.viewport().update()

    def _apply_filter(self) -> None:
        self.model.set_filter(self.filter.words())
        self._show()

    def _show(self) -> None:
        """Say how much there is, and offer what can be done."""
        files = [file for batch in self.model.everything for file in batch.files]
        chosen, shown = self._chosen_files(), sum(len(group.rows) for group in self.model.groups)
        self._stack.setCurrentWidget(self.view if files or self._trash.is_busy else self._notice)
        counts = count_text(len(files), "file") if shown == len(files) else f"{shown:,} of {len(files):,} files"
        sessions = count_text(sum(bool(session.files) for session in self._trash.sessions), "session")
        size = bytes_text(sum(file.size for file in files))
        disk = "its disk" if len(files) == 1 else "their disk"
        known = f"{counts} in {sessions}, {size} · on {disk} until deleted" if files else ""
        self.summary.setText(known or ("Looking into the trash" if self._trash.is_busy else "empty"))
        error = self._trash.error
        told = f"The trash cannot be looked into: {error}" if error else problems_text(self._trash.sessions)
        self.problem.setText(told)
        self.problem.setVisible(bool(told))
        what = f" {count_text(len(chosen), 'file')}" if chosen else ""
        self.restore_button.setText(f"Restore{what}")
        self.restore_button.setEnabled(bool(chosen))
        self.restore_button.setToolTip(
            "Back to where they were (Ctrl+R)" if chosen else "Select files or batches first."
        )
        self.empty_button.setEnabled(bool(files))
        self.empty_button.setToolTip("Delete for good" if files else "There is nothing in the trash.")
        for action in self.actions_:
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
        menu.addActions(self.actions_)
        menu.insertSeparator(self.actions_[2])
        menu.popup(position)

    def _ask_for_session(self) -> None:
        paths = {file.path for file in self._chosen_files()}
        names = [each.name for each in self._trash.sessions if paths & {file.path for file in each.files}]
        if names:
            self.session_asked.emit(names[0])

    def _copy_paths(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(str(file.origin) for file in self._chosen_files()))
