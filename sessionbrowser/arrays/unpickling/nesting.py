"""How deep object arrays may hold object arrays, and how too deep ones are taken apart.

Python frees lists in lists in lists a few at a time, but numpy frees an array in an array by recursion on the C stack,
over a kilobyte a level: a hundred thousand of them end the process when the last reference goes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.unpickling.pickled import Malformed

_DEEPEST = 16


def check_nesting(arrays: Sequence[NDArray[Any]]) -> None:
    """Raise `Malformed` when object arrays hold each other, directly or through containers, over 16 deep.

    Parameters
    ----------
    arrays : sequence of ndarray
        All object arrays there are.
    """
    if len(arrays) <= _DEEPEST:
        return
    depths: dict[int, int] = {}
    for array in arrays:
        if _depth(array, depths) > _DEEPEST:
            raise Malformed("it has arrays nested too deeply in arrays")


def take_apart(arrays: Sequence[NDArray[Any]]) -> None:
    """Empty arrays that are all still held from elsewhere, so that freeing them needs no recursion."""
    for array in arrays:
        array.fill(None)


class _Visit:
    """A value on the way down, with what is still to be looked at in it."""

    __slots__ = ("below", "is_array", "key", "parts")

    def __init__(self, value: Any) -> None:
        self.key = id(value)
        self.is_array = type(value) is np.ndarray
        self.below = 0
        self.parts = _parts(value)


def _parts(value: Any) -> Iterator[Any]:
    if type(value) in (dict, OrderedDict):
        return iter(value.values())
    return iter(value.flat if type(value) is np.ndarray else value)


def _holds_others(value: object) -> bool:
    # Keys and members of sets can be hashed, so no array is among them.
    kind = type(value)
    return kind in (list, tuple, dict, OrderedDict) or (kind is np.ndarray and value.dtype.kind == "O")  # type: ignore[attr-defined]


def _depth(root: object, depths: dict[int, int]) -> int:
    """Return how many arrays the longest way down from a value meets, going down without recursion.

    `depths` has what is known already, by id. A value that holds itself is 0 while it is being looked at: what is
    part of a loop is not freed by the reference that leads into it.
    """
    if id(root) in depths:
        return depths[id(root)]
    depths[id(root)] = 0
    way = [_Visit(root)]
    while True:
        visit = way[-1]
        for part in visit.parts:
            known = depths.get(id(part))
            if known is not None:
                visit.below = max(visit.below, known)
            elif _holds_others(part):
                depths[id(part)] = 0
                way.append(_Visit(part))
                break
        else:
            way.pop()
            depth = depths[visit.key] = visit.below + visit.is_array
            if not way:
                return depth
            way[-1].below = max(way[-1].below, depth)
