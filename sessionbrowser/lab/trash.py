"""What lies in the trash of a whole lab: listing it, taking back, and removing for good."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.lab.catalog import ONEDATA_NAMES, MouseEntry, SessionEntry, scan
from sessionbrowser.lab.record import recorded
from sessionbrowser.sessions import clearing, recovery
from sessionbrowser.sessions.progress import InParts, Progress
from sessionbrowser.sessions.reports import EmptyReport, Outcome, RestoreReport, plain_words
from sessionbrowser.sessions.trash import NEWER, TRASH, Batch, Trashed, list_trash

_EARLIEST = 946_684_800.0
"""The year 2000: what a clock says before that is no time at which anything was cleared."""


@dataclass(frozen=True, slots=True)
class TrashedSession:
    """The trash of one session.

    Attributes
    ----------
    name : str
        Mouse, date and id, joined by slashes.
    onedata : Path
    batches : tuple of Batch
        The newest first.
    problem : str
        Why its trash cannot be looked into; mostly empty.
    """

    name: str
    onedata: Path
    batches: tuple[Batch, ...] = ()
    problem: str = ""

    @property
    def files(self) -> tuple[Trashed, ...]:
        """The files of all batches."""
        return tuple(file for batch in self.batches for file in batch.files)

    @property
    def bytes(self) -> int:
        """Bytes that emptying it would free."""
        return sum(batch.bytes for batch in self.batches)


def look_into_trash(
    root: Path,
    *,
    entries: Collection[SessionEntry] | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Iterator[TrashedSession]:
    """Give the sessions of a lab that have something in their trash, one after the other; nothing is changed.

    Parameters
    ----------
    root : Path
    entries : collection of SessionEntry, optional
        The sessions to look at; all of the root by default. One that has no trash costs a single lstat.
    cancel : Cancel, optional
        Looked at before each session.
    progress : callable, optional
        Told how many sessions were looked at, of how many; of 0 as long as that is not known.

    Raises
    ------
    Missing, NotOrdinaryFile, OSError
        When the root itself cannot be listed.
    Cancelled
        From the iterator.
    """
    return _each(root, entries, list_trash, cancel, progress)


def recover_root(
    root: Path,
    *,
    entries: Collection[SessionEntry] | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Iterator[TrashedSession]:
    """Settle what killed programs left behind in a lab, and give the sessions that have something in their trash.

    What is done is told at `sessionbrowser.sessions.recovery.recover`; parameters and errors are those of
    `look_into_trash`. What a killed clear did not come to write into the record is written now.
    """

    def recover(onedata: Path) -> list[Batch]:
        batches = recovery.recover(onedata)
        for batch in batches:
            if batch.settled:
                moved = [Outcome(file.origin, True, "", file.path, file.size) for file in batch.files]
                whys = {file.origin: (*file.why, "the work was killed") for file in batch.files}
                recorded(root, "moved to the trash", moved, batch.batch_id, whys)
        return batches

    return _each(root, entries, recover, cancel, progress)


def older(batches: Iterable[Batch], seconds: float, now: float | None = None) -> list[Batch]:
    """Return the batches that nobody has touched for longer than this.

    The age counts from the later of two times: when the batch was made, by the clock of that computer, and when a file
    was last moved in or out, by that of the disk. A batch whose clock was plainly wrong is not old.
    """
    latest = (time.time() if now is None else now) - seconds
    return [batch for batch in batches if batch.created >= _EARLIEST and max(batch.created, batch.modified) < latest]


def restore_files(
    chosen: Iterable[Batch | Trashed],
    *,
    root: Path | None = None,
    progress: Progress | None = None,
    cancel: Cancel = NEVER,
) -> RestoreReport:
    """Take files or whole batches back from the trash, never over a file that has come back.

    Parameters
    ----------
    chosen : iterable of Batch or Trashed
        As they were listed.
    root : Path, optional
        The root folder in whose record this is written down.
    progress, cancel
        As of `sessionbrowser.sessions.clearing.restore`.

    Returns
    -------
    RestoreReport
        An outcome for each file; the notes say when the record could not be written.
    """
    by_batch = _by_batch(chosen)
    count = InParts(progress, sum(map(len, by_batch.values())), cancel)
    outcomes: list[Outcome] = []
    notes: dict[str, None] = {}
    for folder, files in by_batch.items():
        names = [file.path.name for file in files]
        part = clearing.restore(folder, names, progress=count.next_part(), cancel=count.cancel).outcomes
        outcomes += part
        notes |= dict.fromkeys(recorded(root, "restored", part, folder.name, {}))
    return RestoreReport(tuple(outcomes), tuple(notes))


def empty(
    chosen: Iterable[Batch | Trashed],
    *,
    older_than_s: float | None = None,
    root: Path | None = None,
    progress: Progress | None = None,
    cancel: Cancel = NEVER,
) -> EmptyReport:
    """Remove files or whole batches from the trash for good; nothing brings them back.

    Parameters
    ----------
    chosen : iterable of Batch or Trashed
        As they were listed. A batch stands for the files that its journal tells of and that are as they were; any
        other must be chosen by itself.
    older_than_s : float, optional
        Leave out batches that are not older than this (see `older`).
    root, progress, cancel
        As of `restore_files`.

    Returns
    -------
    EmptyReport
        An outcome for each file; the notes say when the record could not be written.
    """
    wanted = list(chosen)
    if older_than_s is not None:
        old = older((one for one in wanted if isinstance(one, Batch)), older_than_s)
        wanted = [one for one in wanted if isinstance(one, Trashed) or one in old]
    going, staying = to_empty(wanted)
    by_batch = _by_batch(going)
    count = InParts(progress, len(going), cancel)
    outcomes: list[Outcome] = []
    notes: dict[str, None] = {}
    for folder, files in by_batch.items():
        part = clearing.empty_batch(folder, files, progress=count.next_part(), cancel=count.cancel).outcomes
        outcomes += part
        whys = {file.origin: file.why for file in files}
        notes |= dict.fromkeys(recorded(root, "deleted from the trash", part, folder.name, whys))
    return EmptyReport((*outcomes, *staying), tuple(notes))


def to_empty(chosen: Iterable[Batch | Trashed]) -> tuple[list[Trashed], list[Outcome]]:
    """Return the files that `empty` would remove, and the outcomes of those that it would leave; nothing is changed."""
    wanted = list(chosen)
    sure = {one.path for one in wanted if isinstance(one, Trashed)}
    newer = {one.folder for one in wanted if isinstance(one, Batch) and one.note == NEWER}
    going, staying = [], []
    for file in (file for some in _by_batch(wanted).values() for file in some):
        if file.path.parent in newer:
            staying.append(Outcome(file.origin, False, NEWER, file.path))
        elif file.is_known or file.path in sure:
            going.append(file)
        else:
            reason = f"{file.note}; it goes only when it is chosen by itself"
            staying.append(Outcome(file.origin, False, reason, file.path))
    return going, staying


def _by_batch(chosen: Iterable[Batch | Trashed]) -> dict[Path, list[Trashed]]:
    """Return the files by the folder of their batch, each once."""
    files = chain.from_iterable(one.files if isinstance(one, Batch) else (one,) for one in chosen)
    by_batch: dict[Path, list[Trashed]] = {}
    for file in {file.path: file for file in files}.values():
        by_batch.setdefault(file.path.parent, []).append(file)
    return by_batch


def _each(
    root: Path,
    entries: Collection[SessionEntry] | None,
    look: Callable[[Path], Sequence[Batch]],
    cancel: Cancel,
    progress: Progress | None,
) -> Iterator[TrashedSession]:
    total = 0 if entries is None else len(entries)
    for number, entry in enumerate(_sessions(root, cancel) if entries is None else entries, 1):
        cancel.check()
        for onedata in _with_trash(entry):
            found = _one(entry, onedata, look)
            if found.batches or found.problem:
                yield found
        if progress is not None:
            progress(number, total)


def _sessions(root: Path, cancel: Cancel) -> Iterator[SessionEntry]:
    for mouse in scan(root, cancel):
        if isinstance(mouse, MouseEntry):
            yield from mouse.sessions


def _with_trash(entry: SessionEntry) -> Iterator[Path]:
    """Give the onedata folders of a session that have a trash; there may be two, by capitals."""
    if entry.onedata is None:
        return
    names = ONEDATA_NAMES if entry.why else (entry.onedata.name,)
    seen = set()
    for name in names:
        onedata = entry.path / name
        try:
            status = os.lstat(onedata / TRASH)
        except OSError:
            continue
        if status.st_ino not in seen:
            seen.add(status.st_ino)
            yield onedata


def _one(entry: SessionEntry, onedata: Path, look: Callable[[Path], Sequence[Batch]]) -> TrashedSession:
    try:
        return TrashedSession(entry.name, onedata, tuple(look(onedata)))
    except OSError as error:
        return TrashedSession(entry.name, onedata, (), f"its trash cannot be looked into: {plain_words(error)}")
