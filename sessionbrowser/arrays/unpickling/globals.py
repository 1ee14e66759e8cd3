"""The few functions that a pickle in an npy file may name, each a function of ours.

A name in a pickle is looked up in this table alone; nothing is imported for it, and no class of Python's or numpy's
is handed to the pickle. What is called here takes the arguments that picklers write, and refuses others.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.unpickling.keys import Keys
from sessionbrowser.arrays.unpickling.pickled import Malformed, Meter, Refused
from sessionbrowser.arrays.unpickling.standins import ArrayStandIn, DtypeStandIn, as_bytes, filled

Args = tuple[Any, ...]
Function = Callable[[Args, Meter, Keys], object]

_MEMBER_COST = 80


@dataclass(frozen=True, slots=True)
class Name:
    """A global that a pickle names: inert, also when it is kept as a value and never called.

    Attributes
    ----------
    name : str
        ``module.name`` as in the pickle.
    function : callable or None
        What calling it does; None when it may be named, but not called.
    """

    name: str
    function: Function | None

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def call(self, args: Args, meter: Meter, keys: Keys) -> object:
        """Do what the pickle wants of it, or refuse."""
        if self.function is None:
            raise Refused(f"calls {self.name}; not run", self.name)
        return self.function(args, meter, keys)


def _bad(name: str) -> Malformed:
    return Malformed(f"its pickle gives {name} arguments that make no sense")


def _reconstruct(args: Args, meter: Meter, keys: Keys) -> ArrayStandIn:
    match args:
        case (Name(name="numpy.ndarray"), (0,), b"b" | "b"):
            return ArrayStandIn()
    raise _bad("numpy's _reconstruct")


def _dtype(args: Args, meter: Meter, keys: Keys) -> DtypeStandIn:
    match args:
        case (text, bool() | 0 | 1, bool() | 0 | 1):
            return DtypeStandIn(text)
    raise _bad("numpy.dtype")


def _scalar(args: Args, meter: Meter, keys: Keys) -> object:
    match args:
        case (np.dtype(hasobject=True), *_):
            raise Refused("takes bytes for a Python object; not run", "numpy.core.multiarray.scalar")
        case (np.dtype() as dtype, data):
            return filled(data, dtype, (), "C", meter)[()]
    raise _bad("numpy's scalar")


def _frombuffer(args: Args, meter: Meter, keys: Keys) -> NDArray[Any]:
    match args:
        case (_, np.dtype(hasobject=True), *_):
            raise Refused("takes bytes for Python objects; not run", "numpy.core.numeric._frombuffer")
        case (bytes() | bytearray() as data, np.dtype() as dtype, tuple() as shape, "K", tuple() as axes):
            return filled(data, dtype, shape, "C", meter).transpose(axes)
        case (bytes() | bytearray() as data, np.dtype() as dtype, tuple() as shape, str() as order, *rest):
            if rest in ([], [None]):
                return filled(data, dtype, shape, order, meter)
    raise _bad("numpy's _frombuffer")


def _encode(args: Args, meter: Meter, keys: Keys) -> bytes:
    match args:
        case (str() as text, "latin1" | "latin-1"):
            meter.charge(len(text))
            return bytes(as_bytes(text))
    raise _bad("_codecs.encode")


def _bytes(args: Args, meter: Meter, keys: Keys) -> bytes:
    # Below protocol 3 this is how empty bytes are written; others go through _codecs.encode.
    if args:
        raise _bad("bytes")
    return b""


def _bytearray(args: Args, meter: Meter, keys: Keys) -> bytearray:
    match args:
        case ():
            return bytearray()
        case (bytes() as data,) | (str() as data, "latin1" | "latin-1"):
            meter.charge(len(data))
            return bytearray(as_bytes(data))
    raise _bad("bytearray")


def _members(name: str, args: Args, meter: Meter, keys: Keys) -> list[Any]:
    match args:
        case ():
            return []
        case (list() | tuple() as members,):
            meter.charge(_MEMBER_COST * len(members))
            return [keys.checked(member) for member in members]
    raise _bad(name)


def _set(args: Args, meter: Meter, keys: Keys) -> set[Any]:
    return set(_members("set", args, meter, keys))


def _frozenset(args: Args, meter: Meter, keys: Keys) -> frozenset[Any]:
    return frozenset(_members("frozenset", args, meter, keys))


def _ordered_dict(args: Args, meter: Meter, keys: Keys) -> OrderedDict[Any, Any]:
    result: OrderedDict[Any, Any] = OrderedDict()
    match args:
        case ():
            return result
        case (list() as pairs,):
            meter.charge(2 * _MEMBER_COST * len(pairs))
            for pair in pairs:
                if not isinstance(pair, list | tuple) or len(pair) != 2:
                    raise _bad("OrderedDict")
                result[keys.checked(pair[0])] = pair[1]
            return result
    raise _bad("OrderedDict")


def _complex(args: Args, meter: Meter, keys: Keys) -> complex:
    match args:
        case (float() | int() as real, float() | int() as imaginary):
            return complex(real, imaginary)
    raise _bad("complex")


def _slice(args: Args, meter: Meter, keys: Keys) -> slice:
    # Only numbers: Python frees a slice of a slice of a slice by recursion on the C stack.
    if len(args) != 3 or not all(part is None or isinstance(part, int | np.integer) for part in args):
        raise _bad("slice")
    return slice(*args)


def _datetime(args: Args, meter: Meter, keys: Keys) -> datetime.datetime:
    match args:
        case (bytes() | str() as data,):
            zone = None
        case (bytes() | str() as data, datetime.timezone() as zone):
            pass
        case _:
            raise _bad("datetime")
    raw = as_bytes(data)
    if len(raw) != 10:
        raise _bad("datetime")
    year, month, fold = raw[0] << 8 | raw[1], raw[2] & 0x7F, raw[2] >> 7
    day, hour, minute, second = raw[3:7]
    micros = int.from_bytes(raw[7:], "big")
    return datetime.datetime(year, month, day, hour, minute, second, micros, tzinfo=zone, fold=fold)


def _date(args: Args, meter: Meter, keys: Keys) -> datetime.date:
    match args:
        case (bytes() | str() as data,) if len(data) == 4:
            raw = as_bytes(data)
            return datetime.date(raw[0] << 8 | raw[1], raw[2], raw[3])
    raise _bad("date")


def _timedelta(args: Args, meter: Meter, keys: Keys) -> datetime.timedelta:
    if len(args) > 3 or not all(type(part) is int for part in args):
        raise _bad("timedelta")
    return datetime.timedelta(*args)


def _timezone(args: Args, meter: Meter, keys: Keys) -> datetime.timezone:
    match args:
        case (datetime.timedelta() as offset,):
            return datetime.timezone(offset) if offset else datetime.UTC
        case (datetime.timedelta() as offset, str() as name):
            return datetime.timezone(offset, name)
    raise _bad("timezone")


def _path(kind: type[PurePosixPath] | type[PureWindowsPath]) -> Function:
    def path(args: Args, meter: Meter, keys: Keys) -> PurePosixPath | PureWindowsPath:
        if not all(type(part) is str for part in args):
            raise _bad("a path")
        meter.charge(4 * sum(map(len, args)))
        return kind(*args)

    return path


def _table() -> dict[str, Name]:
    functions: dict[str, Function | None] = {
        "numpy.ndarray": None,
        "numpy.dtype": _dtype,
        "_codecs.encode": _encode,
        "collections.OrderedDict": _ordered_dict,
        "datetime.datetime": _datetime,
        "datetime.date": _date,
        "datetime.timedelta": _timedelta,
        "datetime.timezone": _timezone,
    }
    for core in ("numpy.core", "numpy._core"):  # numpy 1, numpy 2
        functions[f"{core}.multiarray._reconstruct"] = _reconstruct
        functions[f"{core}.multiarray.scalar"] = _scalar
        functions[f"{core}.numeric._frombuffer"] = _frombuffer
    plain = {"set": _set, "frozenset": _frozenset, "complex": _complex, "bytearray": _bytearray, "slice": _slice}
    for builtins in ("builtins", "__builtin__"):  # Python 3, Python 2
        functions.update({f"{builtins}.{name}": function for name, function in {**plain, "bytes": _bytes}.items()})
    for pathlib in ("pathlib", "pathlib._local"):  # Python 3.13 has the second
        for name in ("Path", "PosixPath", "PurePath", "PurePosixPath"):
            functions[f"{pathlib}.{name}"] = _path(PurePosixPath)
        for name in ("WindowsPath", "PureWindowsPath"):
            functions[f"{pathlib}.{name}"] = _path(PureWindowsPath)
    return {name: Name(name, function) for name, function in functions.items()}


ALLOWED = _table()
"""Every global that a pickle may name, by ``module.name``."""
