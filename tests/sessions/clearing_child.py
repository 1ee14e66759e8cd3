"""A process of its own that clears and undoes, for tests that kill it or run two at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from sessionbrowser import platform
from sessionbrowser.sessions.clearing import move_to_trash, restore
from sessionbrowser.sessions.plan import ClearPlan
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.trash import list_trash


def for_ever(onedata: Path) -> None:
    """Clear all and undo it, until killed."""
    while True:
        move_to_trash(plan_of(onedata))
        for batch in list_trash(onedata):
            restore(batch.folder)


def for_ever_by_paths(onedata: Path) -> None:
    """Do so the portable way, where an undo gives a file its second name before it takes the first."""
    with platform.portable():
        for_ever(onedata)


def workers(what: Callable[[Path], None], onedata: Path) -> None:
    """For each line that comes in, start a process and tell its number; the next is started when it has ended."""
    for _ in sys.stdin:
        number = os.fork()
        if not number:
            what(onedata)
        print(number, flush=True)
        print(os.WIFSIGNALED(os.waitpid(number, 0)[1]), flush=True)


def once(onedata: Path) -> None:
    """Clear all as soon as told to, and tell what came of it."""
    plan = plan_of(onedata)
    print("ready", flush=True)
    sys.stdin.readline()
    report = move_to_trash(plan)
    print(json.dumps({"moved": [o.path.name for o in report.moved], "reasons": [o.reason for o in report.skipped]}))


def plan_of(onedata: Path) -> ClearPlan:
    """Return the plan for all that is there."""
    return plan_clear(sorted(onedata.glob("*.npy")))


if __name__ == "__main__":
    if sys.argv[1] == "once":
        once(Path(sys.argv[2]))
    else:
        workers({"for_ever": for_ever, "for_ever_by_paths": for_ever_by_paths}[sys.argv[1]], Path(sys.argv[2]))
