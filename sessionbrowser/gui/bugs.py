"""What becomes of an exception that nobody caught: it is logged, and told where the user looks."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui.messages import Message

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds in which the same bug is told once: one in a paint event happens at every paint."""

_Place = tuple[type[BaseException], str, int]


class Bugs(QObject):
    """Catches what others let through, on the main thread, in workers and where objects die.

    Attributes
    ----------
    met : Signal(Message)
        Always on the thread of this object, with the traceback as details.
    """

    met = Signal(object)
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: dict[_Place, float] = {}
        self._caught.connect(self.met)  # by the event loop where it comes from another thread

    def catch(self) -> None:
        """Take every exception that nobody caught from now on. PySide hands those of slots and events over too."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda told: self._take(told.exc_value)
        sys.unraisablehook = lambda told: self._take(told.exc_value)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._take(error.with_traceback(trace))

    def _take(self, error: BaseException | None) -> None:
        if error is None or self._is_told(error):
            return
        log.critical("a bug", exc_info=error)
        self._caught.emit(message_of(error))

    def _is_told(self, error: BaseException) -> bool:
        frames = traceback.extract_tb(error.__traceback__)
        place = (type(error), frames[-1].filename, frames[-1].lineno or 0) if frames else (type(error), "", 0)
        now = time.monotonic()
        is_told = now - self._told.get(place, -PATIENCE) < PATIENCE
        self._told[place] = now
        return is_told


def message_of(error: BaseException) -> Message:
    """Return what is said of an exception."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    text = f"Something went wrong inside the app ({what}). Your files were not touched."
    return Message(text, "error", details="".join(traceback.format_exception(error)))
