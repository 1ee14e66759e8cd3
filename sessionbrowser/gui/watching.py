"""Looks now and then whether the file on the screen is still what it was: pictures in memory would not tell."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.errors import Changed
from sessionbrowser.gui.tasks import Lane
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.kinds import FileFacts

EVERY = 2000
"""Milliseconds from one look to the next; a look costs a share one question."""
_TO_DO = "Press F5 to look again."


class Watch(QObject):
    """Watches one file at a time, while its widget is on the screen.

    Attributes
    ----------
    changed : Signal(Changed)
        It was written to, replaced or removed; it is not watched any more.
    """

    changed = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._lane = Lane(self)
        self._timer = QTimer(self, interval=EVERY)
        self._facts: FileFacts | None = None
        self._timer.timeout.connect(self.look)

    def begin(self, facts: FileFacts) -> None:
        """Watch the file that these facts are of; what is computed has none."""
        self.end()
        if facts.identity is not None:
            self._facts = facts
            self._timer.start()

    def end(self) -> None:
        """Watch nothing."""
        self._timer.stop()
        self._lane.cancel()
        self._facts = None

    def look(self) -> None:
        """Look now, unless the last look has not ended."""
        facts = self._facts
        if facts is None or facts.identity is None or self._lane.is_busy or not self._over.isVisible():
            return
        path, known = facts.path, facts.identity
        self._lane.run(lambda _job: what_changed(path, known), self._on_looked)

    def _on_looked(self, change: Changed | None) -> None:
        if change is not None:
            self.end()
            self.changed.emit(change)


def what_changed(path: Path, known: Identity) -> Changed | None:
    """Return how a file differs from what was known of it; None when it does not."""
    try:
        now = Identity.of(os.lstat(path))
    except OSError:
        return Changed("it is gone, or can no longer be reached", path, _TO_DO)
    if now == known:
        return None
    if now.size != known.size:
        return Changed(f"it {'grew' if now.size > known.size else 'became shorter'}", path, _TO_DO)
    return Changed("it was written to or replaced", path, _TO_DO)
