"""Between the window and what is done to files: made on first use, told of in one place."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.messages import Message, Messages
from sessionbrowser.gui.words import count_text

if TYPE_CHECKING:
    from sessionbrowser.gui.clear_work import MakeSession, Things
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.sessions.kinds import FileFacts
    from sessionbrowser.sessions.reports import ClearReport, EmptyReport, Outcome, RestoreReport


def make_clear_controller(window: QWidget) -> Any:
    """Return the app's own dialog and worker for clearing."""
    from sessionbrowser.gui.clear_controller import ClearController

    return ClearController(window)


class ClearingLink(QObject):
    """Hands files over to be cleared, brought back or deleted, and tells what came of it.

    Parameters
    ----------
    window : QWidget
    messages : Messages
    make : callable
        Takes the window, gives a `ClearController`, or an object with the same members.

    Attributes
    ----------
    gone, back : Signal(list of Path)
        These files left their folder, or came back to it.
    touched : Signal(set of str)
        There is more or less in the trash of these onedata folders.
    progressed : Signal(Progress or None)
    """

    gone = Signal(object)
    back = Signal(object)
    touched = Signal(object)
    progressed = Signal(object)

    def __init__(self, window: QWidget, messages: Messages, make: Callable[[QWidget], Any]) -> None:
        super().__init__(window)
        self._window, self._messages, self._make = window, messages, make
        self._root: Path | None = None
        self.controller: Any = None

    @property
    def can_undo(self) -> bool:
        """Whether files were cleared that can be brought back."""
        return self.controller is not None and bool(self.controller.can_undo)

    def clear(self, session: Any, facts: Sequence[FileFacts], root: Path | None) -> None:
        """Ask about these files and, on a yes, move them to the trash."""
        self._there(root).clear(session, facts, root)

    def review(self, found: Sequence[StaleFile], make: MakeSession, root: Path | None) -> None:
        """Ask about what was found stale in any sessions and, on a yes, move it to the trash."""
        self._there(root).review(found, make, root)

    def undo(self) -> None:
        """Bring back what was cleared last."""
        if self.can_undo:
            self.controller.undo()

    def restore(self, things: Things, root: Path | None) -> None:
        """Bring back what the trash lists."""
        self._there(root).restore(things, root)

    def empty(self, things: Things, root: Path | None) -> None:
        """Delete for good what the user agreed to."""
        self._there(root).empty(things, root)

    def stop(self) -> None:
        """End what goes on after the file under way."""
        if self.controller is not None:
            self.controller.stop()

    def _there(self, root: Path | None) -> Any:
        self._root = root
        if self.controller is None:
            self.controller = self._make(self._window)
            self.controller.cleared.connect(self._on_cleared)
            self.controller.restored.connect(self._on_restored)
            self.controller.emptied.connect(self._on_emptied)
            self.controller.message.connect(self._on_message)
            self.controller.progressed.connect(self.progressed)
        return self.controller

    def _on_cleared(self, report: ClearReport) -> None:
        self.gone.emit(self._touch(report.moved))
        self._tell_of("stays", "stay", report.skipped)

    def _on_restored(self, report: RestoreReport) -> None:
        self.back.emit(self._touch(report.restored))
        self._tell_of("is not back", "are not back", report.skipped)

    def _on_emptied(self, report: EmptyReport) -> None:
        self._touch(report.removed)
        self._tell_of("is still in the trash", "are still in the trash", report.skipped)

    def _touch(self, outcomes: Sequence[Outcome]) -> list[Path]:
        paths = [outcome.path for outcome in outcomes]
        # As texts: there may be thousands of paths, which are slow to take apart and to compare.
        self.touched.emit({str(path).rpartition(os.sep)[0] for path in paths})
        return paths

    def _tell_of(self, is_so: str, are_so: str, outcomes: Sequence[Outcome]) -> None:
        """Show what was not done, file by file."""
        if outcomes:
            from sessionbrowser.gui.outcomes_dialog import OutcomesDialog

            title = f"{count_text(len(outcomes), 'file')} {is_so if len(outcomes) == 1 else are_so}"
            OutcomesDialog(title, outcomes, self._root, self._window).open()

    def _on_message(self, text: str, can_be_undone: bool) -> None:
        if can_be_undone:
            self._messages.say(Message(text, action="Undo", act=self.undo, hint="Ctrl+Z"))
        else:
            self._messages.say(text)
