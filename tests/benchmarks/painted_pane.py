"""The pane of the viewers in a window without a screen: what is painted when, in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QThreadPool, QTimer, qInstallMessageHandler
from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.app import log_qt
from sessionbrowser.gui.viewer_pane import ViewerPane
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_paint import Painted, paint
from sessionbrowser.gui.viewers.stack_canvas import StackCanvas
from sessionbrowser.gui.viewers.trace_canvas import TraceCanvas
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file
from tests.benchmarks.children import serve
from tests.benchmarks.raster_memory import peak

_PATIENCE = 30_000
"""Milliseconds."""


class Eye:
    """Notes when canvases have painted something of a file.

    Attributes
    ----------
    canvas : QWidget or None
        The one that painted last.
    picture : Painted or None
        What a raster has on the screen.
    paints : list of (float, bool)
        When, and whether all of the view was there, as it is in the file.
    after : callable
        Called after each of them.
    sees_all : bool
        Whether stacked traces are looked at all at once from the start, not some of them first.
    """

    def __init__(self) -> None:
        self.canvas: QWidget | None = None
        self.picture: Painted | None = None
        self.paints: list[tuple[float, bool]] = []
        self.after: Callable[[], object] = bool
        self.sees_all = False
        for kind in (RasterCanvas, StackCanvas, TraceCanvas):
            kind.paintEvent = self._noting(kind.paintEvent)
        RasterCanvas.show_picture = self._knowing(RasterCanvas.show_picture)
        StackCanvas.show_frame = self._seeing_all(StackCanvas.show_frame)

    def forget(self) -> None:
        """Begin anew with another file."""
        self.canvas = self.picture = None
        self.paints.clear()

    def _noting(self, draw: Callable[..., None]) -> Callable[..., None]:
        def draw_and_note(canvas: QWidget, event: QPaintEvent) -> None:
            draw(canvas, event)
            self.canvas = canvas
            if self._shows_something(canvas):
                self.paints.append((time.perf_counter(), self._shows_all(canvas)))
                self.after()

        return draw_and_note

    def _knowing(self, show: Callable[..., None]) -> Callable[..., None]:
        def show_and_know(canvas: RasterCanvas, painted: Painted) -> None:
            self.picture = painted
            show(canvas, painted)

        return show_and_know

    def _seeing_all(self, show: Callable[..., None]) -> Callable[..., None]:
        def show_all(canvas: StackCanvas, frame: Frame) -> None:
            show(canvas, frame)
            if self.sees_all:
                canvas.look_at_all()

        return show_all

    def _shows_something(self, canvas: QWidget) -> bool:
        if isinstance(canvas, StackCanvas):
            return canvas.stack is not None
        return canvas.curves is not None if isinstance(canvas, TraceCanvas) else self.picture is not None

    def _shows_all(self, canvas: Any) -> bool:
        if isinstance(canvas, StackCanvas):
            return canvas.stack.view == canvas.view
        if isinstance(canvas, TraceCanvas):
            return canvas.curves.span == canvas.view
        return self.picture.picture.exact and self.picture.view == canvas.view


class Heart:
    """Beats every few milliseconds, unless something keeps the GUI thread from it.

    Each beat takes the interpreter from those who read: at one a millisecond they were slower by a fifth, for nothing
    but being watched. A gap is told too long by one beat at most, never too short.
    """

    def __init__(self) -> None:
        self.gap, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self) -> None:
        """Forget what was."""
        self.gap, self._last = 0.0, time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gap, self._last = max(self.gap, now - self._last), now


class Bench:
    """Shows files in a pane, and moves what it shows."""

    def __init__(self) -> None:
        self.eye, self.heart, self.pane = Eye(), Heart(), ViewerPane()
        self.pane.resize(1600, 900)
        self.pane.show()
        self.pane.warm_up()
        self.rest()

    def show(self, path: str, tab: str = "", *, then_all: bool = False) -> dict[str, float]:
        """Show a file; return the seconds until something of it, and all of it, was painted, and the longest gap.

        Parameters
        ----------
        path : str
        tab : str
            The viewer; a raster unless given.
        then_all : bool
            Whether to wait for what follows a picture, too: levels, a small copy to pan in.
        """
        place = Path(path)
        session = Suite2pSession.from_path(place.parents[1])
        facts = inspect_file(place, session)
        self.pane.show_nothing("")
        self.rest()
        self.pane.head.chosen.emit(tab or "Raster")
        self.eye.forget()
        self.eye.sees_all = tab == "Traces"
        self.heart.begin()
        start = time.perf_counter()
        self.pane.show_file(session, facts)
        times = self._until_exact(start)
        if then_all:
            self.rest()
        return {"first": times[0], "exact": times[1], "gap": self.heart.gap}

    def move(self, steps: int, *, along: bool = False) -> dict[str, Any]:
        """Zoom and drag; return for each step the seconds until something moved, and until it was exact there.

        Parameters
        ----------
        steps : int
        along : bool
            Whether to look at a sixth of the time first, and then to drag along it alone.
        """
        canvas = self.eye.canvas
        assert isinstance(canvas, RasterCanvas)
        if along:
            self._step(lambda: _turn(canvas, 8, Qt.KeyboardModifier.ShiftModifier))
            self.rest()
        self.heart.begin()
        hands = _dragging(canvas, steps) if along else _wandering(canvas, steps)
        made = [self._step(hand) for hand in hands]
        moved, exact = (list(times) for times in zip(*made, strict=True))
        return {"moved": moved, "exact": exact, "gap": self.heart.gap}

    def _step(self, hand: Callable[[], None]) -> tuple[float, float]:
        self.eye.paints.clear()
        start = time.perf_counter()
        hand()
        return self._until_exact(start)

    def added_peaks(self, small: str, path: str) -> tuple[float, float]:
        """Return by how many MB the peak of this process has grown when a file is painted, and when all is done."""
        self.show(small, then_all=True)
        before = peak()
        self.show(path)
        painted = peak()
        self.rest()
        return painted - before, peak() - before

    def wrong(self, path: str) -> dict[str, int]:
        """Return how many cells and pixels on the screen are not what numpy makes of the file."""
        self.show(path)
        shown, array = self.eye.picture, np.load(path, mmap_mode="r")
        assert shown is not None
        picture = shown.picture
        by_hand = np.empty_like(picture.values)
        for column, (start, stop) in enumerate(zip(picture.col_edges[:-1], picture.col_edges[1:], strict=True)):
            by_hand[:, column] = np.maximum.reduceat(array[start:stop].max(axis=0), picture.row_edges[:-1])
        expected = paint(
            replace(picture, values=by_hand), shown.view, shown.image.width(), shown.image.height(), shown.colours
        )
        pixels = (np.frombuffer(image.constBits(), np.uint32) for image in (shown.image, expected.image))
        return {
            "cells": int(np.count_nonzero(picture.values != by_hand)),
            "pixels": int(np.count_nonzero(np.not_equal(*pixels))),
        }

    def _until_exact(self, start: float) -> tuple[float, float]:
        """Let the window live until all is painted; return the seconds until the first paint, and until that one."""
        loop = QEventLoop()
        self.eye.after = lambda: loop.quit() if self.eye.paints[-1][1] else None
        late = QTimer(singleShot=True, interval=_PATIENCE)
        late.timeout.connect(loop.quit)
        late.start()
        loop.exec()
        self.eye.after = bool
        exact = next((when for when, is_all in self.eye.paints if is_all), None)
        assert exact is not None, f"not painted, the pane says: {self.pane.head.title.text}"
        return self.eye.paints[0][0] - start, exact - start

    def rest(self) -> None:
        """Let the window live until nothing is under way."""
        loop, quiet = QEventLoop(), [0]

        def look() -> None:
            busy = QThreadPool.globalInstance().activeThreadCount() or not self.pane.is_settled
            quiet[0] = 0 if busy else quiet[0] + 1
            if quiet[0] == 5:
                loop.quit()

        timer = QTimer(interval=20)
        timer.timeout.connect(look)
        timer.start()
        loop.exec()


def _wandering(canvas: RasterCanvas, steps: int) -> Iterator[Callable[[], None]]:
    """Yield turns of the wheel, each with two pulls after it; nearer first, then away again."""
    for step in range(steps):
        if step % 3 == 0:
            yield partial(_turn, canvas, 2 if step < steps / 2 else -2)
        else:
            yield partial(_pull, canvas, QPointF(-90, 35) if step % 3 == 1 else QPointF(40, -25))


def _dragging(canvas: RasterCanvas, steps: int) -> Iterator[Callable[[], None]]:
    """Yield pulls along the time, the way back after the way there."""
    for step in range(steps):
        yield partial(_pull, canvas, QPointF(-120 if step < steps / 2 else 120, 0))


def _turn(canvas: RasterCanvas, notches: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Turn the wheel a little beside the middle."""
    area = canvas.area
    point = QPointF(area.left() + 0.45 * area.width(), area.top() + 0.55 * area.height())
    turn = (QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(canvas, QWheelEvent(point, QPointF(canvas.mapToGlobal(point)), *turn))


def _pull(canvas: RasterCanvas, by: QPointF) -> None:
    """Take hold of the picture, pull it, and let go."""
    start = QPointF(canvas.area.center())
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, point, button, held in (
        (QEvent.Type.MouseButtonPress, start, left, left),
        (QEvent.Type.MouseMove, start + by, none, left),
        (QEvent.Type.MouseButtonRelease, start + by, left, none),
    ):
        event = QMouseEvent(kind, point, canvas.mapToGlobal(point), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


if __name__ == "__main__":
    qInstallMessageHandler(log_qt)
    application = QApplication([])
    theme.apply(application)
    theme.dress()
    bench = Bench()
    serve(
        {
            "show": bench.show,
            "rest": bench.rest,
            "move": bench.move,
            "added_peaks": bench.added_peaks,
            "wrong": bench.wrong,
        }
    )
