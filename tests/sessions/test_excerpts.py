"""An excerpt is what numpy makes of the whole array, in the order that is shown and on the scale that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.roi_stats import roi_stats, z_scores, zero_to_one
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import Cancelled, NotOrdinaryFile, TooLarge
from sessionbrowser.sessions import excerpts
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Axis, Opened
from sessionbrowser.sessions.parts import Part, as_part, part_words
from sessionbrowser.sessions.transforms import MAGNITUDE, PHASE, RoiScale


def opened(array: Any, *axes: Axis) -> Opened:
    source = SparseSource(array) if sparse.issparse(array) else MemorySource(array)
    return Opened(FileFacts(Path("a.b.npy")), source, None, axes)


def numpys(array: np.ndarray, window: tuple[Part, ...]) -> np.ndarray:
    return array[np.ix_(*([*range(p.start, p.stop)] if isinstance(p, slice) else list(p) for p in window))]


def parts(n: int) -> st.SearchStrategy[Part]:
    ranges = st.tuples(st.integers(0, n), st.integers(0, n)).map(lambda ends: slice(*sorted(ends)))
    return ranges | (st.lists(st.integers(0, n - 1), max_size=8).map(tuple) if n else st.nothing())


@settings(max_examples=80, deadline=None)
@given(st.data(), st.lists(st.integers(0, 7), max_size=3), st.sampled_from("CF"), st.sampled_from([1, 20, 2**20]))
def test_reading_is_indexing(data: st.DataObject, shape: list[int], order: Any, piece: int) -> None:
    array = np.asarray(np.random.default_rng(1).normal(size=shape), order=order)
    window = tuple(data.draw(parts(n)) for n in shape)
    before, excerpts._PIECE = excerpts._PIECE, piece
    try:
        values = Excerpt(opened(array), window).read()
    finally:
        excerpts._PIECE = before
    expected = numpys(array, window) if shape else array
    assert (values.shape, values.dtype) == (expected.shape, array.dtype)
    np.testing.assert_array_equal(values, expected)


def test_sparse_windows() -> None:
    matrix = sparse.csc_array(np.random.default_rng(2).normal(size=(30, 9)).clip(min=0.5) - 0.5)
    window = (slice(3, 20), (8, 0, 4))
    np.testing.assert_array_equal(Excerpt(opened(matrix), window).read(), numpys(matrix.toarray(), window))


@pytest.mark.parametrize("roi_axis", [0, 1])
@pytest.mark.parametrize("how", ["z-score", "0 to 1"])
def test_scales_are_of_the_whole_recording_whatever_the_window(roi_axis: int, how: Any) -> None:
    array = np.random.default_rng(3).normal(5, 2, (6, 40) if roi_axis == 0 else (40, 6)).astype("f4")
    array[(2, slice(None)) if roi_axis == 0 else (slice(None), 2)] = 7
    make = z_scores if how == "z-score" else zero_to_one
    scale = RoiScale(how, roi_axis, make(roi_stats(MemorySource(array), roi_axis)))
    window: tuple[Part, ...] = ((5, 2, 0), slice(3, 33)) if roi_axis == 0 else (slice(3, 33), (5, 2, 0))
    names: dict[str, Any] = {"data": array, "np": np}
    exec(scale.lines(), names)
    values = Excerpt(opened(array), window, (scale,)).read()
    np.testing.assert_allclose(values, numpys(names["data"], window), rtol=1e-6, atol=1e-9)
    assert values.dtype == np.float64
    assert scale.words == f"{how} per ROI"
    assert (np.take(values, 1, roi_axis) == 0).all()


def test_complex_numbers() -> None:
    array = np.array([3 + 4j, -1, 1j])
    for transform, function in ((MAGNITUDE, np.abs), (PHASE, np.angle)):
        np.testing.assert_array_equal(Excerpt(opened(array), (slice(0, 2),), (transform,)).read(), function(array[:2]))


@pytest.mark.parametrize(
    ("chosen", "part"),
    [
        ([3, 4, 5], slice(3, 6)),
        (np.array([7]), slice(7, 8)),
        ([3, 5], (3, 5)),
        ([4, 3], (4, 3)),
        ([], slice(0, 0)),
        (slice(2, 4), slice(2, 4)),
    ],
)
def test_places_that_follow_each_other_are_a_slice(chosen: Any, part: Part) -> None:
    assert as_part(chosen) == part


@pytest.mark.parametrize(
    ("axis", "part", "words"),
    [
        (Axis("frame", 1500), slice(150, 1350), "frames 150–1349 of 1500"),
        (Axis("frame", 1500), slice(0, 1500), "all 1500 frames"),
        (Axis("axis 2", 15), slice(0, 15), "all of axis 2 (15)"),
        (Axis("axis 2", 15), slice(0, 5), "axis 2 0–4 of 15"),
        (Axis("ROI", 63), slice(7, 8), "ROI 7 of 63"),
        (Axis("ROI", 63), slice(7, 7), "none of 63 ROIs"),
        (Axis("ROI", 63), (3, 1, 2), "3 of 63 ROIs: 3, 1, 2"),
        (Axis("ROI", 63), tuple(range(62, -1, -1)), f"63 of 63 ROIs: {', '.join(map(str, range(62, 50, -1)))}, …"),
    ],
)
def test_words(axis: Axis, part: Part, words: str) -> None:
    assert part_words(axis, part) == words


def test_the_words_of_a_window_know_axes_without_names() -> None:
    assert (
        Excerpt(opened(np.zeros((4, 3))), (slice(1, 3), slice(0, 3))).words() == "axis 0 1–2 of 4 · all of axis 1 (3)"
    )


@pytest.mark.parametrize("window", [(slice(0, 5),), (slice(2, 1),), ((0, 4),), ((-1,),), (), (slice(0, 4, 2),)])
def test_windows_outside_are_refused(window: tuple[Part, ...]) -> None:
    with pytest.raises(IndexError):
        Excerpt(opened(np.zeros(4)), window)


def test_what_holds_no_array(tmp_path: Path) -> None:
    with pytest.raises(NotOrdinaryFile):
        Excerpt(Opened(FileFacts(tmp_path), None, {}), ())


def test_memory_and_cancelling() -> None:
    excerpt = Excerpt(opened(np.zeros((100, 10))), (slice(0, 100), slice(0, 10)))
    with pytest.raises(TooLarge, match=r"8\.0 kB"):
        excerpt.read(budget=7999)
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        excerpt.read(cancel=cancel)
