"""Rows on scales of their own, read through a window."""

import numpy as np
import pytest

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.roi_stats import roi_stats, z_scores, zero_to_one
from sessionbrowser.arrays.scaled import ScaledSource
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.stats import sample_stats


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int16, bool])
def test_a_window_is_that_of_the_scaled_array(axis, dtype):
    array = (np.random.default_rng(0).normal(3, 50, (40, 30))).astype(dtype)
    scaling = Scaling(np.arange(array.shape[axis]) * 1.5, np.linspace(-2, 2, array.shape[axis]))
    shape = (-1, 1) if axis == 0 else (1, -1)
    brute = (array.astype(float) - scaling.offset.reshape(shape)) * scaling.factor.reshape(shape)
    source = ScaledSource(MemorySource(array), axis, scaling)
    assert source.read((slice(3, 17), slice(5, 6))) == pytest.approx(brute[3:17, 5:6], rel=1e-3)
    assert source.read(whole(array.shape)) == pytest.approx(brute, rel=1e-3)


def test_statistics_of_the_scaled_are_those_of_the_scale():
    source = MemorySource(np.random.default_rng(0).gamma(2, 9, (500, 30)))
    known = roi_stats(source, 1)
    assert sample_stats(ScaledSource(source, 1, zero_to_one(known))).maximum == pytest.approx(1)
    values = ScaledSource(source, 1, z_scores(known)).read(whole(source.shape))
    assert values.mean(axis=0) == pytest.approx(np.zeros(30), abs=1e-9)
    assert values.std(axis=0) == pytest.approx(np.ones(30))
