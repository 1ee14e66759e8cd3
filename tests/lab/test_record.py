"""The record: only ever added to, in the root or else in the user's own folder."""

from __future__ import annotations

import errno
import json
import os
import threading
from pathlib import Path

import pytest

from sessionbrowser.folders import Folder
from sessionbrowser.lab import record
from sessionbrowser.lab.record import Record


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "lab of ä"
    path.mkdir()
    return path


def files(path: Path) -> list[str]:
    return [json.loads(line)["file"] for line in path.read_text().splitlines()]


def test_lines_are_added_to_what_is_there(root):
    first = Record(root).add("deleted", [{"file": "a"}, {"file": "b"}])
    second = Record(root).add("deleted", [{"file": os.fsdecode(b"\xff")}])
    assert first == second == root / ".sessionbrowser" / "record.jsonl"
    assert files(first) == ["a", "b", "\udcff"]


def test_a_root_by_a_link_has_the_same_record(root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    Record(tmp_path / "link").add("deleted", [{"file": "a"}])
    assert files(root / ".sessionbrowser" / "record.jsonl") == ["a"]


@pytest.mark.parametrize("what", ["read-only", "file", "link", "record is a link", "record is a FIFO"])
def test_else_it_goes_to_the_user_s_own_folder(root, tmp_path, what, monkeypatch):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"precious")
    place = root / ".sessionbrowser"
    if what == "read-only":
        make = Folder.make_folder

        def refuse(self, name):
            if self.path == root:
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            return make(self, name)

        monkeypatch.setattr(Folder, "make_folder", refuse)
    elif what == "file":
        place.write_bytes(b"")
    elif what == "link":
        place.symlink_to(outside)
    else:
        place.mkdir()
        if what == "record is a link":
            (place / "record.jsonl").symlink_to(outside / "precious")
        else:
            os.mkfifo(place / "record.jsonl")
    written = Record(root).add("deleted", [{"file": "a"}])
    assert Path(os.environ["HOME"]) in written.parents
    assert written.name.startswith("lab-of-ä-")
    assert files(written) == ["a"]
    assert [path.read_bytes() for path in outside.iterdir()] == [b"precious"]


def test_two_roots_of_one_name_have_two_records(tmp_path, monkeypatch):
    paths = []
    for name in ("a", "b"):
        (tmp_path / name / "lab").mkdir(parents=True)
        (tmp_path / name / "lab" / ".sessionbrowser").write_bytes(b"")
        paths.append(Record(tmp_path / name / "lab").add("deleted", [{"file": name}]))
    assert paths[0] != paths[1]
    assert [files(path) for path in paths] == [["a"], ["b"]]


def test_a_part_of_a_write_is_an_error(root, monkeypatch):
    class Short:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def write(self, data):
            return len(data) - 1

    monkeypatch.setattr(Folder, "append_to", lambda *_: Short())
    with pytest.raises(OSError, match="only a part"):
        Record(root).add("deleted", [{"file": "a"}])


def test_lines_of_many_writers_do_not_mix(root):
    def write(number: int) -> None:
        for _ in range(20):
            Record(root).add("deleted", [{"file": f"{number}" * 500}] * 3)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = files(root / ".sessionbrowser" / record.FILE)
    assert sorted(told) == sorted(f"{n}" * 500 for n in range(4) for _ in range(60))
