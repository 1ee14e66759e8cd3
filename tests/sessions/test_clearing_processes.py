"""Real processes: killed at any moment, and two at once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sessionbrowser.sessions.clearing import restore
from sessionbrowser.sessions.recovery import recover
from sessionbrowser.sessions.trash import list_trash
from tests.sessions.clearing_child import (
    DOOMED,
    FILES,
    WORK,
    content,
    has_begun,
    is_emptying,
    name_of,
    settle,
    write_file,
)

KILLS = 500
STEPS = 50
LONGEST_S = 0.1
"""For a disk that takes its time."""


def start(how: str, work: str, onedata: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.sessions.clearing_child", how, work, str(onedata)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # it forks
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone)


def tell(child: subprocess.Popen[str], text: str = "") -> None:
    assert child.stdin is not None
    child.stdin.write(f"{text}\n")
    child.stdin.flush()


def answer(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


class Workers:
    """Makes processes that do their work on a folder for ever, one after the other."""

    def __init__(self, work: str, onedata: Path) -> None:
        self.onedata = onedata
        self._maker = start("for_ever", work, onedata)
        self._number = 0

    def begin(self) -> None:
        tell(self._maker)
        self._number = int(answer(self._maker))

    def kill(self) -> None:
        os.kill(self._number, signal.SIGKILL)
        assert answer(self._maker) == "True"  # it was at work to the end

    def close(self) -> None:
        self._maker.communicate(timeout=30)


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    made = {}
    for number, work in enumerate(WORK):
        onedata = tmp_path / f"M{number}" / "2023-01-02" / "onedata"
        onedata.mkdir(parents=True)
        for file in range(FILES):
            write_file(onedata, file)
        made[work] = onedata
    return made


def test_killed_at_any_moment_every_file_is_whole_and_comes_back(folders):
    """Nothing is tidied up in between: who is killed may be just settling what the one before left."""
    chance = random.Random(3)
    workers = [Workers(work, onedata) for work, onedata in folders.items()]
    lasts = {onedata: seconds_of(work, onedata) for work, onedata in folders.items()}
    moments = set()
    for turn in range(KILLS // len(workers)):
        kill_in_turn({worker: chance.random() * lasts[worker.onedata] for worker in workers}, settled=turn % 3 > 0)
        for worker in workers:
            moments.add(whole_files(worker.onedata))
            if chance.random() < 0.1:
                recover(worker.onedata)
                assert_apart(worker.onedata)
                whole_files(worker.onedata)
    for worker in workers:
        worker.close()
        settle(worker.onedata)
        assert whole_files(worker.onedata) == (FILES, 0)
        remove_abandoned(worker.onedata)
    assert len(moments) > 5  # it was killed with these many in place and in the trash; most of the time goes to fsync


def kill_in_turn(moments: dict[Workers, float], settled: bool) -> None:
    """Have all begin at once, and kill each after so many seconds; or so long after they have settled."""
    for worker in moments:
        has_begun(worker.onedata).unlink(missing_ok=True)
        worker.begin()
    end = time.monotonic() + 60
    while settled and not all(has_begun(worker.onedata).exists() for worker in moments):
        assert time.monotonic() < end
        time.sleep(0.001)
    begin = time.perf_counter()
    for worker, moment in sorted(moments.items(), key=lambda pair: pair[1]):
        time.sleep(max(0.0, begin + moment - time.perf_counter()))
        worker.kill()


def seconds_of(work: str, onedata: Path) -> float:
    """Return how long the work takes when nobody kills it, and a little more."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        WORK[work](onedata)
        times.append(time.perf_counter() - begin)
    return min(1.2 * min(times), LONGEST_S)


@pytest.mark.parametrize("work", WORK)
def test_killed_at_any_step_every_file_is_whole_and_comes_back(folders, work):
    """Steps are calls and returns of functions, so that it is also killed just before and after each of the system."""
    onedata = folders[work]
    child = start("steps", work, onedata)
    length = int(steps_of(child, sys.maxsize))
    chance = random.Random(5)
    for step in sorted(chance.sample(range(length), STEPS)):
        assert steps_of(child, step) == "killed" or step > 0.9 * length  # what was left before makes a few more or less
        whole_files(onedata)
        if step % 3 == 0:
            recover(onedata)
            assert_apart(onedata)
            whole_files(onedata)
    child.communicate(timeout=30)


