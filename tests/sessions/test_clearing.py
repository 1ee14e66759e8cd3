"""Clearing, undoing, deleting: what moves, what does not, and that nothing is ever lost or overwritten."""

from __future__ import annotations

import errno
import os
import random
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sessionbrowser import folders, platform
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled
from sessionbrowser.folders import Folder
from sessionbrowser.sessions.batch import OpenBatch
from sessionbrowser.sessions.clearing import delete_permanently, empty_batch, move_to_trash, restore
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.trash import list_trash


@pytest.fixture(params=["descriptors", "no exclusive rename", "paths"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "no exclusive rename":
        monkeypatch.setattr(folders, "_exclusive_rename", lambda: lambda *_: False)
    if request.param == "paths":
        with platform.portable():
            yield request.param
    else:
        yield request.param


@pytest.fixture
def onedata(tmp_path: Path, way: str) -> Path:
    folder = tmp_path / "M1" / "2023-01-02" / "1" / "onedata"
    folder.mkdir(parents=True)
    for number, name in enumerate(["mpci.times", "mpci.roi", "licks.times"]):
        np.save(folder / f"{name}.npy", np.arange(number + 4.0))
    return folder


def seen(folder: Path) -> dict[str, bytes]:
    """Names and bytes of the files directly in a folder, the target for a link."""
    return {
        path.name: os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
        for path in folder.iterdir()
        if path.is_symlink() or path.is_file()
    }


def test_clear_and_undo_give_back_the_same_files(onedata):
    before = seen(onedata)
    status = {name: os.lstat(onedata / name) for name in before}
    report = move_to_trash(plan_clear([onedata / "mpci.times.npy", onedata / "licks.times.npy"]))
    assert [outcome.path.name for outcome in report.moved] == ["mpci.times.npy", "licks.times.npy"]
    assert report.skipped == ()
    assert report.bytes == sum(len(before[name]) for name in ("mpci.times.npy", "licks.times.npy"))
    assert sorted(seen(onedata)) == ["mpci.roi.npy"]
    assert all(outcome.trash_path.read_bytes() == before[outcome.path.name] for outcome in report.moved)

    back = restore(report.trash_folders[0])
    assert len(back.restored) == 2
    assert seen(onedata) == before
    for name, old in status.items():
        new = os.lstat(onedata / name)
        assert (new.st_ino, new.st_mtime_ns, new.st_mode, new.st_nlink) == (
            old.st_ino,
            old.st_mtime_ns,
            old.st_mode,
            1,
        )
    assert not (onedata / ".trash").exists()


def test_an_empty_plan_touches_nothing(onedata):
    before = sorted(onedata.iterdir())
    for do in (move_to_trash, delete_permanently):
        report = do(plan_clear([]))
        assert (report.outcomes, report.trash_folders) == ((), ())
    assert sorted(onedata.iterdir()) == before


def test_a_plan_of_refused_files_touches_nothing(onedata):
    (onedata / "folder.npy").mkdir()
    report = move_to_trash(plan_clear([onedata / "folder.npy", onedata / "gone.npy"]))
    assert [outcome.reason for outcome in report.skipped] == ["it is a folder, not a file", "it is not there any more"]
    assert not (onedata / ".trash").exists()


def test_plans_that_no_planning_makes_are_an_error(onedata, tmp_path):
    other = tmp_path / "M2" / "onedata"
    other.mkdir(parents=True)
    (other / "x.npy").write_bytes(b"")
    with pytest.raises(ValueError, match="several folders"):
        move_to_trash(plan_clear([onedata / "mpci.times.npy", other / "x.npy"]))
    (tmp_path / "precious.npy").write_bytes(b"")
    identity = platform.Identity.of(os.lstat(tmp_path / "precious.npy"))
    for item in (ClearItem(tmp_path / "precious.npy", identity), ClearItem(other / "x.npy", None)):
        with pytest.raises(ValueError, match="nothing that a plan accepts"):
            move_to_trash(ClearPlan((item,), 0.0))
    assert (tmp_path / "precious.npy").exists()
    assert (other / "x.npy").exists()


@pytest.mark.parametrize("do", [move_to_trash, delete_permanently])
@pytest.mark.parametrize("how", ["replaced", "grown", "touched", "other mode", "link now", "folder now", "gone"])
def test_what_changed_since_the_plan_is_left(onedata, how, do):
    path = onedata / "mpci.times.npy"
    plan = plan_clear([path, onedata / "mpci.roi.npy"])
    status = path.stat()
    if how == "replaced":
        path.rename(onedata / "old")  # keeps its inode in use
        path.write_bytes((onedata / "old").read_bytes())
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        (onedata / "old").unlink()
    elif how == "grown":
        with path.open("ab") as file:
            file.write(b"x")
    elif how == "touched":
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    elif how == "other mode":
        path.chmod(0o600 if stat.S_IMODE(status.st_mode) != 0o600 else 0o640)
    else:
        path.unlink()
        if how == "link now":
            path.symlink_to("mpci.roi.npy")
        elif how == "folder now":
            path.mkdir()
    report = do(plan)
    assert [outcome.path.name for outcome in report.moved] == ["mpci.roi.npy"]
    (left,) = report.skipped
    assert left.reason == ("it is gone" if how == "gone" else "it changed after the list was made")
    assert os.path.lexists(path) == (how != "gone")


@pytest.mark.parametrize("do", [move_to_trash, delete_permanently])
def test_a_file_replaced_between_the_look_and_the_move_is_put_back(onedata, do, monkeypatch):
    path = onedata / "mpci.times.npy"
    plan = plan_clear([path])
    move = Folder.move

    def replace_first(self, name, other, new_name, *, sole=False):
        if self.path == onedata and not (onedata / "stash").exists():
            path.rename(onedata / "stash")
            path.write_bytes(b"newer data")
        move(self, name, other, new_name, sole=sole)

    monkeypatch.setattr(Folder, "move", replace_first)
    report = do(plan)
    assert [outcome.reason for outcome in report.skipped] == ["it was replaced at the last moment"]
    assert path.read_bytes() == b"newer data"
    assert not (onedata / ".trash").exists()


def test_a_file_that_cannot_be_put_back_stays_in_the_trash_and_is_told_of(onedata, monkeypatch):
    path = onedata / "mpci.times.npy"
    plan = plan_clear([path])
    move = Folder.move

    def replace_twice(self, name, other, new_name, *, sole=False):
        if self.path == onedata:
            path.rename(onedata / "stash")
            path.write_bytes(b"newer")
            move(self, name, other, new_name, sole=sole)
            path.write_bytes(b"newest")
        else:
            move(self, name, other, new_name, sole=sole)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "move", replace_twice)
        report = delete_permanently(plan)
    (left,) = report.skipped
    assert "replaced at the last moment, and the newer file is in the trash" in left.reason
    assert left.trash_path.read_bytes() == b"newer"
    assert path.read_bytes() == b"newest"
    path.unlink()
    assert restore(report.trash_folders[0]).restored[0].path == path
    assert path.read_bytes() == b"newer"


def test_undo_never_overwrites(onedata):
    path = onedata / "mpci.times.npy"
    report = move_to_trash(plan_clear(sorted(onedata.glob("*.npy"))))
    path.write_bytes(b"came back")
    (onedata / "licks.times.npy").symlink_to("nowhere")
    back = restore(report.trash_folders[0])
    assert [outcome.path.name for outcome in back.restored] == ["mpci.roi.npy"]
    assert {outcome.reason for outcome in back.skipped} == {
        "a file of this name has come back; the older one stays in the trash"
    }
    assert path.read_bytes() == b"came back"
    assert os.readlink(onedata / "licks.times.npy") == "nowhere"
    path.unlink()
    assert len(restore(report.trash_folders[0], ["mpci.times.npy"]).restored) == 1
    assert list_trash(onedata)[0].files[0].origin.name == "licks.times.npy"


def test_undo_file_by_file_and_twice(onedata):
    report = move_to_trash(plan_clear(sorted(onedata.glob("*.npy"))))
    (folder,) = report.trash_folders
    assert len(restore(folder, ["mpci.times.npy"]).restored) == 1
    again = restore(folder, ["mpci.times.npy", "mpci.roi.npy", "never.was.npy", "../../secret"])
    assert [(outcome.done, outcome.reason) for outcome in again.outcomes] == [
        (True, "it was back already"),
        (True, ""),
        (False, "it is not in the trash any more"),
        (False, "'../../secret' is not the name of an entry"),
    ]
    assert len(restore(folder).restored) == 1
    gone = restore(folder, ["mpci.roi.npy"])
    assert [(outcome.path, outcome.done) for outcome in gone.outcomes] == [(onedata / "mpci.roi.npy", False)]
    assert [outcome.path for outcome in restore(folder).outcomes] == [folder]


def test_undo_of_anything_but_a_batch_is_an_error(onedata, tmp_path):
    for path in (tmp_path, onedata / "x" / "y", tmp_path / ".trash" / "y"):
        with pytest.raises(ValueError, match="not a batch"):
            restore(path)


def test_links_themselves_move(onedata, tmp_path):
    (tmp_path / "outside.npy").write_bytes(b"outside")
    for name, target in {
        "out": tmp_path / "outside.npy",
        "in": "mpci.roi.npy",
        "no": "nowhere",
        "loop": "loop.npy",
    }.items():
        (onedata / f"{name}.npy").symlink_to(target)
    before = seen(onedata)
    plan = plan_clear([onedata / f"{name}.npy" for name in ("out", "in", "no", "loop")])
    report = move_to_trash(plan)
    assert len(report.moved) == 4
    assert (tmp_path / "outside.npy").read_bytes() == b"outside"
    assert (onedata / "mpci.roi.npy").exists()
    assert len(restore(report.trash_folders[0]).restored) == 4
    assert seen(onedata) == before
    assert len(delete_permanently(plan).moved) == 4
    assert (tmp_path / "outside.npy").read_bytes() == b"outside"
    assert (onedata / "mpci.roi.npy").exists()


def test_a_onedata_folder_replaced_by_a_link_is_refused_at_the_last_moment(onedata, tmp_path):
    plan = plan_clear([onedata / "mpci.times.npy"])
    onedata.rename(tmp_path / "elsewhere")
    onedata.symlink_to(tmp_path / "elsewhere")
    before = seen(tmp_path / "elsewhere")
    for do in (move_to_trash, delete_permanently):
        report = do(plan)
        assert [outcome.reason[:18] for outcome in report.skipped] == ["nothing was moved:"]
    assert seen(tmp_path / "elsewhere") == before


@pytest.mark.parametrize("do", [move_to_trash, delete_permanently])
@pytest.mark.parametrize("what", ["file", "link", "broken link"])
def test_a_trash_that_is_no_folder_is_refused(onedata, tmp_path, what, do):
    trash = onedata / ".trash"
    (tmp_path / "else").mkdir()
    if what == "file":
        trash.write_bytes(b"mine")
    else:
        trash.symlink_to(tmp_path / ("else" if what == "link" else "nowhere"))
    before = seen(onedata)
    report = do(plan_clear([onedata / "mpci.times.npy"]))
    assert [outcome.reason for outcome in report.skipped] == [
        "nothing was moved: .trash is a link or a file, not a folder"
    ]
    assert seen(onedata) == before
    assert list((tmp_path / "else").iterdir()) == []


def test_names_of_all_sorts(onedata):
    names = [
        "-rf.npy",
        ".hidden.npy",
        "two\nlines.npy",
        "神経 ä.npz",
        os.fsdecode(b"\xff\xfe.npy"),
        " .npy",
        "a" * 200 + ".npy",
    ]
    for name in names:
        (onedata / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    before = seen(onedata)
    report = move_to_trash(plan_clear([onedata / name for name in names]))
    assert len(report.moved) == len(names)
    (batch,) = list_trash(onedata)
    assert {file.origin.name for file in batch.files} == set(names)
    assert {file.note for file in batch.files} == {""}
    assert len(restore(batch.folder).restored) == len(names)
    assert seen(onedata) == before


def test_hard_links_of_one_file_are_two_files(onedata):
    os.link(onedata / "mpci.roi.npy", onedata / "twin.npy")
    plan = plan_clear([onedata / "mpci.roi.npy", onedata / "twin.npy"])
    assert plan.bytes == (onedata / "twin.npy").stat().st_size
    report = move_to_trash(plan)
    assert len(report.moved) == 2
    assert len(restore(report.trash_folders[0]).restored) == 2
    assert (onedata / "twin.npy").stat().st_nlink == 2
    report = move_to_trash(plan.only([onedata / "twin.npy"]))
    assert (onedata / "mpci.roi.npy").exists()
    assert len(restore(report.trash_folders[0]).restored) == 1


def test_delete_permanently_leaves_no_trace(onedata):
    report = delete_permanently(plan_clear([onedata / "mpci.times.npy", onedata / "mpci.roi.npy"]))
    assert len(report.moved) == 2
    assert report.trash_folders == ()
    assert [path.name for path in onedata.iterdir()] == ["licks.times.npy"]


def test_cancelling_gives_a_true_report(onedata):
    plan = plan_clear(sorted(onedata.glob("*.npy")))
    cancel = Cancel()
    report = move_to_trash(plan, progress=lambda done, _: cancel.set() if done == 1 else None, cancel=cancel)
    assert [outcome.done for outcome in report.outcomes] == [True, False, False]
    assert all("stopped" in outcome.reason for outcome in report.skipped)
    assert [outcome.path.exists() for outcome in report.outcomes] == [False, True, True]

    def give_up(done: int, total: int) -> None:
        raise Cancelled

    back = restore(report.trash_folders[0], progress=give_up)
    assert len(back.restored) == 1
    report = move_to_trash(plan, progress=give_up)
    assert [outcome.done for outcome in report.outcomes] == [True, False, False]


def test_progress_counts_every_file(onedata):
    told = []
    report = move_to_trash(plan_clear(sorted(onedata.glob("*.npy"))), progress=lambda *now: told.append(now))
    assert told == [(1, 3), (2, 3), (3, 3)]
    restore(report.trash_folders[0], progress=lambda *now: told.append(now))
    assert told[3:] == told[:3]


FAILURES = {
    errno.EACCES: "you may not change this folder",
    errno.EROFS: "the disk is read-only",
    errno.EXDEV: "the trash would be on another disk",
    errno.EIO: "the disk reports an error",
    errno.EBUSY: "another program has it open",
}


@pytest.mark.parametrize("number", FAILURES)
@pytest.mark.parametrize("do", [move_to_trash, delete_permanently])
def test_one_refused_move_does_not_stop_the_rest(onedata, number, do, monkeypatch):
    plan = plan_clear(sorted(onedata.glob("*.npy")))
    move = Folder.move

    def refuse(self, name, other, new_name, *, sole=False):
        if name == "mpci.roi.npy":
            raise OSError(number, os.strerror(number))
        move(self, name, other, new_name, sole=sole)

    monkeypatch.setattr(Folder, "move", refuse)
    report = do(plan)
    assert len(report.moved) == 2
    (left,) = report.skipped
    assert left.reason.startswith(FAILURES[number])
    assert left.path.exists()


def test_a_move_that_was_made_though_the_share_says_no(onedata, monkeypatch):
    plan = plan_clear(sorted(onedata.glob("*.npy")))
    move = Folder.move

    def lose_the_answer(self, name, other, new_name, *, sole=False):
        move(self, name, other, new_name, sole=sole)
        if name.endswith(".npy"):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(Folder, "move", lose_the_answer)
    report = move_to_trash(plan)
    assert len(report.moved) == 3
    back = restore(report.trash_folders[0])
    assert [outcome.reason for outcome in back.restored] == ["it was back already"] * 3


def test_tidying_up_never_takes_what_another_program_is_just_moving_there(onedata, monkeypatch):
    report = move_to_trash(plan_clear([onedata / "mpci.roi.npy"]))
    (batch,) = report.trash_folders
    close = OpenBatch.close_journal

    def move_in(self):
        close(self)
        if (onedata / "mpci.times.npy").exists():
            names = Folder.names(self.folder)
            (onedata / "mpci.times.npy").rename(batch / "mpci.times.npy")
            monkeypatch.setattr(Folder, "names", lambda _: names)  # the look was just before

    monkeypatch.setattr(OpenBatch, "close_journal", move_in)
    restore(batch)
    monkeypatch.undo()
    assert [file.origin.name for file in list_trash(onedata)[0].files] == ["mpci.times.npy"]
    assert len(restore(batch).restored) == 1


def test_a_file_that_cannot_be_deleted_is_in_the_trash_and_told_of(onedata, monkeypatch):
    plan = plan_clear([onedata / "mpci.roi.npy", onedata / "mpci.times.npy"])
    remove = Folder.remove

    def refuse(self, name):
        if name == "mpci.roi.npy":
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        remove(self, name)

    monkeypatch.setattr(Folder, "remove", refuse)
    report = delete_permanently(plan)
    assert [outcome.path.name for outcome in report.moved] == ["mpci.times.npy"]
    (left,) = report.skipped
    assert left.reason.startswith("it is in the trash, and cannot be removed")
    assert left.trash_path.exists()
    assert len(restore(left.trash_path.parent).restored) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_without_a_journal_nothing_moves(onedata, number, monkeypatch):
    plan = plan_clear(sorted(onedata.glob("*.npy")))
    before = seen(onedata)

    def refuse(self, name, data):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Folder, "write_file", refuse)
    report = move_to_trash(plan)
    assert report.moved == ()
    assert {outcome.reason[:18] for outcome in report.skipped} == {"nothing was moved:"}
    assert seen(onedata) == before
    assert not (onedata / ".trash").exists()


def test_a_full_disk_can_still_be_cleared_for_good(onedata, monkeypatch):
    path = onedata / "mpci.roi.npy"
    plan = plan_clear([path, onedata / "mpci.times.npy", onedata / "gone.npy"])
    path.write_bytes(b"changed")

    def refuse(self, name, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Folder, "write_file", refuse)
    report = delete_permanently(plan)
    assert [outcome.path.name for outcome in report.moved] == ["mpci.times.npy"]
    assert [outcome.reason for outcome in report.skipped] == [
        "it changed after the list was made",
        "it is not there any more",
    ]
    assert sorted(os.listdir(onedata)) == ["licks.times.npy", "mpci.roi.npy"]


def test_a_journal_that_cannot_be_added_to_stops_nothing(onedata, monkeypatch):
    def refuse(self, name):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Folder, "append_to", refuse)
    before = seen(onedata)
    report = move_to_trash(plan_clear(sorted(onedata.glob("*.npy"))))
    assert len(report.moved) == 3
    assert len(restore(report.trash_folders[0]).restored) == 3
    assert seen(onedata) == before


