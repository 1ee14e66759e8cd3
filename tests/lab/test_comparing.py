"""Comparing a file with what would stay of it: equal only when every value is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from sessionbrowser.arrays import equal
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, Changed, OneDataError
from sessionbrowser.lab.comparing import compare, find_copies
from sessionbrowser.lab.staleness import Rule, StaleFile, find_stale
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_session

SPARSE = "mpci.roiSignificantFluorescence.npz"
DENSE = "mpci.roiSignificantFluorescence.npy"


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / "ATL901/2023-01-25/701")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal, "_BLOCK", 4096)
    monkeypatch.setattr(equal, "_SAMPLE", 64)


def finding_of(session: Suite2pSession, name: str) -> StaleFile:
    facts = tuple(inspect_session(session))
    return next(finding for finding in find_stale(session, facts) if finding.name == name)


def dense_twin(session: Suite2pSession, order: str = "C", dtype: Any = np.float32, **changes: float) -> StaleFile:
    values = sp.load_npz(session.one_path / SPARSE).toarray()
    for place, value in changes.items():
        values[tuple(map(int, place.split("_")[1:]))] = value
    np.save(session.one_path / DENSE, np.asarray(values, dtype, order=order))
    return finding_of(session, DENSE)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_equal_twin_is_suggested(session, order, dtype):
    finding = compare(session, dense_twin(session, order, dtype))
    assert finding.compared
    assert finding.suggested
    assert not finding.can_be_compared
    assert finding.why.endswith("; all values equal")
    assert (finding.rule, finding.if_cleared, finding.only_copy) == (Rule.SUPERSEDED, "the .npz stays", False)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("row", "column"), [(0, 0), (333, 17), (699, 37)])
def test_a_twin_that_differs_anywhere_is_the_only_copy(session, order, row, column):
    finding = compare(session, dense_twin(session, order, **{f"at_{row}_{column}": -1.0}))
    assert finding.why.endswith(f"; values differ at {row}, {column}")
    assert (finding.if_cleared, finding.only_copy, finding.compared) == ("only copy", True, False)
    assert not finding.suggested
    assert not finding.can_be_compared
    assert compare(session, finding) is finding


def test_a_twin_of_another_kind_of_number_is_not_equal(session):
    finding = compare(session, dense_twin(session, dtype=np.int64))
    assert finding.why.endswith("; the types differ: int64 and float32")
    assert finding.only_copy


def test_a_dense_file_under_the_name_of_a_recipe(session):
    path = session.one_path / "mpci.roiActivityF.npy"
    traces = session.loadone("mpci.roiActivityF")
    path.unlink()
    np.save(path, traces)
    assert compare(session, finding_of(session, path.name)).compared
    traces[5, 5] = np.nan
    np.save(path, traces)
    assert compare(session, finding_of(session, path.name)).why.endswith("; values differ at 5, 5")


def test_a_copy_by_name_is_compared_with_its_recipe(session):
    np.save(session.one_path / "mpciROIs.isCell.old.npy", session.loadone("mpciROIs.isCell"))
    finding = compare(session, finding_of(session, "mpciROIs.isCell.old.npy"))
    assert (finding.compared, finding.suggested, finding.if_cleared) == (True, True, "the recipe stays")


def test_copies_are_found_under_any_name(session):
    np.save(session.one_path / "mpci.anything.npy", np.asarray(session.loadone("mpci.roiActivityF"), order="F"))
    almost = session.loadone("mpci.roiNeuropilActivityF").copy()
    almost[-1, -1] += 1
    np.save(session.one_path / "mpci.almost.npy", almost)
    steps: list[tuple[int, int]] = []
    facts = tuple(inspect_session(session))
    (finding,) = find_copies(session, facts, progress=lambda *step: steps.append(step))
    assert (finding.name, finding.rule, finding.compared) == ("mpci.anything.npy", Rule.DENSE_COPY, True)
    assert finding.why == "mpci.roiActivityF.npy gives the same shape and type; all values equal"
    assert steps[-1] == (len(steps), len(steps))


def test_a_file_that_was_replaced_is_not_compared(session):
    finding = dense_twin(session)
    np.save(finding.path, np.load(finding.path) + 1)
    with pytest.raises(Changed):
        compare(session, finding)


def test_a_twin_that_is_gone_or_broken_raises(session):
    finding = dense_twin(session)
    (session.one_path / SPARSE).write_bytes(b"broken")
    with pytest.raises(OneDataError):
        compare(session, finding)
    assert np.load(finding.path).shape == (700, 38)


def test_comparing_tells_how_far_it_is_and_can_be_given_up(session):
    finding = dense_twin(session)
    steps: list[tuple[int, int]] = []
    compare(session, finding, progress=lambda *step: steps.append(step))
    assert len(steps) > 10
    assert steps == [(number, len(steps)) for number in range(1, len(steps) + 1)]
    cancel = Cancel()
    with pytest.raises(Cancelled):
        compare(session, finding, cancel=cancel, progress=lambda *_: cancel.set())
