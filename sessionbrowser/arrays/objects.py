"""What a tree of Python objects shows of itself: one level at a time, one short line a value.

Values come from files, so they may hold themselves, be nested 200,000 deep, or stand for a billion items by sharing a
few. Nothing here goes down more than one level, and nothing asks a container for its ``repr``.
"""

from __future__ import annotations

import datetime
import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

LONGEST = 200
"""Characters of the longest text that is shown of one value."""
_PREVIEWED = 6
# More would be cut anyhow; Python takes time quadratic in the digits, and refuses to write very many.
_MOST_BITS = 600
_FIXED = (float, complex, bool, type(None), datetime.date, datetime.timedelta, datetime.timezone)
_DICTS = (dict, OrderedDict)
_MEMBERS = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A value inside another one; compared by identity, since values may be arrays, or hold themselves.

    Attributes
    ----------
    label : str
        As shown: a dict's key, or the index.
    value : object
    step : str
        The Python that leads to it from the value around it, ``["ypix"]`` or ``[0]``; empty where there is none
        (members of a set, keys that have no short spelling).
    """

    label: str
    value: object
    step: str


class Children(Sequence[Child]):
    """The values inside another one, made when they are asked for.

    Parameters
    ----------
    value : object
    """

    def __init__(self, value: Any) -> None:
        self._value = value
        kind = type(value)
        self._items: list[tuple[Any, Any]] = list(value.items()) if kind in _DICTS else []
        self._members: list[Any] = list(value) if kind in (set, frozenset) else []
        self._length = child_count(value)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Child: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Child]: ...
    def __getitem__(self, index: int | slice) -> Child | Sequence[Child]:
        if isinstance(index, slice):
            return [self._child(i) for i in range(*index.indices(self._length))]
        if not -self._length <= index < self._length:
            raise IndexError(f"child {index} of {self._length}")
        return self._child(index % self._length)

    def _child(self, index: int) -> Child:
        if self._items:
            key, value = self._items[index]
            return Child(_label(key), value, _step(key))
        if self._members:
            return Child(str(index), self._members[index], "")
        if isinstance(self._value, np.ndarray):
            place = tuple(int(i) for i in np.unravel_index(index, self._value.shape)) if self._value.ndim else ()
            text = ", ".join(map(str, place)) or "()"
            return Child(text, self._value[place], f"[{text}]")
        return Child(str(index), self._value[index], f"[{index}]")


def children(value: object) -> Sequence[Child]:
    """Return the values one level down, lazily; none for a number, a text, or an array of numbers."""
    return Children(value)


def child_count(value: object) -> int:
    """Return how many values there are one level down."""
    if type(value) in (*_DICTS, *_MEMBERS):
        return len(value)  # type: ignore[arg-type]  # just seen to have a length
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return value.size
    return 0


def expression(steps: Iterable[str]) -> str:
    """Join the `Child.step` of a path, ``[0]["ypix"]``; empty when one of them is."""
    parts = list(steps)
    return "".join(parts) if all(parts) else ""


def summary(value: object) -> tuple[str, str]:
    """Return what a value is and what it says, each on one line and not too long.

    Returns
    -------
    type_text : str
        "dict, 76 entries", "float32 array 96 × 96", "float".
    value_text : str
        "3.5", "'hamming'", the first few numbers of an array; empty for other containers.
    """
    kind = type(value)
    if isinstance(value, np.ndarray):
        return _array_type(value), one_line(_array_preview(value))
    if kind in _DICTS or kind in _MEMBERS:
        count = len(value)  # type: ignore[arg-type]  # just seen to have a length
        unit = "entry" if count == 1 else "entries"
        return f"{kind.__name__}, {count:,} {unit}", one_line(_members_preview(value))
    return kind.__name__, _leaf(value)


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text with control characters and lone surrogates written out, cut after `longest` characters."""
    cut = text[: longest + 1]
    escaped = cut if cut.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in cut)
    return escaped if len(escaped) <= longest else escaped[: longest - 1] + "…"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _label(key: object) -> str:
    return one_line(key) if type(key) is str else one_line(_spelled(key) or _leaf(key) or type(key).__name__)