def test_a_session_that_vanishes_half_way(onedata, tmp_path, monkeypatch):
    plan = plan_clear(sorted(onedata.glob("*.npy")))
    move = Folder.move

    def vanish(self, name, other, new_name, *, sole=False):
        if name == "mpci.roi.npy":
            for folder in (other.path, onedata):
                for path in folder.iterdir():
                    if path.is_file():
                        path.rename(tmp_path / f"saved {folder.name} {path.name}")
            other.path.rmdir()
            (onedata / ".trash").rmdir()
            onedata.rmdir()
        move(self, name, other, new_name, sole=sole)

    monkeypatch.setattr(Folder, "move", vanish)
    report = move_to_trash(plan)
    assert [outcome.done for outcome in report.outcomes] == [True, False, False]
    assert report.outcomes[2].reason
    monkeypatch.undo()
    report = move_to_trash(plan)
    assert {outcome.reason for outcome in report.outcomes} == {"nothing was moved: it is gone"}


def test_many_random_clears_and_undos_lose_nothing_but_what_is_emptied(onedata):
    chance = random.Random(7)
    for number in range(12):
        (onedata / f"random.n{number}.npy").write_bytes(bytes([number]) * number)
    before = seen(onedata)
    for _ in range(60):
        here = sorted(onedata.glob("*.np?"))
        batches = list_trash(onedata)
        if chance.random() < 0.5 and here:
            move_to_trash(plan_clear(chance.sample(here, chance.randrange(1, len(here) + 1))))
        elif batches and chance.random() < 0.1:
            batch = chance.choice(batches)
            for outcome in empty_batch(batch.folder, batch.files[:2]).removed:
                del before[outcome.path.name]
        elif batches:
            batch = chance.choice(batches)
            some = [file.path.name for file in batch.files if chance.random() < 0.7]
            restore(batch.folder, some)
        in_trash = {file.path.name: file.path.read_bytes() for batch in list_trash(onedata) for file in batch.files}
        assert {**in_trash, **seen(onedata)} == before
        assert in_trash.keys().isdisjoint(seen(onedata))
    for batch in list_trash(onedata):
        assert all(outcome.done for outcome in restore(batch.folder).outcomes)
    assert seen(onedata) == before
    assert not (onedata / ".trash").exists()
