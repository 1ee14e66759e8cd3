"""Finds and reads what happens along time in the session of a raster, and keeps its lanes on the raster's time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.gui.tasks import FollowLane, Lane
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.event_lanes import EventLane
from sessionbrowser.gui.viewers.event_tracks import Drawn, PlacedTrack, draw, find, load
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.events import Track

LEAD = 20
"""How long the events wait for the first picture of the session, ms."""


class EventParts(QObject):
    """The tracks of one session at a time.

    Attributes
    ----------
    changed : Signal()
        The lanes, or the shade behind them, are others.
    found : Signal()
        Other tracks can be chosen, or one of them cannot be shown after all.
    settled : Signal()
        Nothing is still to come.
    """

    changed = Signal()
    found = Signal()
    settled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tracks: tuple[Track, ...] = ()
        self._memory = ViewMemory()
        self._finding, self._loading, self._drawing = Lane(self), Lane(self), FollowLane(self)
        # The picture goes ahead; and leafing through sessions looks for nothing in those that are passed by.
        self._lead = QTimer(self, singleShot=True, interval=LEAD)
        self._lead.timeout.connect(self._find)
        self._folder: Path | None = None
        self._samples: NDArray[np.float64] | None = None
        self._view: tuple[Span, int] | None = None
        self._placed: dict[Track, PlacedTrack | str] = {}
        self._drawn: dict[Track, Drawn] = {}

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still to come."""
        looks = self._lead.isActive() or self._finding.is_busy
        return not looks and not self._loading.is_busy and self._drawing.has_caught_up

    @property
    def memory(self) -> ViewMemory:
        """What knows which tracks are chosen."""
        return self._memory

    @property
    def has_times(self) -> bool:
        """Whether anything can be shown along time."""
        return self._samples is not None

    @property
    def chosen(self) -> frozenset[str]:
        """The names of the tracks that are shown, wherever they are there."""
        return self._memory.events

    @property
    def lanes(self) -> list[EventLane]:
        """The chosen tracks as lanes; before a session's own are known, empty ones in the places of the last."""
        return [self._lane(track) for track in self._shown if track.kind != "spans"]

    @property
    def shade(self) -> Drawn | None:
        """The spans behind all lanes."""
        return next((self._drawn.get(track) for track in self._shown if track.kind == "spans"), None)

    def show(
        self, folder: Path, samples: NDArray[np.float64] | None, span: Span, pixels: int, memory: ViewMemory
    ) -> None:
        """Show what happens in a session.

        Parameters
        ----------
        folder : Path
            Of the session.
        samples : (n,) float64 ndarray or None
            The time of each sample; without times nothing can be shown along them.
        span : Span
        pixels : int
            Device pixels along it.
        memory : ViewMemory
            Knows which tracks are chosen.
        """
        self.stop()
        self._memory = memory
        known = 0 if self._samples is None else len(self._samples)
        if folder != self._folder or samples is None or len(samples) != known:
            self._placed.clear()
            self._drawn.clear()
        self._folder, self._samples, self._view = folder, samples, (span, pixels)
        if samples is None:
            self._on_found(())
        else:
            self._lead.start()

    def _find(self) -> None:
        if self._folder is not None:
            self._finding.run(partial(find, self._folder), self._on_found)

    def stop(self) -> None:
        """Give up what is being read."""
        self._lead.stop()
        for lane in (self._finding, self._loading, self._drawing):
            lane.cancel()

    def choose(self, name: str, wanted: bool) -> None:
        """Show a track, or do not."""
        self._memory.events = self.chosen | {name} if wanted else self.chosen - {name}
        self.changed.emit()
        self._load([track for track in self._shown if track not in self._placed])

    def look_at(self, span: Span, pixels: int) -> None:
        """Show another part of the recording."""
        if (span, pixels) != self._view:
            self._view = (span, pixels)
            self._draw()

    def problem(self, track: Track) -> str:
        """Return why a track cannot be shown; empty when it can."""
        known = self._placed.get(track)
        return track.problem or (known if isinstance(known, str) else "")

    def values_at(self, sample: int) -> Reading:
        """Return what strips and spans say at a sample."""
        told = []
        for track in self._shown:
            known = self._placed.get(track)
            if isinstance(known, PlacedTrack) and self._samples is not None and track.kind != "ticks":
                text = _text_at(known, float(self._samples[sample]))
                told += [(track.name.removesuffix("s"), text)] if text else []
        return tuple(told)

    @property
    def _shown(self) -> list[Track]:
        return [track for track in self.tracks if track.name in self.chosen and not self.problem(track)]

    def _lane(self, track: Track) -> EventLane:
        known = self._placed.get(track)
        reach = known.reach if isinstance(known, PlacedTrack) and track.kind == "strip" else None
        return EventLane(track, self._drawn.get(track), reach)

    def _on_found(self, tracks: tuple[Track, ...]) -> None:
        self.tracks = tracks
        self._placed = {track: known for track, known in self._placed.items() if not isinstance(known, str)}
        self.found.emit()
        self.changed.emit()
        self._load(self._shown)

    def _load(self, tracks: list[Track]) -> None:
        if tracks and self._samples is not None:
            self._loading.run(partial(load, tracks, self._samples), self._on_loaded)
        else:
            self._draw()

    def _on_loaded(self, made: dict[Track, PlacedTrack | str]) -> None:
        self._placed |= made
        if any(isinstance(known, str) for known in made.values()):
            self.found.emit()
        self._load([track for track in self._shown if track not in self._placed])

    def _draw(self) -> None:
        known = [self._placed.get(track) for track in self._shown]
        ready = [track for track in known if isinstance(track, PlacedTrack)]
        if self._view is not None:
            self._drawing.follow(partial(draw, ready, *self._view), self._on_drawn)

    def _on_drawn(self, drawn: dict[Track, Drawn]) -> None:
        self._drawn = drawn
        self.changed.emit()
        if self.is_settled:
            self.settled.emit()


def _text_at(placed: PlacedTrack, time: float) -> str:
    """Return "78.7 cm", or "1" of an environment."""
    loaded = placed.loaded
    if loaded.track.kind == "spans":
        place = loaded.place_at(time)
        return "" if place is None else loaded.labels[place].partition(" ")[2]
    value = loaded.value_at(time)
    return "" if value is None else f"{value:.1f} {loaded.track.unit}".rstrip()
