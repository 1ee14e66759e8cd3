"""Going through many files: how far the work is, and whether anybody still waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled

_T = TypeVar("_T")

Progress = Callable[[int, int], None]
"""Told how many files are dealt with, of how many; may raise `Cancelled`."""


def watched(things: Sequence[_T], progress: Progress | None, cancel: Cancel) -> Iterator[tuple[_T, bool]]:
    """Give each thing, and whether the work is to stop; all are given, since a report of each is owed in any case."""
    stopped = False
    for number, thing in enumerate(things, 1):
        stopped = stopped or bool(cancel)
        yield thing, stopped
        if progress is not None and not stopped:
            try:
                progress(number, len(things))
            except Cancelled:
                stopped = True


class InParts:
    """Makes one progress out of those of its parts; once one is told that nobody waits, the others stop too.

    Parameters
    ----------
    progress : callable or None
    total : int
        Files in all parts.
    cancel : Cancel

    Attributes
    ----------
    cancel : Cancel
        For the next part.
    """

    def __init__(self, progress: Progress | None, total: int, cancel: Cancel) -> None:
        self._progress, self._total = progress, total
        self._before = self._now = 0
        self.cancel = cancel

    def next_part(self) -> Progress:
        """Return the progress of the next part, which starts where the last one ended."""
        self._before = self._now
        return self._tell

    def _tell(self, done: int, _: int) -> None:
        self._now = self._before + done
        if self._progress is None:
            return
        try:
            self._progress(self._now, self._total)
        except Cancelled:
            self.cancel = Cancel()
            self.cancel.set()
            raise
