"""Clearing from the window: plan in a worker, ask, do in a worker, say what came of it, and take it back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.words import bytes_text, count_text
from sessionbrowser.sessions.kinds import FileFacts, State

if TYPE_CHECKING:  # what clearing takes is imported when the first file is cleared
    from sessionbrowser.sessions.plan import ClearPlan
    from sessionbrowser.sessions.reports import ClearReport, Outcome, RestoreReport

Answer = Callable[["ClearPlan | None"], None]
Ask = Callable[["ClearPlan", str, Answer], None]
"""Asks about a plan for a session (by its words), and gives the answer: what was agreed to, or None."""

_NAMED = 3
"""So many files that stay are named in a message."""


class ClearController(QObject):
    """Takes files to be cleared, and clears what the user agrees to.

    Parameters
    ----------
    parent : QWidget
        The window to ask in.
    ask : callable or None
        Asks instead of the dialog (see `Ask`); for tests.

    Attributes
    ----------
    cleared : Signal(ClearReport)
        Files were moved to the trash, or stayed; the report says which.
    restored : Signal(RestoreReport)
        An undo came to its end.
    message : Signal(str, bool)
        A sentence for the status line, and whether it can be undone.
    busy : Signal(bool)
        Files are being moved.
    progressed : Signal(int, int)
        Files dealt with, of how many.
    """

    cleared = Signal(object)
    restored = Signal(object)
    message = Signal(str, bool)
    busy = Signal(bool)
    progressed = Signal(int, int)

    def __init__(self, parent: QWidget, ask: Ask | None = None) -> None:
        super().__init__(parent)
        self._ask = ask or self._open_dialog
        self._planning, self._doing = Lane(self), Lane(self)
        self._is_asking = False
        self._done: list[tuple[ClearReport, Path | None]] = []
        self._doing.busy.connect(self.busy)

    @property
    def can_undo(self) -> bool:
        """Whether there is a batch of this run of the app to bring back."""
        return bool(self._done)

    @property
    def is_busy(self) -> bool:
        """Whether files are being moved, or the user is being asked."""
        return self._is_asking or self._doing.is_busy

    def clear(self, session: Any, facts: Sequence[FileFacts], root: Path | None = None) -> None:
        """Ask about these files, and move to the trash what is agreed to.

        Parameters
        ----------
        session : object
            Whose files they are; anything with the members of API.md.
        facts : sequence of FileFacts
            Of exactly the files; none does nothing.
        root : Path, optional
            The lab's root, in whose record it is written down.
        """
        if not facts:
            return
        if self.is_busy:
            self.message.emit("One thing at a time: answer or await the clearing under way.", False)
            return
        chosen = tuple(facts)
        self._planning.run(
            lambda _job: _plan(session, chosen),
            lambda plan: self._on_plan(plan, root),
            lambda error: self.message.emit(f"Nothing was moved: {error}", False),
        )

    def undo(self) -> None:
        """Bring back the files that were cleared last."""
        if self.is_busy or not self._done:
            return
        report, root = self._done.pop()
        self._doing.run(
            lambda job: _restore(report, root, job),
            lambda came: self._on_restored(came[0], came[1], root),
            lambda error: self._on_not_restored(error, report, root),
            self._on_progress,
        )

    def _on_plan(self, plan: ClearPlan, root: Path | None) -> None:
        if plan.items:
            self._is_asking = True
            self._ask(plan, where_of(plan, root), lambda agreed: self._on_answer(agreed, root))

    def _open_dialog(self, plan: ClearPlan, where: str, answer: Answer) -> None:
        from sessionbrowser.gui.clear_dialog import ClearDialog

        parent = self.parent()
        dialog = ClearDialog(plan, where, parent if isinstance(parent, QWidget) else None)

        def on_finished(result: int) -> None:
            agreed = dialog.chosen if result == ClearDialog.DialogCode.Accepted else None
            dialog.deleteLater()
            answer(agreed)

        dialog.finished.connect(on_finished)
        dialog.open()

    def _on_answer(self, plan: ClearPlan | None, root: Path | None) -> None:
        self._is_asking = False
        if plan is None or not plan.accepted:
            return
        self._doing.run(
            lambda job: _clear(plan, root, job),
            lambda report: self._on_cleared(report, root),
            lambda error: self.message.emit(f"Nothing more was moved: {error}", False),
            self._on_progress,
        )

    def _on_progress(self, part: tuple[int, int]) -> None:
        self.progressed.emit(*part)

    def _on_cleared(self, report: ClearReport, root: Path | None) -> None:
        if report.moved:
            self._done.append((report, root))
        self.cleared.emit(report)
        self.message.emit(cleared_text(report), bool(report.moved))

    def _on_restored(self, report: RestoreReport, left: ClearReport, root: Path | None) -> None:
        if left.outcomes:  # for another try, after the batches before it: its reason may last
            self._done.insert(0, (left, root))
        self.restored.emit(report)
        self.message.emit(restored_text(report), bool(left.outcomes))

    def _on_not_restored(self, error: Exception, report: ClearReport, root: Path | None) -> None:
        self._done.append((report, root))
        self.message.emit(f"Not brought back: {error}", True)


def where_of(plan: ClearPlan, root: Path | None = None) -> str:
    """Return whose files a plan is about: "ATL028 / 2023-04-18 / 702", or "3 sessions"."""
    folders = list(dict.fromkeys(item.path.parent.parent for item in plan.items))
    if len(folders) != 1:
        return f"{len(folders)} sessions"
    folder = folders[0]
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


def _listed(outcomes: Iterable[Outcome], verb: str) -> str:
    outcomes = list(outcomes)
    reasons = [outcome.reason.removeprefix("nothing was moved: ") for outcome in outcomes]
    texts = [f"{outcome.path.name} {verb}: {why}" for outcome, why in zip(outcomes[:_NAMED], reasons, strict=False)]
    if len(outcomes) > _NAMED:
        texts.append(f"and {len(outcomes) - _NAMED} more")
    return "; ".join(texts)


def _plan(session: Any, facts: Sequence[FileFacts]) -> ClearPlan:
    from sessionbrowser.lab import batches

    evidence = {f.path: (f.health.why,) for f in facts if f.health.state in (State.STALE, State.SUPERSEDED)}
    sessions = {} if session is None else {Path(session.data_path).absolute(): session}
    return batches.plan((fact.path for fact in facts), evidence=evidence, sessions=sessions)


def _clear(plan: ClearPlan, root: Path | None, job: Job) -> ClearReport:
    from sessionbrowser.lab import batches

    return batches.clear(plan, root=root, progress=lambda done, total: job.report((done, total)), cancel=job.cancel)


def _restore(report: ClearReport, root: Path | None, job: Job) -> tuple[RestoreReport, ClearReport]:
    """Bring files back; return what came of it, and the part of the report that is still in the trash."""
    from sessionbrowser.lab import batches

    def tell(done: int, total: int) -> None:
        job.report((done, total))

    restored = batches.restore(report, root=root, progress=tell, cancel=job.cancel)
    kept = {outcome.path for outcome in restored.skipped}
    left = [o for o in report.outcomes if o.path in kept and o.trash_path and os.path.lexists(o.trash_path)]
    return restored, replace(report, outcomes=tuple(left))
