"""What happens along time, below any line that has a time: the same lanes, samples and choices as below a raster."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui import theme
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.trace import TraceViewer
from sessionbrowser.gui.viewers.traces import TracesViewer
from tests.gui.viewers.helpers import opened_with
from tests.gui.viewers.test_event_parts import opened


def names(viewer):
    return [lane.name for lane in viewer._below.stack.lanes]


def show(qtbot, viewer, file):
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        viewer.show(file)
    qtbot.waitUntil(lambda: viewer._below.is_settled, timeout=10_000)


def column(viewer, place, sample, samples=300):
    """The colours of one column of a lane."""
    stack = viewer._below.stack
    box, image = stack.lane_area(place), stack.grab().toImage()
    x = int(box.left() + (sample + 0.5) / samples * box.width())
    return {image.pixelColor(x + dx, y).name() for y in range(box.top(), box.bottom()) for dx in (0, 1)}


@pytest.fixture(params=[("mpci.roiActivityF.npy", TracesViewer), ("positionTracking.position.npy", TraceViewer)])
def shown(qtbot, stage, eventful, request):
    name, kind = request.param
    viewer = stage(kind(), 700, 500)
    viewer.inspector().show()
    with closing(opened(eventful, name)) as file:
        show(qtbot, viewer, file)
        yield viewer
        viewer.clear()
        qtbot.waitUntil(lambda: not viewer._pictures.is_busy)


def test_licks_and_rewards_stand_where_they_happened(shown):
    assert names(shown) == ["licks", "rewards", "position"]
    licks, rewards = (theme.current().traces[at].lower() for at in (5, 2))
    assert licks in column(shown, 0, 10)
    assert licks not in column(shown, 0, 80)
    assert rewards in column(shown, 1, 70)
    assert theme.current().shade.lower() in column(shown, 0, 150)
    assert shown._below.stack.area.width() == shown.canvas.area.width()


def test_lanes_and_lines_are_zoomed_as_one(qtbot, shown):
    view = shown.canvas.view
    part = Span(60, 120, 300)
    shown.canvas.look_at(View(part, view.y) if isinstance(view, View) else part)
    assert shown._below.stack.span == part
    shown._below.stack.span_wanted.emit(Span(100, 200, 300))
    view = shown.canvas.view
    assert (view.x if isinstance(view, View) else view) == Span(100, 200, 300)
    qtbot.waitUntil(lambda: shown._below.is_settled)


def test_the_cursor_is_one_and_the_readout_tells_both(qtbot, shown):
    told = []
    shown.reading.connect(told.append)
    stack = shown._below.stack
    point = QPointF(stack.area.left() + stack.area.width() / 2, 20)
    move = QMouseEvent(QEvent.Type.MouseMove, point, point, *[Qt.MouseButton.NoButton] * 2, Qt.NoModifier)
    QApplication.sendEvent(stack, move)
    qtbot.waitUntil(lambda: bool(told) and len(told[-1]) > 3, timeout=5000)
    hover = shown.canvas.hover
    sample = hover[0] if isinstance(hover, tuple) else hover
    reading = dict(told[-1])
    assert stack.hover == sample
    assert reading["position"] == f"{sample / 3:.1f} cm"
    assert reading["environment"] == "2"


def test_what_is_chosen_here_is_chosen_everywhere(qtbot, shown, stage, eventful):
    boxes = shown._below.along.boxes
    assert shown.inspector().width() == Space.INSPECTOR
    for name in ("licks", "speed"):
        QTest.mouseClick(boxes[name], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(shown) == ["rewards", "position", "speed"])
    other = stage(TraceViewer(), 700, 500)
    other.memory = shown.memory
    with closing(opened(eventful, "positionTracking.position.npy")) as file:
        show(qtbot, other, file)
        assert names(other) == ["rewards", "position", "speed"]
        other.clear()
        qtbot.waitUntil(lambda: not other._pictures.is_busy)


def test_without_a_time_there_is_nothing_below(qtbot, stage):
    viewer = stage(TraceViewer(), 700, 400)
    show(qtbot, viewer, opened_with(np.arange(9.0), names=("ROI",)))
    assert viewer._below.stack.isHidden()
    assert viewer.inspector().width() == 0
