"""From the start of the process to the first paint of the window, against a process that imports numpy."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
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
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    # As pip leaves an installed package: compiled. A checkout may not be, where compiling is switched off.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(setting.folder / "compiled")
    environment["XDG_CONFIG_HOME"] = str(setting.folder / "config")  # not the settings of who measures
    subprocess.run([sys.executable, "-c", "import numpy"], env=environment, check=True)
    ours, reference = in_turn(
        lambda: _until_it_speaks(window, environment),
        lambda: seconds(lambda: subprocess.run(numpy, check=True, env=environment)),
        setting.repeats,
    )
    yield Row("first window with tree and table, / import numpy", ours * 1e3, reference * 1e3, 1.5)
    ours, reference = in_turn(
        lambda: _processor_time(window, environment, speaks=True),
        lambda: _processor_time(numpy, environment, speaks=False),
        setting.repeats,
    )
    yield Row("the same, time of the processor / import numpy", ours * 1e3, reference * 1e3, 1.5)
    plot = [sys.executable, "-m", "tests.benchmarks.startup_plot", str(root), "--session", _SESSION, "--file", _FILE]
    ours, reference = in_turn(
        lambda: _until_it_speaks(plot, environment),
        lambda: seconds(lambda: subprocess.run(numpy, check=True, env=environment)),
        setting.repeats,
    )
    yield Row("the picture of a file painted / import numpy", ours * 1e3, reference * 1e3, 4.5)
    # Where importing PySide alone takes longer than the limit above allows, this tells what is ours of it.
    bare = [sys.executable, "-m", "tests.benchmarks.startup_bare"]
    ours, reference = in_turn(
        lambda: _until_it_speaks(window, environment),
        lambda: _until_it_speaks(bare, environment),
        setting.repeats,
    )
    yield Row("first window with tree and table, / a bare one of Qt", ours * 1e3, reference * 1e3, 1.5)


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
