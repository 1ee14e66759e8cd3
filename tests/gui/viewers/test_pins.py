"""Which ROIs have a lane."""

import pytest

from sessionbrowser.gui.viewers.lanes import spread
from sessionbrowser.gui.viewers.pins import MOST, Pins


def test_a_pin_takes_the_place_of_all_others():
    assert Pins().toggled(3).toggled(4).only(9).pinned == ((9, 1),)


def test_colours_stay_with_their_pins():
    pins = Pins().toggled(3).toggled(4).toggled(5).toggled(4)
    assert pins.pinned == ((3, 1), (5, 3))
    assert pins.toggled(8).pinned == ((3, 1), (5, 3), (8, 2))


def test_the_oldest_goes_when_there_is_no_colour_left():
    pins = Pins()
    for roi in range(MOST + 1):
        pins = pins.toggled(roi)
    assert [roi for roi, _ in pins.pinned] == list(range(1, MOST + 1))
    assert sorted(place for _, place in pins.pinned) == list(range(1, MOST + 1))


def test_an_roi_is_read_once_even_when_the_cursor_is_over_a_pin():
    pins = Pins().only(7).over(7)
    assert pins.lanes == ((7, 0), (7, 1))
    assert pins.rois == (7,)


@pytest.mark.parametrize(
    ("wished", "found"),
    [
        ([], []),
        ([40], [40]),
        ([40, 10], [40, 10]),
        ([40, 45, 33], [45, 57, 33]),
        ([99, 98, 97], [99, 87, 75]),
    ],
)
def test_numbers_of_neighbours_are_written_apart_in_the_order_of_their_rows(wished, found):
    assert spread(wished, 12, 99) == found
