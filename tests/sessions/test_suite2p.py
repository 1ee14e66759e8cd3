"""`Suite2pSession`: planes in their order, every loader and type of spks, with and without the JSON files."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sessionbrowser.errors import BadRecipe, Damaged, Missing, NotOrdinaryFile, OneDataError, TooLarge, Unsafe
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from tests.sessions.helpers import write_object, write_recipe

ORDER = ("plane2", "plane0", "plane10")
ROIS = {"plane0": 2, "plane2": 3, "plane10": 4}
FRAMES = {"plane0": 8, "plane2": 6, "plane10": 7}


def roi(x: int, y: int) -> dict[str, Any]:
    """Return an ROI of three pixels, of which the last weighs as much as both others."""
    return {
        "xpix": np.array([x, x + 1, x + 8]),
        "ypix": np.array([y, y, y + 4]),
        "lam": np.array([1, 1, 2], np.float32),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A recording of three planes that JSON puts in an order of its own."""
    folder = tmp_path / "ATL1" / "2023-01-24" / "701"
    random = np.random.default_rng(0)
    for plane, n in ROIS.items():
        place = folder / "suite2p" / plane
        place.mkdir(parents=True)
        for name in ("F", "Fneu", "spks"):
            np.save(place / f"{name}.npy", random.normal(size=(n, FRAMES[plane])).astype(np.float32))
        np.save(place / "iscell.npy", np.asfortranarray(random.random((n, 2))))
        stat = np.empty(n, object)
        stat[:] = [roi(10 * i, i) for i in range(n)]
        np.save(place / "stat.npy", stat)
        write_object(place / "ops.npy", {"plane": plane})
    combined = folder / "suite2p" / "combined"
    combined.mkdir()
    np.save(combined / "F.npy", np.zeros((99, 5), np.float32))
    write_json(folder, planeNames=list(ORDER), planeIDs=[2, 0, 10], numFrames=5, numROIs=9, numTrials=4)
    (folder / "vrExperimentOptions.json").write_text('{"neuropilCoefficient": 0.5, "fs": 6}')
    (folder / "vrExperimentPreprocessing.json").write_text('["timeline", "imaging"]')
    return folder


def write_json(folder: Path, **values: Any) -> None:
    (folder / "vrExperimentValues.json").write_text(json.dumps(values))


@pytest.fixture
def session(folder: Path) -> Suite2pSession:
    return Suite2pSession.from_path(folder)


def joined(folder: Path, name: str, frames: int | None = 5, order: tuple[str, ...] = ORDER) -> np.ndarray:
    parts = [np.load(folder / "suite2p" / plane / f"{name}.npy") for plane in order]
    return np.concatenate([part if frames is None else part[:, :frames] for part in parts])


# --- making one


def test_by_name_or_by_folder(folder: Path) -> None:
    made = Suite2pSession("ATL1", "2023-01-24", "701", root=folder.parents[2])
    assert made == Suite2pSession.from_path(folder) == Suite2pSession.from_path(str(folder) + "/")
    assert made.data_path == folder
    assert (made.spks_type, Suite2pSession.from_path(folder, spks_type="raw").spks_type) == ("significant", "raw")
    with pytest.raises(TypeError):
        Suite2pSession("ATL1", "2023-01-24", "701", folder.parents[2])  # type: ignore[misc]


def test_the_date_folder_itself_may_be_the_session(tmp_path: Path) -> None:
    made = Suite2pSession.from_path(tmp_path / "ATL1" / "2023-01-24")
    assert (made.session_name, made.data_path) == (("ATL1", "2023-01-24"), tmp_path / "ATL1" / "2023-01-24")


def test_a_folder_by_a_relative_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert Suite2pSession.from_path(".").data_path == folder


@pytest.mark.parametrize("path", ["/", "/tmp/x", "/lab/ATL1/2023-1-4/1", "/lab/ATL1/2023-02-30", "/2023-01-24"])
def test_a_folder_that_is_no_session(path: str) -> None:
    with pytest.raises(ValueError):
        Suite2pSession.from_path(path)


def test_the_json_files_are_read(session: Suite2pSession) -> None:
    assert session.get_value("numTrials") == 4
    assert session.get_value("planeNames") == list(ORDER)
    assert session.opts.fs == 6
    assert session.preprocessing == ["timeline", "imaging"]


