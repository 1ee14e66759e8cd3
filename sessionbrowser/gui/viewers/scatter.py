"""Positions as points in a plane, with equal steps along both axes, coloured by what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sessionbrowser.errors import OneDataError
from sessionbrowser.gui import theme
from sessionbrowser.gui.inspector import range_text
from sessionbrowser.gui.tasks import FollowLane, Job, Lane
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.drawn import DrawnViewer
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_paint import Colouring
from sessionbrowser.gui.viewers.raster_rows import find_vectors
from sessionbrowser.gui.viewers.raster_words import value_text
from sessionbrowser.gui.viewers.scatter_canvas import Ruler, ScatterCanvas
from sessionbrowser.gui.viewers.scatter_cloud import Cloud, Dots, Paint, nearest, paint_dots, read_cloud
from sessionbrowser.gui.viewers.scatter_panel import ScatterPanel
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.roi_vectors import RoiVector, load_vector

_PLAIN = "all alike"


@dataclass(frozen=True, eq=False, slots=True)
class Tint:
    """What the colours of points tell.

    Attributes
    ----------
    name, unit : str
        Both empty when all points are alike.
    values : ndarray or None
        One a point.
    """

    name: str = ""
    unit: str = ""
    values: NDArray[Any] | None = None

    def paint(self) -> Paint:
        """Return the colours in the current theme."""
        tokens = theme.current()
        colouring = None
        reach = self.reach
        if reach is not None:
            low, high = reach if reach[0] < reach[1] else (reach[0], reach[0] + 1.0)
            colouring = Colouring(tokens.dense_map, low, high, tokens.control)
        plain = tokens.control if self.values is not None else tokens.traces[0]
        return Paint(self.values, colouring, plain, tokens.traces[1], tokens.muted)

    @property
    def reach(self) -> tuple[float, float] | None:
        """The least and the greatest finite number; None for marks, and where there is none."""
        if self.values is None or self.values.dtype.kind == "b":
            return None
        finite = self.values[np.isfinite(self.values)]
        return (float(finite.min()), float(finite.max())) if finite.size else None

    @property
    def words(self) -> str:
        """What the colours range over: "0.0 to 512.0 px", "31 of 38"."""
        if self.values is None:
            return ""
        if self.values.dtype.kind == "b":
            return f"{int(self.values.sum()):,} of {len(self.values):,}"
        if self.reach is None:
            return "nothing finite"
        low, high = (int(end) if end.is_integer() else end for end in self.reach)
        return f"{range_text(low, high)} {self.unit}".rstrip()


class ScatterViewer(DrawnViewer):
    """Points that can be told apart by colour."""

    name: ClassVar[str] = "Scatter"
    hint = "drag pans · wheel zooms · A whole"

    def __init__(self, parent: QObject | None = None) -> None:
        self.canvas, self.panel = ScatterCanvas(), ScatterPanel()
        super().__init__(parent, self.canvas, interval=15)
        self._clouds, self._vectors, self._tints = Lane(self), Lane(self), Lane(self)
        self._pointing = FollowLane(self)
        self._cloud: Cloud | None = None
        self._tint = Tint()
        self._nearest: int | None = None
        self._names: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self.canvas.pointed.connect(self._on_pointed)
        self.panel.chosen.connect(self._on_chosen)
        self._lead_to_signals()

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for two or three numbers for each of many things, highest where they are positions."""
        return bids.scatter(facts)

    def inspector(self) -> QWidget:
        """Return the panel of colours."""
        return self.panel

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self._pointing.cancel()
        super().clear()
        self._cloud, self._tint, self._nearest = None, Tint(), None
        self.panel.offer(())
        self.panel.show_legend("", "")

    def stop(self) -> None:
        """Give up the reading under way; the points on the screen stay."""
        for lane in (self._clouds, self._vectors, self._tints):
            lane.cancel()
        super().stop()

    def _begin(self, opened: Opened) -> None:
        assert opened.source is not None
        work = partial(read_cloud, opened.source)
        self._clouds.run(work, self._on_cloud, self._on_failure, self.progressed.emit)

    def excerpt(self) -> Excerpt | None:
        """Return all points: they have no order that a part of the plane could be cut by."""
        if self._opened is None or self._opened.source is None or self._cloud is None:
            return None
        return Excerpt(self._opened, tuple(slice(0, n) for n in self._opened.source.shape))

    def _on_cloud(self, cloud: Cloud) -> None:
        assert self._opened is not None
        self._cloud = cloud
        self.progressed.emit(None)
        self._names = tuple(f"column {place}" for place in range(len(cloud.columns)))
        self._units = ("",) * len(cloud.columns)
        work = partial(find_vectors, self.session, len(cloud.columns[0]))
        self._vectors.run(work, self._on_vectors, lambda _error: self._on_vectors(()))

    def _on_vectors(self, vectors: tuple[RoiVector, ...]) -> None:
        assert self._opened is not None
        assert self._cloud is not None
        own = {each.column: each for each in vectors if each.path == self._opened.facts.path}
        self._names = tuple(own[at].name if at in own else name for at, name in enumerate(self._names))
        self._units = tuple(own[at].unit if at in own else "" for at in range(len(self._names)))
        columns = [(name, at) for at, name in enumerate(self._names)]
        others = [(each.name, each) for each in vectors if each.path != self._opened.facts.path]
        third = self._names[2] if len(columns) > 2 else ""
        self.panel.offer([(_PLAIN, None), *columns, *others], third)
        axes = [
            Ruler.along(self._label(at), self._cloud.steps[at], self._cloud.origin[at], self._cloud.step)
            for at in (0, 1)
        ]
        self.canvas.show_frame(Frame(axes[0], axes[1], downward="px" in self._units[:2], square=True))
        self._on_chosen()

    def _label(self, at: int) -> str:
        return f"{self._names[at]}, {self._units[at]}" if self._units[at] else self._names[at]

    def _on_chosen(self) -> None:
        chosen: object = self.panel.by.currentData()
        if isinstance(chosen, RoiVector):
            work = partial(_load, self.session, chosen)
            self._tints.run(work, self._take_tint, self._on_refused)
        elif isinstance(chosen, int) and self._cloud is not None:
            self._take_tint(Tint(self._names[chosen], self._units[chosen], self._cloud.columns[chosen]))
        else:
            self._take_tint(Tint())

    def _take_tint(self, tint: Tint) -> None:
        self._tint = tint
        self._on_view()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, OneDataError | OSError):
            self.canvas.show_word(str(error))
            self.panel.by.setCurrentIndex(0)
            self._take_tint(Tint())
        else:
            self._on_failure(error)

    def _request(self) -> None:
        view = self.canvas.view
        if self._cloud is None or view is None:
            return
        paint = self._tint.paint()
        name = "" if paint.colouring is None else paint.colouring.map
        self.panel.show_legend(name, self._tint.words)
        ratio = self.canvas.devicePixelRatio()
        work = partial(paint_dots, self._cloud, view, self.canvas.pixels, ratio, paint)
        self._pictures.follow(work, self._on_dots, self._on_failure)

    def _on_dots(self, dots: Dots) -> None:
        self.canvas.show_dots(dots)
        self._describe()
        if self.is_current and dots.view == self.canvas.view:
            self.settled.emit()

    def _describe(self) -> None:
        assert self._cloud is not None
        tint, lost = self._tint, self._cloud.lost
        parts = [f"coloured by {tint.name}, {tint.words}" if tint.name else "equal aspect"]
        if lost:
            parts.append(f"{lost:,} of {len(self._cloud.columns[0]):,} without a position")
        if lost == len(self._cloud.columns[0]):
            self.canvas.show_word("no positions: all NaN or infinite")
        self.described.emit(" · ".join(parts))

    def _on_pointed(self, point: tuple[float, float] | None) -> None:
        view = self.canvas.view
        if point is None or self._cloud is None or view is None:
            self._pointing.cancel()
            self._on_nearest(None)
            return
        area = self.canvas.area
        work = partial(nearest, self._cloud, view, (area.width(), area.height()), point)
        self._pointing.follow(work, self._on_nearest, self._on_failure)

    @property
    def roi_meant(self) -> int | None:
        """The ROI whose point is next to the cursor."""
        return self._nearest

    def _on_nearest(self, point: int | None) -> None:
        self._nearest = point
        cloud, opened = self._cloud, self._opened
        if point is None or cloud is None or opened is None:
            self.canvas.show_ring(None)
            self.reading.emit(())
            return
        x, y = cloud.places[:, point].tolist()
        self.canvas.show_ring((x, y))
        told = [(opened.axes[0].name, str(point))]
        for name, unit, column in zip(self._names, self._units, cloud.columns, strict=True):
            told.append((name, f"{value_text(column[point])} {unit}".rstrip()))
        if self._tint.values is not None and self._tint.name not in self._names:
            told.append((self._tint.name, f"{value_text(self._tint.values[point])} {self._tint.unit}".rstrip()))
        self.reading.emit(tuple(told))


def _load(session: Any, vector: RoiVector, job: Job) -> Tint:
    return Tint(vector.name, vector.unit, load_vector(session, vector, cancel=job.cancel))
