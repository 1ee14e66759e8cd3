"""Files of all kinds for the tests of `arrays`, whole and broken, and strategies for arrays and windows."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.platform import RegularFile


def npy_bytes(text: str | bytes, data: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    """Return an npy file with any header text."""
    text = text if isinstance(text, bytes) else text.encode("utf8" if version[0] == 3 else "latin1")
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version[0] == 1 else "<I", len(text)) + text + data


def header_text(descr: object, shape: object, fortran: object = False) -> str:
    """Return a header's text as numpy writes it."""
    return f"{{'descr': {descr!r}, 'fortran_order': {fortran!r}, 'shape': {shape!r}, }}\n"


def saved(array: np.ndarray) -> bytes:
    """Return what numpy.save writes."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz(path: Path, members: dict[str, np.ndarray | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip archive of arrays, or of any bytes."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content if isinstance(content, bytes) else saved(content))
    return path


def csc_members(matrix: sp.csc_array | None = None) -> dict[str, np.ndarray | bytes]:
    """Return the members of a sound file, to be packed, or broken first."""
    matrix = sp.csc_array(np.array([[0, 3, 0], [4, 0, 5]], np.float32)) if matrix is None else matrix
    return {
        "indices": matrix.indices,
        "indptr": matrix.indptr,
        "format": np.array(b"csc"),
        "shape": np.array(matrix.shape),
        "data": matrix.data,
    }


def plain(path: Path, array: np.ndarray) -> PlainSource:
    """Save an array, and open it."""
    np.save(path, array)
    file = RegularFile(path)
    return PlainSource(file, read_npy_header(file))


def unequal(first: np.ndarray, second: np.ndarray) -> str:
    """Return how two arrays differ in type, shape, or any byte of a value; empty when they do not."""
    if first.dtype != second.dtype or first.shape != second.shape:
        return f"{first.dtype}{first.shape} is not {second.dtype}{second.shape}"
    if first.dtype.names:  # copies do not keep the bytes between the fields
        return "".join(unequal(np.asarray(first[name]), np.asarray(second[name])) for name in first.dtype.names)
    same = np.ascontiguousarray(first).tobytes() == np.ascontiguousarray(second).tobytes()
    return "" if same else f"{first} is not {second}"


any_dtype = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(endianness="?"),
    hnp.datetime64_dtypes(endianness="?"),
    hnp.timedelta64_dtypes(endianness="?"),
    hnp.byte_string_dtypes(min_len=1, max_len=5),
    hnp.unicode_string_dtypes(endianness="?", min_len=1, max_len=5),
    st.just(np.dtype([("a", "<f4", (2,)), ("b", [("c", ">i2"), ("d", "S3")])])),
    st.just(np.dtype({"names": ["x", "y"], "formats": ["i1", "<f8"], "offsets": [0, 8], "itemsize": 24})),
)

number_dtype = st.sampled_from(
    list(map(np.dtype, ("?", "i1", "u1", ">i2", "u4", "i8", "u8", "f2", "f4", ">f4", "f8", "c8", ">c16")))
)


@st.composite
def windows(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[slice, ...]:
    """Draw a window of an array of this shape, often of nothing or of all."""
    ends = [sorted(draw(st.tuples(st.integers(0, n), st.integers(0, n)))) for n in shape]
    return tuple(slice(0, n) if draw(st.booleans()) else slice(*pair) for pair, n in zip(ends, shape, strict=True))


@st.composite
def arrays(draw: st.DrawFn, dtype: st.SearchStrategy[np.dtype], max_dims: int = 4, max_side: int = 9) -> np.ndarray:
    """Draw an array of any bytes, in either order."""
    kind = draw(dtype)
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=max_dims, min_side=0, max_side=max_side))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = int(np.prod(shape))
    if kind.kind == "b":
        values = random.random(count) < 0.5
    elif kind.kind == "U":
        values = np.array(["".join(map(chr, random.integers(32, 0x10FFFF, 3).clip(0, 0xD7FF))) for _ in range(count)])
        values = values.astype(kind) if count else np.empty(0, kind)
    else:
        values = np.frombuffer(random.bytes(count * kind.itemsize), kind) if count else np.empty(0, kind)
    if kind.kind in "fc" and count:
        with np.errstate(all="ignore"):
            values = values * kind.type(1)  # NaN that signal are beyond numpy's own fmax, and beyond any lab's data
            values = values.astype(kind, copy=False)
    return np.asarray(values.reshape(shape), order=draw(st.sampled_from("CF")))
