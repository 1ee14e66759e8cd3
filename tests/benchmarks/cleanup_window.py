"""A window with the clean-up page of a root on show, in a process of its own: how long it does not answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer

from sessionbrowser.gui import app, theme
from sessionbrowser.gui.cleanup_rows import SIZE, By
from sessionbrowser.gui.garbage import Garbage
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory
from tests.benchmarks.children import serve

_BEAT = 2
"""Milliseconds between two beats of the event loop, while it has time."""
_REST = 150
"""Milliseconds in which everything that a click leads to is painted."""


class Watched:
    """The window and its heart."""

    def __init__(self) -> None:
        theme.set_theme("dark")
        self.app = app.make_application()
        self.window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
        self.window.resize(1440, 900)
        self.window.show()
        self.window.warm_up()
        Garbage(self.app)  # as `app.begin` does

    def longest_gap(self, until: Callable[[], bool]) -> float:
        """Run until something is so, and return the longest time between two beats, s."""
        loop, heart, longest, last = QEventLoop(), QTimer(interval=_BEAT), 0.0, time.perf_counter()
        heart.setTimerType(Qt.TimerType.PreciseTimer)

        def beat() -> None:
            nonlocal longest, last
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
            if until():
                loop.quit()

        heart.timeout.connect(beat)
        heart.start()
        loop.exec()
        return longest

    def survey(self, root: str, count: int) -> dict[str, float]:
        """Open a root, and have all of its sessions looked at."""
        window, runner = self.window, self.window.cleanup.runner
        window.open_root(Path(root))
        self.longest_gap(lambda: window.is_settled and window.sidebar.model.n_sessions == count)
        window.places.go_to(Place.CLEANUP)
        model = window.cleanup.page.model
        gap = self.longest_gap(lambda: not runner.is_busy and len(model.findings) == 2 * count)
        return {"while sessions are looked at": gap}

    def handle(self) -> dict[str, float]:
        """Group, sort, filter and tick what was found."""
        page = self.window.cleanup.page
        deeds = {
            "grouped by session": lambda: page.head.tabs.setCurrentIndex(list(By).index(By.SESSION)),
            "grouped by name": lambda: page.head.tabs.setCurrentIndex(list(By).index(By.NAME)),
            "sorted": lambda: page.table.sortByColumn(SIZE, Qt.SortOrder.DescendingOrder),
            "filtered": lambda: page.head.filter.setText("m001"),
            "shown again": page.show_all,
            "ticked": lambda: page.model.tick(page.model.findings, True),
        }
        return {what: self._gap_after(do) for what, do in deeds.items()}

    def _gap_after(self, do: Callable[[], object]) -> float:
        QTimer.singleShot(_BEAT, do)
        return self._rest()

    def _rest(self) -> float:
        end = time.perf_counter() + _REST / 1000
        return self.longest_gap(lambda: time.perf_counter() > end)


if __name__ == "__main__":
    watched = Watched()
    serve({"survey": watched.survey, "handle": watched.handle})
    watched.window.close()
