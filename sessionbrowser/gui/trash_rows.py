"""The trash of a lab as rows: the files of each batch together, whatever sessions they came from; pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sessionbrowser.gui.words import bytes_text, count_text, date_text, has_all, minute_text
from sessionbrowser.lab.trash import TrashedSession
from sessionbrowser.sessions.natural import natural_key
from sessionbrowser.sessions.trash import Batch, Trashed

_NS = 1_000_000_000
_session_key = lru_cache(maxsize=1024)(natural_key)
"""The same few sessions come again and again."""


@dataclass(frozen=True)
class TrashRow:
    """A file in the trash.

    Attributes
    ----------
    file : Trashed
    session : str
        Mouse, date and id, joined by slashes.
    batch : Batch
        What went into the trash of this session with it.
    """

    file: Trashed
    session: str
    batch: Batch

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.origin.name

    @cached_property
    def order(self) -> Any:
        """Sorts by name."""
        return natural_key(self.file.origin.name)

    @property
    def place(self) -> str:
        """The session as the window writes it: "ATL028 / 2023-04-18 / 702"."""
        return " / ".join(self.session.split("/"))

    @property
    def when(self) -> int:
        """When it was cleared, ns since the epoch."""
        return int(self.batch.created * _NS)

    @property
    def why(self) -> str:
        """Why it was cleared, after what is odd about it."""
        return "; ".join((*filter(None, (self.file.note,)), *self.file.why))

    @cached_property
    def searched(self) -> str:
        """What the filter looks at."""
        return "\n".join((self.name, self.session, date_text(self.when), self.batch.who, self.why)).lower()


@dataclass(frozen=True)
class TrashGroup:
    """What went into the trash together.

    Attributes
    ----------
    batch_id : str
    rows : tuple of TrashRow
        Of all sessions; never none.
    n_all : int
        How many rows there are without a filter.
    """

    batch_id: str
    rows: tuple[TrashRow, ...]
    n_all: int

    @cached_property
    def when(self) -> int:
        """When it was cleared, ns since the epoch."""
        return min(row.when for row in self.rows)

    @property
    def who(self) -> str:
        """Who cleared it: ``user@host``."""
        return self.rows[0].batch.who

    @cached_property
    def size(self) -> int:
        """Bytes of all its rows."""
        return sum(row.file.size for row in self.rows)

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Its batches, one a session."""
        return tuple({row.batch.folder: row.batch for row in self.rows}.values())

    @property
    def title(self) -> str:
        """What its row says: "Cleared 2026-11-23 17:05"."""
        return f"Cleared {minute_text(self.when)}" if self.when else "Cleared at a time that is not known"

    @property
    def detail(self) -> str:
        """What its row says muted: "3 files in 2 sessions · by ada@rig2"."""
        files = count_text(len(self.rows), "file")
        some = f"{len(self.rows)} of {count_text(self.n_all, 'file')}" if len(self.rows) < self.n_all else files
        places = {row.place for row in self.rows}
        where = f"in {len(places)} sessions" if len(places) > 1 else f"of {next(iter(places))}"
        notes = dict.fromkeys(batch.note for batch in self.batches if batch.note)
        return " · ".join((f"{some} {where}", *((f"by {self.who}",) if self.who else ()), *notes))

    @property
    def things(self) -> tuple[Batch | Trashed, ...]:
        """What to name for all that it shows: whole batches, or some files while a filter hides the others."""
        return self.batches if len(self.rows) == self.n_all else tuple(row.file for row in self.rows)


class TrashColumn(NamedTuple):
    """A column of the trash: its title, text, what it is sorted by, width (0 takes the rest), side and colour."""

    title: str
    text: Callable[[TrashRow], str]
    sort_key: Callable[[TrashRow], Any]
    width: int
    right: bool = False
    role: str = "muted"


