"""Axes have the names of what they count, and seconds where OBJECT.times gives them; never by a guess from shape."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sessionbrowser.sessions.axes import axes_of, axis_names, planes_of, value_unit
from sessionbrowser.sessions.opening import Axis, Plane
from tests.sessions.helpers import write_recipe


@pytest.mark.parametrize(
    ("name", "shape", "names"),
    [
        ("mpci.times", (700,), ("frame",)),
        ("mpci.roiActivityF", (700, 38), ("frame", "ROI")),
        ("mpci.roiActivityF", (38,), ("frame",)),
        ("mpci.movie", (700, 96, 96), ("frame", "axis 1", "axis 2")),
        ("mpciROIs.isCell", (38, 2), ("ROI", "axis 1")),
        ("mpciROIs.redCellManualAssignments", (2, 38), ("axis 0", "ROI")),
        ("mpciROIs.redCellManualAssignments", (2, 37), ("ROI", "axis 1")),
        ("trials.startTimes", (8,), ("trial",)),
        ("licks.times", (100,), ("lick",)),
        ("rewards.times", (8,), ("reward",)),
        ("wheelPosition.position", (1000,), ("sample",)),
        ("positionTracking.mpci", (1000,), ("sample",)),
        ("parametersRedS2P.minMaxCutoff", (2,), ("axis 0",)),
        ("nodots", (2, 3), ("axis 0", "axis 1")),
        ("mpci.x", (), ()),
    ],
)
def test_names_follow_from_the_object(name: str, shape: tuple[int, ...], names: tuple[str, ...]) -> None:
    assert axis_names(Path("s/onedata", f"{name}.npy"), shape, rois=38) == names


@pytest.mark.parametrize(
    ("name", "shape", "names"),
    [
        ("F", (38, 700), ("ROI", "frame")),
        ("iscell", (38, 2), ("ROI", "axis 1")),
        ("stat", (38,), ("ROI",)),
        ("zcorr", (0,), ("axis 0",)),
    ],
)
def test_names_in_the_planes_of_suite2p(name: str, shape: tuple[int, ...], names: tuple[str, ...]) -> None:
    assert axis_names(Path("s/suite2p/plane0", f"{name}.npy"), shape) == names


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("onedata/mpci.times.npy", "s"),
        ("onedata/trials.startTimes.npy", "s"),
        ("onedata/mpci.roiActivityF.npy", "a.u."),
        ("onedata/positionTracking.position.npy", "cm"),
        ("onedata/trials.environmentIndex.npy", ""),
        ("suite2p/plane0/F.npy", "a.u."),
        ("suite2p/plane0/iscell.npy", ""),
    ],
)
def test_units_of_values(path: str, unit: str) -> None:
    assert value_unit(Path(path)) == unit


@pytest.fixture
def onedata(tmp_path: Path) -> Path:
    folder = tmp_path / "onedata"
    folder.mkdir()
    return folder


def first_axis(onedata: Path, name: str = "mpci.roiActivityF", length: int = 5) -> Axis:
    return axes_of(onedata / f"{name}.npy", (length, 3))[0]


@pytest.mark.parametrize("dtype", ["f8", ">f4", "i2"])
def test_times_of_the_same_length_are_read_as_seconds(onedata: Path, dtype: str) -> None:
    np.save(onedata / "mpci.times.npy", np.arange(5).astype(dtype))
    axis = first_axis(onedata)
    assert axis.times is not None
    assert (axis.name, axis.unit, axis.times.tolist(), axis.times.dtype) == ("frame", "s", [0, 1, 2, 3, 4], np.float64)
    assert (axis.path_of_times, axis.note) == (onedata / "mpci.times.npy", "")


@pytest.mark.parametrize(
    ("times", "note"),
    [
        ([0, 1, 2], "mpci.times.npy has 3 values for 5"),
        ([0, 1, 2, 2, 3], "times are not increasing"),
        ([4, 3, 2, 1, 0], "times are not increasing"),
        ([0, 1, np.nan, 3, 4], "some times are not numbers"),
        ([0, 1, 2, 3, np.inf], "some times are not numbers"),
        (np.zeros((5, 1)), "mpci.times.npy holds no list of times"),
        (np.zeros(5, bool), "mpci.times.npy holds no list of times"),
        (np.zeros(5, "M8[s]"), "mpci.times.npy holds no list of times"),
    ],
)
def test_times_that_are_none_are_left_with_the_reason(onedata: Path, times: list[float], note: str) -> None:
    np.save(onedata / "mpci.times.npy", times)
    axis = first_axis(onedata)
    assert (axis.times, axis.unit, axis.note) == (None, "", note)


def test_times_that_cannot_be_read_are_left_with_the_reason(onedata: Path) -> None:
    (onedata / "mpci.times.npy").write_bytes(b"x")
    assert first_axis(onedata).note == "mpci.times.npy cannot be read"
    (onedata / "mpci.times.npy").unlink()
    write_recipe(onedata / "mpci.times.npy", "S2P", "times")
    assert first_axis(onedata).note == "mpci.times.npy holds no list of times"


def test_no_file_of_times_is_nothing_to_note(onedata: Path) -> None:
    assert (first_axis(onedata).times, first_axis(onedata).note) == (None, "")


def test_irregular_times_tell_where_moments_lie(onedata: Path) -> None:
    np.save(onedata / "mpci.times.npy", [0, 1, 10, 10.5, 400])
    moments = np.array([[0, 0.5, 5.5], [10.25, 400, 20.0], [-0.1, 401, np.nan]])
    places = first_axis(onedata).places_of(moments)
    np.testing.assert_allclose(places[:2], [[0, 0.5, 1.5], [2.5, 4, 3 + 9.5 / 389.5]])
    assert np.isnan(places[2]).all()


def test_without_times_moments_lie_nowhere() -> None:
    assert np.isnan(Axis("frame", 3).places_of(np.array([1.0, 2.0]))).all()
    assert np.isnan(Axis("frame", 0, "s", None, np.empty(0)).places_of(np.array([1.0]))).all()
    assert Axis("frame", 1, "s", None, np.array([7.0])).places_of(np.array([7.0])).tolist() == [0]


def test_long_recordings_have_times(onedata: Path) -> None:
    n = 10_000_000
    np.save(onedata / "mpci.times.npy", np.arange(n, dtype=np.int64))
    axis = axes_of(onedata / "mpci.trace.npy", (n,))[0]
    assert axis.times is not None
    assert axis.times[-1] == n - 1


def test_times_that_are_too_many_are_left_with_the_reason(onedata: Path) -> None:
    with (onedata / "mpci.times.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (2**26,)})
        file.truncate(file.tell() + 2**29)  # a sparse file: no bytes on disk
    assert first_axis(onedata, length=2**26).note == "mpci.times.npy is too long to read at once"


def test_the_times_themselves_are_counted_not_timed(onedata: Path) -> None:
    np.save(onedata / "mpci.times.npy", np.arange(5.0))
    (axis,) = axes_of(onedata / "mpci.times.npy", (5,))
    assert (axis.name, axis.times) == ("frame", None)


def test_an_object_of_a_labs_own_has_samples_once_it_has_times(onedata: Path) -> None:
    np.save(onedata / "pupil.times.npy", np.arange(5.0))
    assert first_axis(onedata, "pupil.diameter").name == "sample"
    assert first_axis(onedata, "pupil.diameter", 4).name == "axis 0"


def test_one_sample_has_a_time_and_none_has_no_trouble(onedata: Path) -> None:
    for n in (0, 1):
        np.save(onedata / "mpci.times.npy", np.arange(n, dtype=float))
        assert first_axis(onedata, length=n).unit == "s"


def test_frames_of_suite2p_have_the_times_of_mpci(lab_path: Path) -> None:
    session = lab_path / "ATL901/2023-01-25/701"
    rois, frames = axes_of(session / "suite2p/plane0/F.npy", (23, 700))
    assert (rois.times, frames.unit, frames.path_of_times) == (None, "s", session / "oneData/mpci.times.npy")
    assert [axis.unit for axis in axes_of(session / "suite2p/plane0/iscell.npy", (23, 2))] == ["", ""]


def test_rois_are_of_planes_when_they_are_as_many() -> None:
    session = SimpleNamespace(values=SimpleNamespace(planeNames=["plane1", "plane0"], roiPerPlane=[2, 3]))
    planes = (Plane("plane1", 0, 2), Plane("plane0", 2, 5))
    assert planes_of(session, (Axis("frame", 7), Axis("ROI", 5))) == planes
    assert planes_of(session, (Axis("ROI", 4),)) == ()
    assert planes_of(session, (Axis("frame", 5),)) == ()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"planeNames": ["a"]},
        {"planeNames": "ab", "roiPerPlane": [2, 3]},
        {"planeNames": ["a"], "roiPerPlane": [-5]},
    ],
)
def test_sessions_that_do_not_tell_their_planes(values: dict[str, object]) -> None:
    for session in (None, SimpleNamespace(), SimpleNamespace(values=SimpleNamespace(**values))):
        assert planes_of(session, (Axis("ROI", 5),)) == ()


@pytest.mark.parametrize(
    ("name", "shape", "names"),
    [
        ("meanImg.plane0", (96, 128), ("y", "x")),
        ("mpci.meanImgE", (2, 96, 128), ("frame", "y", "x")),
        ("eye.images", (5, 2, 96, 128), ("axis 0", "axis 1", "y", "x")),
        ("plane0.max_proj", (96, 128), ("y", "x")),
        ("mpci.image", (96, 128), ("frame", "axis 1")),
        ("mpciROIs.imgArea", (96,), ("ROI",)),
        ("img.mean", (96,), ("axis 0",)),
        ("mpci.roiActivityF", (96, 128), ("frame", "ROI")),
    ],
)
def test_names_tell_images(name: str, shape: tuple[int, ...], names: tuple[str, ...]) -> None:
    assert axis_names(Path(f"onedata/{name}.npy"), shape) == names
