"""Lists a root folder in a worker, a few mice at a time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, OddFolder

PATIENCE = 0.02
"""How long entries are collected before they are shown together, s: a few mice, each of hundreds of sessions."""


def scan_root(root: Path, job: Job) -> Path | None:
    """Report the entries of a root in tuples; where it has no session, return the root that may have been meant."""
    from sessionbrowser.lab.catalog import MouseEntry, scan, suggest_root
    from sessionbrowser.lab.locating import loose_files

    ready: list[MouseEntry | OddFolder] = []
    last = time.monotonic()
    sessions = 0
    for entry in scan(root, job.cancel):
        ready.append(entry)
        sessions += len(entry.sessions) if isinstance(entry, MouseEntry) else 0
        if time.monotonic() - last > PATIENCE:
            job.report(tuple(ready))
            ready.clear()
            last = time.monotonic()
    better = None if sessions else suggest_root(root)
    if not sessions and better is None and (loose := loose_files(root)) is not None:
        ready.append(loose)
    job.report(tuple(ready))
    return better


class RootScanner(QObject):
    """Scans one root at a time.

    Attributes
    ----------
    found : Signal(tuple)
        Of `MouseEntry` and `OddFolder`.
    finished : Signal(Path or None)
        With a better root when this one has no sessions and there is one.
    failed : Signal(Exception)
        The root itself cannot be listed.
    """

    found = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lane = Lane(self, gives_way=True)

    def start(self, root: Path) -> None:
        """Scan a root, from the start."""
        self.lane.run(lambda job: scan_root(root, job), self.finished.emit, self.failed.emit, self.found.emit)