def test_counts_that_the_json_lacks_are_those_of_the_headers(folder: Path) -> None:
    write_json(folder, planeNames=list(ORDER))
    values = Suite2pSession.from_path(folder).values
    assert (values.roiPerPlane, values.framePerPlane) == ([3, 2, 4], [6, 8, 7])
    assert (values.numROIs, values.numFrames) == (9, 6)
    assert not hasattr(values, "available")
    write_json(folder, planeNames=list(ORDER), numFrames=5, numROIs=8)
    session = Suite2pSession.from_path(folder)
    assert (session.values.numFrames, session.values.numROIs, session.values.roiPerPlane) == (5, 8, [3, 2, 4])
    np.testing.assert_array_equal(session.load_s2p("F"), joined(folder, "F"))


@pytest.mark.parametrize("names", [[], None, "plane0", ["../plane0"], ["plane0", 3], ["plane0", "plane99"]])
def test_planes_that_cannot_be_counted_are_not(folder: Path, names: Any) -> None:
    write_json(folder, planeNames=names)
    assert vars(Suite2pSession.from_path(folder).values) == {"planeNames": names}


def test_without_json_the_folders_tell(folder: Path) -> None:
    for path in folder.glob("*.json"):
        path.unlink()
    (folder / "suite2p" / "plane0" / "redcell.npy").write_bytes(b"")
    session = Suite2pSession.from_path(folder)
    natural = ("plane0", "plane2", "plane10")
    assert session.get_value("planeNames") == list(natural)
    assert session.get_value("planeIDs") == [0, 2, 10]
    assert session.get_value("roiPerPlane") == [2, 3, 4]
    assert session.get_value("framePerPlane") == [8, 6, 7]
    assert (session.get_value("numROIs"), session.get_value("numFrames")) == (9, 6)
    assert session.get_value("available") == ["F", "Fneu", "iscell", "ops", "spks", "stat"]
    np.testing.assert_array_equal(session.load_s2p("F"), joined(folder, "F", 6, natural))
    assert session.neuropil_coefficient == 0.7


def test_without_suite2p_there_are_no_planes(tmp_path: Path) -> None:
    session = Suite2pSession("ATL1", "2023-01-24", root=tmp_path)
    assert vars(session.values) == {}
    assert session.available_spks_types == ()
    with pytest.raises(Missing, match="no planes"):
        session.load_s2p("F")


# --- loaders and transforms


@pytest.mark.parametrize("name", ["F", "Fneu", "spks"])
def test_traces_are_joined_in_the_order_of_the_json_and_trimmed(
    session: Suite2pSession, folder: Path, name: str
) -> None:
    loaded = session.load_s2p(name)
    np.testing.assert_array_equal(loaded, joined(folder, name))
    assert (loaded.shape, loaded.dtype, loaded.flags.writeable) == ((9, 5), np.float32, True)


def test_what_has_no_frames_is_not_trimmed(session: Suite2pSession, folder: Path) -> None:
    np.testing.assert_array_equal(session.load_s2p("iscell"), joined(folder, "iscell", None))
    stat = session.load_s2p("stat")
    assert (stat.shape, stat.dtype) == ((9,), object)
    assert stat[3]["xpix"].tolist() == [0, 1, 8]


def test_ops_are_a_list_of_dicts(session: Suite2pSession) -> None:
    assert session.load_s2p("ops") == [{"plane": plane} for plane in ORDER]
    assert session.load_s2p("ops", concatenate=False) == session.load_s2p("ops")


def test_planes_that_are_not_joined_are_a_list_of_all_frames(session: Suite2pSession) -> None:
    parts = session.load_s2p("F", concatenate=False)
    assert isinstance(parts, list)
    assert [part.shape for part in parts] == [(3, 6), (2, 8), (4, 7)]


def test_positions_weighted_or_median(session: Suite2pSession) -> None:
    mean, median = session.get_roi_position(), session.get_roi_position(mode="median")
    assert mean.shape == median.shape == (9, 3)
    np.testing.assert_allclose(mean[1], [10 + (0 + 1 + 16) / 4, 1 + 8 / 4, 2])
    np.testing.assert_allclose(median[1], [11, 1, 2])
    assert mean[:, 2].tolist() == [2, 2, 2, 0, 0, 10, 10, 10, 10]
    with pytest.raises(BadRecipe, match="mode"):
        session.get_roi_position(mode="mean")  # type: ignore[arg-type]


def test_without_planeids_the_names_of_the_planes_number_them(folder: Path) -> None:
    write_json(folder, planeNames=list(ORDER))
    expected = np.repeat([int(name.removeprefix("plane")) for name in ORDER], [ROIS[name] for name in ORDER])
    np.testing.assert_array_equal(Suite2pSession.from_path(folder).get_roi_position()[:, 2], expected)


