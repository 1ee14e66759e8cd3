from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import drawing, scatter, sparse
from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.derived import StackedSource, TransposedSource
from sessionbrowser.arrays.picture import lay_out
from sessionbrowser.arrays.real import is_drawable, real_dtype
from sessionbrowser.arrays.reduce import Picture, draw
from sessionbrowser.arrays.source import ArraySource, MemorySource, whole, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from tests.arrays.making import arrays, number_dtype, plain, windows

HOWS = st.sampled_from(["max", "min", "mean"])
BY_HAND = {"max": np.fmax.reduce, "min": np.fmin.reduce, "mean": np.nanmean}


def by_hand(array: np.ndarray, picture: Picture) -> np.ndarray:
    """Return what a picture should show, cell by cell."""
    rows, columns = picture.row_edges, picture.col_edges
    real = np.abs(array) if array.dtype.kind == "c" else array
    values = real.astype(real_dtype(array.dtype))
    out = np.empty((len(rows) - 1, len(columns) - 1), np.float64 if picture.how == "mean" else values.dtype)
    for i, j in np.ndindex(out.shape):
        window = list(picture.window)
        window[picture.row_axis] = slice(rows[i], rows[i + 1])
        window[picture.col_axis] = slice(columns[j], columns[j + 1])
        cell = values[tuple(window)].ravel()
        out[i, j] = BY_HAND[picture.how](cell.astype(float) if picture.how == "mean" else cell)
    return out


