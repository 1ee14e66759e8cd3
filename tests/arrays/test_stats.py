from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.stats import Stats, exact_stats, sample_stats, stats_of
from sessionbrowser.errors import Cancelled
from tests.arrays.making import arrays, number_dtype, plain, windows


def assert_counts(stats: Stats, values: np.ndarray) -> None:
    """Check the counts and the range against all values."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        values = as_real(values.ravel())
    finite = values[np.isfinite(values)]
    assert stats.exact
    assert stats.count == values.size
    assert stats.zeros == np.sum(values == 0)
    assert stats.nans == np.isnan(values).sum()
    assert (stats.pos_infs, stats.neg_infs) == (np.isposinf(values).sum(), np.isneginf(values).sum())
    assert (stats.minimum, stats.maximum) == ((finite.min(), finite.max()) if finite.size else (None, None))


def assert_levels(stats: Stats, values: np.ndarray) -> None:
    """Check percentiles and histogram against the values that they are of."""
    with np.errstate(all="ignore"):
        values = as_real(values.ravel())
    shown = np.sort(values[np.isfinite(values) & (values != 0)])
    assert stats.counts.shape == (64,)
    assert stats.counts.sum() == shown.size
    assert np.all(np.diff(stats.edges) >= 0)
    if not shown.size:
        assert stats.low is stats.high is None
        return
    assert stats.low in shown
    assert stats.high in shown
    place = np.searchsorted(shown, [stats.low, stats.high], "right") / shown.size
    assert place[0] >= 0.01
    assert place[1] >= 0.98 or shown.size < 100
    assert stats.edges[0] <= shown[0]
    assert stats.edges[-1] >= shown[-1]


@given(data=st.data(), array=arrays(number_dtype, max_side=12))
@settings(max_examples=150, deadline=None)
def test_a_small_window_is_told_exactly(data, array, tmp_path_factory):
    source = plain(tmp_path_factory.mktemp("stats") / "a.npy", array)
    window = data.draw(windows(array.shape))
    values = array[(*window, ...)]
    stats = sample_stats(source, window)
    assert_counts(stats, values)
    assert_levels(stats, values)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", 64)
        patch.setitem(sample_stats.__globals__, "sample_stats", lambda s, w: sample_stats(s, w, budget=0))
        assert_counts(exact_stats(source, window), values)
    source.close()


@given(
    data=st.data(),
    dtype=st.sampled_from(["?", "i4", "f4", "c8"]),
    shape=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
@settings(max_examples=60, deadline=None)
def test_a_sparse_matrix_is_told_as_the_dense_one(data, dtype, shape):
    random = np.random.default_rng(shape[0])
    dense = ((random.random(shape) < 0.4) * random.integers(-5, 9, shape)).astype(dtype)
    window = data.draw(windows(shape))
    sparse = SparseSource(sp.csc_array(dense))
    for stats in (sample_stats(sparse, window), exact_stats(MemorySource(dense), window)):
        assert_counts(stats, dense[window])
        assert_levels(stats, dense[window])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sample_stats.__globals__, "sample_stats", lambda s, w: sample_stats(s, w, budget=3))
        patch.setitem(sample_stats.__globals__, "_AT_ONCE", 5)
        assert_counts(exact_stats(sparse, window), dense[window])


def test_of_a_large_sparse_matrix_some_stored_values_are_looked_at_first():
    dense = np.zeros((2000, 1000))
    dense[::50] = np.linspace(1, 9, 1000)
    stats = sample_stats(SparseSource(sp.csc_array(dense)), budget=500)
    assert not stats.exact
    assert 400 <= stats.count - stats.zeros <= 500
    assert stats.zeros / stats.count == pytest.approx(0.98, abs=0.002)
    assert (stats.low, stats.high) == (pytest.approx(1.08, abs=0.1), pytest.approx(8.92, abs=0.1))


@pytest.mark.parametrize("order", "CF")
def test_a_sample_is_the_same_each_time_and_from_everywhere(order):
    array = np.asarray(np.arange(1.0, 2_000_001).reshape(1000, 2000), order=order)
    first, second = (sample_stats(MemorySource(array), budget=50_000) for _ in range(2))
    assert not first.exact
    assert 25_000 <= first.count <= 50_000
    assert (first.low, first.high, first.minimum) == (second.low, second.high, second.minimum)
    assert np.array_equal(first.counts, second.counts)
    assert first.low < 0.06 * array.size
    assert first.high > 0.94 * array.size
    assert np.count_nonzero(first.counts) > 55
    exact = exact_stats(MemorySource(array))
    assert (exact.minimum, exact.maximum) == (1, array.size)


def test_levels_are_of_what_is_not_zero():
    """With 93 % zeros a plain percentile is zero, and a picture black."""
    array = np.zeros(10_000)
    array[:700] = np.linspace(1, 8, 700)
    stats = sample_stats(MemorySource(array))
    assert (stats.minimum, stats.maximum, stats.zeros) == (0, 8, 9300)
    assert 1 <= stats.low < 1.2
    assert 7.8 < stats.high <= 8


@pytest.mark.parametrize(
    "values",
    [
        [1.7e308, -1.7e308],
        [5e-324, 1e-323],
        [1.7976931348623157e308],
        [1e16, np.nextafter(1e16, 2e16)],
        [np.nan, np.inf, -np.inf],
        [-0.0, 0.0],
        [],
    ],
)
def test_extreme_values_are_counted_too(values):
    array = np.array(values, float)
    stats = sample_stats(MemorySource(array))
    assert_counts(stats, array)
    assert_levels(stats, array)
    assert np.isfinite(stats.edges).all()


def test_integers_keep_all_their_digits():
    array = np.array([2**63 - 1, -(2**63), 2**53 + 1])
    stats = exact_stats(MemorySource(array))
    assert (stats.minimum, stats.maximum) == (-(2**63), 2**63 - 1)
    assert sample_stats(MemorySource(np.array([2**64 - 1], "u8"))).high == 2**64 - 1


def test_cancel_ends_it_and_progress_is_told():
    source = MemorySource(np.zeros((3000, 2000)))
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        exact_stats(source, cancel=cancel)
    seen = []
    exact_stats(source, whole(source.shape), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (source.nbytes, source.nbytes)


@given(array=arrays(number_dtype, max_side=12), cuts=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_values_that_are_there_are_told_as_those_of_a_source(array, cuts):
    stats = stats_of(np.array_split(array.ravel(), cuts))
    assert not stats.exact
    assert_counts(replace(stats, exact=True), array)
    assert_levels(stats, array)


def test_of_many_values_some_of_every_place_are_looked_at():
    lines = [np.arange(1.0, 1001) for _ in range(50)]  # the same value at the same place of each
    stats = stats_of(lines, budget=5000)
    assert (stats.count, stats.minimum, stats.maximum) == (5000, 1, 1000)
    assert stats.low == pytest.approx(10, abs=2)
    assert stats.high == pytest.approx(990, abs=2)
