"""Looking at all sessions of a lab for what is stale: one after the other, by headers alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.lab.catalog import SessionEntry
from sessionbrowser.lab.findings import StaleFile
from sessionbrowser.lab.keeping import KeepList
from sessionbrowser.sessions.registry import SessionFactory

Progress = Callable[[int, int], None]
"""Told how many sessions are dealt with, of how many."""


@dataclass(frozen=True, slots=True)
class SessionSurvey:
    """What was found in one session.

    Attributes
    ----------
    entry : SessionEntry
    stale : tuple of StaleFile
    n_files : int
        Files in its onedata folder.
    size : int
        Their bytes on disk.
    problem : str
        Why it could not be looked at; mostly empty.
    """

    entry: SessionEntry
    stale: tuple[StaleFile, ...] = ()
    n_files: int = 0
    size: int = 0
    problem: str = ""

    @property
    def stale_size(self) -> int:
        """Bytes of the stale files that nobody keeps."""
        return sum(file.size for file in self.stale if not file.kept)


def survey(
    root: Path,
    factory: SessionFactory,
    *,
    mice: Collection[str] | None = None,
    entries: Sequence[SessionEntry] | None = None,
    keep: KeepList | None = None,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Iterator[SessionSurvey]:
    """Look at the sessions of a root, and give what was found in each as soon as it is known.

    Parameters
    ----------
    root : Path
    factory : SessionFactory
        Makes the sessions.
    mice : collection of str, optional
        Only theirs.
    entries : sequence of SessionEntry, optional
        The sessions to look at, in this order; those of the root's catalog unless given.
    keep : KeepList, optional
        That of the root unless given.
    cancel : Cancel
        Looked at between files.
    progress : callable, optional

    Yields
    ------
    SessionSurvey
        One for each session, also for those that could not be looked at.

    Raises
    ------
    OneDataError, OSError
        When the root itself cannot be listed.
    Cancelled
    """
    yield from ()