def test_an_roi_without_weight_is_nowhere(session: Suite2pSession, folder: Path) -> None:
    stat = np.empty(2, object)
    stat[:] = [{"xpix": np.array([], int), "ypix": np.array([], int), "lam": np.array([])}, roi(3, 4)]
    np.save(folder / "suite2p" / "plane0" / "stat.npy", stat)
    for mode in ("weightedmean", "median"):
        found = session.get_roi_position(mode=mode)  # type: ignore[arg-type]
        assert np.isnan(found[3, :2]).all()
        assert np.isfinite(found[4]).all()


@pytest.mark.parametrize("wrong", [{}, {"xpix": [1]}, {"xpix": "a", "ypix": [1], "lam": [1]}, 3])
def test_an_stat_that_suite2p_did_not_write_is_damaged(session: Suite2pSession, folder: Path, wrong: Any) -> None:
    stat = np.empty(2, object)
    stat[:] = [wrong, wrong]
    np.save(folder / "suite2p" / "plane0" / "stat.npy", stat)
    with pytest.raises(Damaged, match="pixels"):
        session.get_roi_position()


def test_transforms(session: Suite2pSession, folder: Path) -> None:
    session.saveone(LoadingRecipe("S2P", "F", ["transpose"]), "mpci.roiActivityF")
    session.saveone(LoadingRecipe("S2P", "iscell", ["idx_column1"]), "mpciROIs.probability")
    session.saveone(LoadingRecipe("roiPosition", None, mode="median"), "mpciROIs.stackPosition")
    session.saveone(LoadingRecipe("S2P", "F", ["transpose", "idx_column1", "idx_column1"]), "a.b")
    np.testing.assert_array_equal(session.loadone("mpci.roiActivityF"), joined(folder, "F").T)
    np.testing.assert_array_equal(session.loadone("mpciROIs.probability"), joined(folder, "iscell", None)[:, 1])
    assert session.loadone("mpciROIs.stackPosition")[0].tolist() == [1, 0, 2]
    with pytest.raises(BadRecipe, match="idx_column1"):
        session.loadone("a.b")


# --- what cannot be


@pytest.mark.parametrize(
    "source", ["../secret", "/etc/passwd", "plane0/F", "..", ".F", "F\0", "C:F", "..\\secret", "F.npy/../../secret"]
)
def test_a_source_that_would_leave_suite2p_is_refused(session: Suite2pSession, folder: Path, source: str) -> None:
    np.save(folder / "suite2p" / "secret.npy", np.zeros((3, 6)))
    with pytest.raises(BadRecipe, match="outside suite2p"):
        session.load_s2p(source)


@pytest.mark.parametrize("source", ["", None, 3, 1.5, True])
def test_a_source_that_is_no_name_is_refused(session: Suite2pSession, source: Any) -> None:
    with pytest.raises(BadRecipe, match="no source"):
        session.load_s2p(source)


def test_a_plane_that_would_leave_suite2p_is_refused(folder: Path) -> None:
    write_json(folder, planeNames=["../../701/suite2p/plane0"], planeIDs=[0])
    with pytest.raises(BadRecipe, match="outside suite2p"):
        Suite2pSession.from_path(folder).load_s2p("F")


@pytest.mark.parametrize(
    ("source", "kwargs", "why"),
    [
        ("F_chan9", {}, r"leads to suite2p/plane2/F_chan9\.npy"),
        ("../F", {}, r"its source leads outside suite2p: '\.\./F'"),
        (["F"], {}, "it names no source"),
        ("stat", {}, r"suite2p/plane2/stat\.npy: cut"),
        ("F", {"concatenate": 1}, "concatenate is 1"),
    ],
)
def test_what_is_wrong_with_a_recipe_names_the_recipe(
    session: Suite2pSession, folder: Path, source: Any, kwargs: dict[str, Any], why: str
) -> None:
    (folder / "suite2p" / "plane2" / "stat.npy").write_bytes(b"\x93NUMPY\x01\0")
    session.saveone(LoadingRecipe("S2P", source, **kwargs), "mpci.roiActivityF")
    with pytest.raises(OneDataError, match=rf"onedata/mpci\.roiActivityF\.npy: {why}") as caught:
        session.loadone("mpci.roiActivityF")
    assert caught.value.path == session.one_path / "mpci.roiActivityF.npy"


