"""A trash that never was on a disk, for tests of what is shown of it."""

from __future__ import annotations

import time
from pathlib import Path

from sessionbrowser.lab.trash import TrashedSession
from sessionbrowser.sessions.trash import Batch, Trashed

DAY = 86_400.0
NOW = time.time()
ROOT = Path("/lab")


def trashed(session: str, batch_id: str, name: str, size: int = 1000, why: str = "", note: str = "") -> Trashed:
    onedata = ROOT / session / "onedata"
    return Trashed(onedata / ".trash" / batch_id / name, onedata / name, size, "array", (why,) if why else (), note)


def batch(session: str, batch_id: str, files: tuple[Trashed, ...], days: float = 0.0, who: str = "ada@rig") -> Batch:
    created = NOW - days * DAY
    folder = ROOT / session / "onedata" / ".trash" / batch_id
    return Batch(folder, batch_id, created, who, files, modified=created)


def small_trash() -> tuple[TrashedSession, ...]:
    """Two batches: a new one over two sessions, and one of 40 days ago."""
    first, second = "ATL2/2023-01-24/701", "ATL10/2023-01-25/701"
    new = [
        batch(first, "new", (trashed(first, "new", "mpci.b.npy", 500, "cut"), trashed(first, "new", "mpci.a.npy"))),
        batch(second, "new", (trashed(second, "new", "licks.times.npy", 9000),)),
    ]
    old = batch(second, "old", (trashed(second, "old", "mpci.old.npy", 20, "older than F.npy"),), 40, "bo@server")
    return (
        TrashedSession(second, ROOT / second / "onedata", (new[1], old)),
        TrashedSession(first, ROOT / first / "onedata", (new[0],)),
    )
