"""From the start of the process to the first paint of the window, against a process that imports numpy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Row, Setting, in_turn, seconds

_LAB = Path(__file__).parents[1] / "data" / "lab"


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
    subprocess.run([sys.executable, "-c", "import numpy"], env=environment, check=True)
    ours, reference = in_turn(
        lambda: seconds(lambda: _run_until_it_speaks(window, environment)),
        lambda: seconds(lambda: subprocess.run(numpy, check=True, env=environment)),
        setting.repeats,
    )
    yield Row("first window with tree and table, / import numpy", ours * 1e3, reference * 1e3, 1.5)


def _run_until_it_speaks(command: list[str], environment: dict[str, str]) -> None:
    """Start the app and come back when it has painted, not when it has ended."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=Path(__file__).parents[2]) as program:
        assert program.stdout is not None
        word = program.stdout.readline().strip()
        program.kill()
    assert word == b"painted", word
