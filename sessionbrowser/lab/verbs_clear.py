"""``sessionbrowser clear``: a plan in words, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.lab import batches
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.lab.survey import survey
from sessionbrowser.lab.verbs_words import DONE, NOT_ALL, files_text, relative, shown, write_notes, write_skipped
from sessionbrowser.sessions.layout import split_session_folder
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.plan_words import plan_words, used_words
from sessionbrowser.sessions.registry import SessionFactory, UsageError

log = logging.getLogger(__name__)


def clear_files(paths: Sequence[Path], yes: bool, factory: SessionFactory, out: TextIO, cancel: Cancel) -> int:
    """Clear these files; without `yes`, only tell what would be done.

    Returns
    -------
    int
        The exit code (see `sessionbrowser.lab.verbs_words.EXIT_CODES`).
    """
    by_root: dict[Path | None, list[Path]] = {}
    for path in paths:
        by_root.setdefault(_root_of(path.absolute()), []).append(path)
    plans = {root: batches.plan(some, sessions=_sessions_of(some, factory)) for root, some in by_root.items()}
    return _carry_out(plans, yes, out, cancel)


def clear_by_rule(
    root: Path, rules: Sequence[Rule], yes: bool, factory: SessionFactory, out: TextIO, cancel: Cancel
) -> int:
    """Clear what these rules find in a lab, but no only copies and nothing that the keep-list names; as `clear_files`.

    Raises
    ------
    OneDataError, OSError
        When the root cannot be listed.
    Cancelled
    """
    root = root.absolute()
    found: list[StaleFile] = []
    complete = True
    for session in survey(root, factory, compare=rules, cancel=cancel):
        found += (file for file in session.stale if file.rule in rules)
        if session.problem:
            complete = False
            out.write(f"not looked at: {shown(session.entry.name)}: {shown(session.problem)}\n")
    left_out = {file.path: why for file in found if (why := _why_left_out(file))}
    wanted = [file for file in found if file.path not in left_out]
    for path, why in left_out.items():
        out.write(f"left out: {relative(path, root)}: {shown(why)}\n")
    sessions = _sessions_of([file.path for file in wanted], factory)
    code = _carry_out({root: batches.plan_stale(wanted, sessions=sessions)}, yes, out, cancel)
    return code if complete else code or NOT_ALL


def _why_left_out(file: StaleFile) -> str:
    if file.can_be_compared:
        return "it could not be compared with what would stay"
    return file.kept or ("the only copy" if file.only_copy else "")


def _carry_out(plans: dict[Path | None, ClearPlan], yes: bool, out: TextIO, cancel: Cancel) -> int:
    for root, plan in plans.items():
        for item in plan.accepted:
            out.write(f"{_line(item, root or Path())}\n")
        for item in plan.refused:
            out.write(f"left out: {relative(item.path, root or Path())}: {shown(item.refused)}\n")
    whole = ClearPlan.joined(plans.values())
    words = plan_words(whole)
    out.writelines(f"{shown(line)}\n" for line in (words.warning, words.detail) if line)
    if not whole.accepted:
        out.write("there is nothing to clear\n")
    elif not yes:
        out.write(f"{words.verb} to the trash: nothing was done; --yes does it\n")
    else:
        return _clear(plans, out, cancel)
    return NOT_ALL if whole.refused else DONE


def _line(item: ClearItem, root: Path) -> str:
    """Return "ATL028/…/mpci.x.npy  1.2 GB  older than F.npy; the .npz stays; nothing else uses it"."""
    facts = "; ".join((*item.why, item.remake, used_words(item)))
    return f"{relative(item.path, root)}  {bytes_text(item.size)}  {shown(facts)}"


def _clear(plans: dict[Path | None, ClearPlan], out: TextIO, cancel: Cancel) -> int:
    skipped = 0
    for root, plan in plans.items():
        report = batches.clear(plan, root=root, cancel=cancel)
        out.write(f"moved {files_text(len(report.moved))} ({bytes_text(report.bytes)}) to the trash")
        out.write(f", batch {report.batch_id}\n" if report.moved else "\n")
        refused = {item.path for item in plan.refused}  # told already
        write_skipped((outcome for outcome in report.skipped if outcome.path not in refused), root or Path(), out)
        write_notes(report.notes, out)
        skipped += len(report.skipped)
    return NOT_ALL if skipped else DONE


def _root_of(path: Path) -> Path | None:
    try:
        return split_session_folder(path.parent.parent)[0]
    except ValueError:  # it is in no dated folder
        return None


def _sessions_of(paths: Iterable[Path], factory: SessionFactory) -> dict[Path, Any]:
    """Return the sessions of files by their folder; without one, what uses a file is known from recipes alone."""
    sessions = {}
    for folder in dict.fromkeys(path.absolute().parent.parent for path in paths):
        try:
            root, mouse, date, session_id = split_session_folder(folder)
        except ValueError:  # it is in no dated folder
            continue
        try:
            sessions[folder] = factory(folder, root=root, mouse=mouse, date=date, id=session_id)
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001 - a lab's own class may fail in any way
            log.warning("%s: %s", folder, error)
    return sessions
