"""How the verbs of the command line say things: one line a thing, whatever is in a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sessionbrowser.sessions.reports import Outcome

DONE, NOT_ALL, NOT_STARTED, INTERRUPTED = 0, 1, 2, 130

EXIT_CODES = """\
exit codes:
  0    all of it was done, or there was nothing to do; without --yes: all of it would be done
  1    some of it was not done, or would not be; each file is told with its reason
  2    nothing was done: the arguments are wrong, or the folder cannot be listed
  130  stopped by Ctrl+C between two files; what was done before is told, and stays done
"""


def shown(text: object) -> str:
    """Return a name or a path on one line: what a terminal would not print is written as Python writes it."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in str(text))


def files_text(number: int) -> str:
    """Return "1 file" or "3 files"."""
    return "1 file" if number == 1 else f"{number} files"


def moment_text(seconds: float) -> str:
    """Return the local day and time of seconds since the epoch; a dash when no calendar has it, or nobody knows."""
    try:
        return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M") if seconds else "-"
    except (OverflowError, ValueError, OSError):
        return "-"


def relative(path: Path, root: Path) -> str:
    """Return a path as seen from a root, for showing."""
    return shown(path.relative_to(root) if path.is_relative_to(root) else path)


def write_skipped(outcomes: Iterable[Outcome], root: Path, out: TextIO) -> None:
    """Write what was not done, and why."""
    for outcome in outcomes:
        out.write(f"not done: {relative(outcome.path, root)}: {shown(outcome.reason)}\n")


def write_notes(notes: Iterable[str], out: TextIO) -> None:
    """Write what else there is to know."""
    out.writelines(f"note: {shown(note)}\n" for note in notes)
