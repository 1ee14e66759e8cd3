"""What a killed clear, undo or emptying left behind, settled: nothing is moved, and all of it can be undone."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sessionbrowser.folders import Folder
from sessionbrowser.sessions.batch import OpenBatch
from sessionbrowser.sessions.clearing import finish_double, tidy, tidy_trash
from sessionbrowser.sessions.planning import is_onedata_name
from sessionbrowser.sessions.trash import TRASH, Batch, data_names, list_trash

log = logging.getLogger(__name__)

_ABANDONED_S = 3600.0
_STILL_S = 3.0
"""A batch that nothing was moved to for so long is not being filled by another program."""


def recover(onedata: Path) -> list[Batch]:
    """Settle what a killed clear or undo left behind, and return what is in the trash.

    No file is moved on or back: each stays where it is, whole. Its journal is completed from what the disk shows, a
    file that an undo left under both names loses the one in the trash, and batches with nothing in them are removed.
    Of a batch whose clear was killed, `Batch.settled` tells; the next call finds it in order.

    Raises
    ------
    OSError
        When the trash is there and cannot be looked into.
    """
    settled: dict[str, int] = {}
    with suppress(FileNotFoundError), Folder(onedata) as folder, folder.open_folder(TRASH) as trash:
        for name in trash.names():
            try:
                with OpenBatch(onedata, name) as batch:
                    settled[name] = _settle(batch)
            except OSError as error:  # not a batch of ours, or not to be read: the others still are
                log.warning("%s: %s", trash.path / name, error)
        tidy_trash(folder)
    return [replace(batch, settled=settled.get(batch.batch_id, 0)) for batch in list_trash(onedata)]


def _settle(batch: OpenBatch) -> int:
    """Put a batch in order; return how many of its files no outcome was written of, since the clear was killed."""
    told = batch.read_journal()
    if told.is_newer:
        return 0
    age = time.time() - batch.folder.modified
    open_ends = len(told.planned.keys() - told.outcomes.keys()) if age > _STILL_S else 0
    for name in data_names(batch.folder):
        if is_onedata_name(name):
            finish_double(batch, name)
    batch.complete_journal(told)
    if age > _ABANDONED_S:  # else it may be a clear that is about to begin
        tidy(batch)
    return open_ends
