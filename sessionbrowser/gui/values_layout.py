"""How an array of any number of axes lies in a table, and how its values are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.source import ArraySource, Window

BLOCK_BYTES = 256 * 1024
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """Which axes of an array go down and across a table, and where the others are held.

    Attributes
    ----------
    shape : tuple of int
        Of the array.
    dtype : numpy.dtype
    rows, columns : int or None
        The axes that go down and across; None where there is no such axis.
    held : tuple of int
        An index for each axis of the array; those of `rows` and `columns` do not matter.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    rows: int | None
    columns: int | None
    held: tuple[int, ...]

    @classmethod
    def of(cls, source: ArraySource) -> Layout:
        """Return the layout that an array has at first: its first two axes, and index 0 of all others."""
        rows = 0 if source.ndim else None
        columns = 1 if source.ndim > 1 else None
        return cls(tuple(source.shape), source.dtype, rows, columns, (0,) * source.ndim)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of a structured array's fields where they stand as columns; else none."""
        return (self.dtype.names or ()) if self.columns is None else ()

    @property
    def n_rows(self) -> int:
        """Number of rows in all."""
        return 1 if self.rows is None else self.shape[self.rows]

    @property
    def n_columns(self) -> int:
        """Number of columns in all."""
        if self.columns is not None:
            return self.shape[self.columns]
        return max(1, len(self.fields))

    @property
    def block_shape(self) -> tuple[int, int]:
        """How many rows and columns are read at once: about `BLOCK_BYTES`, and 256 × 64 at most."""
        item = max(1, self.dtype.itemsize)
        columns = max(1, min(64, BLOCK_BYTES // item)) if self.columns is not None else 1
        return max(1, min(256, BLOCK_BYTES // (item * columns))), columns

    def window(self, rows: slice, columns: slice) -> Window:
        """Return the window of the array that holds these rows and columns of the table."""
        window = [slice(i, i + 1) for i in self.held]
        if self.rows is not None:
            window[self.rows] = rows
        if self.columns is not None:
            window[self.columns] = columns
        return tuple(window)

    def arrange(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return what reading a window gave, with rows down and columns across."""
        order = [axis for axis in (self.rows, self.columns) if axis is not None]
        others = [axis for axis in range(values.ndim) if axis not in order]
        moved = values.transpose(order + others)
        down = moved.shape[0] if self.rows is not None else 1
        return moved.reshape(down, -1) if moved.size else moved.reshape(down, 0)


def cell_text(value: Any) -> str:
    """Return a value as the table shows it: every digit of a number, the start of a long text."""
    if isinstance(value, np.void) and value.dtype.names is None:
        text = value.tobytes().hex()
    elif isinstance(value, np.ndarray):
        text = np.array2string(value, threshold=20, separator=", ")
    else:
        text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def selection_as_text(source: ArraySource, layout: Layout, rows: slice, columns: slice) -> str:
    """Return a rectangle of the table as tab-separated lines, read afresh; runs in a worker.

    Parameters
    ----------
    source : ArraySource
    layout : Layout
    rows, columns : slice
        Of the whole array, not of a page; with fields, `columns` picks among the fields.
    """
    if not layout.fields:
        values = layout.arrange(source.read(layout.window(rows, columns)))
        return "\n".join("\t".join(_plain(value) for value in row) for row in values)
    records = layout.arrange(source.read(layout.window(rows, slice(0, 1))))[:, 0]
    names = layout.fields[columns]
    return "\n".join("\t".join(_plain(record[name]) for name in names) for record in records)


def _plain(value: Any) -> str:
    return str(value).replace("\t", " ").replace("\n", " ").replace("\r", " ")
