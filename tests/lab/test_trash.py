"""The trash of a whole lab: found, settled, taken back and emptied over many sessions."""

from __future__ import annotations

import errno
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, Missing
from sessionbrowser.folders import Folder
from sessionbrowser.lab import batches, catalog, trash
from sessionbrowser.sessions import journal
from sessionbrowser.sessions.reports import ClearReport
from sessionbrowser.sessions.trash import NEWER, Batch

SESSIONS = ("ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "kx03/2024-03-02/001")
DAY = 86_400.0


@pytest.fixture
def cleared(lab: Path) -> ClearReport:
    """Two files of each of three sessions, in the trash as one batch."""
    folders = [next((lab / name).glob("one[dD]ata")) for name in SESSIONS]
    return batches.clear(
        batches.plan(folder / name for folder in folders for name in ("mpci.times.npy", "licks.times.npy"))
    )


def everything(lab: Path) -> list[Batch]:
    return [batch for session in trash.look_into_trash(lab) for batch in session.batches]


def test_all_sessions_with_something_in_their_trash_are_found(lab, cleared):
    found = list(trash.look_into_trash(lab))
    assert [session.name for session in found] == list(SESSIONS)
    assert {batch.batch_id for session in found for batch in session.batches} == {cleared.batch_id}
    assert sum(len(session.files) for session in found) == 6
    assert sum(session.bytes for session in found) == cleared.bytes
    assert {session.problem for session in found} == {""}


def test_a_lab_without_trash_costs_one_look_a_session(lab, monkeypatch):
    assert list(trash.look_into_trash(lab)) == []
    looks = []
    lstat = os.lstat

    def count(path, **keywords):
        looks.append(path)
        return lstat(path, **keywords)

    sessions = [
        entry for mouse in catalog.scan(lab) if isinstance(mouse, catalog.MouseEntry) for entry in mouse.sessions
    ]
    plain = [entry for entry in sessions if entry.onedata is not None and not entry.why]
    monkeypatch.setattr(os, "lstat", count)
    told = []
    assert list(trash.look_into_trash(lab, entries=plain, progress=lambda *now: told.append(now))) == []
    assert looks == [entry.onedata / ".trash" for entry in plain]
    assert told == [(number, len(plain)) for number in range(1, len(plain) + 1)]


def test_a_session_with_two_onedata_folders_shows_both_trashes(lab, cleared):
    session = lab / SESSIONS[2]
    other = session / "oneData"
    other.mkdir()
    (other / "x.npy").write_bytes(b"x")
    batches.clear(batches.plan([other / "x.npy"]))
    found = [entry.onedata.name for entry in trash.look_into_trash(lab) if entry.name == SESSIONS[2]]
    assert sorted(found) == ["oneData", "onedata"]


def test_a_trash_that_cannot_be_looked_into_is_told_and_stops_nothing(lab, cleared):
    (lab / SESSIONS[0] / "oneData" / ".trash").rename(lab / "elsewhere")
    (lab / SESSIONS[0] / "oneData" / ".trash").symlink_to(lab / "elsewhere")
    for look in (trash.look_into_trash, trash.recover_root):
        first, *others = look(lab)
        assert (first.name, first.batches) == (SESSIONS[0], ())
        assert first.problem.startswith("its trash cannot be looked into")
        assert [len(session.files) for session in others] == [2, 2]


def test_no_root_is_an_error_and_giving_up_too(lab, cleared):
    with pytest.raises(Missing):
        list(trash.look_into_trash(lab / "no"))
    cancel = Cancel()
    looking = trash.look_into_trash(lab, cancel=cancel)
    assert next(looking).name == SESSIONS[0]
    cancel.set()
    with pytest.raises(Cancelled):
        next(looking)


def test_recovering_settles_every_session(lab, cleared):
    for folder in cleared.trash_folders:
        (folder / "licks.times.npy").rename(folder.parent.parent / "licks.times.npy")  # killed before it was moved
        path = folder / journal.FILE_NAME
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
        os.utime(folder, (1e9, 1e9))  # else it may be a clear that goes on
    found = list(trash.recover_root(lab))
    assert [[file.path.name for file in session.files] for session in found] == [["mpci.times.npy"]] * 3
    for folder in cleared.trash_folders:
        told = journal.parse((folder / journal.FILE_NAME).read_bytes())
        assert told.outcomes == {"mpci.times.npy": "moved", "licks.times.npy": "kept: the work was killed"}
    assert len(list(trash.recover_root(lab))) == 3
    lines = [json.loads(line) for line in (lab / ".sessionbrowser" / "record.jsonl").read_text().splitlines()]
    assert [(line["what"], line["why"][-1]) for line in lines] == [("moved to the trash", "the work was killed")] * 3
    assert [line["file"] for line in lines] == [str(session.files[0].origin) for session in found]


def test_batches_and_single_files_come_back(lab, cleared):
    first, second, third = everything(lab)
    told = []
    report = trash.restore_files([first, second.files[0], first.files[0]], progress=lambda *now: told.append(now))
    assert len(report.restored) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [len(batch.files) for batch in everything(lab)] == [1, 2]
    third.files[0].origin.write_bytes(b"came back")
    report = trash.restore_files(everything(lab), root=lab)
    assert [outcome.path for outcome in report.skipped] == [third.files[0].origin]
    assert third.files[0].origin.read_bytes() == b"came back"
    lines = [json.loads(line) for line in (lab / ".sessionbrowser" / "record.jsonl").read_text().splitlines()]
    assert [line["what"] for line in lines] == ["restored"] * 2


def test_emptying_is_told_file_by_file_and_recorded(lab, cleared):
    first, second, _ = everything(lab)
    report = trash.empty([first, second.files[1]], root=lab)
    assert (len(report.removed), report.notes) == (3, ())
    assert report.bytes == first.bytes + second.files[1].size
    lines = [json.loads(line) for line in (lab / ".sessionbrowser" / "record.jsonl").read_text().splitlines()]
    assert {line["what"] for line in lines} == {"deleted from the trash"}
    assert [line["file"] for line in lines] == [str(outcome.path) for outcome in report.removed]
    assert {tuple(line["why"]) for line in lines} == {("not stale; chosen by hand",)}
    assert len(trash.restore_files(everything(lab)).restored) == 3


def test_a_batch_stands_for_what_its_journal_tells_of(lab, cleared):
    first, second, third = everything(lab)
    (first.folder / "stranger.npy").write_bytes(b"stranger")
    first.files[0].path.write_bytes(b"changed")
    (second.folder / journal.FILE_NAME).write_bytes(b"torn")
    path = third.folder / journal.FILE_NAME
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":9'))
    found = everything(lab)
    going, staying = trash.to_empty(found)
    report = trash.empty(found, root=lab)
    assert [outcome.path for outcome in report.removed] == [file.origin for file in going] == [first.files[1].origin]
    assert report.skipped == tuple(staying)
    assert {outcome.reason for outcome in staying} == {
        "it was changed in the trash; it goes only when it is chosen by itself",
        "the journal does not tell of it; it goes only when it is chosen by itself",
        NEWER,
    }
    by_name = {file.path: file for batch in everything(lab) for file in batch.files}
    report = trash.empty(by_name.values())
    assert {outcome.reason for outcome in report.skipped} == {NEWER}
    assert len(report.removed) == 4


def test_giving_up_stops_in_all_sessions(lab, cleared):
    cancel = Cancel()
    report = trash.empty(everything(lab), progress=lambda done, _: cancel.set() if done == 3 else None, cancel=cancel)
    assert [outcome.done for outcome in report.outcomes] == [True] * 3 + [False] * 3
    assert sum(len(batch.files) for batch in everything(lab)) == 3


def test_only_what_is_older(lab, cleared):
    now = time.time()
    new, old, _ = everything(lab)
    old = replace(old, created=now - 40 * DAY, modified=now - 40 * DAY)
    assert trash.older([new, old], 30 * DAY) == [old]
    assert trash.older([new, old], 50 * DAY) == []
    assert trash.empty([new, old], older_than_s=30 * DAY).bytes == old.bytes
    assert len(everything(lab)) == 2


@pytest.mark.parametrize(
    ("created", "modified"),
    [
        (0.0, 0.0),  # by a clock that was never set
        (-1e12, 1e3),
        (1e12, 1e9),  # by one far ahead
        (1e9, 1e12),
        (1e9, None),  # a file was taken back just now
    ],
)
def test_what_clocks_disagree_on_is_not_old(lab, cleared, created, modified):
    now = time.time()
    (batch, *_) = everything(lab)
    assert (
        trash.older([replace(batch, created=created, modified=now if modified is None else modified)], DAY, now) == []
    )


def test_a_record_that_cannot_be_written_is_said_once(lab, cleared, monkeypatch):
    def refuse(self, name):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    found = everything(lab)
    monkeypatch.setattr(Folder, "append_to", refuse)
    for report in (trash.restore_files(found[:2], root=lab), trash.empty(found[2:], root=lab)):
        assert report.notes == ("it was not written to the record: the disk is full",)
        assert report.skipped == ()
