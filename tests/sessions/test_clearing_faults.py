"""Clearing, undoing and emptying where the system says no half-way, and where sizes, clocks and numbers are odd.

After each the same is asked: every file is whole, where the report says, and nothing else changed by a byte.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sessionbrowser.folders import Folder
from sessionbrowser.sessions.clearing import empty_batch, move_to_trash, restore
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.recovery import recover
from sessionbrowser.sessions.reports import ClearReport, Outcome
from sessionbrowser.sessions.trash import list_trash

NOBODY = 65534
NAMES = ("a.npy", "-b.npy", "c\nd.npz", "神経.npy", ".e.npy", "last.npy")


class Snapshot:
    """Everything below a folder, the trash aside: what the system tells of it, and its bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries = {path: self._of(path) for path in sorted(folder.rglob("*")) if ".trash" not in path.parts}

    @staticmethod
    def _of(path: Path) -> tuple[object, ...]:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return (status.st_ino, status.st_mtime_ns, os.readlink(path))
        if stat.S_ISDIR(status.st_mode):
            return (status.st_ino, status.st_mode)
        return (status.st_ino, status.st_mtime_ns, status.st_mode, status.st_size, status.st_uid, path.read_bytes())

    def assert_unchanged(self, *but: Path) -> None:
        gone = set(but)
        now = Snapshot(self.folder).entries
        assert now == {path: entry for path, entry in self.entries.items() if path not in gone}

    def assert_true(self, report: ClearReport) -> None:
        """Check that a report of moves tells where each file is, and that nothing else changed."""
        self.assert_unchanged(*(outcome.path for outcome in report.moved))
        for outcome in report.moved:
            assert self._of(outcome.trash_path) == self.entries[outcome.path]
        assert all(outcome.reason for outcome in report.skipped)


def made_in(folder: Path) -> Path:
    """Make a session with files, links and things that are no business of clearing, and return its onedata folder."""
    onedata = folder / "lab" / "M1" / "2023-01-02" / "1" / "onedata"
    onedata.mkdir(parents=True)
    for name in NAMES:
        (onedata / name).write_bytes(name.encode() * 7)
    (onedata / "link.npy").symlink_to("../suite2p/F.npy")
    os.link(onedata / "a.npy", onedata / "twin.npy")
    (onedata / "kept.npy").write_bytes(b"nobody chose it")
    (onedata / "folder.npy").mkdir()
    (onedata / "folder.npy" / "inner.npy").write_bytes(b"inner")
    (onedata.parent / "suite2p").mkdir()
    (onedata.parent / "suite2p" / "F.npy").write_bytes(b"F")
    return onedata


def chosen(onedata: Path) -> list[Path]:
    return [onedata / name for name in (*NAMES, "link.npy", "twin.npy")]


@pytest.fixture
def onedata(tmp_path: Path) -> Path:
    return made_in(tmp_path)


def after(number: int, do: Callable[[], object]) -> Callable[[int, int], None]:
    """Return a progress that does something once so many files are dealt with."""
    return lambda done, total: do() if done == number else None


def reasons(outcomes: tuple[Outcome, ...]) -> set[str]:
    return {outcome.reason for outcome in outcomes}


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder that belongs to a user who is not root, and that user for as long as it lasts."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("where", ["onedata", "batch"])
def test_a_permission_that_is_lost_half_way(own_folder, where):
    onedata = made_in(own_folder)
    before = Snapshot(own_folder)

    def forbid() -> None:
        folder = onedata if where == "onedata" else next((onedata / ".trash").iterdir())
        folder.chmod(0o555)

    report = move_to_trash(plan_clear(chosen(onedata)), progress=after(3, forbid))
    assert [outcome.done for outcome in report.outcomes] == [True] * 3 + [False] * 5
    assert reasons(report.skipped) == {"you may not change this folder, or another program has the file open"}
    (folder,) = report.trash_folders
    back = restore(folder)
    assert (len(back.restored), reasons(back.skipped)) == (0, reasons(report.skipped))
    onedata.chmod(0o755)
    folder.chmod(0o755)
    assert len(list_trash(onedata)[0].files) == 3
    assert len(restore(folder).restored) == 3
    before.assert_unchanged()


