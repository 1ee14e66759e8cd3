"""The window's right of way: work in the background that is in no hurry stands still while the window works.

Of two threads of Python that are busy at once each takes twice as long. One that paints takes longer still: it asks
for Python word by word, and each time waits until the other one lets go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.cancel import Cancel

LONGEST = 0.1
"""So long does a worker stand still at most at one look, s: it comes further even when the window never rests."""

_PAINT = QEvent.Type.UpdateRequest

_is_free = Event()
_is_free.set()
_depth = 0


@contextmanager
def window_first() -> Iterator[None]:
    """Let those who give way stand still meanwhile; for the GUI thread alone."""
    global _depth
    _depth += 1
    _is_free.clear()
    try:
        yield
    finally:
        _depth -= 1
        if not _depth:
            _is_free.set()


def is_taken() -> bool:
    """Whether the window works, and those who give way stand still."""
    return not _is_free.is_set()


class GivesWay(Cancel):
    """A flag at which work that looks at it also lets the window go first."""

    __slots__ = ()

    def check(self) -> None:
        """Raise `Cancelled` when the flag is set, else wait while the window works."""
        super().check()
        if is_taken():
            _is_free.wait(LONGEST)
            super().check()


class PaintsFirst(QObject):
    """Gives a window right of way whenever it paints.

    Parameters
    ----------
    window : QWidget
        With which it ends.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have all that has changed painted while the others wait."""
        if event.type() != _PAINT:
            return False
        with window_first():
            watched.event(event)
        return True
