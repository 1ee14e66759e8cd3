"""Which ROIs have a lane: the one under the cursor, and those that were pinned; frozen values, no widget."""

from __future__ import annotations

from typing import NamedTuple

MOST = 5
"""Pins; with the ROI under the cursor as many as there are colours of traces."""


class Pins(NamedTuple):
    """The ROI under the cursor and the pinned ones.

    Attributes
    ----------
    roi : int
        The one that the cursor was over last.
    pinned : tuple of (int, int)
        ROI and place among the colours of traces, from 1 on, in the order in which they were pinned.
    """

    roi: int = 0
    pinned: tuple[tuple[int, int], ...] = ()

    @property
    def lanes(self) -> tuple[tuple[int, int], ...]:
        """ROI and colour of each lane from top to bottom."""
        return ((self.roi, 0), *self.pinned)

    @property
    def rois(self) -> tuple[int, ...]:
        """The ROIs that have a lane, each once."""
        return tuple(dict.fromkeys(roi for roi, _ in self.lanes))

    def over(self, roi: int) -> Pins:
        """Return the same pins with the cursor over another ROI."""
        return self._replace(roi=roi)

    def only(self, roi: int) -> Pins:
        """Return one pin in place of all others."""
        return self._replace(pinned=((roi, 1),))

    def toggled(self, roi: int) -> Pins:
        """Return the pins with one more, or one less; where there are too many, the oldest goes."""
        rest = tuple(pin for pin in self.pinned if pin[0] != roi)
        if rest != self.pinned:
            return self._replace(pinned=rest)
        rest = rest[-(MOST - 1) :]
        taken = {place for _, place in rest}
        free = next(place for place in range(1, MOST + 1) if place not in taken)
        return self._replace(pinned=(*rest, (roi, free)))

    def none(self) -> Pins:
        """Return no pins."""
        return self._replace(pinned=())