def test_a_trash_that_may_not_be_looked_into_is_told_of(own_folder):
    onedata = made_in(own_folder)
    (folder,) = move_to_trash(plan_clear(chosen(onedata))).trash_folders
    folder.chmod(0)
    (batch,) = list_trash(onedata)
    assert batch.unreadable
    assert "it cannot be looked into: you may not" in batch.note
    assert recover(onedata) == [batch]
    (left,) = restore(folder).outcomes
    assert "you may not" in left.reason
    folder.chmod(0o755)
    assert len(restore(folder).restored) == 8


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[str], None] | None]:
    """Give a disk with room for little, and what changes its options later; None where no disk may be made."""
    command = ["mount", "-t", "tmpfs", "-o", "size=256k,nr_inodes=60", "tmpfs", folder]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return

    def mount_again(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", folder], check=True, capture_output=True)

    try:
        yield mount_again
    finally:
        subprocess.run(["umount", folder], check=True, capture_output=True)


def refusing(number: int, method: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what has each further call of a method of folders fail."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return lambda: monkeypatch.setattr(Folder, method, refuse)


def test_a_disk_that_is_made_read_only_half_way(tmp_path, monkeypatch):
    with small_disk(tmp_path) as mount_again, monkeypatch.context() as patch:
        onedata = made_in(tmp_path)
        before = Snapshot(tmp_path)
        forbid = (lambda: mount_again("ro")) if mount_again else refusing(errno.EROFS, "move", patch)
        report = move_to_trash(plan_clear(chosen(onedata)), progress=after(2, forbid))
        before.assert_true(report)
        assert (len(report.moved), reasons(report.skipped)) == (2, {"the disk is read-only"})
        (folder,) = report.trash_folders
        files = list_trash(onedata)[0].files
        assert reasons(restore(folder).outcomes) == {"the disk is read-only"}
        if mount_again:
            assert reasons(empty_batch(folder, files).outcomes) == {"the disk is read-only"}
            again = move_to_trash(plan_clear([onedata / "kept.npy"]))
            assert reasons(again.outcomes) == {"nothing was moved: the disk is read-only"}
            mount_again("rw")
        patch.undo()
        assert len(restore(folder).restored) == 2
        before.assert_unchanged()


def fill(folder: Path) -> None:
    """Leave not a byte and not a name."""
    with suppress(OSError), (folder / "filling").open("ab") as file:
        while True:
            file.write(bytes(1024))
            file.flush()
    with suppress(OSError):
        for number in range(1000):
            (folder / f"filling {number}").write_bytes(b"")


@pytest.mark.parametrize("when", ["before", "half-way"])
def test_a_full_disk(tmp_path, when, monkeypatch):
    with small_disk(tmp_path) as mount_again, monkeypatch.context() as patch:
        onedata = made_in(tmp_path)
        plan = plan_clear(chosen(onedata))
        use_up = (lambda: fill(tmp_path)) if mount_again else refusing(errno.ENOSPC, "_open", patch)
        if when == "before":
            use_up()
        before = Snapshot(tmp_path / "lab")
        report = move_to_trash(plan, progress=after(2, use_up) if when == "half-way" else None)
        before.assert_true(report)
        if when == "before":
            assert reasons(report.outcomes) == {"nothing was moved: the disk is full"}
            assert list_trash(onedata) == []
        else:  # a rename needs no room, and the journal has the whole plan already
            assert len(report.moved) == 8
            assert len(restore(report.trash_folders[0]).restored) == 8
        before.assert_unchanged()


@pytest.mark.parametrize("what", ["file", "link to a folder", "link to a trash", "broken link"])
def test_a_trash_that_is_no_folder_hurts_nobody(onedata, tmp_path, what):
    trash = onedata / ".trash"
    other = tmp_path / "lab" / "M1" / "2023-01-02" / "2" / "onedata"
    other.mkdir(parents=True)
    (other / "x.npy").write_bytes(b"x")
    (theirs,) = move_to_trash(plan_clear([other / "x.npy"])).trash_folders
    if what == "file":
        trash.write_bytes(b"mine")
    else:
        target = {"link to a folder": other, "link to a trash": other / ".trash", "broken link": tmp_path / "no"}[what]
        trash.symlink_to(target)
    before = Snapshot(tmp_path)
    link = trash / theirs.name
    assert reasons(move_to_trash(plan_clear(chosen(onedata))).outcomes) == {
        "nothing was moved: .trash is a link or a file, not a folder"
    }
    for do in (list_trash, recover):
        with pytest.raises(NotADirectoryError):
            do(onedata)
    assert reasons(restore(link).outcomes) == {".trash is a link or a file, not a folder"}
    (listed,) = list_trash(other)[0].files
    with pytest.raises(ValueError, match="is not in"):
        empty_batch(link, [listed])
    before.assert_unchanged()
    assert (theirs / "x.npy").read_bytes() == b"x"


@pytest.mark.parametrize("second", [-(10**9), 0, 2**33], ids=["before 1970", "1970", "in the future"])
def test_files_of_odd_times_come_back_with_them(onedata, second):
    for path in chosen(onedata):
        os.utime(path, (second, second), follow_symlinks=False)
    before = Snapshot(onedata)
    report = move_to_trash(plan_clear(chosen(onedata)))
    before.assert_true(report)
    assert {file.note for file in list_trash(onedata)[0].files} == {""}
    assert len(restore(report.trash_folders[0]).restored) == 8
    before.assert_unchanged()


@pytest.mark.parametrize("jump", [-1e9, 1e9])
def test_a_clock_that_jumps(onedata, jump, monkeypatch):
    before = Snapshot(onedata)
    plan = plan_clear(chosen(onedata)[:4])
    true_time = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: true_time() + jump)
        first = move_to_trash(plan)
    second = move_to_trash(plan_clear(chosen(onedata)[4:]))
    assert len(first.moved) == len(second.moved) == 4
    assert {batch.folder for batch in recover(onedata)} == {*first.trash_folders, *second.trash_folders}
    for report in (first, second):
        assert len(restore(report.trash_folders[0]).restored) == 4
    before.assert_unchanged()


def test_ten_thousand_files_are_one_batch(tmp_path):
    onedata = tmp_path / "onedata"
    onedata.mkdir()
    for number in range(10_000):
        (onedata / f"some.n{number}.npy").write_bytes(b"")
    before = Snapshot(onedata)
    plan = plan_clear(onedata / f"some.n{number}.npy" for number in range(10_000))
    report = move_to_trash(plan)
    before.assert_true(report)
    assert len(report.moved) == 10_000
    (batch,) = recover(onedata)
    assert (len(batch.files), {file.note for file in batch.files}) == (10_000, {""})
    assert len(restore(batch.folder).restored) == 10_000
    before.assert_unchanged()


def test_a_hundred_gigabytes_take_no_longer_than_nothing(tmp_path):
    onedata = tmp_path / "onedata"
    onedata.mkdir()
    paths = [onedata / f"huge.n{number}.npy" for number in range(4)]
    for path in paths:
        path.touch()
        os.truncate(path, 25 * 10**9)
    plan = plan_clear(paths)
    begin = time.perf_counter()
    report = move_to_trash(plan)
    assert (report.bytes, len(report.moved)) == (100 * 10**9, 4)
    assert len(restore(report.trash_folders[0]).restored) == 4
    report = move_to_trash(plan)
    assert empty_batch(report.trash_folders[0], list_trash(onedata)[0].files).bytes == 100 * 10**9
    assert time.perf_counter() - begin < 5  # copying would take minutes
