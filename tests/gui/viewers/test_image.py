"""Slices of arrays of three axes and more: what is painted is the slice that is named."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox

from sessionbrowser.errors import Changed
from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers import bidders
from sessionbrowser.gui.viewers.image import ImageViewer
from tests.gui.viewers.helpers import Slow, expected, facts_for, hover, opened_with, pixel, show, wheel

NAMES = ("axis 0", "axis 1", "axis 2", "axis 3", "axis 4")


@pytest.fixture
def viewer(stage):
    return stage(ImageViewer(), 520, 380)


@pytest.fixture
def making(viewer):
    told = []
    viewer.described.connect(told.append)
    return told


def stack(*shape, dtype=np.float32):
    """Return an array whose every value is another one."""
    return np.random.default_rng(1).permutation(np.prod(shape)).reshape(shape).astype(dtype)


def opened(array, names=NAMES, name="stack.mean.npy", **more):
    return opened_with(array, names=names[: array.ndim], name=name, **more)


def act(qtbot, viewer, do, *args):
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        do(*args)


def check_cells(viewer, slice_, cells):
    """Check the colour of some (row, column) of what should be on the screen."""
    for row, column in cells:
        assert pixel(viewer, (column, row)) == expected(viewer, slice_[row, column])


def test_the_last_two_axes_are_the_picture_row_0_on_top(qtbot, viewer, making):
    array = stack(4, 9, 12)
    show(qtbot, viewer, opened(array))
    check_cells(viewer, array[0], [(0, 0), (8, 11), (3, 7)])
    canvas = viewer.canvas
    assert canvas.cell_rect((0, 0)).top() < canvas.cell_rect((0, 8)).top()
    assert canvas.cell_rect((0, 0)).left() < canvas.cell_rect((11, 0)).left()
    assert making[-1] == "axis 0 = 0 of 4 · row 0 on top, square · every sample shown"


def test_samples_of_an_image_are_square(qtbot, viewer):
    show(qtbot, viewer, opened(stack(2, 30, 40)))
    for size in ((520, 380), (900, 300), (300, 700)):
        viewer.widget.resize(*size)
        cell = viewer.canvas.cell_rect((5, 5))
        assert cell.width() == pytest.approx(cell.height(), rel=0.05)


def test_a_sliver_is_not_squared(qtbot, viewer, making):
    show(qtbot, viewer, opened(stack(2, 3, 4000)))
    assert viewer.canvas.area.height() > 100
    assert making[-1].startswith("axis 0 = 0 of 2 · row 0 on top · max of ≤ 1 × ")


def test_time_runs_rightward_and_rois_upward(qtbot, viewer, making):
    array = stack(5, 20, 6)
    show(qtbot, viewer, opened(array, ("trial", "frame", "ROI")))
    canvas = viewer.canvas
    assert (canvas.view.x.length, canvas.view.y.length) == (20, 6)
    assert canvas.cell_rect((0, 0)).top() > canvas.cell_rect((0, 5)).top()
    assert pixel(viewer, (13, 2)) == expected(viewer, array[0, 13, 2])
    assert making[-1] == "trial = 0 of 5 · every sample shown"


def test_the_slider_shows_another_slice_in_the_same_colours(qtbot, viewer, making):
    array = stack(40, 9, 12)
    show(qtbot, viewer, opened(array))
    before = viewer._painted.colours
    for index in (12, 39, 0):
        act(qtbot, viewer, viewer.axes.hold, 0, index)
        check_cells(viewer, array[index], [(0, 0), (8, 11), (4, 4)])
        assert viewer._painted.colours == before
        assert making[-1].startswith(f"axis 0 = {index} of 40 · ")


def test_slider_and_number_go_together(qtbot, viewer):
    show(qtbot, viewer, opened(stack(40, 5, 6)))
    slider, spin = viewer.axes.findChild(QSlider), viewer.axes.findChild(QSpinBox)
    act(qtbot, viewer, slider.setValue, 7)
    assert spin.text() == "7 of 40"
    act(qtbot, viewer, spin.setValue, 9)
    assert slider.value() == 9
    assert viewer._painted.cut.held == (9, 0, 0)


PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@pytest.mark.parametrize(
    ("place", "back", "forth"),
    [("canvas", *PAGES), (QSlider, *PAGES), (QSpinBox, *PAGES), ("canvas", "[", "]"), (QSlider, "[", "]")],
    ids=str,
)
def test_keys_step_the_first_slider_wherever_the_focus_is(qtbot, viewer, place, back, forth):
    array = stack(1, 6, 5, 6, 7)
    show(qtbot, viewer, opened(array))
    act(qtbot, viewer, viewer.axes.hold, 1, 3)
    able = (part for part in viewer.axes.findChildren(place) if part.isEnabled()) if place != "canvas" else None
    target = next(able) if able else viewer.canvas
    viewer.widget.activateWindow()
    target.setFocus()
    for key, index in ((forth, 4), (forth, 5), (back, 4)):
        act(qtbot, viewer, QTest.keyClick, target, key)
        assert viewer.axes.held == (0, index, 0, 0, 0)
        check_cells(viewer, array[0, index, 0], [(0, 0), (5, 6)])


def test_stepping_stops_at_both_ends(qtbot, viewer):
    show(qtbot, viewer, opened(stack(3, 5, 6)))
    for _ in range(5):
        viewer.axes.step(1)
    assert viewer.axes.held[0] == 2
    viewer.axes.step(-9)
    assert viewer.axes.held[0] == 0


def test_an_axis_in_use_swaps(qtbot, viewer):
    array = stack(4, 5, 6)
    show(qtbot, viewer, opened(array))
    act(qtbot, viewer, viewer.axes.see, 0, 2)
    assert viewer.axes.seen == (2, 1)
    check_cells(viewer, array[0].T, [(0, 0), (5, 4), (2, 3)])
    act(qtbot, viewer, viewer.axes.see, 1, 0)
    assert viewer.axes.seen == (2, 0)
    act(qtbot, viewer, viewer.axes.hold, 1, 3)
    check_cells(viewer, array[:, 3].T, [(0, 0), (5, 3), (2, 3)])


def test_the_choosers_do_what_the_names_say(qtbot, viewer):
    array = stack(4, 5, 6)
    show(qtbot, viewer, opened(array, ("trial", "axis 1", "axis 2")))
    combo = next(box for box in viewer.axes.findChildren(QComboBox) if box.accessibleName() == "Horizontal")
    assert [combo.itemText(i) for i in range(3)] == ["trial · 4", "axis 1 · 5", "axis 2 · 6"]
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        combo.setCurrentIndex(0)
        combo.activated.emit(0)
    assert pixel(viewer, (3, 1)) == expected(viewer, array[3, 1, 0])


def test_all_indices_and_the_value_are_read(qtbot, viewer):
    array = stack(5, 4, 6, 7)
    show(qtbot, viewer, opened(array))
    act(qtbot, viewer, viewer.axes.hold, 1, 2)
    told = []
    viewer.reading.connect(told.append)
    hover(viewer, (6, 3))
    qtbot.waitUntil(lambda: bool(told) and told[-1][-1][1] not in ("…", ""))
    assert told[-1] == (
        ("axis 0", "0"),
        ("axis 1", "2"),
        ("axis 2", "3"),
        ("axis 3", "6"),
        ("value", f"{array[0, 2, 3, 6]:.6g}"),
    )
    viewer.axes.step(1)  # the cursor stays where it is, and stands on another value
    qtbot.waitUntil(lambda: told[-1][0] == ("axis 0", "1") and told[-1][-1][1] == f"{array[1, 2, 3, 6]:.6g}")


def test_the_time_of_a_slice_is_told(qtbot, viewer):
    times = np.arange(5) / 4 + 10
    show(qtbot, viewer, opened(stack(5, 4, 6), ("frame", "axis 1", "axis 2"), times=times))
    act(qtbot, viewer, viewer.axes.hold, 0, 3)
    with qtbot.waitSignal(viewer.reading) as told:
        hover(viewer, (1, 1))
    assert told.args[0][:2] == (("time", "10.750 s"), ("frame", "3"))


def test_zooming_is_even_and_kept_from_slice_to_slice(qtbot, viewer, making):
    array = stack(4, 60, 80)
    show(qtbot, viewer, opened(array))
    point = viewer.canvas.cell_rect((40, 20)).center()
    wheel(viewer, point, 4, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.canvas.cell_at(point) == (40, 20)
    cell = viewer.canvas.cell_rect((40, 20))
    assert cell.width() == pytest.approx(cell.height(), rel=0.1)
    view = viewer.canvas.view
    act(qtbot, viewer, viewer.axes.hold, 0, 2)
    assert viewer.canvas.view == view
    check_cells(viewer, array[2], [(24, 43), (16, 37)])
    assert making[-1].startswith("axis 0 = 2 of 4 · row 0 on top, square · axis 2 ")
    viewer.canvas.look_at_all()
    assert viewer.canvas.view.is_whole
    assert viewer.canvas.cell_rect((0, 0)).top() < viewer.canvas.cell_rect((0, 59)).top()


def test_dragging_takes_the_sample_along(qtbot, viewer):
    show(qtbot, viewer, opened(stack(2, 60, 80)))
    canvas = viewer.canvas
    start = canvas.area.center()
    wheel(viewer, QPointF(start), 6)
    cell = canvas.cell_at(QPointF(start))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, start + QPoint(-30, 24))
    assert canvas.cell_at(QPointF(start + QPoint(-30, 24))) == cell
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    before = canvas.view.y.low
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.view.y.low < before


def test_choices_are_kept_for_each_name(qtbot, viewer):
    array = stack(9, 5, 6)
    show(qtbot, viewer, opened(array))
    viewer.axes.see(0, 0)
    act(qtbot, viewer, viewer.axes.hold, 1, 4)
    show(qtbot, viewer, opened(stack(3, 4, 5), name="stack.other.npy"))
    assert (viewer.axes.seen, viewer.axes.held) == ((1, 2), (0, 0, 0))
    show(qtbot, viewer, opened(array))
    assert (viewer.axes.seen, viewer.axes.held) == ((0, 2), (0, 4, 0))
    check_cells(viewer, array[:, 4], [(0, 0), (8, 5)])
    shorter = stack(9, 3, 6)
    show(qtbot, viewer, opened(shorter))
    assert viewer.axes.held == (0, 2, 0)
    check_cells(viewer, shorter[:, 2], [(0, 0), (8, 5)])
    show(qtbot, viewer, opened(stack(2, 3, 4, 5)))
    assert viewer.axes.seen == (2, 3)


@pytest.mark.parametrize(
    ("shape", "seen"),
    [((1, 1, 50), (1, 2)), ((5, 40, 60, 1), (1, 2)), ((1, 1, 1), (1, 2)), ((7, 1, 9), (0, 2)), ((4, 1, 1), (0, 2))],
)
def test_axes_of_one_sample_are_not_the_picture_where_others_are(qtbot, viewer, making, shape, seen):
    show(qtbot, viewer, opened(stack(*shape)))
    assert viewer.axes.seen == seen
    assert making[-1].endswith("every sample shown")
    assert " of 1 " not in making[-1]


@pytest.mark.parametrize("shape", [(0, 3, 4), (3, 0, 4), (3, 4, 0), (0, 0, 0), (2, 3, 0, 4)])
def test_no_values_are_said(qtbot, viewer, shape):
    show(qtbot, viewer, opened(stack(5, 5, 5)))
    show(qtbot, viewer, opened(np.zeros(shape)))
    assert viewer.canvas._word == "no values: " + " × ".join(map(str, shape))
    assert not viewer.axes.isVisible()
    QTest.keyClick(viewer.canvas, Qt.Key.Key_PageDown)
    show(qtbot, viewer, opened(stack(5, 5, 5)))
    assert viewer.axes.isVisible()
    assert not viewer.canvas._word


def test_a_slice_without_anything_to_see_is_told(qtbot, viewer):
    array = stack(4, 5, 6) + 1
    array[1], array[2], array[3] = np.nan, 0, 7
    show(qtbot, viewer, opened(array))
    assert not viewer.canvas._word
    for index, word in (
        (1, "all NaN in this slice"),
        (2, "all zero in this slice"),
        (3, "all 7 in this slice"),
        (0, ""),
    ):
        act(qtbot, viewer, viewer.axes.hold, 0, index)
        assert viewer.canvas._word == word


def test_a_slice_that_is_more_than_its_pixels_is_not_called_zero(qtbot, viewer):
    array = np.ones((2, 3, 4000), np.float32)
    array[0] = 0
    array[0, :, ::2] = -1
    show(qtbot, viewer, opened(array))
    assert not viewer.canvas._word


@pytest.mark.parametrize(
    "array",
    [
        stack(3, 4, 5) > 30,
        stack(3, 4, 5, dtype=np.uint8),
        stack(3, 4, 5, dtype=">i8"),
        stack(3, 4, 5, dtype=np.float16),
        np.asfortranarray(stack(3, 4, 5)),
        np.full((3, 4, 5), -np.inf),
        stack(3, 2, 2, 4, 5),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_every_kind_of_number(qtbot, viewer, making, array):
    show(qtbot, viewer, opened(array))
    act(qtbot, viewer, viewer.axes.step, 2)
    assert viewer.axes.held[0] == 2
    slice_ = array[2].reshape(-1, *array.shape[-2:])[0]
    if np.isfinite(array).all():
        check_cells(viewer, slice_, [(0, 0), (3, 4)])
    assert making[-1].endswith("every sample shown")


def test_complex_numbers_are_shown_by_magnitude_and_read_whole(qtbot, viewer, making):
    array = stack(2, 3, 4) * np.exp(1j)
    show(qtbot, viewer, opened(array))
    check_cells(viewer, np.abs(array[0]), [(0, 0), (2, 3)])
    assert "magnitude" in making[-1]
    told = []
    viewer.reading.connect(told.append)
    hover(viewer, (1, 2))
    qtbot.waitUntil(lambda: bool(told) and told[-1][-1][1].endswith("j"))
    assert complex(told[-1][-1][1]) == pytest.approx(array[0, 2, 1], rel=1e-5)


def test_many_axes_are_told_as_an_index(qtbot, viewer, making):
    show(qtbot, viewer, opened(stack(2, 3, 4, 5, 6)))
    act(qtbot, viewer, viewer.axes.hold, 1, 2)
    assert making[-1].startswith("[0, 2, 0, :, :] · ")


def test_sliding_over_a_slow_file_names_what_is_on_the_screen(qtbot, viewer, making):
    array = stack(9, 5, 6)
    slow = Slow(array)
    show(qtbot, viewer, opened(array, source=slow))
    slow.gate.clear()
    viewer.axes.hold(0, 1)
    qtbot.waitUntil(lambda: making[-1].startswith("still axis 0 = 0 of 9"))
    check_cells(viewer, array[0], [(0, 0), (4, 5)])
    viewer.axes.hold(0, 8)
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        slow.gate.set()
    check_cells(viewer, array[8], [(0, 0), (4, 5)])
    assert making[-1].startswith("axis 0 = 8 of 9")


def test_a_large_array_is_sampled_not_counted(qtbot, viewer, monkeypatch):
    monkeypatch.setattr(ImageViewer, "most_counted", 1000)
    array = stack(1_200, 30, 40)
    show(qtbot, viewer, opened(array))
    assert not viewer._colours.stats.exact
    assert viewer.inspector().full.text().split()[-3:] == ["from", "a", "sample"]
    check_cells(viewer, array[0], [(0, 0), (29, 39)])


def test_a_file_that_changed_is_told(qtbot, viewer):
    source = Slow(stack(3, 4, 5))
    show(qtbot, viewer, opened(source.array, source=source))
    source.error = Changed("it was written to or replaced", "/lab/x.npy")
    with qtbot.waitSignal(viewer.failed, timeout=10_000) as told:
        viewer.axes.step(1)
    assert isinstance(told.args[0], Changed)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_both_themes(qtbot, viewer, choice):
    theme.set_theme(choice)
    array = np.zeros((3, 20, 20), np.float32)
    array[0, 3, 4] = 2
    show(qtbot, viewer, opened(array))
    assert viewer._painted.colours.map == theme.current().sparse_map
    check_cells(viewer, array[0], [(3, 4), (0, 0)])


def names_of(array, name="mpci.roiActivityF.npy"):
    return [spec.name for spec in bidders(facts_for(array, name=name))]


def test_who_shows_what():
    assert names_of(np.zeros((2, 3, 4))) == ["Slices", "Values"]
    assert names_of(np.zeros((2, 3, 4, 5), bool)) == ["Slices", "Values"]
    assert names_of(np.zeros((0, 3, 4), np.complex64)) == ["Slices", "Phase slices", "Values"]
    assert names_of(np.zeros((4, 5), np.complex64)) == ["Raster", "Traces", "Phase raster", "Values"]
    assert names_of(np.zeros((4, 0))) == ["Raster", "Traces", "Values"]
    other = "licksTracking.any.npy"
    assert names_of(np.zeros((4, 5), np.complex64), other) == ["Raster", "Phase raster", "Values"]
    assert names_of(np.zeros(5, np.complex64), other) == ["Trace", "Phase trace", "Values"]
    assert names_of(np.zeros((2, 400), bool), other) == ["Raster", "Trace", "Values"]
    assert names_of(np.zeros((1, 1)))[-1] == "Values"
    words_only = (
        np.array(1.5),
        np.zeros((2, 3, 4), "<U4"),
        np.zeros((2, 3), "M8[s]"),
        np.zeros((2, 3, 4), "m8[s]"),
        np.zeros(3, "V8"),
        np.zeros((2, 2, 2), [("a", "i4"), ("b", "f8", (2,))]),
    )
    for array in words_only:
        assert names_of(array) == ["Values"]