def steps_of(child: subprocess.Popen[str], last: int) -> str:
    """Return how many steps a work took, or that it was killed before."""
    tell(child, str(last))
    return answer(child)


def whole_files(onedata: Path) -> tuple[int, int]:
    """Return how many files are in place and in the trash; each must be whole, and none be gone that nobody doomed."""
    here = {path.name: path.read_bytes() for path in onedata.glob("*.npy")}
    trashed = [file.path for batch in list_trash(onedata) for file in batch.files]
    there = {path.name: path.read_bytes() for path in trashed}
    assert len(there) == len(trashed)
    everything = {name_of(file): content(file) for file in range(FILES)}
    gone = everything.keys() - here.keys() - there.keys()
    assert not gone or (is_emptying(onedata).exists() and gone <= {name_of(file) for file in DOOMED})
    assert {**here, **there} == {name: data for name, data in everything.items() if name not in gone}
    return len(here), len(there)


def assert_apart(onedata: Path) -> None:
    """Check that no file has two names: an undo by links leaves one with both when it is killed."""
    here = {path.name for path in onedata.glob("*.npy")}
    assert not here & {file.path.name for batch in list_trash(onedata) for file in batch.files}


def remove_abandoned(onedata: Path) -> None:
    """Let what was killed just as it began be an hour old: then it goes."""
    for batch in (onedata / ".trash").glob("*"):
        os.utime(batch, (0, 0))
    assert recover(onedata) == []
    assert not (onedata / ".trash").exists()


def at_once(onedata: Path, *works: str) -> list[tuple[set[str], set[str]]]:
    """Have processes do these at the same time; return what each says it did, and the reasons of the rest."""
    children = [start("once", work, onedata) for work in works]
    assert [answer(child) for child in children] == ["ready"] * len(works)
    for child in children:
        tell(child)
    reports = [json.loads(child.communicate(timeout=30)[0]) for child in children]
    return [(set(report["done"]), set(report["reasons"])) for report in reports]


def test_two_at_once_move_each_file_once_and_tell_the_truth(folders):
    onedata = folders["undo"]
    for _ in range(3):
        (first, why), (second, why_too) = at_once(onedata, "clear", "clear")
        assert not first & second
        assert first | second == {name_of(file) for file in range(FILES)}
        assert why | why_too <= {"it is gone"}
        in_trash = [{file.origin.name for file in batch.files} for batch in list_trash(onedata)]
        assert sorted(map(sorted, in_trash)) == sorted(sorted(moved) for moved in (first, second) if moved)
        for batch in list_trash(onedata):
            restore(batch.folder)
        assert whole_files(onedata) == (FILES, 0)


@pytest.mark.parametrize("way", ["restore", "restore by links"])
def test_taking_back_and_emptying_at_once_tell_the_truth(folders, way):
    onedata = folders["undo"]
    for _ in range(3):
        at_once(onedata, "clear")
        (back, why), (gone, why_not) = at_once(onedata, way, "empty")
        assert {path.name for path in onedata.glob("*.npy")} == back
        assert not back & gone
        assert back | gone == {name_of(file) for file in range(FILES)}
        assert why | why_not <= {
            "it is not in the trash any more",
            "its trash folder is gone",
            "it was taken back at the same moment",
        }
        assert list_trash(onedata) == []
        for file in range(FILES):
            write_file(onedata, file)


@pytest.mark.parametrize("work", ["undo", "undo_by_paths"])
def test_clearing_undoing_and_recovering_all_at_once_lose_nothing(folders, work):
    onedata = folders[work]
    workers = [Workers(work, onedata) for _ in range(2)]
    for worker in workers:
        worker.begin()
    end = time.monotonic() + 0.7
    while time.monotonic() < end:
        recover(onedata)
    for worker in workers:
        worker.kill()
        worker.close()
    whole_files(onedata)
    settle(onedata)
    assert whole_files(onedata) == (FILES, 0)
    remove_abandoned(onedata)
