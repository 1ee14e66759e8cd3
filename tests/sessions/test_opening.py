"""Opening for looking: what is read is what loading gives, in place where that can be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser import platform
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import BadRecipe, Cancelled, Changed, Missing, NotOrdinaryFile, OneDataError, TooLarge
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.kinds import Kind, State
from sessionbrowser.sessions.layout import list_entries
from sessionbrowser.sessions.opening import Opened, Plane, open_one, python_to_load
from tests.sessions.helpers import DuckSession, LabSession, write_object, write_recipe

RECORDING = "ATL901/2023-01-25/701"


@pytest.fixture
def session(lab_path: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab_path / RECORDING)


def values(opened: Opened) -> Any:
    assert opened.source is not None
    try:
        return opened.source.read(whole(opened.source.shape))
    finally:
        opened.close()


def one(session: Suite2pSession, name: str) -> Path:
    return session.one_path / name


@pytest.mark.parametrize("folder", [RECORDING, "ATL901/2023-01-24/701", "kx03/2024-03-02/001", "kx03/2024-03-03/001"])
def test_what_is_shown_is_what_loading_gives(lab_path: Path, folder: str) -> None:
    session = Suite2pSession.from_path(lab_path / folder)
    shown = 0
    for path in list_entries(session.one_path):
        try:
            opened = open_one(session, path)
        except OneDataError:
            continue
        loaded = session.loadone(path.stem, sparse=path.suffix == ".npz")
        if opened.source is None:
            assert opened.value == loaded.item()
        else:
            assert [axis.length for axis in opened.axes] == list(loaded.shape)
            assert opened.source.axes == tuple(axis.name for axis in opened.axes)
            assert (opened.facts.shape, opened.facts.dtype) == (loaded.shape, str(loaded.dtype))
            np.testing.assert_array_equal(values(opened), loaded)
        shown += 1
    assert shown > 15


def test_the_portable_way_shows_the_same(session: Suite2pSession) -> None:
    for name in ("mpci.times.npy", "mpci.roiActivityF.npy", "mpci.roiSignificantFluorescence.npz"):
        expected = values(open_one(session, one(session, name)))
        with platform.portable():
            np.testing.assert_array_equal(values(open_one(session, one(session, name))), expected)


def test_a_recipe_over_planes_is_read_in_place(session: Suite2pSession) -> None:
    opened = open_one(session, one(session, "mpci.roiActivityF.npy"))
    assert opened.notes == ("read in place",)
    assert opened.planes == (Plane("plane0", 0, 23), Plane("plane1", 23, 38))
    assert [(axis.name, axis.length, axis.unit) for axis in opened.axes] == [("frame", 700, "s"), ("ROI", 38, "")]
    assert opened.unit == "a.u."
    assert not isinstance(opened.source, MemorySource)
    assert opened.source is not None
    window = (slice(10, 12), slice(21, 26))
    np.testing.assert_array_equal(opened.source.read(window), session.loadone("mpci.roiActivityF")[window])
    opened.close()


def test_dense_and_sparse_files_know_their_planes_too(session: Suite2pSession) -> None:
    for name in ("mpci.roiActivityDeconvolvedOasis.npy", "mpci.roiSignificantFluorescence.npz"):
        opened = open_one(session, one(session, name))
        assert [plane.name for plane in opened.planes] == ["plane0", "plane1"]
        opened.close()
    assert isinstance(opened.source, SparseSource)


def test_what_has_no_lazy_twin_is_loaded_whole(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    path = write_recipe(one(session, "mpciROIs.stackPosition.npy"), "roiPosition", None)
    opened = open_one(session, path)
    assert opened.notes == ("loaded whole",)
    np.testing.assert_array_equal(values(opened), session.get_roi_position())


def test_lists_and_object_arrays_are_values(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / "kx03/2024-03-02/001")
    ops = open_one(session, write_recipe(one(session, "a.ops.npy"), "S2P", "ops"))
    assert (type(ops.value), ops.source, ops.axes) == (list, None, ())
    stat = open_one(session, write_recipe(one(session, "a.stat.npy"), "S2P", "stat"))
    assert isinstance(stat.value, np.ndarray)
    assert stat.value.shape == (17,)
    ops.close()


def test_files_of_suite2p_open_as_well(session: Suite2pSession) -> None:
    plane = session.suite2p_path / "plane0"
    traces = open_one(session, plane / "F.npy")
    assert [(axis.name, axis.unit) for axis in traces.axes] == [("ROI", ""), ("frame", "s")]
    np.testing.assert_array_equal(values(traces), np.load(plane / "F.npy"))
    stat, ops = open_one(session, plane / "stat.npy"), open_one(session, plane / "ops.npy")
    assert (stat.facts.kind, ops.facts.kind, type(ops.value)) == (Kind.OBJECT, Kind.OBJECT, dict)


def test_a_class_that_knows_nothing_of_lazy_reading(tmp_path: Path) -> None:
    made = {"dense": np.arange(6.0).reshape(2, 3), "csr": sparse.csr_array(np.eye(3)), "text": "hello"}
    session = DuckSession(tmp_path, lab=lambda name: made[name])
    for name in made:
        write_recipe(tmp_path / f"onedata/a.{name}.npy", "lab", name)
    np.testing.assert_array_equal(values(open_one(session, tmp_path / "onedata/a.dense.npy")), made["dense"])
    np.testing.assert_array_equal(values(open_one(session, tmp_path / "onedata/a.csr.npy")), np.eye(3))
    assert open_one(session, tmp_path / "onedata/a.text.npy").value == "hello"
    turned = open_one(session, write_recipe(tmp_path / "onedata/a.turned.npy", "lab", "dense", ["transpose"]))
    np.testing.assert_array_equal(values(turned), made["dense"].T)


def test_what_a_labs_class_raises_becomes_one_of_our_errors(tmp_path: Path) -> None:
    def recursing() -> None:
        recursing()

    def hungry() -> None:
        raise MemoryError

    session = DuckSession(tmp_path, recursing=recursing, hungry=hungry, broken=lambda: {}["key"])
    expected = {
        "recursing": ("RecursionError", OneDataError),
        "hungry": ("memory", TooLarge),
        "broken": ("KeyError", OneDataError),
    }
    for name, (words, error) in expected.items():
        with pytest.raises(error, match=words):
            open_one(session, write_recipe(tmp_path / f"onedata/a.{name}.npy", name, None))


def test_recipes_in_a_circle_are_told(tmp_path: Path) -> None:
    session = LabSession("ATL1", "2023-01-24", root=tmp_path)
    session.saveone(LoadingRecipe("one", "a.c"), "a.b")
    session.saveone(LoadingRecipe("one", "a.b"), "a.c")
    with pytest.raises(BadRecipe, match="itself"):
        open_one(session, session.one_path / "a.b.npy")


def test_without_a_session_files_open_and_recipes_do_not(session: Suite2pSession) -> None:
    opened = open_one(None, one(session, "mpci.times.npy"))
    np.testing.assert_array_equal(values(opened), session.loadone("mpci.times"))
    with pytest.raises(BadRecipe, match="no session"):
        open_one(None, one(session, "mpci.roiActivityF.npy"))


def test_the_reason_for_no_times_is_noted(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    session.saveone(np.zeros(700), "mpci.times")
    opened = open_one(session, one(session, "mpci.roiActivityF.npy"))
    assert opened.notes == ("read in place", "times are not increasing")
    opened.close()


def test_memory_is_bounded_by_the_budget(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    position = write_recipe(one(session, "a.position.npy"), "roiPosition", None)
    for path in (
        one(session, "mpci.roiSignificantFluorescence.npz"),
        session.suite2p_path / "plane0/ops.npy",
        position,
    ):
        with pytest.raises(TooLarge):
            open_one(session, path, budget=100)
    open_one(session, one(session, "mpci.roiActivityF.npy"), budget=100).close()  # read in place takes none


def test_a_cancelled_opening_opens_nothing(session: Suite2pSession) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        open_one(session, one(session, "mpci.times.npy"), cancel=cancel)


def test_facts_are_those_of_now(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    session.saveone(np.zeros((3, 4), np.int8), "mpci.times")
    opened = open_one(session, one(session, "mpci.times.npy"))
    assert (opened.facts.shape, opened.facts.dtype, opened.facts.health.state) == ((3, 4), "int8", State.OK)
    opened.close()
    one(session, "mpci.times.npy").unlink()
    with pytest.raises(Missing):
        open_one(session, one(session, "mpci.times.npy"))


def test_a_file_that_is_replaced_while_it_is_open_is_told(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    opened = open_one(session, one(session, "mpci.times.npy"))
    session.saveone(np.ones(700), "mpci.times")
    with pytest.raises(Changed):
        values(opened)


def test_a_plane_that_is_replaced_while_it_is_open_is_told(lab: Path) -> None:
    session = Suite2pSession.from_path(lab / RECORDING)
    opened = open_one(session, one(session, "mpci.roiActivityF.npy"))
    np.save(session.suite2p_path / "plane1" / "new.npy", np.zeros((15, 700), np.float32))
    (session.suite2p_path / "plane1" / "new.npy").replace(session.suite2p_path / "plane1" / "F.npy")
    with pytest.raises(Changed):
        values(opened)


def test_what_is_no_onedata_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"hello")
    with pytest.raises(NotOrdinaryFile, match="neither npy nor npz"):
        open_one(None, tmp_path / "notes.txt")


# --- Copy as Python


def run(lines: str) -> Any:
    names: dict[str, Any] = {}
    exec(lines, names)
    return names["data"]


def test_the_lines_of_python_load_the_file(session: Suite2pSession) -> None:
    plain = run(python_to_load(session, one(session, "mpci.times.npy")))
    np.testing.assert_array_equal(plain, session.loadone("mpci.times"))
    recipe = run(python_to_load(session, one(session, "mpci.roiActivityF.npy")))
    np.testing.assert_array_equal(recipe, session.loadone("mpci.roiActivityF"))
    matrix = run(python_to_load(session, one(session, "mpci.roiSignificantFluorescence.npz")))
    assert isinstance(matrix, sparse.csc_array)
    ops = run(python_to_load(session, session.suite2p_path / "plane0" / "ops.npy"))
    assert "meanImg" in ops.item()


def test_the_lines_read_as_one_would_write_them(session: Suite2pSession) -> None:
    assert python_to_load(session, one(session, "mpci.times.npy")) == (
        "from sessionbrowser.sessions import Suite2pSession\n\n"
        f"session = Suite2pSession.from_path({str(session.data_path)!r})\n"
        "data = session.loadone('mpci.times')\n"
    )


@pytest.mark.parametrize("name", ["it's", 'quote"d', "back\\slash", "ünï · code", "new\nline"])
def test_the_lines_run_whatever_the_path_holds(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "2023-01-24"
    session = Suite2pSession.from_path(folder)
    session.saveone(np.arange(3), "a.b")
    np.testing.assert_array_equal(run(python_to_load(session, session.one_path / "a.b.npy")), np.arange(3))


def test_the_lines_for_other_classes_and_places(tmp_path: Path) -> None:
    class Local(Suite2pSession):
        pass

    lab = Local.from_path(tmp_path / "ATL1" / "2023-01-24")
    lab.saveone(np.arange(3), "a.b")
    assert "Suite2pSession" in python_to_load(lab, lab.one_path / "a.b.npy")
    duck = DuckSession(tmp_path / "somewhere")
    path = write_object(tmp_path / "somewhere/onedata/a.b.npy", {"x": 1})
    for made in (duck, None):
        assert run(python_to_load(made, path)).item() == {"x": 1}
