"""An excerpt of an array as the text of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import OneDataError
from sessionbrowser.sessions.excerpts import Excerpt


class Table:
    """An excerpt as rows and columns, time going down."""

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        shape = excerpt.shape
        long = [axis for axis, n in enumerate(shape) if n != 1]
        if len(long) > 2:
            raise OneDataError(
                f"CSV holds two axes, and this window has {len(long)}",
                excerpt.opened.facts.path,
                "Choose one slice of it, or export it as NPY.",
            )
        axes = [*long, *(axis for axis in range(len(shape)) if axis not in long)][:2]
        axes.sort(key=lambda axis: (not self._is_time(axis), axis))
        self.down: int | None = axes[0] if axes else None
        self.across: int | None = axes[1] if len(axes) > 1 else None
        self.n_rows = 1 if self.down is None else shape[self.down]

    def _is_time(self, axis: int) -> bool:
        return self.excerpt.axes[axis].times is not None or self.excerpt.axes[axis].name == "frame"

    def text(self, cancel: Cancel) -> Iterator[tuple[int, str]]:
        """Yield lines of text, the names of the columns first, each with the number of rows so far."""
        yield 0, _csv([self._names()])
        if 0 in self.excerpt.shape:
            return
        axis = self.down or 0
        for start, values in self.excerpt.pieces(axis, cancel):
            rows = values.swapaxes(0, axis).reshape(values.shape[axis], -1) if values.ndim else values.reshape(1, 1)
            yield start + len(rows), _csv(self._row(start + i, row) for i, row in enumerate(rows))

    def _names(self) -> list[str]:
        names = []
        if self.down is not None:
            down = self.excerpt.axes[self.down]
            names = [down.name] if down.times is None else [down.name, "time (s)"]
        if self.across is None:
            return [*names, self.excerpt.opened.facts.stem]
        return [*names, *self.excerpt.labels(self.across)]

    def _row(self, number: int, values: NDArray[Any]) -> list[str]:
        first: list[str] = []
        if self.down is not None:
            part = self.excerpt.window[self.down]
            place = part[number] if isinstance(part, tuple) else part.start + number
            times = self.excerpt.axes[self.down].times
            first = [str(place)] if times is None else [str(place), str(times[place])]
        return [*first, *map(str, values)]


def _csv(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
