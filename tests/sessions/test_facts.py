"""What headers and entries tell of a file, good or bad; and where a recipe leads."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled
from sessionbrowser.platform import Identity
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.facts import inspect_file, inspect_session, list_entries, suite2p_entries
from sessionbrowser.sessions.kinds import FileFacts, Kind, State, Step
from tests.sessions.helpers import DuckSession, LabSession, PlainSession, write_object, write_recipe


def facts_of(session: Path) -> dict[str, FileFacts]:
    return {facts.name: facts for facts in inspect_session(Suite2pSession.from_path(session))}


# --- plain files


@pytest.mark.parametrize(
    ("array", "detail", "dtype"),
    [
        (np.zeros((4, 3), np.float32), "array", "float32"),
        (np.zeros((4, 3), ">f8", order="F"), "array, Fortran order", "float64"),
        (np.asfortranarray(np.zeros(4)), "array", "float64"),
        (np.array(True), "array", "bool"),
        (np.array(["ab"]), "array", "<U2"),
        (np.zeros(2, "M8[ns]"), "array", "datetime64[ns]"),
        (np.zeros(2, [("a", "i4"), ("b", "f8")]), "array", "2 fields"),
        (np.zeros((0, 3), np.complex64), "array", "complex64"),
    ],
)
def test_an_array_by_its_header(tmp_path: Path, array: np.ndarray, detail: str, dtype: str) -> None:
    np.save(tmp_path / "a.b.npy", array)
    facts = inspect_file(tmp_path / "a.b.npy")
    assert (facts.kind, facts.detail, facts.dtype, facts.shape) == (Kind.ARRAY, detail, dtype, array.shape)
    assert (facts.dense, facts.size) == (array.nbytes, (tmp_path / "a.b.npy").stat().st_size)
    assert facts.identity == Identity.of((tmp_path / "a.b.npy").lstat())
    assert (facts.health.state, facts.can_be_shown, facts.stem) == (State.OK, True, "a.b")


def test_a_sparse_matrix_by_its_members(tmp_path: Path) -> None:
    sparse.save_npz(tmp_path / "a.b.npz", sparse.csc_array(np.eye(10, 20, dtype=np.float32)))
    facts = inspect_file(tmp_path / "a.b.npz")
    assert (facts.kind, facts.detail) == (Kind.SPARSE, "sparse csc, 5.0 % · 800 B dense")
    assert (facts.shape, facts.dtype, facts.stored, facts.dense, facts.density) == ((10, 20), "float32", 10, 800, 0.05)


def test_an_empty_sparse_matrix(tmp_path: Path) -> None:
    sparse.save_npz(tmp_path / "a.b.npz", sparse.csc_array((0, 20)))
    facts = inspect_file(tmp_path / "a.b.npz")
    assert (facts.detail, facts.density, facts.health.state) == ("sparse csc · 0 B dense", 0.0, State.OK)


def test_objects_are_told_as_such(tmp_path: Path) -> None:
    facts = inspect_file(write_object(tmp_path / "p.keyValuePairs.npy", {"lowcut": 12}))
    assert (facts.kind, facts.detail, facts.shape, facts.dtype) == (Kind.OBJECT, "object", (), "object")
    assert (facts.dense, facts.recipe, facts.steps) == (None, None, ())


def test_a_large_object_is_not_read_for_a_listing(tmp_path: Path) -> None:
    path = write_object(tmp_path / "a.b.npy", "x" * 70_000)
    path.write_bytes(path.read_bytes()[:-1000])
    assert inspect_file(path).health.state == State.OK


# --- what a session has


def test_a_session_is_listed_in_natural_order_without_its_trash(tmp_path: Path) -> None:
    for name in ("b10.x.npy", "b2.x.npy", "B1.x.npy", "notes.txt", ".trash", "deeper"):
        (tmp_path / name).mkdir() if "." not in name[1:] else (tmp_path / name).write_bytes(b"")
    names = [path.name for path in list_entries(tmp_path)]
    assert names == ["B1.x.npy", "b2.x.npy", "b10.x.npy", "deeper", "notes.txt"]


def test_a_missing_folder_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list_entries(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError):
        list(inspect_session(PlainSession("ATL1", "2023-01-24", root=tmp_path)))


def test_files_of_suite2p_are_listed_plane_by_plane(lab: Path) -> None:
    session = lab / "ATL901/2023-01-25/701"
    shutil.copytree(session / "suite2p" / "plane1", session / "suite2p" / "plane10")
    shutil.copytree(session / "suite2p" / "plane1", session / "suite2p" / "combined")
    entries = suite2p_entries(session)
    assert list(dict.fromkeys(path.parent.name for path in entries)) == ["plane0", "plane1", "plane10"]
    assert [path.name for path in entries[:3]] == ["F.npy", "Fneu.npy", "iscell.npy"]
    assert suite2p_entries(lab / "kx03/2024-03-03/001") == []
    kinds = {path.name: inspect_file(path).kind for path in entries}
    assert (kinds["F.npy"], kinds["stat.npy"], kinds["ops.npy"]) == (Kind.ARRAY, Kind.OBJECT, Kind.OBJECT)


def test_inspecting_can_be_cancelled(lab_path: Path) -> None:
    cancel = Cancel()
    listing = inspect_session(Suite2pSession.from_path(lab_path / "ATL901/2023-01-25/701"), cancel)
    next(listing)
    cancel.set()
    with pytest.raises(Cancelled):
        next(listing)


def test_the_kinds_of_the_small_lab(lab_path: Path) -> None:
    facts = facts_of(lab_path / "ATL901/2023-01-25/701")
    assert {name: fact.detail for name, fact in facts.items() if name.startswith("mpci.roi")} == {
        "mpci.roiActivityChan2.npy": "recipe → suite2p F_chan9, transpose",
        "mpci.roiActivityDeconvolved.npy": "recipe → suite2p spks, transpose",
        "mpci.roiActivityDeconvolvedOasis.npy": "array, Fortran order",
        "mpci.roiActivityF.npy": "recipe → suite2p F, transpose",
        "mpci.roiFacecam.npy": "recipe → facecam motion",
        "mpci.roiNeuropilActivityF.npy": "recipe → suite2p Fneu, transpose",
        "mpci.roiSignificantFluorescence.npz": "sparse csc, 14.1 % · 106 kB dense",
        "mpci.roiSignificantFluorescenceBase.npz": "sparse csc, 14.1 % · 106 kB dense",
        "mpci.roiSignificantFluorescenceRebase.npz": "sparse csc, 13.9 % · 106 kB dense",
    }
    broken = {name: fact.health.state for name, fact in facts.items() if fact.health.state != State.OK}
    assert broken == {"mpci.roiActivityChan2.npy": State.MISSING, "mpci.roiFacecam.npy": State.MISSING}


# --- recipes


def test_a_recipe_is_followed_to_its_result_by_headers_alone(lab: Path) -> None:
    session = lab / "ATL901/2023-01-25/701"
    for plane in ("plane0", "plane1"):  # the values of the traces must not be needed
        path = session / "suite2p" / plane / "F.npy"
        path.write_bytes(path.read_bytes()[:128] + bytes(path.stat().st_size - 128))
    facts = facts_of(session)["mpci.roiActivityF.npy"]
    first, *rest = facts.steps
    assert (first.title, first.headline) == ("Recipe", "mpci.roiActivityF.npy")
    assert first.detail.startswith("stub, 426 B, 20")
    assert rest == [
        Step("Loader", "S2P", "source F, planes joined along ROIs"),
        Step("Planes, in the order of planeNames", rows=(("plane0", (23, 700)), ("plane1", (15, 700)))),
        Step("Transform", "transpose", "38 × 700 → 700 × 38"),
        Step("Result", "700 frames × 38 ROIs", "float32, 106 kB; read in place"),
    ]
    assert (facts.kind, facts.shape, facts.dtype, facts.dense, facts.size) == (
        Kind.RECIPE,
        (700, 38),
        "float32",
        106400,
        426,
    )
    assert facts.recipe == LoadingRecipe("S2P", "F", ["transpose"])


def test_a_column_and_a_position(lab: Path) -> None:
    session = lab / "ATL901/2023-01-25/701"
    write_recipe(session / "oneData/mpciROIs.stackPosition.npy", "roiPosition", None, mode="median")
    facts = facts_of(session)
    assert [step.headline for step in facts["mpciROIs.redS2P.npy"].steps[3:]] == ["idx_column1", "38 ROIs"]
    position = facts["mpciROIs.stackPosition.npy"]
    assert (position.shape, position.dtype, position.detail) == ((38, 3), "float64", "recipe → roiPosition")
    assert position.steps[-1].detail == "float64, 912 B; loaded whole"


def test_a_list_has_no_shape(lab: Path) -> None:
    session = lab / "kx03/2024-03-02/001"
    write_recipe(session / "onedata/mpci.ops.npy", "S2P", "ops")
    write_recipe(session / "onedata/mpciROIs.stat.npy", "S2P", "stat")
    facts = facts_of(session)
    assert (facts["mpci.ops.npy"].shape, facts["mpci.ops.npy"].health.state) == (None, State.OK)
    assert (facts["mpciROIs.stat.npy"].shape, facts["mpciROIs.stat.npy"].dtype) == ((17,), "object")
    assert facts["mpciROIs.stat.npy"].steps[-1].detail == "object; loaded whole"


@pytest.mark.parametrize(
    ("recipe", "state", "why", "last"),
    [
        (LoadingRecipe("S2P", "F_chan9", ["transpose"]), State.MISSING, "leads to suite2p/plane0/F_chan9.npy", "S2P"),
        (LoadingRecipe("facecam", "motion"), State.MISSING, "unknown loader facecam", "facecam"),
        (LoadingRecipe("S2P", "F", ["zscore"]), State.MISSING, "unknown transform zscore", "zscore"),
        (
            LoadingRecipe("S2P", "F", ["transpose", "idx_column1", "idx_column1"]),
            State.DAMAGED,
            "column",
            "idx_column1",
        ),
        (LoadingRecipe("S2P", "../../oneData/a.b"), State.DAMAGED, "outside suite2p", "S2P"),
        (LoadingRecipe("S2P", None), State.DAMAGED, "cannot take this", "S2P"),
        (LoadingRecipe("S2P", "F", colour="red"), State.DAMAGED, "cannot take this", "S2P"),
        (LoadingRecipe("S2P", "F", concatenate="yes"), State.DAMAGED, "concatenate", "S2P"),
        (LoadingRecipe("roiPosition", None, mode="mean"), State.DAMAGED, "mode", "roiPosition"),
    ],
    ids=lambda value: value.replace(" ", "_") if isinstance(value, str) else None,
)
def test_a_broken_recipe_is_followed_up_to_what_fails(
    lab: Path, recipe: LoadingRecipe, state: State, why: str, last: str
) -> None:
    session = lab / "kx03/2024-03-02/001"
    write_object(session / "onedata/a.b.npy", recipe.to_dict())
    facts = facts_of(session)["a.b.npy"]
    assert (facts.kind, facts.health.state, facts.shape) == (Kind.RECIPE, state, None)
    assert why in facts.health.why
    assert (facts.steps[0].headline, facts.steps[-1].headline) == ("a.b.npy", last)


def test_a_malformed_recipe_has_its_first_card_alone(tmp_path: Path) -> None:
    facts = inspect_file(write_object(tmp_path / "a.b.npy", {"marker": LoadingRecipe.RECIPE_MARKER}))
    assert (facts.kind, facts.health.state, len(facts.steps)) == (Kind.RECIPE, State.DAMAGED, 1)
    assert "lacks" in facts.health.why


def test_a_class_that_knows_nothing_of_lazy_reading(tmp_path: Path) -> None:
    session = DuckSession(tmp_path, cam=lambda name: np.zeros(3))
    write_recipe(tmp_path / "onedata/a.good.npy", "cam", "left", ["transpose"])
    write_recipe(tmp_path / "onedata/a.bad.npy", "S2P", "F")
    bad, good = inspect_session(session)
    assert (good.health.state, good.shape, good.dtype) == (State.OK, None, None)
    assert [step.headline for step in good.steps] == ["a.good.npy", "cam", "transpose", "shape not known yet"]
    assert "unknown loader S2P" in bad.health.why


def test_a_class_without_loaders_and_one_that_fails(tmp_path: Path) -> None:
    class Failing:
        data_path, one_path = tmp_path, tmp_path / "onedata"

        @property
        def recipe_loaders(self) -> dict[str, object]:
            raise RuntimeError("no licence\nfor this")

    path = write_recipe(tmp_path / "onedata/a.b.npy", "S2P", "F")
    assert "follows no recipes" in inspect_file(path, PlainSession("a", "2023-01-24", root=tmp_path)).health.why
    assert inspect_file(path, Failing()).health.why == "the session's class failed: RuntimeError: no licence"
    assert inspect_file(path, SimpleNamespace(data_path=tmp_path)).health.state != State.OK


def test_without_a_session_nothing_is_found_wrong(tmp_path: Path) -> None:
    facts = inspect_file(write_recipe(tmp_path / "a.b.npy", "anything", "F", ["x"]))
    assert (facts.health.state, facts.shape, len(facts.steps)) == (State.OK, None, 4)


def test_a_recipe_over_other_onedata(tmp_path: Path) -> None:
    session = LabSession("ATL1", "2023-01-24", root=tmp_path)
    session.saveone(LoadingRecipe("one", "a.source", ["double"]), "a.b")
    (facts,) = inspect_session(session)
    assert (facts.health.state, facts.detail) == (State.OK, "recipe → one a.source, double")


# --- leftovers, links, odd entries


def test_leftovers_of_the_small_lab(lab_path: Path) -> None:
    facts = facts_of(lab_path / "ATL901/2023-01-24/701")
    for name, why in (("mpci.times.npy.tmp", "342 of 700"), ("tmp8f3kq2.npy", "222 of 700")):
        fact = facts[name]
        assert (fact.kind, fact.health.state) == (Kind.LEFTOVER, State.LEFTOVER)
        assert (fact.health.why, fact.shape) == (f"ends after {why} values", (700,))
        assert not fact.can_be_shown


@pytest.mark.parametrize(
    ("name", "keep", "why"),
    [
        ("a.b.npy.tmp", 128 + 80, "ends after 10 of 100 values"),
        ("a.b.npy.tmp", None, "written whole, but never given its name"),
        ("a.b.npy.tmp", 0, "nothing was written yet"),
        ("a.b.npy.tmp", 50, "ends after 50 B"),
        ("a.b.npz.tmp", 300, "ends after 300 B"),
        (".a.b.npy.0123456789ab.saving", 128 + 8, "ends after 1 of 100 values"),
        ("tmp12ab34.npy", 50, "ends after 50 B"),
    ],
)
def test_leftovers_say_how_far_the_save_came(tmp_path: Path, name: str, keep: int | None, why: str) -> None:
    np.save(tmp_path / "whole.npy", np.zeros(100))
    (tmp_path / name).write_bytes((tmp_path / "whole.npy").read_bytes()[:keep])
    facts = inspect_file(tmp_path / name)
    assert (facts.kind, facts.health.state, facts.health.why) == (Kind.LEFTOVER, State.LEFTOVER, why)


@pytest.mark.parametrize("name", ["tmp12ab34.npy", "tmp.times.npy", "tmp1.npy"])
def test_a_whole_file_with_such_a_name_is_an_array(tmp_path: Path, name: str) -> None:
    np.save(tmp_path / name, np.zeros(100))
    assert inspect_file(tmp_path / name).kind is Kind.ARRAY


@pytest.mark.parametrize("name", ["tmp.times.npy", "tmp1.npy"])
def test_a_cut_file_with_a_name_of_onedata_is_damaged(tmp_path: Path, name: str) -> None:
    np.save(tmp_path / name, np.zeros(100))
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:300])
    assert inspect_file(tmp_path / name).health.state is State.DAMAGED


def test_a_link_within_the_session_shows_what_it_leads_to(tmp_path: Path) -> None:
    onedata = tmp_path / "onedata"
    onedata.mkdir()
    np.save(onedata / "a.b.npy", np.zeros(100))
    (onedata / "a.link.npy").symlink_to("a.b.npy")
    facts = inspect_file(onedata / "a.link.npy", within=tmp_path)
    assert (facts.kind, facts.detail, facts.link) == (Kind.ARRAY, "array, by a link", "a.b.npy")
    assert facts.identity == Identity.of((onedata / "a.link.npy").lstat())
    assert facts.size == (onedata / "a.b.npy").stat().st_size


def test_a_large_object_behind_a_link_is_not_read_either(tmp_path: Path) -> None:
    path = write_object(tmp_path / "a.b.npy", "x" * 70_000)
    path.write_bytes(path.read_bytes()[:-1000])
    (tmp_path / "a.link.npy").symlink_to("a.b.npy")
    assert inspect_file(tmp_path / "a.link.npy").health.state == State.OK


def test_the_kind_of_what_is_no_onedata(tmp_path: Path) -> None:
    (tmp_path / "a.b.npy").mkdir()
    (tmp_path / "notes.txt").write_bytes(b"")
    (tmp_path / "a.gone.npy").symlink_to("nowhere.npy")
    folder, text, link, gone = (
        inspect_file(tmp_path / name) for name in ("a.b.npy", "notes.txt", "a.gone.npy", "never.npy")
    )
    assert (folder.detail, folder.health.state, folder.health.why) == (
        "folder",
        State.ODD,
        "it is a folder, not a file",
    )
    assert (text.detail, text.health.state) == ("not onedata", State.ODD)
    assert (link.detail, link.health.state, link.health.why) == ("link", State.MISSING, "leads to nowhere.npy")
    assert (gone.health.state, gone.identity) == (State.MISSING, None)
    assert {facts.kind for facts in (folder, text, link, gone)} == {Kind.OTHER}


def test_a_session_without_onedata_has_no_files(lab: Path) -> None:
    """Viewers of its suite2p files ask what else the session has."""
    session = Suite2pSession.from_path(lab / "ATL901" / "2023-01-26" / "701")
    assert list(inspect_session(session)) == []
