"""The entry "spks" of a session: types in the session's order, the right one first, each as the session gives it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import Cancelled, Damaged, Missing, OneDataError, TooLarge
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.corrected import CorrectedSource
from sessionbrowser.sessions.facts import inspect_session
from sessionbrowser.sessions.kinds import State
from sessionbrowser.sessions.spks import (
    SpksEntry,
    open_path,
    open_spks,
    python_to_load_path,
    python_to_load_spks,
    spks_entry,
)

RECORDING = "ATL901/2023-01-25/701"


def entry_of(session: Any) -> SpksEntry:
    entry = spks_entry(session, list(inspect_session(session)))
    assert entry is not None
    return entry


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / RECORDING)


def shown(session: Any, name: str) -> np.ndarray:
    opened = open_spks(session, name)
    assert opened.source is not None
    try:
        return opened.source.read(whole(opened.source.shape))
    finally:
        opened.close()


def test_the_types_are_in_the_sessions_order_each_with_its_file(session: Suite2pSession) -> None:
    entry = entry_of(session)
    assert tuple(each.name for each in entry.types) == session.available_spks_types
    assert [each.origin for each in entry.types][:2] == [
        "mpci.roiActivityDeconvolvedOasis",
        "mpci.roiActivityDeconvolved",
    ]
    assert {each.facts.shape for each in entry.types} == {(700, 38)}
    assert {each.facts.dtype for each in entry.types} == {"float32"}
    assert entry.of("raw").facts.path == session.one_path / "mpci.roiActivityF.npy"
    corrected = entry.of("corrected")
    assert (corrected.is_computed, corrected.origin, corrected.facts.size) == (True, "computed", 0)
    assert corrected.facts.detail == "F − 0.7 (Fneu − its mean over time)"
    assert corrected.facts.dense == 700 * 38 * 4
    assert not corrected.facts.path.exists()


def test_every_type_opens_as_the_session_gives_it(session: Suite2pSession) -> None:
    for name in session.available_spks_types:
        np.testing.assert_array_equal(shown(session, name), session.get_spks(name), err_msg=name)


def test_corrected_is_read_in_place_with_times_and_planes(session: Suite2pSession) -> None:
    opened = open_spks(session, "corrected")
    assert isinstance(opened.source, CorrectedSource)
    assert [(axis.name, axis.unit) for axis in opened.axes] == [("frame", "s"), ("ROI", "")]
    assert [(plane.name, plane.start) for plane in opened.planes] == [("plane0", 0), ("plane1", 23)]
    assert (opened.unit, opened.notes, opened.facts.stem) == ("a.u.", ("read in place",), "spks (corrected)")
    assert session.one_cache == {}
    opened.close()


def test_corrected_of_a_session_that_is_not_registered(session: Suite2pSession) -> None:
    (session.one_path / "mpci.roiNeuropilActivityF.npy").unlink()
    corrected = entry_of(session).of("corrected")
    assert (corrected.facts.shape, corrected.can_be_shown) == (None, True)
    np.testing.assert_array_equal(shown(session, "corrected"), session.get_spks("corrected"))


def test_corrected_of_plain_files(session: Suite2pSession) -> None:
    for name, order in (("mpci.roiActivityF", "C"), ("mpci.roiNeuropilActivityF", "F")):
        session.saveone(np.asarray(session.loadone(name), order=order), name)
    session.clear_cache()
    np.testing.assert_array_equal(shown(session, "corrected"), session.get_spks("corrected"))


def test_corrected_of_files_that_do_not_go_together(session: Suite2pSession) -> None:
    session.saveone(np.zeros((700, 3), np.float32), "mpci.roiNeuropilActivityF")
    corrected = entry_of(session).of("corrected").facts
    assert (corrected.shape, corrected.health.state) == (None, State.DAMAGED)
    assert corrected.health.why == "mpci.roiActivityF and mpci.roiNeuropilActivityF differ in shape"
    with pytest.raises(Damaged, match="differ in shape"):
        open_spks(session, "corrected")


def test_a_bad_coefficient_is_told(session: Suite2pSession) -> None:
    session.opts.neuropilCoefficient = "much"
    corrected = entry_of(session).of("corrected")
    assert (corrected.can_be_shown, corrected.facts.health.why) == (
        False,
        "neuropilCoefficient is 'much', not a number",
    )
    with pytest.raises(Damaged, match="much"):
        open_spks(session, "corrected")


def test_a_computed_type_is_no_better_than_its_files(session: Suite2pSession) -> None:
    (session.suite2p_path / "plane1/Fneu.npy").unlink()
    corrected = entry_of(session).of("corrected")
    assert corrected.facts.health.state is State.MISSING
    assert corrected.facts.health.why == "mpci.roiNeuropilActivityF: leads to suite2p/plane1/Fneu.npy"


def test_opening_corrected_can_be_cancelled(session: Suite2pSession) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        open_spks(session, "corrected", cancel=cancel)


@pytest.mark.parametrize(
    ("own", "there", "default"),
    [
        ("raw", ("oasis", "raw"), "raw"),
        ("significant", ("raw", "oasis"), "oasis"),
        (None, ("neuropil", "raw", "deconvolved"), "deconvolved"),
        (None, ("zz", "aa"), "zz"),
    ],
)
def test_which_type_is_first(tmp_path: Path, own: str | None, there: tuple[str, ...], default: str) -> None:
    duck = SimpleNamespace(data_path=tmp_path, available_spks_types=there, spks_type=own)
    entry = spks_entry(duck, ())
    assert entry is not None
    assert (entry.default, entry.of("gone").name) == (default, default)


def test_a_broken_type_is_not_first(session: Suite2pSession) -> None:
    assert entry_of(session).default == "significant"
    (session.one_path / "mpci.roiSignificantFluorescence.npz").write_bytes(b"x")
    assert entry_of(session).default == "oasis"
    assert not entry_of(session).of("significant").can_be_shown


def test_sessions_without_spks_have_no_entry(lab_path: Path) -> None:
    assert spks_entry(Suite2pSession.from_path(lab_path / "kx03/2024-03-03/001"), ()) is None
    assert spks_entry(SimpleNamespace(), ()) is None
    assert spks_entry(None, ()) is None


class Duck:
    """A class of a lab's own that knows types and how to load them, and no more."""

    def __init__(self, folder: Path, **arrays: Any) -> None:
        self.data_path = folder
        self.arrays = arrays

    def spks_types(self) -> list[str]:
        return list(self.arrays)

    def get_spks(self, name: str) -> Any:
        array = self.arrays[name]
        return array() if callable(array) else array


