"""The demo lab: whole, the same every time, with something of everything, and nothing of the user's touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse

import sessionbrowser.demo as demo
from sessionbrowser.demo import content, default_demo_folder, write_demo
from sessionbrowser.demo.recording import DemoSession
from sessionbrowser.demo.simulation import REWARD, TRACK, nearest, record, run_laps
from sessionbrowser.errors import OneDataError
from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry, scan
from sessionbrowser.lab.summary import summarise
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file, list_entries
from sessionbrowser.sessions.kinds import FileFacts, Kind

GOOD = "SB012/2024-05-13/701/oneData"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("cache") / "demo-lab")


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lab be of two short sessions, where a test is about folders and not about what is in them."""
    short = DemoSession("M1/2024-05-13/1", 120, (("plane0", 4),))
    monkeypatch.setattr(content, "SESSIONS", (short, DemoSession("M1/2024-05-14/1", 120)))


def digests(root: Path) -> dict[str, tuple[str, int]]:
    """Every file's content and modification time, by its path."""
    return {
        path.relative_to(root).as_posix(): (
            path.readlink().as_posix() if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest(),
            0 if path.is_symlink() or path.name == ".demo-lab" else path.stat().st_mtime_ns,
        )
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def sessions(root: Path) -> Iterator[SessionEntry]:
    return (entry for mouse in scan(root) if isinstance(mouse, MouseEntry) for entry in mouse.sessions)


# what is there


def test_the_catalog_shows_every_state(root):
    states = {entry.name: entry.state for entry in sessions(root)}
    assert states == {
        "SB012/2024-05-13/701": "ok",
        "SB012/2024-05-14/701": "ok",
        "SB012/2024-05-14/702": "ok",
        "SB012/2024-05-15/701": "not registered",
        "SB012/2024-05-16/701": "empty",
        "SB047/2024-06-10/1": "ok",
        "SB047/2024-06-11/1": "ok",
        "SB047/2024-06-12": "ok",
        "tk03/2024-07-02/001": "ok",
        "tk03/2024-07-03/001": "ok",
    }
    odd = [entry for mouse in scan(root) for entry in ([mouse] if isinstance(mouse, OddFolder) else mouse.odd)]
    assert {entry.path.name: entry.why for entry in odd} == {
        "analysis": "not a mouse: no dated folders in it",
        "notes": "not a date",
        "2024-02-30": "2024-02-30 is not a date",
    }


def test_it_is_small_enough_for_a_cache(root):
    assert 20e6 < sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) < 80e6


def test_arrays_of_a_session_agree_with_each_other(root):
    onedata = root / GOOD
    values = json.loads((onedata.parent / "vrExperimentValues.json").read_text())
    frames, rois, trials = values["numFrames"], values["numROIs"], values["numTrials"]
    array = {
        path.stem: np.load(path) for path in onedata.glob("*.npy") if not is_object(path) and path.stem[:3] != "tmp"
    }
    for name, loaded in array.items():
        lengths = {"mpci": frames, "trials": trials, "mpciROIs": rois}
        expected = lengths.get(name.split(".")[0])
        assert expected is None or expected in loaded.shape[:2], name
    oasis = np.load(onedata / "mpci.roiActivityDeconvolvedOasis.npy")
    assert (oasis.shape, oasis.dtype, oasis.flags.f_contiguous) == ((frames, rois), np.float32, True)
    assert array["mpciROIs.redCellIdx"].dtype == bool
    assert array["trials.environmentIndex"].dtype == np.int16
    assert array["mpciROIs.stackPosition"].flags.f_contiguous
    assert (np.diff(array["mpci.times"]) > 0).all()
    at = array["licksTracking.positionTracking"]
    assert np.abs(array["positionTracking.times"][at] - array["licks.times"]).max() < 0.1


def is_object(path: Path) -> bool:
    with path.open("rb") as file:
        return b"|O" in file.read(80)


def test_sparse_files_are_csc_of_frames_by_rois(root):
    matrices = [
        scipy.sparse.load_npz(root / GOOD / f"mpci.roiSignificantFluorescence{ending}.npz")
        for ending in ("", "Base", "Rebase")
    ]
    assert {(m.format, m.shape, m.dtype.name) for m in matrices} == {("csc", (1500, 63), "float32")}
    assert matrices[0].data.min() < 0 < matrices[1].data.min()
    assert 0.02 < matrices[0].nnz / (1500 * 63) < 0.3


