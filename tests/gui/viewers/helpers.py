"""Opened files for viewers, without a file; hands and eyes for rasters."""

import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from sessionbrowser.arrays.source import ArraySource, MemorySource
from sessionbrowser.gui import plotting
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State
from sessionbrowser.sessions.opening import Axis, Opened, Plane


def facts_for(array, name="mpci.roiActivityDeconvolvedOasis.npy", **more):
    known = {"kind": Kind.ARRAY, "health": Health(State.OK), "size": array.nbytes + 128} | more
    return FileFacts(Path("/lab") / name, shape=array.shape, dtype=str(array.dtype), **known)


def opened_with(array, *, source=None, times=None, names=("frame", "ROI"), planes=(), **more):
    axes = tuple(
        Axis(name, length, times=times if place == 0 else None)
        for place, (name, length) in enumerate(zip(names, array.shape, strict=True))
    )
    return Opened(facts_for(array, **more), source or MemorySource(array), None, axes, planes)


def spikes(frames=1500, rois=63, every=97):
    array = np.zeros((frames, rois), np.float32)
    for place in range(0, frames * rois, every):
        array[place // rois, place % rois] = 1 + place % 13
    return array


class Slow(ArraySource):
    """Reads only while its gate is open, and tells when it is closed meanwhile."""

    def __init__(self, array):
        self.array, self.shape, self.dtype = array, array.shape, array.dtype
        self.readers, self.closed = 0, False
        self.gate, self.started = threading.Event(), threading.Event()
        self.error = None
        self.gate.set()

    def read(self, window):
        self.readers += 1
        self.started.set()
        assert self.gate.wait(10)
        self.readers -= 1
        if self.error is not None:
            raise self.error
        return self.array[window].copy()

    def close(self):
        assert not self.readers, "closed while it was read"
        assert threading.current_thread() is not threading.main_thread()
        self.closed = True


PLANES = (Plane("plane0", 0, 34), Plane("plane1", 34, 63))


def show(qtbot, viewer, opened):
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        viewer.show(opened)


def hover(viewer, cell):
    point = viewer.canvas.cell_rect(cell).center()
    move = QMouseEvent(QEvent.Type.MouseMove, point, point, *[Qt.MouseButton.NoButton] * 2, Qt.NoModifier)
    QApplication.sendEvent(viewer.canvas, move)


def wheel(viewer, point, notches, modifiers=Qt.NoModifier):
    turn = QPoint(0, 120 * notches)
    args = (QPoint(), turn, Qt.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(viewer.canvas, QWheelEvent(point, viewer.canvas.mapToGlobal(point), *args))


def settle(qtbot, viewer):
    qtbot.waitUntil(lambda: viewer._painted is not None and viewer._painted.view == viewer.canvas.view, timeout=10_000)


def show_described(qtbot, viewer, opened) -> str:
    """Show a file, wait until all of it is there, and return how the viewer describes it."""
    told = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(opened)
    return told[-1] if told else ""


def pixel(viewer, cell):
    point = viewer.canvas.cell_rect(cell).center().toPoint()
    return viewer.canvas.grab().toImage().pixelColor(point)


def expected(viewer, value):
    colours = viewer._painted.colours
    share = (value - colours.low) / (colours.high - colours.low)
    return QColor(*(int(part) for part in plotting.lut(colours.map)[round(255 * min(max(share, 0), 1))]))
