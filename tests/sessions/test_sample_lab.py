"""Every onedata file of the small lab loads as its list describes it, and as plain numpy and scipy load it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser.errors import Damaged, Missing, UnknownLoader
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from tests.conftest import LAB

with (LAB / "FILES.tsv").open(encoding="utf-8") as _file:
    ROWS = [
        row
        for row in csv.DictReader(_file, delimiter="\t")
        if "/onedata/" in row["path"].lower() and row["path"].endswith((".npy", ".npz"))
    ]

BROKEN = {
    "ATL901/2023-01-24/701/oneData/tmp8f3kq2.npy": (Damaged, "cut after"),
    "ATL901/2023-01-25/701/oneData/mpci.roiActivityChan2.npy": (Missing, "F_chan9"),
    "ATL901/2023-01-25/701/oneData/mpci.roiFacecam.npy": (UnknownLoader, "facecam"),
    "kx03/2024-03-09/001/onedata/mpci.roiActivityF.npy": (Missing, r"suite2p/plane0/F\.npy"),
    "kx03/2024-03-09/001/onedata/mpciROIs.isCell.npy": (Missing, "iscell"),
}
NOT_IN_SESSIONS = ("ATL901/2023-02-30/", "ATL901/notes/")
GOOD = [row for row in ROWS if row["path"] not in BROKEN and not row["path"].startswith(NOT_IN_SESSIONS)]


def load(path: Path) -> Any:
    return Suite2pSession.from_path(path.parents[1]).loadone(path.stem, sparse=path.suffix == ".npz")


def as_numpy_loads(path: Path) -> Any:
    return sparse.load_npz(path).toarray() if path.suffix == ".npz" else np.load(path, allow_pickle=True)


def by_the_readme(path: Path, recipe: dict[str, Any]) -> Any:
    """Follow a recipe with numpy alone, in the words of the description of the format."""
    session = path.parents[1]
    values = json.loads((session / "vrExperimentValues.json").read_text())
    files = [session / "suite2p" / plane / f"{recipe['source_arg']}.npy" for plane in values["planeNames"]]
    planes = [np.load(file) for file in files]
    if recipe["source_arg"] in ("F", "Fneu", "spks"):
        planes = [plane[:, : values["numFrames"]] for plane in planes]
    array = np.concatenate(planes, axis=0)
    for name in recipe["transforms"]:
        array = {"transpose": lambda x: x.T, "idx_column1": lambda x: x[:, 1]}[name](array)
    return array


def test_the_list_is_not_empty() -> None:
    assert len(GOOD) > 90
    assert {row["path"] for row in ROWS}.issuperset(BROKEN)


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row["path"])
def test_a_good_file_gives_the_array_that_is_described(row: dict[str, str]) -> None:
    path = LAB / row["path"]
    loaded, plain = load(path), as_numpy_loads(path)
    assert type(loaded) is np.ndarray
    assert loaded.flags.writeable
    if LoadingRecipe.is_recipe(plain):
        np.testing.assert_array_equal(loaded, by_the_readme(path, plain.item()))
        return
    assert (str(loaded.shape), str(loaded.dtype)) == (row["shape"], row["dtype"])
    if path.suffix == ".npy":
        assert loaded.flags.f_contiguous == plain.flags.f_contiguous
    if loaded.dtype == object:
        assert loaded.item() == plain.item()
    else:
        np.testing.assert_array_equal(loaded, plain)


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_file_gives_a_clear_error(path: str) -> None:
    error, words = BROKEN[path]
    with pytest.raises(error, match=words):
        load(LAB / path)


@pytest.mark.parametrize("path", NOT_IN_SESSIONS)
def test_a_folder_that_is_no_date_makes_no_session(path: str) -> None:
    with pytest.raises(ValueError):
        Suite2pSession.from_path(LAB / path / "701")


@pytest.mark.parametrize("session", ["ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "kx03/2024-03-02/001"])
def test_the_positions_of_the_rois_are_those_that_registration_saved(session: str) -> None:
    made = Suite2pSession.from_path(LAB / session)
    np.testing.assert_array_equal(made.get_roi_position(), made.loadone("mpciROIs.stackPosition"))


def test_object_files_of_suite2p_are_what_numpy_reads() -> None:
    session = Suite2pSession.from_path(LAB / "kx03/2024-03-02/001")
    (ops,) = session.load_s2p("ops")
    plain = np.load(session.suite2p_path / "plane0" / "ops.npy", allow_pickle=True).item()
    assert set(ops) == set(plain)
    np.testing.assert_array_equal(ops["meanImg"], plain["meanImg"])
    assert ops["date_proc"] == plain["date_proc"]
    stat = session.load_s2p("stat")
    assert (stat.shape, stat.dtype, sorted(stat[0])[:2]) == ((17,), object, ["aspect_ratio", "compact"])
