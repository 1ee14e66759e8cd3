"""The viewers: each one way of looking at a file.

A new viewer is one module with a `Viewer` and one line in `VIEWERS`. The line says where the class is and how it bids,
so that choosing a viewer imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject

from sessionbrowser.gui.viewers import bids
from sessionbrowser.sessions.kinds import FileFacts

if TYPE_CHECKING:
    from sessionbrowser.gui.viewers.base import Viewer


class ViewerSpec(NamedTuple):
    """A viewer before it is made.

    Attributes
    ----------
    name : str
        The text of its tab.
    bid : callable
        Takes `FileFacts`; 0 when it cannot show such a file, else the higher the better.
    place : str
        ``module:class`` of the `Viewer`.
    """

    name: str
    bid: Callable[[FileFacts], int]
    place: str

    def load(self) -> type[Viewer]:
        """Import the viewer's class, with all that it needs."""
        module, _, name = self.place.partition(":")
        return cast("type[Viewer]", getattr(import_module(module), name))

    def make(self, parent: QObject | None = None) -> Viewer:
        """Make a viewer."""
        return self.load()(parent)


VIEWERS: tuple[ViewerSpec, ...] = (
    ViewerSpec("Raster", bids.raster, "sessionbrowser.gui.viewers.raster:RasterViewer"),
    ViewerSpec("Slices", bids.image, "sessionbrowser.gui.viewers.image:ImageViewer"),
    ViewerSpec("Traces", bids.traces, "sessionbrowser.gui.viewers.traces:TracesViewer"),
    ViewerSpec("Trace", bids.trace, "sessionbrowser.gui.viewers.trace:TraceViewer"),
    ViewerSpec("Phase raster", bids.phase_raster, "sessionbrowser.gui.viewers.phase:PhaseRasterViewer"),
    ViewerSpec("Phase slices", bids.phase_slices, "sessionbrowser.gui.viewers.phase:PhaseSlicesViewer"),
    ViewerSpec("Phase trace", bids.phase_trace, "sessionbrowser.gui.viewers.phase:PhaseTraceViewer"),
    ViewerSpec("Scatter", bids.scatter, "sessionbrowser.gui.viewers.scatter:ScatterViewer"),
    ViewerSpec("Tree", bids.tree, "sessionbrowser.gui.viewers.tree:TreeViewer"),
    ViewerSpec("Values", bids.values, "sessionbrowser.gui.viewers.values:ValuesViewer"),
)
"""All there are. Equal bids keep this order."""


def bidders(facts: FileFacts, viewers: tuple[ViewerSpec, ...] | None = None) -> list[ViewerSpec]:
    """Return the viewers that can show a file, the best first."""
    able = [(spec.bid(facts), spec) for spec in (VIEWERS if viewers is None else viewers)]
    return [spec for bid, spec in sorted(able, key=lambda pair: -pair[0]) if bid > 0]