def test_plane_names_need_not_be_sorted_and_planes_may_differ_by_a_frame(root):
    session = root / "SB047/2024-06-10/1"
    values = json.loads((session / "vrExperimentValues.json").read_text())
    assert values["planeNames"] == ["plane2", "plane0", "plane1"]
    for name, rois, frames in zip(values["planeNames"], values["roiPerPlane"], values["framePerPlane"], strict=True):
        assert np.load(session / "suite2p" / name / "F.npy").shape == (rois, frames)
    assert values["framePerPlane"] == [901, 900, 900]


def facts_of(entry: SessionEntry) -> list[FileFacts]:
    assert entry.onedata is not None
    session = Suite2pSession.from_path(entry.path)
    return [inspect_file(path, session, within=entry.path) for path in list_entries(entry.onedata)]


def test_every_file_is_what_it_should_be(root):
    entries = [entry for entry in sessions(root) if entry.onedata]
    facts = {entry.name: facts_of(entry) for entry in entries}
    assert {entry.name: entry.n_files for entry in entries} == {name: len(known) for name, known in facts.items()}
    states = {f"{name[-3:]}/{f.name}": f.health.state for name, known in facts.items() for f in known}
    assert {name: state for name, state in states.items() if state != "ok"} == {
        "701/mpci.times.npy.tmp": "leftover",
        "701/tmp8f3kq2ab.npy": "leftover",
        "702/mpci.roiActivityChan2.npy": "missing",
        "702/mpci.roiActivitySmooth.npy": "missing",
        "702/mpci.roiFacecam.npy": "missing",
        "001/mpci.calls.npy": "unsafe",
        "001/mpci.damaged.npz": "damaged",
        "001/mpci.link.npy": "missing",
        "001/positionTracking.speed.npy": "damaged",
    }
    assert {f.kind for known in facts.values() for f in known} >= {Kind.ARRAY, Kind.RECIPE, Kind.SPARSE, Kind.OBJECT}


def test_every_good_file_loads_as_its_facts_say_and_every_other_is_refused(root, capsys):
    for entry in sessions(root):
        session = Suite2pSession.from_path(entry.path)
        for fact in facts_of(entry) if entry.onedata else ():
            name, sparse = fact.stem.split("."), fact.path.suffix == ".npz"
            if fact.can_be_shown:
                assert session.loadone(*name, sparse=sparse).shape == fact.shape, fact.path
            elif fact.kind is not Kind.LEFTOVER:
                with pytest.raises(OneDataError):
                    session.loadone(*name, sparse=sparse)
    assert capsys.readouterr().out == ""


def test_the_summary_of_its_first_session(root):
    first = next(sessions(root))
    times = np.load(first.path / "oneData/mpci.times.npy")
    line = summarise(Suite2pSession.from_path(first.path), facts_of(first), times)
    assert line == "1500 frames · 63 ROIs in 2 planes · 6.0 Hz · 18 trials"


def test_positions_are_those_that_the_loader_computes(root):
    session = Suite2pSession.from_path(root / "SB047/2024-06-10/1")
    computed = session.recipe_loaders["roiPosition"]()
    np.testing.assert_allclose(session.loadone("mpciROIs", "stackPosition"), computed, rtol=1e-6)


def test_file_times_go_with_the_sessions_and_one_was_computed_before_suite2p_ran_again(root):
    def modified(name: str) -> float:
        return (root / name).stat().st_mtime

    redone, good = "SB012/2024-05-13/701", "SB012/2024-05-14/701"
    oasis = "oneData/mpci.roiActivityDeconvolvedOasis.npy"
    assert modified(f"{redone}/{oasis}") < modified(f"{redone}/suite2p/plane0/F.npy")
    assert modified(f"{good}/{oasis}") > modified(f"{good}/suite2p/plane0/F.npy")
    assert modified(f"{good}/{oasis}") == datetime(2024, 5, 21, 14, tzinfo=UTC).timestamp()


# how it is written


def test_the_same_files_every_time(tmp_path, monkeypatch):
    small(monkeypatch)
    assert digests(write_demo(tmp_path / "a")) == digests(write_demo(tmp_path / "b"))


def test_a_demo_that_is_there_is_kept_with_what_the_user_did(tmp_path, monkeypatch):
    small(monkeypatch)
    first = write_demo(tmp_path / "lab")
    (first / "M1/2024-05-13/1/onedata/mpci.times.npy").unlink()
    before = digests(first)
    assert write_demo(tmp_path / "lab") == first == tmp_path / "lab"
    assert digests(first) == before
    assert [path.name for path in tmp_path.iterdir()] == ["lab"]


def test_a_fresh_one_goes_beside_it_and_is_used_from_then_on(tmp_path, monkeypatch):
    small(monkeypatch)
    first = write_demo(tmp_path / "lab")
    second = write_demo(tmp_path / "lab", fresh=True)
    assert second == tmp_path / "lab-2"
    assert digests(first) == digests(second)
    assert write_demo(tmp_path / "lab") == second


