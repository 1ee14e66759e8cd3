"""Stand-ins for the arrays and dtypes of a pickle, until their whole state is known and checked.

numpy's own ``__setstate__`` believes what it is told; here a dtype is rebuilt through numpy's public constructors from
strings that were looked at, and an array only when its bytes fit its shape.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.unpickling.pickled import Malformed, Meter, Refused

_PLAIN = re.compile(r"[biufcSUVMmO][0-9]{0,10}")
_UNITS = frozenset({"Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "generic"})
_LARGEST_ITEM = 2**31 - 1
_MOST_FIELDS = 10_000
_DEEPEST_DTYPE = 16
_MOST_AXES = 32
_ARRAY_COST = 128
_ALIGNED = 0x80


class StandIn:
    """Something whose state is still to come; it may lie on the stack, and nowhere else, until then.

    Attributes
    ----------
    result : ndarray, dtype or None
        The real thing, once built.
    """

    __slots__ = ("result",)

    result: NDArray[Any] | np.dtype[Any] | None

    def __init__(self) -> None:
        self.result = None

    def build(self, state: object, meter: Meter) -> NDArray[Any] | np.dtype[Any]:
        """Check the state, and make, keep and return the real thing."""
        if self.result is not None:
            raise Malformed("its pickle sets the state of an array twice")
        self.result = self._built(state, meter)
        return self.result

    def _built(self, state: object, meter: Meter) -> NDArray[Any] | np.dtype[Any]:
        raise NotImplementedError


class ArrayStandIn(StandIn):
    """An array; its state is (version, shape, dtype, is Fortran, bytes or list of objects)."""

    __slots__ = ()

    def _built(self, state: object, meter: Meter) -> NDArray[Any]:
        match state:
            case (0 | 1, tuple() as shape, np.dtype() as dtype, fortran, data):
                pass
            case (tuple() as shape, np.dtype() as dtype, fortran, data):
                pass
            case _:
                raise Malformed("its pickle has an array of which the state makes no sense")
        array = filled(data, dtype, shape, "F" if fortran else "C", meter)
        # numpy too turns numbers, though not fields, into the machine's byte order here.
        native = dtype.isnative or dtype.names is not None
        return array if native else array.astype(dtype.newbyteorder("="))


def filled(data: object, dtype: np.dtype[Any], shape: tuple[object, ...], order: str, meter: Meter) -> NDArray[Any]:
    """Return a fresh array of exactly these values.

    Parameters
    ----------
    data : bytes, bytearray, str or list
        A list for an object dtype; a text, from Python 2, is taken for Latin-1.
    dtype : dtype
    shape : tuple
        Not yet known to be of ints.
    order : {"C", "F"}
    meter : Meter

    Raises
    ------
    Malformed
        When the values do not fill the shape.
    """
    dims = _dims(shape)
    if dtype.kind == "O":
        return _filled_with_objects(data, dims, order, meter)
    if dtype.hasobject:
        raise Refused("has fields of Python objects; not read", "numpy.dtype")
    raw = as_bytes(data)
    count = math.prod(dims)
    if len(raw) != count * dtype.itemsize:
        raise Malformed(f"it has an array of {count:.3g} values, and {len(raw)} bytes for them")
    meter.charge(_ARRAY_COST + (len(raw) or _bytes_of_empty(dims, dtype)))
    if not raw:
        return np.zeros(dims, dtype, order=_order(order))
    array = np.ndarray(dims, dtype, buffer=raw, order=_order(order)).copy(order="K")
    _check_texts(array)
    return array


def _bytes_of_empty(dims: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    # numpy takes memory for the other axes of an empty array, and walks items that have no bytes.
    return math.prod(max(n, 1) for n in dims) * max(dtype.itemsize, 1)


def _order(order: str) -> Any:
    if order not in ("C", "F"):
        raise Malformed("it has an array in an order that is none")
    return order


def _dims(shape: tuple[object, ...]) -> tuple[int, ...]:
    dims: list[int] = []
    for n in shape:
        if type(n) is not int or n < 0 or len(dims) == _MOST_AXES:
            raise Malformed("it has an array of which the shape makes no sense")
        dims.append(n)
    return tuple(dims)


def as_bytes(data: object) -> bytes | bytearray:
    """Return the bytes in bytes, a bytearray or (from Python 2) a text."""
    if isinstance(data, bytes | bytearray):
        return data
    if isinstance(data, str):
        try:
            return data.encode("latin-1")
        except UnicodeEncodeError:
            pass
    raise Malformed("its pickle has no bytes where bytes must be")


def _filled_with_objects(data: object, dims: tuple[int, ...], order: str, meter: Meter) -> NDArray[Any]:
    if type(data) is not list or len(data) != math.prod(dims):
        raise Malformed("it has an array of objects that has not as many of them as it says")
    meter.charge(_ARRAY_COST + (8 * len(data) or _bytes_of_empty(dims, np.dtype(object))))
    flat = np.fromiter(data, dtype=object, count=len(data))
    # Whatever the order in memory, the list is in C order.
    return flat.reshape(dims).copy(order=_order(order))


def _check_texts(array: NDArray[Any]) -> None:
    """Refuse characters that Unicode does not have: numpy holds them, and fails when they are shown."""
    if array.dtype.names is not None:
        for name in array.dtype.names:
            _check_texts(array[name])
    elif array.dtype.kind == "U" and array.size and array.dtype.itemsize:
        codes = np.ascontiguousarray(array).view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if codes.max() > 0x10FFFF:
            raise Malformed("it has a text with characters that do not exist")


class DtypeStandIn(StandIn):
    """A dtype; made with a short string, its state has byte order, fields, subarray and units.

    Parameters
    ----------
    text : str
        As numpy pickles it: "f8", "O8", "V12", "U5", "M8".
    """

    __slots__ = ("_text",)

    def __init__(self, text: object) -> None:
        super().__init__()
        if type(text) is not str or not _PLAIN.fullmatch(text):
            raise Malformed("it has a dtype that is none")
        self._text = "O" if text.startswith("O") else text

    def _built(self, state: object, meter: Meter) -> np.dtype[Any]:
        meter.charge(_ARRAY_COST)
        match state:
            case (3 | 4, str() as endian, subarray, names, fields, int() as size, int(), int() as flags, *rest):
                pass
            case _:
                raise Malformed("it has a dtype of which the state makes no sense")
        try:
            dtype = self._of(endian, subarray, names, fields, size, flags, rest, meter)
        except (TypeError, ValueError, OverflowError, SyntaxError):
            raise Malformed("it has a dtype that is none") from None
        if size not in (-1, dtype.itemsize):
            raise Malformed("it has a dtype whose size is not what it says")
        return dtype

    def _of(
        self,
        endian: str,
        subarray: object,
        names: object,
        fields: object,
        size: int,
        flags: int,
        rest: list[object],
        meter: Meter,
    ) -> np.dtype[Any]:
        if self._text.startswith("V") and subarray is not None:
            return _with_subarray(subarray, meter)
        if self._text.startswith("V") and names is not None:
            return _with_fields(names, fields, size, bool(flags & _ALIGNED), meter)
        unit = _unit(rest[0]) if rest and self._text in ("M8", "m8") else ""
        dtype = np.dtype(self._text + unit)
        if dtype.itemsize > _LARGEST_ITEM:
            raise Malformed("it has a dtype of an absurd size")
        if endian not in ("<", ">", "=", "|"):
            raise Malformed("it has a dtype of a byte order that is none")
        return dtype if endian == "|" else dtype.newbyteorder(endian)  # type: ignore[arg-type]


def _unit(metadata: object) -> str:
    """Return the unit of a datetime, "[25ns]", from numpy's (metadata, (unit, count, 1, events))."""
    match metadata:
        case (_, (bytes() | str() as unit, int() as count, 1, 1)):
            text = unit.decode("latin-1") if isinstance(unit, bytes) else unit
            if text in _UNITS and 1 <= count <= _LARGEST_ITEM:
                return "" if text == "generic" else f"[{count}{text}]"
    raise Malformed("it has a date of a unit that is none")


