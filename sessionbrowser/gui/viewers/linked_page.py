"""A raster with what shares its time above and below it, and how they divide the height."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.controls import stacked
from sessionbrowser.gui.style import look
from sessionbrowser.gui.viewers.lanes import HEIGHT
from sessionbrowser.gui.viewers.overview import Overview
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_gutter import AROUND_LINKED
from sessionbrowser.gui.viewers.raster_view import whole_pixel_height
from sessionbrowser.gui.viewers.time_stack import AXIS, GAP, TimeStack

LEAST_LANE, MOST_LANE = 16, 160
_LEAST_RASTER = 96
"""Pixels that the raster keeps when there are many lanes; and half of what it shares with them."""


def lane_height(room: int, lanes: int, rows: int, wish: int = HEIGHT) -> int:
    """Return how high the lanes of traces are, so that raster and lanes fill their room.

    Parameters
    ----------
    room : int
        Pixels for the raster and all lanes of traces.
    lanes : int
        How many; at least one.
    rows : int
        Of the raster. What it leaves, having the same whole number of pixels a row, goes to the lanes.
    wish : int
        The height that is asked for.

    Returns
    -------
    int
        0 where there is no room for lanes.
    """
    height = min(wish, (room - max(_LEAST_RASTER, room // 2)) // lanes - GAP)
    if height < LEAST_LANE:
        return 0
    raster = room - lanes * (height + GAP)
    left = raster - whole_pixel_height(raster, rows)
    return min(height + left // lanes, 2 * height)


class LinkedPage(QWidget):
    """The canvas of a raster; for frames × ROIs also the whole of it above, and the lanes below.

    Attributes
    ----------
    resized : Signal()
        The parts must be measured anew.
    """

    resized = Signal()

    def __init__(self, canvas: RasterCanvas) -> None:
        super().__init__()
        self.overview, self.canvas, self.stack = Overview(), canvas, TimeStack()
        self.wish = HEIGHT
        look(self, "panel")
        stacked(self, self.overview, self.canvas, self.stack).setStretchFactor(self.canvas, 1)
        self.setFocusProxy(canvas)
        self.show_parts(False)

    def show_parts(self, linked: bool) -> None:
        """Show the linked parts, or the raster alone."""
        self.overview.setVisible(linked)
        self.stack.setVisible(linked)

    def show_word(self, word: str) -> None:
        """Say a word in place of a picture, with nothing around it: there is no time to be linked to."""
        self.show_parts(False)
        self.canvas.show_word(word)

    def lay_out(self) -> bool:
        """Lay out now what would be laid out in a moment; whether the sizes are those that will be seen."""
        around: list[QWidget] = [self]
        while (parent := around[-1].parentWidget()) is not None:
            around.append(parent)
        for widget in reversed(around):
            if (layout := widget.layout()) is not None:
                layout.activate()
        return self.isVisible()

    def height_of_lanes(self, lanes: int, others: int, rows: int) -> int:
        """Return how high each of the traces' lanes is to be.

        Parameters
        ----------
        lanes : int
        others : int
            Pixels that the other lanes take.
        rows : int
            Of the raster.
        """
        around = self.overview.height() + AROUND_LINKED + GAP + AXIS
        return lane_height(self.height() - around - others, lanes, rows, self.wish)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the height anew."""
        super().resizeEvent(event)
        self.resized.emit()
