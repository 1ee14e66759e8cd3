"""From the start of the process to the first paint of the window, against a process that imports numpy."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.harness import Row, Setting, in_turn, seconds

_Timed = tuple[Callable[[list[str]], float], list[str]]
"""How to take the time of a command, in seconds, and the command."""

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

    def processor(command: list[str]) -> float:
        return _processor_time(command, environment, speaks=command is not numpy)

    def clock_of_numpy(command: list[str]) -> float:
        return seconds(lambda: subprocess.run(command, check=True, env=environment))

    # What is painted first holds a tree and a list of Qt's own where the parts come; the parts are painted next.
    compared: list[tuple[str, _Timed, _Timed, float]] = [
        ("first window, outline of tree and table, / import numpy", (clock, window), (clock_of_numpy, numpy), 1.5),
        ("real tree and table painted, / process time of import numpy", (clock, parts), (processor, numpy), 1.5),
        ("the same, both by the clock", (clock, parts), (clock_of_numpy, numpy), 1.5),
        ("the same, both in time of the processor", (processor, parts), (processor, numpy), 1.5),
        ("the picture of a file painted / import numpy", (clock, plot), (clock_of_numpy, numpy), 4.5),
        # Where importing PySide alone takes longer than the limit allows, this tells what is ours of it.
        ("real tree and table painted, / a bare window of Qt", (clock, parts), (clock, bare), 1.5),
    ]
    for name, (time_ours, ours), (time_reference, reference), limit in compared:
        took = in_turn(partial(time_ours, ours), partial(time_reference, reference), setting.repeats)
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


def _processor_time(command: list[str], environment: dict[str, str], speaks: bool) -> float:
    """Return the seconds of processor time of a child, up to its word or to its end.

    Numpy starts threads when it is imported, so what the clock tells of it depends on how many cores are free.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if speaks:
        _until_it_speaks(command, environment)
    else:
        subprocess.run(command, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
