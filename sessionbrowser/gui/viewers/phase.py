"""Complex numbers by their phase; the plain viewers show their magnitude."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from sessionbrowser.arrays.mapped import phases
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.image import ImageViewer
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.trace import TraceViewer
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.transforms import PHASE


class _OfPhase(Viewer):
    """Hands the viewer that it is mixed into the phases in place of the values."""

    _whole: Opened | None = None

    def show(self, opened: Opened) -> None:
        """Show the phases of a file."""
        source = None if opened.source is None else phases(opened.source)
        super().show(replace(opened, source=source, unit="rad"))
        self._whole = opened

    def clear(self) -> None:
        """Show nothing, and stop all work."""
        self._whole = None
        super().clear()

    def excerpt(self) -> Excerpt | None:
        """Return what is seen of the file, with what was done to its values."""
        seen = super().excerpt()
        if seen is None or self._whole is None:
            return None
        return Excerpt(self._whole, seen.window, (PHASE, *seen.transforms))


class PhaseRasterViewer(_OfPhase, RasterViewer):
    """The phases of an array of two axes."""

    name: ClassVar[str] = "Phase raster"

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for complex numbers along two axes."""
        return bids.phase_raster(facts)


class PhaseSlicesViewer(_OfPhase, ImageViewer):
    """The phases of an array of three axes and more."""

    name: ClassVar[str] = "Phase slices"

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for complex numbers along three axes and more."""
        return bids.phase_slices(facts)


class PhaseTraceViewer(_OfPhase, TraceViewer):
    """The phases of a list."""

    name: ClassVar[str] = "Phase trace"

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid for complex numbers along one axis."""
        return bids.phase_trace(facts)
