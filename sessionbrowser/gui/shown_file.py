"""The file on show: follows the current row of the table, and what becomes known of it."""

from __future__ import annotations

from typing import Any

from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.table_columns import Row
from sessionbrowser.gui.viewer_slot import ViewerSlot

NO_FILE = "Choose a file above to look at it."


class ShownFile:
    """Hands to the viewer what is the current row, once its facts are known, and only what is news.

    Parameters
    ----------
    pane : SessionPane
    viewer : ViewerSlot

    Attributes
    ----------
    session : object or None
        The session that the rows belong to; None until there is one.
    row : Row or None
        What the viewer was given last; None makes anything news.
    """

    def __init__(self, pane: SessionPane, viewer: ViewerSlot) -> None:
        self._pane, self._viewer = pane, viewer
        self.session: Any = None
        self.row: Row | None = None

    def show(self, row: Row) -> None:
        """Show a row, as soon as its facts are known (see `show_news`)."""
        if not row.is_checking:
            self.row = row
            self._viewer.show_file(self.session, row.facts)

    def show_news(self) -> None:
        """Show the current row if it is another one, or if other facts of it became known."""
        current, row = self._pane.table.current_row(), self.row
        if current is None or (row is not None and (current.key, current.facts) == (row.key, row.facts)):
            return
        if row is not None and _differs_in_evidence(current, row):
            self.row = current
            self._viewer.show_health(self.session, current.facts)
        else:
            self.show(current)

    def show_nothing(self, text: str) -> None:
        """Show a line of text instead of a file."""
        self.row = None
        self._viewer.show_nothing(text)

    @property
    def is_gone(self) -> bool:
        """Whether the file on show is not listed any more."""
        return self.row is not None and self._pane.model.row_of(self.row.key) < 0


def _differs_in_evidence(new: Row, old: Row) -> bool:
    """Whether all that is new of a file is what its folder tells against it: it need not be read again."""
    facts = new.facts
    are_shown = facts.can_be_shown and old.facts.can_be_shown
    return are_shown and (new.key, facts.with_health(old.facts.health)) == (old.key, old.facts)
