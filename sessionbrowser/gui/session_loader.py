"""Reads a session's names and then its facts in a worker, for the table."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.gui.table_columns import SPKS, Row
from sessionbrowser.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry
    from sessionbrowser.sessions.kinds import FileFacts

PATIENCE = 0.05
"""How long facts are collected before they are shown together, s."""

GRACE = 150
"""How long the facts of a session wait for its first picture, ms."""

TIMES = "mpci.times.npy"
MOST_TIMES = 16_000_000
"""Bytes of times that are worth reading for a rate."""

log = logging.getLogger(__name__)

Factory = Callable[..., Any]


class Request(NamedTuple):
    """What to read: a session, made by whom, with suite2p's own files or without, and the file that is shown first."""

    entry: SessionEntry
    root: Path
    factory: Factory
    with_suite2p: bool = False
    first: str = SPKS


class Made(NamedTuple):
    """The session object, or why there is none."""

    session: Any
    error: Exception | None = None


class Names(NamedTuple):
    """The rows of all files, their facts still unknown."""

    rows: tuple[Row, ...]


class Facts(NamedTuple):
    """Rows of which the facts are known now."""

    rows: tuple[Row, ...]


def make_session(request: Request) -> Made:
    """Make the session object; a factory that fails is told, not raised, since files can be listed without it."""
    from sessionbrowser.lab.locating import is_loose

    entry = request.entry
    if is_loose(entry):
        return Made(None)
    try:
        session = request.factory(
            entry.path, root=request.root, mouse=entry.mouse, date=entry.date, id=entry.session_id
        )
    except Exception as error:  # noqa: BLE001 - a lab's own class may fail in any way
        return Made(None, error)
    return Made(session)


def list_rows(request: Request) -> tuple[Row, ...]:
    """Return a row for each file of the session, with nothing known but its name."""
    from sessionbrowser.lab.locating import is_array, is_loose
    from sessionbrowser.sessions.facts import list_entries, suite2p_entries
    from sessionbrowser.sessions.kinds import FileFacts

    entry = request.entry
    own = list_entries(entry.onedata) if entry.onedata is not None else []
    if is_loose(entry):  # nothing here is cleared, and what is beside the arrays is not this app's business
        return tuple(Row(path.name, FileFacts(path), can_be_cleared=False) for path in own if is_array(path))
    rows = [Row(path.name, FileFacts(path)) for path in own]
    if request.with_suite2p:
        rows += [
            Row(path.relative_to(entry.path).as_posix(), FileFacts(path), can_be_cleared=False)
            for path in suite2p_entries(entry.path)
        ]
    return tuple(rows)


def with_facts(row: Row, session: Any, folder: Path) -> Row:
    """Return a row with the facts that its file's header tells; what is computed has none."""
    from sessionbrowser.sessions.facts import inspect_file

    return row if row.is_computed else row.with_facts(inspect_file(row.facts.path, session, within=folder))


