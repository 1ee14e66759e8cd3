"""What is known of each ROI: found from facts alone, never a list that counts something else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, Damaged, Missing
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.facts import inspect_session
from sessionbrowser.sessions.roi_vectors import RoiVector, load_vector, roi_vectors

RECORDING = "ATL901/2023-01-25/701"


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / RECORDING)


def vectors(session: Suite2pSession, n: int = 38) -> dict[str, RoiVector]:
    return {vector.name: vector for vector in roi_vectors(inspect_session(session), n)}


def test_all_that_is_known_of_each_roi(session: Suite2pSession) -> None:
    found = vectors(session)
    assert list(found)[:3] == ["x", "y", "plane"]
    assert {name for name, vector in found.items() if vector.kind == "mark"} == {
        *("isCell", "redCellIdx", "redCellIdxCoherent", "redundant", "bestInCluster")
    }
    assert {name for name, vector in found.items() if vector.kind == "number"} == {
        *("x", "y", "plane", "isCell probability", "redS2P", "redDotProduct", "redPearson", "redPhaseCorrelation")
    }
    assert (found["x"].unit, found["plane"].unit, found["redS2P"].unit) == ("px", "", "")


def test_each_is_as_its_file_has_it(session: Suite2pSession) -> None:
    for name, vector in vectors(session).items():
        whole = session.loadone(vector.path.stem)
        expected = whole if vector.column is None else whole[:, vector.column]
        values = load_vector(session, vector)
        assert (values.shape, values.dtype) == ((38,), np.dtype(float if vector.kind == "number" else bool)), name
        np.testing.assert_array_equal(values, expected, err_msg=name)


def test_a_recipe_for_positions(session: Suite2pSession) -> None:
    session.saveone(LoadingRecipe("roiPosition", None), "mpciROIs.stackPosition")
    np.testing.assert_array_equal(load_vector(session, vectors(session)["y"]), session.get_roi_position()[:, 1])


def test_lists_of_something_else_are_none(session: Suite2pSession) -> None:
    for name in ("trials.score", "mpci.motion", "licks.strength", "pupil.size", "pupil.times", "cells.depth"):
        session.saveone(np.arange(38.0), name)
    found = set(vectors(session))
    assert "cells.depth" in found
    assert found.isdisjoint(("trials.score", "mpci.motion", "licks.strength", "pupil.size", "pupil.times"))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(37),
        np.zeros((38, 1)),
        np.zeros(38, complex),
        np.zeros(38, "U3"),
        np.zeros(38, "M8[s]"),
        np.zeros(38, [("a", "f4")]),
        np.full(38, {}, object),
        np.zeros(()),
    ],
)
def test_other_shapes_and_types_are_none(session: Suite2pSession, array: Any) -> None:
    session.saveone(array, "mpciROIs.other")
    assert "other" not in vectors(session)


def test_positions_in_two_axes_have_no_plane(session: Suite2pSession) -> None:
    session.saveone(np.zeros((38, 2)), "mpciROIs.stackPosition")
    assert [name for name in vectors(session) if name in ("x", "y", "plane")] == ["x", "y"]


def test_no_rois_no_vectors(session: Suite2pSession) -> None:
    assert vectors(session, 17) == {}


def test_broken_files_are_none(session: Suite2pSession) -> None:
    (session.one_path / "mpciROIs.redPearson.npy").write_bytes(b"")
    assert "redPearson" not in vectors(session)


def test_files_that_change_meanwhile(session: Suite2pSession) -> None:
    found = vectors(session)
    session.saveone(np.zeros(3), "mpciROIs.redPearson")
    session.saveone(np.zeros(38), "mpciROIs.stackPosition")
    session.saveone(np.full(38, {}, object), "mpciROIs.redDotProduct")
    found["redundant"].path.unlink()
    session.saveone(np.zeros((38, 1)), "mpciROIs.isCell")
    for name in ("redPearson", "redDotProduct", "x", "isCell probability"):
        with pytest.raises(Damaged, match="no list for 38 ROIs"):
            load_vector(session, found[name])
    with pytest.raises(Missing):
        load_vector(session, found["redundant"])


def test_loading_can_be_cancelled(session: Suite2pSession) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        load_vector(session, vectors(session)["x"], cancel=cancel)


def test_menus_need_no_numpy() -> None:
    program = "import sys; from sessionbrowser.sessions import roi_vectors, signals; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
