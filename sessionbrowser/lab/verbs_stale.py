"""``sessionbrowser stale ROOT [--json]``: what is stale in a lab, as text or for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from sessionbrowser.sessions.registry import SessionFactory


def stale_command(root: Path, as_json: bool, factory: SessionFactory, out: TextIO) -> int:
    """Write what is stale in a lab, and return the exit code.

    Parameters
    ----------
    root : Path
    as_json : bool
        One object a line instead of text for people.
    factory : SessionFactory
    out : text file

    Returns
    -------
    int
        0 when every session was looked at, whatever was found; 1 when some could not be, or a keep-list is malformed;
        2 when the root cannot be listed.
    """
    return 0
