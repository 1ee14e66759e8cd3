"""Go through all sessions of a root in a window, and print what memory that takes; run in its own process."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from sessionbrowser.gui import app, theme
from sessionbrowser.gui.garbage import Garbage
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory

_POLL = 5
"""Milliseconds between two looks whether all is on the screen."""


def settle(window: MainWindow) -> None:
    """Run until all that was asked for is on the screen."""
    loop, poll = QEventLoop(), QTimer(interval=_POLL)
    poll.timeout.connect(lambda: loop.quit() if window.is_settled else None)
    poll.start()
    loop.exec()


def rest(seconds: float) -> float:
    """Do nothing for a while, and return the processor's time of it for each second."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    before = time.process_time()
    loop.exec()
    return (time.process_time() - before) / seconds


def resident() -> float:
    """Return the memory of this process in MB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) * 1024 / 1e6


def main(root: Path, few: int, seconds: float) -> None:
    application = app.make_application()
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory(), root=root)
    Garbage(application)  # as `app.settle_in` does
    window.show()
    window.warm_up()
    window.open_root(root)
    settle(window)
    told = {}
    for number, name in enumerate(window.sidebar.model.session_names(), 1):
        window.sidebar.tree.setCurrentIndex(window.sidebar.model.find(name))
        settle(window)
        if number == few:
            told["few"] = resident()
    told["many"] = resident()
    rest(1)
    told["rest"] = rest(seconds)
    window.close()
    application.sendPostedEvents()
    print(json.dumps(told))


if __name__ == "__main__":
    theme.set_theme("light")
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
