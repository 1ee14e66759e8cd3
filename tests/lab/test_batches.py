"""Clearing and undoing over many sessions: one plan, one report, one record."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csc_array, save_npz

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled
from sessionbrowser.folders import Folder
from sessionbrowser.lab import batches
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file
from sessionbrowser.sessions.kinds import State

SESSIONS = ("ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "kx03/2024-03-02/001")


@pytest.fixture
def some(lab: Path) -> list[Path]:
    """Two files of each of three sessions, not in the order of the sessions."""
    folders = [next((lab / name).glob("one[dD]ata")) for name in SESSIONS]
    return [folder / name for name in ("mpci.times.npy", "licks.times.npy") for folder in folders]


def test_a_batch_clears_and_comes_back_as_one(lab, some):
    before = {path: path.read_bytes() for path in some}
    plan = batches.plan(some)
    assert {item.path for item in plan.items} == set(some)
    report = batches.clear(plan)
    assert len(report.moved) == 6
    assert report.bytes == plan.bytes == sum(map(len, before.values()))
    assert [folder.name for folder in report.trash_folders] == [report.batch_id] * 3
    assert not any(path.exists() for path in some)
    back = batches.restore(report)
    assert {outcome.path for outcome in back.restored} == set(some)
    assert {path: path.read_bytes() for path in some} == before
    assert list(lab.rglob(".trash")) == []


def test_each_session_judges_its_own_files(lab, some):
    folder = lab / SESSIONS[1]
    path = folder / "oneData" / "mpci.roiActivityDeconvolvedOasis.npy"
    plan = batches.plan([*some, path], sessions={folder: Suite2pSession.from_path(folder)}, evidence={path: ["old"]})
    (item,) = (item for item in plan.items if item.path == path)
    assert (item.used_by, item.why) == (("spks ‘oasis’",), ("old",))
    assert batches.plan([]).items == ()


def finding(path: Path, **told) -> StaleFile:
    return StaleFile(path, Rule.OLDER, "F.npy is newer", State.STALE, "", identity=inspect_file(path).identity, **told)


def test_findings_become_a_plan_with_their_evidence(some):
    plan = batches.plan_stale(map(finding, some))
    assert {item.path for item in plan.accepted} == set(some)
    assert {item.why for item in plan.items} == {("F.npy is newer",)}


def test_what_changed_since_it_was_found_stale_or_is_kept_is_refused(some):
    findings = [finding(some[0]), finding(some[1], kept="kept by lab.toml"), *map(finding, some[2:])]
    some[0].write_bytes(b"computed anew")
    some[2].unlink()
    plan = batches.plan_stale(findings)
    assert {item.path: item.refused for item in plan.refused} == {
        some[0]: "it changed after it was found stale",
        some[1]: "kept by lab.toml",
        some[2]: "it is not there any more",
    }
    report = batches.clear(plan)
    assert len(report.moved) == 3
    assert some[0].read_bytes() == b"computed anew"


def test_a_twin_that_is_refused_stays_and_is_counted_on(lab):
    dense = lab / SESSIONS[0] / "oneData" / "mpci.events.npy"
    np.save(dense, np.eye(4))
    save_npz(dense.with_suffix(".npz"), csc_array(np.eye(4)))
    both = [finding(dense), finding(dense.with_suffix(".npz"), kept="kept by lab.toml")]
    assert batches.plan_stale(both).items[0].remake == "the .npz stays"


def test_a_twin_with_other_values_is_not_counted_on(lab):
    dense = lab / SESSIONS[0] / "oneData" / "mpci.events.npy"
    np.save(dense, np.eye(4))
    save_npz(dense.with_suffix(".npz"), csc_array(np.eye(4)))
    differs = finding(dense)._replace(rule=Rule.SUPERSEDED, only_copy=True)
    (item,) = batches.plan_stale([differs]).only([dense]).items
    assert (item.remake, item.only_copy, item.refused) == ("the only copy", True, "")


def test_what_came_back_stays_the_rest_is_restored(some):
    report = batches.clear(batches.plan(some))
    some[0].write_bytes(b"came back")
    back = batches.restore(report)
    (left,) = back.skipped
    assert (left.path, some[0].read_bytes()) == (some[0], b"came back")
    assert left.trash_path.exists()
    assert len(back.restored) == 5


def test_a_session_that_is_gone_does_not_stop_the_others(lab, some):
    plan = batches.plan(some)
    (lab / SESSIONS[1]).rename(lab / "unplugged")
    report = batches.clear(plan)
    assert len(report.moved) == 4
    assert {outcome.path.parts[-3] for outcome in report.skipped} == {"701"}
    assert {outcome.reason for outcome in report.skipped} == {"nothing was moved: it is gone"}
    (lab / SESSIONS[2]).rename(lab / "unplugged too")
    back = batches.restore(report)
    assert len(back.restored) == 2
    assert {(outcome.path.parts[-3], outcome.reason) for outcome in back.skipped} == {
        ("001", "its trash folder is gone")
    }
    (lab / "unplugged too").rename(lab / SESSIONS[2])
    assert len(batches.restore(report).restored) == 2


def test_refused_files_are_in_the_report(some, lab):
    report = batches.clear(batches.plan([lab / "analysis", *some]))
    assert (len(report.moved), len(report.skipped)) == (6, 1)
    nothing = batches.clear(batches.plan([lab / "analysis"]))
    assert [outcome.reason for outcome in nothing.outcomes] == ["it is not directly in a onedata folder"]
    assert batches.restore(nothing).outcomes == ()


def test_progress_runs_through_all_sessions(some):
    told = []
    report = batches.clear(batches.plan(some), progress=lambda *now: told.append(now))
    assert told == [(n, 6) for n in range(1, 7)]
    batches.restore(report, progress=lambda *now: told.append(now))
    assert told[6:] == told[:6]


@pytest.mark.parametrize("by", ["flag", "progress"])
def test_a_batch_that_is_given_up_stops_in_all_sessions(some, by):
    cancel = Cancel()

    def give_up(done: int, total: int) -> None:
        if done == 3:
            if by == "progress":
                raise Cancelled
            cancel.set()

    report = batches.clear(batches.plan(some), progress=give_up, cancel=cancel)
    assert (len(report.moved), len(report.skipped)) == (3, 3)
    assert [outcome.path.exists() for outcome in report.outcomes] == [not outcome.done for outcome in report.outcomes]
    assert len(batches.restore(report).restored) == 3


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_record_tells_who_when_what_and_why(lab, some):
    plan = batches.plan(some, evidence={some[0]: ["older than F.npy"]})
    report = batches.clear(plan, root=lab)
    assert report.notes == ()
    batches.restore(report, root=lab)
    told = lines(lab / ".sessionbrowser" / "record.jsonl")
    assert [line["what"] for line in told] == ["moved to the trash"] * 6 + ["restored"] * 6
    assert {line["batch"] for line in told} == {report.batch_id}
    assert {line["file"] for line in told[:6]} == {line["file"] for line in told[6:]} == set(map(str, some))
    (first,) = (line for line in told[:6] if line["file"] == str(some[0]))
    assert first["why"] == ["older than F.npy"]
    assert "@" in first["who"]
    assert first["when"].endswith("+00:00")


def test_what_was_not_done_is_not_in_the_record(lab, some):
    plan = batches.plan(some)
    for path in some:
        path.unlink()
    batches.clear(plan, root=lab)
    assert not (lab / ".sessionbrowser").exists()


def test_a_record_that_cannot_be_written_is_said_and_fails_nothing(lab, some, monkeypatch):
    def refuse(self, name):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Folder, "append_to", refuse)
    report = batches.clear(batches.plan(some), root=lab)
    assert len(report.moved) == 6
    assert report.notes == ("it was not written to the record: the disk is full",)
    back = batches.restore(report, root=lab)
    assert (len(back.restored), back.notes) == (6, report.notes)
