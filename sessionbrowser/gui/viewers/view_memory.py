"""What is remembered of how things were looked at: of a recording while the app runs, of names from day to day."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.viewers.pins import Pins
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_rows import Wish
from sessionbrowser.gui.viewers.raster_scale import Units
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.sessions.layout import session_of
from sessionbrowser.sessions.opening import Opened

FIRST_EVENTS = frozenset({"licks", "rewards", "position", "environments"})
"""What is shown along time until the user chooses."""
_MOST = 200
"""Recordings, and names, that are remembered."""


@dataclass(slots=True)
class Seen:
    """How a recording is looked at, whichever of its files and in whichever view.

    Attributes
    ----------
    span : Span or None
        The frames on the screen; None for all.
    wish : Wish or None
        Which ROIs, in what order and on what scale; None before anything was shown of it.
    pins : Pins
    signals : int or None
        The ROI whose signals the user asked for in another view.
    back : str
        The view that this was in; empty for none.
    """

    span: Span | None = None
    wish: Wish | None = None
    pins: Pins = field(default_factory=Pins)
    signals: int | None = None
    back: str = ""

    def ask(self, roi: int, back: str) -> None:
        """Ask for all signals of an ROI; from these the way leads back to the view of this name."""
        self.signals, self.back = roi, back

    def part(self, length: int) -> Span | None:
        """Return the frames to begin with, of so many; None for all."""
        return None if self.span is None or self.span.length != length or self.span.is_whole else self.span


class ViewMemory:
    """One for all viewers of a window.

    Attributes
    ----------
    events : frozenset of str
        The names of what is shown along time.
    lane : int or None
        How high lanes of traces are wanted; None as high as they come.
    units : Units
        Whether axes tell seconds or count frames.
    cuts : dict
        Of arrays of three axes and more, by name of onedata: the axes that are seen, and where the others are held.
    maps : dict
        The colour maps that were chosen, by name of onedata.
    levels : dict
        The levels that were dragged, low and high, by name of onedata.
    views : dict
        The names of the viewers that were chosen, by name of onedata.
    rows : dict
        By name of onedata, too: the names of what ordered its ROIs and of what chose some of them, last; empty for
        nothing. Recordings that were not looked at before begin with these.
    """

    def __init__(self) -> None:
        self.events: frozenset[str] = FIRST_EVENTS
        self.lane: int | None = None
        self.units = Units()
        self.cuts: dict[str, Cut] = {}
        self.maps: dict[str, str] = {}
        self.levels: dict[str, tuple[float, float]] = {}
        self.views: dict[str, str] = {}
        self.rows: dict[str, tuple[str, str]] = {}
        self._asked: tuple[Path, int, int] | None = None
        self._seen: OrderedDict[tuple[Path, int, int], Seen] = OrderedDict()
        self._found: WeakKeyDictionary[ArraySource, dict[object, Any]] = WeakKeyDictionary()

    def seen(self, opened: Opened) -> Seen:
        """Return how the recording that a file is of is looked at; fresh where it is of none."""
        lengths = {axis.name: axis.length for axis in opened.axes}
        if len(opened.axes) != 2 or "ROI" not in lengths or len(lengths) != 2:
            return Seen()
        rois, (frames,) = lengths.pop("ROI"), lengths.values()
        key = (session_of(opened.facts.path), frames, rois)
        found = self._seen.setdefault(key, Seen())
        self._seen.move_to_end(key)
        if self._asked is not None and self._asked[:2] == (key[0], rois):
            found.ask(self._asked[2], "")
        self._asked = None
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return found

    def ask(self, folder: Path, rois: int, roi: int) -> None:
        """Ask for all signals of an ROI, one of so many, in the recording of a session that is shown next."""
        self._asked = (folder, rois, roi)

    def found_in(self, source: ArraySource) -> dict[object, Any]:
        """Return what took long to find in an array, for as long as it is open."""
        return self._found.setdefault(source, {})

    def as_text(self) -> str:
        """Return what outlives the app."""
        named: dict[str, dict[str, Any]] = {
            "cuts": {name: [cut.x, cut.y, *cut.held] for name, cut in self.cuts.items()},
            "maps": {name: chosen for name, chosen in self.maps.items() if chosen},
            "levels": {**self.levels},
            "views": {**self.views},
        }
        kept = {"events": sorted(self.events), "lane": self.lane, "frames": self.units.in_samples}
        return json.dumps(kept | {key: dict(list(pairs.items())[-_MOST:]) for key, pairs in named.items()})

    def take(self, text: str) -> None:
        """Take up what `as_text` gave; what is not of its kind is left out."""
        try:
            told = json.loads(text)
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        events, lane = told.get("events"), told.get("lane")
        if isinstance(events, list):
            self.events = frozenset(name for name in events if isinstance(name, str))
        if isinstance(lane, int):
            self.lane = lane
        self.units.in_samples = told.get("frames") is True
        self.maps |= {name: value for name, value in _pairs(told, "maps") if isinstance(value, str)}
        self.views |= {name: value for name, value in _pairs(told, "views") if isinstance(value, str)}
        self.levels |= {name: pair for name, value in _pairs(told, "levels") if (pair := _levels(value)) is not None}
        self.cuts |= {name: cut for name, value in _pairs(told, "cuts") if (cut := _cut(value)) is not None}


def joined(stored: str, before: str, now: str) -> str:
    """Return what is stored with what changed between two other texts of `ViewMemory.as_text`, name by name."""
    made, old, new = (_told(text) for text in (stored, before, now))
    for key in ("cuts", "maps", "levels", "views"):
        theirs = {name: value for name, value in made[key].items() if name in new[key] or name not in old[key]}
        new[key] = theirs | _changed(old[key], new[key])
        old[key] = None
    return json.dumps(made | _changed(old, new))


def _told(text: str) -> dict[str, Any]:
    memory = ViewMemory()
    memory.take(text)
    return dict(json.loads(memory.as_text()))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in new.items() if name not in old or old[name] != value}


def _pairs(told: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    found = told.get(key)
    return list(found.items()) if isinstance(found, dict) else []


def _cut(told: Any) -> Cut | None:
    """Return a cut from x, y and the indices at which axes are held; None where it is none."""
    if not isinstance(told, list) or len(told) < 5 or not all(isinstance(each, int) and each >= 0 for each in told):
        return None
    x, y, *held = told
    return Cut.at(x, y, held) if x != y and max(x, y) < len(held) else None


def _levels(told: Any) -> tuple[float, float] | None:
    """Return two levels; None where they are none."""
    if not isinstance(told, list) or len(told) != 2 or not all(type(each) in (int, float) for each in told):
        return None
    low, high = map(float, told)
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None
