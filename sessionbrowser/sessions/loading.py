"""Loading a file whole, whatever stands in it, without ever running it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import whole
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.errors import Changed, Missing, NotOrdinaryFile, TooLarge
from sessionbrowser.platform import RegularFile

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csc_matrix

_Loaded = TypeVar("_Loaded")
_TRIES = 4


def load_file(path: Path | str) -> Any:
    """Load any npy or npz file as data alone; nothing in it is ever run.

    Parameters
    ----------
    path : Path or str

    Returns
    -------
    ndarray or csc_array or csc_matrix
        What plain numpy or scipy would give, object arrays included.

    Raises
    ------
    OneDataError, OSError
        When it cannot be read, or holds more than data.
    """
    path = Path(path)
    return load_sparse(path) if path.suffix == ".npz" else load_npy(path)


def load_npy(
    path: Path, *, within: Collection[Path] | None = None, trusted: Collection[str] = (), budget: int | None = None
) -> NDArray[Any]:
    """Load an npy file.

    Parameters
    ----------
    path : Path
    within : collection of Path, optional
        Folders that a link must not lead out of; None follows any link.
    trusted : collection of str
        Globals (``module.name``) that a pickle may name beyond the usual ones.
    budget : int, optional
        Bytes of memory it may take; half of what is free unless given.

    Returns
    -------
    ndarray
        In the order of the file, writable, with memory of its own; object arrays as numpy gives them.

    Raises
    ------
    OneDataError, OSError
        When it cannot be read, or holds more than data.
    """

    def load() -> NDArray[Any]:
        with open_within(path, within) as file:
            header = read_npy_header(file)
            if header.is_object:
                memory.check(file.size, path, "its pickle", budget)
                return read_object_array(file, header, trusted=trusted)
            memory.check(header.nbytes, path, "the array", budget)
            try:
                return PlainSource(file, header).read(whole(header.shape))
            except MemoryError:
                raise TooLarge("there is not enough memory for the array", path, "Close other programs.") from None

    return _undisturbed(load)


def load_sparse(
    path: Path, *, within: Collection[Path] | None = None, budget: int | None = None
) -> csc_array[Any] | csc_matrix[Any]:
    """Load a sparse matrix from npz, as the array or the matrix that was saved (see `load_npy`)."""
    from scipy.sparse import csc_matrix

    from sessionbrowser.arrays.npz import read_csc
    from sessionbrowser.arrays.zipped import read_members

    def load() -> csc_array[Any] | csc_matrix[Any]:
        with open_within(path, within) as file:
            array = read_csc(file, budget)
            return array if "_is_array.npy" in read_members(file) else csc_matrix(array)

    return _undisturbed(load)


def _undisturbed(load: Callable[[], _Loaded]) -> _Loaded:
    """Load again when the file was replaced meanwhile: by a save, which is whole before and after."""
    for _ in range(_TRIES - 1):
        with suppress(Changed):
            return load()
    return load()


def densified(matrix: Any, path: Path, budget: int | None = None) -> NDArray[Any]:
    """Return a sparse matrix as an ordinary array; `TooLarge`, with the figures, when that would not fit."""
    needed = matrix.shape[0] * matrix.shape[1] * matrix.dtype.itemsize
    memory.check(needed, path, "the matrix when dense", budget)
    try:
        return np.asarray(matrix.toarray())
    except MemoryError:
        raise TooLarge("there is not enough memory for the matrix when dense", path, "Keep it sparse.") from None


def open_within(path: Path, within: Iterable[Path] | None = None) -> RegularFile:
    """Open an ordinary file; `NotOrdinaryFile` when its name is a link that leads out of all these folders."""
    if within is not None and path.is_symlink():
        check_link(path, within)
    return RegularFile(path)


def check_link(path: Path, within: Iterable[Path]) -> None:
    """Make sure that a link leads to something that is there, and inside one of these folders.

    Raises
    ------
    Missing
        When it leads to nothing.
    NotOrdinaryFile
        When it loops, or leads outside.
    """
    try:
        end = os.path.realpath(path, strict=True)
        if any(Path(end).is_relative_to(os.path.realpath(folder)) for folder in within):
            return
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(f"leads to {path.readlink()}", path, "Restore what it leads to, or clear the link.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotOrdinaryFile("link leads back to itself", path, "Clear the link.") from None
        raise
    raise NotOrdinaryFile(
        "link leads outside the session", path, f"It leads to {end}. Put the file itself here, or clear the link."
    )
