"""A process of its own that clears, undoes and empties, for tests that kill it or run two at once."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sessionbrowser import folders, platform
from sessionbrowser.sessions.clearing import delete_permanently, empty_batch, move_to_trash, restore
from sessionbrowser.sessions.plan import ClearPlan
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.recovery import recover
from sessionbrowser.sessions.reports import ClearReport, EmptyReport, RestoreReport
from sessionbrowser.sessions.trash import list_trash

Report = ClearReport | RestoreReport | EmptyReport

FILES = 60
DOOMED = range(30, 60)
"""Of the files, those that emptying is asked to remove."""

_LONGEST_S = 300
"""When a process ends by itself that was to be killed: a test that is given up leaves none behind."""


def name_of(file: int) -> str:
    return f"some.n{file}.npy"


def content(file: int) -> bytes:
    return f"whole {file}".encode() * 20


def write_file(onedata: Path, file: int) -> None:
    """Write a file whole or not at all."""
    (onedata.parent / "new").write_bytes(content(file))
    (onedata.parent / "new").rename(onedata / name_of(file))


def is_emptying(onedata: Path) -> Path:
    """The folder that is there from just before anything is removed for good until all is written again."""
    return onedata.parent / "emptying"


def has_begun(onedata: Path) -> Path:
    """The file that is there once a process has settled what was left, and goes about its own work."""
    return onedata.parent / "begun"


def clear_and_undo(onedata: Path) -> None:
    move_to_trash(plan_of(onedata))
    for batch in list_trash(onedata):
        restore(batch.folder)


def clear_and_empty(onedata: Path) -> None:
    doomed = plan_of(onedata).only({onedata / name_of(file) for file in DOOMED})
    report = move_to_trash(doomed)
    is_emptying(onedata).mkdir()
    for batch in list_trash(onedata):
        if batch.folder in report.trash_folders:
            empty_batch(batch.folder, batch.files)
    write_again(onedata)
    is_emptying(onedata).mkdir()
    delete_permanently(plan_of(onedata).only({onedata / name_of(file) for file in DOOMED}))
    write_again(onedata)


def write_again(onedata: Path) -> None:
    for file in DOOMED:
        if not (onedata / name_of(file)).exists():
            write_file(onedata, file)
    is_emptying(onedata).rmdir()


def settle(onedata: Path) -> None:
    """Begin with all files in place, whatever a killed process left."""
    for batch in recover(onedata):
        restore(batch.folder)
    if is_emptying(onedata).exists():
        write_again(onedata)


def for_ever(what: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what does this until it is killed, and begins by settling what the one killed before it left."""

    def work(onedata: Path) -> None:
        while True:
            settle(onedata)
            has_begun(onedata).touch()
            what(onedata)

    return work


def by_paths(what: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return the same, the portable way, where an undo gives a file its second name before it takes the first."""

    def work(onedata: Path) -> None:
        with platform.portable():
            what(onedata)

    return work


def workers(what: Callable[[Path], None], onedata: Path) -> None:
    """For each line that comes in, start a process and tell its number; the next is started when it has ended."""
    for _ in sys.stdin:
        number = os.fork()
        if not number:
            signal.alarm(_LONGEST_S)
            what(onedata)
        print(number, flush=True)
        print(os.WIFSIGNALED(os.waitpid(number, 0)[1]), flush=True)


def killed_at_steps(what: Callable[[Path], None], onedata: Path) -> None:
    """For each number that comes in, start a process that is killed at that step; tell that, or how many it took."""
    for line in sys.stdin:
        number = os.fork()
        if not number:
            settle(onedata)
            print(steps(what, onedata, int(line)), flush=True)
            os._exit(0)
        if os.WIFSIGNALED(os.waitpid(number, 0)[1]):
            print("killed", flush=True)


def steps(what: Callable[[Path], None], onedata: Path, last: int) -> int:
    """Return how many functions were called and left, those of the system among them; at the last one, be killed."""
    taken = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal taken
        taken += 1
        if taken > last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    what(onedata)
    sys.setprofile(None)
    return taken


def once(what: Callable[[Path], Callable[[], Report]], onedata: Path) -> None:
    """Prepare something, do it as soon as told to, and tell what came of it."""
    do = what(onedata)
    print("ready", flush=True)
    sys.stdin.readline()
    outcomes = do().outcomes
    done = [outcome.path.name for outcome in outcomes if outcome.done]
    print(json.dumps({"done": done, "reasons": [outcome.reason for outcome in outcomes if not outcome.done]}))


def clear_once(onedata: Path) -> Callable[[], Report]:
    plan = plan_of(onedata)
    return lambda: move_to_trash(plan)


def restore_once(onedata: Path) -> Callable[[], Report]:
    (batch,) = list_trash(onedata)
    names = [file.path.name for file in batch.files]
    return lambda: restore(batch.folder, names)


def restore_once_by_links(onedata: Path) -> Callable[[], Report]:
    folders._exclusive_rename = lambda: None
    return restore_once(onedata)


def empty_once(onedata: Path) -> Callable[[], Report]:
    (batch,) = list_trash(onedata)
    return lambda: empty_batch(batch.folder, random.sample(batch.files, len(batch.files)))


def plan_of(onedata: Path) -> ClearPlan:
    """Return the plan for all that is there."""
    return plan_clear(sorted(onedata.glob("*.npy")))


WORK: dict[str, Callable[[Path], None]] = {
    "undo": clear_and_undo,
    "undo_by_paths": by_paths(clear_and_undo),
    "empty": clear_and_empty,
    "empty_by_paths": by_paths(clear_and_empty),
}

ONCE = {
    "clear": clear_once,
    "restore": restore_once,
    "restore by links": restore_once_by_links,
    "empty": empty_once,
}

if __name__ == "__main__":
    how, work, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if how == "once":
        once(ONCE[work], folder)
    elif how == "steps":
        killed_at_steps(WORK[work], folder)
    else:
        workers(for_ever(WORK[work]), folder)
