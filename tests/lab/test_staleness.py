"""The rules of staleness: what each finds, on which evidence, and that it finds nothing else."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.demo import write_demo
from sessionbrowser.lab.catalog import MouseEntry, scan
from sessionbrowser.lab.findings import StaleFile, with_staleness
from sessionbrowser.lab.keeping import KeepList
from sessionbrowser.lab.lengths import Lengths
from sessionbrowser.lab.staleness import Rule, find_stale
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.facts import inspect_session
from sessionbrowser.sessions.kinds import FileFacts, Health, State
from sessionbrowser.sessions.saving import save_recipe
from tests.sessions.helpers import PlainSession

DAY = 86_400
FIRST, SECOND, GONE = "ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "kx03/2024-03-09/001"
OASIS = "mpci.roiActivityDeconvolvedOasis.npy"
SPARSE = "mpci.roiSignificantFluorescence.npz"


def found(session: Any, keep: KeepList | None = None) -> dict[str, StaleFile]:
    facts = tuple(inspect_session(session))
    stale = find_stale(session, facts, keep) if keep else find_stale(session, facts)
    return {finding.name: finding for finding in stale}


def all_found(root: Path) -> dict[str, tuple[Rule, str]]:
    sessions = (session for mouse in scan(root) if isinstance(mouse, MouseEntry) for session in mouse.sessions)
    return {
        f"{entry.name}/{name}": (finding.rule, finding.why)
        for entry in sessions
        for name, finding in found(Suite2pSession.from_path(entry.path)).items()
    }


@pytest.fixture
def lab(lab: Path) -> Path:
    """The small lab with all its files of one day: a checkout gives them any."""
    for path in lab.rglob("*"):
        made_at(path, time.time() - DAY)
    return lab


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    """A session with nothing stale in it."""
    folder = lab / SECOND
    for name in ("mpci.roiActivityChan2", "mpci.roiFacecam"):
        (folder / "oneData" / f"{name}.npy").unlink()
    return Suite2pSession.from_path(folder)


def again(session: Suite2pSession) -> Suite2pSession:
    return Suite2pSession.from_path(session.data_path)


def made_at(path: Path, when: float) -> Path:
    os.utime(path, (when, when))
    return path


def aged(session: Suite2pSession, source: str, days: float, onedata: str = OASIS) -> None:
    """Give a file of suite2p, in every plane, a time so many days after that of a onedata file."""
    path = session.one_path / onedata
    made_at(path, time.time() - 500 * DAY)
    for plane in session.suite2p_path.iterdir():
        made_at(plane / f"{source}.npy", path.stat().st_mtime + days * DAY)


def test_the_lab_has_exactly_the_oddities_that_were_put_there(lab):
    assert all_found(lab) == {
        f"{FIRST}/mpci.times.npy.tmp": (Rule.LEFTOVER, "ends after 342 of 700 values"),
        f"{FIRST}/tmp8f3kq2.npy": (Rule.LEFTOVER, "ends after 222 of 700 values"),
        f"{SECOND}/mpci.roiActivityChan2.npy": (
            Rule.RECIPE,
            "leads to suite2p/plane0/F_chan9.npy, which is missing",
        ),
        f"{SECOND}/mpci.roiFacecam.npy": (Rule.RECIPE, "unknown loader facecam"),
        f"{GONE}/mpci.roiActivityF.npy": (Rule.RECIPE, "suite2p folder is gone"),
        f"{GONE}/mpciROIs.isCell.npy": (Rule.RECIPE, "suite2p folder is gone"),
    }


def test_the_demo_has_some_of_nearly_every_kind(tmp_path_factory):
    root = write_demo(tmp_path_factory.mktemp("demo") / "lab")
    findings = all_found(root)
    rules = {name: rule for name, (rule, _) in findings.items()}
    redone, recipes = "SB012/2024-05-13/701", "SB012/2024-05-14/702"
    twins, damaged = "SB047/2024-06-10/1", "tk03/2024-07-02/001"
    assert rules == {
        **{f"{redone}/{name}": Rule.OLDER for name in (OASIS, SPARSE, "mpciROIs.stackPosition.npy")},
        **{f"{redone}/mpci.roiSignificantFluorescence{end}.npz": Rule.OLDER for end in ("Base", "Rebase")},
        **{f"{redone}/{name}": Rule.LEFTOVER for name in ("mpci.times.npy.tmp", "tmp8f3kq2ab.npy")},
        **{f"{recipes}/mpci.roi{name}.npy": Rule.RECIPE for name in ("Facecam", "ActivityChan2", "ActivitySmooth")},
        **{f"{twins}/mpci.roiSignificantFluorescence{end}.npy": Rule.SUPERSEDED for end in ("", "Base")},
        **{f"{damaged}/{name}": Rule.UNREADABLE for name in ("mpci.damaged.npz", "positionTracking.speed.npy")},
        **({f"{damaged}/mpci.link.npy": Rule.UNREADABLE} if os.name != "nt" else {}),
    }
    assert findings[f"{redone}/{OASIS}"][1] == "F.npy and Fneu.npy are 9 days newer"


def test_a_healthy_session_has_nothing_stale(session):
    assert found(again(session)) == {}


# Leftovers


def test_a_leftover_is_safe_to_clear(lab):
    finding = found(Suite2pSession.from_path(lab / FIRST))["mpci.times.npy.tmp"]
    assert (finding.if_cleared, finding.only_copy, finding.suggested) == ("nothing lost", False, True)
    assert (finding.state, finding.size) == (State.LEFTOVER, 2864)


def test_a_leftover_that_was_written_whole_may_be_the_only_copy(session):
    whole = (session.one_path / "mpci.times.npy").read_bytes()
    (session.one_path / ".mpci.times.npy.0123456789ab.saving").write_bytes(whole)
    (finding,) = found(session).values()
    assert (finding.rule, finding.if_cleared, finding.only_copy) == (Rule.LEFTOVER, "only copy", True)
    assert not finding.suggested


# Superseded


def dense_twin(session: Suite2pSession, **changes: Any) -> Path:
    matrix = sp.load_npz(session.one_path / SPARSE)
    path = session.one_path / "mpci.roiSignificantFluorescence.npy"
    np.save(path, changes.get("values", matrix.toarray()).astype(changes.get("dtype", np.float32)))
    return path


def test_a_dense_file_beside_a_sparse_one_is_superseded(session):
    path = dense_twin(session)
    (finding,) = found(session).values()
    assert (finding.path, finding.rule, finding.state) == (path, Rule.SUPERSEDED, State.SUPERSEDED)
    assert finding.why == ".npz beside it, 16.7 kB; values not compared"
    assert (finding.if_cleared, finding.only_copy) == ("the .npz stays", False)
    assert finding.twin == session.one_path / SPARSE
    assert finding.can_be_compared
    assert not finding.suggested  # before its values were compared


def test_what_speaks_against_a_twin_is_told(session):
    path = made_at(dense_twin(session, dtype=np.float64), time.time())
    made_at(session.one_path / SPARSE, time.time() - 10.5 * DAY)
    finding = found(session)[path.name]
    assert finding.why == ".npz beside it, 16.7 kB, float32 there, 10 days older; values not compared"


def test_a_twin_of_another_shape_supersedes_nothing(session):
    dense_twin(session, values=np.zeros((700, 37)))
    assert [finding.rule for finding in found(session).values()] == [Rule.LENGTH]


def test_a_damaged_twin_supersedes_nothing(session):
    dense_twin(session)
    (session.one_path / SPARSE).write_bytes(b"PK\x03\x04 was a zip file once")
    (finding,) = found(session).values()
    assert (finding.name, finding.rule) == (SPARSE, Rule.UNREADABLE)
    assert (finding.if_cleared, finding.only_copy) == ("the .npy stays", False)


def test_a_recipe_is_no_dense_twin(session):
    recipe = LoadingRecipe("S2P", "F", ["transpose"]).to_dict()
    save_recipe(session.one_path / "mpci.roiSignificantFluorescence.npy", recipe)
    assert found(session) == {}


# Older


@pytest.mark.parametrize("days", [2.01, 9.5, 400.5])
def test_what_suite2p_has_anew_is_older(session, days):
    aged(session, "F", days)
    aged(session, "Fneu", days)
    stale = found(session)
    assert stale[OASIS].why == f"F.npy and Fneu.npy are {int(days)} days newer"
    assert (stale[OASIS].rule, stale[OASIS].state) == (Rule.OLDER, State.STALE)
    assert (stale[OASIS].if_cleared, stale[OASIS].suggested) == ("again from suite2p", True)
    assert {finding.rule for finding in stale.values()} <= {Rule.OLDER}


@pytest.mark.parametrize("days", [-300, -1, 0, 0.5, 1.99])
def test_copying_makes_nothing_older(session, days):
    aged(session, "F", days)
    aged(session, "Fneu", days)
    assert OASIS not in found(session)


def test_each_newer_source_is_named(session):
    aged(session, "Fneu", 0)
    aged(session, "F", 9.1)
    assert found(session)[OASIS].why == "F.npy is 9 days newer"
    aged(session, "Fneu", 12.1)
    assert found(session)[OASIS].why == "F.npy and Fneu.npy are 9 to 12 days newer"


def test_one_plane_that_ran_again_is_enough(session):
    aged(session, "F", 0)
    aged(session, "Fneu", 0)
    made_at(session.suite2p_path / "plane1" / "F.npy", (session.one_path / OASIS).stat().st_mtime + 5.5 * DAY)
    assert found(session)[OASIS].why == "F.npy is 5 days newer"


def test_a_recipe_is_never_older(session):
    aged(session, "iscell", 20, "mpciROIs.isCell.npy")
    aged(session, "F", 20, "mpci.roiActivityF.npy")
    made_at(session.one_path / OASIS, time.time())
    stale = found(session)
    assert not {"mpciROIs.isCell.npy", "mpci.roiActivityF.npy"} & set(stale)


def test_a_source_from_the_future_is_no_evidence(session):
    aged(session, "F", 0)
    aged(session, "Fneu", 0)
    made_at(session.suite2p_path / "plane0" / "F.npy", time.time() + 30 * DAY)
    assert OASIS not in found(session)
    made_at(session.suite2p_path / "plane1" / "F.npy", (session.one_path / OASIS).stat().st_mtime + 5.5 * DAY)
    assert found(session)[OASIS].why == "F.npy is 5 days newer"


@pytest.mark.parametrize("when", [0, 86_400 * 3652, -1])
def test_a_file_without_a_time_is_not_older(session, when):
    for plane in session.suite2p_path.iterdir():
        for name in ("F", "Fneu"):
            made_at(plane / f"{name}.npy", time.time() - 9 * DAY)
    made_at(session.one_path / OASIS, when)
    assert OASIS not in found(session)


def test_a_clock_that_was_set_back_calls_nothing_stale(session, monkeypatch):
    aged(session, "F", 9)
    monkeypatch.setattr(time, "time_ns", lambda: 10 * DAY * 10**9)
    assert found(session) == {}


def test_without_all_sources_nothing_is_older(session):
    aged(session, "F", 9)
    (session.suite2p_path / "plane1" / "Fneu.npy").unlink()
    assert OASIS not in found(session)


def test_a_class_that_does_not_tell_its_origins_has_nothing_older(session):
    aged(session, "F", 9)

    class Silent(Suite2pSession):
        DERIVED_FROM = None

    assert found(Silent.from_path(session.data_path)) == {}


def test_a_class_may_tell_of_origins_of_its_own(session):
    class Telling(Suite2pSession):
        DERIVED_FROM = {"licks.times": ("ops",)}

    for plane in session.suite2p_path.iterdir():
        (plane / "ops.npy").touch()
    aged(session, "ops", 9.5, "licks.times.npy")
    (finding,) = found(Telling.from_path(session.data_path)).values()
    assert (finding.name, finding.why) == ("licks.times.npy", "ops.npy is 9 days newer")


# Lengths


@pytest.mark.parametrize(
    ("name", "shape", "why"),
    [
        ("mpci.faceMotion", (699, 3), "699 values, mpci.times has 700"),
        ("positionTracking.speed", (7,), "7 values, positionTracking.times has 2829"),
        ("mpciROIs.label", (37,), "37 ROIs, the session has 38"),
        ("mpci.roiOther", (700, 37), "37 ROIs, the session has 38"),
        ("trials.speed", (9,), "9 trials, the session has 8"),
        ("trials.empty", (0,), "0 trials, the session has 8"),
    ],
)
def test_a_length_at_odds_is_told(session, name, shape, why):
    np.save(session.one_path / f"{name}.npy", np.zeros(shape))
    (finding,) = found(session).values()
    assert (finding.name, finding.rule, finding.why) == (f"{name}.npy", Rule.LENGTH, why)
    assert (finding.if_cleared, finding.only_copy, finding.suggested) == ("only copy", True, False)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("mpci.faceMotion", (700,)),
        ("mpci.turned", (3, 700)),
        ("mpci.frameRate", ()),
        ("mpci.onset", (1,)),
        ("mpci.onset", (1, 1)),
        ("mpciROIs.twoRows", (2, 38)),
        ("mpci.roiTurned", (38, 700)),
        ("mpci.roiMean", (700,)),
        ("licksTracking.positionTracking", (0,)),
        ("parametersRedS2P.minMaxCutoff", (2,)),
        ("somethingElse.values", (5, 5)),
        ("nodot", (5,)),
    ],
)
def test_what_fits_or_belongs_to_nothing_known_is_let_be(session, name, shape):
    np.save(session.one_path / f"{name}.npy", np.zeros(shape))
    assert found(session) == {}


def test_sparse_files_have_lengths_too(session):
    sp.save_npz(session.one_path / "mpci.events.npz", sp.csc_array(np.eye(9)))
    assert found(session)["mpci.events.npz"].why == "9 values, mpci.times has 700"


def test_times_that_alone_do_not_fit_are_what_is_at_odds(session):
    np.save(session.one_path / "mpci.times.npy", np.arange(650.0))
    assert {name: finding.why for name, finding in found(session).items()} == {
        "mpci.times.npy": "650 frames, the session has 700"
    }


def test_times_of_more_than_one_axis_are_no_reference(session):
    np.save(session.one_path / "wheelPosition.times.npy", np.zeros((2, 2)))
    np.save(session.one_path / "wheelPosition.position.npy", np.zeros(500))
    assert found(session) == {}


def test_recipes_tell_how_many_rois_there_are_now(session):
    for source in ("F", "Fneu", "spks"):
        path = session.suite2p_path / "plane0" / f"{source}.npy"
        np.save(path, np.zeros((21, 700), np.float32))
    stale = found(again(session))
    assert stale[OASIS].why == "38 ROIs, mpci.roiActivityDeconvolved has 36"
    assert stale[OASIS].rule is Rule.LENGTH
    assert stale[OASIS].if_cleared == "again from suite2p"
    assert "mpci.roiActivityF.npy" not in stale


def lengths_of(values: Any, shapes: dict[str, tuple[int, ...]]) -> dict[str, str]:
    facts = {name: FileFacts(Path(f"/s/onedata/{name}.npy"), shape=shape) for name, shape in shapes.items()}
    lengths = Lengths(values, facts, {}, {})
    return {name: why for name, shape in shapes.items() if (why := lengths.at_odds(name, shape))}


@pytest.mark.parametrize("values", [None, SimpleNamespace(), SimpleNamespace(numROIs="many", numTrials=True)])
def test_a_session_that_counts_nothing_has_the_times_alone(values):
    shapes = {"mpci.times": (5,), "mpci.a": (4,), "trials.a": (3,), "mpciROIs.a": (2,)}
    assert lengths_of(values, shapes) == {"mpci.a": "4 values, mpci.times has 5"}


@given(
    times=st.integers(0, 4),
    count=st.integers(0, 4),
    others=st.lists(st.lists(st.integers(0, 4), max_size=3).map(tuple), max_size=4),
)
def test_an_array_is_at_odds_only_when_no_axis_has_the_length(times, count, others):
    shapes = {"mpci.times": (times,), **{f"mpci.{number}": shape for number, shape in enumerate(others)}}
    firsts = {shape[0] for shape in others if shape}
    right = count if count in firsts and times not in firsts else times
    fit = {name for name, shape in shapes.items() if not shape or right in shape or set(shape) == {1}}
    assert set(lengths_of(SimpleNamespace(numFrames=count), shapes)) == set(shapes) - fit


# Unreadable


def test_an_empty_file_loses_nothing(session):
    (session.one_path / "empty.npy").touch()
    (finding,) = found(session).values()
    assert (finding.rule, finding.why, finding.size) == (Rule.UNREADABLE, "0 bytes", 0)
    assert (finding.if_cleared, finding.suggested) == ("nothing lost", True)


def test_a_cut_file_may_be_the_only_copy(session):
    path = session.one_path / "licks.times.npy"
    path.write_bytes(path.read_bytes()[:500])
    (finding,) = found(session).values()
    assert (finding.why, finding.state) == ("cut after 500 B of 1.2 kB", State.DAMAGED)
    assert (finding.only_copy, finding.suggested) == (True, False)


def test_a_cut_file_may_be_made_again(session):
    path = session.one_path / OASIS
    path.write_bytes(path.read_bytes()[:500])
    (finding,) = found(session).values()
    assert (finding.if_cleared, finding.suggested) == ("again from suite2p", True)


def test_links_to_nothing_are_stale_and_other_links_are_not(session, tmp_path):
    folder = session.one_path
    (folder / "broken.npy").symlink_to("mpci.nowhere.npy")
    (folder / "loop.npy").symlink_to("loop.npy")
    (folder / "inside.npy").symlink_to("licks.times.npy")
    np.save(tmp_path / "outside.npy", np.zeros(3))
    (folder / "outside.npy").symlink_to(tmp_path / "outside.npy")
    stale = found(session)
    assert {name: (finding.why, finding.if_cleared) for name, finding in stale.items()} == {
        "broken.npy": ("link to mpci.nowhere.npy, which is missing", "nothing lost"),
        "loop.npy": ("link that leads back to itself", "nothing lost"),
    }
    assert stale["broken.npy"].size == (folder / "broken.npy").lstat().st_size


def test_a_link_to_a_stale_file_frees_the_link_alone(session):
    path = session.one_path / "mpci.faceMotion.npy"
    np.save(session.data_path / "face.npy", np.zeros(3))
    path.symlink_to(session.data_path / "face.npy")
    (finding,) = found(session).values()
    assert (finding.rule, finding.if_cleared, finding.only_copy) == (Rule.LENGTH, "nothing lost", False)
    assert finding.size == path.lstat().st_size


def test_what_only_we_do_not_read_is_not_stale(session):
    folder = session.one_path
    np.savez(folder / "mpci.others.npz", a=np.zeros(3), b=np.zeros(2))
    (folder / "notes.txt").write_text("kept by hand")
    (folder / "link.txt").symlink_to("nowhere.txt")
    (folder / "folder.npy").mkdir()
    with (folder / "mpci.calls.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": ()})
        file.write(b"cbuiltins\nprint\n(S'never run'\ntR.")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "fifo.npy")
    assert found(session) == {}


@pytest.mark.parametrize("state", [State.UNREADABLE, State.UNSAFE, State.TOO_LARGE, State.CHANGED])
def test_a_file_that_cannot_be_read_just_now_is_not_stale(session, state):
    facts = [fact.with_health(Health(state, "for some reason")) for fact in inspect_session(session)]
    assert find_stale(session, facts) == ()


# Recipes


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (LoadingRecipe("S2P", "F_chan9"), "leads to suite2p/plane0/F_chan9.npy, which is missing"),
        (LoadingRecipe("facecam", None), "unknown loader facecam"),
        (LoadingRecipe("S2P", "F", ["zscore"]), "unknown transform zscore"),
        (LoadingRecipe("S2P", "../../F"), "its source leads outside suite2p: '../../F'"),
        (LoadingRecipe("S2P", None), "the loader S2P cannot take this: missing a required argument: 'source_arg'"),
    ],
)
def test_a_recipe_that_leads_nowhere(session, recipe, why):
    path = session.one_path / "mpci.roiOther.npy"
    save_recipe(path, recipe.to_dict())
    (finding,) = found(session).values()
    assert (finding.rule, finding.why) == (Rule.RECIPE, why)
    assert (finding.if_cleared, finding.only_copy, finding.suggested) == ("stub only", False, False)
    assert finding.size == path.stat().st_size


def test_a_damaged_source_or_json_is_no_fault_of_the_recipe(session):
    path = session.suite2p_path / "plane0" / "F.npy"
    path.write_bytes(path.read_bytes()[:900])
    assert found(session) == {}
    Path(session.data_path, "vrExperimentValues.json").write_text("{")
    assert found(again(session)) == {}


def test_to_a_class_without_recipes_none_leads_nowhere(lab):
    session = PlainSession("ATL901", "2023-01-25", "701", root=lab)
    assert found(session) == {}


def test_a_class_that_fails_calls_nothing_stale(session):
    class Failing(Suite2pSession):
        @property
        def recipe_loaders(self) -> dict[str, Any]:
            raise RuntimeError("not today")

    assert found(Failing.from_path(session.data_path)) == {}


def test_suite2p_that_is_gone(session):
    shutil.rmtree(session.suite2p_path)
    whys = {finding.why for finding in found(again(session)).values()}
    assert whys == {"suite2p folder is gone"}


# Dense copies


def test_a_dense_file_under_the_name_of_a_recipe(session):
    path = session.one_path / "mpci.roiActivityF.npy"
    traces = session.loadone("mpci.roiActivityF")
    path.unlink()
    np.save(path, traces)
    (finding,) = found(session).values()
    assert (finding.rule, finding.if_cleared) == (Rule.DENSE_COPY, "again from suite2p")
    assert finding.why == "suite2p F, transpose gives the same shape and type; values not compared"
    assert finding.can_be_compared
    assert not finding.suggested


@pytest.mark.parametrize("name", ["mpci.roiActivityFDense", "mpci.roiActivityF_copy2", "mpci.roiActivityF.old"])
def test_a_file_named_as_a_copy(session, name):
    np.save(session.one_path / f"{name}.npy", session.loadone("mpci.roiActivityF"))
    (finding,) = found(session).values()
    assert (finding.rule, finding.if_cleared) == (Rule.DENSE_COPY, "the recipe stays")
    assert finding.why == "mpci.roiActivityF.npy gives the same shape and type; values not compared"
    assert finding.twin == session.one_path / "mpci.roiActivityF.npy"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("mpci.roiActivityFiltered", lambda traces: traces),
        ("mpci.roiActivityFDense", lambda traces: traces.astype(np.float64)),
        ("mpci.roiActivityF", lambda traces: traces.astype(np.float64)),
    ],
)
def test_what_is_no_copy_by_name_or_type(session, name, change):
    traces = session.loadone("mpci.roiActivityF")
    (session.one_path / f"{name}.npy").unlink(missing_ok=True)
    np.save(session.one_path / f"{name}.npy", change(traces))
    assert found(session) == {}


# What is made of the findings


def test_of_two_rules_the_stronger_one_is_told(session):
    path = dense_twin(session)
    for plane in session.suite2p_path.iterdir():
        for name in ("F", "Fneu"):
            made_at(plane / f"{name}.npy", time.time() - DAY)
    for name in (path.name, SPARSE):
        made_at(session.one_path / name, time.time() - 40 * DAY)
    stale = found(session)
    assert (stale[path.name].rule, stale[SPARSE].rule) == (Rule.SUPERSEDED, Rule.OLDER)


def test_what_is_kept_is_told_and_not_suggested(lab):
    session = Suite2pSession.from_path(lab / FIRST)
    keep = KeepList(lab, (("tmp*", "kept by lab.toml"),))
    stale = found(session, keep)
    assert stale["tmp8f3kq2.npy"].kept == "kept by lab.toml"
    assert not stale["tmp8f3kq2.npy"].suggested
    assert stale["mpci.times.npy.tmp"].suggested


def test_health_tells_of_staleness_where_it_was_fine(lab):
    session = Suite2pSession.from_path(lab / SECOND)
    aged(session, "Fneu", 0)
    aged(session, "F", 9.5)
    facts = tuple(inspect_session(session))
    findings = find_stale(session, facts)
    told = {fact.name: fact.health for fact in with_staleness(facts, findings)}
    assert [fact.path for fact in with_staleness(facts, findings)] == [fact.path for fact in facts]
    assert (told[OASIS].state, told[OASIS].why) == (State.STALE, "F.npy is 9 days newer")
    assert told[OASIS].headline == "Older than its suite2p source"
    before = {fact.name: fact.health for fact in facts}
    changed = {name for name in told if told[name] != before[name]}
    assert changed == {finding.name for finding in findings if finding.rule is Rule.OLDER}


def test_every_rule_has_words():
    for rule in Rule:
        assert rule.title
        assert rule.note
        assert json.loads(json.dumps(rule)) == rule.value
        assert (Path(__file__).parents[2] / "resources" / "icons" / f"{rule.icon}.svg").is_file()
