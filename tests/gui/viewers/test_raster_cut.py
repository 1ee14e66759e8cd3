"""Where an array is cut, without a widget."""

import numpy as np
import pytest

from sessionbrowser.arrays.source import window_shape
from sessionbrowser.gui.viewers.raster_cut import Cut, first_cut, is_image, is_square
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.sessions.opening import Axis


def axes(*lengths, **named):
    return [Axis(named.get(f"a{i}", f"axis {i}"), length) for i, length in enumerate(lengths)]


def test_a_cut_knows_its_window_and_the_place_of_a_cell():
    array = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    cut = Cut.at(1, 3, (1, 2, 3, 4))
    assert cut == Cut(1, 3, (1, 0, 3, 0)), "what is held of a seen axis has no meaning"
    assert cut.others == (0, 2)
    window = cut.window(View.whole(3, 5))
    assert window_shape(window) == (1, 3, 1, 5)
    seen = array[window].reshape(3, 5)
    for column in range(3):
        for row in range(5):
            assert array[cut.place((column, row))] == seen[column, row]


@pytest.mark.parametrize(
    ("shape", "x", "y"),
    [((7, 8), 1, 0), ((7, 8, 9), 2, 1), ((1, 8, 1), 2, 1), ((8, 1, 9), 2, 0), ((1, 1, 1), 2, 1), ((0, 1, 4), 2, 0)],
)
def test_the_first_cut_sees_the_last_two_axes_of_more_than_one_sample(shape, x, y):
    cut = first_cut(axes(*shape))
    assert (cut.x, cut.y) == (x, y)
    assert cut.held == (0,) * len(shape)


def test_the_first_cut_minds_time_and_rois():
    cut = first_cut(axes(4, 100, 9, a1="frame", a2="ROI"))
    assert (cut.x, cut.y) == (1, 2)


def test_images_are_of_axes_that_nothing_is_known_of():
    x, y = axes(5, 6)
    assert is_image(x, y)
    assert not is_image(Axis("ROI", 5), y)
    assert not is_image(x, Axis("axis 1", 3, times=np.arange(3.0)))


def test_square_samples_only_where_both_axes_can_be_seen():
    assert is_square(*axes(8, 64))
    assert not is_square(*axes(8, 65))
    assert not is_square(*axes(65, 8))
