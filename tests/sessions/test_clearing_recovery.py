"""Journals cut, damaged or newer, and what recovery makes of a clear or undo that was killed."""

from __future__ import annotations

import json
import os
import time
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.platform import Identity
from sessionbrowser.sessions import journal
from sessionbrowser.sessions.clearing import move_to_trash, restore
from sessionbrowser.sessions.plan import ClearItem
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.recovery import recover
from sessionbrowser.sessions.trash import list_trash


@pytest.fixture
def onedata(tmp_path: Path) -> Path:
    folder = tmp_path / "M1" / "2023-01-02" / "oneData"
    folder.mkdir(parents=True)
    for name in ("a.a", "b.b", "c.c"):
        (folder / f"{name}.npy").write_bytes(name.encode())
    return folder


@pytest.fixture
def batch(onedata: Path) -> Path:
    """A batch with a.a and b.b in it."""
    return move_to_trash(plan_clear([onedata / "a.a.npy", onedata / "b.b.npy"])).trash_folders[0]


def lines(batch: Path) -> list[dict]:
    return [json.loads(line) for line in (batch / journal.FILE_NAME).read_bytes().split(b"\n") if line]


def test_the_journal_tells_the_plan_and_what_came_of_it(onedata, batch):
    head, *rest = lines(batch)
    assert head["version"] == 1
    assert head["batch"] == batch.name
    assert "@" in head["who"]
    assert [line.get("name") or (line["of"], line["outcome"]) for line in rest] == [
        "a.a.npy",
        "b.b.npy",
        ("a.a.npy", "moved"),
        ("b.b.npy", "moved"),
    ]
    restore(batch, ["a.a.npy"])
    assert lines(batch)[-1] == {"of": "a.a.npy", "outcome": "restored"}
    assert abs(list_trash(onedata)[0].created - time.time()) < 60


def test_the_trash_is_listed_newest_first(onedata, batch):
    second = move_to_trash(plan_clear([onedata / "c.c.npy"], evidence={onedata / "c.c.npy": ["old", "older"]}))
    newest, oldest = list_trash(onedata)
    assert (newest.folder, oldest.folder) == (second.trash_folders[0], batch)
    (file,) = newest.files
    assert (file.origin, file.size, file.why, file.note) == (onedata / "c.c.npy", 3, ("old", "older"), "")
    assert oldest.bytes == 6


def test_no_trash_is_an_empty_list(onedata, tmp_path):
    assert list_trash(onedata) == recover(onedata) == list_trash(tmp_path / "nothing") == []


@pytest.mark.parametrize("keep", [0, 1, 30, 120, 250, 330, -5])
def test_a_torn_journal_still_gives_back_every_file(onedata, batch, keep):
    path = batch / journal.FILE_NAME
    data = path.read_bytes()
    path.write_bytes(data[:keep])
    (found,) = recover(onedata)
    assert [file.origin.name for file in found.files] == ["a.a.npy", "b.b.npy"]
    assert len(restore(batch).restored) == 2
    assert (onedata / "a.a.npy").read_bytes() == b"a.a"
    assert not batch.exists()


def test_a_missing_journal_still_gives_back_every_file(onedata, batch):
    (batch / journal.FILE_NAME).unlink()
    (found,) = list_trash(onedata)
    assert "damaged" in found.note
    assert {file.note for file in found.files} == {"the journal does not tell of it"}
    assert abs(found.created - time.time()) < 60
    assert len(restore(batch).restored) == 2


@pytest.mark.parametrize("what", ["folder", "link", "FIFO"])
def test_a_journal_that_is_no_file_is_a_damaged_one(onedata, batch, what):
    path = batch / journal.FILE_NAME
    path.unlink()
    if what == "folder":
        path.mkdir()
    elif what == "link":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
    assert "damaged" in list_trash(onedata)[0].note
    assert len(restore(batch).restored) == 2


def test_a_newer_journal_is_left_alone_and_said_so(onedata, batch):
    path = batch / journal.FILE_NAME
    text = path.read_bytes().replace(b'"version":1', b'"version":2')
    path.write_bytes(text)
    (found,) = recover(onedata)
    assert "newer version" in found.note
    report = restore(batch)
    assert {outcome.reason for outcome in report.skipped} == {found.note}
    assert len(report.skipped) == 2
    assert path.read_bytes() == text
    assert (batch / "a.a.npy").exists()


def test_strangers_in_the_trash_are_listed_and_left(onedata, batch):
    (batch / "folder.npy").mkdir()
    (batch / "script.sh").write_bytes(b"")
    (batch.parent / "stray file").write_bytes(b"")
    (batch.parent / "link").symlink_to(onedata)
    (found,) = recover(onedata)
    assert {file.path.name: file.note for file in found.files} == {
        "a.a.npy": "",
        "b.b.npy": "",
        "folder.npy": "it is a folder, not a file",
        "script.sh": "the journal does not tell of it",
    }
    report = restore(batch)
    assert {outcome.path.name: outcome.done for outcome in report.outcomes} == {
        "a.a.npy": True,
        "b.b.npy": True,
        "folder.npy": False,
        "script.sh": False,
    }
    assert sorted(os.listdir(batch)) == ["folder.npy", "journal.jsonl", "script.sh"]


