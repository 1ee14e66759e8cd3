"""Emptying the trash: exactly what was chosen, as it was listed, and nothing else."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.folders import Folder
from sessionbrowser.sessions import journal
from sessionbrowser.sessions.clearing import empty_batch, move_to_trash, restore
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.recovery import recover
from sessionbrowser.sessions.trash import Trashed, list_trash

# `way` runs each with descriptors, without the system's exclusive rename, and by paths.
from tests.sessions.test_clearing import onedata, way  # noqa: F401


@pytest.fixture
def batch(onedata: Path) -> Path:  # noqa: F811
    """A batch with the three files of the session."""
    return move_to_trash(plan_clear(sorted(onedata.glob("*.npy")))).trash_folders[0]


def listed(batch: Path) -> list[Trashed]:
    (found,) = list_trash(batch.parent.parent)
    return list(found.files)


def test_what_is_chosen_goes_and_its_bytes_are_told(batch):
    files = listed(batch)
    report = empty_batch(batch, files[:2])
    assert [outcome.path for outcome in report.removed] == [file.origin for file in files[:2]]
    assert report.bytes == sum(file.size for file in files[:2])
    assert [file.path for file in listed(batch)] == [files[2].path]
    told = journal.parse((batch / journal.FILE_NAME).read_bytes())
    assert [told.outcomes[file.path.name] for file in files] == ["deleted", "deleted", "moved"]
    assert len(restore(batch).restored) == 1


def test_the_last_file_takes_the_batch_and_the_trash_along(batch):
    assert len(empty_batch(batch, listed(batch)).removed) == 3
    assert not batch.parent.exists()


def test_nothing_chosen_is_nothing_done(batch):
    report = empty_batch(batch, [])
    assert (report.outcomes, report.bytes, len(listed(batch))) == ((), 0, 3)


def test_what_changed_since_it_was_listed_stays(batch):
    files = listed(batch)
    files[0].path.write_bytes(b"changed")
    status = files[1].path.stat()
    files[1].path.rename(batch.parent / "old")
    files[1].path.write_bytes((batch.parent / "old").read_bytes())
    os.utime(files[1].path, ns=(status.st_atime_ns, status.st_mtime_ns))
    files[2].path.unlink()
    report = empty_batch(batch, files)
    assert [outcome.reason for outcome in report.outcomes] == [
        "it changed after the list was made",
        "it changed after the list was made",
        "it is not in the trash any more",
    ]
    assert len(listed(batch)) == 2


def test_links_go_and_what_they_lead_to_stays(onedata, tmp_path):  # noqa: F811
    (tmp_path / "outside.npy").write_bytes(b"outside")
    (onedata / "link.npy").symlink_to(tmp_path / "outside.npy")
    (batch,) = move_to_trash(plan_clear([onedata / "link.npy"])).trash_folders
    assert len(empty_batch(batch, listed(batch)).removed) == 1
    assert (tmp_path / "outside.npy").read_bytes() == b"outside"


def test_a_file_with_another_name_frees_nothing(onedata):  # noqa: F811
    os.link(onedata / "mpci.roi.npy", onedata / "twin.npy")
    (batch,) = move_to_trash(plan_clear([onedata / "twin.npy"])).trash_folders
    report = empty_batch(batch, listed(batch))
    assert (len(report.removed), report.bytes) == (1, 0)
    assert (onedata / "mpci.roi.npy").exists()


def test_a_file_that_replaces_one_by_a_link_is_not_followed(batch, tmp_path):
    (tmp_path / "precious.npy").write_bytes(b"precious")
    files = listed(batch)
    files[0].path.unlink()
    files[0].path.symlink_to(tmp_path / "precious.npy")
    (left,) = empty_batch(batch, files[:1]).outcomes
    assert left.reason == "it changed after the list was made"
    assert (tmp_path / "precious.npy").read_bytes() == b"precious"


def test_what_nobody_cleared_stays_even_when_it_is_chosen(batch):
    (batch / "folder.npy").mkdir()
    (batch / "script.sh").write_bytes(b"")
    strangers = [file for file in listed(batch) if not file.is_known]
    assert [file.path.name for file in strangers] == ["folder.npy", "script.sh"]
    report = empty_batch(batch, strangers)
    assert {outcome.reason for outcome in report.outcomes} == {"it is nothing that was cleared"}
    assert (batch / "folder.npy").is_dir()
    assert (batch / "script.sh").exists()


def test_files_of_another_batch_are_an_error(onedata, batch, tmp_path):  # noqa: F811
    (file, *_) = listed(batch)
    for path in (tmp_path / "x", onedata / ".." / "x.npy"):
        with pytest.raises(ValueError, match="is not in"):
            empty_batch(batch, [replace(file, path=path)])
    with pytest.raises(ValueError, match="not a batch"):
        empty_batch(tmp_path, [replace(file, path=tmp_path / file.path.name)])
    for name in ("..", journal.FILE_NAME):
        (left,) = empty_batch(batch, [replace(file, path=batch / name)]).outcomes
        assert not left.done
    assert len(listed(batch)) == 3


def test_a_batch_of_a_newer_version_stays(batch):
    path = batch / journal.FILE_NAME
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":2'))
    report = empty_batch(batch, listed(batch))
    assert len(report.skipped) == 3
    assert all("newer version" in outcome.reason for outcome in report.outcomes)
    assert len(listed(batch)) == 3


def test_with_a_torn_journal_what_is_chosen_still_goes(batch):
    (batch / journal.FILE_NAME).write_bytes(b'{"vers')
    files = listed(batch)
    assert not any(file.is_known for file in files)
    assert len(empty_batch(batch, files).removed) == 3
    assert not batch.parent.exists()


def test_a_batch_that_is_gone(batch):
    files = listed(batch)
    restore(batch)
    report = empty_batch(batch, files)
    assert {outcome.reason for outcome in report.outcomes} == {"its trash folder is gone"}


def test_one_that_cannot_be_removed_does_not_stop_the_rest(batch, monkeypatch):
    remove = Folder.remove

    def refuse(self, name):
        if name == "mpci.roi.npy":
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        remove(self, name)

    monkeypatch.setattr(Folder, "remove", refuse)
    report = empty_batch(batch, listed(batch))
    assert [(outcome.path.name, outcome.reason) for outcome in report.skipped] == [
        ("mpci.roi.npy", "another program has it open")
    ]
    assert len(report.removed) == 2
    assert [file.path.name for file in listed(batch)] == ["mpci.roi.npy"]


def test_a_file_that_is_taken_back_by_links_at_the_same_moment_is_not_called_gone(onedata, batch, monkeypatch):  # noqa: F811
    remove = Folder.remove

    def link_first(self, name):
        if name == "mpci.roi.npy":
            os.link(batch / name, onedata / name)
        remove(self, name)

    monkeypatch.setattr(Folder, "remove", link_first)
    report = empty_batch(batch, listed(batch))
    assert [outcome.path.name for outcome in report.removed] == ["licks.times.npy", "mpci.times.npy"]
    assert [outcome.reason for outcome in report.skipped] == ["it was taken back at the same moment"]
    assert (onedata / "mpci.roi.npy").stat().st_nlink == 1


def test_giving_up_leaves_the_rest(batch):
    cancel = Cancel()
    report = empty_batch(batch, listed(batch), progress=lambda done, _: cancel.set(), cancel=cancel)
    assert [outcome.done for outcome in report.outcomes] == [True, False, False]
    assert len(listed(batch)) == 2


def test_known_after_the_share_was_mounted_anew(onedata, batch):  # noqa: F811
    """Device and inode numbers may then be others; size, time and kind are what they were."""
    path = batch / journal.FILE_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    device = f"[{batch.stat().st_dev},".encode()
    path.write_bytes(b"".join(line.replace(device, b"[424242,") for line in lines))
    assert {file.note for file in listed(batch)} == {""}
    assert {outcome.reason for outcome in restore(batch).outcomes} == {""}
    assert recover(onedata) == []
