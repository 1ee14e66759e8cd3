"""``sessionbrowser trash``: what was cleared in a lab, taking it back, and removing it for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.lab import trash
from sessionbrowser.lab.trash import TrashedSession
from sessionbrowser.lab.verbs_words import (
    DONE,
    NOT_ALL,
    files_text,
    moment_text,
    relative,
    shown,
    write_notes,
    write_skipped,
)
from sessionbrowser.sessions.registry import UsageError
from sessionbrowser.sessions.trash import Batch, Trashed

_DAY_S = 86_400.0


def list_all(root: Path, out: TextIO, cancel: Cancel) -> int:
    """Write the batches in the trash of a lab with their files, the newest first; nothing is changed.

    Returns
    -------
    int
        The exit code (see `sessionbrowser.lab.verbs_words.EXIT_CODES`).

    Raises
    ------
    OneDataError, OSError
        When the root cannot be listed.
    Cancelled
    """
    found = list(trash.look_into_trash(root, cancel=cancel))
    _write_batches(_batches(found), root, out)
    return _write_problems(found, out)


def restore_chosen(root: Path, what: Sequence[str], out: TextIO, cancel: Cancel) -> int:
    """Settle what killed programs left behind, and take back batches and files; everything when none is named.

    Returns and raises what `list_all` does, and UsageError when there is no such batch or file.
    """
    found = list(trash.recover_root(root, cancel=cancel))
    code = _write_problems(found, out)
    report = trash.restore_files(_chosen(found, what, root), root=root, cancel=cancel)
    size = sum(outcome.size for outcome in report.restored)
    out.write(f"restored {files_text(len(report.restored))} ({bytes_text(size)})\n")
    write_skipped(report.skipped, root, out)
    write_notes(report.notes, out)
    return NOT_ALL if report.skipped else code


def empty_trash(
    root: Path, what: Sequence[str], older_than_days: float | None, yes: bool, out: TextIO, cancel: Cancel
) -> int:
    """Remove batches and files for good; without `yes`, only tell what would be removed.

    Returns and raises what `restore_chosen` does.
    """
    found = list(trash.look_into_trash(root, cancel=cancel))
    code = _write_problems(found, out)
    chosen: Sequence[Batch | Trashed] = _chosen(found, what, root)
    if older_than_days is not None:
        chosen = trash.older((one for one in chosen if isinstance(one, Batch)), older_than_days * _DAY_S)
    going, staying = trash.to_empty(chosen)
    if not yes:
        for file in going:
            out.write(f"{_line(file, root)}\n")
        write_skipped(staying, root, out)
        size = bytes_text(sum(file.size for file in going))
        would = f"remove {files_text(len(going))} ({size}) for good: nothing was done; --yes does it"
        out.write(f"{would if going else 'there is nothing to remove'}\n")
        return NOT_ALL if staying else code
    report = trash.empty(chosen, root=root, cancel=cancel)
    out.write(f"removed {files_text(len(report.removed))} for good, {bytes_text(report.bytes)} are free now\n")
    write_skipped(report.skipped, root, out)
    write_notes(report.notes, out)
    return NOT_ALL if report.skipped else code


def _batches(found: Iterable[TrashedSession]) -> list[Batch]:
    return [batch for session in found for batch in session.batches]


def _write_batches(batches: Sequence[Batch], root: Path, out: TextIO) -> None:
    by_id: dict[str, list[Batch]] = {}
    for batch in sorted(batches, key=lambda batch: -batch.created):
        by_id.setdefault(batch.batch_id, []).append(batch)
    for batch_id, parts in by_id.items():
        number = files_text(sum(len(part.files) for part in parts))
        size = bytes_text(sum(part.bytes for part in parts))
        who = shown(parts[0].who) or "-"
        out.write(f"{shown(batch_id)}  {moment_text(parts[0].created)}  {who}  {number}, {size}\n")
        for part in parts:
            out.writelines(f"  {relative(part.folder, root)}: {part.note}\n" for _ in [part.note] if part.note)
            out.writelines(f"  {_line(file, root)}\n" for file in part.files)
    if not by_id:
        out.write("the trash is empty\n")


def _line(file: Trashed, root: Path) -> str:
    facts = "; ".join((*file.why, *([file.note] if file.note else ())))
    return f"{relative(file.path, root)}  {bytes_text(file.size)}  {shown(facts)}".rstrip()


def _write_problems(found: Iterable[TrashedSession], out: TextIO) -> int:
    """Write what cannot be looked into, and return the exit code that this makes."""
    problems = [f"{session.name}: {session.problem}" for session in found if session.problem]
    problems += (f"{batch.folder}: {batch.note}" for batch in _batches(found) if batch.unreadable)
    out.writelines(f"not looked at: {shown(problem)}\n" for problem in problems)
    return NOT_ALL if problems else DONE


def _chosen(found: Sequence[TrashedSession], what: Sequence[str], root: Path) -> list[Batch | Trashed]:
    """Return what names stand for: the id of a batch, or the path of a file, also as seen from the root."""
    batches = _batches(found)
    if not what:
        return list(batches)
    files = {file.path: file for batch in batches for file in batch.files}
    chosen: list[Batch | Trashed] = []
    for name in what:
        of_id = [batch for batch in batches if batch.batch_id == name]
        paths = (Path(name).absolute(), root / name)
        of_path = next((files[path] for path in paths if path in files), None)
        if not of_id and of_path is None:
            raise UsageError(f"there is no batch or file {name} in the trash (see: sessionbrowser trash ROOT list)")
        chosen += of_id or [file for file in (of_path,) if file is not None]
    return chosen
