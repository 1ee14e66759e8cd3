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

FILES = 200
KILLS = 40
WAYS = ("for_ever", "for_ever_by_paths")


def start(what: str, onedata: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.sessions.clearing_child", what, str(onedata)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # it forks
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=alone)


def tell(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def answer(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


class Workers:
    """Makes processes that clear and undo a folder for ever, one after the other."""

    def __init__(self, what: str, onedata: Path) -> None:
        self.onedata = onedata
        self._maker = start(what, onedata)
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
def folders(tmp_path: Path) -> list[Path]:
    made = []
    for number in range(len(WAYS)):
        onedata = tmp_path / f"M{number}" / "2023-01-02" / "onedata"
        onedata.mkdir(parents=True)
        for file in range(FILES):
            (onedata / f"some.n{file}.npy").write_bytes(content(file))
        made.append(onedata)
    return made


def content(file: int) -> bytes:
    return f"whole {file}".encode() * 20


def test_killed_at_any_moment_every_file_is_whole_and_comes_back(folders):
    chance = random.Random(3)
    found_in_trash = set()
    workers = [Workers(what, onedata) for what, onedata in zip(WAYS, folders, strict=True)]
    for number in range(KILLS):
        worker = workers[number % len(workers)]
        worker.begin()
        wait_for_work([worker.onedata])
        time.sleep(chance.random() * 0.05)
        worker.kill()
        found_in_trash.add(check_and_restore(worker.onedata))
    for worker in workers:
        worker.close()
    assert len(found_in_trash) > 5  # it was killed in many different moments


def wait_for_work(folders: list[Path]) -> None:
    """Wait until each child has begun (its trash is there), so that the kill comes in the middle of its work."""
    end = time.monotonic() + 30
    while not all((onedata / ".trash").exists() for onedata in folders):
        assert time.monotonic() < end
        time.sleep(0.001)


def check_and_restore(onedata: Path) -> int:
    here = {path.name: path.read_bytes() for path in onedata.glob("*.npy")}
    batches = recover(onedata)
    trashed = [file.path for batch in batches for file in batch.files]
    there = {path.name: path.read_bytes() for path in trashed}
    assert len(there) == len(trashed)
    assert here.keys() | there.keys() == {f"some.n{file}.npy" for file in range(FILES)}
    assert not here.keys() & there.keys()
    assert {**here, **there} == {f"some.n{file}.npy": content(file) for file in range(FILES)}
    for batch in batches:
        assert all(outcome.done for outcome in restore(batch.folder).outcomes)
    assert len(list(onedata.glob("*.npy"))) == FILES
    remove_abandoned(onedata)
    return len(there)


def remove_abandoned(onedata: Path) -> None:
    """Let what was killed just as it began be an hour old: then it goes."""
    for batch in (onedata / ".trash").glob("*"):
        os.utime(batch, (0, 0))
    assert recover(onedata) == []
    assert not (onedata / ".trash").exists()


def test_two_at_once_move_each_file_once_and_tell_the_truth(folders):
    onedata = folders[0]
    for _ in range(3):
        children = [start("once", onedata) for _ in range(2)]
        assert [answer(child) for child in children] == ["ready", "ready"]
        for child in children:
            tell(child)
        reports = [json.loads(child.communicate(timeout=30)[0]) for child in children]
        first, second = (set(report["moved"]) for report in reports)
        assert not first & second
        assert first | second == {f"some.n{file}.npy" for file in range(FILES)}
        assert {reason for report in reports for reason in report["reasons"]} <= {"it is gone"}
        in_trash = [{file.origin.name for file in batch.files} for batch in list_trash(onedata)]
        assert sorted(map(sorted, in_trash)) == sorted(sorted(moved) for moved in (first, second) if moved)
        for batch in list_trash(onedata):
            restore(batch.folder)
        assert len(list(onedata.glob("*.npy"))) == FILES


@pytest.mark.parametrize("what", ["for_ever", "for_ever_by_paths"])
def test_clearing_undoing_and_recovering_all_at_once_lose_nothing(folders, what):
    onedata = folders[0]
    workers = [Workers(what, onedata) for _ in range(2)]
    for worker in workers:
        worker.begin()
    wait_for_work([onedata])
    end = time.monotonic() + 0.7
    while time.monotonic() < end:
        recover(onedata)
    for worker in workers:
        worker.kill()
        worker.close()
    check_and_restore(onedata)
