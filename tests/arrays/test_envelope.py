from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import drawing
from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.envelope import envelope, envelopes
from sessionbrowser.arrays.real import real_dtype
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.errors import Cancelled
from tests.arrays.making import arrays, number_dtype, plain
from tests.arrays.test_arrangement import sources


@given(data=st.data(), array=arrays(number_dtype, max_side=60, max_dims=3).filter(lambda a: a.size and a.ndim))
@settings(max_examples=100, deadline=None)
def test_the_envelope_holds_every_sample(data, array, tmp_path_factory):
    axis = data.draw(st.integers(0, array.ndim - 1))
    places = [data.draw(st.integers(0, n - 1)) for n in array.shape]
    start, stop = sorted(data.draw(st.integers(0, array.shape[axis])) for _ in range(2))
    window = tuple(slice(start, stop) if a == axis else slice(p, p + 1) for a, p in enumerate(places))
    source = plain(tmp_path_factory.mktemp("line") / "a.npy", array)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 2**20])))
        line = envelope(source, window=window, axis=axis, width=data.draw(st.integers(0, 50)))
    source.close()
    values = array[window].ravel()
    values = (np.abs(values) if array.dtype.kind == "c" else values).astype(real_dtype(array.dtype))
    assert len(line.low) == len(line.high) == len(line.edges) - 1
    for i, (low, high) in enumerate(zip(line.low, line.high, strict=True)):
        pixel = values[line.edges[i] - start : line.edges[i + 1] - start]
        assert np.array_equal([low, high], [np.fmin.reduce(pixel), np.fmax.reduce(pixel)], equal_nan=True)


def test_a_window_that_is_no_line_is_refused():
    with pytest.raises(ValueError, match="no line"):
        envelope(MemorySource(np.zeros((3, 4))), window=whole((3, 4)), axis=0, width=5)


def test_cancel_ends_it():
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        envelope(MemorySource(np.zeros(9)), window=whole((9,)), axis=0, width=5, cancel=cancel)


@given(
    data=st.data(),
    kind=st.sampled_from(["C", "F", "memory", "sparse", "stacked", "sparse lying"]),
    shape=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    seed=st.integers(0, 99),
)
@settings(max_examples=120, deadline=None)
def test_the_envelopes_of_many_are_those_of_each(data, kind, shape, seed, tmp_path_factory):
    random = np.random.default_rng(seed)
    values = random.normal(size=shape).astype(np.float32)  # (ROI, time)
    values[random.random(shape) < 0.3] = 0 if "sparse" in kind else np.nan
    rois = np.array(data.draw(st.permutations(range(shape[0])).map(lambda p: p[: seed % shape[0] + 1])))
    samples = slice(*sorted(data.draw(st.tuples(*[st.integers(0, shape[1])] * 2))))
    source = sources(values, kind, tmp_path_factory.mktemp("envelopes"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(walking.walk.__kwdefaults__, "block_bytes", data.draw(st.sampled_from([16, 100, 2**20])))
        for name in ("_LEAP", "_READ_OVER"):
            patch.setattr(drawing, name, data.draw(st.sampled_from([0, 8, 10**6])))
        many = envelopes(
            source,
            time_axis=0,
            roi_axis=1,
            rois=rois,
            window=(samples, slice(0, 0)),
            width=data.draw(st.integers(1, 20)),
        )
    source.close()
    assert many.rois.tolist() == rois.tolist()
    assert many.low.shape == many.high.shape == (len(rois), len(many.edges) - 1)
    for line, roi in enumerate(rois):
        for i, (start, stop) in enumerate(zip(many.edges[:-1], many.edges[1:], strict=True)):
            assert np.array_equal(many.low[line, i], np.fmin.reduce(values[roi, start:stop]), equal_nan=True)
            assert np.array_equal(many.high[line, i], np.fmax.reduce(values[roi, start:stop]), equal_nan=True)


def test_few_samples_are_their_own_envelopes():
    values = np.random.default_rng(0).normal(size=(2, 5, 4))
    many = envelopes(
        MemorySource(values),
        time_axis=1,
        roi_axis=2,
        rois=np.array([3, 1]),
        window=(slice(1, 2), slice(1, 4), slice(0, 4)),
        width=100,
    )
    assert many.edges.tolist() == [1, 2, 3, 4]
    assert np.array_equal(many.low, values[1, 1:4, [3, 1]])
    assert np.array_equal(many.high, many.low)


def test_rois_that_are_not_there_are_refused():
    for rois in ([5], [-1]):
        with pytest.raises(IndexError):
            envelopes(
                MemorySource(np.zeros((4, 5))),
                time_axis=0,
                roi_axis=1,
                rois=np.array(rois),
                window=whole((4, 5)),
                width=3,
            )
