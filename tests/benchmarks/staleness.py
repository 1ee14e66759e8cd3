"""Looking for what is stale in a lab of many sessions, against a bare scan: status and header of each file.

By the processor's time: both are one thread that waits for nothing once the files are in memory, and what else runs on
the machine has no part in that.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sessionbrowser.arrays.npy import read_npy_header_at
from sessionbrowser.arrays.npz import read_sparse_header
from sessionbrowser.lab.catalog import MouseEntry, scan
from sessionbrowser.lab.survey import survey
from sessionbrowser.platform import RegularFile, read_head
from sessionbrowser.sessions.registry import resolve_factory
from tests.benchmarks.harness import Row, Setting, in_turn

SESSIONS, TINY = 10_000, 6
LIMIT = 1.5
_HEALTHY = Path(__file__).parents[1] / "data" / "lab" / "kx03" / "2024-03-02" / "001"
_A_MOUSE = 100


def rows(setting: Setting) -> Iterator[Row]:
    count = TINY if setting.tiny else SESSIONS
    root = _lab(setting.folder / f"lab-{count}", count)
    factory = resolve_factory(None)

    def look() -> None:
        looked = list(survey(root, factory))
        assert len(looked) == count
        assert not any(each.problem for each in looked)

    repeats = min(3, setting.repeats)
    ours, reference = in_turn(lambda: _seconds(look), lambda: _seconds(lambda: bare_scan(root)), repeats)
    yield Row(f"what is stale in {count:,} sessions", 1000 * ours, 1000 * reference, LIMIT)


def _seconds(work: Callable[[], None]) -> float:
    """Return how long one call takes the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_scan(root: Path) -> None:
    """Read the status and the header of every file of a lab, and the few bytes of JSON."""
    mice = (mouse for mouse in scan(root) if isinstance(mouse, MouseEntry))
    for session in (session for mouse in mice for session in mouse.sessions):
        assert session.onedata is not None
        for folder in (session.path, session.onedata, session.path / "suite2p" / "plane0"):
            with os.scandir(folder) as entries:
                for entry in entries:
                    entry.stat(follow_symlinks=False)
                    _read_header(entry)


def _read_header(entry: os.DirEntry[str]) -> None:
    if entry.name.endswith(".npz"):
        with RegularFile(entry.path) as file:
            read_sparse_header(file)
    elif entry.name.endswith(".npy"):
        read_npy_header_at(entry.path)
    elif entry.name.endswith(".json"):
        read_head(entry.path, 4096)


def _lab(root: Path, count: int) -> Path:
    """Make a lab of healthy sessions, all with the same files: second names of one session's, which take no room."""
    first = _session(root, 0)
    if not first.exists():
        shutil.copytree(_HEALTHY, first)
    files = [path.relative_to(first) for path in first.rglob("*") if path.is_file()]
    for folder in (_session(root, number) for number in range(1, count)):
        if folder.exists():
            continue
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).hardlink_to(first / file)
    return root


def _session(root: Path, number: int) -> Path:
    mouse, day = divmod(number, _A_MOUSE)
    return root / f"M{mouse:03}" / f"2024-{day // 28 + 1:02}-{day % 28 + 1:02}" / "001"
