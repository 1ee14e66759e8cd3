"""Writing onedata whole or not at all: to a new file beside the old one, which it then replaces."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.errors import BadRecipe, OneDataError
from sessionbrowser.platform import sync_folder
from sessionbrowser.sessions.recipe import what_is_wrong

if TYPE_CHECKING:
    from scipy.sparse import csc_array

_LONGEST_NAME = 255
"""Bytes that a file name may have on the systems that labs use."""
_LEFTOVER = re.compile(r"\..+\.np[yz]\.[0-9a-f]{12}\.saving", re.DOTALL)


def is_our_leftover(name: str) -> bool:
    """Whether a file name is one that only a save of ours, killed half-way, leaves behind."""
    return _LEFTOVER.fullmatch(name) is not None


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as npy, as numpy does, in the order that it has.

    Raises
    ------
    OneDataError
        When it holds objects that cannot be pickled, or numpy does not write its kind.
    """
    try:
        write_whole(path, lambda file: np.lib.format.write_array(file, array))
    except OSError:
        raise
    except Exception as error:  # the objects' own code says how to pickle them, and may raise anything
        raise OneDataError(
            f"it cannot be saved: {error}", path, "Save plain arrays, or objects of plain data."
        ) from error


def save_recipe(path: Path, recipe: dict[str, Any]) -> None:
    """Write the dict of a recipe as the npy that stands in for its data.

    Raises
    ------
    BadRecipe
        When it is one that could not be read again.
    """
    problem = what_is_wrong(recipe)
    if problem:
        raise BadRecipe(problem, path)
    item = np.empty((), object)
    item[()] = _builtin(recipe)
    save_array(path, item)


def save_sparse(path: Path, matrix: csc_array[Any]) -> None:
    """Write a sparse matrix as scipy's npz."""
    from scipy.sparse import save_npz

    write_whole(path, lambda file: save_npz(file, matrix))


def write_whole(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Make a file, or replace it, so that at any moment it is whole: the old one or the new one.

    Parameters
    ----------
    path : Path
        Its folder is made when it is missing.
    write : callable
        Is given the new file, open for writing; when it raises, the old file stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(_unfinished(path.name))
    try:
        with new.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:  # also when interrupted: what is half written is nobody's
        with suppress(OSError):
            new.unlink()
        raise
    sync_folder(path.parent)


def _unfinished(name: str) -> str:
    """Return a name of its own for a file that is being written; of a very long name it has the end."""
    mark = f".{os.urandom(6).hex()}.saving"
    while len(os.fsencode(name)) > _LONGEST_NAME - 1 - len(mark):
        name = name[1:]
    return f".{name}{mark}"


def _builtin(value: Any) -> Any:
    """Return plain data with numpy's numbers and texts as Python's own, which any reader understands."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {str(key): _builtin(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_builtin(item) for item in value)
    return value
