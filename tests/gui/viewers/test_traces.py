"""Stacked traces: every extreme is on the screen, each value stands at its height, and the readout is the file's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Changed
from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers import bidders
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.stack_lines import Lines, read_lines
from sessionbrowser.gui.viewers.stack_paint import Place, Style, columns_of, lay_bars, paint_stack
from sessionbrowser.gui.viewers.traces import TracesViewer
from tests.gui.viewers.helpers import Slow, facts_for, opened_with, spikes
from tests.gui.viewers.helpers import show_described as show


class Job:
    from sessionbrowser.arrays.cancel import NEVER as cancel

    @staticmethod
    def report(part):
        done, total = part
        assert 0 <= done <= total


@pytest.fixture
def viewer(stage):
    return stage(TracesViewer(), 700, 420)


def look(qtbot, viewer, act):
    told = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        act()
    return told[-1]


def read(qtbot, viewer, cell):
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.hover_at(cell)
    return blocker.args[0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 999), frames=st.integers(1, 90), rois=st.integers(1, 7), pixels=st.integers(1, 40))
def test_lines_hold_the_extremes_of_every_bin(seed, frames, rois, pixels):
    rng = np.random.default_rng(seed)
    array = rng.normal(size=(frames, rois))
    array[rng.random(array.shape) < 0.2] = np.nan
    first = int(rng.integers(0, rois))
    lines = read_lines(MemorySource(array), Cut(0, 1, (0, 0)), np.arange(first, rois), Span.whole(frames), pixels, Job)
    assert lines.low.shape == (rois - first, min(frames, pixels))
    for roi in range(first, rois):
        for at, (start, stop) in enumerate(zip(lines.edges[:-1], lines.edges[1:], strict=True)):
            part = array[start:stop, roi]
            part = part[~np.isnan(part)]
            got = (lines.low[roi - first, at], lines.high[roi - first, at])
            assert np.isnan(got).all() if not part.size else got == (part.min(), part.max())


def lines_of(*rows):
    values = np.array(rows, float)
    return Lines(values, values, np.arange(values.shape[1] + 1))


def test_heights_are_of_the_lines_own_range_or_of_the_widest():
    lines = lines_of([0, 10, 5], [1, 2, np.nan], [7, 7, 7], [0, np.inf, 1])
    heights = lines.heights("own")
    low, high = heights.of(slice(None))
    assert np.array_equal(low, high, equal_nan=True)
    assert heights.reach == 10
    assert np.array_equal(low, [[0, 1, 0.5], [0, 1, np.nan], [0, 0, 0], [0, 1, 1]], equal_nan=True)
    low, _ = lines.heights("common").of(slice(None))
    assert np.array_equal(low, [[0, 1, 0.5], [0, 0.1, np.nan], [0, 0, 0], [0, 1, 0.1]], equal_nan=True)


def test_heights_of_values_too_far_apart_for_a_double_and_of_none():
    low, _ = lines_of([-1.7e308, 1.7e308, 0]).heights("own").of(slice(None))
    assert low.tolist() == [[0, 1, 0.5]]
    heights = lines_of([np.nan, np.nan]).heights("common")
    assert np.isnan(heights.of(slice(None))).all()
    assert heights.reach == 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 999))
def test_covered_pixels_are_those_of_the_bars(seed):
    rng = np.random.default_rng(seed)
    tops = rng.uniform(-5, 25, (4, 6))
    bottoms = tops + rng.uniform(0, 9, tops.shape)
    tops[rng.random(tops.shape) < 0.2] = np.nan
    got, want = np.zeros((20, 6), np.uint8), np.zeros((20, 6), np.uint8)
    lay_bars(got, tops, bottoms, np.array([1, 2, 1, 3], np.uint8))
    for (line, x), top in np.ndenumerate(tops):
        bottom = bottoms[line, x]
        if np.isnan(top) or bottom < 0 or top >= 20:
            continue
        first = max(int(np.floor(top)), 0)
        want[first : max(min(int(np.ceil(bottom)), 20), first + 1), x] = (1, 2, 1, 3)[line]
    assert np.array_equal(got, want)


@settings(max_examples=60, deadline=None)
@given(width=st.integers(1, 50), n=st.integers(1, 50), low=st.floats(0, 0.9), share=st.floats(0.1, 1))
def test_no_bin_is_left_out_of_the_picture(width, n, low, share):
    view = Span(low * n, low * n + (1 - low) * n * share, n).snapped(width)
    lines = read_lines(MemorySource(np.zeros((n, 1))), Cut(0, 1, (0, 0)), np.arange(1), view, width, Job)
    columns = columns_of(lines.edges, Place(View(view, Span.whole(1)), width, 10, 1.0))
    seen = view.samples
    inside = [
        at
        for at, (start, stop) in enumerate(zip(lines.edges[:-1], lines.edges[1:], strict=True))
        if start >= view.low and stop <= view.high and seen.start <= start
    ]
    if view.width <= width or len(lines.edges) - 1 == width:
        assert set(inside) <= set(columns.tolist())


def test_bars_and_lines_put_a_peak_at_the_same_place():
    values = np.zeros((3, 40))
    values[1, 20] = 1
    few = Lines(values, values, np.arange(41))
    many = Lines(np.repeat(values, 300, 0), np.repeat(values, 300, 0), np.arange(41))
    place = Place(View(Span.whole(40), Span.whole(3)), 200, 90, 1.0)
    tall = Place(View(Span.whole(40), Span.whole(900)), 200, 900, 1.0)
    style = Style(colours=("#ff0000", "#00ff00"))
    image, _ = paint_stack(few, place, style)
    assert image.pixelColor(102, 35).alpha() > 0
    assert image.pixelColor(60, 35).alpha() == 0
    image, _ = paint_stack(many, tall, style)
    assert {image.pixelColor(x, 450).name() for x in (20, 102)} <= {"#ff0000", "#00ff00", "#000000"}
    assert image.pixelColor(102, 450).alpha() == 255


def test_the_first_rows_are_shown_and_the_title_says_so(qtbot, viewer):
    text = show(qtbot, viewer, opened_with(spikes()))
    assert text == "ROIs 0–23 of 63 · own scales · min–max of ≤ 3 samples a pixel"
    assert look(qtbot, viewer, viewer.canvas.look_at_all).startswith("own scales · min–max of ≤ 3")


def test_a_single_peak_is_on_the_screen_in_the_colour_of_its_roi(qtbot, viewer):
    array = np.zeros((30_000, 40), np.float32)
    array[12_345, 7] = 5
    show(qtbot, viewer, opened_with(array))
    canvas = viewer.canvas
    cell = canvas.cell_rect((12_345, 7))
    picture = canvas.grab().toImage()
    wanted = theme.current().more_traces[1].lower()
    column = [picture.pixelColor(round(cell.center().x()) + d, round(cell.center().y())).name() for d in (-1, 0, 1)]
    assert wanted in column


def test_the_readout_is_what_the_file_holds(qtbot, viewer):
    array = spikes()
    show(qtbot, viewer, opened_with(array, times=np.arange(1500) / 6))
    array[97, 2] = 173.4375
    assert read(qtbot, viewer, (97, 2)) == (("time", "16.167 s"), ("frame", "97"), ("ROI", "2"), ("value", "173.438"))
    viewer.canvas.hover_at(None)
    assert viewer.excerpt().window == (slice(0, 1500), slice(0, 24))


def test_rois_along_the_first_axis_are_stacked_too(qtbot, viewer):
    array = spikes().T.copy()
    show(qtbot, viewer, opened_with(array, names=("ROI", "frame")))
    reading = read(qtbot, viewer, (97, 0))
    assert reading[-1] == ("value", f"{array[0, 97]:g}")


def test_samples_are_shown_when_there_is_room(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    view = viewer.canvas.view
    text = look(qtbot, viewer, lambda: viewer.canvas.look_at(View(Span(100, 130, 1500), view.y)))
    assert text == "ROIs 0–23 of 63 · own scales · frames 100–129 · every sample shown"


def test_no_more_rows_than_can_be_drawn(qtbot, viewer):
    show(qtbot, viewer, opened_with(np.zeros((5, 3000), np.float32)))
    assert look(qtbot, viewer, viewer.canvas.look_at_all).startswith("ROIs 0–999 of 3,000")
    look(qtbot, viewer, lambda: qtbot.keyClick(viewer.canvas, Qt.Key.Key_PageUp))
    assert viewer.canvas.view.y.samples == slice(1000, 2000)


def test_a_common_scale_tells_what_a_row_is(qtbot, viewer):
    array = spikes()
    array[0, 3] = 80
    show(qtbot, viewer, opened_with(array))
    viewer.panel.scale.setCurrentIndex(1)
    assert look(qtbot, viewer, viewer.panel.changed.emit).startswith("ROIs 0–23 of 63 · a row is 80 · ")
    assert look(qtbot, viewer, lambda: viewer.panel.grow(2)).startswith("ROIs 0–23 of 63 · a row is 40 · ")
    look(qtbot, viewer, lambda: qtbot.keyClick(viewer.canvas, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier))
    assert viewer.panel.gain == 1
    viewer.panel.grow(0.5)
    assert viewer.panel.gain == 1


def test_what_was_read_is_not_read_again_for_another_scale(qtbot, viewer):
    source = Slow(spikes())
    show(qtbot, viewer, opened_with(source.array, source=source))
    source.started.clear()
    viewer.panel.scale.setCurrentIndex(1)
    look(qtbot, viewer, viewer.panel.changed.emit)
    look(qtbot, viewer, viewer.retheme)
    assert not source.started.is_set()


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (np.full((9, 3), np.nan), "all NaN"),
        (np.zeros((0, 3)), "no values"),
        (np.zeros((9, 3)), "all zero"),
        (np.full((9, 3), 2), "all 2"),
    ],
)
def test_what_no_line_shows_is_said(qtbot, viewer, array, word):
    show(qtbot, viewer, opened_with(array))
    assert viewer.canvas._word.startswith(word)
    viewer.canvas.grab()


@pytest.mark.parametrize("dtype", ["bool", "int16", "float16", ">f8", "complex64"])
def test_all_kinds_of_numbers_are_drawn(qtbot, viewer, dtype):
    text = show(qtbot, viewer, opened_with(spikes(200, 5).astype(dtype)))
    assert text.removeprefix("magnitude · ") == "own scales · every sample shown"


def test_reading_tells_how_far_it_is(qtbot, viewer):
    told = []
    viewer.progressed.connect(told.append)
    show(qtbot, viewer, opened_with(spikes()))
    assert told[-1] is None
    assert any(part is not None and part[0] == part[1] > 0 for part in told)


def test_a_changed_file_is_told(qtbot, viewer):
    source = Slow(spikes())
    source.error = Changed("it shrank", "x")
    with qtbot.waitSignal(viewer.failed, timeout=5000) as blocker:
        viewer.show(opened_with(source.array, source=source))
    assert isinstance(blocker.args[0], Changed)


def test_recordings_alone_are_stacked():
    array = np.zeros((30, 5), np.float32)
    names = [spec.name for spec in bidders(facts_for(array, "mpci.roiActivityF.npy"))]
    assert names == ["Raster", "Traces", "Values"]
    assert "Traces" in [spec.name for spec in bidders(facts_for(array, "spks (corrected)"))]
    assert "Traces" not in [spec.name for spec in bidders(facts_for(array, "mpciROIs.stackPosition.npy"))]
