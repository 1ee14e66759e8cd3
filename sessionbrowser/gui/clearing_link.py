"""Between the window and the clearing of files: made on first use, remembers whether there is something to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.messages import Message, Messages


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
        Takes the window, gives an object with ``clear(session, facts)``, ``undo()``, and the signals ``cleared`` and
        ``restored`` (with a report) and ``message``.

    Attributes
    ----------
    changed : Signal(list of Path)
        These files left their folder; empty when files came back.
    can_undo : bool
    """

    changed = Signal(object)

    def __init__(self, window: QWidget, messages: Messages, make: Callable[[QWidget], Any]) -> None:
        super().__init__(window)
        self._window, self._messages, self._make = window, messages, make
        self._controller: Any = None
        self._undoable = 0

    @property
    def can_undo(self) -> bool:
        """Whether files were cleared that can be brought back."""
        return self._undoable > 0

    def clear(self, session: Any, facts: Sequence[Any]) -> None:
        """Ask about these files and, on a yes, move them to the trash."""
        self._there().clear(session, list(facts))

    def undo(self) -> None:
        """Bring back what was cleared last."""
        if self.can_undo:
            self._there().undo()

    def _there(self) -> Any:
        if self._controller is None:
            self._controller = self._make(self._window)
            self._controller.cleared.connect(self._on_cleared)
            self._controller.restored.connect(self._on_restored)
            self._controller.message.connect(self._on_message)
        return self._controller

    def _on_cleared(self, report: Any) -> None:
        moved = [outcome.path for outcome in report.outcomes if outcome.done]
        self._undoable += bool(moved)
        self.changed.emit(moved)

    def _on_restored(self, report: Any) -> None:
        self._undoable = max(0, self._undoable - 1)
        self.changed.emit([])

    def _on_message(self, text: str) -> None:
        if self.can_undo and text.startswith("Moved"):
            self._messages.say(Message(text, action="Undo", act=self.undo, hint="Ctrl+Z"))
        else:
            self._messages.say(text)
