"""What is in the trash of a session, found from the disk itself; nothing here changes anything."""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sessionbrowser.folders import Folder
from sessionbrowser.platform import Identity, what_is
from sessionbrowser.sessions import journal
from sessionbrowser.sessions.journal import Journal, Planned
from sessionbrowser.sessions.reports import plain_words

log = logging.getLogger(__name__)

TRASH = ".trash"
NEWER = "it was put here by a newer version of sessionbrowser, which alone can undo it"
TORN = "its journal is damaged; the files are listed as they are"


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file in the trash.

    Attributes
    ----------
    path : Path
        Where it is now.
    origin : Path
        Where it came from.
    size : int
        Bytes on disk.
    kind : str
        A value of `Kind`; empty when the journal does not tell.
    why : tuple of str
        Why it was cleared.
    note : str
        What is odd about it; mostly empty.
    identity : Identity or None
        As it was when it was listed.
    """

    path: Path
    origin: Path
    size: int
    kind: str = ""
    why: tuple[str, ...] = ()
    note: str = ""
    identity: Identity | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is what the journal tells of; anything else goes for good only when it is chosen by itself."""
        return not self.note


@dataclass(frozen=True, slots=True)
class Batch:
    """The files that went into the trash of one session together.

    Attributes
    ----------
    folder : Path
    batch_id : str
    created : float
        Seconds since the epoch.
    who : str
        ``user@host``; empty when the journal does not tell.
    files : tuple of Trashed
        Those that are there now, by name.
    note : str
        What is odd about the batch; mostly empty.
    modified : float
        When a file was last moved in or out; seconds since the epoch, by the clock of the disk.
    unreadable : bool
        Whether it cannot be looked into, so that nobody knows what is in it; the note says why.
    settled : int
        How many files its journal had no outcome of, since the clear was killed; told by `recover` alone, once.
    """

    folder: Path
    batch_id: str
    created: float
    who: str
    files: tuple[Trashed, ...]
    note: str = ""
    modified: float = 0.0
    unreadable: bool = False
    settled: int = 0

    @property
    def bytes(self) -> int:
        """Bytes that emptying it would free."""
        return sum(file.size for file in self.files)


def list_trash(onedata: Path) -> list[Batch]:
    """Return the batches in the trash of a onedata folder, the newest first.

    Raises
    ------
    OSError
        When the trash is there and cannot be looked into.
    """
    batches = []
    with suppress(FileNotFoundError), Folder(onedata) as folder, folder.open_folder(TRASH) as trash:
        for name in trash.names():
            with suppress(FileNotFoundError, NotADirectoryError):  # it went just now, or is no batch
                batches.append(_look_into(onedata, trash, name))
    found = (batch for batch in batches if batch.files or batch.unreadable)
    return sorted(found, key=lambda batch: (-batch.created, batch.batch_id))


def _look_into(onedata: Path, trash: Folder, name: str) -> Batch:
    try:
        with trash.open_folder(name) as folder:
            return _batch(onedata, folder)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        note = f"it cannot be looked into: {plain_words(error)}"
        return Batch(trash.path / name, name, 0.0, "", (), note, unreadable=True)


def _batch(onedata: Path, folder: Folder) -> Batch:
    told = read_journal(folder)
    files = []
    for name in sorted(data_names(folder)):
        with suppress(FileNotFoundError):  # it was moved back just now
            files.append(_trashed(onedata, folder, name, told))
    note = NEWER if told.is_newer else TORN if told.torn else ""
    created = told.created or folder.modified
    return Batch(folder.path, folder.path.name, created, told.who, tuple(files), note, folder.modified)


def _trashed(onedata: Path, folder: Folder, name: str, told: Journal) -> Trashed:
    status, planned = folder.lstat(name), told.planned.get(name)
    note = ""
    if not is_file_or_link(status.st_mode):
        note = f"it is {what_is(status.st_mode)}, not a file"
    elif planned is None:
        note = "the journal does not tell of it"
    elif not planned.fits(status):
        note = "it was changed in the trash"
    kind, why = (planned.kind, planned.why) if planned else ("", ())
    return Trashed(folder.path / name, onedata / name, status.st_size, kind, why, note, Identity.of(status))


def is_file_or_link(mode: int) -> bool:
    """Return whether a mode is that of what may be cleared: an ordinary file, or a link itself."""
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def same(status: os.stat_result, identity: Identity | None) -> bool:
    """Return whether a status is that of the very file that was looked at before, unchanged."""
    return identity is not None and identity.is_of(status)


def holds(folder: Folder, name: str, identity: Identity | None) -> bool:
    """Return whether this very file is in a folder under this name, as far as that can be seen."""
    with suppress(OSError):
        return same(folder.lstat(name), identity)
    return False


def why_not_moved(origin: Folder, name: str, identity: Identity | None, error: OSError) -> str:
    """Return what an error says that a move to the trash ended with."""
    if isinstance(error, FileNotFoundError) and holds(origin, name, identity):
        return "another program removed the folder in the trash that it was to go to"
    return plain_words(error)


def is_in(folder: Folder, planned: Planned) -> bool:
    """Return whether a file of a plan is in a folder under its name, as far as a journal can tell."""
    with suppress(OSError):
        return planned.fits(folder.lstat(planned.name))
    return False


def is_data_name(name: str) -> bool:
    """Return whether a name in the folder of a batch is not that of its journal, finished or not."""
    return name != journal.FILE_NAME and not name.startswith(f".{journal.FILE_NAME}.")


def data_names(folder: Folder) -> list[str]:
    """Return the names of what was moved to a batch."""
    return [name for name in folder.names() if is_data_name(name)]


def read_journal(folder: Folder) -> Journal:
    """Return what the journal of a batch tells; one that cannot be read tells nothing."""
    try:
        return journal.parse(folder.read_file(journal.FILE_NAME, journal.LONGEST))
    except OSError as error:
        log.info("%s: %s", folder.path / journal.FILE_NAME, error)
        return Journal(torn=True)
