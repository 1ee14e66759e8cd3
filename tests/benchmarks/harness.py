"""Rows, tables, and measuring two things in turn so that a busy machine slows down both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """How to measure.

    Attributes
    ----------
    folder : Path
        For files; what is there already is used again.
    repeats : int
        Of each measurement; the median counts.
    tiny : bool
        Whether files are small: to see that it runs, not how fast.
    part : str
        Words of which a part of `painted` has all in its name, to measure that alone; empty for all parts.
    """

    folder: Path
    repeats: int = 9
    tiny: bool = False
    part: str = ""

    def wants(self, part: str) -> bool:
        """Whether a part is to be measured."""
        return all(word in part.split() for word in self.part.split())


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    name : str
    ours : float
    reference : float or None
        None where the limit is one of `ours` itself.
    limit : float
        Of the ratio, or of `ours` without a reference.
    unit : str
        Of `ours` and `reference`.
    """

    name: str
    ours: float
    reference: float | None
    limit: float
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        return None if self.reference is None else self.ours / self.reference

    @property
    def within(self) -> bool:
        return (self.ours if self.ratio is None else self.ratio) <= self.limit

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "within": self.within}


Benchmark = Callable[[Setting], Iterator[Row]]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], float], reference: Callable[[], float], repeats: int) -> tuple[float, float]:
    """Return the medians of two measurements made in turn, after one of each to warm up."""
    ours(), reference()
    pairs = [(reference(), ours()) for _ in range(repeats)]
    return statistics.median(pair[1] for pair in pairs), statistics.median(pair[0] for pair in pairs)


def table(rows: Sequence[Row]) -> str:
    """Return rows as text in columns."""
    lines = [("name", "ours", "reference", "ratio", "limit", "")]
    for row in rows:
        reference = "" if row.reference is None else f"{row.reference:.3g} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
        limit = f"{row.limit:g}" if row.ratio is not None else f"{row.limit:g} {row.unit}"
        lines.append((row.name, f"{row.ours:.3g} {row.unit}", reference, ratio, limit, "" if row.within else "OVER"))
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip() for line in lines
    )