def test_links_out_of_suite2p_are_not_followed(session: Suite2pSession, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "other"
    outside.mkdir()
    np.save(outside / "F.npy", np.zeros((2, 8), np.float32))
    inner = folder / "suite2p" / "plane0" / "F.npy"
    inner.unlink()
    inner.symlink_to(outside / "F.npy")
    with pytest.raises(NotOrdinaryFile, match="outside suite2p"):
        session.load_s2p("F")
    (folder / "suite2p" / "plane0").rename(tmp_path / "moved")
    (folder / "suite2p" / "plane0").symlink_to(outside)
    with pytest.raises(NotOrdinaryFile, match="outside suite2p"):
        session.load_s2p("F")


def test_the_suite2p_folder_may_be_a_link_to_another_disk(folder: Path, tmp_path: Path) -> None:
    expected = joined(folder, "F")
    (folder / "suite2p").rename(tmp_path / "disk")
    (folder / "suite2p").symlink_to(tmp_path / "disk")
    np.testing.assert_array_equal(Suite2pSession.from_path(folder).load_s2p("F"), expected)


def test_a_missing_source_is_named(session: Suite2pSession) -> None:
    with pytest.raises(Missing, match=r"suite2p/plane2/redcell\.npy"):
        session.load_s2p("redcell")


def test_a_plane_with_fewer_frames_than_numframes_is_told(folder: Path) -> None:
    write_json(folder, planeNames=list(ORDER), numFrames=7)
    with pytest.raises(Damaged, match=r"plane2/F\.npy has 6 frames, fewer than numFrames \(7\)"):
        Suite2pSession.from_path(folder).load_s2p("F")


def test_planes_that_do_not_fit_together_are_told(session: Suite2pSession, folder: Path) -> None:
    np.save(folder / "suite2p" / "plane0" / "iscell.npy", np.zeros((2, 3)))
    with pytest.raises(BadRecipe, match="fit"):
        session.load_s2p("iscell")
    np.save(folder / "suite2p" / "plane0" / "F.npy", np.zeros(5, np.float32))
    with pytest.raises(Damaged, match="1 axes"):
        session.load_s2p("F")


def test_a_recipe_in_the_place_of_a_source_is_refused(session: Suite2pSession, folder: Path) -> None:
    for plane in ORDER:
        write_recipe(folder / "suite2p" / plane / "F.npy", "S2P", "F")
    session.saveone(LoadingRecipe("S2P", "F", ["transpose"]), "mpci.roiActivityF")
    with pytest.raises(Damaged, match=r"plane2/F\.npy: it holds objects"):
        session.loadone("mpci.roiActivityF")


def test_a_damaged_plane_is_named(session: Suite2pSession, folder: Path) -> None:
    path = folder / "suite2p" / "plane0" / "F.npy"
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(Damaged, match=r"suite2p/plane0/F\.npy: cut after 150 B"):
        session.load_s2p("F")


def test_a_plane_that_asks_to_run_code_is_named(session: Suite2pSession, folder: Path, capsys: Any) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return (print, ("executed",))

    write_object(folder / "suite2p" / "plane0" / "ops.npy", Evil())
    with pytest.raises(Unsafe, match=r"plane0/ops\.npy.*print") as caught:
        session.load_s2p("ops")
    assert "print" in caught.value.name
    assert capsys.readouterr().out == ""


def test_joining_more_than_memory_allows_is_refused(folder: Path) -> None:
    class Poor(Suite2pSession):
        memory_budget = 100

    with pytest.raises(TooLarge, match="100 B"):
        Poor.from_path(folder).load_s2p("F")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", '{"planeNames": "plane0"}', '{"planeNames": [0]}', "[" * 100_000, "\xff\xfe"]
)
def test_a_damaged_json_is_told_and_the_session_still_opens(
    folder: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "vrExperimentValues.json").write_text(text, encoding="latin1")
    with caplog.at_level(logging.WARNING):
        session = Suite2pSession.from_path(folder)
    session.saveone(np.zeros(3), "a.b")
    assert session.loadone("a.b", force=True).shape == (3,)
    with pytest.raises(Damaged):
        session.load_s2p("F")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"numFrames": "5"}, "numFrames is '5'"),
        ({"numFrames": 5.5}, "numFrames is 5.5"),
        ({"numFrames": True}, "numFrames is True"),
        ({"numFrames": -1}, "numFrames is -1"),
        ({"planeIDs": [1]}, "names 3 planes and numbers 1"),
        ({"planeIDs": ["a", "b", "c"]}, "planeIDs make no sense"),
        ({"planeNames": "plane0"}, "planeNames make no sense"),
    ],
)
def test_values_that_make_no_sense_are_told(folder: Path, values: dict[str, Any], why: str) -> None:
    write_json(folder, **{"planeNames": list(ORDER), "planeIDs": [2, 0, 10], "numFrames": 5} | values)
    with pytest.raises(Damaged, match=rf"vrExperimentValues\.json: .*{why}"):
        Suite2pSession.from_path(folder).load_s2p("F")


