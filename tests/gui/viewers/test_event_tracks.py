"""What happens along time, over samples and on pixels: nothing is lost, and gaps stay gaps."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.gui.viewers.event_tracks import drawn, placed, positions_of
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.sessions.events import Track
from sessionbrowser.sessions.opening import Axis
from sessionbrowser.sessions.track_loading import LoadedTrack

SAMPLES = np.cumsum(np.full(100, 0.5))


def strip(times, values):
    return placed(LoadedTrack(Track("position", "strip", Path("t"), Path("p")), times, values), SAMPLES)


def ticks(times):
    return placed(LoadedTrack(Track("licks", "ticks", Path("t")), times), SAMPLES)


@given(st.lists(st.floats(-100, 200), max_size=20))
def test_positions_are_those_of_the_axis(times):
    scale = Scale(Axis("frame", 100, "s", times=SAMPLES))
    expected = [scale.position_of(time) for time in times]
    np.testing.assert_allclose(positions_of(np.array(times, float), SAMPLES), expected, atol=1e-9)


def test_a_time_without_end_lies_beyond_all_samples():
    assert positions_of(np.array([np.inf]), SAMPLES)[0] == np.inf


def test_ticks_on_the_same_pixel_are_one_and_none_is_lost():
    times = np.sort(np.random.default_rng(1).uniform(1, 49, 5000))
    track, span = ticks(times), Span(10.0, 60.0, 100)
    seen = drawn(track, span, 80).x
    pixels = {int(np.floor((x - 10) * 80 / 50)) for x in track.positions if 10 <= x < 60}
    assert {int(np.floor((x - 10) * 80 / 50)) for x in seen if 10 <= x < 60} == pixels
    assert len(seen) <= 80 + 2
    assert len(drawn(ticks(np.empty(0)), span, 80).x) == 0


def test_few_samples_are_drawn_where_they_are():
    times, values = np.array([2.0, 4.0, 7.5]), np.array([0.0, 50.0, 200.0])
    seen = drawn(strip(times, values), Span.whole(100), 1000)
    np.testing.assert_allclose(seen.x, positions_of(times, SAMPLES))
    np.testing.assert_allclose(seen.y, values / 200)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_every_pixel_of_a_strip_has_its_extremes_and_every_gap_stays(n, pixels, seed):
    random = np.random.default_rng(seed)
    times = np.sort(random.uniform(0.5, 50, n))
    values = np.where(random.random(n) < 0.05, np.nan, random.normal(size=n))
    track, span = strip(times, values), Span.whole(100)
    seen = drawn(track, span, pixels)
    low, high = track.reach
    finite = np.isfinite(values)
    of_pixel = np.floor(track.positions * pixels / 100)
    got = np.floor(seen.x * pixels / 100)
    for pixel in np.unique(of_pixel[finite]):
        wanted = (values[finite & (of_pixel == pixel)] - low) / ((high - low) or 1.0)
        shown = seen.y[got == pixel]
        assert (shown.min(), shown.max()) == pytest.approx((wanted.min(), wanted.max()))
    inside = np.flatnonzero(~finite)
    between = {(np.searchsorted(np.flatnonzero(finite), at)) for at in inside}
    between -= {0, int(finite.sum())}
    assert np.isnan(seen.y).sum() == len(between)
    np.testing.assert_array_equal(np.isnan(seen.x), np.isnan(seen.y))


def test_spans_on_the_screen_have_the_rank_of_their_value():
    track = Track("environments", "spans", Path("t"), Path("e"))
    times = np.array([[1.0, 10.0], [10.0, 20.0], [20.0, 30.0], [30.0, np.inf]])
    spans = placed(LoadedTrack(track, times, np.array([7.0, 2.0, 7.0, 9.0]), ("a", "b", "c", "d")), SAMPLES)
    seen = drawn(spans, Span(25.0, 70.0, 100), 50)
    assert seen.y.tolist() == [0, 1, 2]
    assert np.isfinite(seen.x).all()
    assert drawn(spans, Span.whole(100), 50).y.tolist() == [1, 0, 1, 2]