def test_a_file_changed_in_the_trash_comes_back_with_a_word(onedata, batch):
    (batch / "a.a.npy").write_bytes(b"longer than before")
    assert list_trash(onedata)[0].files[0].note == "it was changed in the trash"
    changed, same = restore(batch).outcomes
    assert (changed.done, changed.reason) == (True, "it was changed in the trash")
    assert (same.done, same.reason) == (True, "")
    assert (onedata / "a.a.npy").read_bytes() == b"longer than before"


def test_a_clear_killed_before_its_first_move(onedata, batch):
    for name in ("a.a.npy", "b.b.npy"):
        (batch / name).rename(onedata / name)
    path = batch / journal.FILE_NAME
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert recover(onedata) == []
    assert [line["outcome"] for line in lines(batch)[3:]] == ["kept: the work was killed"] * 2
    os.utime(batch, (0, 0))
    assert recover(onedata) == []
    assert not (onedata / ".trash").exists()
    assert len(list(onedata.iterdir())) == 3


def test_a_clear_killed_half_way(onedata, batch):
    (batch / "b.b.npy").rename(onedata / "b.b.npy")
    path = batch / journal.FILE_NAME
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]) + b'\n{"of":"a.a')
    (found,) = recover(onedata)
    assert [file.origin.name for file in found.files] == ["a.a.npy"]
    told = journal.parse(path.read_bytes())
    assert told.outcomes == {"a.a.npy": "moved", "b.b.npy": "kept: the work was killed"}
    assert len(restore(batch).restored) == 1


def test_a_batch_killed_before_its_journal(onedata):
    abandoned = onedata / ".trash" / "20230101T000000Z-00000000"
    abandoned.mkdir(parents=True)
    (abandoned / ".journal.jsonl.1234.part").write_bytes(b"{")
    assert recover(onedata) == []
    assert abandoned.exists()  # it may be a clear that is just beginning
    os.utime(abandoned, (0, 0))
    assert recover(onedata) == []
    assert not (onedata / ".trash").exists()


def test_an_undo_killed_between_two_names(onedata, batch):
    os.link(batch / "a.a.npy", onedata / "a.a.npy")
    (found,) = recover(onedata)
    assert [file.origin.name for file in found.files] == ["b.b.npy"]
    assert (onedata / "a.a.npy").read_bytes() == b"a.a"
    assert (onedata / "a.a.npy").stat().st_nlink == 1
    os.link(batch / "b.b.npy", onedata / "b.b.npy")
    assert [outcome.done for outcome in restore(batch).outcomes] == [True]
    assert (onedata / "b.b.npy").stat().st_nlink == 1


def test_a_file_of_the_same_name_is_not_taken_for_the_same_file(onedata, batch):
    (onedata / "a.a.npy").write_bytes(b"a.a")
    status = (batch / "a.a.npy").stat()
    os.utime(onedata / "a.a.npy", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.link(batch / "a.a.npy", onedata / "elsewhere")
    (found,) = recover(onedata)
    assert [file.origin.name for file in found.files] == ["a.a.npy", "b.b.npy"]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    b'{"version":1,"created":1,"who":"x"}',
                    b'{"version":"x"}',
                    b'{"version":1e999}',
                    b'{"version":NaN}',
                    b'{"name":"a","identity":[1,2,3,4,5]}',
                    b'{"name":"a","identity":[1,2]}',
                    b'{"name":{},"identity":[1,2,3,4,"x"]}',
                    b'{"name":"a","identity":"12345","why":3}',
                    b'{"of":"a","outcome":["x"]}',
                    b'{"of":"a"}',
                    b"[]",
                    b'["version"]',
                    b'"version"',
                    b"3",
                    b"null",
                    b"[" * 100_000,
                    b'{"version":' + b"9" * 5000 + b"}",
                    b"\xff",
                ]
            ),
            max_size=6,
        ).map(b"\n".join),
    )
)
def test_any_bytes_are_a_journal_of_some_sort(data):
    told = journal.parse(data)
    assert all(isinstance(name, str) for name in (*told.planned, *told.outcomes))
    assert isinstance(told.version, int)


@given(st.integers(0, 2000))
def test_a_cut_journal_tells_all_whole_lines(cut):
    items = [
        ClearItem(Path(f"/s/onedata/n{n}.npy"), Identity(1, n, 3, 4, 5), "array", why=("because",)) for n in range(5)
    ]
    data = journal.text_of_plan("id", 12.5, items) + journal.text_of_outcome("n1.npy", "moved")
    told = journal.parse(data[:cut])
    ends = [len(line) for line in accumulate(data.splitlines(keepends=True))]
    assert len(told.planned) == sum(end - 1 <= cut for end in ends[1:6])  # its last line end may be missing
    assert told.torn == (not data[:cut].endswith(b"\n"))
    assert not journal.parse(data).torn
    assert journal.parse(data[:cut] + journal.text_of_outcome("n4.npy", "kept")).outcomes["n4.npy"] == "kept"


def test_recovery_tells_once_of_a_clear_that_was_killed(onedata, batch):
    kept = [line for line in (batch / journal.FILE_NAME).read_bytes().splitlines(True) if b"outcome" not in line]
    (batch / journal.FILE_NAME).write_bytes(b"".join(kept))
    assert recover(onedata)[0].settled == 0, "it may still be under way"
    (batch / journal.FILE_NAME).write_bytes(b"".join(kept))
    os.utime(batch, (time.time() - 10,) * 2)
    assert [each.settled for each in recover(onedata)] == [2]
    assert [each.settled for each in recover(onedata)] == [0]
