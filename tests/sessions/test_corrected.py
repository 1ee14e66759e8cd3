"""Corrected traces are, to the last bit, what numpy gives for the whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.derived import StackedSource, TransposedSource
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import ArraySource, MemorySource, whole
from sessionbrowser.errors import Cancelled
from sessionbrowser.sessions import corrected
from sessionbrowser.sessions.corrected import CorrectedSource, time_means

FLOATS = st.sampled_from(["f4", "f8"])
ORDERS = st.sampled_from("CF")


def traces(seed: int, shape: tuple[int, int], dtype: str = "f4", order: Any = "C") -> np.ndarray:
    return np.asarray(np.random.default_rng(seed).normal(100, 30, shape), dtype, order=order)


def values(source: ArraySource) -> np.ndarray:
    return source.read(whole(source.shape))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.integers(0, 12), FLOATS, ORDERS, st.integers(64, 4096))
def test_means_are_those_of_numpy(frames: int, rois: int, dtype: str, order: str, piece: int) -> None:
    array = traces(frames, (frames, rois), dtype, order)
    before, corrected._PIECE = corrected._PIECE, piece
    try:
        means = time_means(MemorySource(array))
    finally:
        corrected._PIECE = before
    assert means.dtype == array.dtype
    np.testing.assert_array_equal(means, array.mean(axis=0))


@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("dtype", ["i2", "u1", "f2", ">f4"])
def test_means_of_other_numbers(dtype: str, order: str) -> None:
    array = traces(3, (500, 7), dtype, order)
    means = time_means(MemorySource(array))
    assert means.dtype == array.mean(axis=0).dtype
    np.testing.assert_allclose(means, array.mean(axis=0), rtol=1e-3 if dtype == "f2" else 1e-6)


def test_means_of_no_frames_are_none() -> None:
    assert np.isnan(time_means(MemorySource(np.zeros((0, 3), np.float32)))).all()


def test_nan_and_infinities_stay_where_they_are() -> None:
    array = traces(1, (50, 4))
    array[3, 1], array[4, 2], array[5, 2] = np.nan, np.inf, -np.inf
    with np.errstate(all="ignore"):
        expected = array.mean(axis=0)
    np.testing.assert_array_equal(time_means(MemorySource(array)), expected)


@settings(max_examples=40, deadline=None)
@given(st.data(), FLOATS, FLOATS, ORDERS, ORDERS)
def test_any_window_is_that_of_the_whole(
    data: st.DataObject, of_f: str, of_neu: str, f_order: str, neu_order: str
) -> None:
    frames, rois = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 9))
    f, neu = traces(1, (frames, rois), of_f, f_order), traces(2, (frames, rois), of_neu, neu_order)
    source = CorrectedSource(MemorySource(f), MemorySource(neu), 0.7)
    expected = f - 0.7 * (neu - neu.mean(axis=0))
    rows, columns = (sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n)))) for n in (frames, rois))
    window = (slice(*rows), slice(*columns))
    assert source.dtype == expected.dtype
    np.testing.assert_array_equal(source.read(window), expected[window])
    np.testing.assert_array_equal(source.borrow(window, np.empty(257, np.uint8)), expected[window])
    seen = np.zeros((frames, rois), int)
    for block in source.blocks(window, 200):
        seen[block] += 1
    np.testing.assert_array_equal(seen[window], 1)
    assert seen.sum() == expected[window].size


def test_planes_side_by_side_are_drawn_exactly() -> None:
    parts = [[traces(plane + 10 * kind, (5 + plane, 300)) for plane in range(3)] for kind in (0, 1)]
    sources = [TransposedSource(StackedSource([MemorySource(part) for part in kind])) for kind in parts]
    f, neu = (np.concatenate(kind).T for kind in parts)
    expected = f - 0.5 * (neu - neu.mean(axis=0))
    source = CorrectedSource(*sources, 0.5)
    np.testing.assert_array_equal(values(source), expected)
    picture = draw(source, window=whole(source.shape), row_axis=1, col_axis=0, height=18, width=30)
    np.testing.assert_array_equal(picture.values, expected.T.reshape(18, 30, 10).max(axis=2))


class Closing(MemorySource):
    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_closing_closes_both() -> None:
    parts = [Closing(traces(i, (5, 2))) for i in range(2)]
    CorrectedSource(*parts, 0.7).close()
    assert [part.closed for part in parts] == [1, 1]


@pytest.mark.parametrize("order", "CF")
def test_the_means_can_be_cancelled(order: str) -> None:
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        time_means(MemorySource(traces(1, (30, 4), order=order)), cancel)


@pytest.mark.parametrize("shapes", [((5, 2), (5, 3)), ((5,), (5,))])
def test_what_does_not_go_together(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="shape"):
        CorrectedSource(*(MemorySource(np.zeros(shape)) for shape in shapes), 0.7)
