"""Ticks, and the seconds that frames stand for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.gui.viewers.raster_scale import Scale, decimals, nice_numbers, nice_step
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.sessions.opening import Axis


def timed(times):
    return Scale(Axis("frame", len(times), times=np.asarray(times, float)))


def test_a_frame_is_at_its_true_time_in_its_middle():
    scale = timed([3.0, 3.5, 10.0, 10.1])
    assert [scale.time_at(frame + 0.5) for frame in range(4)] == pytest.approx([3.0, 3.5, 10.0, 10.1])
    assert scale.time_at(1.0) == pytest.approx(3.25)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(1e-3, 100), min_size=2, max_size=60), st.floats(-1, 2))
def test_time_and_position_are_inverse(gaps, share):
    scale = timed(np.cumsum(gaps))
    position = 0.5 + share * (len(gaps) - 1)
    assert scale.position_of(scale.time_at(position)) == pytest.approx(position, abs=1e-3)


def test_ticks_stand_where_the_times_are_and_say_round_seconds():
    times = np.concatenate([np.arange(100) / 10, 60 + np.arange(100) / 10])
    scale = timed(times)
    ticks = scale.ticks(Span.whole(200), 8)
    assert [text for _, text in ticks] == ["0", "10", "20", "30", "40", "50", "60"]
    assert {text: at for at, text in ticks}["60"] == pytest.approx(100.5)


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 900), st.floats(4, 1000), st.integers(1, 12), st.booleans())
def test_ticks_are_on_the_screen_and_not_too_many(low, width, most, with_times):
    axis = Axis("frame", 2000, times=np.arange(2000) / 6.0 if with_times else None)
    span = Span(low, low + width, 2000)
    ticks = Scale(axis).ticks(span, most)
    assert len(ticks) <= most + 2
    assert all(span.low - 0.51 <= at <= span.high + 0.51 for at, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks)


def test_ticks_without_times_are_samples():
    ticks = Scale(Axis("ROI", 63)).ticks(Span.whole(63), 6)
    assert ticks == [(0.5, "0"), (20.5, "20"), (40.5, "40"), (60.5, "60")]


def test_labels():
    assert timed([1.0, 2.0]).label == "time, s"
    assert Scale(Axis("trial", 8)).label == "trial"
    assert not timed([1.0]).has_times


@pytest.mark.parametrize(
    ("span", "most", "step"), [(100, 10, 10), (250, 9, 50), (0.7, 7, 0.1), (0.0, 5, 1.0), (3, 1, 5)]
)
def test_steps(span, most, step):
    assert nice_step(span, most) == pytest.approx(step)


def test_numbers_and_their_decimals():
    assert nice_numbers(0.05, 0.35, 0.1) == pytest.approx([0.1, 0.2, 0.3])
    assert (decimals(20), decimals(0.5), decimals(0.02)) == (0, 1, 2)
