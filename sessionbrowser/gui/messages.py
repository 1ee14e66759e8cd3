"""One channel for what the app has to say: kept until a window listens, replaced by the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

Level = Literal["info", "warning", "error"]


class Message(NamedTuple):
    """A sentence for the status line.

    Attributes
    ----------
    text : str
    level : {"info", "warning", "error"}
    action : str
        The word on its link, as "Undo"; no link when empty.
    act : callable or None
        What the link does.
    hint : str
        Muted text after it, as the shortcut of the action.
    details : str
        What a developer would want to know beside the text; offered to be read and copied.
    is_passing : bool
        Whether it speaks of what is on show, and is of no use once something else is.
    """

    text: str
    level: Level = "info"
    action: str = ""
    act: Callable[[], object] | None = None
    hint: str = ""
    details: str = ""
    is_passing: bool = False


READY = Message("Ready")
"""What is said where there is nothing to say."""


class Messages(QObject):
    """Takes messages from anywhere in the window and hands them to who listens.

    Attributes
    ----------
    said : Signal(Message)
    """

    said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Message] = []
        self._heard = False
        self._last = READY

    def say(self, message: Message | str, level: Level = "info") -> None:
        """Say a sentence, now or as soon as somebody listens."""
        if isinstance(message, str):
            message = Message(message, level)
        self._last = message
        if self._heard:
            self.said.emit(message)
        else:
            self._waiting.append(message)

    def pass_on(self) -> None:
        """Take back what was said last if it spoke of what was on show: something else is now."""
        if self._last.is_passing:
            self.say(READY)

    def listen(self, hear: Callable[[Message], object]) -> None:
        """Hear what was said so far, and all that follows."""
        self.said.connect(hear)
        self._heard = True
        for message in self._waiting:
            self.said.emit(message)
        self._waiting.clear()
