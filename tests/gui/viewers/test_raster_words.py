"""What a raster says of itself."""

import numpy as np
import pytest

from sessionbrowser.arrays import reduce
from sessionbrowser.arrays.source import MemorySource, whole
from sessionbrowser.arrays.stats import exact_stats
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.raster_words import cursor_reading, making_text, value_text, word_for
from sessionbrowser.sessions.opening import Axis, Plane

AXES = (Axis("frame", 1500), Axis("ROI", 63))


def drawn(height, width, view, how="max"):
    source = MemorySource(np.zeros((1500, 63), np.float32))
    window = (view.x.samples, view.y.samples)
    return reduce.draw(source, window=window, row_axis=1, col_axis=0, height=height, width=width, how=how)


def test_the_making_names_the_aggregation():
    view = View.whole(1500, 63)
    assert making_text(drawn(63, 80, view), view, AXES) == "max of ≤ 19 × 1 samples a pixel"
    assert making_text(drawn(6, 80, view, "mean"), view, AXES) == "mean of ≤ 19 × 11 samples a pixel"
    assert making_text(drawn(600, 1500, view), view, AXES) == "every sample shown"


def test_the_making_names_the_part():
    view = View.whole(1500, 63).zoomed(0.5, 1, 750, 30)
    assert making_text(drawn(63, 800, view), view, AXES) == "frames 375–1124 · every sample shown"
    view = view.zoomed(1, 0.5, 750, 20)
    assert making_text(drawn(63, 800, view), view, AXES).startswith("frames 375–1124 · ROIs 10–")
    assert making_text(drawn(63, 800, view), view, AXES, coarse="coarse from 9 s on").startswith(
        "coarse from 9 s on · "
    )


def test_the_reading_tells_time_frame_roi_and_plane():
    times = np.arange(1500) / 6 + 0.5
    planes = (Plane("plane0", 0, 34), Plane("plane1", 34, 63))
    frame = Frame(Scale(Axis("frame", 1500, times=times)), Scale(AXES[1]), planes)
    told = cursor_reading((682, 41), frame, joined=False)
    assert told == (("time", "114.167 s"), ("frame", "682"), ("ROI", "41 · plane1"))
    assert cursor_reading((682, 41), frame, joined=True)[-1] == ("ROI", "41 · plane1, its 7")


def test_the_reading_without_times_and_planes():
    frame = Frame(Scale(Axis("axis 1", 3)), Scale(Axis("ROI", 34)))
    assert cursor_reading((2, 33), frame, joined=False) == (("axis 1", "2"), ("ROI", "33"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float32(173.44), "173.44"),
        (np.float64(0), "0"),
        (np.float32("nan"), "NaN"),
        (np.float64("-inf"), "-inf"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (np.bool_(True), "True"),
        (np.complex64(1 + 2j), "1+2j"),
        (np.float16(0.5), "0.5"),
    ],
)
def test_values(value, text):
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ([[0.0, 0.0]], "all zero"),
        ([[np.nan, np.nan]], "all NaN"),
        ([[2.5, 2.5]], "all 2.5"),
        ([[2.5, 0.0]], ""),
        ([[np.nan, 0.0]], ""),
        ([[np.inf, np.inf]], ""),
    ],
)
def test_words_for_what_no_picture_shows(values, word):
    array = np.array(values)
    assert word_for(exact_stats(MemorySource(array), whole(array.shape)), array.shape) == word


def test_no_values():
    assert word_for(None, (0, 34)) == "no values: 0 × 34"
