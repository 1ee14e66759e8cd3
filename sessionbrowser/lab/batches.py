"""Clearing and undoing over many sessions at once: one plan, one report, one line a file in the record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.lab.record import recorded
from sessionbrowser.sessions import clearing
from sessionbrowser.sessions.batch import new_batch_id
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.plan import ONLY_COPY, ClearItem, ClearPlan, settled
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.progress import InParts, Progress
from sessionbrowser.sessions.reports import ClearReport, Outcome, RestoreReport


def plan(
    paths: Iterable[Path],
    *,
    evidence: Mapping[Path, Sequence[str]] | None = None,
    sessions: Mapping[Path, Any] | None = None,
    facts: Mapping[Path, FileFacts] | None = None,
) -> ClearPlan:
    """Plan to clear exactly these files, of any number of sessions.

    Parameters
    ----------
    paths : iterable of Path
    evidence, facts
        As of `sessionbrowser.sessions.planning.plan_clear`.
    sessions : mapping of Path to session, optional
        By session folder.
    """
    known = sessions or {}
    by_session: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(Path(path).absolute() for path in paths):
        by_session.setdefault(path.parent.parent, []).append(path)
    return ClearPlan.joined(
        plan_clear(some, evidence=evidence, session=known.get(folder), facts=facts)
        for folder, some in by_session.items()
    )


def plan_stale(findings: Iterable[StaleFile], *, sessions: Mapping[Path, Any] | None = None) -> ClearPlan:
    """Plan to clear what was found stale; what changed since then, or is kept, is refused.

    Parameters
    ----------
    findings : iterable of StaleFile
    sessions : mapping of Path to session, optional
        As of `plan`.
    """
    found = {finding.path.absolute(): finding for finding in findings}
    planned = plan(found, evidence={path: (finding.why,) for path, finding in found.items()}, sessions=sessions)
    return ClearPlan(settled(_judged(item, found[item.path]) for item in planned.items), planned.created)


def _judged(item: ClearItem, finding: StaleFile) -> ClearItem:
    if not item.refused and item.identity != finding.identity:
        return replace(item, refused="it changed after it was found stale")
    if finding.only_copy and finding.rule in (Rule.SUPERSEDED, Rule.DENSE_COPY):  # its values are others, as was found
        item = replace(item, twin=None, remake=ONLY_COPY, only_copy=True)
    return replace(item, refused=item.refused or finding.kept)


def clear(
    plan: ClearPlan, *, root: Path | None = None, progress: Progress | None = None, cancel: Cancel = NEVER
) -> ClearReport:
    """Move the accepted files of a plan to the trash, each to that of its own session.

    Parameters
    ----------
    plan : ClearPlan
    root : Path, optional
        The root folder in whose record this is written down.
    progress, cancel
        As of `sessionbrowser.sessions.clearing.move_to_trash`.

    Returns
    -------
    ClearReport
        An outcome for each item; the notes say when the record could not be written.
    """
    if not plan.accepted:
        return clearing.move_to_trash(plan)
    batch_id = new_batch_id()
    by_folder: dict[str, list[ClearItem]] = {}
    for item in plan.accepted:  # by text: there may be thousands of paths, which are slow to take apart and to compare
        by_folder.setdefault(str(item.path).rpartition(os.sep)[0], []).append(item)
    count = InParts(progress, len(plan.accepted), cancel)
    outcomes: list[Outcome] = []
    folders: list[Path] = []
    notes: dict[str, None] = {}
    for items in by_folder.values():
        own = ClearPlan(tuple(items), plan.created)
        part = clearing.move_to_trash(own, batch_id=batch_id, progress=count.next_part(), cancel=count.cancel)
        outcomes += part.outcomes
        folders += part.trash_folders
        whys = {item.path: item.why for item in items}
        notes |= dict.fromkeys(recorded(root, "moved to the trash", part.outcomes, batch_id, whys))
    done = {outcome.path: outcome for outcome in outcomes}
    in_order = (done[item.path] for item in plan.accepted)
    return replace(ClearReport.of(plan, in_order, batch_id, tuple(folders)), notes=tuple(notes))


def restore(
    report: ClearReport, *, root: Path | None = None, progress: Progress | None = None, cancel: Cancel = NEVER
) -> RestoreReport:
    """Undo a clear: move all that it put into the trash back, never over a file that has come back.

    Parameters
    ----------
    report : ClearReport
        Of `clear` or `move_to_trash`.
    root, progress, cancel
        As of `clear`.

    Returns
    -------
    RestoreReport
        An outcome for each file that the clear had moved.
    """
    there = [outcome for outcome in report.outcomes if outcome.trash_path is not None]
    count = InParts(progress, len(there), cancel)
    outcomes: list[Outcome] = []
    notes: dict[str, None] = {}
    for folder, some in groupby(sorted(there, key=_batch_folder), _batch_folder):
        names = [outcome.path.name for outcome in some]
        part = clearing.restore(folder, names, progress=count.next_part(), cancel=count.cancel)
        outcomes += part.outcomes
        notes |= dict.fromkeys(recorded(root, "restored", part.outcomes, report.batch_id, {}))
    return RestoreReport(tuple(outcomes), tuple(notes))


def _batch_folder(outcome: Outcome) -> Path:
    assert outcome.trash_path is not None
    return outcome.trash_path.parent