def spks_row(session: Any, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the row of a session's spks, as far as the files in these rows are known; none where there is no spks."""
    from sessionbrowser.sessions.spks import spks_entry

    entry = None if session is None else spks_entry(session, [row.facts for row in rows if row.can_be_cleared])
    return () if entry is None else (Row.of_spks(entry),)


class Begun(NamedTuple):
    """A session of which the files are listed, and what is shown first is known."""

    request: Request
    session: Any
    rows: tuple[Row, ...]
    known: tuple[Row, ...]


def begin(request: Request, job: Job) -> Begun:
    """Report `Made`, `Names`, and `Facts` of the file that is shown first, or else of spks."""
    made = make_session(request)
    job.report(made)
    rows = list_rows(request)
    spks = spks_row(made.session, rows)
    job.report(Names((*spks, *rows)))
    folder, session = request.entry.path, made.session
    if known := tuple(with_facts(row, session, folder) for row in rows if row.title == request.first):
        job.report(Facts(known))
    else:
        types = [each for row in spks if row.spks is not None for each in row.spks.types if not each.is_computed]
        known = tuple(with_facts(Row(each.facts.name, each.facts), session, folder) for each in types)
        job.report(Facts((*spks_row(session, known), *_listed(known, rows))))
    return Begun(request, session, rows, known)


def finish(begun: Begun, job: Job) -> str:
    """Report the `Facts` of all files, then what is stale of them, and return the session's summary."""
    from sessionbrowser.lab.summary import summarise

    request, session = begun.request, begun.session
    known = _inspect(begun, job)
    facts = [row.facts for row in known if row.can_be_cleared]
    judged = judge(request, session, known)
    spks = tuple(row._replace(is_judged=True) for row in spks_row(session, judged))
    job.report(Facts((*judged, *spks)))
    return summarise(session, facts, read_times(session, facts))


def judge(request: Request, session: Any, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows of the onedata folder with the evidence against those of them that are stale."""
    from sessionbrowser.lab.keeping import load_keep_list
    from sessionbrowser.lab.staleness import find_stale, with_staleness

    own = [row for row in rows if row.can_be_cleared]
    facts = [row.facts for row in own]
    try:
        stale = () if session is None else find_stale(session, facts, load_keep_list(request.root))
    except Exception as error:  # noqa: BLE001 - a lab's own class may fail in any way
        log.warning("what is stale stays unknown: %s: %s", type(error).__name__, error)
        stale = ()
    found = {each.path: each for each in stale}
    return tuple(
        row._replace(facts=judged, finding=found.get(row.key), is_judged=True)
        for row, judged in zip(own, with_staleness(facts, stale), strict=True)
    )


def _inspect(begun: Begun, job: Job) -> list[Row]:
    """Read and report the facts of all files that are not known."""
    session, known = begun.session, list(begun.known)
    done = {row.key for row in known}
    ready: list[Row] = []
    last = time.monotonic()
    for row in begun.rows:
        if row.key in done:
            continue
        ready.append(with_facts(row, session, begun.request.entry.path))
        known.append(ready[-1])
        if time.monotonic() - last > PATIENCE:
            job.report(Facts(tuple(ready)))
            ready.clear()
            last = time.monotonic()
    job.report(Facts((*ready, *spks_row(session, known))))
    return _listed(known, begun.rows)


def _listed(known: Iterable[Row], rows: Iterable[Row]) -> list[Row]:
    """Return those that are rows of the table: a lab's class may name files of spks that are not there."""
    keys = {row.key for row in rows}
    return [row for row in known if row.key in keys]


def read_times(session: Any, facts: Iterable[FileFacts]) -> Any:
    """Return the times of the imaging frames, which tell the rate; None where they cannot be read or are many."""
    from sessionbrowser.arrays.source import whole
    from sessionbrowser.errors import OneDataError
    from sessionbrowser.sessions.opening import open_one

    found = next((each for each in facts if each.name == TIMES and each.can_be_shown), None)
    if found is None or found.shape is None or len(found.shape) != 1 or found.size > MOST_TIMES:
        return None
    try:
        with closing(open_one(session, found.path)) as opened:
            return None if opened.source is None else opened.source.read(whole(opened.source.shape))
    except (OneDataError, OSError) as error:
        log.info("the frame rate stays unknown: %s", error)
        return None


class SessionLoader(QObject):
    """Loads one session at a time; a new one drops the one before.

    After what the first picture needs it waits for `go_on`, but not for long: reading the rest would slow that down.

    Attributes
    ----------
    begun : Signal()
        The files are listed, and it waits.
    made : Signal(Made)
    named, known : Signal(tuple)
        Rows without and with their facts.
    finished : Signal(str)
        With the summary.
    failed : Signal(Exception)
        The folder cannot be listed.
    """

    made = Signal(object)
    named = Signal(object)
    known = Signal(object)
    begun = Signal()
    finished = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lane = Lane(self)
        self._again = Lane(self)
        self._begun: Begun | None = None
        self._grace = QTimer(self, singleShot=True, interval=GRACE)
        self._grace.timeout.connect(self.go_on)

    @property
    def is_busy(self) -> bool:
        """Whether facts are still to come."""
        return self._begun is not None or self.lane.is_busy

    def start(self, request: Request) -> None:
        """Load a session."""
        self._again.cancel()
        self._forget()
        self.lane.run(lambda job: begin(request, job), self._on_begun, self.failed.emit, self._on_part)

    def _on_begun(self, begun: Begun) -> None:
        self._begun = begun
        self._grace.start()
        self.begun.emit()

    def go_on(self) -> None:
        """Read what is still to be known of the session."""
        begun = self._forget()
        if begun is not None:
            self.lane.run(lambda job: finish(begun, job), self.finished.emit, self.failed.emit, self._on_part)

    def _forget(self) -> Begun | None:
        begun, self._begun = self._begun, None
        self._grace.stop()
        return begun

    def look_again(self, row: Row, session: Any, folder: Path) -> None:
        """Read the facts of one file anew: it may have changed or vanished since it was listed."""
        unjudged = row._replace(finding=None, is_judged=False)
        self._again.run(lambda job: with_facts(unjudged, session, folder), lambda row: self.known.emit((row,)))

    def cancel(self) -> None:
        """Give up what is under way."""
        self._forget()
        self.lane.cancel()
        self._again.cancel()

    def _on_part(self, part: object) -> None:
        if isinstance(part, Made):
            self.made.emit(part)
        elif isinstance(part, Names):
            self.named.emit(part.rows)
        elif isinstance(part, Facts):
            self.known.emit(part.rows)