COLUMNS = (
    TrashColumn("File", lambda row: row.name, lambda row: row.order, 320, role="text"),
    TrashColumn("Session", lambda row: row.place, lambda row: _session_key(row.session), 184),
    TrashColumn("Cleared", lambda row: date_text(row.when), lambda row: row.when, 92),
    TrashColumn("By", lambda row: row.batch.who, lambda row: row.batch.who.lower(), 104),
    TrashColumn("Why", lambda row: row.why, lambda row: row.why.lower(), 0, role="text"),
    TrashColumn("Size", lambda row: bytes_text(row.file.size), lambda row: row.file.size, 80, True, "text"),
)
FILE, SESSION, CLEARED, BY, WHY, SIZE = range(len(COLUMNS))


def grouped(sessions: Iterable[TrashedSession]) -> tuple[TrashGroup, ...]:
    """Return the groups of all sessions, those of a batch joined, in the order of their names."""
    rows: dict[str, list[TrashRow]] = {}
    for session in sessions:
        for batch in session.batches:
            rows.setdefault(batch.batch_id, []).extend(TrashRow(file, session.name, batch) for file in batch.files)
    return tuple(
        TrashGroup(name, tuple(sorted(some, key=_by_place)), len(some)) for name, some in sorted(rows.items()) if some
    )


def _by_place(row: TrashRow) -> Any:
    return _session_key(row.session), row.order


def arranged(
    groups: Iterable[TrashGroup], words: Sequence[str], column: int, descending: bool
) -> tuple[TrashGroup, ...]:
    """Return the groups with those of their rows that hold all words, sorted inside and among themselves.

    What all rows of a group have in common, time and user, sorts the groups alone.
    """
    key = COLUMNS[column].sort_key
    is_common = column in (CLEARED, BY)
    kept = []
    for group in groups:
        rows = [row for row in group.rows if has_all(words, row.searched)] if words else group.rows
        if rows:
            kept.append(replace(group, rows=tuple(rows if is_common else sorted(rows, key=key, reverse=descending))))
    among = (lambda group: group.size) if column == SIZE else (lambda group: key(group.rows[0]))
    return tuple(sorted(kept, key=among, reverse=descending))


def files_of(things: Iterable[Batch | Trashed]) -> tuple[Trashed, ...]:
    """Return the files that are meant, each once; of a whole batch, those that its journal vouches for."""
    some = (file for one in things for file in (_sure(one) if isinstance(one, Batch) else (one,)))
    return tuple({file.path: file for file in some}.values())


def left_behind(things: Iterable[Batch | Trashed]) -> int:
    """Return how many files of whole batches are not meant, since their journal does not vouch for them."""
    return sum(len(one.files) - len(_sure(one)) for one in things if isinstance(one, Batch))


def _sure(batch: Batch) -> tuple[Trashed, ...]:
    return tuple(file for file in batch.files if file.is_known)


def amount_text(things: Iterable[Batch | Trashed]) -> str:
    """Return how much is meant: "3 files (212.4 MB)"."""
    files = files_of(things)
    return f"{count_text(len(files), 'file')} ({bytes_text(sum(file.size for file in files))})"


def problems_text(sessions: Iterable[TrashedSession]) -> str:
    """Return what could not be looked into, and why; empty when all could."""
    texts = []
    for session in sessions:
        texts += [f"{session.name}: {session.problem}"] if session.problem else []
        texts += [f"{session.name}: {batch.note}" for batch in session.batches if batch.unreadable]
    return "; ".join(texts)


def interrupted_text(sessions: Iterable[TrashedSession]) -> str:
    """Return what to say of clears that were killed and have been put in order now; empty when none was."""
    batches = [batch for session in sessions for batch in session.batches]
    killed = {batch.batch_id for batch in batches if batch.settled}
    if not killed:
        return ""
    batches = [batch for batch in batches if batch.batch_id in killed]  # those of the sessions before it, too
    files = sum(len(batch.files) for batch in batches)
    if len(killed) > 1:
        what = "Clearing was interrupted more than once"
    else:
        who = f" by {batches[0].who}" if batches[0].who else ""
        what = f"Clearing{who} on {minute_text(int(batches[0].created * _NS))} was interrupted"
    lie = "file lies" if files == 1 else "files lie"
    return f"{what}: {files:,} {lie} in the trash, all others are where they were, and none is lost."