def _with_subarray(subarray: object, meter: Meter) -> np.dtype[Any]:
    match subarray:
        case (np.dtype() as base, tuple() as shape):
            dims = _dims(shape)
            if math.prod(max(n, 1) for n in dims) * max(base.itemsize, 1) <= _LARGEST_ITEM:
                dtype = np.dtype((base, dims))
                _check_complexity(dtype, meter)
                return dtype
    raise Malformed("it has a dtype whose subarray makes no sense")


def _with_fields(names: object, fields: object, size: int, align: bool, meter: Meter) -> np.dtype[Any]:
    if type(names) is not tuple or type(fields) is not dict or not 0 <= size <= _LARGEST_ITEM:
        raise Malformed("it has a dtype whose fields make no sense")
    spec: dict[str, list[Any]] = {"names": [], "formats": [], "offsets": [], "titles": []}
    for name in names:
        format_, offset, title = _field(name, fields, size)
        for key, value in zip(spec, (name, format_, offset, title), strict=True):
            spec[key].append(value)
    if not any(spec["titles"]):
        del spec["titles"]
    dtype: np.dtype[Any] = np.dtype({**spec, "itemsize": size}, align=align)  # type: ignore[call-overload]
    _check_complexity(dtype, meter)
    return dtype


def _field(name: object, fields: dict[object, object], size: int) -> tuple[np.dtype[Any], int, str | None]:
    """Return dtype, offset and title of a field that lies inside the item."""
    if type(name) is str:
        match fields.get(name):
            case (np.dtype() as dtype, int() as offset):
                title = None
            case (np.dtype() as dtype, int() as offset, str() as title):
                pass
            case _:
                raise Malformed("it has a dtype whose fields make no sense")
        if offset >= 0 and offset + dtype.itemsize <= size and not dtype.hasobject:
            return dtype, offset, title
    raise Malformed("it has a dtype with a field outside its item, or of Python objects")


def _check_complexity(dtype: np.dtype[Any], meter: Meter) -> None:
    """Refuse a dtype of more fields, or deeper ones, than anyone uses: numpy goes through them by recursion."""
    waiting = [(dtype, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        inner = [part.subdtype[0]] if part.subdtype else [field[0] for field in (part.fields or {}).values()]
        if depth > _DEEPEST_DTYPE or seen + len(inner) > _MOST_FIELDS:
            raise Malformed("it has a dtype of absurdly many fields")
        waiting.extend((each, depth + 1) for each in inner)
    meter.charge(seen * _ARRAY_COST)