def assert_shows(picture: Picture, array: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = by_hand(array, picture)
        if picture.how == "mean":
            close = np.isclose(picture.values, expected.astype(picture.values.dtype), rtol=1e-4, equal_nan=True)
            huge = ~(np.abs(expected) < 1e30)  # sums of such numbers depend on their order
            assert np.all(close | huge)
        else:
            assert picture.values.dtype == expected.dtype
            assert np.array_equal(picture.values, expected, equal_nan=expected.dtype.kind == "f")


@st.composite
def requests(data: st.DrawFn, array: np.ndarray) -> dict:
    """Draw what to ask of `draw` for an array of two axes or more."""
    axes = data(st.permutations(range(array.ndim)))
    window = list(data(windows(array.shape)))
    for axis in axes[2:]:
        place = data(st.integers(0, array.shape[axis] - 1))
        window[axis] = slice(place, place + 1)
    return {
        "window": tuple(window),
        "row_axis": axes[0],
        "col_axis": axes[1],
        "height": data(st.integers(0, 14)),
        "width": data(st.integers(0, 14)),
        "how": data(HOWS),
        "threads": data(st.sampled_from([1, 2])),
    }


@pytest.fixture
def small_blocks(monkeypatch):
    """Let even small arrays take many blocks and two threads."""
    monkeypatch.setitem(walking.walk.__kwdefaults__, "block_bytes", 100)


@given(data=st.data(), array=arrays(number_dtype, max_side=20).filter(lambda a: a.ndim >= 2 and 0 not in a.shape))
@settings(max_examples=200, deadline=None)
def test_every_sample_counts_whatever_is_asked(data, array, tmp_path_factory):
    request = data.draw(requests(array))
    kind = data.draw(st.sampled_from(["plain", "memory", "transposed"]))
    block_bytes = data.draw(st.sampled_from([16, 100, 1000, 2**20]))
    source: ArraySource = MemorySource(array)
    if kind == "plain":
        source = plain(tmp_path_factory.mktemp("reduce") / "a.npy", array)
    elif kind == "transposed":
        source = TransposedSource(MemorySource(array.T))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", block_bytes)
        patch.setattr(drawing, "block_size", lambda total: block_bytes)
        picture = draw(source, **request)
    source.close()
    assert (picture.window, picture.how, picture.exact) == (request["window"], request["how"], True)
    assert_shows(picture, array)


@given(data=st.data(), heights=st.lists(st.integers(1, 9), min_size=1, max_size=4), trim=st.integers(1, 20))
@settings(max_examples=40, deadline=None)
def test_planes_side_by_side_are_drawn_as_one_array(data, heights, trim, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planes")
    random = np.random.default_rng(trim)
    planes = [random.normal(size=(n, 20 + i)).astype(np.float32) for i, n in enumerate(heights)]
    source = TransposedSource(StackedSource([plain(folder / f"{i}.npy", p) for i, p in enumerate(planes)], trim))
    array = np.concatenate([p[:, :trim] for p in planes]).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", 200)
        patch.setattr(drawing, "block_size", lambda total: 200)
        assert_shows(draw(source, **data.draw(requests(array))), array)
    source.close()


@given(
    data=st.data(),
    dtype=st.sampled_from(["?", "i2", "u1", "f4", "f8", "c8"]),
    shape=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    seed=st.integers(0, 99),
)
@settings(max_examples=150, deadline=None)
def test_a_sparse_matrix_is_drawn_as_the_dense_one(data, dtype, shape, seed):
    random = np.random.default_rng(seed)
    density = data.draw(st.sampled_from([0.05, 0.5, 1.0]))
    dense = (random.random(shape) < density) * random.integers(data.draw(st.sampled_from([-9, 1])), 9, shape)
    dense = dense.astype(dtype)
    if dense.dtype.kind == "f":
        dense[random.random(shape) < data.draw(st.sampled_from([0, 0.3, 1.0]))] = np.nan
    with pytest.MonkeyPatch.context() as patch:
        if data.draw(st.booleans()):
            for module in (sparse, scatter):
                patch.setattr(module, "PIECE", 7)
            patch.setattr(scatter, "_LONG", data.draw(st.sampled_from([0, 2, 256])))
        if data.draw(st.booleans()):
            patch.setattr(scatter, "_BITS", data.draw(st.sampled_from([2, 99])))  # too few: then cells are looked up
        picture = draw(SparseSource(sp.csc_array(dense)), **data.draw(requests(dense)))
    assert_shows(picture, dense)


@given(data=st.data(), dtype=st.sampled_from(["?", "u2", "i8", "f4", "f8"]), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_stored_zeros_infinities_and_empty_columns_are_drawn(data, dtype, seed):
    random = np.random.default_rng(seed)
    matrix = sp.csc_array(sp.random(40, 30, density=0.2, random_state=seed).astype(dtype))
    matrix.data[:] = random.choice([0, 1, 300] if matrix.dtype.kind in "ui" else [0.0, 1, 1e-30, np.inf], matrix.nnz)
    if matrix.dtype.kind == "f":
        matrix.data[random.random(matrix.nnz) < 0.2] = -0.0
    picture = draw(SparseSource(matrix), **data.draw(requests(matrix.toarray())))
    assert_shows(picture, matrix.toarray())


def test_a_large_sparse_matrix_is_read_in_pieces():
    matrix = sp.csc_array(sp.random(3000, 2000, density=0.5, random_state=0, dtype=np.float32))
    picture = draw(SparseSource(matrix), window=whole(matrix.shape), row_axis=1, col_axis=0, height=7, width=11)
    assert matrix.nnz > 2 * 2**20
    assert_shows(picture, matrix.toarray())


def test_a_lone_event_is_never_lost():
    """Where striding would show next to nothing."""
    array = np.zeros((5000, 300), np.float32)
    array[4321, 123] = 1
    source = MemorySource(array)
    picture = draw(source, window=whole(array.shape), row_axis=1, col_axis=0, height=30, width=50)
    assert picture.values.sum() == 1
    assert picture.values[12, 43] == 1
    assert picture.samples_per_pixel == (10, 100)


def test_cells_of_nothing_but_nan_are_nan():
    array = np.full((4, 4), np.nan)
    array[0, 0] = -np.inf
    array[2, 2] = 5
    for how, expected in (("max", [[-np.inf, np.nan], [np.nan, 5]]), ("mean", [[-np.inf, np.nan], [np.nan, 5]])):
        picture = draw(MemorySource(array), window=whole((4, 4)), row_axis=0, col_axis=1, height=2, width=2, how=how)
        assert np.array_equal(picture.values, expected, equal_nan=True)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (5000, 3), (3, 5000), (300, 70)])
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("how", ["max", "mean"])
def test_narrow_and_wide_windows(shape, order, how, small_blocks):
    array = np.asarray(np.random.default_rng(0).normal(size=shape), order=order)
    for height, width in ((1, 1), (7, 100), (1000, 3)):
        picture = draw(
            MemorySource(array), window=whole(shape), row_axis=0, col_axis=1, height=height, width=width, how=how
        )
        assert_shows(picture, array)


def test_nothing_gives_an_empty_picture():
    source = MemorySource(np.zeros((4, 5), np.int16))
    for window, height in (((slice(2, 2), slice(0, 5)), 3), (whole((4, 5)), 0)):
        picture = draw(source, window=window, row_axis=0, col_axis=1, height=height, width=3)
        assert picture.values.shape == (0, 3)
        assert picture.values.dtype == np.int16
        assert picture.samples_per_pixel == (0, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"row_axis": 1}, {"window": whole((4, 5, 2))}, {"window": (slice(0, 9), slice(0, 5), slice(0, 1))}],
)
def test_a_picture_that_cannot_be_is_refused(wrong):
    window = (slice(0, 4), slice(0, 5), slice(0, 1))
    with pytest.raises((ValueError, IndexError)):
        draw(
            MemorySource(np.zeros((4, 5, 2))),
            **({"window": window, "row_axis": 0, "col_axis": 1, "height": 2, "width": 2} | wrong),
        )


def test_what_can_be_drawn_is_told():
    assert [is_drawable(np.dtype(code)) for code in "?iIefdgFDSUVMm"] == [True] * 9 + [False] * 5
    with pytest.raises(TypeError):
        real_dtype(np.dtype("U3"))


@pytest.mark.parametrize("order", "CF")
def test_no_block_has_a_part_of_a_cell_where_several_go_into_one(order, tmp_path, monkeypatch):
    array = np.asarray(np.random.default_rng(0).random((60, 40)).astype(np.float32), order=order)
    source = plain(tmp_path / "a.npy", array)
    lines = array.shape["CF".index(order)]
    bytes_of_line = array.nbytes // lines
    monkeypatch.setattr(drawing, "block_size", lambda total: 8 * bytes_of_line)
    layout = lay_out(source, whole(source.shape), (0, 1), (17, 17), "max")
    windows = drawing.Drawing(layout).windows(source)
    source.close()
    axis, cut = (0, layout.row_edges) if order == "C" else (1, layout.col_edges)
    ends = [window[axis].stop for window in windows]
    assert len(windows) > 1
    assert [window[axis].start for window in windows] == [0, *ends[:-1]]
    assert ends[-1] == lines
    assert set(ends) <= set(cut.tolist())
    assert all(np.prod(window_shape(window)) * 4 <= 8 * bytes_of_line for window in windows)
