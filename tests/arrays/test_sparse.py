from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import sparse
from sessionbrowser.arrays.source import whole
from sessionbrowser.arrays.sparse import SparseSource, rise
from tests.arrays.making import unequal, windows


@given(
    data=st.data(),
    dtype=st.sampled_from(["?", "i2", "f4", "c16"]),
    shape=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    piece=st.sampled_from([1, 7, 2**20]),
)
@settings(max_examples=100, deadline=None)
def test_a_window_is_what_the_dense_matrix_has_there(data, dtype, shape, piece):
    random = np.random.default_rng(shape[0])
    dense = ((random.random(shape) < 0.4) * random.integers(-5, 9, shape)).astype(dtype)
    source = SparseSource(sp.csc_array(dense))
    window = data.draw(windows(shape))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "PIECE", piece)
        assert not unequal(source.read(window), dense[window])
        stored = list(source.stored(window))
    assert sum(len(values) for _, _, values in stored) == np.count_nonzero(dense[window])
    assert all(len(values) <= piece for _, _, values in stored)


def test_a_huge_matrix_costs_what_is_looked_at():
    matrix = sp.csc_array((np.ones(2), np.array([3, 10**9]), np.array([0, 2])), shape=(10**10, 1))
    source = SparseSource(matrix)
    assert source.nbytes == 8 * 10**10
    assert source.read((slice(10**9 - 1, 10**9 + 2), slice(0, 1))).ravel().tolist() == [0, 1, 0]
    with pytest.raises(IndexError):
        source.read(whole((10**10, 2)))


@given(
    lines=st.lists(st.lists(st.integers(-1, 6), max_size=4), max_size=6),
    in_order=st.booleans(),
    dtype=st.sampled_from(["i1", "i4", "i8", "u8"]),
    piece=st.sampled_from([1, 3, 2**20]),
)
@settings(max_examples=300, deadline=None)
def test_whether_places_rise_is_found_line_by_line(lines, in_order, dtype, piece):
    if in_order:
        lines = [sorted({abs(place) for place in line}) for line in lines]
    places = np.array([place for line in lines for place in line], np.int64).astype(dtype)
    starts = np.cumsum([0, *map(len, lines)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "PIECE", piece)
        found = rise(places, starts, 6)
    assert found == all(line == sorted(set(line)) and set(line) <= set(range(6)) for line in lines)
