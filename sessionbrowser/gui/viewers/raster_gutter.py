"""What stands around a raster: the frame, ticks and their numbers, and the brackets of the planes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QLine, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.controls import narrowed
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.raster_scale import Scale, Tick
from sessionbrowser.gui.viewers.raster_view import Span, View, square_size, whole_pixel_height
from sessionbrowser.sessions.opening import Plane

TOP, RIGHT, BOTTOM = 10, 12, 26
_LINKED_TOP, _LINKED_BOTTOM = 7, 2
AROUND_LINKED = _LINKED_TOP + _LINKED_BOTTOM
"""Pixels above and below a raster whose time axis is that of the lanes below it."""
_TICK = 4
_MARK = 15
"""Pixels from the number of a marked row to the next."""
_BRACKET = 27
"""Distance of the planes' brackets from the left edge."""
_LABELS = 16
"""Middle of the planes' names, which stand upright."""
_NARROWEST = 80
"""Percent to which names are condensed before they are elided."""
_SMALL = 16
"""Pixels below which a plane is but a rest at an edge, and no name is left out for it."""


class Frame(NamedTuple):
    """What to write around a raster, and how it lies in its room.

    Attributes
    ----------
    x, y : Scale
    planes : tuple of Plane
        Along y.
    downward : bool
        Whether the first row is on top, as in images.
    square : bool
        Whether a sample is as wide as it is high.
    linked : bool
        Whether lanes stand below it that share its time, and the time axis below those.
    """

    x: Scale
    y: Scale
    planes: tuple[Plane, ...] = ()
    downward: bool = False
    square: bool = False
    linked: bool = False

    @property
    def numbers_room(self) -> int:
        """Pixels left of the raster that the numbers of its rows may take, ticks included."""
        return Space.GUTTER - (_BRACKET + 4 if self.planes else _LABELS + 8)


def paint_gutter(painter: QPainter, area: QRect, view: View, frame: Frame, taken: Sequence[float] = ()) -> None:
    """Draw everything around the raster, which lies in `area`; no number stands where others have `taken` its row."""
    painter.setFont(theme.font(Size.AXIS))
    painter.setPen(theme.color("line"))
    painter.drawRect(area.adjusted(-1, -1, 0, 0))
    if not frame.linked:
        paint_bottom(painter, area, view.x, frame.x)
    _paint_left(painter, area, view.y, frame, taken)
    if frame.planes:
        _paint_brackets(painter, area, view.y, frame.planes)
    else:
        left = area.left() - Space.GUTTER + _LABELS
        _upright(painter, QPoint(left, area.center().y()), frame.y.label, area.height())


