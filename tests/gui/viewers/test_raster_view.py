"""What part of a raster is on the screen, without a widget."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.gui.viewers.raster_view import FEWEST, Span, View, square_size, whole_pixel_height

lengths = st.integers(1, 2_000_000)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.floats(-1e7, 1e7), st.just(0.0)),
        st.tuples(st.just("zoom"), st.floats(1e-6, 1e6), st.floats(0, 1)),
    ),
    max_size=12,
)


def walked(length, steps):
    span = Span.whole(length)
    for what, by, share in steps:
        span = span.moved(by) if what == "move" else span.zoomed(by, span.at(share))
    return span


@settings(max_examples=150, deadline=None)
@given(lengths, steps)
def test_a_span_never_leaves_the_data(length, steps):
    span = walked(length, steps)
    slack = 1e-6 * length
    assert span.low >= 0
    assert span.high <= length + slack
    assert span.width >= min(FEWEST, length) - slack
    assert 0 <= span.samples.start < span.samples.stop <= length


@settings(max_examples=150, deadline=None)
@given(lengths, steps, st.integers(1, 5000))
def test_a_snapped_span_loses_nothing_and_hardly_moves(length, steps, pixels):
    span = walked(length, steps)
    snapped = span.snapped(pixels)
    a_pixel = span.width / pixels
    assert abs(snapped.low - span.low) <= a_pixel + 1e-6 * length
    assert abs(snapped.high - span.high) <= a_pixel + 1e-6 * length
    assert snapped.low >= 0
    assert snapped.high <= length + 1e-6 * length
    if span.width > pixels:
        assert (snapped.samples.start, snapped.samples.stop) == (snapped.low, snapped.high)
    assert snapped.snapped(pixels) == snapped


@settings(max_examples=100, deadline=None)
@given(lengths, steps, st.integers(1, 5000))
def test_no_pixel_of_the_picture_is_narrower_than_one_of_the_screen(length, steps, available):
    span = walked(length, steps)
    cells = span.pixels(available)
    on_screen = available * (span.samples.stop - span.samples.start) / span.width
    assert cells == 1 or on_screen / cells >= 1 - 1e-6


@settings(max_examples=100, deadline=None)
@given(lengths, steps, st.floats(0, 1))
def test_share_and_at_are_inverse(length, steps, share):
    span = walked(length, steps)
    assert span.share(span.at(share)) == pytest.approx(share, abs=1e-6)


def test_zooming_keeps_what_is_under_the_cursor():
    span = Span(100.0, 900.0, 1000)
    assert span.zoomed(0.5, 300.0).share(300.0) == pytest.approx(span.share(300.0))


def test_zooming_far_out_shows_the_whole():
    view = View.whole(1500, 63).zoomed(0.1, 0.1, 700.0, 30.0)
    assert not view.is_whole
    assert view.zoomed(1e9, 1e9, 700.0, 30.0).is_whole


def test_moving_stops_at_both_ends():
    view = View.whole(1000, 10).zoomed(0.1, 1.0, 500.0, 5.0)
    assert view.moved(-1e9, 5).x.low == 0
    assert view.moved(1e9, 5).x.high == pytest.approx(1000)
    assert view.moved(1e9, 5).y.is_whole


@pytest.mark.parametrize(
    ("available", "rows", "height"),
    [(442, 63, 441), (400, 100, 400), (376, 63, 376), (300, 5000, 300), (300, 300, 300), (50, 0, 50)],
)
def test_rows_are_whole_pixels_where_that_fits(available, rows, height):
    assert whole_pixel_height(available, rows) == height


def test_a_backward_span_has_its_first_sample_at_the_other_end():
    span = Span.whole(100, backward=True).zoomed(0.5, 50)
    assert (span.share(25), span.share(75)) == (1, 0)
    assert span.at(0.25) == 62.5
    assert span.shifted(0.1).low == 20
    assert span.widest() == Span.whole(100, backward=True)
    assert Span.whole(100).zoomed(0.5, 50).shifted(0.1).low == 30


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.lists(st.floats(0.05, 20), max_size=8))
def test_zooming_evenly_keeps_the_proportions(columns, rows, factors):
    view = View.whole(columns, rows)
    for factor in factors:
        view = view.zoomed_evenly(factor, columns / 3, rows / 2)
        assert view.x.width / columns == pytest.approx(view.y.width / rows)
        assert view.x.width >= min(FEWEST, columns) * (1 - 1e-9)
        assert view.x.high <= columns * (1 + 1e-9)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(1, 3000), st.integers(1, 3000))
def test_square_samples_fit_their_room_and_fill_most_of_it(width, height, columns, rows):
    wide, high = square_size(width, height, columns, rows)
    assert 1 <= wide <= width
    assert 1 <= high <= height
    assert wide >= 0.84 * width - 1 or high >= 0.84 * height - 1
    assert abs(wide / columns - high / rows) <= 1 / columns + 1 / rows
    whole = min(width // columns, height // rows)
    if max(whole * columns / width, whole * rows / height) > 0.86:
        assert (wide, high) == (whole * columns, whole * rows)
