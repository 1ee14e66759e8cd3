from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import fold as folding
from sessionbrowser.arrays.bins import Cut
from sessionbrowser.arrays.fold import fold

BY_HAND = {np.fmax: np.fmax.reduce, np.fmin: np.fmin.reduce, np.add: np.add.reduce}


def cuts(n):
    """Return a strategy of edges that rise from 0 to n."""
    return st.sets(st.integers(1, max(1, n - 1)), max_size=n).map(
        lambda inner: sorted({0, n, *(i for i in inner if i < n)})
    )


@given(
    data=st.data(),
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    dtype=st.sampled_from(["?", "i2", "u1", "f4", "f8"]),
    order=st.sampled_from("CF"),
    ufunc=st.sampled_from(list(BY_HAND)),
    little=st.sampled_from([0, 60, 10_000]),
)
@settings(max_examples=200, deadline=None)
def test_each_cell_is_what_its_samples_give(data, shape, dtype, order, ufunc, little):
    random = np.random.default_rng(shape[0])
    block = np.asarray(random.integers(0, 99, shape).astype(dtype), order=order)
    if block.dtype.kind == "f":
        block[random.random(shape) < 0.3] = np.nan
        block[random.random(shape) < 0.1] = -np.inf
    before = block.copy()
    rows, columns = (np.array(data.draw(cuts(n))) for n in shape)
    wide = np.float64 if ufunc is np.add else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_LITTLE", little)
        cells = fold(block, Cut(rows), Cut(columns), ufunc, wide)
    assert cells.shape == (len(rows) - 1, len(columns) - 1)
    assert np.array_equal(block, before, equal_nan=block.dtype.kind == "f")
    for i, (top, bottom) in enumerate(pairwise(rows)):
        for j, (left, right) in enumerate(pairwise(columns)):
            by_hand = BY_HAND[ufunc](block[top:bottom, left:right].ravel().astype(wide or block.dtype))
            assert np.isclose(cells[i, j], by_hand, equal_nan=True)


@given(
    height=st.integers(1, 9),
    width=st.integers(1, 300),
    cells=st.integers(1, 60),
    dtype=st.sampled_from(["?", "i2", "f4", "f8"]),
    ufunc=st.sampled_from([np.fmax, np.fmin]),
    piece=st.sampled_from([16, 400, 4000, 2**18]),
)
@settings(max_examples=200, deadline=None)
def test_cells_of_one_width_are_reduced_a_piece_at_a_time(height, width, cells, dtype, ufunc, piece):
    random = np.random.default_rng(width)
    lines = random.integers(0, 99, (height, width)).astype(dtype)
    if lines.dtype.kind == "f":
        lines[random.random(lines.shape) < 0.3] = np.nan
    columns = np.linspace(0, width, min(cells, width) + 1).astype(np.int64)
    before = lines.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_PIECE", piece)
        patch.setattr(folding, "_own", threading.local())
        made = fold(lines, Cut.each(height), Cut(columns), ufunc)
        assert np.array_equal(made, ufunc.reduceat(lines, columns[:-1], axis=1), equal_nan=lines.dtype.kind == "f")
    assert np.array_equal(lines, before, equal_nan=lines.dtype.kind == "f")


def test_a_block_without_rows_has_no_cells():
    assert fold(np.empty((0, 40), np.float32), Cut.each(0), Cut(np.arange(0, 41, 4)), np.fmax).shape == (0, 10)