def test_a_class_that_knows_nothing_of_ours(tmp_path: Path) -> None:
    dense, thin = np.arange(6.0).reshape(3, 2), sparse.csr_array(np.eye(3))
    duck = Duck(tmp_path, dense=dense, thin=thin)
    entry = spks_entry(duck, ())
    assert entry is not None
    assert [(each.name, each.origin, each.facts.shape) for each in entry.types] == [
        ("dense", "computed", None),
        ("thin", "computed", None),
    ]
    np.testing.assert_array_equal(shown(duck, "dense"), dense)
    opened = open_spks(duck, "thin")
    assert isinstance(opened.source, SparseSource)
    assert [axis.name for axis in opened.axes] == ["frame", "ROI"]


def test_what_such_a_class_gives_wrongly_is_told(tmp_path: Path) -> None:
    duck = Duck(tmp_path, none=None, flat=np.zeros(3), objects=np.array([[{}]]), fails=lambda: {}["key"])
    for name in ("none", "flat", "objects"):
        with pytest.raises(OneDataError, match=f"Duck gives no array of frames and ROIs for {name}"):
            open_spks(duck, name)
    with pytest.raises(OneDataError, match="KeyError"):
        open_spks(duck, "fails")
    with pytest.raises(Missing, match="no spks of type other"):
        open_spks(duck, "other")


@pytest.mark.parametrize("member", ["available_spks_types", "spks_type", "SPKS_FILES", "one_path"])
def test_a_class_that_fails_has_no_entry(tmp_path: Path, member: str, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("no database")

    failing = type("Failing", (Duck,), {member: property(fail)})(tmp_path, a=np.zeros((2, 2)))
    with caplog.at_level(logging.WARNING):
        assert spks_entry(failing, ()) is None
    assert "RuntimeError: no database" in caplog.text
    if member != "spks_type":
        with pytest.raises(OneDataError, match="no database"):
            open_spks(failing, "a")


def test_one_type_may_be_told_as_a_text(tmp_path: Path) -> None:
    entry = spks_entry(SimpleNamespace(data_path=tmp_path, spks_types="dff"), ())
    assert entry is not None
    assert [each.name for each in entry.types] == ["dff"]


def test_loading_whole_stays_within_memory(tmp_path: Path) -> None:
    duck = Duck(tmp_path, a=np.zeros((2, 2)))
    duck.values = SimpleNamespace(numFrames=30_000, numROIs=10_000)  # type: ignore[attr-defined]
    with pytest.raises(TooLarge, match=r"4\.8 GB"):
        open_spks(duck, "a", budget=10**9)
    del duck.values  # type: ignore[attr-defined]
    (tmp_path / "onedata").mkdir()
    np.save(tmp_path / "onedata/mpci.roiActivityF.npy", np.zeros((700, 100), np.float32))
    with pytest.raises(TooLarge, match="560 kB"):
        open_spks(duck, "a", budget=1000)


def test_a_class_that_computes_anew_is_asked_for_it(session: Suite2pSession, lab: Path) -> None:
    class Doubled(Suite2pSession):
        def get_spks(self, spks_type: str | None = None) -> np.ndarray:
            return 2 * super().get_spks(spks_type)

    doubled = Doubled.from_path(lab / RECORDING)
    for name in ("oasis", "corrected"):
        opened = open_spks(doubled, name)
        assert isinstance(opened.source, MemorySource)
        np.testing.assert_array_equal(shown(doubled, name), 2 * session.get_spks(name))


@pytest.mark.parametrize("name", ["oasis", "significant", "corrected"])
def test_the_lines_of_python_load_it(session: Suite2pSession, name: str) -> None:
    names: dict[str, Any] = {}
    exec(python_to_load_spks(session, name), names)
    data = names["data"]
    data = data.toarray() if hasattr(data, "toarray") else data
    np.testing.assert_array_equal(data, session.get_spks(name))


def test_the_row_of_the_table_needs_no_numpy() -> None:
    program = "import sys, sessionbrowser.sessions.spks; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_path_is_a_file_or_stands_for_spks_that_no_file_holds(session: Suite2pSession) -> None:
    for name in ("oasis", "corrected"):
        path = entry_of(session).of(name).facts.path
        opened = open_path(session, path)
        assert (opened.facts.path, opened.source is not None) == (path, True)
        opened.close()
        assert python_to_load_path(session, path) == python_to_load_spks(session, name)
    other = session.one_path / "spks (other)"
    for lost in (session, None):
        with pytest.raises(Missing):
            open_path(lost, other)


def test_a_file_of_such_a_name_is_no_spks(session: Suite2pSession) -> None:
    path = session.one_path / "spks (corrected).npy"
    np.save(path, np.arange(3))
    opened = open_path(session, path)
    assert opened.facts.shape == (3,)
    opened.close()
