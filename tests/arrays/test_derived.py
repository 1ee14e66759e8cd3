from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.derived import ColumnSource, StackedSource, TransposedSource
from sessionbrowser.arrays.mapped import MappedSource
from sessionbrowser.arrays.source import ArraySource, MemorySource, whole
from sessionbrowser.errors import BadRecipe
from tests.arrays.making import arrays, number_dtype, plain, unequal, windows


def assert_is(source: ArraySource, expected: np.ndarray, data: st.DataObject) -> None:
    """Check a source against the array it should be, by reading and borrowing windows and by its blocks."""
    window = data.draw(windows(expected.shape))
    scratch = np.empty(data.draw(st.integers(0, 300)), np.uint8)
    assert source.shape == expected.shape
    assert source.ndim == expected.ndim
    assert source.nbytes == expected.nbytes
    assert not unequal(source.read(window), expected[(*window, ...)])
    assert not unequal(source.borrow(window, scratch), expected[(*window, ...)])
    pieces = np.zeros(expected.shape, int)
    for block in source.blocks(window, data.draw(st.integers(1, 300))):
        pieces[block] += 1
        assert not unequal(source.borrow(block, scratch), expected[(*block, ...)])
    assert pieces.sum() == pieces[window].sum() == expected[(*window, ...)].size


@given(data=st.data(), array=arrays(number_dtype))
@settings(max_examples=60, deadline=None)
def test_memory_and_its_transpose_are_what_numpy_has(data, array):
    assert_is(MemorySource(array), array, data)
    assert_is(TransposedSource(MemorySource(array)), array.T, data)
    assert_is(TransposedSource(TransposedSource(MemorySource(array))), array, data)


@given(data=st.data(), array=arrays(number_dtype).filter(lambda a: a.ndim >= 2 and a.shape[1] > 1))
@settings(max_examples=40, deadline=None)
def test_a_column_is_what_numpy_has(data, array, tmp_path_factory):
    source = ColumnSource(plain(tmp_path_factory.mktemp("column") / "a.npy", array), 1)
    assert_is(source, array[:, 1], data)
    source.close()


@given(data=st.data(), dtype=number_dtype, heights=st.lists(st.integers(0, 6), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_planes_side_by_side_are_what_numpy_concatenates(data, dtype, heights, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planes")
    trim = data.draw(st.none() | st.integers(0, 12))
    random = np.random.default_rng(len(heights))
    longer = 0 if trim is None else 3  # planes may differ beyond what is kept
    planes = [
        np.asarray((random.random((n, (trim or 5) + random.integers(0, longer + 1))) * 99).astype(dtype), order=order)
        for n, order in zip(heights, "CFCF", strict=False)
    ]
    sources = [plain(folder / f"{i}.npy", plane) for i, plane in enumerate(planes)]
    source = StackedSource(sources, trim)
    expected = np.concatenate([plane[:, :trim] for plane in planes])
    assert_is(source, expected.astype(source.dtype), data)
    assert source.dtype == expected.dtype
    assert source.borders == tuple(np.cumsum([0, *heights])[:-1])
    assert_is(TransposedSource(source), expected.astype(source.dtype).T, data)
    source.close()


def test_planes_of_other_types_are_brought_to_one():
    source = StackedSource([MemorySource(np.ones((2, 3), np.int16)), MemorySource(np.ones((1, 3), np.float32))])
    assert source.dtype == np.float32
    assert source.read(whole(source.shape)).dtype == np.float32
    assert source.borrow((slice(0, 1), slice(0, 3)), np.empty(0, np.uint8)).dtype == np.float32


class Fetched(MemorySource):
    """Keeps what was to be fetched beforehand."""

    def __init__(self, array):
        super().__init__(array)
        self.values = []

    def prefetch(self, window):
        self.values += self.read(window).ravel().tolist()


def test_windows_are_fetched_beforehand_from_below():
    upper, lower = Fetched(np.arange(6).reshape(2, 3)), Fetched(np.arange(6, 12).reshape(2, 3))
    StackedSource([upper, lower]).prefetch((slice(1, 3), slice(0, 2)))
    assert (upper.values, lower.values) == ([3, 4], [6, 7])
    for source, window in (
        (TransposedSource(upper), (slice(2, 3), slice(0, 2))),
        (ColumnSource(upper), (slice(1, 2),)),
        (MappedSource(upper, np.abs, int), (slice(0, 1), slice(0, 1))),
    ):
        upper.values.clear()
        source.prefetch(window)
        assert upper.values == source.read(window).ravel().tolist()


def test_axes_keep_their_names():
    source = MemorySource(np.zeros((2, 3, 4)))
    source.axes = ("ROI", "column", "frame")
    assert TransposedSource(source).axes == ("frame", "column", "ROI")
    assert ColumnSource(source).axes == ("ROI", "frame")


def test_closing_closes_what_is_below(tmp_path):
    planes = [plain(tmp_path / f"{i}.npy", np.zeros((2, 3))) for i in range(2)]
    source = ColumnSource(TransposedSource(TransposedSource(StackedSource(planes))))
    source.close()
    for plane in planes:
        with pytest.raises(ValueError, match="closed"):
            plane.read(whole(plane.shape))


@pytest.mark.parametrize(("shape", "column"), [((3,), 0), ((), 0), ((3, 1), 1), ((3, 2), -1)])
def test_a_column_that_is_not_there_is_an_error(shape, column):
    with pytest.raises(BadRecipe, match=f"column {column} is asked of an array of shape"):
        ColumnSource(MemorySource(np.zeros(shape)), column)


@pytest.mark.parametrize(
    ("planes", "trim", "what"),
    [
        ([], None, "there are no planes"),
        ([np.zeros((2, 3)), np.zeros((2, 4))], None, "do not fit side by side"),
        ([np.zeros((2, 3)), np.zeros((2, 4))], 4, "do not fit side by side"),
        ([np.zeros((2, 3)), np.zeros(3)], None, "do not fit side by side"),
        ([np.zeros(3)], 2, "cannot be laid beside others"),
        ([np.zeros(())], None, "cannot be laid beside others"),
        ([np.zeros(2, "M8[s]"), np.zeros(2, [("a", "i2")])], None, "of types"),
    ],
)
def test_planes_that_do_not_fit_are_an_error(planes, trim, what):
    with pytest.raises(BadRecipe, match=what):
        StackedSource([MemorySource(plane) for plane in planes], trim)
