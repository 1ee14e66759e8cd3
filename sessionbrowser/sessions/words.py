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
    told = " × ".join(words) if words else "1 value"
    return f"{told} pixels" if list(names[-2:]) == ["y", "x"] else told


def noun(name: str) -> str:
    """Return what an axis counts, in the plural: "frames"; "axis 2", "x" and "y" stay what they are."""
    return name if is_bare(name) else f"{name}s"


def is_bare(name: str) -> bool:
    """Whether the name of an axis does not tell what it counts."""
    return not name or name in ("x", "y") or name.startswith("axis ")


def _plural(n: int, name: str) -> str:
    if is_bare(name):
        return str(n)
    return f"{n} {name}" if n == 1 else f"{n} {noun(name)}"


def day_text(ns: int) -> str:
    """Return the local day of a modification time in ns since the epoch; empty when no calendar has it."""
    try:
        return datetime.fromtimestamp(ns / 1e9).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return ""