def test_values_may_be_set_as_numpy_counts(session: Suite2pSession) -> None:
    session.set_value("numFrames", np.int64(4))
    session.set_value("planeIDs", list(np.array([2, 0, 10])))
    assert session.load_s2p("F").shape[1] == 4


def test_a_folder_or_fifo_in_the_place_of_a_json(folder: Path) -> None:
    (folder / "vrExperimentValues.json").unlink()
    (folder / "vrExperimentValues.json").mkdir()
    (folder / "vrExperimentOptions.json").unlink()
    os.mkfifo(folder / "vrExperimentOptions.json")
    session = Suite2pSession.from_path(folder)
    with pytest.raises(NotOrdinaryFile):
        session.load_s2p("F")
    with pytest.raises(NotOrdinaryFile):
        session.get_spks("corrected")


# --- spks


@pytest.fixture
def registered(session: Suite2pSession) -> Suite2pSession:
    from scipy import sparse

    for name, source in (("ActivityF", "F"), ("NeuropilActivityF", "Fneu"), ("ActivityDeconvolved", "spks")):
        session.saveone(LoadingRecipe("S2P", source, ["transpose"]), f"mpci.roi{name}")
    session.saveone(np.asfortranarray(np.ones((5, 9), np.float32)), "mpci.roiActivityDeconvolvedOasis")
    for i, end in enumerate(("", "Base", "Rebase")):
        matrix = sparse.csc_array(np.eye(5, 9, dtype=np.float32) * (i + 2))
        session.saveone(matrix, f"mpci.roiSignificantFluorescence{end}", sparse=True)
    return session


def test_every_type_of_spks(registered: Suite2pSession, folder: Path) -> None:
    traces, neuropil = joined(folder, "F").T, joined(folder, "Fneu").T
    expected = {
        "oasis": np.ones((5, 9)),
        "deconvolved": joined(folder, "spks").T,
        "raw": traces,
        "neuropil": neuropil,
        "significant": np.eye(5, 9) * 2,
        "sigbase": np.eye(5, 9) * 3,
        "sigrebase": np.eye(5, 9) * 4,
        "corrected": traces - 0.5 * (neuropil - neuropil.mean(axis=0)),
    }
    assert registered.spks_types == tuple(expected)
    assert registered.available_spks_types == tuple(expected)
    for kind, array in expected.items():
        np.testing.assert_allclose(registered.get_spks(kind), array, rtol=1e-6, err_msg=kind)
        assert type(registered.get_spks(kind)) is np.ndarray
    np.testing.assert_array_equal(registered.spks, expected["significant"])
    registered.spks_type = "raw"
    np.testing.assert_array_equal(registered.spks, traces)


def test_an_unknown_type_of_spks_lists_the_known(registered: Suite2pSession) -> None:
    with pytest.raises(ValueError, match="oasis, deconvolved"):
        registered.get_spks("spikes")


def test_types_without_files_are_not_available(session: Suite2pSession, folder: Path) -> None:
    assert session.available_spks_types == ("corrected",)
    np.testing.assert_allclose(
        session.get_spks("corrected"),
        (joined(folder, "F") - 0.5 * (joined(folder, "Fneu") - joined(folder, "Fneu").mean(1, keepdims=True))).T,
        rtol=1e-5,
        atol=1e-6,
    )
    (folder / "suite2p" / "plane10" / "Fneu.npy").unlink()
    assert session.available_spks_types == ()
    with pytest.raises(ValueError, match="roiActivityF"):
        session.get_spks("raw")


def test_the_coefficient_of_the_neuropil(folder: Path) -> None:
    (folder / "vrExperimentOptions.json").write_text('{"neuropilCoefficient": "much"}')
    with pytest.raises(Damaged, match="much"):
        Suite2pSession.from_path(folder).get_spks("corrected")
    (folder / "vrExperimentOptions.json").write_text("{}")
    assert Suite2pSession.from_path(folder).neuropil_coefficient == 0.7
