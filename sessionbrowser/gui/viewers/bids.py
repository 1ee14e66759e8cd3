"""How well each viewer shows a file, told from its facts alone; nothing heavy is imported to find out."""

from __future__ import annotations

import numpy as np

from sessionbrowser.sessions.kinds import FileFacts, Kind

NUMBERS = ("b", "i", "u", "f", "c")
"""The dtype kinds that a picture or a line can be drawn of: bool, integers, floats, complex."""
FEW_LINES = 8
"""So many lines can be told apart in one trace."""

MOST_POINTS = 2_000_000
"""So many points are read at once."""


def dtype_kind(facts: FileFacts) -> str:
    """Return numpy's one-letter kind of a file's dtype; empty when the facts do not tell it."""
    if not facts.dtype:
        return ""
    try:
        return np.dtype(facts.dtype).kind
    except TypeError:  # a structured dtype, told in words
        return ""


def has_numbers(facts: FileFacts, *, ndim: int) -> bool:
    """Whether a file is known to hold numbers along this many axes."""
    return facts.shape is not None and len(facts.shape) == ndim and dtype_kind(facts) in NUMBERS


def raster(facts: FileFacts) -> int:
    """Bid for numbers along two axes."""
    return 80 if has_numbers(facts, ndim=2) else 0


def trace(facts: FileFacts) -> int:
    """Bid for numbers or moments along one axis, and lower for a few lines of real numbers side by side."""
    if facts.shape is not None and len(facts.shape) == 1 and dtype_kind(facts) in (*NUMBERS, "M"):
        return 80
    if dtype_kind(facts) == "c":
        return 0
    few = has_numbers(facts, ndim=2) and 2 <= min(facts.shape or (0,)) <= FEW_LINES
    return 40 if few and not is_recording(facts) else 0


def traces(facts: FileFacts) -> int:
    """Bid for numbers along time and ROIs."""
    return 60 if has_numbers(facts, ndim=2) and is_recording(facts) else 0


def scatter(facts: FileFacts) -> int:
    """Bid for two or three numbers for each of many things, highest where they are positions of ROIs."""
    if not has_numbers(facts, ndim=2) or dtype_kind(facts) not in ("i", "u", "f") or facts.shape is None:
        return 0
    if facts.shape[1] not in (2, 3) or not facts.shape[1] < facts.shape[0] <= MOST_POINTS:
        return 0
    thing, _, attribute = facts.path.stem.partition(".")
    return 85 if thing == "mpciROIs" and "position" in attribute.lower() else 30


def phase_raster(facts: FileFacts) -> int:
    """Bid for complex numbers along two axes."""
    return 50 if dtype_kind(facts) == "c" and raster(facts) else 0


def phase_slices(facts: FileFacts) -> int:
    """Bid for complex numbers along three axes and more."""
    return 50 if dtype_kind(facts) == "c" and image(facts) else 0


def phase_trace(facts: FileFacts) -> int:
    """Bid for complex numbers along one axis."""
    return 50 if dtype_kind(facts) == "c" and trace(facts) else 0


def image(facts: FileFacts) -> int:
    """Bid for numbers along three axes and more."""
    return 80 if facts.shape is not None and has_numbers(facts, ndim=max(3, len(facts.shape))) else 0


def values(facts: FileFacts) -> int:
    """Bid for all that is a plain array: low where a picture shows it better, high where none can."""
    if facts.shape is None or not facts.dtype or is_object(facts):
        return 0
    return 20 if facts.shape and dtype_kind(facts) in NUMBERS else 80


def tree(facts: FileFacts) -> int:
    """Bid for objects: dicts, lists and what they hold."""
    return 80 if is_object(facts) else 0


def is_recording(facts: FileFacts) -> bool:
    """Whether a file of two axes is known to have one of frames and one of ROIs."""
    from sessionbrowser.sessions.axes import axis_names  # not before there is something to show
    from sessionbrowser.sessions.spks import place_of

    computed = facts.path.name.startswith(place_of("", facts.path.parent).name.removesuffix(")"))
    return computed or sorted(axis_names(facts.path, facts.shape or ())) == ["ROI", "frame"]


def is_object(facts: FileFacts) -> bool:
    """Whether a file holds Python objects (and is no recipe, which is one too)."""
    return facts.kind is Kind.OBJECT or (facts.dtype == "object" and facts.kind is not Kind.RECIPE)
