"""What the window has done in a worker around the trash: planning, clearing, bringing back, emptying."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessionbrowser.gui.tasks import Job
from sessionbrowser.sessions.kinds import FileFacts, State

if TYPE_CHECKING:  # what clearing takes is imported when the first file is cleared
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.sessions.plan import ClearPlan
    from sessionbrowser.sessions.reports import ClearReport, EmptyReport, RestoreReport
    from sessionbrowser.sessions.trash import Batch, Trashed

PATIENCE = 0.05
"""The least time between two reports of progress, s."""

Things = Sequence["Batch | Trashed"]
MakeSession = Callable[[Path], Any]
"""Makes the session object of a session folder; None when there is none."""


def plan_facts(session: Any, facts: Sequence[FileFacts]) -> ClearPlan:
    """Plan to clear files of one session that the user chose."""
    from sessionbrowser.lab import batches

    evidence = {f.path: (f.health.why,) for f in facts if f.health.state in (State.STALE, State.SUPERSEDED)}
    sessions = {} if session is None else {Path(session.data_path).absolute(): session}
    plan = batches.plan((fact.path for fact in facts), evidence=evidence, sessions=sessions)
    return _with_states(plan, {fact.path: fact.health.state for fact in facts if fact.path in evidence})


def plan_found(found: Sequence[StaleFile], make: MakeSession, job: Job) -> ClearPlan:
    """Plan to clear what was found stale in any number of sessions; what changed since it was found is left out."""
    from sessionbrowser.lab import batches

    folders = dict.fromkeys(file.path.parent.parent for file in found)
    sessions = {}
    for folder in folders:
        job.cancel.check()
        session = make(folder)
        if session is not None:
            sessions[folder] = session
    states = {file.path: file.state for file in found}
    return _with_states(batches.plan_stale(found, sessions=sessions), states)


def _with_states(plan: ClearPlan, states: Mapping[Path, State]) -> ClearPlan:
    items = (replace(item, state=states[item.path].value) if item.path in states else item for item in plan.items)
    return replace(plan, items=tuple(items))


def clear(plan: ClearPlan, root: Path | None, job: Job) -> ClearReport:
    """Move the files of a plan to the trash."""
    from sessionbrowser.lab import batches

    return batches.clear(plan, root=root, progress=_teller(job), cancel=job.cancel)


def undo(report: ClearReport, root: Path | None, job: Job) -> tuple[RestoreReport, ClearReport]:
    """Bring files back; return what came of it, and the part of the report that is still in the trash."""
    from sessionbrowser.lab import batches

    restored = batches.restore(report, root=root, progress=_teller(job), cancel=job.cancel)
    kept = {outcome.path for outcome in restored.skipped}
    left = [o for o in report.outcomes if o.path in kept and o.trash_path and os.path.lexists(o.trash_path)]
    return restored, replace(report, outcomes=tuple(left))


def restore(things: Things, root: Path | None, job: Job) -> RestoreReport:
    """Bring back files and batches as the trash lists them."""
    from sessionbrowser.lab import trash

    return trash.restore_files(things, root=root, progress=_teller(job), cancel=job.cancel)


def empty(things: Things, root: Path | None, job: Job) -> EmptyReport:
    """Delete files and batches for good."""
    from sessionbrowser.lab import trash

    return trash.empty(things, root=root, progress=_teller(job), cancel=job.cancel)


def _teller(job: Job) -> Callable[[int, int], None]:
    """Return a progress that tells the window now and then; it raises `Cancelled` when nobody waits any more."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        job.cancel.check()
        now = time.monotonic()
        if now - last >= PATIENCE:
            last = now
            job.report((done, total))

    return tell