def _step(key: object) -> str:
    spelled = _spelled(key)
    return f"[{spelled}]" if spelled else ""


def _spelled(key: Any, depth: int = 0) -> str:
    """Return a key as Python spells it; empty when that is long or there is no such spelling."""
    kind = type(key)
    if kind is str and len(key) <= LONGEST:
        return '"' + "".join(_in_quotes(c) for c in key) + '"'
    if kind is bytes and len(key) <= LONGEST:
        return repr(key)
    if (kind is int and key.bit_length() <= _MOST_BITS) or kind is bool or key is None:
        return repr(key)
    if kind is float and math.isfinite(key):
        return repr(key)
    if isinstance(key, np.integer):
        return str(int(key))
    if kind is tuple and depth < 3 and len(key) <= 10:
        parts = [_spelled(part, depth + 1) for part in key]
        return f"({', '.join(parts)}{',' * (len(parts) == 1)})" if all(parts) else ""
    return ""


def _in_quotes(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else _escape(character)


def _leaf(value: object) -> str:
    """Return one value that holds no others, in short; empty when it is of no kind that is known."""
    kind = type(value)
    if kind is str:
        return one_line(repr(value[: LONGEST + 1]))  # type: ignore[index]  # just seen to be a text
    if kind is bytes or kind is bytearray:
        return one_line(repr(bytes(value[: LONGEST + 1])))  # type: ignore[index]
    if kind is int:
        bits = value.bit_length()  # type: ignore[attr-defined]
        return one_line(str(value)) if bits <= _MOST_BITS else f"an integer of {bits:,} bits"
    if isinstance(value, np.generic):
        return _scalar(value)
    if isinstance(value, _FIXED):
        return one_line(str(value))
    if isinstance(value, PurePath):
        return one_line(str(value))
    if kind is slice or isinstance(value, np.dtype):
        return one_line(repr(value))
    return ""


def _scalar(value: np.generic) -> str:
    if isinstance(value, str):
        return one_line(repr(str(value[: LONGEST + 1])))
    if isinstance(value, bytes):
        return one_line(repr(bytes(value[: LONGEST + 1])))
    if isinstance(value, np.void):
        return f"{value.dtype.itemsize} bytes" if value.dtype.names is None else ""
    try:
        return one_line(str(value))
    except (ValueError, OverflowError):
        return "…"


def _array_type(array: NDArray[Any]) -> str:
    dtype = "structured" if array.dtype.names else one_line(str(array.dtype), 40)
    sizes = " × ".join(map(str, array.shape))
    return f"{dtype} array {sizes}" if array.ndim else f"{dtype} array, 0-d"


def _array_preview(array: NDArray[Any]) -> str:
    if array.ndim > 1 or array.dtype.kind == "O" or array.dtype.names or array.dtype.itemsize > 4 * LONGEST:
        return ""
    try:
        first = [_leaf(item) for item in islice(array.flat, _PREVIEWED)]
    except (ValueError, SystemError):  # a text with characters that do not exist
        return ""
    return _bracketed(first, array.size > _PREVIEWED, "[]" if array.ndim else "")


def _members_preview(value: Any) -> str:
    if type(value) not in (list, tuple) or not value:
        return ""
    first = [_leaf(item) for item in value[:_PREVIEWED]]
    if not all(first):
        return ""
    return _bracketed(first, len(value) > _PREVIEWED, "[]" if type(value) is list else "()")


def _bracketed(items: list[str], more: bool, brackets: str) -> str:
    text = ", ".join([*items, "…"] if more else items)
    return f"{brackets[:1]}{text}{brackets[1:]}"
