"""Two axes of numbers as a picture: every value on the screen counts, and the one under the cursor is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui.inspector import Inspector
from sessionbrowser.gui.tasks import FollowLane, Job
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.linked import LinkedParts
from sessionbrowser.gui.viewers.raster_arranging import Arranger
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_colours import Colours
from sessionbrowser.gui.viewers.raster_cut import Cut, first_cut
from sessionbrowser.gui.viewers.raster_frame import excerpt_of, frame_of, hint_of
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_paint import Painted
from sessionbrowser.gui.viewers.raster_pyramid import PyramidKeeper
from sessionbrowser.gui.viewers.raster_reading import ValueReader
from sessionbrowser.gui.viewers.raster_rows import Rows
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.raster_words import (
    coarse_text,
    cut_text,
    cut_word,
    image_text,
    making_text,
    slice_reading,
    word_for,
)
from sessionbrowser.gui.viewers.raster_work import Combine, Request, draw, numbers_for
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind
from sessionbrowser.sessions.opening import Opened

_COARSE_AFTER = 300
"""Milliseconds after which the title says that the picture is still of another view."""


class RasterViewer(Viewer):
    """The picture of an array of two axes, with its levels beside it."""

    name: ClassVar[str] = "Raster"
    hint = "drag pans · wheel zooms · A whole · F1 keys"
    most_counted: ClassVar[float] = math.inf
    """Bytes up to which all values of an array are counted; of a larger one a sample is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = RasterCanvas()
        self.linked = LinkedParts(self.canvas, self)
        self.widget = self.linked.page
        self._inspector = Inspector()
        self._inspector.add_section(self.linked.along)
        self._pictures = FollowLane(self)
        self._values, self._keeper = ValueReader(self), PyramidKeeper(self)
        self._throttle = QTimer(self, singleShot=True, interval=2)
        self._coarse = QTimer(self, singleShot=True, interval=_COARSE_AFTER)
        self._opened: Opened | None = None
        self._cut: Cut
        self._frame: Frame
        self._painted: Painted | None = None
        self._how: Combine = "max"
        self._colours, self._arranger = Colours(self._inspector, self), Arranger(self._inspector.rows, self)
        self._throttle.timeout.connect(self._request)
        self._keeper.counted.connect(self._take_stats)
        self._keeper.failed.connect(self._on_failure)
        self._values.reading.connect(self.reading)
        self._values.failed.connect(self._on_failure)
        self._coarse.timeout.connect(lambda: self._describe(late=True))
        self.canvas.view_changed.connect(self._on_view)
        self.canvas.hovered.connect(self._on_hover)
        self.linked.settled.connect(self._settle)
        self.linked.signals_wanted.connect(self._on_signals)
        self.linked.failed.connect(self._on_failure)
        self._colours.changed.connect(self._match_colours)
        self._arranger.arranged.connect(self._on_rows)
        self._arranger.refused.connect(self.canvas.show_word)
        self._arranger.failed.connect(self._on_failure)
        self._arranger.progressed.connect(self.progressed)
        self._inspector.combine_chosen.connect(self._on_combine)

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for numbers along two axes."""
        return bids.raster(facts)

    def inspector(self) -> QWidget:
        """Return the panel of levels and choices."""
        return self._inspector

    def show_health(self, health: Health) -> None:
        """Say beside the raster what is told against the file."""
        self._inspector.show_health(health)

    def show(self, opened: Opened) -> None:
        """Show an array of two axes."""
        self.clear()
        self._opened, self.hint = opened, type(self).hint
        self.show_health(opened.facts.health)
        if opened.source is None or not opened.source.size:
            self.linked.page.show_word(word_for(None, tuple(axis.length for axis in opened.axes)))
            self.settled.emit()
            return
        self._colours.begin(opened, self.memory)
        self._cut = self.start_cut(opened)
        self.hint = hint_of(frame_of(opened, self._cut), type(self).hint)
        if self._arranger.show(opened, self.session, self.memory):
            self._see(self._cut)
            if self.linked.page.lay_out():  # reading goes on while all around the raster is painted
                self._throttle.stop()
                self._request()

    def start_cut(self, opened: Opened) -> Cut:
        """Return the cut through an array that is seen first."""
        return first_cut(opened.axes)

    def turn_to(self, cut: Cut) -> None:
        """Show another cut; where the same axes are seen, also the same part of them."""
        if self._opened is None or self.canvas.view is None:
            return
        if (cut.x, cut.y) != (self._cut.x, self._cut.y):
            self._see(cut)
            return
        self._cut = cut
        self._on_view()
        if self.canvas.hover is not None:
            self._on_hover(self.canvas.hover)

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self._arranger.forget()
        self.stop()
        self._values.stop()
        self._opened = self._painted = None
        self._colours.forget()
        self._keeper.forget()
        self.canvas.forget()
        self.linked.forget()

    def stop(self) -> None:
        """Give up the picture under way."""
        self._throttle.stop()
        self._coarse.stop()
        self._pictures.cancel()
        self._keeper.stop()
        self._arranger.stop()
        self.linked.stop()
        self.progressed.emit(None)
        if self._painted is None:
            self.canvas.show_word("not read")

    def excerpt(self) -> Excerpt | None:
        """Return the values of the view, those of complex numbers as the magnitudes that are seen."""
        source, view = self._source(), self.canvas.view
        if self._opened is None or source is None or view is None:
            return None
        return excerpt_of(self._opened, self._cut, view, self._arranger.rows)

    def retheme(self) -> None:
        """Draw again in the colours of the theme."""
        self._inspector.retheme()
        self.canvas.update()
        self.linked.retheme()
        self._colours.renew()

    def _see(self, cut: Cut) -> None:
        assert self._opened is not None
        self._pictures.cancel()
        self._cut, self._painted = cut, None
        rows = self._arranger.rows
        if rows.is_empty:
            self.canvas.forget()
            self.linked.show(self._opened, cut, self._work, self.memory)
            self.canvas.show_word(f"none: {rows.words()}")
            self.described.emit(rows.words())
            self._arranger.look()
            self.settled.emit()
            return
        self._frame = frame_of(self._opened, cut, rows, self.memory.units)
        self.canvas.show_frame(self._frame)
        self.linked.show(self._opened, cut, self._work, self.memory)
        self._throttle.start()

    def _on_rows(self, rows: Rows) -> None:
        """Show other ROIs, or the same ones in another order or on another scale; the time on the screen stays."""
        seen = self.canvas.view
        self._see(self._cut)
        self._colours.take_scaled(rows.stats)
        if not rows.is_empty and seen is not None and self.canvas.view is not None:
            self.canvas.look_at(View(seen.x, self.canvas.view.y))

    def _source(self) -> ArraySource | None:
        return None if self._opened is None else self._opened.source

    def _on_view(self) -> None:
        if not self._throttle.isActive():
            self._throttle.start()

    def _request(self) -> None:
        source, view = self._source(), self.canvas.view
        if source is None or view is None:
            return
        shown = self._painted
        is_first = shown is None or not shown.picture.exact or shown.cut != self._cut
        request = self._asking(source, view, *self.canvas.pixels, is_first)
        work = partial(draw, self._keeper.served(request), self._colours.suggest, numbers_for(request, self._painted))
        self._coarse.start()
        self._pictures.follow(work, partial(self._on_picture, request), self._on_failure, self._on_part)

    def _asking(self, source: ArraySource, view: View, width: int, height: int, is_first: bool = False) -> Request:
        how, palette, rows = self._how, self._colours.palette, self._arranger.rows
        return Request(source, self._cut, view, width, height, how, palette, is_first, rows)

    def _work(self, view: View, width: int, height: int) -> Callable[[Job], Painted]:
        """Return the work that makes a picture of any size, for what is linked to this one."""
        source = self._source()
        assert source is not None
        request = self._keeper.served(self._asking(source, view, width, height))
        return partial(draw, request, self._colours.suggest, None)

    def _on_part(self, part: object) -> None:
        if isinstance(part, Stats):
            self._take_stats(part)
        elif isinstance(part, Painted):
            self._put(part)
        else:
            self.progressed.emit(part)

    def _put(self, painted: Painted) -> None:
        """Put a picture on the screen, exact or not."""
        self._painted = painted
        self.canvas.show_picture(painted)
        self.linked.show_picture(painted)
        if painted.view == self.canvas.view:
            if painted.cut == self._cut:
                self._coarse.stop()
            self._describe()
        self._say_word()

    def _on_picture(self, request: Request, painted: Painted) -> None:
        self._put(painted)
        self.progressed.emit(None)
        self._match_colours()
        self._arranger.look()
        self._keeper.serve(request, painted.view.widest(), counts=self._is_to_be_counted)
        self._settle()

    @property
    def is_current(self) -> bool:
        """Whether the picture on the screen is of the view and the cut that are wanted."""
        shown = self._painted
        is_there = shown is not None and shown.view == self.canvas.view and shown.cut == self._cut
        return is_there and self._pictures.has_caught_up and not self._throttle.isActive()

    @property
    def _is_to_be_counted(self) -> bool:
        source, stats = self._source(), self._colours.stats
        return source is not None and source.nbytes <= self.most_counted and not (stats and stats.exact)

    def _take_stats(self, stats: Stats) -> None:
        self._colours.take(stats)
        self._say_word()
        self._settle()

    def _say_word(self) -> None:
        source, stats = self._source(), self._colours.stats
        word = word_for(stats, source.shape) if source is not None and stats is not None and stats.exact else ""
        if not word and self._painted is not None:
            word = cut_word(self._painted)
        self.canvas.show_word(word)

    def _match_colours(self) -> None:
        """Ask for the numbers on the screen in the colours that are wanted; a picture in the making has them soon."""
        shown = self._painted
        if shown is not None and shown.picture.exact and shown.colours != self._colours.palette.colours:
            self._request()

    def _settle(self) -> None:
        is_known = self._colours.stats is not None and not self._is_to_be_counted
        if is_known and self.is_current and self.linked.is_settled:
            self.settled.emit()

    def _on_failure(self, error: Exception) -> None:
        self.stop()
        self.failed.emit(error)

    def _describe(self, late: bool = False) -> None:
        """Say how the picture on the screen was made; `late` when another one was asked for some time ago."""
        shown, opened, view = self._painted, self._opened, self.canvas.view
        if shown is None or opened is None or opened.source is None or view is None:
            return
        axes = (opened.axes[shown.cut.x], opened.axes[shown.cut.y])
        coarse = "coarse" if late and shown.view != view else coarse_text(shown, self._frame)
        parts = (
            cut_text(shown.cut, opened.axes, self._cut if late else shown.cut),
            image_text(self._frame),
            self._arranger.rows.words(),
            opened.source.seen_as,
            making_text(shown.picture, view, axes, coarse=coarse),
        )
        self.described.emit(" · ".join(part for part in parts if part))

    def _on_signals(self, roi: int) -> None:
        if self._opened is not None:
            self.memory.seen(self._opened).ask(roi, self.name)
            self.turned.emit("Traces")

    def _on_combine(self, how: Combine) -> None:
        self._how = how
        self._on_view()

    def _on_hover(self, cell: tuple[int, int] | None) -> None:
        source = self._source()
        if cell is None or source is None or self._opened is None:
            self._values.leave()
            return
        joined = self._opened.facts.kind is Kind.RECIPE
        frame = frame_of(self._opened, self._cut)  # planes as the file numbers them, whatever is shown of it
        told = slice_reading(cell, frame, self._cut, self._opened.axes, joined=joined)
        self._values.read(source, self._cut.place(cell), told, self._opened.unit, self.linked.values_at(cell[0]))
