"""How much memory reading one file may take."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import TooLarge
from sessionbrowser.platform import available_memory

_AT_LEAST = 256 * 2**20
_WHEN_UNKNOWN = 4 * 2**30


def memory_budget() -> int:
    """Return the bytes that loading one file may take: half of what is free, and never less than 256 MiB."""
    return max(_AT_LEAST, (available_memory() or _WHEN_UNKNOWN) // 2)


def check(needed: int, path: Path | str | None, what: str, budget: int | None = None) -> None:
    """Raise `TooLarge`, with the figures, when something takes more memory than may be used.

    Parameters
    ----------
    needed : int
        Bytes.
    path : Path, str or None
        The file it is about.
    what : str
        What takes them, as the start of a sentence: "the matrix", "loading it whole".
    budget : int or None
        Bytes that may be used; `memory_budget` unless given.
    """
    allowed = memory_budget() if budget is None else budget
    if needed > allowed:
        raise TooLarge(
            f"{what} takes {bytes_text(needed)} of memory, and {bytes_text(allowed)} may be used",
            path,
            "Close other programs, or read a part of it in Python.",
        )


def room(n: int, path: Path | str | None) -> NDArray[np.uint8]:
    """Return fresh memory of n bytes, or raise `TooLarge` when the system has none left."""
    try:
        return np.empty(n, np.uint8)
    except (MemoryError, ValueError):  # numpy refuses sizes past its index type with ValueError
        raise TooLarge(f"there is not enough memory for {bytes_text(n)} of it", path, "Read a part of it.") from None
