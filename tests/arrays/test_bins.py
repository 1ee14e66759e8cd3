from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.arrays.bins import Cut, cells_of, edges, touched


@given(start=st.integers(0, 2**40), n=st.integers(0, 2**60), pixels=st.integers(0, 5000))
def test_pixels_cover_all_samples_evenly_and_none_is_empty(start, n, pixels):
    cut = edges(start, start + n, pixels)
    k = min(n, pixels)
    assert len(cut) == k + 1
    assert cut[0] == start
    if k:
        assert cut[-1] == start + n
        assert set(np.diff(cut).tolist()) <= {n // k, n // k + 1}
        assert cut.tolist() == [start + i * n // k for i in range(k + 1)]


@given(n=st.integers(1, 3000), pixels=st.integers(1, 400))
def test_the_pixel_of_a_sample_is_the_one_whose_edges_hold_it(n, pixels):
    cut = edges(0, n, pixels)
    k = len(cut) - 1
    expected = np.repeat(np.arange(k), np.diff(cut))
    assert np.array_equal(cells_of(np.arange(n), n, k), expected)


@given(data=st.data(), start=st.integers(0, 50), n=st.integers(1, 60), pixels=st.integers(1, 70))
def test_what_a_block_touches_is_what_its_samples_are_in(data, start, n, pixels):
    cut = edges(start, start + n, pixels)
    first = data.draw(st.integers(start, start + n - 1))
    last = data.draw(st.integers(first + 1, start + n))
    pixels_touched, local = touched(cut, first, last)
    cells = cells_of(np.arange(first, last) - start, n, len(cut) - 1)
    assert pixels_touched == slice(cells[0], cells[-1] + 1)
    assert np.array_equal(np.repeat(np.arange(pixels_touched.start, pixels_touched.stop), local.widths), cells)
    assert (local.edges[0], local.edges[-1]) == (0, last - first)


@given(widths=st.lists(st.integers(1, 4), max_size=20))
def test_cells_of_one_width_that_follow_each_other_are_told_together(widths):
    cut = Cut(np.cumsum([0, *widths]))
    assert [width for count, width in cut.runs for _ in range(count)] == cut.widths.tolist() == widths
    assert all(one != next_ for (_, one), (_, next_) in pairwise(cut.runs))
    assert not widths or cut.extent == (min(widths), max(widths))


@given(n=st.integers(1, 20))
def test_cells_of_one_sample(n):
    each, found = Cut.each(n), Cut(np.arange(n + 1))
    assert np.array_equal(each.edges, found.edges)
    assert (each.runs, each.extent, len(each)) == (found.runs, found.extent, n)
