"""The same files as pyqtgraph paints them, in windows without a screen, in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
import scipy.sparse as sp
from PySide6.QtCore import QEvent, QEventLoop, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from sessionbrowser.gui.app import log_qt
from tests.benchmarks.children import serve

_SIZE = (1600, 900)


def note_paints(after: Callable[[QWidget], None]) -> None:
    """Have something called after each paint of any of pyqtgraph's views."""
    draw = pg.GraphicsView.paintEvent

    def draw_and_tell(view: Any, event: Any) -> None:
        draw(view, event)
        after(view)

    pg.GraphicsView.paintEvent = draw_and_tell


class Bench:
    """Opens a window for each file, and waits until it is painted with it."""

    def __init__(self) -> None:
        pg.setConfigOptions(imageAxisOrder="row-major")
        self._view: Any = None
        self._loop = QEventLoop()
        note_paints(lambda view: self._loop.quit() if view is self._view else None)

    def image_item(self, path: str) -> float:
        """Return the seconds until an array was painted as an image that is sampled down as needed."""
        plot = self._opened(pg.PlotWidget())

        def fill() -> None:
            plot.addItem(pg.ImageItem(np.load(path), autoDownsample=True))

        return self._painted(plot, plot, fill)

    def image_view(self, path: str) -> float:
        """Return the seconds until an array was painted in pyqtgraph's own widget for images."""
        widget = self._opened(pg.ImageView())
        return self._painted(widget, widget.ui.graphicsView, lambda: widget.setImage(np.load(path)))

    def line(self, path: str) -> float:
        """Return the seconds until a long line was painted, with its peaks, and what is outside left out."""
        plot = self._opened(pg.PlotWidget())
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        return self._painted(plot, plot, lambda: plot.plot(np.load(path)))

    def lines(self, path: str) -> float:
        """Return the seconds until many lines were painted one above the other."""
        plot = self._opened(pg.PlotWidget())
        plot.setDownsampling(auto=True, mode="peak")

        def fill() -> None:
            for place, line in enumerate(np.load(path).T):
                plot.plot(line + 5.0 * place)

        return self._painted(plot, plot, fill)

    def dense(self, path: str) -> float:
        """Return the seconds until a sparse matrix was dense, not painted yet."""
        start = time.perf_counter()
        sp.load_npz(path).toarray()
        return time.perf_counter() - start

    def _opened(self, widget: Any) -> Any:
        """Show a window that is still empty."""
        widget.resize(*_SIZE)
        self._view = getattr(getattr(widget, "ui", None), "graphicsView", widget)
        widget.show()
        self._loop.exec()
        return widget

    def _painted(self, widget: Any, view: Any, fill: Callable[[], object]) -> float:
        self._view = None
        start = time.perf_counter()
        fill()
        self._view = view
        view.viewport().update()
        self._loop.exec()
        taken = time.perf_counter() - start
        widget.close()
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return taken


if __name__ == "__main__":
    qInstallMessageHandler(log_qt)
    application = pg.mkQApp()
    bench = Bench()
    names = ("image_item", "image_view", "line", "lines", "dense")
    serve({name: getattr(bench, name) for name in names})
