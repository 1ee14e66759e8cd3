"""Dense in memory on request: the memory is told before, and refused with the figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from scipy.sparse import csc_array, random_array

from sessionbrowser.arrays import budget
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import Cancelled, TooLarge
from sessionbrowser.gui.viewers import densify
from sessionbrowser.gui.viewers.densify import dense
from sessionbrowser.gui.viewers.values import ValuesViewer
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Axis, Opened

MATRIX = csc_array(random_array((900, 63), density=0.1, format="csc", dtype=np.float32, rng=np.random.default_rng(5)))


def opened(source) -> Opened:
    axes = tuple(Axis(name, n) for name, n in zip(("frame", "ROI"), source.shape, strict=True))
    return Opened(FileFacts(Path("mpci.x.npz"), Kind.SPARSE, shape=source.shape, dtype="float32"), source, None, axes)


@pytest.fixture
def viewer(stage):
    return stage(ValuesViewer(), 700, 400)


@pytest.fixture
def show(qtbot, viewer):
    def show(source):
        with qtbot.waitSignal(viewer.settled, timeout=5000):
            viewer.show(opened(source))

    return show


def test_the_button_says_what_memory_it_takes_and_only_of_what_is_sparse(viewer, show):
    show(SparseSource(MATRIX))
    assert viewer.densify.button.isVisible()
    assert viewer.densify.button.text() == "Densify, 227 kB"
    show(MemorySource(MATRIX.toarray()))
    assert not viewer.densify.button.isVisible()


def test_a_click_shows_the_same_part_of_the_same_values_from_memory(qtbot, viewer, show):
    show(SparseSource(MATRIX))
    viewer.go_to_row(700)
    before = viewer.table.visible_cells()
    with qtbot.waitSignal(viewer.densify.done, timeout=5000):
        qtbot.mouseClick(viewer.densify.button, Qt.MouseButton.LeftButton)
    assert viewer.table.visible_cells() == before
    qtbot.wait(100)
    assert viewer._note.text() == "dense in memory: 227 kB"
    assert not viewer.densify.button.isVisible()
    assert isinstance(viewer._source, MemorySource)
    row, column = (int(place[0]) for place in MATRIX.nonzero())
    qtbot.waitUntil(lambda: viewer.model.text(row, column) == str(MATRIX.toarray()[row, column]))
    assert viewer.excerpt().source.shape == MATRIX.shape


def test_beyond_the_memory_it_is_refused_with_the_figures(qtbot, viewer, show, monkeypatch):
    show(SparseSource(MATRIX))
    monkeypatch.setattr(budget, "memory_budget", lambda: 100_000)
    with qtbot.waitSignal(viewer.densify.refused, timeout=5000):
        viewer.densify.button.click()
    told = viewer._note.text()
    assert told == "It stays sparse: the dense array takes 227 kB of memory, and 100 kB may be used"
    assert viewer.densify.button.isEnabled()
    assert isinstance(viewer._source, SparseSource)


def test_the_next_file_ends_it(qtbot, viewer, show):
    show(SparseSource(MATRIX))
    viewer.densify.button.click()
    show(MemorySource(np.eye(3)))
    qtbot.wait(50)
    assert viewer._source.shape == (3, 3)
    assert not viewer.densify._lane.is_busy


@settings(max_examples=25, deadline=None)
@given(
    shape=st.tuples(st.integers(0, 40), st.integers(0, 12)),
    density=st.floats(0, 1),
    piece=st.sampled_from([1, 50, 10**6]),
    dtype=st.sampled_from(["f4", "f8", "i2", "?", "c8"]),
)
def test_it_is_the_dense_array(shape, density, piece, dtype):
    array = (np.random.default_rng(0).random(shape) < density).astype(dtype)
    told = []
    old, densify._PIECE = densify._PIECE, piece
    try:
        made = dense(SparseSource(csc_array(array)), None, Cancel(), lambda done, of: told.append((done, of)))
    finally:
        densify._PIECE = old
    np.testing.assert_array_equal(made, array)
    assert made.dtype == array.dtype
    assert told == sorted(told)
    assert not told or told[-1] == (array.nbytes, array.nbytes)


def test_it_can_be_given_up_and_tells_what_is_too_large(monkeypatch):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        dense(SparseSource(MATRIX), None, cancel, lambda done, of: None)
    monkeypatch.setattr(budget, "memory_budget", lambda: 10)
    with pytest.raises(TooLarge, match="227 kB"):
        dense(SparseSource(MATRIX), Path("x.npz"), Cancel(), lambda done, of: None)
