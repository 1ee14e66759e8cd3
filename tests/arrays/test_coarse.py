from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import coarse as coarse_module
from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.coarse import coarse
from sessionbrowser.arrays.derived import ColumnSource, StackedSource, TransposedSource
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import ArraySource, MemorySource, whole
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import Cancelled, Changed
from tests.arrays.making import plain


@pytest.fixture
def few(monkeypatch):
    """Let even small arrays be looked at in places."""
    monkeypatch.setattr(coarse_module, "BLOCK", 0)
    monkeypatch.setattr(coarse_module, "_LINES", 5)


def placed(kind: str, shape: tuple[int, int], folder) -> ArraySource:
    """A source of axes (ROI, time) whose values tell where they are: 1000 ROI + time."""
    values = np.add.outer(1000.0 * np.arange(shape[0]), np.arange(shape[1]))
    if kind == "stacked":
        cut = shape[0] // 2
        parts = [part for part in (values[:cut], values[cut:]) if len(part)]
        return StackedSource([plain(folder / f"{i}.npy", part) for i, part in enumerate(parts)])
    if kind == "transposed":
        return TransposedSource(plain(folder / "a.npy", values.T))
    if kind == "column":
        return ColumnSource(plain(folder / "a.npy", np.stack([-values, values], axis=1)), 1)
    if kind == "memory":
        return MemorySource(values)
    return plain(folder / "a.npy", np.asarray(values, order=kind))


