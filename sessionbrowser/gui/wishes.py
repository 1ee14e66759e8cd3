"""What was asked for by name and is not on show yet: a session, found in a worker, and a file of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui import notices
from sessionbrowser.gui.tasks import Lane

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry


class Wishes(QObject):
    """Keeps the names until they are fulfilled or turn out to be wrong.

    Attributes
    ----------
    session, file : str
        The names; empty when there is nothing to wish for.
    found : Signal(SessionEntry)
    missed : Signal(str)
        With the reason.
    """

    found = Signal(object)
    missed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = self.file = ""
        self.lane = Lane(self)

    def forget(self) -> None:
        """Wish for nothing any more."""
        self.session = self.file = ""
        self.lane.cancel()

    def find(self, root: Path) -> None:
        """Look for the session in a root."""
        name = self.session

        def work(job: object) -> SessionEntry:
            from sessionbrowser.lab.locating import find_entry

            return find_entry(root, name)

        self.lane.run(work, self._on_found, self._on_missed)

    def _on_found(self, entry: SessionEntry) -> None:
        self.session = ""
        self.found.emit(entry)

    def _on_missed(self, error: Exception) -> None:
        self.forget()
        self.missed.emit(" ".join(part for part in notices.told(error) if part))
