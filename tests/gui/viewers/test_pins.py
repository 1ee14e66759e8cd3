"""Which ROIs have a lane."""

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
