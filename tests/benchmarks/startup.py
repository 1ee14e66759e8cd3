"""From the start of the process to the first paint of the window, against a process that imports numpy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.harness import Row, Setting, in_turn, seconds

_LAB = Path(__file__).parents[1] / "data" / "lab"
_SESSION, _FILE = "ATL901/2023-01-25/701", "mpci.roiActivityDeconvolvedOasis.npy"


def rows(setting: Setting) -> Iterator[Row]:
    root = setting.folder / "startup_lab"
    if not root.exists():
        shutil.copytree(_LAB, root)
    numpy = [sys.executable, "-c", "import numpy"]
    window = [sys.executable, "-m", "tests.benchmarks.startup_window", str(root)]
    parts = [sys.executable, "-m", "tests.benchmarks.startup_window", "parts", str(root)]
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    # As pip leaves an installed package: compiled. A checkout may not be, where compiling is switched off.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(setting.folder / "compiled")
    environment["XDG_CONFIG_HOME"] = str(setting.folder / "config")  # not the settings of who measures
    subprocess.run([sys.executable, "-c", "import numpy"], env=environment, check=True)
    plot = [sys.executable, "-m", "tests.benchmarks.startup_plot", str(root), "--session", _SESSION, "--file", _FILE]
    bare = [sys.executable, "-m", "tests.benchmarks.startup_bare"]

    def clock(command: list[str]) -> float:
        return _until_it_speaks(command, environment)

    def clock_of_numpy(command: list[str]) -> float:
        return seconds(lambda: subprocess.run(command, check=True, env=environment))

    by_numpy, by_qt = partial(clock_of_numpy, numpy), partial(clock, bare)
    compared = [
        ("first window with tree and table painted / import numpy", window, by_numpy, 1.5),
        ("first window with tree and table painted / a bare one of Qt", window, by_qt, 1.5),
        ("all parts of the window painted / a bare one of Qt", parts, by_qt, 2.0),
        ("the picture of a file painted / import numpy", plot, by_numpy, 4.5),
    ]
    for name, ours, reference, limit in compared:
        took = in_turn(partial(clock, ours), reference, setting.repeats)
        yield Row(name, took[0] * 1e3, took[1] * 1e3, limit)


def _until_it_speaks(command: list[str], environment: dict[str, str]) -> float:
    """Start a window, and return the seconds until it said that it was painted."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        word = program.stdout.readline().strip()
        took = time.perf_counter() - start
        program.kill()
    assert word == b"painted", word
    return took
