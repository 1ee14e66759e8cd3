"""Folders held open: every promise, with descriptors, without the system's exclusive rename, and by paths."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessionbrowser import folders, platform
from sessionbrowser.folders import Folder

WAYS = ("descriptors", "no exclusive rename", "no call of that name", "paths")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "no exclusive rename":  # as on NFS
        monkeypatch.setattr(folders, "_exclusive_rename", lambda: lambda *_: False)
    if request.param == "no call of that name":  # as with an old C library
        monkeypatch.setattr(folders, "_exclusive_rename", lambda: None)
    if request.param == "paths":
        with platform.portable():
            yield request.param
    else:
        yield request.param


@pytest.fixture
def two(tmp_path: Path, way: str) -> Iterator[tuple[Folder, Folder]]:
    for name in "ab":
        (tmp_path / name).mkdir()
    with Folder(tmp_path / "a") as a, Folder(tmp_path / "b") as b:
        yield a, b


def test_a_file_moves_and_stays_the_same_file(two):
    a, b = two
    (a.path / "x").write_bytes(b"data")
    before = a.lstat("x")
    a.move("x", b, "y")
    assert (a.names(), b.names()) == ([], ["y"])
    after = b.lstat("y")
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)


@pytest.mark.parametrize("sole", [False, True])
@pytest.mark.parametrize("what", ["file", "link", "broken link", "folder"])
def test_a_move_never_overwrites(two, sole, what):
    a, b = two
    (a.path / "x").write_bytes(b"new")
    there = b.path / "x"
    if what == "file":
        there.write_bytes(b"old")
    elif what == "folder":
        there.mkdir()
    else:
        (b.path / "target").write_bytes(b"old")
        there.symlink_to("target" if what == "link" else "nowhere")
    before = os.lstat(there)
    with pytest.raises(FileExistsError):
        a.move("x", b, "x", sole=sole)
    assert (a.path / "x").read_bytes() == b"new"
    assert (os.lstat(there).st_ino, os.lstat(there).st_nlink) == (before.st_ino, before.st_nlink)


@pytest.mark.parametrize("sole", [False, True])
@pytest.mark.parametrize("target", ["there", "nowhere", "x"])
def test_a_link_moves_itself(two, sole, target):
    a, b = two
    (a.path / "there").write_bytes(b"data")
    (a.path / "x").symlink_to(target)
    a.move("x", b, "x", sole=sole)
    assert os.readlink(b.path / "x") == target
    assert a.names() == ["there"]


def test_a_move_of_nothing_says_so(two):
    a, b = two
    with pytest.raises(FileNotFoundError):
        a.move("x", b, "x")
    assert b.names() == []


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES])
def test_without_second_names_the_file_is_renamed_after_a_look(two, number, monkeypatch):
    a, b = two
    (a.path / "x").write_bytes(b"new")

    def refuse(*_args, **_keywords):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    (b.path / "x").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        a.move("x", b, "x")
    (b.path / "x").unlink()
    a.move("x", b, "x")
    assert (b.path / "x").read_bytes() == b"new"
    assert a.names() == []


@pytest.mark.parametrize(
    "name",
    ["-rf", ".hidden", "two\nlines", "ä µ 神経", "tab\t", " ", "x" * 200, os.fsdecode(b"not \xff utf-8"), "a\\b"],
)
def test_any_name_that_the_system_has(two, name):
    a, b = two
    a.write_file(name, b"data")
    assert a.names() == [name]
    a.move(name, b, name)
    assert b.read_file(name, 100) == b"data"
    b.remove(name)
    assert b.names() == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc/passwd", "../b", "nul\0"])
def test_a_path_is_no_name(two, name):
    a, b = two
    (a.path / "x").write_bytes(b"")
    calls = [
        lambda: a.lstat(name),
        lambda: a.move(name, b, "x"),
        lambda: a.move("x", b, name),
        lambda: a.remove(name),
        lambda: a.remove_folder(name),
        lambda: a.write_file(name, b""),
        lambda: a.append_to(name),
        lambda: a.read_file(name, 1),
        lambda: a.make_folder(name),
        lambda: a.open_folder(name),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="not the name"):
            call()
    assert a.names() == ["x"]


def test_a_link_to_a_folder_is_not_opened(tmp_path, way):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").write_bytes(b"")
    with Folder(tmp_path) as folder:
        for name in ("link", "file"):
            with pytest.raises(NotADirectoryError):
                folder.open_folder(name)
        with pytest.raises(FileNotFoundError):
            folder.open_folder("nothing")
    for name in ("link", "file"):
        with pytest.raises(OSError, match=r"\[Errno"):
            Folder(tmp_path / name)


def test_a_folder_replaced_by_another_is_not_the_same(tmp_path, way):
    (tmp_path / "a").mkdir()
    with Folder(tmp_path / "a") as folder:
        (tmp_path / "a").rename(tmp_path / "moved")
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "x").write_bytes(b"another's")
        if way == "paths":
            with pytest.raises(NotADirectoryError, match="replaced"):
                folder.remove("x")
        else:
            with pytest.raises(FileNotFoundError):
                folder.remove("x")
            folder.write_file("y", b"follows the folder")
            assert (tmp_path / "moved" / "y").exists()
    assert (tmp_path / "a" / "x").exists()


def test_a_made_folder_has_the_permissions_of_its_parent(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o775)
    with Folder(tmp_path / "a") as folder, folder.make_folder("b") as made:
        assert stat.S_IMODE(os.lstat(made.path).st_mode) == 0o775
        with pytest.raises(FileExistsError):
            folder.make_folder("b")


def test_only_an_empty_folder_is_removed(two):
    a, _ = two
    a.make_folder("inner").close()
    (a.path / "inner" / "x").write_bytes(b"")
    with pytest.raises(OSError, match="not empty"):
        a.remove_folder("inner")
    with a.open_folder("inner") as inner:
        inner.remove("x")
    a.remove_folder("inner")
    assert a.names() == []
    with pytest.raises(OSError, match=r"\[Errno"):
        a.remove("..x")


def test_a_written_file_is_whole_or_not_there(two, monkeypatch):
    a, _ = two
    a.write_file("x", b"first")
    with pytest.raises(FileExistsError):
        a.write_file("x", b"second")
    assert a.read_file("x", 100) == b"first"

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        a.write_file("y", b"third")
    assert a.names() == ["x"]


def test_reading_is_bounded_and_appending_adds(two):
    a, _ = two
    for piece in (b"one ", b"two"):
        with a.append_to("log") as file:
            file.write(piece)
    assert a.read_file("log", 100) == b"one two"
    assert a.read_file("log", 3) == b"one"
    assert a.read_file("log", 0) == b""


@pytest.mark.parametrize("what", ["link", "loop", "FIFO", "folder"])
def test_only_ordinary_files_are_read_and_written(two, what):
    a, _ = two
    (a.path / "secret").write_bytes(b"secret")
    odd = a.path / "odd"
    if what == "link":
        odd.symlink_to("secret")
    elif what == "loop":
        odd.symlink_to("odd")
    elif what == "FIFO":
        os.mkfifo(odd)
    else:
        odd.mkdir()
    for call in (lambda: a.read_file("odd", 10), lambda: a.append_to("odd"), lambda: a.write_file("odd", b"x")):
        with pytest.raises(OSError, match=r"\[Errno"):
            call()
    assert (a.path / "secret").read_bytes() == b"secret"
    assert sorted(a.names()) == ["odd", "secret"]


def test_a_closed_folder_does_nothing(two):
    a, b = two
    (a.path / "x").write_bytes(b"")
    a.close()
    a.close()
    for call in (lambda: a.remove("x"), lambda: a.move("x", b, "x"), lambda: a.write_file("y", b""), a.names):
        with pytest.raises(OSError, match=r"\[Errno"):
            call()
    assert os.listdir(a.path) == ["x"]


def test_of_many_who_move_one_file_one_succeeds(tmp_path, way):
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "x").write_bytes(b"data")
    outcomes = []
    start = threading.Barrier(6)

    def move(number: int) -> None:
        (tmp_path / str(number)).mkdir()
        with Folder(tmp_path / "from") as source, Folder(tmp_path / str(number)) as target:
            start.wait()
            try:
                source.move("x", target, "x", sole=True)
                outcomes.append(number)
            except FileNotFoundError:
                pass

    threads = [threading.Thread(target=move, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert (tmp_path / str(outcomes[0]) / "x").read_bytes() == b"data"
