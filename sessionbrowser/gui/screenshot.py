"""``--screenshot``: waits until the window is complete and writes it as a picture."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.gui.window import MainWindow

PATIENCE = 120_000
"""How long to wait for a complete window, ms; a 1.2 GB file from a cold network share takes this long."""


class Screenshot(QObject):
    """Takes one picture of a window once nothing in it is under way any more.

    Parameters
    ----------
    window : MainWindow
    path : Path
        The PNG to write.

    Notes
    -----
    ``finished`` carries the exit code: 0 when the picture was written, 2 when it was not.
    """

    finished = Signal(int)

    def __init__(self, window: MainWindow, path: Path) -> None:
        super().__init__(window)
        self._window, self._path = window, path
        self._done = False
        window.resize(1440, 900)

    def begin(self) -> None:
        """Wait for the window to settle; call it once its work has been started."""
        self._window.settled.connect(self._look)
        QTimer.singleShot(PATIENCE, self._give_up)
        self._look()

    def _look(self) -> None:
        # Two turns of the loop: what settled last may still have to be laid out and painted.
        if self._window.is_settled:
            QTimer.singleShot(50, self._take)

    def _take(self) -> None:
        if self._done or not self._window.is_settled:
            return
        if self._window.problem:
            self._end(2, self._window.problem)
        elif self._window.grab().save(str(self._path), "PNG"):
            self._end(0)
        else:
            self._end(2, f"the picture could not be written to {self._path}")

    def _give_up(self) -> None:
        self._end(2, f"the window was not complete after {PATIENCE // 1000} s")

    def _end(self, code: int, why: str = "") -> None:
        if self._done:
            return
        self._done = True
        if why:
            print(f"sessionbrowser: {why}", file=sys.stderr)  # noqa: T201 - the command line speaks here
        self.finished.emit(code)
