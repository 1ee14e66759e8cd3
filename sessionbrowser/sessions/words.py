"""Counts and days as the facts of a file put them into words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def shape_text(shape: Sequence[int]) -> str:
    """Return "91 × 900"; "1 value" where there are no axes."""
    return " × ".join(str(n) for n in shape) or "1 value"


def counted(shape: Sequence[int], names: Sequence[str]) -> str:
    """Return "900 frames × 91 ROIs": each axis with what it counts, as far as that has a name."""
    words = [_plural(n, name) for n, name in zip(shape, names, strict=True)]
    return " × ".join(words) if words else "1 value"


def _plural(n: int, name: str) -> str:
    if not name or name.startswith("axis "):
        return str(n)
    return f"{n} {name}" if n == 1 else f"{n} {name}s"


def day_text(ns: int) -> str:
    """Return the local day of a modification time in ns since the epoch; empty when no calendar has it."""
    try:
        return datetime.fromtimestamp(ns / 1e9).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return ""