@pytest.mark.parametrize("stamp", [None, "0", "\udcff"])
def test_what_is_not_ours_stays_as_it_is(tmp_path, monkeypatch, stamp):
    small(monkeypatch)
    theirs = tmp_path / "lab"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("final")
    if stamp:
        (theirs / ".demo-lab").write_bytes(stamp.encode(errors="surrogateescape"))
    before = digests(theirs)
    assert write_demo(theirs) == tmp_path / "lab-2"
    assert digests(theirs) == before


def test_a_file_or_a_link_in_its_place_stays(tmp_path, monkeypatch):
    small(monkeypatch)
    (tmp_path / "lab").symlink_to("nowhere")
    (tmp_path / "lab-2").write_text("x")
    assert write_demo(tmp_path / "lab") == tmp_path / "lab-3"
    assert (tmp_path / "lab").is_symlink()


def test_an_empty_folder_is_used(tmp_path, monkeypatch):
    small(monkeypatch)
    (tmp_path / "lab").mkdir()
    assert write_demo(tmp_path / "lab") == tmp_path / "lab"
    assert next(sessions(tmp_path / "lab")).state == "ok"


def test_a_failure_half_way_leaves_nothing_that_looks_whole(tmp_path, monkeypatch):
    small(monkeypatch)

    def full(folder: Path, session: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(content, "set_times", full)
        with pytest.raises(OSError, match="No space"):
            write_demo(tmp_path / "lab")
    assert list(tmp_path.iterdir()) == []
    assert write_demo(tmp_path / "lab") == tmp_path / "lab"


def test_two_at_once_end_with_one_lab(tmp_path, monkeypatch):
    small(monkeypatch)
    real = content.set_times
    others = []

    def meanwhile(folder: Path, session: DemoSession) -> None:
        monkeypatch.setattr(content, "set_times", real)
        others.append(write_demo(tmp_path / "lab"))
        real(folder, session)

    monkeypatch.setattr(content, "set_times", meanwhile)
    assert write_demo(tmp_path / "lab") == others[0] == tmp_path / "lab"
    assert [path.name for path in tmp_path.iterdir()] == ["lab"]


def test_the_default_folder_is_in_the_users_cache():
    assert default_demo_folder().name == f"demo-lab-{demo.VERSION}"
    assert "sessionbrowser" in default_demo_folder().parts


# the mouse and its cells


def test_the_mouse_runs_every_lap_from_end_to_end_and_licks_for_its_reward():
    mouse = run_laps(250, 2, np.random.default_rng(0))
    laps = np.split(mouse.position, mouse.first[1:])
    assert 10 < len(laps) == len(mouse.start)
    assert all(lap[0] == 0 and lap[-1] > TRACK - 2 and (np.diff(lap) > 0).all() for lap in laps)
    licked_at = np.interp(mouse.licks, mouse.times, mouse.position)
    assert np.mean(np.abs(licked_at - REWARD) < 20) > 0.7
    rewarded = mouse.reward_sample[mouse.reward_sample >= 0]
    assert np.abs(mouse.position[rewarded] - REWARD).max() < 2
    assert set(mouse.environment) == {1, 2}
    assert (mouse.trial_at(mouse.start + 0.01) == np.arange(len(laps))).all()
    assert (mouse.trial_at(np.append(mouse.end + 0.5, 0.0)) == -1).all()


def test_place_cells_fire_at_their_place_lap_after_lap():
    rng = np.random.default_rng(3)
    times = 2 + np.arange(1500) / 6
    mouse = run_laps(times[-1], 1, rng)
    cells = record(60, times, mouse, rng)
    assert {array.dtype.name for array in vars(cells).values()} == {"float32"}
    assert 0.8 < np.mean(cells.oasis == 0) < 0.98
    running = mouse.trial_at(times) >= 0
    place = np.minimum(np.interp(times, mouse.times, mouse.position) // 10, 19)[running].astype(int)
    tuning = np.array([np.bincount(place, weights=row, minlength=20) for row in cells.oasis[:, running]])
    tuning /= np.bincount(place, minlength=20)
    peaks = tuning.argmax(axis=1)[:45]  # the last ones have no field
    assert np.corrcoef(peaks, np.arange(45))[0, 1] > 0.9, "in file order, a lap is a diagonal"
    assert np.median(tuning.max(axis=1) / tuning.mean(axis=1)) > 4


def test_nearest_agrees_with_a_search_of_all():
    rng = np.random.default_rng(1)
    grid = np.sort(rng.uniform(0, 10, 50))
    values = rng.uniform(-1, 11, 500)
    assert (nearest(grid, values) == np.abs(grid[None] - values[:, None]).argmin(axis=1)).all()
