"""Looks into the trash of a root in a worker, and keeps what it found up to date."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui.tasks import Job, Lane

if TYPE_CHECKING:  # imported by the worker: it is much, and the window is in use by then
    from sessionbrowser.lab.catalog import SessionEntry
    from sessionbrowser.lab.trash import TrashedSession


def look_into(root: Path, entries: Sequence[SessionEntry], job: Job) -> tuple[TrashedSession, ...]:
    """Settle what killed programs left in the trash of these sessions, and return those that have any."""
    from sessionbrowser.lab.trash import recover_root

    return tuple(recover_root(root, entries=entries, cancel=job.cancel))


class TrashLook(QObject):
    """What is known of the trash.

    Attributes
    ----------
    sessions : sequence of TrashedSession
        Those that have any.
    error : Exception or None
        Why the last look came to no end.
    changed : Signal()
        There is something new to show.
    counted : Signal(int, int)
        Files in the trash, and their bytes.
    interrupted : Signal(str)
        A program was killed while it cleared, and what it left has been put in order; in words.
    settled : Signal()
        A look has ended.
    """

    changed = Signal()
    counted = Signal(int, object)  # an int of Qt's is too small for the bytes
    interrupted = Signal(str)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sessions: Sequence[TrashedSession] = ()
        self.error: Exception | None = None
        self._lane, self._again = Lane(self, gives_way=True), Lane(self, gives_way=True)
        self._root = Path()
        self._entries: Sequence[SessionEntry] = ()
        self._touched: set[str] = set()
        for lane in (self._lane, self._again):
            lane.busy.connect(lambda busy: None if busy else self.settled.emit())

    @property
    def is_busy(self) -> bool:
        """Whether the trash is being looked into."""
        return self._lane.is_busy or self._again.is_busy

    def begin(self, root: Path, entries: Sequence[SessionEntry]) -> None:
        """Look into the trash of these sessions of a root; what is known of it stays until then."""
        if root != self._root:
            self.put(())
        self._root, self._entries = root, entries
        self._again.cancel()
        self._lane.run(lambda job: look_into(root, entries, job), self._on_looked, self._on_failed)
        self.changed.emit()

    def look_again(self, onedata: Collection[str]) -> None:
        """Look once more into the trash of the sessions with these onedata folders, and at no other."""
        if self._lane.is_busy:
            self.begin(self._root, self._entries)
            return
        self._touched |= set(onedata)
        root, entries, known, touched = self._root, self._entries, self.sessions, frozenset(self._touched)

        def work(job: Job) -> tuple[TrashedSession, ...]:
            some = [entry for entry in entries if str(entry.onedata) in touched]
            return (*(each for each in known if str(each.onedata) not in touched), *look_into(root, some, job))

        self._again.run(work, self.put, self._on_failed)

    def stop(self) -> None:
        """Give up looking."""
        self._lane.cancel()
        self._again.cancel()

    def put(self, sessions: Sequence[TrashedSession]) -> None:
        """Take up what was found."""
        self.sessions, self.error = sessions, None
        self._touched.clear()
        self.changed.emit()
        files = [file for session in sessions for file in session.files]
        self.counted.emit(len(files), sum(file.size for file in files))

    def _on_looked(self, sessions: Sequence[TrashedSession]) -> None:
        self.put(sessions)
        if any(batch.settled for session in sessions for batch in session.batches):
            from sessionbrowser.gui.trash_rows import interrupted_text

            self.interrupted.emit(interrupted_text(sessions))

    def _on_failed(self, error: Exception) -> None:
        self.error = error
        self.changed.emit()
