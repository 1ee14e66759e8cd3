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
