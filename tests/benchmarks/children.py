"""Programs that are told what to do, one line of JSON after another, and answer with what they measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self


class Child:
    """A module of the benchmarks in a process of its own, which has a (window's) event loop of its own.

    Parameters
    ----------
    module : str
        In this package; it calls `serve`.
    """

    def __init__(self, module: str) -> None:
        command = [sys.executable, "-m", f"tests.benchmarks.{module}"]
        environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
        place = Path(__file__).parents[2]
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, cwd=place, text=True)

    def ask(self, what: str, **given: Any) -> Any:
        """Have it do something, and return its answer."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        print(json.dumps({"what": what, **given}, default=str), file=self._program.stdin, flush=True)
        line = self._program.stdout.readline()
        assert line, f"{self._program.args} ended while it was to do: {what} {given}"
        return json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(10)
        self._program.stdout.close() if self._program.stdout is not None else None


def serve(deeds: Mapping[str, Callable[..., Any]]) -> None:
    """Do what is asked for until nobody asks any more; for the child."""
    for line in sys.stdin:
        given = json.loads(line)
        print(json.dumps(deeds[given.pop("what")](**given)), flush=True)
