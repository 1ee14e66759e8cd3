"""Opening and closing of what the viewer pane shows, in workers, and what is told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from sessionbrowser.gui.tasks import Job, Lane, after
from sessionbrowser.sessions.kinds import FileFacts, Kind, State
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.words import counted

log = logging.getLogger(__name__)

Opener = Callable[..., Opened]


def facts_of(opened: Opened) -> FileFacts:
    """Return a file's facts with the shape and type of what was opened, which a recipe's stub may not tell."""
    if opened.source is not None:
        return opened.facts._replace(shape=opened.source.shape, dtype=str(opened.source.dtype))
    return opened.facts._replace(kind=Kind.OBJECT, dtype="object")


def with_evidence(opened: Opened, known: FileFacts | None) -> Opened:
    """Return a file with what its folder tells against it, which its own bytes do not show."""
    told = known is not None and known.health.state in (State.STALE, State.SUPERSEDED)
    if known is None or not told or opened.facts.health.state is not State.OK:
        return opened
    return replace(opened, facts=opened.facts.with_health(known.health))


def title_of(facts: FileFacts) -> str:
    """Return the name of a file; that of one of suite2p's with its plane: "plane0/ops"."""
    of_suite2p = facts.path.parent.parent.name == "suite2p"
    return f"{facts.path.parent.name}/{facts.stem}" if of_suite2p else facts.stem


def title_shape(opened: Opened) -> str:
    """Return "900 frames × 91 ROIs", "3 values" where nothing tells what is counted; and why there are no times."""
    if opened.source is None or not opened.source.shape:
        return ""
    names = [axis.name for axis in opened.axes]
    lengths = counted([axis.length for axis in opened.axes], ["value"] if names == ["axis 0"] else names)
    return ", ".join([lengths, *(axis.note for axis in opened.axes if axis.note)])


def notes_of(opened: Opened) -> list[str]:
    """Return why axes of a file have no times, a sentence each: "mpci.x: mpci.times.npy has 900 values for 0"."""
    return [f"{opened.facts.stem}: {axis.note}" for axis in opened.axes if axis.note]


def open_in_worker(opener: Opener, session: Any, path: Path, job: Job) -> Opened:
    """Open a file; one that nobody waits for any more is closed again."""
    opened = opener(session, path, cancel=job.cancel)
    if job.cancel:
        opened.close()
        job.cancel.check()
    return opened


def close_when_unread(opened: Opened, readers: Iterable[QObject]) -> None:
    """Close a file once nothing that these started reads it any more."""
    jobs = [job for reader in readers for lane in reader.findChildren(Lane) for job in lane.jobs]
    after(jobs, partial(close_in_worker, opened))


def close_in_worker(opened: Opened) -> None:
    """Close a file; it must not be read any more."""
    try:
        opened.close()
    except OSError:
        log.warning("could not close %s", opened.facts.path, exc_info=True)
