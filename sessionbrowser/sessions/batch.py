"""A batch in the trash with its folders held open: making one with its journal, and adding to the journal.

Data files are moved by `clearing` alone, through the folders that this gives it.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType

from sessionbrowser.folders import Folder
from sessionbrowser.sessions import journal
from sessionbrowser.sessions.plan import ClearItem
from sessionbrowser.sessions.trash import TRASH, data_names, read_journal

log = logging.getLogger(__name__)

_TRIES = 5
_LINES_AT_ONCE = 100


def new_batch_id() -> str:
    """Return a name for a batch that sorts by time and is used once."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{os.urandom(4).hex()}"


def onedata_of(trash_folder: Path) -> Path:
    """Return the onedata folder that a batch belongs to; ValueError when the path is not that of a batch."""
    onedata = trash_folder.parent.parent
    if trash_folder.parent.name != TRASH or onedata.name.lower() != "onedata":
        raise ValueError(f"{trash_folder} is not a batch in the trash of a session")
    return onedata


class OpenBatch:
    """The folders ``onedata``, ``onedata/.trash`` and ``onedata/.trash/ID``, held open.

    Parameters
    ----------
    onedata : Path
    batch_id : str
    make : bool
        Whether to make the batch, and the trash when there is none; else it must be there.

    Attributes
    ----------
    onedata, trash, folder : Folder
        The last is that of the batch.

    Raises
    ------
    OSError
        When one of them is not there, is a link or a file, or cannot be opened or made.
    """

    def __init__(self, onedata: Path, batch_id: str, *, make: bool = False) -> None:
        self.batch_id = batch_id
        self._journal: FileIO | None = None
        self._unsaid: list[bytes] = []
        self._mute = False
        self.onedata = Folder(onedata)
        try:
            self.trash, self.folder = self._make() if make else self._open()
        except BaseException:
            self.onedata.close()
            raise

    def _open(self) -> tuple[Folder, Folder]:
        trash = self._open_trash()
        try:
            return trash, trash.open_folder(self.batch_id)
        except BaseException:
            trash.close()
            raise

    def _open_trash(self) -> Folder:
        try:
            return self.onedata.open_folder(TRASH)
        except NotADirectoryError:
            raise NotADirectoryError(errno.ENOTDIR, f"{TRASH} is a link or a file, not a folder") from None

    def _make(self) -> tuple[Folder, Folder]:
        """Make the batch; another process may make or remove the empty trash meanwhile."""
        for _ in range(_TRIES):
            with suppress(FileExistsError):
                self.onedata.make_folder(TRASH).close()
            trash = None
            try:
                trash = self._open_trash()
                return trash, trash.make_folder(self.batch_id)
            except FileNotFoundError:
                if trash is not None:
                    trash.close()
            except BaseException:
                if trash is not None:
                    trash.close()
                raise
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), TRASH)

    def write_plan(self, items: Sequence[ClearItem]) -> None:
        """Write the journal with the whole plan so that it lasts, before anything is moved."""
        self.folder.write_file(journal.FILE_NAME, journal.text_of_plan(self.batch_id, time.time(), items))
        self.trash.sync()
        self.onedata.sync()

    def read_journal(self) -> journal.Journal:
        """Return what the journal tells; one that cannot be read tells nothing."""
        return read_journal(self.folder)

    def say(self, name: str, outcome: str) -> None:
        """Add to the journal what came of a file, sooner or later: where the file is can be seen from the disk."""
        self._unsaid.append(journal.text_of_outcome(name, outcome))
        if len(self._unsaid) >= _LINES_AT_ONCE:
            self._say_all()

    def _say_all(self) -> None:
        """Write what is to be said; that it cannot be written stops nothing."""
        lines, self._unsaid = b"".join(self._unsaid), []
        if self._mute or not lines:
            return
        try:
            if self._journal is None:
                self._journal = self.folder.append_to(journal.FILE_NAME)
            self._journal.write(lines)
        except OSError as error:
            log.warning("%s: the journal cannot be written: %s", self.folder.path, error)
            self._mute = True

    def complete_journal(self, told: journal.Journal) -> None:
        """Add what the disk shows of the files that a journal has no outcome for."""
        there = set(data_names(self.folder))
        for name in told.planned:
            if name not in told.outcomes:
                self.say(name, "moved" if name in there else "kept: the work was killed")

    def sync(self) -> None:
        """Make what was done last through a power cut."""
        self._say_all()
        if self._journal is not None:
            with suppress(OSError):
                os.fsync(self._journal.fileno())
        self.folder.sync()
        self.onedata.sync()

    def close_journal(self) -> None:
        """Let go of the journal, which some systems ask for before it can be removed."""
        self._say_all()
        if self._journal is not None:
            with suppress(OSError):  # a share may say only now that it had no room for the last lines
                self._journal.close()
            self._journal = None

    def close(self) -> None:
        """Let go of everything."""
        self.close_journal()
        for folder in (self.folder, self.trash, self.onedata):
            folder.close()

    def __enter__(self) -> OpenBatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
