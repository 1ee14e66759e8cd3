"""What is taken along one axis of an array: a range of places, or places in an order of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.sessions.opening import Axis
from sessionbrowser.sessions.words import noun

Part = slice | tuple[int, ...]
"""From start to stop (plain ints), or these places in this order."""

_MOST_LISTED = 12


def length(part: Part) -> int:
    """Return how many places a part takes."""
    return len(part) if isinstance(part, tuple) else max(0, part.stop - part.start)


def places(part: Part) -> NDArray[np.intp]:
    """Return the places that a part takes."""
    return np.array(part, np.intp) if isinstance(part, tuple) else np.arange(part.start, part.stop)


def as_part(chosen: Sequence[int] | NDArray[Any] | slice) -> Part:
    """Return places as a part: a slice where they follow each other."""
    if isinstance(chosen, slice):
        return chosen
    listed = tuple(int(place) for place in chosen)
    start = listed[0] if listed else 0
    return slice(start, start + len(listed)) if listed == tuple(range(start, start + len(listed))) else listed


def part_words(axis: Axis, part: Part) -> str:
    """Return what is taken along an axis: "frames 150–1349 of 1500", "7 of 63 ROIs: 3, 1, 2, 9, 4, 8, 5"."""
    plain, taken = noun(axis.name), length(part)
    if taken == axis.length and isinstance(part, slice):
        return f"all of {plain} ({taken})" if plain == axis.name else f"all {taken} {plain}"
    if isinstance(part, slice):
        if not taken:
            return f"none of {axis.length} {plain}"
        if taken == 1:
            return f"{axis.name} {part.start} of {axis.length}"
        return f"{plain} {part.start}–{part.stop - 1} of {axis.length}"
    more = ", …" if taken > _MOST_LISTED else ""
    return f"{taken} of {axis.length} {plain}: {', '.join(map(str, part[:_MOST_LISTED]))}{more}"


def cut(part: Part, start: int, step: int) -> Part:
    """Return some of a part: `step` places from its own `start` on, or those that are left."""
    if isinstance(part, tuple):
        return part[start : start + step]
    return slice(part.start + start, min(part.start + start + step, part.stop))


def around(part: Part) -> slice:
    """Return the slice that holds all of a part."""
    if isinstance(part, slice):
        return part
    return slice(min(part), max(part) + 1) if part else slice(0, 0)
