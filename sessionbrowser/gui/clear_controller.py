"""Clearing from the window: plan in a worker, ask, do in a worker, say what came of it, and take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import clear_work
from sessionbrowser.gui.clear_words import cleared_text, emptied_text, restored_text
from sessionbrowser.gui.clear_work import MakeSession, Things
from sessionbrowser.gui.progress_strip import Progress
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.sessions.kinds import FileFacts

if TYPE_CHECKING:
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.sessions.plan import ClearPlan
    from sessionbrowser.sessions.reports import ClearReport, EmptyReport, Outcome, RestoreReport

Answer = Callable[["ClearPlan | None"], None]
Ask = Callable[["ClearPlan", "Path | None", Answer], None]
"""Asks about a plan for files below a root, and gives the answer: what was agreed to, or None."""


class ClearController(QObject):
    """Takes files to be cleared, brought back or deleted for good; of these things one is done at a time.

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
        Files were brought back, or not.
    emptied : Signal(EmptyReport)
        Files were deleted for good, or not.
    message : Signal(str, bool)
        A sentence for the status line, and whether it can be undone.
    progressed : Signal(Progress or None)
        Something goes on; None when it has ended.
    """

    cleared = Signal(object)
    restored = Signal(object)
    emptied = Signal(object)
    message = Signal(str, bool)
    progressed = Signal(object)

    def __init__(self, parent: QWidget, ask: Ask | None = None) -> None:
        super().__init__(parent)
        self._ask = ask or self._open_dialog
        self._planning, self._doing = Lane(self, gives_way=True), Lane(self, gives_way=True)
        self._is_asking = False
        self._done: list[tuple[ClearReport, Path | None]] = []
        for lane in (self._planning, self._doing):
            lane.busy.connect(lambda busy: None if busy else self.progressed.emit(None))

    @property
    def can_undo(self) -> bool:
        """Whether there is a batch of this run of the app to bring back."""
        return bool(self._done)

    @property
    def is_busy(self) -> bool:
        """Whether files are being moved, or the user is being asked."""
        return self._is_asking or self._doing.is_busy

    def stop(self) -> None:
        """Give up planning, and end what is done to files after the file under way; its report still comes."""
        self._planning.cancel()
        self._doing.ask_to_stop()

    # Clearing -----------------------------------------------------------------------------------------------------

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
        chosen = tuple(facts)
        if chosen:
            self._plan(lambda _job: clear_work.plan_facts(session, chosen), len(chosen), root)

    def review(self, found: Sequence[StaleFile], make: MakeSession, root: Path | None = None) -> None:
        """Ask about what was found stale, in whatever sessions, and move to the trash what is agreed to.

        Parameters
        ----------
        found : sequence of StaleFile
            None does nothing.
        make : callable
            Makes the session objects, in a worker.
        root : Path, optional
            As of `clear`.
        """
        chosen = tuple(found)
        if chosen:
            self._plan(lambda job: clear_work.plan_found(chosen, make, job), len(chosen), root)

    def _plan(self, work: Callable[[Job], ClearPlan], count: int, root: Path | None) -> None:
        if self._refuses():
            return
        self.progressed.emit(Progress(f"Looking at {count:,} files" if count > 1 else "Looking at the file"))
        self._planning.run(
            work,
            lambda plan: self._on_plan(plan, root),
            lambda error: self.message.emit(f"Nothing was moved: {error}", False),
        )

    def _refuses(self) -> bool:
        if self.is_busy:
            self.message.emit("One thing at a time: answer or await what is under way.", False)
        return self.is_busy

    def _on_plan(self, plan: ClearPlan, root: Path | None) -> None:
        if plan.items:
            self._is_asking = True
            self._ask(plan, root, lambda agreed: self._on_answer(agreed, root))

    def _open_dialog(self, plan: ClearPlan, root: Path | None, answer: Answer) -> None:
        from sessionbrowser.gui.clear_dialog import ClearDialog

        parent = self.parent()
        dialog = ClearDialog(plan, root, parent if isinstance(parent, QWidget) else None)

        def on_finished(result: int) -> None:
            agreed = dialog.chosen if result == ClearDialog.DialogCode.Accepted else None
            dialog.deleteLater()
            answer(agreed)

        dialog.finished.connect(on_finished)
        QTimer.singleShot(0, dialog, dialog.open)  # to lay out and to paint thousands of rows is work of its own

    def _on_answer(self, plan: ClearPlan | None, root: Path | None) -> None:
        self._is_asking = False
        if plan is not None and plan.accepted:
            self._do(
                "Moving files to the trash",
                lambda job: clear_work.clear(plan, root, job),
                lambda report: self._on_cleared(report, root),
                lambda error: self.message.emit(f"Nothing more was moved: {error}", False),
            )

    def _do(
        self,
        text: str,
        work: Callable[[Job], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.progressed.emit(Progress(text))
        self._doing.run(work, done, failed, lambda part: self.progressed.emit(Progress(text, *part)))

    def _on_cleared(self, report: ClearReport, root: Path | None) -> None:
        if report.moved:
            self._done.append((report, root))
        self.cleared.emit(report)
        self.message.emit(cleared_text(report), bool(report.moved))

    # Bringing back ------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Bring back the files that were cleared last."""
        if self.is_busy or not self._done:
            return
        report, root = self._done.pop()
        self._do(
            "Bringing files back",
            lambda job: clear_work.undo(report, root, job),
            lambda came: self._on_undone(came[0], came[1], root),
            lambda error: self._on_not_undone(error, report, root),
        )

    def _on_undone(self, report: RestoreReport, left: ClearReport, root: Path | None) -> None:
        if left.outcomes:  # for another try, after the batches before it: its reason may last
            self._done.insert(0, (left, root))
        self.restored.emit(report)
        self.message.emit(restored_text(report), bool(left.outcomes))

    def _on_not_undone(self, error: Exception, report: ClearReport, root: Path | None) -> None:
        self._done.append((report, root))
        self.message.emit(f"Not brought back: {error}", True)

    def restore(self, things: Things, root: Path | None = None) -> None:
        """Bring back files and batches as the trash lists them, whenever and by whom they were cleared."""
        if things and not self._refuses():
            self._do(
                "Bringing files back",
                lambda job: clear_work.restore(things, root, job),
                self._on_restored,
                lambda error: self.message.emit(f"Not brought back: {error}", False),
            )

    def _on_restored(self, report: RestoreReport) -> None:
        self._forget(report.restored)
        self.restored.emit(report)
        self.message.emit(restored_text(report), False)

    # Emptying -----------------------------------------------------------------------------------------------------

    def empty(self, things: Things, root: Path | None = None) -> None:
        """Delete files and batches for good, which the user has agreed to."""
        if things and not self._refuses():
            self._do(
                "Deleting files for good",
                lambda job: clear_work.empty(things, root, job),
                self._on_emptied,
                lambda error: self.message.emit(f"Nothing more was deleted: {error}", False),
            )

    def _on_emptied(self, report: EmptyReport) -> None:
        self._forget(report.removed)
        self.emptied.emit(report)
        self.message.emit(emptied_text(report), False)

    def _forget(self, gone: Iterable[Outcome]) -> None:
        """Take what has left the trash out of what an undo would bring back."""
        paths = {outcome.path for outcome in gone}
        left = (
            (replace(report, outcomes=tuple(o for o in report.outcomes if o.path not in paths)), root)
            for report, root in self._done
        )
        self._done = [(report, root) for report, root in left if report.moved]
