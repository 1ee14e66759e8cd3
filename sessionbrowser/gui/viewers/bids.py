"""How well each viewer shows a file, told from its facts alone; nothing heavy is imported to find out."""

from __future__ import annotations

import numpy as np

from sessionbrowser.sessions.kinds import FileFacts

NUMBERS = "biufc"
"""The dtype kinds that a picture or a line can be drawn of: bool, integers, floats, complex."""


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
