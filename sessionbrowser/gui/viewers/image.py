"""Arrays of three axes and more: two of them as a picture, and a slider for each of the others."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.controls import stacked
from sessionbrowser.gui.style import look
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.axes_bar import AxesBar
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_cut import Cut, first_cut
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Opened

_STEPS = (("PgUp", -1), ("PgDown", 1), ("[", -1), ("]", 1))


class ImageViewer(RasterViewer):
    """A raster or image of two axes, chosen like the places at which the others are held.

    Levels are those of the whole array, so that one slice compares with the next. The choices are kept for each name
    of onedata: the next session's file of the same name comes up alike.
    """

    name: ClassVar[str] = "Slices"
    hint = "drag pans · wheel zooms · PgUp PgDn step · A whole"
    most_counted: ClassVar[float] = 256 * 2**20

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.axes = AxesBar("Vertical", "Horizontal")
        self.canvas.setAccessibleName("Slice")
        self.widget = self._lay_out()
        self.axes.changed.connect(self._on_axes)

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for numbers along three axes and more."""
        return bids.image(facts)

    def show(self, opened: Opened) -> None:
        """Show a slice of an array: the one seen last under this name, else the first."""
        has_values = opened.source is not None and opened.source.size > 0
        self.axes.setVisible(has_values)
        if has_values:
            cut = self.start_cut(opened)
            self.axes.set_axes([(axis.name, axis.length) for axis in opened.axes], (cut.y, cut.x), cut.held)
        super().show(opened)

    def start_cut(self, opened: Opened) -> Cut:
        """Return the cut that was seen last in a file of this name, as far as this array goes."""
        kept = self.memory.cuts.get(opened.facts.stem)
        if kept is None or len(kept.held) != len(opened.axes):
            return first_cut(opened.axes)
        return Cut.at(kept.x, kept.y, [min(i, axis.length - 1) for i, axis in zip(kept.held, opened.axes, strict=True)])

    def _lay_out(self) -> QWidget:
        page = QWidget()
        look(page, "panel")
        stacked(page, self.axes, self.widget).setStretchFactor(self.widget, 1)
        page.setFocusProxy(self.canvas)
        for key, by in _STEPS:
            shortcut = QShortcut(QKeySequence(key), page, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.axes.step, by))
        return page

    def _on_axes(self) -> None:
        if self._opened is not None:
            up, right = self.axes.seen
            cut = Cut.at(right, up, self.axes.held)
            self.memory.cuts[self._opened.facts.stem] = cut
            self.turn_to(cut)
