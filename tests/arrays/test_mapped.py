"""What each value is seen as: phases of complex numbers, seconds of moments."""

import numpy as np
import pytest

from sessionbrowser.arrays.mapped import phases, seconds
from sessionbrowser.arrays.source import MemorySource, whole


@pytest.mark.parametrize("dtype", ["complex64", "complex128", ">c8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_phases_are_those_of_numpy(dtype, order):
    rng = np.random.default_rng(1)
    array = np.asarray(rng.normal(size=(7, 5)) + 1j * rng.normal(size=(7, 5)), dtype, order=order)
    array[2, 3] = complex(np.nan, 1)
    seen = phases(MemorySource(array))
    assert seen.seen_as == "phase"
    assert seen.order == order
    window = (slice(1, 6), slice(2, 5))
    np.testing.assert_allclose(seen.read(window), np.angle(array[window]), rtol=1e-6)
    assert seen.read(window).dtype == seen.dtype
    blocks = list(seen.blocks(window, 20))
    assert sum(seen.read(block).size for block in blocks) == 15
    assert MemorySource(array).seen_as == "magnitude"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns", "ps"])
def test_moments_are_seconds(unit):
    array = np.array(["1970-01-01T00:01:30", "1969-12-31T23:59:59", "NaT"]).astype(f"M8[{unit}]")
    seen = seconds(MemorySource(array))
    assert seen.seen_as == ""
    np.testing.assert_array_equal(seen.read(whole(array.shape)), [90, -1, np.nan])


@pytest.mark.parametrize(("unit", "want"), [("Y", 0), ("M", 31 * 86_400), ("D", 40 * 86_400), (">D", 40 * 86_400)])
def test_dates_are_seconds(unit, want):
    dtype = f">M8[{unit[1:]}]" if unit[0] == ">" else f"M8[{unit}]"
    array = np.array(["1970-02-10", "NaT"], "M8[D]").astype(dtype)
    np.testing.assert_array_equal(seconds(MemorySource(array)).read((slice(0, 2),)), [want, np.nan])


def test_moments_without_a_unit_are_none():
    array = np.array(["NaT", "NaT"], "M8")
    assert np.isnan(seconds(MemorySource(array)).read((slice(0, 2),))).all()
