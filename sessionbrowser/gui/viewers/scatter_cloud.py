"""Points in a plane: what is read of them, where they stand, and the picture of them. Runs in workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import Job
from sessionbrowser.gui.viewers.raster_paint import Colouring, lut32, shades
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.trace_curve import Floats

FINENESS = 100_000
"""The longer side of the plane is cut into so many steps, the samples of its axes."""
_MARGIN = 0.04
_PIECE = 200_000
"""Points that are read at once."""
_MANY = 20_000
"""Points from which on each is a small square: round ones take too long."""
_RADIUS, _REACH = 4.0, 14.0
"""Pixels: of a point, and from a point to the cursor that means it."""


@dataclass(frozen=True, eq=False, slots=True)
class Cloud:
    """Points, and the plane that they lie in.

    Attributes
    ----------
    columns : tuple of (n,) ndarray of float64
        x, y, and a third number where the file has one.
    origin : (float, float)
        Where the plane begins.
    step : float
        What one of its steps is in the file's unit.
    steps : (int, int)
        How many there are along x and y.
    """

    columns: tuple[Floats, ...]
    origin: tuple[float, float]
    step: float
    steps: tuple[int, int]

    @property
    def places(self) -> Floats:
        """Return where the points lie, (2, n), in steps; NaN for those that lie nowhere."""
        with np.errstate(all="ignore"):
            placed: Floats = np.array([(self.columns[a] - self.origin[a]) / self.step for a in (0, 1)])
        placed[:, ~np.isfinite(placed).all(axis=0)] = np.nan
        return placed

    @property
    def lost(self) -> int:
        """How many points lie nowhere: one of their coordinates is NaN or infinite."""
        return int((~np.isfinite(self.columns[0]) | ~np.isfinite(self.columns[1])).sum())


def read_cloud(source: ArraySource, job: Job) -> Cloud:
    """Read all points of an array of two or three columns; tells of values read as ``(done, total)``."""
    columns = tuple(_columns(source, job))
    present = np.isfinite(columns[0]) & np.isfinite(columns[1])
    ends = [(float(c[present].min()), float(c[present].max())) if present.any() else (0.0, 0.0) for c in columns[:2]]
    sizes = [high - low for low, high in ends]
    longest = max(sizes) if 0 < max(sizes) < np.inf else 1.0
    margin = longest * _MARGIN
    step = (longest + 2 * margin) / FINENESS
    steps = [max(1, round((min(size, longest) + 2 * margin) / step)) for size in sizes]
    return Cloud(columns, (ends[0][0] - margin, ends[1][0] - margin), step, (steps[0], steps[1]))


def _columns(source: ArraySource, job: Job) -> Floats:
    n, count = source.shape
    columns = np.empty((count, n))
    for start in range(0, n, _PIECE):
        job.cancel.check()
        piece = slice(start, min(start + _PIECE, n))
        columns[:, piece] = source.read((piece, slice(0, count))).T
        job.report((piece.stop * count, n * count))
    return columns


@dataclass(frozen=True, eq=False, slots=True)
class Paint:
    """What colours points have.

    Attributes
    ----------
    values : (n,) ndarray or None
        Numbers or marks that tell the colour of each.
    colouring : Colouring or None
        Of numbers.
    plain, other : str
        ``#RRGGBB`` of all points without values or marks that are not set, and of those that are.
    edge : str
        The line around each point.
    """

    values: NDArray[Any] | None
    colouring: Colouring | None
    plain: str
    other: str
    edge: str

    def words(self, n: int) -> NDArray[np.uint32]:
        """Return the colour of each of n points as 0xffRRGGBB."""
        if self.values is None:
            return np.full(n, QColor(self.plain).rgba(), np.uint32)
        if self.colouring is None:
            set_, unset = QColor(self.other).rgba(), QColor(self.plain).rgba()
            return np.where(self.values.astype(bool), np.uint32(set_), np.uint32(unset))
        steps, missing = shades(self.values, self.colouring)
        found = lut32(self.colouring.map)[steps]
        if missing is not None:
            found[missing] = QColor(self.colouring.nan).rgba()
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Dots:
    """A picture of points.

    Attributes
    ----------
    view : View
        What it shows.
    image : QImage
    """

    view: View
    image: QImage


def pixels_of(cloud: Cloud, view: View, width: float, height: float) -> Floats:
    """Return where points lie on a screen, (2, n), in pixels from its upper left corner."""
    x, y = cloud.places
    across = (x - view.x.low) / view.x.width * width
    share = (y - view.y.low) / view.y.width
    down = share if view.y.backward else 1 - share
    return np.array([across, down * height])


def paint_dots(cloud: Cloud, view: View, size: tuple[int, int], ratio: float, paint: Paint, job: Job) -> Dots:
    """Paint all points that are on the screen; of two that overlap, the later is on top."""
    width, height = size
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    x, y = pixels_of(cloud, view, width, height)
    reach = _RADIUS * ratio
    seen = np.flatnonzero((x > -reach) & (x < width + reach) & (y > -reach) & (y < height + reach))
    colours = paint.words(len(x))
    if len(seen) > _MANY:
        return Dots(view, _squares(x[seen], y[seen], colours[seen], size))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(paint.edge), 0.8 * ratio))
    for at, point in enumerate(seen):
        if at % 1000 == 0:
            job.cancel.check()
        painter.setBrush(QColor.fromRgba(int(colours[point])))
        painter.drawEllipse(QPointF(float(x[point]), float(y[point])), reach, reach)
    painter.end()
    return Dots(view, image)


def _squares(x: Floats, y: Floats, colours: NDArray[np.uint32], size: tuple[int, int]) -> QImage:
    width, height = size
    pixels = np.zeros((height, width), np.uint32)
    for across in (0, 1):
        for down in (0, 1):
            columns, rows = x.astype(np.int64) + across, y.astype(np.int64) + down
            inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            pixels[rows[inside], columns[inside]] = colours[inside]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def nearest(cloud: Cloud, view: View, size: tuple[int, int], point: tuple[float, float], _job: Job) -> int | None:
    """Return the point next to a place on the screen, in pixels; None where all are too far from it."""
    x, y = pixels_of(cloud, view, *size)
    away = np.hypot(x - point[0], y - point[1])
    if not len(away) or np.isnan(away).all():
        return None
    found = int(np.nanargmin(away))
    return found if away[found] <= _REACH else None
