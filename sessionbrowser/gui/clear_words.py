"""What came of clearing, undoing and emptying, in a sentence for the status line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sessionbrowser.gui.words import bytes_text, count_text

if TYPE_CHECKING:
    from sessionbrowser.sessions.reports import ClearReport, EmptyReport, Outcome, RestoreReport

_NAMED = 3
"""So many files that stay are named in a message."""


def session_text(folder: Path, root: Path | None = None) -> str:
    """Return the name of a session folder: "ATL028 / 2023-04-18 / 702"."""
    inside = root is not None and folder.is_relative_to(root.absolute())
    parts = folder.relative_to(root.absolute()).parts if inside and root is not None else folder.parts[-3:]
    return " / ".join(parts)


def cleared_text(report: ClearReport) -> str:
    """Return what came of a clear: "Moved 3 files (1.2 GB) to the trash", and which files stay, and why."""
    moved, stay = len(report.moved), report.skipped
    if not stay:
        text = f"Moved {count_text(moved, 'file')} ({bytes_text(report.bytes)}) to the trash"
    elif moved:
        text = f"Moved {moved} of {count_text(len(report.outcomes), 'file')}; {_listed(stay, 'stays')}"
    else:
        text = f"Nothing was moved; {_listed(stay, 'stays')}"
    return "; ".join([text, *report.notes])


def restored_text(report: RestoreReport) -> str:
    """Return what came of an undo: "Brought back 3 files", and which are still in the trash, and why."""
    back, stay = len(report.restored), report.skipped
    if not stay:
        text = f"Brought back {count_text(back, 'file')}"
    elif back:
        text = f"Brought back {back} of {count_text(len(report.outcomes), 'file')}; {_listed(stay, 'is not back')}"
    else:
        text = f"Nothing was brought back; {_listed(stay, 'is not back')}"
    return "; ".join([text, *report.notes])


def emptied_text(report: EmptyReport) -> str:
    """Return what came of emptying: "Deleted 3 files for good (212.4 MB)", and which are still there."""
    gone, stay = len(report.removed), report.skipped
    free = f"for good ({bytes_text(report.bytes)})"
    if not stay:
        text = f"Deleted {count_text(gone, 'file')} {free}"
    elif gone:
        all_of_them = count_text(len(report.outcomes), "file")
        text = f"Deleted {gone} of {all_of_them} {free}; {_listed(stay, 'is still in the trash')}"
    else:
        text = f"Nothing was deleted; {_listed(stay, 'is still in the trash')}"
    return "; ".join([text, *report.notes])


def _listed(outcomes: Sequence[Outcome], verb: str) -> str:
    texts = [f"{outcome.path.name} {verb}: {plain_reason(outcome)}" for outcome in outcomes[:_NAMED]]
    if len(outcomes) > _NAMED:
        texts.append(f"and {len(outcomes) - _NAMED} more")
    return "; ".join(texts)


def plain_reason(outcome: Outcome) -> str:
    """Return why something was not done, where it is plain that it was not."""
    return outcome.reason.removeprefix("nothing was moved: ")


def as_lines(outcomes: Iterable[Outcome]) -> str:
    """Return outcomes for the clipboard: a line a file, with a tab between path and reason."""
    return "\n".join(f"{outcome.path}\t{plain_reason(outcome)}" for outcome in outcomes)
