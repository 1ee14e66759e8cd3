"""Row numbers as runs: Qt is told of rows that follow each other together, since each word of it costs as much."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby


def runs(rows: Iterable[int]) -> list[range]:
    """Return ascending numbers as the ranges that they make up."""
    found = []
    for _, run in groupby(enumerate(rows), key=lambda each: each[1] - each[0]):
        numbers = [row for _, row in run]
        found.append(range(numbers[0], numbers[-1] + 1))
    return found
