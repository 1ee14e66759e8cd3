"""The strip of the whole recording: all peaks are in it, and its window is the raster's time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.overview import between, squeezed
from sessionbrowser.gui.viewers.raster_view import FEWEST, Span
from sessionbrowser.sessions.kinds import Step
from tests.gui.viewers.helpers import hover, opened_with, show, spikes, wheel
from tests.gui.viewers.test_linked import caught_up, viewer

__all__ = ["viewer"]


def press_and_drag(widget, start, stop):
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.NoModifier, start)
    for share in (0.5, 1.0):
        QTest.mouseMove(widget, start + (stop - start) * share)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.NoModifier, stop)


def point(overview, share):
    area = overview.area
    return QPoint(area.left() + round(share * area.width()), area.center().y())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 40), st.integers(1, 40), st.sampled_from(["max", "min"]))
def test_a_squeezed_picture_keeps_the_extremes_of_its_samples(rows, columns, height, width, how):
    values = np.random.default_rng(rows * 61 + columns).normal(size=(rows, columns))
    values[0, 0] = np.nan
    window = (slice(0, rows), slice(0, columns))
    picture = draw(MemorySource(values), window=window, row_axis=0, col_axis=1, height=50, width=50, how=how)
    small = squeezed(picture, height, width)
    assert small.values.shape == (min(height, rows), min(width, columns))
    extreme = np.fmax if how == "max" else np.fmin
    for row, (top, bottom) in enumerate(zip(small.row_edges, small.row_edges[1:], strict=False)):
        for column, (left, right) in enumerate(zip(small.col_edges, small.col_edges[1:], strict=False)):
            part = values[top:bottom, left:right]
            np.testing.assert_equal(small.values[row, column], extreme.reduce(part, axis=None))


@given(st.floats(-50, 500), st.floats(-50, 500), st.integers(1, 400))
def test_a_new_window_lies_inside_the_recording(one, other, length):
    span = between(Span.whole(length), one, other)
    assert 0 <= span.low < span.high <= length
    assert span.width >= min(FEWEST, length) - 1e-9


def test_the_strip_shows_the_whole_recording_while_the_raster_shows_a_part(qtbot, viewer):
    array = np.zeros((1000, 90), np.float32)
    array[700:760, 45], array[3, 3] = 5, 2
    show(qtbot, viewer, opened_with(array))
    canvas, overview = viewer.canvas, viewer.linked.page.overview
    viewer.linked.look_along(canvas.view.x._replace(low=0.0, high=200.0))
    caught_up(qtbot, viewer)
    image = overview.grab().toImage()
    x = point(overview, 0.73).x()
    middle = overview.area.center().y()
    assert {image.pixelColor(x, y).name() for y in range(middle - 2, middle + 3)} != {"#ffffff"}
    assert image.pixelColor(point(overview, 0.65).x(), middle).name() == "#ffffff"
    assert overview.window_area.left() == overview.area.left()
    assert overview.window_area.width() == pytest.approx(overview.area.width() / 5, abs=2)


def test_the_window_is_dragged_widened_and_drawn_anew(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(1000, 20)))
    canvas, overview = viewer.canvas, viewer.linked.page.overview
    rows = canvas.view.y
    press_and_drag(overview, point(overview, 0.2), point(overview, 0.4))
    assert canvas.view.x.low == pytest.approx(200, abs=5)
    assert canvas.view.x.high == pytest.approx(400, abs=5)
    press_and_drag(overview, point(overview, 0.3), point(overview, 0.6))
    assert canvas.view.x.low == pytest.approx(500, abs=5)
    assert canvas.view.x.width == pytest.approx(200, abs=5)
    press_and_drag(overview, point(overview, 0.7), point(overview, 0.9))
    assert (canvas.view.x.low, canvas.view.x.high) == (pytest.approx(500, abs=6), pytest.approx(900, abs=6))
    press_and_drag(overview, point(overview, 0.5), point(overview, 0.95))
    assert (canvas.view.x.low, canvas.view.x.high) == (pytest.approx(900, abs=8), pytest.approx(950, abs=8))
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, Qt.NoModifier, point(overview, 0.1))
    assert (canvas.view.x.low + canvas.view.x.high) / 2 == pytest.approx(100, abs=5)
    assert canvas.view.y == rows
    assert overview.span == canvas.view.x
    QTest.mouseDClick(overview, Qt.MouseButton.LeftButton, Qt.NoModifier, point(overview, 0.1))
    assert canvas.view.x.is_whole


def test_the_cursor_tells_what_there_is_to_take_hold_of(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(1000, 20)))
    overview = viewer.linked.page.overview
    press_and_drag(overview, point(overview, 0.2), point(overview, 0.4))
    for share, shape in ((0.2, "SizeHorCursor"), (0.4, "SizeHorCursor"), (0.3, "OpenHandCursor"), (0.8, "CrossCursor")):
        QTest.mouseMove(overview, point(overview, share))
        assert overview.cursor().shape().name == shape


def test_the_strip_takes_the_colours_of_the_raster(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(1000, 20)))
    wheel(viewer, viewer.canvas.cell_rect((500, 10)).center(), 5)
    theme.set_theme("dark")
    viewer.retheme()
    qtbot.waitUntil(lambda: viewer.linked.page.overview._strip.colours.map == theme.current().sparse_map)
    theme.set_theme("light")
    viewer.retheme()
    qtbot.waitUntil(lambda: viewer.linked.page.overview._strip.colours.map == theme.current().sparse_map)


def test_the_strip_is_lower_below_the_steps_of_a_recipe(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 20)))
    assert viewer.linked.page.overview.area.height() == 36
    show(qtbot, viewer, opened_with(spikes(300, 20), steps=(Step("Recipe", "a", ""),)))
    assert viewer.linked.page.overview.area.height() == 28
    hover(viewer, (1, 1))
    caught_up(qtbot, viewer)


def test_the_strip_follows_the_size_of_the_window(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(1000, 20)))
    overview = viewer.linked.page.overview
    viewer.widget.resize(900, 500)
    qtbot.waitUntil(lambda: (overview._strip.image.width(), overview._strip.image.height()) == overview.pixels)
