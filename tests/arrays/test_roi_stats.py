from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.roi_stats import RoiStats, roi_stats, z_scores, zero_to_one
from sessionbrowser.arrays.source import ArraySource, MemorySource
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import Cancelled
from tests.arrays.making import plain


def by_hand(values: np.ndarray) -> RoiStats:
    finite = np.where(np.isfinite(values), values, np.nan).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = [reduce(finite, axis=1) for reduce in (np.nanmean, np.nanstd, np.nanmin, np.nanmax)]
    return RoiStats(*parts, np.isfinite(values).sum(axis=1))


@given(
    data=st.data(),
    kind=st.sampled_from(["C", "F", "memory", "sparse"]),
    dtype=st.sampled_from(["f4", "f8", "i2", "u1", "?", "f2", ">f4", "u8"]),
    shape=st.tuples(st.integers(1, 20), st.integers(1, 30)),
    axis=st.sampled_from([0, 1]),
)
@settings(max_examples=150, deadline=None)
def test_it_is_what_numpy_says_of_each_roi(data, kind, dtype, shape, axis, tmp_path_factory):
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    values = (random.normal(size=shape) * 50 + data.draw(st.sampled_from([100, 20_000]))).clip(0, 255).astype(dtype)
    if values.dtype.kind == "f" and kind != "sparse":
        odd = random.random(shape) < data.draw(st.sampled_from([0, 0.3, 1.0]))
        values[odd] = random.choice(np.array([np.nan, np.inf, -np.inf], dtype), odd.sum())
    array = values if axis == 0 else values.T
    source: ArraySource = MemorySource(array)
    if kind in "CF":
        source = plain(tmp_path_factory.mktemp("roi") / "a.npy", np.asarray(array, order=kind))
    elif kind == "sparse" and dtype not in ("f2", ">f4"):
        source = SparseSource(sp.csc_array(array))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 100, 2**20])))
        stats = roi_stats(source, axis)
    source.close()
    expected = by_hand(values)
    assert np.array_equal(stats.count, expected.count)
    for name in ("minimum", "maximum"):
        assert np.array_equal(getattr(stats, name), getattr(expected, name), equal_nan=True)
    for name in ("mean", "std"):
        assert np.allclose(getattr(stats, name), getattr(expected, name), rtol=1e-9, atol=1e-9, equal_nan=True)


def test_a_large_mean_does_not_swallow_a_small_spread():
    values = 1e9 + np.random.default_rng(0).normal(size=(3, 100_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", 100_000)
        stats = roi_stats(MemorySource(values), 0)
    assert np.allclose(stats.std, values.std(axis=1), rtol=1e-6)


def test_of_nothing_nothing_is_known():
    stats = roi_stats(MemorySource(np.zeros((3, 0))), 0)
    assert np.isnan([stats.mean, stats.std, stats.minimum, stats.maximum]).all()
    assert stats.count.tolist() == [0, 0, 0]
    assert np.isnan(z_scores(stats).factor).all()


def test_scales_are_what_their_names_say():
    values = np.random.default_rng(0).gamma(2, size=(5, 50))
    values[1] = 3.0
    values[2] = np.nan
    stats = roi_stats(MemorySource(values), 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a row that never changes
        expected = scipy.stats.zscore(values, axis=1)
    expected[1] = 0
    assert np.allclose(z_scores(stats).apply(values), expected, equal_nan=True)
    shares = zero_to_one(stats).apply(values)
    assert np.all(shares[1] == 0)
    assert np.isnan(shares[2]).all()
    assert shares[[0, 3, 4]].min(axis=1).tolist() == [0, 0, 0]
    assert shares[[0, 3, 4]].max(axis=1) == pytest.approx(1)


def test_it_is_cancelled_and_tells_of_its_progress():
    source = MemorySource(np.zeros((50, 20)))
    told = []
    roi_stats(source, 1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (8000, 8000)
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        roi_stats(source, 1, cancel=cancel)
