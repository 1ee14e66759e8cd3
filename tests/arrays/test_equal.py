"""Where two arrays differ, a block at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from sessionbrowser.arrays import equal
from sessionbrowser.arrays.equal import equal_values, first_difference
from sessionbrowser.arrays.source import MemorySource

SHAPES = nps.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9)
DTYPES = st.sampled_from(["f2", "f4", "f8", "i1", "u8", "?", "c8", "M8[s]", "<U3", ">f4"])


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equal, "_BLOCK", 64)
        patch.setattr(equal, "_SAMPLE", 8)
        yield


@given(array=nps.arrays(DTYPES, SHAPES))
def test_an_array_equals_itself_in_any_order(array):
    assert first_difference(MemorySource(array), MemorySource(np.asarray(array.copy(), order="F"))) is None


@given(array=nps.arrays(DTYPES, SHAPES), data=st.data())
def test_one_value_that_differs_is_found(array, data):
    if not array.size:
        return
    index = data.draw(st.integers(0, array.size - 1))
    other = array.copy()
    place = np.unravel_index(index, array.shape)
    other[place] = data.draw(nps.from_dtype(array.dtype))
    found = first_difference(MemorySource(array), MemorySource(other))
    assert found == (None if equal_values(array[place], other[place]) else tuple(map(int, place)))


@pytest.mark.parametrize(
    ("one", "other", "equals"),
    [
        (np.nan, np.nan, True),
        (np.nan, 0.0, False),
        (0.0, -0.0, True),
        (np.inf, np.inf, True),
        (complex(np.nan, 1), complex(np.nan, 2), True),
        (np.datetime64("NaT"), np.datetime64("NaT"), True),
    ],
)
def test_what_is_equal(one, other, equals):
    assert bool(equal_values(np.asarray(one), np.asarray(other))) is equals


def test_types_of_different_width_are_compared_by_value():
    assert first_difference(MemorySource(np.float32([0.5, 3])), MemorySource(np.float64([0.5, 3]))) is None
    assert first_difference(MemorySource(np.float32([0.1])), MemorySource(np.float64([0.1]))) == (0,)


def test_shapes_that_differ_are_an_error():
    with pytest.raises(ValueError, match="shapes"):
        first_difference(MemorySource(np.zeros(3)), MemorySource(np.zeros((3, 1))))
