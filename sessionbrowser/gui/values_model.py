"""A table over an array of any size: blocks are read in a worker when a cell is looked at, and a few are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, ClassVar

from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.values_layout import Layout, cell_text

PAGE_ROWS = 1_000_000
"""Rows that the table holds at a time; Qt counts rows and their pixels in 32 bits."""
PAGE_COLUMNS = 100_000
CELL_BYTES = 1 << 20
"""A single value larger than this is named, not read."""

Block = tuple[int, int]
Index = QModelIndex | QPersistentModelIndex


class ValuesModel(QAbstractTableModel):
    """The cells of one page of an array; those not read yet show "…" until a worker has read them.

    Attributes
    ----------
    failed : Signal(Exception)
        A block could not be read.
    settled : Signal()
        Every cell that was looked at is there.
    """

    failed = Signal(object)
    settled = Signal()
    KEPT: ClassVar[int] = 64
    AT_ONCE: ClassVar[int] = 4

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: ArraySource | None = None
        self._layout: Layout | None = None
        self._names: tuple[str, ...] = ()
        self._first = (0, 0)
        self._blocks: OrderedDict[Block, NDArray[Any]] = OrderedDict()
        self._wanted: OrderedDict[Block, None] = OrderedDict()
        self._lane = Lane(self)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch)

    @property
    def layout_shown(self) -> Layout | None:
        """The layout in use, None when nothing is shown."""
        return self._layout

    @property
    def first_row(self) -> int:
        """The array's row that is the first of this page."""
        return self._first[0]

    @property
    def first_column(self) -> int:
        """The array's column that is the first of this page."""
        return self._first[1]

    def show(self, source: ArraySource | None, layout: Layout | None = None, names: tuple[str, ...] = ()) -> None:
        """Show an array (or none) in some layout, from its first row on.

        Parameters
        ----------
        source : ArraySource or None
        layout : Layout or None
            The first two axes unless given.
        names : tuple of str
            A name for each axis of the array.
        """
        self.beginResetModel()
        self._forget()
        self._source, self._names = source, names
        self._layout = None if source is None else layout or Layout.of(source)
        self._first = (0, 0)
        self.endResetModel()
        if self.rowCount() and self.columnCount():
            self._want((0, 0))
        elif self._layout is not None:
            self.settled.emit()

    def turn_to(self, row: int, column: int = 0) -> tuple[int, int]:
        """Turn to the page that holds a cell of the array, and return the cell's place in the page."""
        first = (row // PAGE_ROWS * PAGE_ROWS, column // PAGE_COLUMNS * PAGE_COLUMNS)
        if first != self._first:
            self.beginResetModel()
            self._forget()
            self._first = first
            self.endResetModel()
        return row - first[0], column - first[1]

    def stop(self) -> None:
        """Give up what is being read."""
        self._wanted.clear()
        self._soon.stop()
        self._lane.cancel()

    def _forget(self) -> None:
        self.stop()
        self._blocks.clear()

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the rows on this page."""
        if parent.isValid() or self._layout is None:
            return 0
        return min(PAGE_ROWS, self._layout.n_rows - self._first[0])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the columns on this page."""
        if parent.isValid() or self._layout is None:
            return 0
        return min(PAGE_COLUMNS, self._layout.n_columns - self._first[1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, or "…" until it has been read."""
        if self._layout is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's or column's index in the array, or the name of a field."""
        is_column = orientation == Qt.Orientation.Horizontal and self._layout is not None
        if role == Qt.ItemDataRole.TextAlignmentRole and is_column:
            return self._side(section)
        if role != Qt.ItemDataRole.DisplayRole or self._layout is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + self._first[0]) if self._layout.rows is not None else ""
        if self._layout.fields:
            return self._layout.fields[section]
        return str(section + self._first[1]) if self._layout.columns is not None else "value"

    def _side(self, column: int) -> Qt.AlignmentFlag:
        """Return where the texts of a column stand: numbers at the right, so that their digits are below each other."""
        assert self._layout is not None
        dtype = self._layout.dtype[self._layout.fields[column]] if self._layout.fields else self._layout.dtype
        side = Qt.AlignmentFlag.AlignRight if dtype.kind in "biufcmM" else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    # What the cells hold

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell of this page; asks for its block when that is not there."""
        assert self._layout is not None
        if self._layout.dtype.itemsize > CELL_BYTES:
            return f"({self._layout.dtype.itemsize:,} bytes)"
        height, width = self._layout.block_shape
        field = column if self._layout.fields else None
        down, across = row + self._first[0], 0 if field is not None else column + self._first[1]
        key = (down // height, across // width)
        block = self._blocks.get(key)
        if block is None:
            self._want(key)
            return "…"
        self._blocks.move_to_end(key)
        value = block[down % height, across % width]
        return cell_text(value if field is None else value[self._layout.fields[field]])

    def longest_text(self) -> int:
        """Return how many characters the longest of the first cells has; asks for nothing to be read."""
        if self._layout is None or (0, 0) not in self._blocks:
            return 0
        rows, columns = min(50, self.rowCount()), min(8, self.columnCount())
        height, width = self._layout.block_shape
        columns = columns if self._layout.fields else min(columns, width)
        texts = (self.text(row, column) for row in range(min(rows, height)) for column in range(columns))
        return max(map(len, texts), default=0)

    def axis_name(self, axis: int | None) -> str:
        """Return the name of an axis of the array, "" when there is no such axis."""
        return self._names[axis] if axis is not None and axis < len(self._names) else ""

    def _want(self, key: Block) -> None:
        self._wanted[key] = None
        self._wanted.move_to_end(key)
        while len(self._wanted) > self.KEPT // 2:  # those that were scrolled past long ago
            self._wanted.popitem(last=False)
        if not self._lane.is_busy:
            self._soon.start()

    def _fetch(self) -> None:
        source, layout = self._source, self._layout
        if source is None or layout is None or self._lane.is_busy:
            return
        if not self._wanted:
            self.settled.emit()
            return
        keys = [self._wanted.popitem()[0] for _ in range(min(self.AT_ONCE, len(self._wanted)))]
        self._lane.run(lambda job: _read_blocks(job, source, layout, keys), self._after, self.failed.emit, self._take)

    def _after(self, _answer: object) -> None:
        self._soon.start()

    def _take(self, part: tuple[Block, NDArray[Any]]) -> None:
        key, values = part
        self._wanted.pop(key, None)
        self._blocks[key] = values
        while len(self._blocks) > self.KEPT:
            self._blocks.popitem(last=False)
        self._tell_changed(key, values.shape)

    def _tell_changed(self, key: Block, shape: tuple[int, ...]) -> None:
        assert self._layout is not None
        height, width = self._layout.block_shape
        top, left = key[0] * height - self._first[0], key[1] * width - self._first[1]
        right = self.columnCount() if self._layout.fields else left + shape[1]
        first = self.index(max(0, top), max(0, left))
        last = self.index(min(self.rowCount(), top + shape[0]) - 1, min(self.columnCount(), right) - 1)
        self.dataChanged.emit(first, last, [Qt.ItemDataRole.DisplayRole])


def _read_blocks(job: Job, source: ArraySource, layout: Layout, keys: Iterable[Block]) -> None:
    height, width = layout.block_shape
    across = layout.n_columns if layout.columns is not None else 1
    for down, right in keys:
        rows = slice(down * height, min((down + 1) * height, layout.n_rows))
        columns = slice(right * width, min((right + 1) * width, across))
        job.report(((down, right), layout.arrange(source.read(layout.window(rows, columns)))))