@given(
    data=st.data(),
    kind=st.sampled_from(["C", "F", "memory", "stacked", "transposed", "column"]),
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    turned=st.booleans(),
    line_bytes=st.sampled_from([64, 2**20]),
)
@settings(max_examples=150, deadline=None)
def test_a_cell_shows_a_sample_of_its_own(data, kind, shape, turned, line_bytes, tmp_path_factory):
    source = placed(kind, shape, tmp_path_factory.mktemp("coarse"))
    n, m = shape
    rows = None if turned else data.draw(st.none() | st.permutations(range(n)).map(lambda p: np.array(p[: n // 2 + 1])))
    places = sorted(data.draw(st.lists(st.integers(0, n if rows is None else len(rows)), min_size=2, max_size=2)))
    times = sorted(data.draw(st.lists(st.integers(0, m), min_size=2, max_size=2)))
    request = {
        "window": (slice(*places), slice(*times)),
        "row_axis": int(turned),
        "col_axis": 1 - int(turned),
        "height": data.draw(st.integers(1, 14)),
        "width": data.draw(st.integers(1, 14)),
        "rows": rows,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"BLOCK": 0, "_LINES": 5, "_LINE_BYTES": line_bytes, "_PLACE_BYTES": 16}.items():
            patch.setattr(coarse_module, name, value)
        picture = coarse(source, **request)
    exact = draw(source, **request)
    source.close()
    if not exact.values.size:
        assert picture is None
        return
    assert not picture.exact
    assert picture.values.dtype == exact.values.dtype
    for ours, fine in ((picture.row_edges, exact.row_edges), (picture.col_edges, exact.col_edges)):
        assert (ours[0], ours[-1]) == (fine[0], fine[-1])
        assert set(ours.tolist()) <= set(fine.tolist())
        assert (np.diff(ours) > 0).all()
        assert len(ours) > min(5, len(fine) - 1)
    cuts = (picture.row_edges, picture.col_edges)
    roi_cut, time_cut = cuts[::-1] if turned else cuts
    for (i, j), value in np.ndenumerate(picture.values.T if turned else picture.values):
        roi, time = divmod(int(value), 1000)
        place = roi if rows is None else rows.tolist().index(roi)
        for at, cut, cell in ((place, roi_cut, i), (time, time_cut, j)):
            assert cut[cell] <= at < cut[cell + 1]


@pytest.mark.parametrize("order", "CF")
def test_a_coarse_picture_is_ordered_and_scaled_as_the_exact_one(order, few, tmp_path):
    values = np.asarray(np.repeat(np.arange(20.0)[:, None], 30, axis=1), order=order)  # each ROI one value all along
    source = plain(tmp_path / "a.npy", values)
    request = {
        "window": (slice(0, 5), slice(0, 30)),
        "row_axis": 0,
        "col_axis": 1,
        "height": 5,
        "width": 10,
        "rows": np.array([7, 3, 19, 0, 8]),
        "scale": Scaling(np.full(20, 1.0), np.linspace(-1, 1, 20)),
    }
    picture = coarse(source, **request)
    assert not picture.exact
    exact = draw(source, **request)
    assert np.array_equal(picture.row_edges, exact.row_edges)
    columns = exact.col_edges.searchsorted(picture.col_edges[:-1])
    assert np.array_equal(picture.values, exact.values[:, columns])
    source.close()


def test_small_and_sparse_sources_are_left_to_the_exact_picture():
    values = np.random.default_rng(0).random((60, 50))
    request = {"window": whole((60, 50)), "row_axis": 0, "col_axis": 1, "height": 7, "width": 9}
    for source in (MemorySource(values), SparseSource(sp.csc_array(values))):
        assert coarse(source, **request) is None
    assert coarse(MemorySource(values), **(request | {"window": (slice(3, 3), slice(0, 50))})) is None


def test_it_reads_little(few, tmp_path, monkeypatch):
    source = plain(tmp_path / "a.npy", np.zeros((500, 200)))
    read = []
    borrow = source.borrow
    monkeypatch.setattr(source, "borrow", lambda block, scratch: (read.append(block), borrow(block, scratch))[1])
    seen = []
    coarse(source, window=whole((500, 200)), row_axis=1, col_axis=0, height=20, width=50, seen=seen.append)
    source.close()
    assert [values.shape for values in seen] == [(1, 200)] * 5
    assert [(block[0].stop - block[0].start, block[1]) for block in read] == [(1, slice(0, 200))] * 5


def test_it_is_cancelled_and_fails_as_an_exact_one(few, tmp_path):
    source = plain(tmp_path / "a.npy", np.zeros((50, 20)))
    request = {"window": whole((50, 20)), "row_axis": 1, "col_axis": 0, "height": 20, "width": 50}
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        coarse(source, cancel=cancel, **request)
    with pytest.raises(IndexError):
        coarse(source, **(request | {"window": whole((51, 20))}))
    (tmp_path / "a.npy").unlink()
    with pytest.raises(Changed):
        coarse(source, **request)
    source.close()


@pytest.mark.parametrize("dtype", ["?", "u1", ">i2", "f2", "f4", ">f4", "f8", "c8", ">c16"])
@pytest.mark.parametrize("order", "CF")
def test_where_all_is_looked_at_it_is_the_exact_picture(dtype, order, few, tmp_path):
    values = np.random.default_rng(0).integers(0, 2 if dtype == "?" else 90, (5, 5)).astype(dtype)
    source = plain(tmp_path / "a.npy", np.asarray(values, order=order))
    request = {"window": whole((5, 5)), "row_axis": 0, "col_axis": 1, "height": 5, "width": 5}
    seen = []
    picture, exact = coarse(source, seen=lambda line: seen.append(line.copy()), **request), draw(source, **request)
    source.close()
    assert picture.values.dtype == exact.values.dtype
    assert np.array_equal(picture.values, exact.values)
    assert np.array_equal(np.concatenate(seen, axis="CF".index(order)), exact.values)


@pytest.mark.parametrize("line_bytes", [64, 2**20])
def test_what_follows_is_asked_for_once_a_place_comes_from_the_disk(line_bytes, few, tmp_path, monkeypatch):
    monkeypatch.setattr(coarse_module, "_LINE_BYTES", line_bytes)
    source = plain(tmp_path / "a.npy", np.zeros((50, 20)))
    now, read, asked = [0.0], [], []
    borrow = source.borrow

    def fetch(block, scratch):
        now[0] += 1.0 if len(read) >= 2 else 0.0  # the third place is the first that is not in memory
        read.append(block)
        return borrow(block, scratch)

    monkeypatch.setattr(coarse_module, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    monkeypatch.setattr(source, "borrow", fetch)
    monkeypatch.setattr(source, "prefetch", asked.append)
    coarse(source, window=whole((50, 20)), row_axis=1, col_axis=0, height=20, width=50)
    source.close()
    assert asked == read[3:]
    assert len(asked) >= 2
