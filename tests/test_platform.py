"""Ordinary files held open: what is refused, what is noticed, and many threads; both ways."""

from __future__ import annotations

import gc
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sessionbrowser import platform
from sessionbrowser.errors import Changed, Missing, NotOrdinaryFile
from sessionbrowser.platform import Identity, RegularFile, read_head, sync_folder, what_is


@pytest.fixture(params=["posix", "portable"], autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "portable":
        with platform.portable():
            assert not platform.is_posix()
            yield request.param
        assert platform.is_posix()
    else:
        yield request.param


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "data.npy"
    file.write_bytes(bytes(range(256)) * 40)
    return file


def within(seconds: float, call) -> BaseException | None:
    """What a call raises; the test fails when it hangs."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive()
    return raised[0] if raised else None


def both(path: Path):
    return [lambda: RegularFile(path), lambda: read_head(path, 10)]


def test_reads_are_positional_and_bounded(path):
    data = path.read_bytes()
    with RegularFile(path) as file:
        assert file.size == len(data)
        assert file.identity == Identity.of(path.stat())
        assert file.read(0, 10) == data[:10]
        assert file.read(5000, 100) == data[5000:5100]
        assert file.read(len(data) - 3, 100) == data[-3:]
        assert file.read(len(data), 10) == file.read(len(data) + 99, 10) == file.read(0, 0) == b""
        buffer = bytearray(20)
        assert file.read_into(memoryview(buffer), len(data) - 5) == 5
        assert bytes(buffer) == data[-5:] + bytes(15)
        runs = bytearray(30)
        assert file.read_runs_into(memoryview(runs), 10, 5, 1000)
        assert bytes(runs) == data[5:15] + data[1005:1015] + data[2005:2015]
        assert not file.read_runs_into(memoryview(runs), 10, len(data) - 1005, 1000)
        for part in ((0, 10), (5000, 100), (len(data), 10), (-1, 5)):
            file.prefetch(*part)
        file.check_unchanged()
    assert read_head(path, 300) == (data[:300], Identity.of(path.stat()))
    assert read_head(path, 10**6) == (data, Identity.of(path.stat()))


def test_an_empty_file_is_ordinary(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    with RegularFile(tmp_path / "empty") as file:
        assert (file.size, file.read(0, 10)) == (0, b"")
    assert read_head(tmp_path / "empty", 10)[0] == b""


@pytest.mark.parametrize("what", ["FIFO", "socket", "folder", "character device"])
@pytest.mark.parametrize("by_link", [False, True])
def test_what_is_no_file_is_refused_at_once(tmp_path, monkeypatch, what, by_link):
    monkeypatch.chdir(tmp_path)
    odd = tmp_path / "odd"
    if what == "FIFO":
        os.mkfifo(odd)
    elif what == "folder":
        odd.mkdir()
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("odd")
    else:
        odd.symlink_to("/dev/zero")
    path = odd
    if by_link:
        path = tmp_path / "link"
        path.symlink_to("odd")
    for call in both(path):
        error = within(5, call)
        assert isinstance(error, NotOrdinaryFile)
        assert error.path == path
        assert what in str(error)


def test_a_link_is_followed_to_its_file(path, tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to(path)
    with RegularFile(tmp_path / "one") as file:
        assert file.read(0, 4) == b"\0\1\2\3"
    assert read_head(tmp_path / "one", 2)[0] == b"\0\1"


def test_a_looping_link_and_one_that_leads_nowhere(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "c").symlink_to("nowhere.npy")
    for call in both(tmp_path / "a"):
        with pytest.raises(NotOrdinaryFile, match="leads back to itself"):
            call()
    for call in both(tmp_path / "c"):
        with pytest.raises(Missing, match=r"link to nowhere\.npy, which is missing"):
            call()
    for call in both(tmp_path / "d"):
        with pytest.raises(Missing, match="no such file"):
            call()


def test_other_errors_of_the_system_pass_through(path):
    for call in both(path / "below a file"):
        with pytest.raises(NotADirectoryError):
            call()


@pytest.mark.parametrize("how", ["replaced", "grown", "cut", "removed", "link now"])
def test_a_change_under_an_open_file_is_noticed(path, tmp_path, how):
    with RegularFile(path) as file:
        if how == "replaced":
            (tmp_path / "new").write_bytes(path.read_bytes())
            os.replace(tmp_path / "new", path)
        elif how == "grown":
            with path.open("ab") as out:
                out.write(b"x")
        elif how == "cut":
            os.truncate(path, 10)
        else:
            path.rename(tmp_path / "old")
            if how == "link now":
                (tmp_path / "target").write_bytes(b"")
                path.symlink_to("target")
        with pytest.raises(Changed):
            file.check_unchanged()


def test_an_open_file_reads_on_when_it_is_replaced(path, tmp_path):
    old = path.read_bytes()
    with RegularFile(path) as file:
        (tmp_path / "new").write_bytes(b"?" * len(old))
        os.replace(tmp_path / "new", path)
        assert file.read(0, len(old)) == old


def test_threads_of_a_replaced_file_never_read_the_new_one(path, tmp_path):
    old = path.read_bytes()
    reading = threading.Barrier(4)
    with RegularFile(path) as file:
        (tmp_path / "new").write_bytes(b"?" * len(old))
        os.replace(tmp_path / "new", path)

        def read(number: int) -> bytes:
            reading.wait(5)
            pieces = []
            for start in range(0, len(old), 64):
                try:
                    pieces.append(file.read(start, 64))
                except Changed:
                    return b""
            return b"".join(pieces)

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(read, range(4))) <= {old, b""}


def test_a_file_replaced_while_it_is_opened_is_noticed(path, tmp_path, way, monkeypatch):
    if way == "posix":  # it has one step only
        with RegularFile(path) as file:
            assert file.identity.inode == path.stat().st_ino
        return
    look = os.stat

    def replace_after(target, **keywords):
        status = look(target, **keywords)
        (tmp_path / "new").write_bytes(b"new")
        os.replace(tmp_path / "new", path)
        return status

    monkeypatch.setattr(os, "stat", replace_after)
    with pytest.raises(Changed, match="replaced while it was being opened"):
        RegularFile(path)


def test_many_threads_read_what_is_there(path):
    data = path.read_bytes()
    with RegularFile(path) as file, ThreadPoolExecutor(8) as pool:
        starts = [(n * 997) % len(data) for n in range(400)]
        assert list(pool.map(lambda start: file.read(start, 50), starts)) == [
            data[start : start + 50] for start in starts
        ]


def test_closing_under_readers_never_gives_them_another_file(path, tmp_path):
    data = path.read_bytes()
    (tmp_path / "other").write_bytes(b"?" * len(data))
    read: list[set[bytes]] = []

    def read_until_closed(file: RegularFile) -> None:
        got = set()
        try:
            while True:
                got.add(file.read(0, 100))
        except ValueError:
            read.append(got)

    for _ in range(30):
        file = RegularFile(path)
        threads = [threading.Thread(target=read_until_closed, args=(file,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        file.close()
        others = [(tmp_path / "other").open("rb", 0) for _ in range(8)]  # they take the numbers that are free
        for thread in threads:
            thread.join()
        for other in others:
            other.close()
    assert len(read) == 90
    assert set().union(*read) <= {data[:100]}


def test_a_closed_file_is_not_read(path):
    file = RegularFile(path)
    file.read(0, 1)
    file.close()
    file.close()
    with pytest.raises(ValueError, match="is closed"):
        file.read(0, 1)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for _ in range(20):
        RegularFile(path).close()
    assert before in (0, len(os.listdir("/proc/self/fd")))


def test_identity_tells_states_of_a_file_apart(path, tmp_path):
    first = Identity.of(path.lstat())
    assert Identity.of(path.lstat()) == first
    path.chmod(0o600)
    second = Identity.of(path.lstat())
    (tmp_path / "link").symlink_to(path)
    assert len({first, second, Identity.of((tmp_path / "link").lstat())}) == 3


def test_kinds_of_entries_have_names(path, tmp_path):
    assert what_is(path.lstat().st_mode) == "an ordinary file"
    assert what_is(tmp_path.lstat().st_mode) == "a folder"
    assert what_is(0) == "something that is not a file"


def test_a_folder_is_synced(tmp_path, way, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino))
    sync_folder(tmp_path)
    assert synced == ([tmp_path.stat().st_ino] if way == "posix" else [])


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_was_never_made_goes_quietly() -> None:
    with pytest.raises(TypeError):
        RegularFile(None)  # type: ignore[arg-type]
    gc.collect()
