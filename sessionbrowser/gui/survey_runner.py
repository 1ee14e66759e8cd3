"""Looks for stale files in the whole root, in the background: slowly enough that nobody notices, and never twice."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QThreadPool, QTimer, Signal

from sessionbrowser.gui.session_loader import Factory
from sessionbrowser.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.lab.keeping import KeepList
    from sessionbrowser.lab.survey import SessionSurvey

PATIENCE = 0.1
"""How long surveys are collected before they are handed over together, s."""
LONGEST_HOLD = 5000
"""For how many milliseconds the survey makes way, at most, for what the user looks at."""


def look_at(root: Path, factory: Factory, entries: Sequence[SessionEntry], may_go_on: Event, job: Job) -> None:
    """Report the keep-list, and the surveys of these sessions in tuples; waits between two while it may not go on."""
    may_go_on.wait()
    job.cancel.check()
    from sessionbrowser.lab.keeping import load_keep_list
    from sessionbrowser.lab.survey import survey

    keep = load_keep_list(root)
    job.report(keep)
    ready: list[SessionSurvey] = []
    last = time.monotonic()
    for each in survey(root, factory, entries=entries, keep=keep, cancel=job.cancel):
        ready.append(each)
        if time.monotonic() - last > PATIENCE:
            job.report(tuple(ready))
            ready.clear()
            last = time.monotonic()
        may_go_on.wait()
    job.report(tuple(ready))


class SurveyRunner(QObject):
    """Keeps what is known to be stale in a root up to date.

    Parameters
    ----------
    factory : callable
        Makes the session object of a session folder.

    Attributes
    ----------
    found : Signal(tuple of SessionSurvey)
        Of sessions not looked at before, or looked at again.
    dropped : Signal(tuple of str)
        The names of sessions that are not there any more.
    changed : Signal()
        It started, came further, or ended.
    seconds : float
        How long the last survey took.
    files : int
        How many files it looked at.
    problems : tuple of str
        What could not be understood of the keep-list (see `KeepList`).
    error : Exception or None
        Why the last one came to no end.
    """

    found = Signal(object)
    dropped = Signal(object)
    changed = Signal()

    def __init__(self, factory: Factory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._factory = factory
        self._root = Path()
        self._entries: dict[str, SessionEntry] = {}
        self._surveys: dict[str, SessionSurvey] = {}
        self._times: dict[str, float] = {}
        self._left: dict[str, SessionEntry] = {}
        # A thread of its own: what the user looks at never waits behind a lab of ten thousand sessions.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setThreadPriority(QThread.Priority.LowestPriority)
        self._lane = Lane(self, self._pool, gives_way=True)
        self._may_go_on = Event()
        self._patience = QTimer(self, singleShot=True, interval=LONGEST_HOLD)
        self._patience.timeout.connect(lambda: self.hold(False))
        self._held = False
        self._started = 0.0
        self.seconds, self.files = 0.0, 0
        self.problems: tuple[str, ...] = ()
        self.error: Exception | None = None

    @property
    def surveys(self) -> Mapping[str, SessionSurvey]:
        """What is known, by the name of the session."""
        return MappingProxyType(self._surveys)

    @property
    def looked_at(self) -> float:
        """When the session that was looked at first was looked at, in s since the epoch; 0 while none was."""
        return min(self._times.values(), default=0.0)

    @property
    def is_busy(self) -> bool:
        """Whether sessions are still to be looked at, and nobody gave it up."""
        return self._lane.is_busy

    @property
    def progress(self) -> tuple[int, int]:
        """How many sessions are known as they are now, of how many there are."""
        return len(self._entries) - len(self._left), len(self._entries)

    def begin(self, root: Path) -> None:
        """Forget what is known of another root."""
        if root != self._root:
            self.cancel()
            self._root, self._entries, self._left = root, {}, {}
            self.error = None
            self._drop(self._surveys.keys())

    def update(self, entries: Iterable[SessionEntry], anew: bool = False) -> None:
        """Take up which sessions there are, and look at those that are new, changed or left over; or at all, anew."""
        known, left = self._surveys, self._left
        self._entries = {entry.name: entry for entry in entries}
        self._left = {
            name: entry
            for name, entry in self._entries.items()
            if anew or name in left or name not in known or known[name].entry != entry
        }
        self._drop(known.keys() - self._entries.keys())
        self._go()

    def go_on(self) -> None:
        """Look at what is still to be looked at, after it was given up."""
        self._go()

    def look_again(self, names: Iterable[str] | None = None) -> None:
        """Look at these sessions again, or at all, as if nothing were known of them; what was found stays till then."""
        again = self._entries.keys() if names is None else set(names) & self._entries.keys()
        self._left = {name: entry for name, entry in self._entries.items() if name in again or name in self._left}
        self._go()

    def put(self, file: StaleFile) -> None:
        """Take up what became known of a file by comparing its values, whether it was found before or not."""
        folder = str(file.path.parent)  # paths take ten times as long to compare
        for name, survey in self._surveys.items():
            if str(survey.entry.onedata) == folder:
                stale = {each.path: each for each in survey.stale} | {file.path: file}
                self._surveys[name] = replace(survey, stale=tuple(stale.values()))
                self.found.emit((self._surveys[name],))
                return

    def hold(self, on: bool) -> None:
        """Make way for what the user looks at, for a while at most."""
        self._held = on
        if on:
            self._may_go_on.clear()
            self._patience.start()
        else:
            self._may_go_on.set()
            self._patience.stop()

    def cancel(self) -> None:
        """Give up; what was found stays."""
        self._lane.cancel()
        self._may_go_on.set()  # who waits sees that it is over
        self.changed.emit()

    def stop(self) -> None:
        """Give up, and wait until the worker has noticed."""
        self.cancel()
        self._patience.stop()
        self._pool.waitForDone()

    def _go(self) -> None:
        self._may_go_on.set()  # the run before may be waiting, and is to see that it is over
        self.error = None
        to_do = tuple(self._left.values())
        if not to_do:
            self.cancel()
            return
        self._started, self.files = time.monotonic(), 0
        gate = self._may_go_on = Event()
        if not self._held:
            gate.set()
        root, factory = self._root, self._factory
        self._lane.run(
            lambda job: look_at(root, factory, to_do, gate, job),
            lambda _: self._on_done(),
            self._on_failed,
            self._on_part,
        )
        self.changed.emit()

    def _on_part(self, part: KeepList | tuple[SessionSurvey, ...]) -> None:
        if isinstance(part, tuple):
            self._on_found(part)
        else:
            self.problems = part.problems

    def _on_found(self, surveys: tuple[SessionSurvey, ...]) -> None:
        now = time.time()
        for each in surveys:
            name = each.entry.name
            self._surveys[name], self._times[name] = each, now
            self._left.pop(name, None)
            self.files += each.n_files
        self.found.emit(surveys)
        self.changed.emit()

    def _on_done(self) -> None:
        self.seconds = time.monotonic() - self._started
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.error = error
        self.changed.emit()

    def _drop(self, names: Iterable[str]) -> None:
        gone = tuple(names)
        for name in gone:
            del self._surveys[name], self._times[name]
        if gone:
            self.dropped.emit(gone)
