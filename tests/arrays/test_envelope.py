from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays import walk as walking
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.envelope import envelope
from sessionbrowser.arrays.real import real_dtype
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.errors import Cancelled
from tests.arrays.making import arrays, number_dtype, plain


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
