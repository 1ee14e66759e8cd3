"""Plans: what may be cleared, what is lost with it, and how a dialog says so."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csc_array, save_npz

from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.plan_words import orphans, plan_words, used_words
from sessionbrowser.sessions.planning import plan_clear


@pytest.fixture
def folder(lab: Path) -> Path:
    return lab / "ATL901" / "2023-01-25" / "701" / "oneData"


def one(path: Path, **keywords) -> ClearItem:
    (item,) = plan_clear([path], **keywords).items
    return item


def recipe(path: Path, loader: str, source: str | None) -> None:
    stub = {"marker": "__LOADING_RECIPE__", "loader_type": loader, "source_arg": source, "transforms": [], "kwargs": {}}
    np.save(path, np.array(stub, dtype=object), allow_pickle=True)


def test_no_paths_are_an_empty_plan():
    plan = plan_clear([])
    assert (plan.items, plan.bytes, plan.accepted, plan.refused) == ((), 0, (), ())
    assert plan_words(plan).title == "There is nothing to move to the trash"


def test_an_item_is_the_file_as_it_is(folder):
    path = folder / "mpci.times.npy"
    item = one(path)
    status = path.lstat()
    assert (item.identity.inode, item.identity.mtime_ns) == (status.st_ino, status.st_mtime_ns)
    assert (item.size, item.modified_ns, item.kind) == (status.st_size, status.st_mtime_ns, "array")
    assert (item.why, item.state, item.used_by) == (("not stale; chosen by hand",), "ok", ())
    assert (item.remake, item.only_copy, item.refused) == ("the only copy", True, "")


def test_each_path_is_planned_once_and_in_order(folder, monkeypatch):
    monkeypatch.chdir(folder)
    names = ["mpci.times.npy", "licks.times.npy", "mpci.times.npy"]
    plan = plan_clear([folder / names[0], *map(Path, names)])
    assert [item.path for item in plan.items] == [folder / "mpci.times.npy", folder / "licks.times.npy"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder.npy", "it is a folder, not a file"),
        ("fifo.npy", "it is a FIFO, not a file"),
        ("socket.npz", "it is a socket, not a file"),
        ("gone.npy", "it is not there any more"),
        ("notes.txt", "it is not a onedata file"),
        ("x.NPY.bak", "it is not a onedata file"),
        ("mpci.times", "it is not a onedata file"),
        (".trash", "it is not a onedata file"),
        ("../vrExperimentValues.json", "it is not directly in a onedata folder"),
        ("../suite2p/plane0/F.npy", "it is not directly in a onedata folder"),
        (".trash/20230101/mpci.times.npy", "it is not directly in a onedata folder"),
        ("sub/x.npy", "it is not directly in a onedata folder"),
        ("..", "it is not a onedata file"),
        ("nul\0.npy", "no file can have this name"),
        ("x" * 300 + ".npy", "its name is too long"),
    ],
)
def test_what_is_refused_stays_in_the_plan_with_its_reason(folder, monkeypatch, name, reason):
    (folder / "folder.npy").mkdir()
    os.mkfifo(folder / "fifo.npy")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.npz")
    for text in ("notes.txt", "x.NPY.bak"):
        (folder / text).write_bytes(b"")
    plan = plan_clear([folder / name, folder / "mpci.times.npy"])
    assert plan.refused[0].refused.startswith(reason)
    assert [item.path.name for item in plan.accepted] == ["mpci.times.npy"]
    assert plan.bytes == (folder / "mpci.times.npy").stat().st_size
    words = plan_words(plan)
    assert words.title.startswith("Move 1 file (")
    assert words.left_out == (f"{(folder / name).name}: {plan.refused[0].refused}",)


def test_a_onedata_folder_that_is_a_link_is_refused(folder, tmp_path):
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert one(folder / "mpci.times.npy").refused == "its onedata folder is a link"


def test_a_session_clears_its_own_files_only(folder, lab):
    session = Suite2pSession.from_path(folder.parent)
    other = lab / "kx03" / "2024-03-02" / "001" / "onedata" / "mpci.times.npy"
    assert one(other, session=session).refused == "it belongs to another session"
    assert one(folder / "mpci.times.npy", session=session).refused == ""
    (lab / "by another way").symlink_to(folder.parent)
    by_link = lab / "by another way" / "oneData" / "mpci.times.npy"
    assert one(by_link, session=session).refused == ""


def test_what_can_be_had_again(folder):
    session = Suite2pSession.from_path(folder.parent)
    again = {
        "mpci.times.npy": "the only copy",
        "trials.startTimes.npy": "the only copy",
        "mpci.roiActivityF.npy": "stub only; its source stays",
        "mpci.roiActivityChan2.npy": "stub only; its source is missing",
        "mpci.roiActivityDeconvolvedOasis.npy": "can be made again from suite2p",
        "mpci.roiSignificantFluorescence.npz": "can be made again from suite2p",
        "mpciROIs.stackPosition.npy": "can be made again from suite2p",
        "parametersRedS2P.minMaxCutoff.npy": "the only copy",
    }
    for name, remake in again.items():
        item = one(folder / name, session=session)
        assert (name, item.remake, item.only_copy) == (name, remake, remake == "the only copy")


def test_without_suite2p_the_only_copy_is_told(folder):
    path = folder / "mpci.roiActivityDeconvolvedOasis.npy"
    (folder.parent / "suite2p" / "plane1" / "Fneu.npy").unlink()
    assert one(path).remake == "the only copy"
    shutil.rmtree(folder.parent / "suite2p")
    assert one(path).remake == "the only copy"


def test_broken_files_and_leftovers(folder, lab):
    (folder / "cut.npy").write_bytes((folder / "mpci.times.npy").read_bytes()[:200])
    assert one(folder / "cut.npy").remake == "unreadable as it is"
    assert "cut" in one(folder / "cut.npy").why[0]
    first = lab / "ATL901" / "2023-01-24" / "701" / "oneData"
    for name in ("tmp8f3kq2.npy", "mpci.times.npy.tmp"):
        item = one(first / name)
        assert (item.remake, item.only_copy, item.state, item.kind) == ("nothing lost", False, "leftover", "leftover")


def test_a_leftover_that_was_written_whole_is_data(folder):
    path = folder / ".mpci.new.npy.0123456789ab.saving"
    path.write_bytes((folder / "mpci.times.npy").read_bytes())
    assert (one(path).refused, one(path).remake, one(path).only_copy) == ("", "the only copy", True)
    path.write_bytes((folder / "mpci.times.npy").read_bytes()[:300])
    assert (one(path).refused, one(path).remake) == ("", "nothing lost")


def test_links_are_told_as_links(folder):
    (folder / "link.npy").symlink_to("mpci.times.npy")
    (folder / "broken.npy").symlink_to("nowhere")
    for name, leads in (("link.npy", "stays"), ("broken.npy", "is missing")):
        item = one(folder / name)
        assert (item.refused, item.remake, item.only_copy) == ("", f"a link only; what it leads to {leads}", False)
        assert item.size == os.lstat(item.path).st_size


def test_of_a_dense_and_a_sparse_twin_one_stays(folder):
    dense, sparse = folder / "mpci.events.npy", folder / "mpci.events.npz"
    np.save(dense, np.eye(4))
    save_npz(sparse, csc_array(np.eye(4)))
    assert one(dense).remake == "the .npz stays"
    assert one(sparse).remake == "the .npy stays"
    both = plan_clear([dense, sparse])
    assert [item.remake for item in both.items] == ["the only copy", "the only copy"]
    assert [item.remake for item in both.only([dense]).items] == ["the .npz stays"]
    assert both.only([dense]).items[0].identity == both.items[0].identity
    sparse.write_bytes(b"broken")
    assert one(dense).remake == "the only copy"
    recipe(dense, "S2P", "F")
    assert one(sparse).remake == "unreadable as it is"


def test_recipes_that_read_a_file_are_named(folder):
    source = folder / "mpci.roiActivityDeconvolvedOasis.npy"
    recipe(folder / "mpci.eventRate.npy", "rates", source.stem)
    recipe(folder / "mpci.eventSize.npy", "sizes", source.name)
    recipe(folder / "mpci.other.npy", "S2P", source.stem)
    recipe(folder / "mpci.nothing.npy", "rates", None)
    session = SimpleNamespace(data_path=folder.parent, one_path=folder)
    assert one(source, session=session).used_by == ("mpci.eventRate", "mpci.eventSize")
    session = Suite2pSession.from_path(folder.parent)
    item = one(source, session=session)
    assert item.used_by == ("mpci.eventRate", "mpci.eventSize", "spks ‘oasis’")
    assert used_words(item) == "used by 2 recipes and by spks ‘oasis’"
    assert used_words(one(folder / "mpci.times.npy", session=session)) == "nothing else uses it"


def test_the_words_of_the_picture(folder):
    source = folder / "mpci.roiActivityDeconvolvedOasis.npy"
    for name in ("eventRate", "eventSize"):
        recipe(folder / f"mpci.{name}.npy", "rates", source.stem)
    np.save(folder / "mpci.faceMotion.npy", np.zeros(25_000_000 // 8 - 16))
    words = plan_words(plan_clear([source, folder / "mpci.faceMotion.npy", folder / "mpci.roiActivityF.npy"]))
    assert words.title.startswith("Move 3 files (25.")
    assert words.title.endswith(" MB) to the trash?")
    assert words.verb == words.title.removesuffix(" to the trash?")
    assert words.warning == "1 file is the only copy, and 2 recipes lose their source."
    assert words.detail == (
        "mpci.faceMotion cannot be made again. mpci.eventRate and mpci.eventSize read mpci.roiActivityDeconvolvedOasis."
    )


def test_a_recipe_that_goes_along_loses_nothing(folder):
    source = folder / "mpci.roiActivityDeconvolvedOasis.npy"
    user = folder / "mpci.eventRate.npy"
    recipe(user, "rates", source.stem)
    assert orphans(plan_clear([source])) == {source: ("mpci.eventRate",)}
    assert plan_words(plan_clear([source])).warning == "1 recipe loses its source."
    plan = plan_clear([source, user])
    assert (orphans(plan), plan_words(plan).warning, plan_words(plan).detail) == ({}, "", "")


@pytest.mark.parametrize(
    ("count", "warning", "detail"),
    [
        (1, "1 file is the only copy.", "n0 cannot be made again."),
        (2, "2 files are the only copies.", "n0 and n1 cannot be made again."),
        (4, "4 files are the only copies.", "n0, n1, n2 and n3 cannot be made again."),
        (5, "5 files are the only copies.", "n0, n1, n2 and 2 more cannot be made again."),
    ],
)
def test_many_only_copies_are_listed_in_short(count, warning, detail):
    items = tuple(ClearItem(Path(f"/s/onedata/n{n}.npy"), remake="the only copy", only_copy=True) for n in range(count))
    words = plan_words(ClearPlan(items, 0.0))
    assert (words.warning, words.detail) == (warning, detail)


def test_evidence_is_passed_on(folder):
    path = folder / "mpci.times.npy"
    assert one(path, evidence={path: ["older than F.npy", "too short"]}).why == ("older than F.npy", "too short")


def test_known_facts_are_not_read_again(folder, monkeypatch):
    from sessionbrowser.sessions import planning

    paths = sorted(folder.glob("*.np?"))
    facts = {path: planning.inspect_file(path) for path in paths}
    monkeypatch.setattr(planning, "inspect_file", lambda *_: pytest.fail("the file was read again"))
    assert len(plan_clear(paths, facts=facts).accepted) == len(paths)


def test_facts_of_a_file_that_changed_since_are_not_believed(folder):
    from sessionbrowser.sessions.facts import inspect_file

    path = folder / "mpci.roiActivityF.npy"
    facts = {path: inspect_file(path)}
    assert one(path, facts=facts).remake == "stub only; its source stays"
    np.save(path, np.zeros(3))
    (folder.parent / "suite2p" / "plane1" / "F.npy").unlink()
    assert (one(path, facts=facts).kind, one(path, facts=facts).only_copy) == ("array", True)


def test_everything_in_the_lab_can_be_planned(lab):
    paths = sorted(path for path in lab.rglob("*") if path.is_file())
    plan = plan_clear(paths)
    assert [item.path for item in plan.items] == paths
    for item in plan.items:
        in_onedata = item.path.parent.name.lower() == "onedata"
        ours = item.path.suffix in (".npy", ".npz") or item.path.name.endswith((".npy.tmp", ".npz.tmp"))
        assert (item.refused == "") == (in_onedata and ours)
        assert bool(item.remake) == bool(item.why) == (not item.refused)


def test_the_same_name_in_several_sessions_is_said_once():
    items = [
        ClearItem(Path(f"/lab/ATL{i}/2023-01-24/701/onedata/{name}"), only_copy=True)
        for i, name in ((1, "mpci.times.npy"), (2, "mpci.times.npy"), (2, "licks.npy"), (2, "licks.npz"))
    ]
    words = plan_words(ClearPlan(tuple(items), 0.0))
    assert words.warning == "4 files are the only copies."
    assert words.detail == "mpci.times of 2 sessions and licks cannot be made again."


def test_recipes_of_different_sessions_are_different_ones_and_few_are_named():
    items = [
        ClearItem(Path(f"/lab/ATL{i}/2023-01-24/701/onedata/mpci.x{i}.npy"), used_by=("mpci.rate", "spks ‘raw’"))
        for i in range(10)
    ]
    words = plan_words(ClearPlan(tuple(items), 0.0))
    assert words.warning == "10 recipes lose their source."
    assert words.detail.startswith("mpci.rate reads mpci.x0. mpci.rate reads mpci.x1. ")
    assert words.detail.endswith("mpci.rate reads mpci.x3. So it is with 6 more.")
