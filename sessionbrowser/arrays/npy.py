"""The header of an npy file, read by hand: what an array is without touching its data.

The format is that of NEP 1: a magic string, a version, the length of a text, and the text, a Python dict with the
keys descr, fortran_order and shape. Nothing of it is evaluated but literals, after a look at every token.
"""

from __future__ import annotations

import ast
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from sessionbrowser.arrays.source import Order
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import Damaged, Unsafe
from sessionbrowser.platform import RegularFile, read_head

MAGIC = b"\x93NUMPY"
HEAD = 512
"""Bytes of a first read: nearly every header ends within them."""
MAX_HEADER = 10_000
"""Bytes of the longest header text that is looked at; numpy's own limit."""
_MAX_AXES = 32
_MAX_BYTES = 2**63 - 1
_MAX_DEPTH = 20

_COPY_AGAIN = "Copy it again from a backup, or clear it."
_USUAL = re.compile(r"\{'descr': '([^'\\]+)', 'fortran_order': (True|False), 'shape': \(([\dL, ]*)\), \}\s*")
_AXES = re.compile(r"(?:\d{1,19}L?, ?)*(?:\d{1,19}L?,?)? *")
_TOKENS = re.compile(r"""(?:\s|'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+"|-?\d++|True|False|None|[][(){},:])*+""")
_DTYPE = re.compile(
    r"[<>|=]?(?:\?|[biufc]\d{1,2}|[SUV]\d{1,10}|O\d?|[mM]8(?:\[\d{0,9}[A-Za-z]{1,7}\])?)",
    re.ASCII,
)
_LOOKS_LIKE = {
    b"PK\x03\x04": "it is a zip archive (npz) under the name of an npy file",
    b"PK\x05\x06": "it is an empty zip archive (npz) under the name of an npy file",
    b"\x1f\x8b": "it is a gzip file under the name of an npy file",
    b"\x89HDF": "it is an HDF5 file under the name of an npy file",
    b"MATLAB": "it is a MATLAB file under the name of an npy file",
    b"\x80": "it is a bare pickle under the name of an npy file",
    b"\0\0\0\0\0\0": "it starts with zeros, not with an npy header",
}


class NpyHeader(NamedTuple):
    """What the header of an npy file promises.

    Attributes
    ----------
    version : (int, int)
    shape : tuple of int
    dtype : numpy.dtype
        In the file's byte order.
    order : {"C", "F"}
    data_offset : int
        Bytes before the data.
    """

    version: tuple[int, int]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    order: Order
    data_offset: int

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of the data; of an object array, those of its pointers."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def is_object(self) -> bool:
        """Whether the data is a pickle of Python objects."""
        return self.dtype.kind == "O"


def read_npy_header(file: RegularFile, *, whole: bool = True) -> NpyHeader:
    """Read and check the header of an open npy file.

    Parameters
    ----------
    file : RegularFile
    whole : bool
        Whether a file that ends before its data does is refused.

    Raises
    ------
    Damaged
        When it is empty, cut, of another kind, or its header makes no sense.
    Unsafe
        When fields of a structured array hold Python objects.
    """
    head = file.read(0, HEAD)
    end = header_end(head, file.size, file.path)
    return checked_header(head[:end] if end <= len(head) else file.read(0, end), file.size, file.path, whole=whole)


def read_npy_header_at(path: Path | str, *, whole: bool = True) -> NpyHeader:
    """Do as `read_npy_header` with the file of this name, in as few steps as can be: for listings."""
    head, identity = read_head(path, HEAD)
    end = header_end(head, identity.size, path)
    if end > len(head):
        head, identity = read_head(path, end)
    return checked_header(head[:end], identity.size, path, whole=whole)


def header_end(head: bytes, size: int, path: Path | str) -> int:
    """Return where the header ends and the data starts.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, 12 or more if it has them.
    size : int
        Bytes of the whole file.
    path : Path or str
        For messages.
    """
    if head[:6] != MAGIC or len(head) < 12:
        _refuse_start(head, size, path)
    if head[6] == 1:
        end = 10 + head[8] + (head[9] << 8)
    elif head[6] in (2, 3):
        end = 12 + int.from_bytes(head[8:12], "little")
    else:
        raise Damaged(f"npy version {head[6]}.{head[7]} is not known", path, _COPY_AGAIN)
    if end > MAX_HEADER + 12:
        raise Damaged(f"its header claims {bytes_text(end)}; at most 10 kB are read", path, _COPY_AGAIN)
    if end > size:
        raise Damaged(f"cut inside its header, after {bytes_text(size)}", path, _COPY_AGAIN)
    return end


def checked_header(head: bytes, size: int, path: Path | str, *, whole: bool = True) -> NpyHeader:
    """Return what a header's bytes say, checked against the bytes that the file has.

    Parameters
    ----------
    head : bytes
        Exactly up to `header_end`.
    size : int
        Bytes of the whole file.
    path : Path or str
        For messages.
    whole : bool
        See `read_npy_header`.
    """
    try:
        header = _parsed(head)
    except (Damaged, Unsafe) as error:
        raise type(error)(error.what, path, error.to_do) from None
    claimed = header.data_offset + math.prod(header.shape) * header.dtype.itemsize
    if claimed > size and whole and not header.is_object:
        raise Damaged(f"cut after {bytes_text(size)} of {bytes_text(claimed)}", path, _COPY_AGAIN)
    return header


