from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import pyramid as pyramids
from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.pyramid import build_pyramid
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.errors import Cancelled
from tests.arrays.test_arrangement import by_hand, scalings, sources


@pytest.fixture
def of_anything(monkeypatch):
    """Let even small arrays have a pyramid."""
    monkeypatch.setattr(pyramids, "_PAYS", 0)


@given(
    data=st.data(),
    kind=st.sampled_from(["C", "F", "memory", "stacked", "sparse"]),
    dtype=st.sampled_from(["f4", "f8", "i2", "u1", "?"]),
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    how=st.sampled_from(["max", "min"]),
    budget=st.sampled_from([8, 50, 300, 2000]),
)
@settings(max_examples=200, deadline=None)
def test_a_picture_from_blocks_is_that_of_the_samples(data, kind, dtype, shape, how, budget, tmp_path_factory):
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    values = random.integers(0, 99, shape).astype(dtype)
    if values.dtype.kind == "f":
        values[random.random(shape) < data.draw(st.sampled_from([0, 0.5, 1.0]))] = np.nan
    n, m = shape
    rows = data.draw(st.none() | st.permutations(range(n)).map(lambda p: np.array(p[: n // 2 + 1])))
    scale = data.draw(st.none() | scalings(n))
    source = sources(values, kind, tmp_path_factory.mktemp("pyramid"))
    places = sorted(data.draw(st.tuples(*[st.integers(0, n if rows is None else len(rows))] * 2)))
    times = sorted(data.draw(st.tuples(*[st.integers(0, m)] * 2)))
    height, width = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    window = (slice(*times), slice(*places))
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr(pyramids, "_PAYS", 0)
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 2**20])))
        pyramid = build_pyramid(source, row_axis=1, col_axis=0, how=how, rows=rows, scale=scale, budget=budget)
        assert pyramid is not None
        picture = draw(
            source,
            window=window,
            row_axis=1,
            col_axis=0,
            height=height,
            width=width,
            how=how,
            rows=rows,
            scale=scale,
            pyramid=pyramid,
        )
        expected = by_hand(values, picture, scale)
    source.close()
    assert pyramid.values.nbytes <= budget
    assert picture.exact
    assert np.allclose(picture.values.astype(float), expected, rtol=1e-5, atol=1e-5, equal_nan=True)
    # No sample of the window is left out, and what is shown beside it is less than a block.
    for axis, cut, factor in ((1, picture.row_edges, 0), (0, picture.col_edges, 1)):
        shown = picture.window[axis]
        assert (shown.start, shown.stop) == (cut[0], cut[-1])
        assert 0 <= window[axis].start - shown.start < pyramid.factors[factor]
        assert 0 <= shown.stop - window[axis].stop < pyramid.factors[factor]


def pictured(pyramid, source, window=None, **changes):
    request = {"row_axis": 0, "col_axis": 1, "height": 10, "width": 10} | changes
    return draw(source, window=window or whole(source.shape), pyramid=pyramid, **request)


def test_it_is_used_for_what_it_is_made_of_alone(of_anything):
    array = np.random.default_rng(0).random((100, 100))
    source = MemorySource(array)
    pyramid = build_pyramid(source, row_axis=0, col_axis=1, budget=10_000)
    assert pyramid is not None
    assert pyramid.factors == (4, 2)
    pyramid.values[:] = -1  # tells where a picture comes from
    assert pictured(pyramid, source).values.max() == -1
    rows, scale = np.arange(100), Scaling(np.zeros(100), np.ones(100))
    for other in ({"how": "min"}, {"how": "mean"}, {"rows": rows}, {"scale": scale}, {"row_axis": 1, "col_axis": 0}):
        assert pictured(pyramid, source, **other).values.max() > 0


def test_it_is_not_used_where_its_blocks_would_be_seen(of_anything):
    source = MemorySource(np.random.default_rng(0).random((400, 400)))
    pyramid = build_pyramid(source, row_axis=0, col_axis=1, budget=100_000)
    assert pyramid is not None
    near = pictured(pyramid, source, (slice(3, 20), slice(50, 400)))
    assert near.window == (slice(3, 20), slice(50, 400))
    far = pictured(pyramid, source, (slice(3, 390), slice(50, 400)))
    assert far.window[0] == slice(0, 392)
    assert max(far.samples_per_pixel) <= 48


def test_one_of_several_slices(of_anything):
    array = np.random.default_rng(0).random((3, 100, 100))
    source = MemorySource(array)
    window = (slice(1, 2), slice(0, 100), slice(0, 100))
    pyramid = build_pyramid(source, row_axis=1, col_axis=2, window=window, budget=10_000)
    assert pyramid is not None
    request = {"row_axis": 1, "col_axis": 2, "height": 1, "width": 1, "pyramid": pyramid}
    assert draw(source, window=window, **request).values[0, 0] == array[1].max()
    assert draw(source, window=(slice(2, 3), *window[1:]), **request).values[0, 0] == array[2].max()
    with pytest.raises(ValueError, match="cannot be of the window"):
        build_pyramid(source, row_axis=1, col_axis=2)


def test_small_arrays_need_none_and_large_ones_fit_the_budget(monkeypatch):
    assert build_pyramid(MemorySource(np.zeros((100, 100))), row_axis=0, col_axis=1) is None
    assert pyramids._factors((10_000, 30_000), 4, pyramids.BUDGET) == (4, 8)
    assert pyramids._factors((10, 3_000_000_000), 4, pyramids.BUDGET) == (1, 2048)


def test_building_is_cancelled(of_anything):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        build_pyramid(MemorySource(np.zeros((100, 100))), row_axis=0, col_axis=1, cancel=cancel)
