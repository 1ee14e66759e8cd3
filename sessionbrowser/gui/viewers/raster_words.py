"""What a raster says of itself: how it was made, what stands under the cursor, and what it cannot show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sessionbrowser.arrays.reduce import Picture
from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.opening import Axis, Plane


def value_text(value: np.generic) -> str:
    """Return a value from a file as the readout writes it."""
    if value.dtype.kind in "iub":
        return str(value.item())
    if value.dtype.kind == "c":
        return f"{complex(value.item()):.6g}"
    number = float(value)
    return f"{number:.6g}" if np.isfinite(number) else str(number).replace("nan", "NaN")


def plane_of(row: int, planes: Sequence[Plane]) -> Plane | None:
    """Return the plane that a row belongs to."""
    return next((plane for plane in planes if plane.start <= row < plane.stop), None)


def cursor_reading(cell: tuple[int, int], frame: Frame, *, joined: bool) -> Reading:
    """Return where the cursor is: time and frame, ROI and plane; the value is read apart.

    Parameters
    ----------
    cell : tuple of int
        Column and row.
    frame : Frame
    joined : bool
        Whether the planes are files of their own: then the number within the plane is told, too.
    """
    told: list[tuple[str, str]] = []
    if frame.x.has_times:
        told.append(("time", f"{frame.x.time_at(cell[0] + 0.5):.3f} s"))
    told.append((frame.x.axis.name, str(cell[0])))
    plane = plane_of(cell[1], frame.planes)
    where = str(cell[1])
    if plane is not None:
        where += f" · {plane.name}" + (f", its {cell[1] - plane.start}" if joined else "")
    return (*told, (frame.y.axis.name, where))


def making_text(picture: Picture, view: View, axes: tuple[Axis, Axis], *, coarse: bool = False) -> str:
    """Return how a picture was made: "frames 150–1349 · max of ≤ 2 × 1 samples a pixel".

    Parameters
    ----------
    picture : Picture
    view : View
        What is on the screen.
    axes : tuple of Axis
        The one that runs rightward, and the one that runs upward.
    coarse : bool
        Whether the picture is still of another view.
    """
    parts = ["coarse"] if coarse else []
    parts += [_part_text(span, axis) for span, axis in zip((view.x, view.y), axes, strict=True) if not span.is_whole]
    rows, columns = picture.samples_per_pixel
    if max(rows, columns) <= 1:
        parts.append("every sample shown")
    else:
        upright = picture.row_axis < picture.col_axis
        counts = (rows, columns) if upright else (columns, rows)
        parts.append(f"{picture.how} of ≤ {counts[0]} × {counts[1]} samples a pixel")
    return " · ".join(parts)


def _part_text(span: Span, axis: Axis) -> str:
    name = axis.name if axis.name.startswith("axis ") else f"{axis.name}s"
    return f"{name} {span.samples.start}–{span.samples.stop - 1}"


def word_for(stats: Stats | None, shape: Sequence[int]) -> str:
    """Return in a word what no picture can show: "all zero"; empty when there is something to see."""
    if stats is None or not stats.count:
        return f"no values: {shape_text(shape)}"
    if stats.nans == stats.count:
        return "all NaN"
    if stats.zeros == stats.count:
        return "all zero"
    only = stats.minimum is not None and stats.minimum == stats.maximum
    if only and not (stats.zeros or stats.nans or stats.pos_infs or stats.neg_infs):
        return f"all {stats.minimum:g}"
    return ""
