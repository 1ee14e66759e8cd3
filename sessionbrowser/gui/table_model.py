"""The files of a session as Qt sees them, and the proxy that sorts and filters them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from sessionbrowser.gui import words
from sessionbrowser.gui.runs import runs
from sessionbrowser.gui.table_columns import COLUMNS, HEALTH, KIND, NAME, SPKS_KEY, TIPS, TYPE, Row, health_text

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


class FileTableModel(QAbstractTableModel):
    """One row a file, in no order; rows come as names first and as facts after."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._at: dict[Path, int] = {}

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows, or renew those of the same key."""
        new, changed = [], []
        for row in rows:
            at = self._at.get(row.key)
            if at is None:
                new.append(row)
                continue
            news = row.after(self._rows[at])
            if news != self._rows[at]:
                self._rows[at] = news
                changed.append(at)
        # Told in runs: a view that is told row by row does all again each time.
        for run in runs(sorted(changed)):
            self.dataChanged.emit(self.index(run[0], 0), self.index(run[-1], len(COLUMNS) - 1))
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new
            self._renumber()
            self.endInsertRows()

    def keep_only(self, keys: Iterable[Path]) -> None:
        """Remove all other rows than those of these keys."""
        kept = set(keys)
        end = len(self._rows)
        for stays, run in groupby(self._rows[::-1], key=lambda row: row.key in kept):
            first = end - sum(1 for _ in run)
            if not stays:
                self.beginRemoveRows(QModelIndex(), first, end - 1)
                del self._rows[first:end]
                self._renumber()
                self.endRemoveRows()
            end = first

    def remove(self, paths: Iterable[Path]) -> None:
        """Remove the rows of these paths."""
        self.keep_only(self._at.keys() - set(paths))

    def _renumber(self) -> None:
        self._at = {row.key: at for at, row in enumerate(self._rows)}

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order in which they came."""
        return self._rows

    @property
    def n_files(self) -> int:
        """How many rows are files."""
        return len(self._rows) - (SPKS_KEY in self._at)

    def row_of(self, key: Path) -> int:
        """Return the number of a row by its key, the path of a file; -1 when there is none."""
        return self._at.get(key, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of files."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return COLUMNS[section].title
        return TIPS.get(section) if role == _ROLE.ToolTipRole else None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return the text of a cell, its tooltip, or what it says aloud."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return COLUMNS[column].text(row)
        if role == _ROLE.ToolTipRole:
            return words.tooltip(_tip(row, column))
        if role == _ROLE.TextAlignmentRole and COLUMNS[column].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _tip(row: Row, column: int) -> str:
    facts = row.facts
    if column == NAME and row.is_computed:
        return f"computed, in no file: {facts.detail}"
    if column == NAME:
        return str(facts.path) + (f"\nlink to {facts.link}" if facts.link else "")
    if column == HEALTH:
        return "\n".join(part for part in (health_text(row), facts.health.to_do) if part)
    if column == TYPE:
        return facts.dtype or ""
    if column == COLUMNS.index(COLUMNS[-2]):
        return words.minute_text(facts.modified_ns)
    return COLUMNS[column].text(row)


class FileProxy(QSortFilterProxyModel):
    """Sorts by the raw values behind the cells, with unknown ones last, and filters by words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._stale_only = False
        self.setDynamicSortFilter(True)

    @property
    def n_files(self) -> int:
        """How many of the rows that are listed are files."""
        return self.rowCount() - (self.source().row_of(SPKS_KEY) >= 0)

    def source(self) -> FileTableModel:
        """Return the model behind it."""
        model = self.sourceModel()
        assert isinstance(model, FileTableModel)
        return model

    def set_filter(self, words: Sequence[str], stale_only: bool = False) -> None:
        """Show the files, of all or of the stale ones, in whose name, kind or state all these lower-case words are."""
        self.beginFilterChange()
        self._words, self._stale_only = list(words), stale_only
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def row_at(self, index: Index) -> Row | None:
        """Return what stands in a row of the proxy."""
        return self.source().rows[self.mapToSource(index).row()] if index.isValid() else None

    def index_of(self, key: Path, column: int = NAME) -> QModelIndex:
        """Return where a cell of this file, or of `SPKS_KEY`, is listed; an index that is not valid if it is not."""
        source = self.source()
        return self.mapFromSource(source.index(source.row_of(key), column))

    def index_of_type(self) -> QModelIndex:
        """Return the cell of spks in which its type is chosen."""
        return self.index_of(SPKS_KEY, KIND)

    def spanning(self, rows: Collection[int]) -> QItemSelection:
        """Return these rows of the list as a selection."""
        chosen = QItemSelection()
        for run in runs(sorted(rows)):
            chosen.select(self.index(run[0], 0), self.index(run[-1], 0))
        return chosen

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Accept the rows that hold all words (and are stale, if only such are wanted), and that of spks always."""
        row = self.source().rows[source_row]
        if row.spks is not None:
            return True
        if self._stale_only and row.finding is None:
            return False
        return words.has_all(self._words, f"{row.title}\n{COLUMNS[KIND].text(row)}\n{row.facts.health.state}")

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare raw values; equal ones by name; spks stays on top either way."""
        rows = self.source().rows
        a, b = rows[left.row()], rows[right.row()]
        if (a.spks is None) is not (b.spks is None):
            return (a.spks is not None) is (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        key = COLUMNS[left.column()].sort_key
        x, y = key(a), key(b)
        if x == y:
            falling = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return bool(COLUMNS[NAME].sort_key(a) < COLUMNS[NAME].sort_key(b)) is not falling
        if x is None or y is None:
            return (y is None) is (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        return bool(x < y)
