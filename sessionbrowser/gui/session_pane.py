"""The right top of the window: one session's name, its files, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sessionbrowser.gui import words
from sessionbrowser.gui.controls import ElidedLabel, FilterBox, PathTitle, bar, button, label, row
from sessionbrowser.gui.style import look
from sessionbrowser.gui.table_columns import Row
from sessionbrowser.gui.table_model import FileProxy, FileTableModel
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tokens import Size, Space

if TYPE_CHECKING:
    from sessionbrowser.gui.notices import Notice
    from sessionbrowser.gui.pages import NoticePage
    from sessionbrowser.lab.catalog import SessionEntry

FILTER, LEAST_FILTER, ROOMY = 180, 140, 1100
"""How wide the filter is: where the pane has so much room, and where it has less."""
NOTHING_CHOSEN = "No session chosen: click one at the left, or go there with the arrow keys."


class SessionPane(QWidget):
    """Header and table of a session.

    Parameters
    ----------
    table : TableView or None
        One that is on the screen already, without files.

    Attributes
    ----------
    file_chosen : Signal(Row)
    clear_asked : Signal()
    selection_changed : Signal()
    menu_asked : Signal(QPoint)
        At a global position, for the selected files.
    """

    file_chosen = Signal(object)
    clear_asked = Signal()
    selection_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, table: TableView | None = None) -> None:
        super().__init__()
        self.model = FileTableModel(self)
        self.proxy = FileProxy(self)
        self.proxy.setSourceModel(self.model)
        self.table = table if table is not None else TableView()
        self.table.take(self.proxy)
        self.filter = FilterBox("Filter files")
        self.stale_only = QCheckBox("Stale only")
        self.clear_button = button("Clear files…", "trash")
        self._page: NoticePage | None = None
        self._title = PathTitle()
        self._summary = ElidedLabel(name="muted", size=Size.SECONDARY)
        self._count = label(name="muted", size=Size.SECONDARY)
        self._entry: SessionEntry | None = None
        self._no_rows = _NoRows(self.table)
        self._no_rows.all_asked.connect(self.show_all_files)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_header())
        layout.addWidget(self._stack, 1)
        self._connect()
        self.show_nothing()

    def _make_header(self) -> QFrame:
        header = bar("bar", Space.SESSION_HEADER)
        self.filter.setAccessibleName("Filter files")
        layout = row(header, (12, 0, 12, 0), 12)
        layout.addWidget(self._title)
        layout.addWidget(self._summary, 1)
        self.stale_only.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stale_only.setToolTip("List only the files for which there is evidence that they are stale")
        for widget in (self._count, self.filter, self.stale_only, self.clear_button):
            layout.addWidget(widget)
        return header

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._apply_filter)
        self.stale_only.toggled.connect(self._apply_filter)
        self.filter.left.connect(self._to_the_table)
        self.clear_button.clicked.connect(self.clear_asked)
        self.table.clear_asked.connect(self.clear_asked)
        self.table.file_chosen.connect(self.file_chosen)
        self.table.selection_changed.connect(self.selection_changed)
        self.table.customContextMenuRequested.connect(
            lambda position: self.menu_asked.emit(self.table.viewport().mapToGlobal(position))
        )
        for signal in (self.proxy.rowsInserted, self.proxy.rowsRemoved, self.proxy.layoutChanged):
            signal.connect(self._show_counts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the filter give way to what is said of the session in a narrow window."""
        super().resizeEvent(event)
        self.filter.setFixedWidth(FILTER if event.size().width() >= ROOMY else LEAST_FILTER)

    # What is shown ------------------------------------------------------------------------------------------------

    def show_session(self, entry: SessionEntry) -> None:
        """Show which session is being read; the rows of another one go, those of the same one stay until renewed."""
        if self._entry is None or entry.path != self._entry.path:
            self.table.forget()
            self.model.keep_only(())
            self._summary.setText("")
        self._entry = entry
        self._title.show_parts([part for part in (entry.mouse, entry.date, entry.session_id) if part])
        self.show_table()

    def show_nothing(self) -> None:
        """Empty the pane."""
        self._entry = None
        self.table.forget()
        self.model.keep_only(())
        self._title.show_parts(())
        self._summary.setText("")
        self.show_table()

    def show_summary(self, text: str, is_error: bool = False) -> None:
        """Show the line after the session's name."""
        look(self._summary, "danger" if is_error else "muted", Size.SECONDARY)
        self._summary.setText(text)

    def show_table(self) -> None:
        """Show the files."""
        self._stack.setCurrentWidget(self.table)
        self._show_counts()

    def say(self, notice: Notice) -> None:
        """Show a notice instead of the files."""
        if self._page is None:
            from sessionbrowser.gui.pages import NoticePage

            self._page = NoticePage()
            self._stack.addWidget(self._page)
        self._page.say(notice)
        self._stack.setCurrentWidget(self._page)
        self._show_counts()

    @property
    def shows_table(self) -> bool:
        """Whether files are shown, not a notice."""
        return self._stack.currentWidget() is self.table

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown instead of the files, if one is."""
        return None if self.shows_table or self._page is None else self._page.notice

    def show_names(self, rows: Sequence[Row]) -> None:
        """Take the rows of all files; those known already keep their facts until the new ones come."""
        keys = {known.key for known in self.model.rows}
        self.model.put(row for row in rows if row.key not in keys)
        self.model.keep_only(row.key for row in rows)
        self.table.select_current()

    def selected(self) -> list[Row]:
        """Return the selected files."""
        return self.table.selected_rows() if self.shows_table else []

    def choose(self, name: str) -> Path | None:
        """Select the file of this name, with or without suffix, or spks, and return its key."""
        for match in (lambda row: row.title == name, lambda row: row.key.stem == name):
            for found in filter(match, self.model.rows):
                if self.proxy.mapFromSource(self.model.index(self.model.row_of(found.key), 0)).row() < 0:
                    self.show_all_files()
                self.table.select_paths([found.key])
                return found.key
        return None

    def follow(self, name: str) -> None:
        """Select the file of this name if it is there, is not filtered away, and nothing else is selected."""
        for found in (known for known in self.model.rows if known.title == name):
            index = self.proxy.mapFromSource(self.model.index(self.model.row_of(found.key), 0))
            if index.isValid() and self.table.current_row() is None:
                self.table.select_paths([found.key])

    def show_what_can_be_cleared(self, count: int) -> None:
        """Say on the button how many files it clears; whether it can, the action that it does tells."""
        self.clear_button.setText(f"Clear {words.count_text(count, 'file')}…" if count else "Clear files…")

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        if self._page is not None:
            self._page.retheme()
        self.table.viewport().update()
        self.table.columns.viewport().update()
        self._title.update()

    # Filtering ----------------------------------------------------------------------------------------------------

    def _apply_filter(self) -> None:
        self.table.filter_rows(self.filter.words(), self.stale_only.isChecked())
        self._show_counts()

    def show_all_files(self) -> None:
        """Take all filters off."""
        self.filter.clear()
        self.stale_only.setChecked(False)

    def _to_the_table(self) -> None:
        files = self.proxy.n_files
        if files and (not self.table.currentIndex().isValid() or self.filter.text()):
            self.table.setCurrentIndex(self.proxy.index(self.proxy.rowCount() - files, 0))
        self.table.setFocus()

    def _show_counts(self) -> None:
        there, shown = self.model.n_files, self.proxy.n_files
        text = f"{shown} of {words.count_text(there, 'file')}" if shown < there else words.count_text(there, "file")
        can_filter = self._entry is not None and self.shows_table
        self._count.setText(text if can_filter else "")
        self.filter.setEnabled(can_filter)
        self.stale_only.setEnabled(can_filter)
        if there and not shown:
            self._no_rows.say(self._why_none(), can_clear=True)
        else:
            self._no_rows.say("" if there or self._entry is not None else NOTHING_CHOSEN)
        self._no_rows.move(0, Space.ROW * (2 if self.model.n_files < self.model.rowCount() else 1))

    def _why_none(self) -> str:
        what = "stale file" if self.stale_only.isChecked() else "file"
        return f"No {what} matches “{self.filter.text()}”." if self.filter.text() else "No file is stale."


class _NoRows(QWidget):
    """The line that stands in the table while it has no rows: no session was chosen, or the filter leaves no file."""

    all_asked = Signal()

    def __init__(self, table: TableView) -> None:
        super().__init__(table)
        self._text = label(name="muted")
        self._link: QPushButton = button("Show all files", name="link")
        self._link.clicked.connect(self.all_asked)
        layout = row(self, (12, 2, 12, 0))
        layout.addWidget(self._text)
        layout.addWidget(self._link)

    def say(self, text: str, can_clear: bool = False) -> None:
        """Show this text, with a link that empties the filter if that helps; an empty one hides it."""
        self._text.setText(text)
        self._link.setVisible(can_clear)
        self.adjustSize()
        self.setVisible(bool(text))
