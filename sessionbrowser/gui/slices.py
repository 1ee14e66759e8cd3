"""Long work of the GUI thread in slices, between which the window is alive."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from sessionbrowser.gui.right_of_way import window_first

BUDGET = 0.008
"""How long a slice goes on with steps, s; the step under way is finished."""


class Slices(QObject):
    """Does one thing at a time, step by step; the first slice at once, each other when the window has nothing to do.

    Parameters
    ----------
    parent : QObject
        With which the work ends.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether there is something left to do."""
        return self._steps is not None

    def run(self, steps: Iterator[object]) -> None:
        """Do this, in place of what was left of the work before.

        Parameters
        ----------
        steps : iterator
            Each step is a few milliseconds of work, and leaves everything so that it can be painted.
        """
        self._steps = steps
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """Give up what is left."""
        self._timer.stop()
        self._steps = None

    def _go_on(self) -> None:
        steps, end = self._steps, time.perf_counter() + BUDGET
        with window_first():
            while steps is not None and steps is self._steps:
                if next(steps, self) is self and steps is self._steps:
                    self.stop()
                if time.perf_counter() > end:
                    break