def paint_bottom(painter: QPainter, area: QRect, span: Span, scale: Scale) -> None:
    """Draw the ticks and numbers below a plot, and what its axis is called at their left."""
    metrics = QFontMetrics(painter.font())
    base = area.bottom() + 1
    ticks = scale.ticks(span, max(2, area.width() // 70))
    painter.setPen(theme.color("control"))
    places = [area.left() + round(span.share(at) * area.width()) for at, _ in ticks]
    for place in places:
        painter.drawLine(place, base, place, base + _TICK - 1)
    painter.setPen(theme.color("muted"))
    row = QRect(0, base + _TICK, 0, metrics.height() + 2)
    for place, (_, text) in zip(places, ticks, strict=True):
        width = metrics.horizontalAdvance(text)
        left = min(max(place - width // 2, area.left() - 8), area.right() + RIGHT - width)
        painter.drawText(QRect(left, row.top(), width + 1, row.height()), Qt.AlignmentFlag.AlignCenter, text)
    label = QRect(4, row.top(), area.left() - 12, row.height())
    painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, scale.label)


def _paint_left(painter: QPainter, area: QRect, span: Span, frame: Frame, taken: Sequence[float]) -> None:
    ticks = frame.y.ticks(span, max(1, area.height() // 36))
    near = _MARK * span.width / area.height()
    ticks = [tick for tick in ticks if all(abs(tick[0] - row) >= near for row in taken)]
    box = QRect(area.left() - frame.numbers_room, 0, frame.numbers_room - _TICK - 4, 16)
    painter.save()
    painter.setFont(narrowed(painter.font(), [text for _, text in ticks], box.width()))
    for at, text in _spread(ticks, span, area.height(), painter.fontMetrics().height()):
        place = area.bottom() + 1 - round(span.share(at) * area.height())
        painter.setPen(theme.color("control"))
        painter.drawLine(area.left() - _TICK - 1, place, area.left() - 2, place)
        painter.setPen(theme.color("muted"))
        box.moveTop(place - 8)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()


def _spread(ticks: Sequence[Tick], span: Span, height: int, least: int) -> list[Tick]:
    """Leave out ticks whose numbers would run into each other."""
    kept: list[Tick] = []
    for tick in ticks:
        if not kept or abs(span.share(tick[0]) - span.share(kept[-1][0])) * height >= least:
            kept.append(tick)
    return kept


def plane_rows(area: QRect, span: Span, plane: Plane) -> tuple[int, int] | None:
    """Return the top and bottom pixel of the visible part of a plane, or None when it is not on the screen."""
    start, stop = max(plane.start, span.low), min(plane.stop, span.high)
    if start >= stop:
        return None
    low, high = sorted(area.bottom() + 1 - round(span.share(at) * area.height()) for at in (start, stop))
    return low, high


def _paint_brackets(painter: QPainter, area: QRect, span: Span, planes: Sequence[Plane]) -> None:
    rows = {plane: found for plane in planes if (found := plane_rows(area, span, plane)) and found[1] - found[0] >= 6}
    places = {plane: (top + 2, bottom - 2) for plane, (top, bottom) in rows.items()}
    texts = plane_texts({plane: bottom - top for plane, (top, bottom) in places.items()}, painter.font())
    for (top, bottom), text in zip(places.values(), texts, strict=True):
        painter.setPen(theme.color("control"))
        painter.drawLines(
            [
                QLine(_BRACKET, top, _BRACKET, bottom),
                QLine(_BRACKET, top, _BRACKET + 3, top),
                QLine(_BRACKET, bottom, _BRACKET + 3, bottom),
            ]
        )
        _upright(painter, QPoint(_LABELS, (top + bottom) // 2), text, bottom - top)


def plane_texts(rooms: Mapping[Plane, int], font: QFont) -> list[str]:
    """Return what stands beside each plane, by the pixels that there are for it.

    "plane1 · 29", or the name alone where there is no room for how many ROIs it has. Where the name of one does not fit
    either, all but those with both say their numbers alone.
    """
    metrics, texts = QFontMetrics(font), []
    names_fit = all(_fits(plane.name, room, font) for plane, room in rooms.items() if room >= _SMALL)
    for plane, room in rooms.items():
        whole = f"{plane.name} · {plane.stop - plane.start}"
        short = plane.name if names_fit else plane.name.removeprefix("plane")
        texts.append(whole if metrics.horizontalAdvance(whole) <= room else short)
    return texts


def _fits(text: str, room: int, font: QFont) -> bool:
    return QFontMetrics(narrowed(font, [text], room, _NARROWEST)).horizontalAdvance(text) <= room


def _upright(painter: QPainter, middle: QPoint, text: str, room: int) -> None:
    """Write a text from below upward around a point, elided to the room there is."""
    painter.save()
    painter.setFont(narrowed(painter.font(), [text], room, _NARROWEST))
    metrics = QFontMetrics(painter.font())
    if metrics.horizontalAdvance(text) > room:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
    painter.setPen(theme.color("muted"))
    painter.translate(middle)
    painter.rotate(-90)
    painter.drawText(QRect(-room // 2 - 1, -8, room + 2, 16), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_borders(painter: QPainter, area: QRect, span: Span, planes: Sequence[Plane], dark: bool) -> None:
    """Draw a dashed line between each two planes, over the picture."""
    colour = plotting.line_over(dark)
    colour.setAlphaF(0.75 if dark else 0.55)
    pen = QPen(colour, 2)
    pen.setDashPattern([2.5, 1.5])
    painter.setPen(pen)
    for plane in planes[1:]:
        if span.low < plane.start < span.high:
            row = area.bottom() + 1 - round(span.share(plane.start) * area.height())
            painter.drawLine(area.left(), row, area.right(), row)


def paint_frontier(painter: QPainter, area: QRect, share: float, *, upright: bool) -> None:
    """Draw the line up to which a picture is exact, at a share of the width or, if not `upright`, of the height."""
    painter.setPen(QPen(theme.color("accent"), 2))
    if upright:
        place = area.left() + round(share * area.width())
        painter.drawLine(place, area.top(), place, area.bottom())
    else:
        place = area.bottom() + 1 - round(share * area.height())
        painter.drawLine(area.left(), place, area.right(), place)


def raster_room(width: int, height: int, *, linked: bool = False) -> QRect:
    """Return the room for the raster in a widget of this size."""
    top, bottom = (_LINKED_TOP, _LINKED_BOTTOM) if linked else (TOP, BOTTOM)
    return QRect(Space.GUTTER, top, max(1, width - Space.GUTTER - RIGHT), max(1, height - top - bottom))


def raster_area(room: QRect, columns: int, rows: int, *, square: bool) -> QRect:
    """Return where a raster of so many samples lies in its room: all of the width, or square samples in the middle."""
    if not square:
        return QRect(room.left(), room.top(), room.width(), whole_pixel_height(room.height(), rows))
    width, height = square_size(room.width(), room.height(), columns, rows)
    return QRect(room.left() + (room.width() - width) // 2, room.top(), width, height)
