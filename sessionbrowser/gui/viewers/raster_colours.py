"""The colours of a raster: what is known of its values, what the user chose, and the panel that shows both."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui import theme
from sessionbrowser.gui.inspector import Inspector
from sessionbrowser.gui.viewers.raster_paint import Colouring, colouring
from sessionbrowser.gui.viewers.raster_work import Palette
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.opening import Opened


class Colours(QObject):
    """Makes colours of statistics and choices, and keeps the panel in step.

    Parameters
    ----------
    inspector : Inspector
    parent : QObject
        The viewer.

    Attributes
    ----------
    stats : Stats or None
        Of the values in the file.
    palette : Palette
        The colours that are wanted now.
    changed : Signal()
        They are other ones.
    """

    changed = Signal()

    def __init__(self, inspector: Inspector, parent: QObject) -> None:
        super().__init__(parent)
        self._inspector = inspector
        self._name, self._memory, self._is_cyclic = "", ViewMemory(), False
        self.forget()
        inspector.map_chosen.connect(self._on_map)
        inspector.levels_chosen.connect(self._on_levels)

    def begin(self, opened: Opened, memory: ViewMemory) -> None:
        """Start with another file, in the colour map and with the levels that were chosen for its name, if any were."""
        self._is_cyclic = opened.source is not None and opened.source.seen_as == "phase"
        self._name, self._memory = f"{opened.facts.stem}{' phase' if self._is_cyclic else ''}", memory
        self._inspector.show_map(self._map)

    def forget(self) -> None:
        """Let go of the file."""
        self.stats: Stats | None = None
        self.palette = Palette()
        self._scaled: Stats | None = None
        self._scaled_levels: tuple[float, float] | None = None
        self._inspector.show_stats(None, None)

    def take(self, stats: Stats) -> None:
        """Learn what is known of the values in the file."""
        self.stats = stats
        self.renew()

    def take_scaled(self, scaled: Stats | None) -> None:
        """Learn of the values on another scale, which are shown instead; None goes back to those in the file."""
        if scaled is not self._scaled:
            self._scaled, self._scaled_levels = scaled, None
            self.renew()

    def suggest(self, stats: Stats) -> Colouring:
        """Return the colours for values like these."""
        natural = self._natural(stats)
        low, high = self._levels or (natural.low, natural.high)
        return natural._replace(map=self._map or natural.map, low=low, high=high)

    @property
    def _map(self) -> str:
        return self._memory.maps.get(self._name, "")

    @property
    def _levels(self) -> tuple[float, float] | None:
        """The levels that were dragged: for this name, or on the scale that is shown; None where they were not."""
        return self._memory.levels.get(self._name) if self._scaled is None else self._scaled_levels

    def _natural(self, stats: Stats) -> Colouring:
        """Return the colours that suit the values; those of phases go round, as phases do."""
        tokens = theme.current()
        if self._is_cyclic:
            return Colouring(tokens.cyclic_map, -math.pi, math.pi, tokens.control)
        return colouring(stats, tokens)

    def renew(self) -> None:
        """Make the colours again, as for another theme."""
        stats = self._scaled or self.stats
        if stats is not None:
            self.palette.colours = self.suggest(stats)
            self._inspector.show_stats(stats, self.palette.colours, self._natural(stats))
            self.changed.emit()

    def _on_map(self, name: str) -> None:
        self._memory.maps[self._name] = name
        self.renew()

    def _on_levels(self, levels: tuple[float, float] | None) -> None:
        if self._scaled is not None:
            self._scaled_levels = levels
        else:
            self._memory.levels.pop(self._name, None)  # the newest stands last
            if levels is not None:
                self._memory.levels[self._name] = levels
        self.renew()