def _refuse_start(head: bytes, size: int, path: Path | str) -> NoReturn:
    if size == 0:
        raise Damaged("empty file", path, _COPY_AGAIN)
    if MAGIC.startswith(head[:6]):
        raise Damaged(f"cut inside its header, after {bytes_text(size)}", path, _COPY_AGAIN)
    for start, what in _LOOKS_LIKE.items():
        if head.startswith(start):
            raise Damaged(what, path, "Rename it, or clear it.")
    start_text = head[:6].decode("latin1").encode("ascii", "backslashreplace").decode()
    printable = "".join(c if c.isprintable() else "." for c in start_text)
    raise Damaged(f"not an npy file (starts with “{printable}”)", path, _COPY_AGAIN)


@lru_cache(maxsize=4096)
def _parsed(head: bytes) -> NpyHeader:
    """Parse a header's bytes; the few texts that a lab has are parsed once. Errors have no path yet."""
    version = (head[6], head[7])
    try:
        text = head[10 if version[0] == 1 else 12 :].decode("utf8" if version[0] == 3 else "latin1")
    except UnicodeDecodeError:
        raise Damaged("its header is not text", None, _COPY_AGAIN) from None
    usual = _USUAL.fullmatch(text)
    if usual and _AXES.fullmatch(usual[3]):
        descr: object = usual[1]
        fortran = usual[2] == "True"
        shape = tuple(int(n.rstrip("L")) for n in usual[3].replace(" ", "").split(",") if n)
    else:
        descr, fortran, shape = _of_literal(text)
    dtype = _dtype(descr)
    if dtype.hasobject and dtype.kind != "O":
        raise Unsafe("its fields hold Python objects; nothing was run", None, "Clear it, or save it as plain fields.")
    _check_shape(shape, dtype.itemsize)
    return NpyHeader(version, shape, dtype, "F" if fortran else "C", len(head))


def _of_literal(text: str) -> tuple[object, bool, tuple[int, ...]]:
    """Take apart a header that is not as numpy writes those of plain arrays."""
    # Deep nesting can exhaust the C stack of Python's parser, so the tokens are looked at first.
    if not _TOKENS.fullmatch(text) or _depth(text) > _MAX_DEPTH:
        raise Damaged("its header is not that of an array", None, _COPY_AGAIN)
    try:
        facts = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise Damaged("its header is not that of an array", None, _COPY_AGAIN) from None
    if not isinstance(facts, dict) or set(facts) != {"descr", "fortran_order", "shape"}:
        raise Damaged("its header lacks the dtype, order or shape", None, _COPY_AGAIN)
    fortran, shape = facts["fortran_order"], facts["shape"]
    if type(fortran) is not bool or not _is_shape(shape):
        raise Damaged("its header has an impossible shape or order", None, _COPY_AGAIN)
    return facts["descr"], fortran, shape


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _is_shape(shape: object) -> bool:
    return isinstance(shape, tuple) and all(type(n) is int and n >= 0 for n in shape)


def _check_shape(shape: tuple[int, ...], itemsize: int) -> None:
    """Refuse what numpy could not hold even where an axis is empty."""
    if len(shape) > _MAX_AXES:
        raise Damaged(f"its header promises {len(shape)} axes; at most {_MAX_AXES} make sense", None, _COPY_AGAIN)
    if math.prod(n for n in shape if n) * max(1, itemsize) > _MAX_BYTES:
        raise Damaged("its header promises more bytes than any disk has", None, _COPY_AGAIN)


def _dtype(descr: object) -> np.dtype[Any]:
    """Make a dtype of a checked description: a text, or fields with their texts."""
    try:
        if not isinstance(descr, str | list) or not _is_plain(descr):
            raise TypeError
        if isinstance(descr, str):
            return np.dtype(object) if "O" in descr else np.dtype(descr)
        return np.lib.format.descr_to_dtype(descr)
    except (TypeError, ValueError, KeyError, OverflowError, MemoryError, SyntaxError):
        shown = repr(descr) if len(repr(descr)) < 30 else repr(descr)[:28] + "…"
        raise Damaged(f"unknown type of values {shown}", None, _COPY_AGAIN) from None


def _is_plain(descr: object) -> bool:
    """Whether a description is made of dtype texts, names and shapes alone."""
    if isinstance(descr, str):
        return bool(_DTYPE.fullmatch(descr))
    if isinstance(descr, tuple):
        return len(descr) == 2 and _is_plain(descr[0]) and _is_shape(descr[1])
    if not isinstance(descr, list) or not descr:
        return False
    return all(isinstance(field, tuple) and _is_field(field) for field in descr)


def _is_field(field: tuple[Any, ...]) -> bool:
    name = field[0] if field else None
    named = isinstance(name, str) or (
        isinstance(name, tuple) and len(name) == 2 and all(isinstance(part, str) for part in name)
    )
    return named and len(field) in (2, 3) and _is_plain(field[1]) and (len(field) == 2 or _is_shape(field[2]))
