"""What the user looks at from session to session: spks of one type, or the file chosen last by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.table_columns import SPKS, Row


class Following:
    """Selects in a session what was looked at in the one before.

    Parameters
    ----------
    pane : SessionPane

    Attributes
    ----------
    name : str
        The file that was chosen last by hand; `SPKS` before any was.
    type : str
        The type of spks that was chosen last; empty for each session's own choice.
    remember, remember_file : callable
        Take a type, and the name of a file, that the user chose.
    restored : tuple of Path
        Files that came back to the session, and are to be selected.
    """

    def __init__(self, pane: SessionPane) -> None:
        self._pane = pane
        self.name = SPKS
        self._is_at_it = False
        self.type = ""
        self.restored: tuple[Path, ...] = ()
        self.remember: Callable[[str], object] = lambda name: None
        self.remember_file: Callable[[str], object] = lambda name: None

    def note(self, row: Row) -> None:
        """Take up what was selected, unless that was done here."""
        if not self._is_at_it:
            self.name = row.title
            self.remember_file(row.title)

    def take_up(self) -> None:
        """Select the file that is followed, or spks where there is no such file, unless something is selected."""
        self._is_at_it = True
        for name in dict.fromkeys((self.name, SPKS)):
            self._pane.follow(name)
        self._is_at_it = False
        if self._pane.table.current_row() is None:  # as far down as the session before was
            self._pane.table.scrollToTop()

    def select_restored(self) -> None:
        """Select the files that came back; the first is shown."""
        there = [path for path in self.restored if self._pane.model.row_of(path) >= 0]
        self.restored = ()
        if there:
            self._pane.table.select_paths(there)

    def choose_type(self, name: str) -> None:
        """Show spks of another type, here and from now on."""
        self.type = name
        self.remember(name)
        self._pane.model.put(self.with_type([row for row in self._pane.model.rows if row.spks is not None]))
        self._pane.choose(SPKS)

    def with_type(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Return the rows, that of spks with the type that was chosen last."""
        return tuple(row if row.spks is None else row.of_type(self.type) for row in rows)
