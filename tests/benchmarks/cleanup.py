"""The window while a big lab is looked through for stale files, and while what was found is gone through."""

from __future__ import annotations

import io
import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.benchmarks.children import Child
from tests.benchmarks.harness import Row, Setting

SESSIONS, TINY = 10_000, 20
_DAYS = 28
_LONGEST = 50
"""Milliseconds."""


def rows(setting: Setting) -> Iterator[Row]:
    count = TINY if setting.tiny else SESSIONS
    root = _lab(setting.folder / f"stale-lab-{count}", count)
    told = []
    for _ in range(1 if setting.tiny else min(3, setting.repeats)):
        with Child("cleanup_window") as window:
            told.append(window.ask("survey", root=root, count=count) | window.ask("handle"))
    gaps = {what: statistics.median(each[what] for each in told) for what in told[0]}
    for what, gap in gaps.items():
        yield Row(f"longest gap of the GUI thread: {what}, {2 * count:,} stale files", gap * 1e3, None, _LONGEST)


def _lab(root: Path, count: int) -> Path:
    """Make a lab where each session has a leftover, and a file at odds with its times."""
    times, odd = _npy(50), _npy(40)
    for number in range(count):
        mouse, day = divmod(number, 10 * _DAYS)
        folder = root / f"M{mouse:03}" / f"2024-{day // _DAYS + 1:02}-{day % _DAYS + 1:02}" / "001" / "onedata"
        if not folder.exists():
            folder.mkdir(parents=True)
            (folder / "mpci.times.npy").write_bytes(times)
            (folder / "mpci.faceMotion.npy").write_bytes(odd)
            (folder / "tmpabcdef12.npy").write_bytes(odd[:300])
    return root


def _npy(length: int) -> bytes:
    file = io.BytesIO()
    np.save(file, np.arange(float(length)))
    return file.getvalue()
