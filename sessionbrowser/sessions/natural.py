"""Natural order: ATL2 before ATL10."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = re.compile(r"(\d+)")

NaturalKey = tuple[tuple[str | int, ...], str]


@lru_cache(maxsize=16384)  # the names in one session are those in most others
def natural_key(text: str) -> NaturalKey:
    """Return a sort key that orders runs of digits by their value and letters without regard to case.

    Texts that differ only in case or in leading zeros still have an order of their own, so sorting is stable
    from one system to the next.
    """
    parts = _DIGITS.split(text.casefold())
    # Splitting at a group alternates text and digits, so equal positions always hold comparable types.
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts)), text
