"""Positions as points: where they stand, what their colours tell, and which one the cursor means."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Changed
from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers import bidders, scatter_cloud
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.scatter import ScatterViewer, Tint
from sessionbrowser.gui.viewers.scatter_canvas import Ruler
from sessionbrowser.gui.viewers.scatter_cloud import FINENESS, nearest, paint_dots, pixels_of, read_cloud
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.opening import open_one
from tests.gui.viewers.helpers import Slow, facts_for, opened_with
from tests.gui.viewers.helpers import show_described as show

POSITIONS = np.array([[10, 20, 0], [110, 20, 1], [10, 70, 1], [60, np.nan, 0]], float)


class Job:
    from sessionbrowser.arrays.cancel import NEVER as cancel

    @staticmethod
    def report(part):
        done, total = part
        assert 0 < done <= total


def cloud_of(array):
    return read_cloud(MemorySource(np.asarray(array)), Job)


def whole_of(cloud, *, downward=False):
    return View.whole(*cloud.steps, downward=downward)


@pytest.fixture
def viewer(stage):
    return stage(ScatterViewer(), 600, 400)


def positions(array=POSITIONS, **more):
    return opened_with(array, names=("ROI", "axis 1"), name="mpciROIs.stackPosition.npy", **more)


def choose(qtbot, viewer, name):
    told = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.panel.by.setCurrentIndex(viewer.panel.by.findText(name))
        viewer.panel.chosen.emit()
    return told[-1]


def test_points_stand_where_the_file_says_and_steps_are_equal():
    cloud = cloud_of(POSITIONS)
    x, y = pixels_of(cloud, whole_of(cloud), *(steps / 100 for steps in cloud.steps))
    assert cloud.steps[0] == FINENESS
    assert (x[1] - x[0]) == pytest.approx(2 * (y[0] - y[2]), rel=1e-4)
    _, down = pixels_of(cloud, whole_of(cloud, downward=True), *(steps / 100 for steps in cloud.steps))
    assert down[2] > down[0]
    assert np.isnan([x[3], y[3]]).all()
    assert cloud.lost == 1


@pytest.mark.parametrize(
    "array",
    [
        np.full((4, 2), np.nan),
        np.zeros((4, 2)),
        [[0, 0], [np.inf, 1], [3, 4]],
        [[-1.7e308, 0], [1.7e308, 1], [0, 0]],
        np.arange(6, dtype=np.uint8).reshape(3, 2),
    ],
    ids=["NaN", "one place", "infinite", "too far apart", "bytes"],
)
def test_odd_positions_have_a_plane_too(array):
    cloud = cloud_of(array)
    assert all(1 <= steps <= FINENESS for steps in cloud.steps)
    dots = paint_dots(cloud, whole_of(cloud), (50, 40), 1.0, Tint().paint(), Job)
    assert (dots.image.width(), dots.image.height()) == (50, 40)


def test_every_point_is_painted_in_its_colour():
    cloud = cloud_of(POSITIONS)
    size = (cloud.steps[0] // 250, cloud.steps[1] // 250)
    view = whole_of(cloud)
    marks = np.array([True, False, False, True])
    paint = Tint("a", "", marks).paint()
    image = paint_dots(cloud, view, size, 1.0, paint, Job).image
    x, y = pixels_of(cloud, view, *size)
    seen = [image.pixelColor(int(x[at]), int(y[at])).name() for at in range(3)]
    assert seen == [paint.other.lower(), paint.plain.lower(), paint.plain.lower()]
    numbers = Tint("b", "", np.array([0.0, 1.0, np.nan, 5.0]))
    image = paint_dots(cloud, view, size, 1.0, numbers.paint(), Job).image
    seen = [image.pixelColor(int(x[at]), int(y[at])).name() for at in range(3)]
    assert len(set(seen)) == 3
    assert seen[2] == theme.current().control.lower()


def test_many_points_are_all_there():
    rng = np.random.default_rng(0)
    array = rng.uniform(0, 100, (30_000, 2))
    cloud = cloud_of(array)
    image = paint_dots(cloud, whole_of(cloud), (300, 300), 1.0, Tint().paint(), Job).image
    x, y = pixels_of(cloud, whole_of(cloud), 300, 300)
    assert all(image.pixelColor(int(x[at]), int(y[at])).alpha() == 255 for at in range(0, 30_000, 501))
    assert image.pixelColor(0, 0).alpha() == 0


def test_the_nearest_point_is_meant_where_one_is_near():
    cloud = cloud_of(POSITIONS)
    view, size = whole_of(cloud), (400, 200)
    x, y = pixels_of(cloud, view, *size)
    assert nearest(cloud, view, size, (x[1] + 3, y[1] - 4), Job) == 1
    assert nearest(cloud, view, size, (x[1] + 13, y[1] - 13), Job) is None
    assert nearest(cloud_of(np.full((4, 2), np.nan)), view, size, (1, 1), Job) is None


def test_numbers_along_the_axes_are_those_of_the_file():
    ruler = Ruler.along("x, px", 1000, -20.0, 0.5)
    ticks = ruler.ticks(Span.whole(1000), 5)
    assert [text for _, text in ticks] == ["0", "100", "200", "300", "400"]
    assert [at for at, _ in ticks] == [40, 240, 440, 640, 840]
    assert ruler.label == "x, px"


def test_the_third_column_is_what_colours_tell_at_first(qtbot, viewer):
    text = show(qtbot, viewer, positions())
    assert text == "coloured by column 2, 0 to 1 · 1 of 4 without a position"
    assert choose(qtbot, viewer, "all alike").startswith("equal aspect")
    assert viewer.panel.ribbon.isHidden()
    assert viewer.excerpt().window == (slice(0, 4), slice(0, 3))


def test_the_readout_is_of_the_point_under_the_cursor(qtbot, viewer):
    show(qtbot, viewer, positions())
    area, view = viewer.canvas.area, viewer.canvas.view
    x, y = pixels_of(viewer._cloud, view, area.width(), area.height())
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.pointed.emit((x[1] + 2, y[1]))
    assert blocker.args[0] == (("ROI", "1"), ("column 0", "110"), ("column 1", "20"), ("column 2", "1"))
    assert viewer.canvas.grab().toImage().pixelColor(0, 0) == theme.color("plot")
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.pointed.emit(None)
    assert blocker.args[0] == ()


def test_moving_the_mouse_points(qtbot, viewer):
    show(qtbot, viewer, positions())
    area = viewer.canvas.area
    with qtbot.waitSignal(viewer.canvas.pointed, timeout=5000) as blocker:
        qtbot.mouseMove(viewer.canvas, (QPointF(area.topLeft()) + QPointF(30, 40)).toPoint())
    assert blocker.args[0] == (30, 40)


def test_colours_tell_what_the_session_knows_of_the_rois(qtbot, viewer, lab):
    session = Suite2pSession("ATL901", "2023-01-25", "701", root=lab)
    opened = open_one(session, session.one_path / "mpciROIs.stackPosition.npy")
    viewer.session = session
    assert show(qtbot, viewer, opened).startswith("coloured by plane, 0 to 1")
    assert viewer.canvas.view.y.backward
    assert choose(qtbot, viewer, "redPearson").startswith("coloured by redPearson, −0.3")
    marks = session.loadone("mpciROIs.redCellIdx").astype(bool)
    assert choose(qtbot, viewer, "redCellIdx") == f"coloured by redCellIdx, {marks.sum()} of {len(marks)}"
    viewer.clear()
    opened.close()


def test_what_cannot_be_read_leaves_the_points_alike(qtbot, viewer, lab):
    session = Suite2pSession("ATL901", "2023-01-25", "701", root=lab)
    opened = open_one(session, session.one_path / "mpciROIs.stackPosition.npy")
    viewer.session = session
    show(qtbot, viewer, opened)
    (session.one_path / "mpciROIs.redPearson.npy").unlink()
    assert choose(qtbot, viewer, "redPearson").startswith("equal aspect")
    assert viewer.panel.by.currentText() == "all alike"
    assert "redPearson" in viewer.canvas._word
    viewer.clear()
    opened.close()


def test_no_positions_at_all_are_said(qtbot, viewer):
    show(qtbot, viewer, positions(np.full((5, 2), np.nan)))
    assert viewer.canvas._word.startswith("no positions")
    show(qtbot, viewer, positions(np.zeros((0, 2))))
    assert viewer.canvas._word.startswith("no values")


def test_a_theme_paints_the_points_again(qtbot, viewer):
    theme.set_theme("light")
    show(qtbot, viewer, positions(POSITIONS[:, :2]))
    before = viewer.canvas.dots.image
    theme.set_theme("dark")
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.retheme()
    assert viewer.canvas.dots.image != before


def test_a_changed_file_is_told(qtbot, viewer):
    source = Slow(POSITIONS)
    source.error = Changed("it shrank", "x")
    with qtbot.waitSignal(viewer.failed, timeout=5000) as blocker:
        viewer.show(positions(source=source))
    assert isinstance(blocker.args[0], Changed)


@pytest.mark.parametrize(
    ("name", "shape", "first", "has"),
    [
        ("mpciROIs.stackPosition.npy", (63, 3), "Scatter", True),
        ("mpciROIs.isCell.npy", (63, 2), "Raster", True),
        ("mpciROIs.stackPosition.npy", (3, 63), "Raster", False),
        ("x.npy", (3_000_000, 2), "Raster", False),
    ],
)
def test_positions_of_rois_are_points_first(name, shape, first, has):
    facts = facts_for(np.broadcast_to(np.float32(0), shape), name)
    names = [spec.name for spec in bidders(facts)]
    assert names[0] == first
    assert ("Scatter" in names) is has


def test_reading_tells_how_far_it_is(qtbot, viewer, monkeypatch):
    monkeypatch.setattr(scatter_cloud, "_PIECE", 3)
    told = []
    viewer.progressed.connect(told.append)
    show(qtbot, viewer, positions())
    assert [part for part in told if part is not None] == [(9, 12), (12, 12)]
    assert told[-1] is None
    assert np.array_equal(np.array(viewer._cloud.columns).T, POSITIONS, equal_nan=True)
