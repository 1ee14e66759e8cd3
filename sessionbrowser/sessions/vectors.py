"""Reading one list of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.errors import Damaged
from sessionbrowser.platform import RegularFile

_PIECE = 4 * 2**20


def read_numbers(path: Path, cancel: Cancel = NEVER) -> NDArray[np.float64]:
    """Read the list of numbers that a npy file holds.

    Parameters
    ----------
    path : Path
    cancel : Cancel
        Looked at every few megabytes.

    Returns
    -------
    (n,) float64 ndarray

    Raises
    ------
    Damaged
        When it holds anything else.
    OneDataError, OSError
        When it cannot be read, or not within memory.
    Cancelled
    """
    with RegularFile(path) as file:
        header = read_npy_header(file)
        if len(header.shape) != 1 or header.dtype.kind not in "iuf":
            raise Damaged("it holds no list of numbers", path)
        memory.check(header.size * np.dtype(np.float64).itemsize, path, "the list")
        return all_of(PlainSource(file, header), cancel)


def all_of(source: ArraySource, cancel: Cancel = NEVER, dtype: Any = np.float64) -> NDArray[Any]:
    """Return all values of a source of one axis, as another type, read a piece at a time."""
    (n,) = source.shape
    values = np.empty(n, dtype)
    step = max(1, _PIECE // max(1, source.dtype.itemsize))
    for start in range(0, n, step):
        cancel.check()
        piece = slice(start, min(start + step, n))
        values[piece] = source.read((piece,))
    return values
