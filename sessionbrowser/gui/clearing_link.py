"""Between the window and the clearing of files: made on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.messages import Message, Messages

if TYPE_CHECKING:
    from sessionbrowser.sessions.kinds import FileFacts
    from sessionbrowser.sessions.reports import ClearReport, RestoreReport


def make_clear_controller(window: QWidget) -> Any:
    """Return the app's own dialog and worker for clearing."""
    from sessionbrowser.gui.clear_controller import ClearController

    return ClearController(window)


class ClearingLink(QObject):
    """Hands files over for clearing, and tells what came of it.

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
    """

    gone = Signal(object)
    back = Signal(object)

    def __init__(self, window: QWidget, messages: Messages, make: Callable[[QWidget], Any]) -> None:
        super().__init__(window)
        self._window, self._messages, self._make = window, messages, make
        self.controller: Any = None

    @property
    def can_undo(self) -> bool:
        """Whether files were cleared that can be brought back."""
        return self.controller is not None and bool(self.controller.can_undo)

    def clear(self, session: Any, facts: Sequence[FileFacts], root: Path | None) -> None:
        """Ask about these files and, on a yes, move them to the trash."""
        self._there().clear(session, facts, root)

    def undo(self) -> None:
        """Bring back what was cleared last."""
        if self.can_undo:
            self.controller.undo()

    def _there(self) -> Any:
        if self.controller is None:
            self.controller = self._make(self._window)
            self.controller.cleared.connect(self._on_cleared)
            self.controller.restored.connect(self._on_restored)
            self.controller.message.connect(self._on_message)
        return self.controller

    def _on_cleared(self, report: ClearReport) -> None:
        self.gone.emit([outcome.path for outcome in report.moved])

    def _on_restored(self, report: RestoreReport) -> None:
        self.back.emit([outcome.path for outcome in report.restored])

    def _on_message(self, text: str, can_be_undone: bool) -> None:
        if can_be_undone:
            self._messages.say(Message(text, action="Undo", act=self.undo, hint="Ctrl+Z"))
        else:
            self._messages.say(text)
