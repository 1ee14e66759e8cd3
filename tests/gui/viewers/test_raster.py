"""The raster on the screen: what is painted is what is in the file."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sessionbrowser.errors import Changed
from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.inspector import BY_HAND
from sessionbrowser.gui.viewers.bids import raster
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_cut import orientation
from sessionbrowser.sessions.kinds import Kind
from sessionbrowser.sessions.opening import Axis
from tests.gui.viewers.helpers import (
    PLANES,
    Slow,
    expected,
    facts_for,
    hover,
    opened_with,
    pixel,
    settle,
    show,
    spikes,
    wheel,
)


@pytest.fixture
def viewer(stage):
    return stage(RasterViewer(), 480, 300)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_each_cell_has_the_colour_of_its_value(qtbot, viewer, choice):
    theme.set_theme(choice)
    array = np.zeros((9, 7), np.float32)
    array[2, 3], array[8, 6], array[0, 0] = 5, 2, 9
    show(qtbot, viewer, opened_with(array))
    for cell in ((2, 3), (8, 6), (0, 0), (4, 4)):
        assert pixel(viewer, cell) == expected(viewer, array[cell])
    assert pixel(viewer, (4, 4)) == QColor(*(int(part) for part in plotting.lut(theme.current().sparse_map)[0]))


def test_max_shows_single_spikes_of_a_long_recording(qtbot, viewer):
    array = np.zeros((100_000, 3), np.float32)
    at = [(7, 0), (50_001, 1), (99_999, 2)]
    for cell in at:
        array[cell] = 1.0
    show(qtbot, viewer, opened_with(array))
    image, area = viewer.canvas.grab().toImage(), viewer.canvas.area
    dark = [
        sum(image.pixelColor(x, area.top() + row) != QColor("#ffffff") for x in range(area.left(), area.right() + 1))
        for row in (area.height() * 5 // 6, area.height() // 2, area.height() // 6)
    ]
    ground = [int(part) for part in plotting.lut("CET-L17")[0]]
    assert QColor(*ground) == QColor("#ffffff"), "the ground of the light map is the page itself"
    assert dark == [1, 1, 1]


def test_the_reading_is_the_value_in_the_file(qtbot, viewer):
    array = spikes(300, 20)
    times = np.arange(300) / 6.0 + 2
    show(qtbot, viewer, opened_with(array, times=times))
    told = []
    viewer.reading.connect(told.append)
    for cell in ((0, 0), (123, 7), (299, 19)):
        hover(viewer, cell)
        qtbot.waitUntil(lambda: bool(told) and told[-1][-1][1] not in ("…", ""))
        reading = dict(told.pop())
        assert float(reading["value"]) == array[cell]
        assert reading["frame"] == str(cell[0])
        assert reading["ROI"] == str(cell[1])
        assert reading["time"] == f"{times[cell[0]]:.3f} s"
        told.clear()


def test_leaving_the_raster_empties_the_reading(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(30, 5)))
    told = []
    viewer.reading.connect(told.append)
    hover(viewer, (3, 3))
    QApplication.sendEvent(viewer.canvas, QEvent(QEvent.Type.Leave))
    assert told[-1] == ()
    qtbot.wait(50)
    assert told[-1] == ()


def test_the_title_says_how_it_was_made(qtbot, viewer):
    making = []
    viewer.described.connect(making.append)
    show(qtbot, viewer, opened_with(spikes(10_000, 63)))
    width = viewer.canvas.pixels[0]
    assert making[-1] == f"max of ≤ {-(-10_000 // width)} × 1 samples a pixel"
    for _ in range(20):
        wheel(viewer, viewer.canvas.cell_rect((5000, 30)).center(), 1)
    settle(qtbot, viewer)
    assert making[-1].endswith("every sample shown")
    assert making[-1].startswith("frames 4")


def test_the_wheel_zooms_around_the_cursor_and_a_shows_all(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    point = viewer.canvas.cell_rect((900, 40)).center()
    wheel(viewer, point, 4)
    assert viewer.canvas.cell_at(point) == (900, 40)
    assert not viewer.canvas.view.x.is_whole
    assert not viewer.canvas.view.y.is_whole
    QTest.keyClick(viewer.canvas, Qt.Key.Key_A)
    assert viewer.canvas.view.is_whole


def test_shift_and_the_axes_zoom_one_way(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    area = QPointF(viewer.canvas.area.center())
    wheel(viewer, area, 2, Qt.KeyboardModifier.ShiftModifier)
    assert (viewer.canvas.view.x.is_whole, viewer.canvas.view.y.is_whole) == (False, True)
    viewer.canvas.look_at_all()
    wheel(viewer, QPointF(20, area.y()), 2)
    assert (viewer.canvas.view.x.is_whole, viewer.canvas.view.y.is_whole) == (True, False)


def test_dragging_moves_the_picture_and_stops_at_the_ends(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    canvas = viewer.canvas
    for _ in range(6):
        wheel(viewer, QPointF(canvas.area.center()), 1)
    start = canvas.area.center()
    cell = canvas.cell_at(QPointF(start))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, start + QPoint(40, 10))
    assert canvas.cell_at(QPointF(start + QPoint(40, 10))) == cell
    QTest.mouseMove(canvas, start + QPoint(40_000, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    assert canvas.view.x.low == 0
    settle(qtbot, viewer)
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=start)
    assert canvas.view.is_whole


def test_arrow_keys_move(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes(), names=("trial", "ROI")))
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.5, 0.5, 750, 30))
    before = viewer.canvas.view
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Right)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Up)
    assert viewer.canvas.view.x.low > before.x.low
    assert viewer.canvas.view.y.low > before.y.low
    QTest.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    assert viewer.canvas.view.x.width < before.x.width


def test_the_old_picture_moves_at_once(qtbot, viewer):
    array = np.zeros((400, 4), np.float32)
    array[200:210] = 1
    show(qtbot, viewer, opened_with(array))
    ink = pixel(viewer, (205, 2))
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.25, 1, 205, 2))
    assert viewer._painted.view != viewer.canvas.view
    assert pixel(viewer, (205, 2)) == ink
    settle(qtbot, viewer)
    assert pixel(viewer, (205, 2)) == ink


def test_nan_is_not_zero(qtbot, viewer):
    array = np.zeros((4, 4), np.float32)
    array[1, 1], array[2, 2] = np.nan, 3
    show(qtbot, viewer, opened_with(array))
    assert pixel(viewer, (1, 1)) == QColor(theme.current().control)
    assert viewer.inspector().odd.text() == "1 NaN"


@pytest.mark.parametrize(
    "array",
    [
        np.eye(12, 5, dtype=bool),
        np.arange(60, dtype=np.uint8).reshape(12, 5),
        np.arange(60, dtype=">i8").reshape(12, 5),
        np.linspace(-1, 1, 60).reshape(12, 5).astype(np.float16),
        (np.arange(60) * 1j).reshape(12, 5),
        np.full((12, 5), np.inf),
        np.ones((1, 1)),
        np.ones((1, 3000)),
        np.asfortranarray(np.random.default_rng(0).normal(size=(50, 40))),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_every_kind_of_number_settles(qtbot, viewer, array):
    making = []
    viewer.described.connect(making.append)
    show(qtbot, viewer, opened_with(array))
    assert making
    assert not viewer.canvas.grab().isNull()


@pytest.mark.parametrize("shape", [(0, 34), (34, 0), (0, 0)])
def test_no_values_are_said(qtbot, viewer, shape):
    show(qtbot, viewer, opened_with(np.zeros(shape, np.float32)))
    assert viewer.canvas._word == f"no values: {shape[0]} × {shape[1]}"
    hovered = viewer.canvas.cell_at(QPointF(viewer.canvas.rect().center()))
    assert hovered is None


def test_no_values_have_nothing_of_the_file_before_around_them(qtbot, viewer):
    page = viewer.linked.page
    times = np.arange(34.0)
    show(qtbot, viewer, opened_with(np.ones((34, 3), np.float32), times=times))
    assert not page.overview.isHidden()
    show(qtbot, viewer, opened_with(np.zeros((34, 0), np.float32)))
    assert page.overview.isHidden()
    assert page.stack.isHidden()


def test_all_zero_is_said(qtbot, viewer):
    show(qtbot, viewer, opened_with(np.zeros((40, 5))))
    assert viewer.canvas._word == "all zero"


def test_combining_and_colours_can_be_chosen(qtbot, viewer):
    making = []
    viewer.described.connect(making.append)
    show(qtbot, viewer, opened_with(spikes(50_000, 5)))
    panel = viewer.inspector()
    panel.combine.setCurrentText("mean")
    panel.combine.textActivated.emit("mean")
    qtbot.waitUntil(lambda: making[-1].startswith("mean of"))
    panel.map_chosen.emit("cividis")
    qtbot.waitUntil(lambda: viewer._painted.colours.map == "cividis")
    assert making[-1].startswith("mean of")


def test_a_theme_change_draws_again_in_its_colours(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    assert viewer._painted.colours.map == "CET-L17"
    theme.set_theme("dark")
    viewer.retheme()
    qtbot.waitUntil(lambda: viewer._painted.colours.map == "inferno")


def test_the_planes_and_health_are_shown(qtbot, viewer):
    bare = opened_with(spikes())
    show(qtbot, viewer, bare)
    without = viewer.canvas.grab().toImage()
    show(qtbot, viewer, opened_with(spikes(), planes=PLANES))
    assert viewer.canvas.grab().toImage() != without


def test_what_is_shown_next_is_not_overtaken_by_what_was_slow(qtbot, viewer):
    slow = Slow(np.full((30, 5), 3.0))
    slow.gate.clear()
    viewer.show(opened_with(slow.array, source=slow))
    qtbot.waitUntil(slow.started.is_set)
    array = np.zeros((30, 5), np.float32)
    array[4, 4] = 2
    viewer.show(opened_with(array))
    slow.gate.set()
    qtbot.waitSignal(viewer.settled, timeout=10_000).wait()
    assert pixel(viewer, (4, 4)) == expected(viewer, 2.0)
    assert viewer._colours.stats.maximum == 2


def test_reading_begins_before_anything_is_painted_and_what_it_gives_is_painted_at_once(qtbot, viewer):
    slow = Slow(np.full((30, 5), 3.0))
    viewer.show(opened_with(slow.array, source=slow))
    assert slow.started.wait(5), "and no event was waited for"
    settle(qtbot, viewer)
    assert viewer._painted.is_seen.is_set()


def test_a_file_that_changed_is_told(qtbot, viewer):
    source = Slow(np.zeros((30, 5)))
    source.error = Changed("it was written to or replaced", "/lab/x.npy")
    with qtbot.waitSignal(viewer.failed, timeout=10_000) as told:
        viewer.show(opened_with(source.array, source=source))
    assert isinstance(told.args[0], Changed)


def test_time_runs_rightward_and_rois_upward():
    frame, roi, other = Axis("frame", 5), Axis("ROI", 3), Axis("axis 1", 2)
    timed = Axis("sample", 5, times=np.arange(5.0))
    assert orientation((frame, roi)) == (0, 1)
    assert orientation((roi, frame)) == (1, 0)
    assert orientation((timed, other)) == (0, 1)
    assert orientation((Axis("axis 0", 2), roi)) == (0, 1)
    assert orientation((roi, other)) == (1, 0)


def test_bids():
    assert raster(facts_for(np.zeros((3, 3), bool))) > 0
    assert raster(facts_for(np.zeros((3, 3)), kind=Kind.RECIPE)) > 0
    for other in (np.zeros(3), np.zeros((3, 3, 3)), np.zeros((2, 2), "<U5"), np.zeros((2, 2), "M8[s]")):
        assert raster(facts_for(other)) == 0


def test_levels_by_hand_colour_the_pictures_of_files_of_one_name(qtbot, viewer):
    array = np.zeros((9, 7), np.float32)
    array[2, 3], array[8, 6], array[0, 0] = 5, 2, 9
    show(qtbot, viewer, opened_with(array))
    viewer.inspector().levels_chosen.emit((0.0, 4.0))
    qtbot.waitUntil(lambda: viewer._painted.colours.high == 4)
    for cell in ((2, 3), (8, 6), (0, 0)):
        assert pixel(viewer, cell) == expected(viewer, array[cell])
    assert pixel(viewer, (2, 3)) == pixel(viewer, (0, 0))
    viewer.inspector().levels_chosen.emit(None)
    qtbot.waitUntil(lambda: viewer._painted.colours.high == 9)
    viewer.inspector().levels_chosen.emit((0.0, 4.0))
    show(qtbot, viewer, opened_with(array, name="mpci.roiActivityF.npy"))
    assert viewer._painted.colours.high == 9
    show(qtbot, viewer, opened_with(array))
    assert viewer._painted.colours.high == 4
    assert viewer.inspector().origin.text() == BY_HAND
    viewer.inspector().reset.click()
    qtbot.waitUntil(lambda: viewer._painted.colours.high == 9)
    assert viewer.memory.levels == {}


def test_the_box_under_the_cursor_has_the_colour_of_its_value(qtbot, viewer):
    array = np.zeros((9, 7), np.float32)
    array[2, 3], array[0, 0] = 5, 9
    show(qtbot, viewer, opened_with(array, times=np.arange(9.0)))
    for cell in ((2, 3), (4, 4)):
        hover(viewer, cell)
        corner = viewer.canvas.cell_rect(cell).topLeft().toPoint() + QPoint(5, 5)
        assert viewer.canvas.grab().toImage().pixelColor(corner) == expected(viewer, array[cell])
