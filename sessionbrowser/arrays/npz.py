"""Sparse matrices as scipy's save_npz writes them, with every index checked before scipy sees it.

scipy trusts what it loads: an index out of range makes it write outside its memory. So nothing is handed to it here
that was not looked at whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import budget as budgets
from sessionbrowser.arrays.archive import Archive
from sessionbrowser.arrays.npy import NpyHeader
from sessionbrowser.arrays.sparse import SparseSource, rise
from sessionbrowser.errors import Damaged, TooLarge
from sessionbrowser.platform import RegularFile

if TYPE_CHECKING:
    import scipy.sparse

_PARTS = {
    "csc": ("indptr", "indices", "data"),
    "csr": ("indptr", "indices", "data"),
    "bsr": ("indptr", "indices", "data"),
    "dia": ("offsets", "data"),
    "coo": ("row", "col", "data"),
}


class SparseHeader(NamedTuple):
    """What the headers inside a sparse npz file promise.

    Attributes
    ----------
    format : str
        "csc", "csr", "coo", "bsr" or "dia".
    shape : tuple of int
    dtype : numpy.dtype
        Of the stored values, as in the file.
    stored : int
        Number of stored values.
    index_dtype : numpy.dtype
    inflated : int
        Bytes of its members in memory.
    """

    format: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    stored: int
    index_dtype: np.dtype[Any]
    inflated: int


def read_sparse_header(file: RegularFile) -> SparseHeader:
    """Tell what sparse matrix an npz file holds, from its directory and its members' headers.

    Parameters
    ----------
    file : RegularFile

    Raises
    ------
    Damaged
        When it is no zip archive, no sparse matrix, or its members do not fit each other.
    """
    return _describe(Archive(file))


def _describe(archive: Archive) -> SparseHeader:
    if "format.npy" not in archive.members:
        names = [name.removesuffix(".npy") for name in archive.members]
        shown = ", ".join(names[:4]) + ("…" if len(names) > 4 else "")
        raise archive.damaged(f"not a sparse matrix: holds {shown or 'nothing'}", "Load it with numpy.load in Python.")
    form, shape = _format(archive), _shape(archive)
    parts = {name: archive.header(name) for name in _parts(archive, form)}
    data = parts["data"]
    indices = [header for name, header in parts.items() if name != "data"]
    if data.dtype.kind not in "biufc" or any(header.dtype.kind not in "iu" for header in indices):
        raise archive.damaged("its members are not of the types of a sparse matrix")
    if not _lengths_fit(form, shape, parts):
        raise archive.damaged("the lengths of its members do not fit its shape")
    inflated = sum(archive.member(name).size for name in parts)
    return SparseHeader(form, shape, data.dtype, data.size, indices[-1].dtype, inflated)


def _format(archive: Archive) -> str:
    values = archive.small_array("format", "SU")
    item = values.item() if values.size == 1 else ""
    form = item.decode("latin1") if isinstance(item, bytes) else str(item)
    if form not in _PARTS:
        raise archive.damaged(f"sparse format “{form[:10]}” is not known")
    return form


def _shape(archive: Archive) -> tuple[int, ...]:
    values = archive.small_array("shape", "iu")
    shape = tuple(int(n) for n in values.ravel())
    if values.ndim != 1 or not shape or min(shape) < 0 or max(shape) > np.iinfo(np.int64).max:
        raise archive.damaged("its shape makes no sense")
    return shape


def _parts(archive: Archive, form: str) -> tuple[str, ...]:
    newer = form == "coo" and "coords.npy" in archive.members
    return ("coords", "data") if newer else _PARTS[form]


def _lengths_fit(form: str, shape: tuple[int, ...], parts: dict[str, NpyHeader]) -> bool:
    """Whether the members' shapes are those of such a matrix, by their headers alone."""
    shapes = {name: header.shape for name, header in parts.items()}
    data = shapes["data"]
    if "coords" in shapes:
        return len(data) == 1 and shapes["coords"] == (len(shape), *data)
    if form == "coo":
        return len(data) == 1 and shapes["row"] == shapes["col"] == data
    if form == "dia":
        return len(data) == 2 and shapes["offsets"] == data[:1]
    if form == "bsr":
        block = data[1:]
        fits = len(block) == len(shape) == 2 and min(block) > 0 and not any(np.remainder(shape, block))
        return fits and shapes["indices"] == data[:1] and shapes["indptr"] == (shape[0] // block[0] + 1,)
    lines = shape[-1] if form == "csc" else shape[0] if len(shape) == 2 else 1
    return len(data) == 1 and shapes["indices"] == data and shapes["indptr"] == (lines + 1,)


def read_csc(file: RegularFile, budget: int | None = None) -> scipy.sparse.csc_array[Any]:
    """Load a sparse npz file as a csc array with sorted indices and no doubled entries.

    Parameters
    ----------
    file : RegularFile
        Of any format that save_npz writes.
    budget : int or None
        Bytes that its members may take; `memory_budget` unless given.

    Returns
    -------
    scipy.sparse.csc_array
        In the machine's byte order; float16 values become float32, since scipy has no float16.

    Raises
    ------
    Damaged
        When anything in it cannot be: lengths, indices, checksums.
    TooLarge
        When its members would take more than the budget.
    Changed
        When the file was written to meanwhile.
    """
    return open_csc(file, budget).matrix


def open_csc(file: RegularFile, budget: int | None = None) -> SparseSource:
    """Load a sparse npz file to be looked at: as `read_csc`, but for the checksums, which the source waits for.

    What it takes to find them is as much as to read the file, and a picture is made in the same time.
    """
    archive = Archive(file)
    header = _describe(archive)
    if len(header.shape) != 2:
        raise archive.damaged(f"a sparse array of {len(header.shape)} axes cannot be shown", "Save it as a matrix.")
    lines = 8 * (header.shape[1] + 1)
    needed = header.inflated if header.format == "csc" else 3 * header.inflated + lines
    budgets.check(needed, file.path, "the sparse matrix", budget)
    try:
        matrix = _assemble(archive, header)
        if not matrix.has_canonical_format:
            archive.confirm()
            matrix.sum_duplicates()
    except MemoryError:
        raise TooLarge("there is not enough memory for the sparse matrix", file.path, "Close other programs.") from None
    except (ValueError, TypeError, OverflowError) as error:
        archive.confirm()  # where that is why, it is what to say
        if isinstance(error, Damaged):
            raise
        raise archive.damaged(f"it is no valid sparse matrix ({error})") from None
    file.check_unchanged()
    return SparseSource(matrix, archive.confirm)


def _assemble(archive: Archive, header: SparseHeader) -> scipy.sparse.csc_array[Any]:
    """Hand the checked members to scipy."""
    import scipy.sparse  # only now: it takes longer to import than a window to open

    shape = (header.shape[0], header.shape[1])
    if header.format in ("csc", "csr", "bsr"):
        return _assemble_compressed(archive, header)
    data = _data(archive.array("data"))
    if header.format == "coo":
        newer = "coords.npy" in archive.members
        pair = archive.array("coords") if newer else (archive.array("row"), archive.array("col"))
        row, col = (_within(archive, places, n) for places, n in zip(pair, shape, strict=True))
        return scipy.sparse.coo_array((data, (row, col)), shape=shape).tocsc()
    offsets = archive.array("offsets").astype(np.int64)
    if len(np.unique(offsets)) < len(offsets) or np.any(np.abs(offsets) > max(shape)):
        raise archive.damaged("its diagonals are outside the matrix")
    return scipy.sparse.dia_array((data, offsets), shape=shape).tocsc()


def _data(data: NDArray[Any]) -> NDArray[Any]:
    return data.astype(np.float32) if data.dtype == np.float16 else data


def _assemble_compressed(archive: Archive, header: SparseHeader) -> scipy.sparse.csc_array[Any]:
    import scipy.sparse

    form, shape = header.format, (header.shape[0], header.shape[1])
    wait_for_data, indices = archive.pair("data", "indices")
    indptr = _pointers(archive, len(indices))
    stored, indices = indptr[-1], indices[: indptr[-1]]
    length = shape[0] if form == "csc" else shape[1]
    if form == "bsr":
        length //= archive.header("data").shape[2]
    is_in_order = rise(indices, indptr, length)
    indices = _narrow(indices, length) if is_in_order else _within(archive, indices, length)
    parts: tuple[Any, ...] = (_data(wait_for_data()[:stored]), indices, indptr.astype(indices.dtype))
    if form == "csr":
        return scipy.sparse.csr_array(parts, shape=shape).tocsc()
    if form == "bsr":
        return scipy.sparse.bsr_array(parts, shape=shape).tocsc()
    matrix = scipy.sparse.csc_array(parts, shape=shape)
    if is_in_order:
        matrix.has_canonical_format = True
    return matrix


def _pointers(archive: Archive, stored: int) -> NDArray[np.int64]:
    """Return `indptr` after a look: from 0, never downward, to no more than there is."""
    indptr = archive.array("indptr")
    if indptr[0] != 0 or int(indptr[-1]) > stored or np.any(indptr[1:] < indptr[:-1]):
        raise archive.damaged("its columns start at impossible places")
    return indptr.astype(np.int64)


def _within(archive: Archive, indices: NDArray[Any], length: int) -> NDArray[Any]:
    """Return indices after a look at each: none outside the matrix (see `_narrow`)."""
    if indices.size and (int(indices.min()) < 0 or int(indices.max()) >= length):
        worst = int(indices.max()) if int(indices.max()) >= length else int(indices.min())
        raise archive.damaged(f"it has a value at index {worst} of an axis of {length}")
    return _narrow(indices, length)


def _narrow(indices: NDArray[Any], length: int) -> NDArray[Any]:
    """Return indices that are known to be on an axis as int32 (int64 where needed)."""
    small = max(length, math.prod(indices.shape)) < np.iinfo(np.int32).max
    return np.ascontiguousarray(indices, np.int32 if small else np.int64)
