"""Pickles for the tests, as picklers write them and as no pickler would."""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.platform import RegularFile

HEAD = (
    b"cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tU\x01btR(K\x01)"
    b"cnumpy\ndtype\n(U\x02O8I00\nI01\ntR(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x3ftbI00\n]("
)
TAIL = b"etb."


def holding(opcodes: bytes) -> bytes:
    """A pickle of a 0-d object array around what these opcodes leave on the stack."""
    return HEAD + opcodes + TAIL


def boxed(value: object) -> np.ndarray:
    """A 0-d object array that holds the value."""
    box = np.empty((), object)
    box[()] = value
    return box


def text(value: str) -> bytes:
    """The opcode that pushes a text."""
    data = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def npy(path: Path, payload: bytes, shape: tuple[int, ...] = ()) -> Path:
    """Write an npy file of an object array with this pickle in it."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "|O", "fortran_order": False, "shape": shape})
    path.write_bytes(head.getvalue() + payload)
    return path


def read(path: Path, *, trusted: Collection[str] = (), budget: int | None = None) -> np.ndarray:
    """Read an npy file of objects by the machine."""
    with RegularFile(path) as file:
        return read_object_array(file, read_npy_header(file), trusted=trusted, budget=budget)


def read_pickle(tmp_path: Path, payload: bytes, shape: tuple[int, ...] = (), **how: Any) -> np.ndarray:
    """Read a pickle by the machine, from a file made for it."""
    return read(npy(tmp_path / "x.npy", payload, shape), **how)


def through(tmp_path: Path, value: object, protocol: int, *, numpy1: bool = False) -> Any:
    """Pickle a value inside a 0-d object array and read it by the machine."""
    payload = pickle.dumps(boxed(value), protocol)
    if numpy1:
        payload = spelled_by_numpy1(payload)
    return read_pickle(tmp_path, payload)[()]


def spelled_by_numpy1(payload: bytes) -> bytes:
    """The same pickle with the module names of numpy 1; counted lengths are put right, frames dropped."""
    for name in (b"numpy._core.multiarray", b"numpy._core.numeric"):
        old = name.replace(b"_core", b"core")
        payload = payload.replace(b"c" + name + b"\n", b"c" + old + b"\n")
        payload = payload.replace(b"\x8c" + bytes([len(name)]) + name, b"\x8c" + bytes([len(old)]) + old)
    return payload if payload[2:3] != b"\x95" else payload[:2] + payload[11:]


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types, all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        if (one.dtype, one.shape) != (other.dtype, other.shape) or one.flags.f_contiguous != other.flags.f_contiguous:
            return False
        if one.dtype.kind == "O":
            return all(same(a, b) for a, b in zip(one.flat, other.flat, strict=True))
        return one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other) or one != one
