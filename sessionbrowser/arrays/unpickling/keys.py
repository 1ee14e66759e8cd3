"""Whether a value from a file may be a key of a dict or a member of a set.

Hashing is where a hostile file can hurt without calling anything: Python hashes nested tuples by recursion on the
C stack (200,000 levels end the process), walks shared ones once for each path to them (2**40 of those never end), and
numbers made to have the same hash turn a dict into a list.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from pathlib import PurePosixPath, PureWindowsPath

import numpy as np

from sessionbrowser.arrays.unpickling.pickled import Malformed, Meter

_DEEPEST = 100
_LARGEST = 10_000
_MOST_OF_ONE_HASH = 100
_NUMBERS_OF_OWN_HASH = 1 << 60

# A float shares its hash with 33 others at most, an int below 2**60 with one.
_QUICK = frozenset({float, bool, type(None)})
_LEAVES = frozenset(
    {
        *(str, bytes, int, float, bool, complex, type(None)),
        *(datetime.date, datetime.datetime, datetime.timedelta, datetime.timezone),
        *(PurePosixPath, PureWindowsPath),
    }
)


class Keys:
    """Checks keys before Python hashes them.

    Parameters
    ----------
    meter : Meter
        Pays for the time that hashing takes.
    trusted : set of type
        Further types that may be keys.
    """

    __slots__ = ("_meter", "_of_hash", "_trusted")

    def __init__(self, meter: Meter, trusted: set[type]) -> None:
        self._meter = meter
        self._trusted = trusted
        self._of_hash: dict[int, list[Hashable]] = {}

    def checked(self, key: object) -> Hashable:
        """Return the key, or raise `Malformed` when hashing it is impossible, endless or made to be slow."""
        kind = type(key)
        if kind is str or kind is bytes:
            self._meter.charge(len(key))  # type: ignore[arg-type]  # just seen to be a text
            return key
        if kind is int and -_NUMBERS_OF_OWN_HASH < key < _NUMBERS_OF_OWN_HASH:  # type: ignore[operator]
            return key
        if kind in _QUICK:
            return key
        self._walk(key)
        self._count(key)
        return key

    def _walk(self, key: object) -> None:
        waiting = [(key, 0)]
        seen = 0
        while waiting:
            value, depth = waiting.pop()
            kind = type(value)
            if isinstance(value, tuple | frozenset) and kind in (tuple, frozenset):
                seen += len(value)
                if depth > _DEEPEST or seen > _LARGEST:
                    raise Malformed("it has a key that is too deep or too large")
                waiting.extend((member, depth + 1) for member in value)
            elif isinstance(value, int):
                seen += value.bit_length() >> 5
            elif not self._is_leaf(kind):
                raise Malformed(f"it has a key of type {kind.__name__}, which cannot be one")
        self._meter.charge(200 + 8 * seen)

    def _is_leaf(self, kind: type) -> bool:
        return kind in _LEAVES or (issubclass(kind, np.generic) and kind is not np.void) or kind in self._trusted

    def _count(self, key: Hashable) -> None:
        same = self._of_hash.setdefault(hash(key), [])
        if key not in same:
            same.append(key)
        if len(same) > _MOST_OF_ONE_HASH:
            raise Malformed("its keys were made to have the same hash")
