"""Looks for garbage in cycles on the GUI thread alone, often and briefly; what has stayed is not gone through again.

Python would do so in whatever thread makes many objects. In a worker, a timer among the garbage is then deleted by a
thread that it does not live on, which may crash; and with a lab of ten thousand sessions in memory it takes 90 ms, in
which no other thread runs.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

BEAT_MS = 100
ENOUGH = 2000
"""So many objects more than before are worth a look."""
LONG = 0.004
"""A look that took longer than this is not taken at the same objects again, s."""


class Garbage(QObject):
    """Takes the place of Python's own schedule as long as it lives.

    Parameters
    ----------
    app : QGuiApplication
        When the user goes over to another one, all objects are looked at.
    """

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        gc.disable()
        gc.freeze()  # all that is there stays
        self._timer = QTimer(self, interval=BEAT_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app.applicationStateChanged.connect(self._on_state)

    def look(self) -> None:
        """Free what is garbage among the objects that are not known to stay, if there may be some."""
        if gc.get_count()[0] < ENOUGH:
            return
        began = time.perf_counter()
        gc.collect()
        if time.perf_counter() - began > LONG:
            gc.freeze()

    def look_at_all(self) -> None:
        """Free what is garbage, also of what had seemed to stay; nobody should be looking at the window."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.look_at_all()
