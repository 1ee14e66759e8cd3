"""Zooming by a drag with the right button, as in other plots: to the right and upward brings nearer."""

from __future__ import annotations

from PySide6.QtCore import QPointF

_DOUBLE = 100.0
"""Pixels of a drag that show half as much."""


class Scaling:
    """One drag, from where the button went down.

    Attributes
    ----------
    around : QPointF
        The place that stays where it is.
    """

    def __init__(self, around: QPointF) -> None:
        self.around = self._last = around

    def factors(self, point: QPointF) -> tuple[float, float]:
        """Return by how much to zoom along x and y for the drag to have come here; below 1 zooms in."""
        moved, self._last = point - self._last, point
        return 2 ** (-moved.x() / _DOUBLE), 2 ** (moved.y() / _DOUBLE)
