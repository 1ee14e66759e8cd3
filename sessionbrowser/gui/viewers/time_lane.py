"""What a lane along time is: something of a fixed height that is painted over a span of samples, below a raster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace_curve import Floats
from sessionbrowser.gui.words import with_minus

_TWO_LINES = 28
"""Height from which on a lane has room for its name and what it ranges over."""
_LINE = 14


class TimeLane(Protocol):
    """One lane: "ROI 41" over "0–374", "licks", "position" over "0–200 cm"."""

    @property
    def name(self) -> str:
        """What it shows."""

    @property
    def detail(self) -> str:
        """What it ranges over; may be empty."""

    @property
    def height(self) -> int:
        """Pixels."""

    @property
    def colour(self) -> QColor | None:
        """The colour of its name where it has one of its own."""

    def paint(self, painter: QPainter, area: QRect, span: Span) -> None:
        """Draw what is on the screen of it."""


def places(positions: NDArray[np.float64] | NDArray[np.int64], area: QRect, span: Span) -> Floats:
    """Return where sample positions lie on the screen, in pixels from the widget's left."""
    placed: Floats = area.left() + (positions - span.low) * np.float64(area.width() / span.width)
    return placed


def reach_text(low: float, high: float) -> str:
    """Return "0–374", or "−3 to 5" where a dash could be taken for a minus; two figures of what lies between count.

    Where so few figures do not tell the two apart, one stands for both: "≈ 1".
    """
    power = math.floor(math.log10(high - low)) if 0 < high - low < math.inf else 0
    form = f".{max(0, 1 - power)}f" if -4 < power < 6 and max(-low, high) < 1e6 else ".3g"
    first, last = (f"{value:{form}}" for value in (low, high))
    first = first.removeprefix("-") if float(first) == 0 else first
    first, last = (text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text for text in (first, last))
    if first == last and low != high:
        return with_minus(f"≈ {first}")
    return with_minus(f"{first}{' to ' if first.startswith('-') else '–'}{last}")


def paint_label(painter: QPainter, area: QRect, lane: TimeLane) -> None:
    """Write what a lane is left of it: its name, and below it what it ranges over where there is room."""
    words = [(lane.name, lane.colour or theme.color("muted"), lane.colour is not None)]
    if lane.detail and area.height() >= _TWO_LINES:
        words.append((lane.detail, theme.color("muted"), False))
    paint_words(painter, area, words)


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text.startswith(("−", "≈"))


def paint_words(painter: QPainter, area: QRect, words: Sequence[tuple[str, QColor, bool]]) -> None:
    """Write lines left of an area, in the middle of its height.

    Parameters
    ----------
    painter : QPainter
    area : QRect
    words : sequence of (str, QColor, bool)
        Text, colour and whether it is bold, of each line.
    """
    box = QRect(Space.XS, 0, area.left() - Space.S - Space.XS, _LINE)
    box.moveTop(area.center().y() - _LINE * len(words) // 2)
    for text, colour, bold in words:
        painter.setFont(narrowed(theme.font(Size.AXIS, bold), [text] if _is_number(text) else [], box.width()))
        painter.setPen(colour)
        draw_text(painter, box, text, Qt.TextElideMode.ElideMiddle, right=True)
        box.translate(0, _LINE)
