"""The axis of time tells seconds, or frames on request: everywhere at once, and the readout always both."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import Qt

from sessionbrowser.gui.viewers.overview import _length_text
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_scale import Scale, Units
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace import TraceViewer
from sessionbrowser.gui.viewers.traces import TracesViewer
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.opening import Axis
from tests.gui.viewers.helpers import opened_with, spikes
from tests.gui.viewers.test_event_parts import opened

RECORDING = "mpci.roiActivityF.npy"


def test_an_axis_turns_from_seconds_to_samples():
    units = Units()
    scale = Scale(Axis("frame", 300, times=np.arange(300) / 10), units=units)
    assert (scale.label, _length_text(scale)) == ("time, s", "30 s")
    assert [text for _, text in scale.ticks(Span.whole(300), 3)] == ["0", "10", "20"]
    units.in_samples = True
    assert (scale.label, _length_text(scale)) == ("frame", "300 frames")
    assert scale.ticks(Span.whole(300), 3) == [(0.5, "0"), (100.5, "100"), (200.5, "200")]
    assert scale.has_times


@pytest.mark.parametrize(
    ("kind", "name"),
    [(RasterViewer, RECORDING), (TracesViewer, RECORDING), (TraceViewer, "positionTracking.position.npy")],
)
def test_a_key_turns_it_and_another_file_has_it_turned(qtbot, stage, eventful, kind, name):
    viewer = stage(kind(), 700, 500)
    stack = viewer.linked.page.stack if kind is RasterViewer else viewer._below.stack
    along = viewer.linked.along if kind is RasterViewer else viewer._below.along
    with closing(opened(eventful, name)) as file:
        with qtbot.waitSignal(viewer.settled, timeout=10_000):
            viewer.show(file)
        before = stack.grab().toImage()
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_T)
        assert viewer.memory.units.in_samples
        assert along.units.currentText() == "frames"
        assert stack._scale.label == file.axes[0].name
        assert stack.grab().toImage() != before
        with qtbot.waitSignal(viewer.settled, timeout=10_000):
            viewer.show(file)
        assert (along.units.currentText(), stack._scale.tells_time) == ("frames", False)
        qtbot.keyClick(stack, Qt.Key.Key_T)
        assert stack.grab().toImage() == before
        viewer.clear()


def test_without_times_there_is_nothing_to_turn(qtbot, stage):
    viewer = stage(RasterViewer(), 700, 500)
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        viewer.show(opened_with(spikes()))
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_T)
    assert not viewer.memory.units.in_samples


def test_it_is_remembered():
    memory, again = ViewMemory(), ViewMemory()
    memory.units.in_samples = True
    again.take(memory.as_text())
    assert again.units.in_samples
