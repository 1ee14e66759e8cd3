"""What a raster says of itself: how it was made, what stands under the cursor, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sessionbrowser.arrays.reduce import Picture
from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_paint import Frontier, Painted
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.opening import Axis, Plane
from sessionbrowser.sessions.words import noun


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


def making_text(picture: Picture, view: View, axes: tuple[Axis, Axis], *, coarse: str = "") -> str:
    """Return how a picture was made: "frames 150–1349 · max of ≤ 2 × 1 samples a pixel".

    Parameters
    ----------
    picture : Picture
    view : View
        What is on the screen.
    axes : tuple of Axis
        The one that runs rightward, and the one that runs upward.
    coarse : str
        Where it is coarse (see `coarse_text`); empty where it is exact.
    """
    parts = [coarse] if coarse else []
    names = (axes[0].name, axes[1].name if picture.rows is None else "row")  # in an order, numbers do not go up
    parts += [_part_text(span, name) for span, name in zip((view.x, view.y), names, strict=True) if not span.is_whole]
    rows, columns = picture.samples_per_pixel
    if max(rows, columns) <= 1:
        parts.append("every sample shown")
    else:
        upright = picture.row_axis < picture.col_axis
        counts = (rows, columns) if upright else (columns, rows)
        parts.append(f"{picture.how} of ≤ {counts[0]} × {counts[1]} samples a pixel")
    return " · ".join(parts)


def coarse_text(shown: Painted, frame: Frame) -> str:
    """Return where a picture is still coarse: "coarse from 1716 s on"; empty where it is exact."""
    if shown.picture.exact:
        return ""
    frontier = shown.frontier
    return f"coarse from {_place_text(frame, frontier)} on" if frontier is not None else "coarse"


def _place_text(frame: Frame, frontier: Frontier) -> str:
    scale = frame.x if frontier.along == "x" else frame.y
    if scale.has_times:
        return f"{scale.time_at(frontier.start + 0.5):.0f} s"
    return f"{scale.axis.name} {frontier.start}"


def cut_text(shown: Cut, axes: Sequence[Axis], wanted: Cut) -> str:
    """Return where an array is cut: "axis 0 = 12 of 700", counted from 0; empty where nothing of it is hidden.

    Where more than two axes are held it is written as an index is: "[12, 0, 3, :, :]".

    Parameters
    ----------
    shown : Cut
        The one that is on the screen.
    axes : sequence of Axis
    wanted : Cut
        The one that was asked for; where it is another one, the text says so.
    """
    others = [place for place in shown.others if axes[place].length > 1]
    if len(others) > 2:
        held = (str(index) if place in shown.others else ":" for place, index in enumerate(shown.held))
        where = f"[{', '.join(held)}]"
    else:
        where = ", ".join(f"{axes[place].name} = {shown.held[place]} of {axes[place].length}" for place in others)
    return f"still {where}" if shown != wanted else where


def image_text(frame: Frame) -> str:
    """Return what an image does that a raster does not; empty for a raster."""
    if not frame.downward:
        return ""
    return "row 0 on top, square" if frame.square else "row 0 on top"


def slice_reading(cell: tuple[int, int], frame: Frame, cut: Cut, axes: Sequence[Axis], *, joined: bool) -> Reading:
    """Return where the cursor is in all axes: those that are held first; in an image, each in its place.

    Parameters as of `cursor_reading`, and:

    cut : Cut
    axes : sequence of Axis
        All of the array.
    """
    if frame.downward:
        return _indices(range(len(axes)), cut.place(cell), axes)
    return (*_indices(cut.others, cut.held, axes), *cursor_reading(cell, frame, joined=joined))


def _indices(places: Iterable[int], index: Sequence[int], axes: Sequence[Axis]) -> Reading:
    told: list[tuple[str, str]] = []
    for place in places:
        times = axes[place].times
        if times is not None:
            told.append(("time", f"{times[index[place]]:.3f} s"))
        told.append((axes[place].name, str(index[place])))
    return tuple(told)


def cut_word(painted: Painted) -> str:
    """Return in a word what a picture cannot show of a whole slice: "all NaN in this slice"; else empty."""
    if painted.only is None or not painted.view.is_whole or not painted.cut.others:
        return ""
    if np.isnan(painted.only):
        return "all NaN in this slice"
    if max(painted.picture.samples_per_pixel) > 1:  # the largest are all the same: the others need not be
        return ""
    return "all zero in this slice" if painted.only == 0 else f"all {painted.only:g} in this slice"


def _part_text(span: Span, name: str) -> str:
    return f"{noun(name)} {span.samples.start}–{span.samples.stop - 1}"


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
