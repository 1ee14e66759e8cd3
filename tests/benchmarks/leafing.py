"""Going from session to session for an hour: what the memory does, and what the app does once it is left alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Row, Setting

_SESSION = Path(__file__).parents[1] / "data" / "lab" / "ATL901" / "2023-01-25" / "701"
_DAYS = 28


def rows(setting: Setting) -> Iterator[Row]:
    few, many = (2, 4) if setting.tiny else (20, 200)
    root = setting.folder / f"leafing_lab_{many}"
    if not root.exists():
        _write(root, many)
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.leafing_window",
        str(root),
        str(few),
        "1" if setting.tiny else "5",
    ]
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=Path.cwd())
    told = json.loads(done.stdout.splitlines()[-1])
    yield Row(f"memory after {many} sessions / after {few}", told["many"], told["few"], 1.1, "MB")
    yield Row("processor time while the app rests, of 1 s", told["rest"] * 1e3, None, 10.0)


def _write(root: Path, sessions: int) -> None:
    """Write a lab of copies of one session, two of each day."""
    for number in range(sessions):
        day, month = number // 2 % _DAYS + 1, number // 2 // _DAYS + 1
        shutil.copytree(_SESSION, root / "ATL901" / f"2023-{month:02d}-{day:02d}" / f"{701 + number % 2}")
