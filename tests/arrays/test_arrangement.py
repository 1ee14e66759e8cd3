"""Rows in an order, a choice of them, and rows on scales of their own, against doing it by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.derived import StackedSource, TransposedSource
from sessionbrowser.arrays.reduce import Picture, draw
from sessionbrowser.arrays.source import ArraySource, MemorySource, whole
from sessionbrowser.arrays.sparse import SparseSource
from tests.arrays.making import plain

LINE = {"max": np.fmax.reduce, "min": np.fmin.reduce, "mean": np.nansum}
TURNED = {"max": np.fmin.reduce, "min": np.fmax.reduce, "mean": np.nansum}
TOGETHER = {"max": np.fmax.reduce, "min": np.fmin.reduce, "mean": np.sum}


def scaled_line(samples: np.ndarray, how: str, offset: float, factor: float) -> tuple[float, float]:
    """One row of one cell: its extreme (or its sum, and the count of what is in it), scaled."""
    if how == "mean":
        kept = samples[~np.isnan(samples)]
        if np.isnan(offset * factor):
            return 0.0, 0
        return float(((kept - offset) * factor).sum()), len(kept)
    extreme = float((TURNED if factor < 0 else LINE)[how](samples))
    if factor == 0:
        return (np.nan if np.isnan(extreme - offset) else 0.0), 1
    return (extreme - offset) * factor, 1


def by_hand(values: np.ndarray, picture: Picture, scale: Scaling | None) -> np.ndarray:
    """What a picture of axes (ROI, time) should show, `values` being of these axes."""
    rows = np.arange(len(values)) if picture.rows is None else picture.rows
    out = np.empty(picture.values.shape)
    for i, j in np.ndindex(out.shape):
        time = slice(picture.col_edges[j], picture.col_edges[j + 1])
        lines = [
            scaled_line(
                values[r, time].astype(float),
                picture.how,
                scale.offset[r] if scale else 0.0,
                scale.factor[r] if scale else 1.0,
            )
            for r in rows[picture.row_edges[i] : picture.row_edges[i + 1]]
        ]
        cells, counts = np.array(lines).T
        out[i, j] = cells.sum() / counts.sum() if picture.how == "mean" else TOGETHER[picture.how](cells)
    return out


def sources(values: np.ndarray, kind: str, folder) -> ArraySource:
    """Sources of axes (time, ROI) of many kinds, for values of axes (ROI, time)."""
    if kind == "sparse":
        return SparseSource(sp.csc_array(values.T))
    if kind == "sparse lying":
        return TransposedSource(SparseSource(sp.csc_array(values)))
    if kind == "stacked":
        cut = len(values) // 3
        parts = [part for part in (values[:cut], values[cut:]) if len(part)]
        return TransposedSource(StackedSource([plain(folder / f"{i}.npy", p) for i, p in enumerate(parts)]))
    if kind == "memory":
        return MemorySource(values.T)
    return plain(folder / "a.npy", np.asarray(values.T, order=kind))


KINDS = st.sampled_from(["C", "F", "memory", "stacked", "sparse", "sparse lying"])


@st.composite
def scalings(draw: st.DrawFn, n: int) -> Scaling:
    numbers = st.sampled_from([0.0, 1.0, 0.5, 3.0, -2.0, np.nan])
    each = st.lists(numbers, min_size=n, max_size=n)
    return Scaling(np.array(draw(each)), np.array(draw(each)))


@given(
    data=st.data(),
    kind=KINDS,
    dtype=st.sampled_from(["f4", "f8", "i2", "u1", "?", "f2"]),
    shape=st.tuples(st.integers(1, 25), st.integers(1, 25)),
    how=st.sampled_from(["max", "min", "mean"]),
    seed=st.integers(0, 99),
)
@settings(max_examples=250, deadline=None)
def test_rows_are_ordered_chosen_and_scaled(data, kind, dtype, shape, how, seed, tmp_path_factory):
    random = np.random.default_rng(seed)
    values = random.integers(0 if dtype == "u1" else -9, 9, shape).astype(dtype)
    if values.dtype.kind == "f":
        values[random.random(shape) < data.draw(st.sampled_from([0, 0.2, 1.0]))] = np.nan
    if "sparse" in kind:
        values = values.astype("f4") if dtype == "f2" else values
        values[random.random(shape) < 0.5] = 0
    n, m = shape
    rows = data.draw(st.none() | st.permutations(range(n)).map(lambda p: np.array(p[: seed % n + 1], np.intp)))
    scale = data.draw(st.none() | scalings(n))
    places = sorted(data.draw(st.tuples(*[st.integers(0, n if rows is None else len(rows))] * 2)))
    times = sorted(data.draw(st.tuples(*[st.integers(0, m)] * 2)))
    source = sources(values, kind, tmp_path_factory.mktemp("arranged"))
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 100, 2**20])))
        warnings.simplefilter("ignore")
        picture = draw(
            source,
            window=(slice(*times), slice(*places)),
            row_axis=1,
            col_axis=0,
            height=data.draw(st.integers(1, 14)),
            width=data.draw(st.integers(1, 14)),
            how=how,
            rows=rows,
            scale=scale,
        )
        expected = by_hand(values, picture, scale)
    source.close()
    assert picture.exact
    assert np.allclose(picture.values.astype(float), expected, rtol=1e-5, atol=1e-5, equal_nan=True)


def test_an_order_shows_the_rows_where_it_says():
    values = np.arange(12.0).reshape(4, 3)
    picture = draw(
        MemorySource(values),
        window=(slice(1, 3), slice(0, 3)),
        row_axis=0,
        col_axis=1,
        height=9,
        width=9,
        rows=np.array([3, 0, 2]),
    )
    assert np.array_equal(picture.values, values[[0, 2]])
    assert picture.row_edges.tolist() == [1, 2, 3]
    assert picture.rows is not None
    assert picture.rows.tolist() == [3, 0, 2]


def test_a_few_rows_are_read_without_the_others(tmp_path):
    source = plain(tmp_path / "a.npy", np.zeros((100, 50_000), np.float32))
    told = []
    draw(
        source,
        window=(slice(0, 3), slice(0, 50_000)),
        row_axis=0,
        col_axis=1,
        height=9,
        width=9,
        rows=np.array([90, 5, 50]),
        progress=lambda done, total: told.append(total),
    )
    source.close()
    assert told[-1] == 3 * 200_000


def test_scaled_values_are_small_floats_where_these_suffice():
    scale = Scaling(np.zeros(2), np.ones(2))
    for dtype, expected in (("?", "f4"), ("i2", "f4"), ("f4", "f4"), ("i4", "f8"), ("f8", "f8")):
        source = MemorySource(np.zeros((2, 3), dtype))
        picture = draw(source, window=whole((2, 3)), row_axis=0, col_axis=1, height=2, width=3, scale=scale)
        assert picture.values.dtype == expected


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"rows": np.array([0, 9])}, IndexError),
        ({"rows": np.array([0, -1])}, IndexError),
        ({"rows": np.array([1, 1])}, ValueError),
        ({"rows": np.array([1])}, IndexError),  # the window is of two places
        ({"scale": Scaling(np.zeros(3), np.zeros(3))}, ValueError),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused(wrong, error):
    with pytest.raises(error):
        draw(MemorySource(np.zeros((2, 3))), window=whole((2, 3)), row_axis=0, col_axis=1, height=2, width=3, **wrong)


@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("rows", [None, "backward"])
@pytest.mark.parametrize("how", ["max", "mean"])
def test_parts_that_are_called_done_are_as_in_the_end(order, rows, how, tmp_path, monkeypatch):
    monkeypatch.setitem(walking.walk.__kwdefaults__, "block_bytes", 10_000)
    monkeypatch.setattr(walking, "_TICK", 1e-4)
    monkeypatch.setattr("sessionbrowser.arrays.reduce._BETWEEN", 0.0)
    values = np.asarray(np.random.default_rng(0).normal(size=(3000, 200)), order=order)
    source = plain(tmp_path / "a.npy", values)
    told = []
    picture = draw(
        source,
        window=whole(source.shape),
        row_axis=1,
        col_axis=0,
        height=40,
        width=100,
        how=how,
        rows=np.arange(200)[::-1] if rows else None,
        partial=lambda part, done: told.append((part, done)),
    )
    source.close()
    assert picture.exact
    assert told
    axis = 1 if order == "C" else 0
    for part, done in told:
        assert not part.exact
        assert done.shape == ((1, 100), (40, 1))[1 - axis]
        assert np.array_equal(np.where(done, part.values, 0), np.where(done, picture.values, 0))
    counts = [int(done.sum()) for _, done in told]
    assert counts == sorted(counts)
    assert counts[-1] > 0
