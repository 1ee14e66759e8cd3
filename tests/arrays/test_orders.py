from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.orders import order_by, peak_order, similarity_order
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Cancelled
from tests.arrays.test_arrangement import sources

AXES = {"time_axis": 0, "roi_axis": 1}


def test_a_vector_orders_with_equals_as_they_were_and_nan_last():
    values = np.array([2.0, np.nan, -1, 2, np.inf, np.nan, -1])
    assert order_by(values).tolist() == [2, 6, 0, 3, 4, 1, 5]
    assert order_by(values, descending=True).tolist() == [4, 0, 3, 2, 6, 1, 5]
    assert order_by(np.array([True, False, True])).tolist() == [1, 0, 2]
    assert order_by(np.array([3, 200, 3], np.uint8), descending=True).tolist() == [1, 0, 2]
    assert order_by(np.array(["b", "a", "b"]), descending=True).tolist() == [0, 2, 1]


@given(
    data=st.data(),
    kind=st.sampled_from(["C", "F", "memory", "stacked", "sparse"]),
    dtype=st.sampled_from(["f4", "f8", "i2", "u1", "?"]),
    shape=st.tuples(st.integers(1, 20), st.integers(1, 30)),
)
@settings(max_examples=120, deadline=None)
def test_peaks_are_found_wherever_they_are(data, kind, dtype, shape, tmp_path_factory):
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    values = random.integers(-5, 5, shape).clip(0 if dtype == "u1" else -5).astype(dtype)
    if values.dtype.kind == "f":
        values[random.random(shape) < data.draw(st.sampled_from([0, 0.5, 0.95]))] = np.nan
    source = sources(values, kind, tmp_path_factory.mktemp("orders"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 100, 2**20])))
        order = peak_order(source, **AXES)
    source.close()
    peaks = [np.nan if (v != v).all() else np.flatnonzero(v == np.fmax.reduce(v))[0] for v in values]
    assert order.tolist() == np.argsort(peaks, kind="stable").tolist()


def test_peaks_of_a_part_of_the_time():
    values = np.array([[9, 0, 0, 1], [0, 0, 2, 0]])
    window = (slice(0, 2), slice(1, 4))
    assert peak_order(MemorySource(values), time_axis=1, roi_axis=0, window=window).tolist() == [1, 0]


def groups(n: int, length: int) -> np.ndarray:
    """ROIs of two kinds in turn, the one active when the other is not; of axes (time, ROI)."""
    random = np.random.default_rng(0)
    wave = np.sin(np.linspace(0, 20, length))[:, None] * np.where(np.arange(n) % 2, 1, -1)
    return wave * np.linspace(1, 50, n) + random.normal(size=(length, n)) * 0.3 + 100


@pytest.mark.parametrize(("n", "length"), [(40, 3000), (600, 200)])
def test_rois_that_do_alike_come_together(n, length):
    order = similarity_order(MemorySource(groups(n, length)), **AXES)
    assert sorted(order.tolist()) == list(range(n))
    kinds = order % 2
    assert np.count_nonzero(np.diff(kinds)) == 1


def test_similarity_is_that_of_the_covariance_by_hand():
    values = np.random.default_rng(1).normal(size=(200, 30)) @ np.random.default_rng(2).normal(size=(30, 30))
    scores = (values - values.mean(axis=0)) / values.std(axis=0)
    _, _, components = np.linalg.svd(scores.T, full_matrices=False)
    component = components[0] * np.sign(components[0][np.argmax(np.abs(components[0]))])
    assert similarity_order(MemorySource(values), **AXES).tolist() == np.argsort(scores.T @ component).tolist()


def test_similarity_puts_what_never_changes_last_and_is_the_same_each_time():
    values = groups(20, 400)
    values[:, 3] = 7.1
    values[:, 8] = np.nan
    values[5:9, 11] = np.nan
    order = similarity_order(MemorySource(values), **AXES)
    assert order[-2:].tolist() == [3, 8]
    assert order.tolist() == similarity_order(MemorySource(np.asfortranarray(values)), **AXES).tolist()
    assert similarity_order(MemorySource(np.zeros((9, 0))), **AXES).tolist() == []
    assert similarity_order(MemorySource(np.zeros((0, 3))), **AXES).tolist() == [0, 1, 2]
    assert similarity_order(MemorySource(np.ones((9, 3))), **AXES).tolist() == [0, 1, 2]


def test_orders_are_cancelled():
    cancel = Cancel()
    cancel.set()
    for order in (peak_order, similarity_order):
        with pytest.raises(Cancelled):
            order(MemorySource(np.zeros((5, 5))), cancel=cancel, **AXES)
