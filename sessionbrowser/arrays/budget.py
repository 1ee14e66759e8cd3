"""How much memory reading one file may take."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import TooLarge

_AT_LEAST = 256 * 2**20
_WHEN_UNKNOWN = 4 * 2**30


def memory_budget() -> int:
    """Return the bytes that loading one file may take: half of what is free, and never less than 256 MiB."""
    return max(_AT_LEAST, (_available() or _WHEN_UNKNOWN) // 2)


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


def _available() -> int | None:
    """Return the bytes of memory that new work can have, or None where the system does not say."""
    if os.name == "nt":
        return _available_windows()
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(facts["MemAvailable"].split()[0]) * 1024
    except (OSError, ValueError, KeyError, IndexError):
        return None


def _available_windows() -> int | None:
    import ctypes

    class MemoryStatus(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
        ]

    status = MemoryStatus()
    status.length = ctypes.sizeof(status)
    windll = getattr(ctypes, "windll", None)
    if windll is None or not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.available)
