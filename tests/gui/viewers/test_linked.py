"""What stands around a raster of frames × ROIs: the same time and the same ROI everywhere."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.gui.viewers.linked_page import LEAST_LANE, lane_height
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_rows import Rows
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.trace_paint import line_colour
from tests.gui.viewers.helpers import PLANES, Slow, hover, opened_with, settle, show, spikes, wheel


@pytest.fixture
def viewer(stage):
    return stage(RasterViewer(), 700, 460)


def lanes(viewer):
    return [(lane.name, lane.detail) for lane in viewer.linked.page.stack.lanes]


def caught_up(qtbot, viewer):
    qtbot.waitUntil(lambda: viewer.linked.is_settled, timeout=10_000)


def click(viewer, cell, modifiers=Qt.NoModifier):
    point = viewer.canvas.cell_rect(cell).center().toPoint()
    QTest.mouseClick(viewer.canvas, Qt.MouseButton.LeftButton, modifiers, point)


def column_colours(widget, x, top, bottom):
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for y in range(top, bottom)}


def test_the_lane_follows_the_cursor_and_shows_the_values_of_the_file(qtbot, viewer):
    array = spikes(900, 20)
    show(qtbot, viewer, opened_with(array))
    for roi in (3, 17):
        hover(viewer, (400, roi))
        caught_up(qtbot, viewer)
        assert lanes(viewer) == [(f"ROI {roi}", f"{array[:, roi].min():.0f}–{array[:, roi].max():.0f}")]
        curves = viewer.linked.page.stack.lanes[0].curves
        low, high = curves.range.low, curves.range.high
        drawn = curves.low[0] * (high - low) + low
        assert drawn.min() == pytest.approx(array[:, roi].min())
        assert viewer.linked.page.stack.hover == 400


class Noting(MemorySource):
    """Keeps which windows were read."""

    def __init__(self, array):
        super().__init__(array)
        self.read_so_far = []

    def borrow(self, window, scratch):
        self.read_so_far.append(window)
        return super().borrow(window, scratch)


def test_a_trace_is_read_after_the_picture_of_the_raster(qtbot, viewer):
    array = spikes(900, 20)
    source = Noting(array)
    show(qtbot, viewer, opened_with(array, source=source))
    caught_up(qtbot, viewer)
    assert source.read_so_far.index((slice(0, 900), slice(0, 1))) > 0

    source.read_so_far.clear()
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.5, 0.5, 450, 10))
    seen = viewer.canvas.view.x.samples
    settle(qtbot, viewer)
    caught_up(qtbot, viewer)
    rows = [window[1] for window in source.read_so_far if window[0].start >= seen.start - 1]
    assert [row.stop - row.start == 1 for row in rows] == [False, True], "the raster's first, and once each"


def test_every_peak_is_in_the_lane(qtbot, viewer):
    array = np.zeros((100_000, 3), np.float32)
    array[50_001, 1] = 7
    show(qtbot, viewer, opened_with(array))
    hover(viewer, (5, 1))
    caught_up(qtbot, viewer)
    (lane,) = viewer.linked.page.stack.lanes
    assert lane.detail == "0–7"
    peak = int(np.argmax(lane.curves.high[0]))
    assert lane.curves.edges[peak] <= 50_001 < lane.curves.edges[peak + 1]
    assert lane.curves.per_bin > 1


def test_clicks_pin_and_escape_unpins(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    click(viewer, (100, 9))
    assert viewer.linked.pins.pinned == ((9, 1),)
    click(viewer, (120, 30), Qt.KeyboardModifier.ControlModifier)
    assert viewer.linked.pins.pinned == ((9, 1), (30, 2))
    click(viewer, (100, 9), Qt.KeyboardModifier.ControlModifier)
    assert viewer.linked.pins.pinned == ((30, 2),)
    click(viewer, (100, 4))
    assert viewer.linked.pins.pinned == ((4, 1),)
    caught_up(qtbot, viewer)
    assert [name for name, _ in lanes(viewer)] == ["ROI 4", "ROI 4"]
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert viewer.linked.pins.pinned == ()
    assert [name for name, _ in lanes(viewer)] == ["ROI 4"]


def test_a_drag_and_a_double_click_pin_nothing(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    start = viewer.canvas.area.center()
    QTest.mousePress(viewer.canvas, Qt.MouseButton.LeftButton, Qt.NoModifier, start)
    QTest.mouseMove(viewer.canvas, start + QPoint(60, 0))
    QTest.mouseRelease(viewer.canvas, Qt.MouseButton.LeftButton, Qt.NoModifier, start + QPoint(60, 0))
    assert viewer.linked.pins.pinned == ()
    QTest.mouseClick(viewer.canvas, Qt.MouseButton.LeftButton, Qt.NoModifier, start)
    QTest.mouseDClick(viewer.canvas, Qt.MouseButton.LeftButton, Qt.NoModifier, start)
    assert viewer.linked.pins.pinned == ()


def test_numbers_stand_in_the_traces_colour_on_axis_and_lane(qtbot, viewer):
    array = np.zeros((300, 30), np.float32)
    array[100] = 5
    show(qtbot, viewer, opened_with(array, planes=(PLANES[0],)))
    click(viewer, (10, 12))
    hover(viewer, (10, 20))
    caught_up(qtbot, viewer)
    canvas, stack = viewer.canvas, viewer.linked.page.stack
    for place, roi in ((0, 20), (1, 12)):
        wanted = line_colour(place).name()
        row = canvas.cell_rect((0, roi)).center().toPoint().y()
        assert wanted in column_colours(canvas, canvas.area.left() - 6, row - 3, row + 3)
        box = stack.lane_area(place)
        peak = box.left() + round((100.5 / 300) * box.width())
        assert wanted in column_colours(stack, peak, box.top(), box.bottom())


def test_zooming_and_dragging_in_the_lanes_moves_the_raster(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(900, 20)))
    stack, canvas = viewer.linked.page.stack, viewer.canvas
    wheel(viewer, canvas.cell_rect((450, 10)).center(), 6, Qt.KeyboardModifier.ShiftModifier)
    assert stack.span == canvas.view.x
    before = canvas.view
    middle = stack.lane_area(0).center()
    QTest.mousePress(stack, Qt.MouseButton.LeftButton, Qt.NoModifier, middle)
    QTest.mouseMove(stack, middle + QPoint(-80, 0))
    QTest.mouseRelease(stack, Qt.MouseButton.LeftButton, Qt.NoModifier, middle)
    assert canvas.view.x.low > before.x.low
    assert canvas.view.y == before.y
    QTest.mouseDClick(stack, Qt.MouseButton.LeftButton, Qt.NoModifier, middle)
    assert canvas.view.x.is_whole
    caught_up(qtbot, viewer)
    assert stack.lanes[0].curves.span == canvas.view.x


def test_pointing_at_a_lane_moves_the_crosshair_of_the_raster(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(900, 20)))
    hover(viewer, (10, 7))
    stack = viewer.linked.page.stack
    box = stack.lane_area(0)
    QTest.mouseMove(stack, QPoint(box.left() + round(600.5 / 900 * box.width()), box.center().y()))
    assert abs(viewer.canvas.hover[0] - 600) <= 2
    assert viewer.canvas.hover[1] == 7


def test_the_crosshair_is_one_line_through_raster_and_lanes(qtbot, viewer):
    show(qtbot, viewer, opened_with(np.zeros((301, 20), np.float32)))
    canvas, stack = viewer.canvas, viewer.linked.page.stack
    for column in (0, 7, 50, 150, 299):
        hover(viewer, (column, 10))
        raster, lanes_below = canvas.grab().toImage(), stack.grab().toImage()
        row, below, area = canvas.area.top() + 3, stack.lane_area(0).top() + 2, canvas.area
        inside = range(area.left(), area.right() + 1)
        across = [x for x in inside if raster.pixelColor(x, row) != raster.pixelColor(area.center().x() + 9, row)]
        down = [x for x in inside if lanes_below.pixelColor(x, below) != lanes_below.pixelColor(area.right(), below)]
        assert across == down
        assert len(down) == 1


def test_ctrl_and_wheel_make_lanes_higher(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 12)))
    before, view = viewer.linked.page.stack.lanes[0].height, viewer.canvas.view
    for _ in range(3):
        wheel(viewer, QPointF(viewer.canvas.area.center()), 1, Qt.KeyboardModifier.ControlModifier)
    assert viewer.linked.page.wish > 44
    assert viewer.linked.page.stack.lanes[0].height > before
    assert viewer.canvas.view == view


def test_pins_are_kept_for_the_next_file_of_the_same_recording_alone(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    click(viewer, (100, 9))
    show(qtbot, viewer, opened_with(spikes(300, 40), name="mpci.roiActivityF.npy"))
    assert viewer.linked.pins.pinned == ((9, 1),)
    show(qtbot, viewer, opened_with(spikes(300, 41), name="mpci.roiActivityF.npy"))
    assert viewer.linked.pins.pinned == ()


@pytest.mark.parametrize("names", [("trial", "ROI"), ("axis 0", "axis 1"), ("lick", "axis 1")])
def test_other_arrays_keep_the_raster_alone(qtbot, viewer, names):
    show(qtbot, viewer, opened_with(spikes(300, 40), names=names))
    assert not viewer.linked.page.stack.isVisible()
    click(viewer, (100, 9))
    assert viewer.linked.pins.pinned == ()
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    assert viewer.linked.page.stack.isVisible()


def test_nothing_finite_is_said_in_the_lane(qtbot, viewer):
    array = spikes(300, 4)
    array[:, 2] = np.nan
    show(qtbot, viewer, opened_with(array))
    hover(viewer, (5, 2))
    caught_up(qtbot, viewer)
    (lane,) = viewer.linked.page.stack.lanes
    assert (lane.curves.word, lane.detail) == ("all NaN", "")


def test_a_file_that_cannot_be_read_any_more_fails_once_seen(qtbot, viewer):
    source = Slow(spikes(300, 4))
    show(qtbot, viewer, opened_with(source.array, source=source))
    source.error = OSError("gone")
    with qtbot.waitSignal(viewer.failed):
        hover(viewer, (5, 2))


@pytest.mark.parametrize("rows", [1, 20, 63, 5000])
def test_raster_and_lanes_fill_their_room(rows):
    for room in range(40, 900, 7):
        for count in (1, 2, 6):
            height = lane_height(room, count, rows)
            assert height == 0 or height >= LEAST_LANE
            raster = room - count * (height + 4)
            assert height == 0 or raster >= 80
            if raster >= 2 * rows and LEAST_LANE < height < 88:
                assert raster % rows < count or raster // rows * rows < 0.85 * raster
    assert lane_height(900, 2, 1000) == 44


def test_in_a_low_pane_the_raster_stays(qtbot, viewer):
    viewer.widget.resize(500, 140)
    show(qtbot, viewer, opened_with(spikes(300, 12)))
    assert viewer.linked.page.stack.lanes == ()
    assert viewer.canvas.area.height() > 60
    QApplication.processEvents()
    viewer.widget.resize(500, 400)
    assert len(viewer.linked.page.stack.lanes) == 1


def test_a_view_beyond_the_array_is_not_asked_for(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 12)))
    viewer.linked.look_along(viewer.canvas.view.x.zoomed(0.1, 300.0))
    assert viewer.canvas.view == View(viewer.linked.page.stack.span, viewer.canvas.view.y)
    caught_up(qtbot, viewer)
    assert viewer.linked.page.stack.lanes[0].curves.edges[-1] == 300


def test_arrows_go_from_roi_to_roi_and_with_shift_from_sample_to_sample(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    canvas = viewer.canvas
    hover(viewer, (100, 38))
    for expected in (39, 39):
        QTest.keyClick(canvas, Qt.Key.Key_Up)
        assert canvas.hover == (100, expected)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert viewer.linked.pins.roi == 38
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.hover == (101, 38)
    caught_up(qtbot, viewer)
    assert lanes(viewer)[0][0] == "ROI 38"


def test_the_view_follows_the_crosshair_and_arrows_still_move_time(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    canvas = viewer.canvas
    hover(viewer, (150, 20))
    canvas.look_at(View(canvas.view.x._replace(low=100.0, high=200.0), canvas.view.y._replace(low=18.0, high=22.0)))
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.hover == (150, 16)
    assert (canvas.view.y.low, canvas.view.y.high) == (16, 20)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.x.low == 110
    assert canvas.view.y.low == 16


def test_return_pins_what_the_crosshair_is_on(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    hover(viewer, (100, 9))
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Return)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Up)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert viewer.linked.pins.pinned == ((9, 1), (10, 2))
    before = viewer.linked.page.wish
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert viewer.linked.page.wish > before
    assert viewer.canvas.view.is_whole


def test_escape_is_left_to_others_where_nothing_is_pinned(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.NoModifier)
    QApplication.sendEvent(viewer.canvas, escape)
    assert not escape.isAccepted()


def in_another_order(qtbot, viewer, numbers):
    """What the choosers of the inspector come to."""
    viewer._arranger.rows = Rows(numbers=np.array(numbers, np.intp), count=40)
    viewer._on_rows(viewer._arranger.rows)
    qtbot.waitUntil(lambda: viewer._painted is not None and viewer._painted.picture.exact)
    caught_up(qtbot, viewer)


def test_numbers_stay_the_files_when_rows_are_ordered_and_chosen(qtbot, viewer):
    array = spikes(300, 40)
    show(qtbot, viewer, opened_with(array))
    click(viewer, (10, 30))
    hover(viewer, (10, 5))
    in_another_order(qtbot, viewer, [7, 5, 30])
    assert viewer.linked.pins.lanes == ((5, 0), (30, 1))
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Up)
    assert viewer.canvas.hover[1] == 30
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Down)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Down)
    assert viewer.canvas.hover[1] == 7
    caught_up(qtbot, viewer)
    assert lanes(viewer)[0] == ("ROI 7", f"0–{array[:, 7].max():.0f}")


def test_the_overview_is_whole_when_only_a_part_was_seen_in_this_order(qtbot, viewer):
    array = np.zeros((300, 40), np.float32)
    array[250:, 39] = 7
    show(qtbot, viewer, opened_with(array))
    viewer.linked.look_along(viewer.canvas.view.x._replace(low=0.0, high=100.0))
    caught_up(qtbot, viewer)
    in_another_order(qtbot, viewer, list(range(39, -1, -1)))
    strip = viewer.linked.page.overview._strip.picture
    assert viewer.canvas.view.x.high == 100
    assert strip.col_edges[-1] == 300
    assert strip.values[0].max() == 7


def test_no_rois_leave_no_lanes(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(300, 40)))
    viewer._arranger.rows = Rows(numbers=np.empty(0, np.intp), count=40)
    viewer._on_rows(viewer._arranger.rows)
    assert not viewer.linked.page.stack.isVisible()


def test_whatever_is_measured_in_time_has_its_lanes(qtbot, viewer):
    array = spikes(300, 6)
    show(
        qtbot, viewer, opened_with(array, names=("sample", "axis 1"), name="face.motion.npy", times=np.arange(300) / 10)
    )
    hover(viewer, (50, 4))
    caught_up(qtbot, viewer)
    assert lanes(viewer) == [("row 4", f"{array[:, 4].min():.0f}–{array[:, 4].max():.0f}")]
    assert viewer.linked.along.isHidden() is False
    assert "click pins" in viewer.hint
    assert "signals" not in viewer.hint
    click(viewer, (50, 4))
    assert viewer.linked.pins.pinned == ((4, 1),)
