"""The trash as Qt sees it: batches with their files below, filtered and sorted without losing the selection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sessionbrowser.gui.trash_rows import (
    CLEARED,
    COLUMNS,
    FILE,
    SIZE,
    TrashGroup,
    TrashRow,
    arranged,
    grouped,
)
from sessionbrowser.gui.words import bytes_text, tooltip
from sessionbrowser.lab.trash import TrashedSession
from sessionbrowser.sessions.trash import Batch, Trashed

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_GROUPS = 0
"""The id of an index of a group; that of a file is the row of its group, counted from 1."""
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FILE_FLAGS = _FLAGS | Qt.ItemFlag.ItemNeverHasChildren
_WITH_HINT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"
_WHOLE_ROWS = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
"""Then a selection is remembered by its rows, not by every cell of them."""


class TrashModel(QAbstractItemModel):
    """Groups of what was cleared together, the newest first, with a row for each file.

    Whatever changes, the selection stays with its files.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[TrashGroup, ...] = ()
        self._shown: tuple[TrashGroup, ...] = ()
        self._words: list[str] = []
        self._column, self._descending = CLEARED, True

    # What it shows ------------------------------------------------------------------------------------------------

    @property
    def everything(self) -> tuple[Batch, ...]:
        """All batches, those that the filter hides too."""
        return tuple(batch for group in self._all for batch in group.batches)

    @property
    def groups(self) -> tuple[TrashGroup, ...]:
        """What is on show, from top to bottom."""
        return self._shown

    def put(self, sessions: Iterable[TrashedSession]) -> None:
        """Show what the trash of these sessions holds, in place of what was shown."""
        self._all = grouped(sessions)
        self._arrange()

    def set_filter(self, words: Sequence[str]) -> None:
        """Show the files in whose name, session, day, user or reason all these lower-case words are."""
        self._words = list(words)
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column: the files of each batch, and the batches among themselves."""
        wanted = column, order == Qt.SortOrder.DescendingOrder
        if wanted != (self._column, self._descending):  # the view asks twice
            self._column, self._descending = wanted
            self._arrange()

    def group_at(self, index: Index) -> TrashGroup | None:
        """Return the group of a group's index; None for a file's."""
        return self._shown[index.row()] if index.isValid() and index.internalId() == _GROUPS else None

    def row_at(self, index: Index) -> TrashRow | None:
        """Return the file of a file's index; None for a group's."""
        if not index.isValid() or index.internalId() == _GROUPS:
            return None
        return self._shown[index.internalId() - 1].rows[index.row()]

    def things_at(self, indexes: Iterable[Index]) -> tuple[Batch | Trashed, ...]:
        """Return what is meant by these rows: whole batches, and files of others."""
        indexes = list(indexes)
        groups = [group for index in indexes if (group := self.group_at(index)) is not None]
        whole = {group.batch_id for group in groups}
        rows = [row for index in indexes if (row := self.row_at(index)) is not None]
        files = (row.file for row in rows if row.batch.batch_id not in whole)
        return (*(thing for group in groups for thing in group.things), *files)

    def _arrange(self) -> None:
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], _WHOLE_ROWS)  # type: ignore[index]
        before = self.persistentIndexList()
        keys = [self._key(index) for index in before]
        self._shown = arranged(self._all, self._words, self._column, self._descending)
        now = dict(self._places()) if before else {}
        after = [
            self.createIndex(now[key][0], index.column(), now[key][1]) if key in now else QModelIndex()
            for index, key in zip(before, keys, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged[_WITH_HINT].emit([], _WHOLE_ROWS)  # type: ignore[index]

    def _key(self, index: Index) -> str | Path | None:
        """Return what tells a row from all others, wherever it stands."""
        group, row = self.group_at(index), self.row_at(index)
        return group.batch_id if group is not None else row.file.path if row is not None else None

    def _places(self) -> Iterator[tuple[str | Path, tuple[int, int]]]:
        """Give the row and the id of each row on show by its key."""
        for at, group in enumerate(self._shown):
            yield group.batch_id, (at, _GROUPS)
            yield from ((row.file.path, (below, at + 1)) for below, row in enumerate(group.rows))

    # Qt's questions -----------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        """Return the index of a group or a file."""
        group = self.group_at(parent)
        count = len(group.rows) if group is not None else self.rowCount(parent)
        if not 0 <= row < count or not 0 <= column < len(COLUMNS):
            return QModelIndex()
        return self.createIndex(row, column, _GROUPS if group is None else parent.row() + 1)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the index of a file's group."""
        if not index.isValid() or index.internalId() == _GROUPS:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _GROUPS)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return the number of groups, or of the files in one."""
        if not parent.isValid():
            return len(self._shown)
        group = self.group_at(parent)
        return len(group.rows) if group is not None and parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return the number of columns."""
        return len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let groups and files be selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS if index.internalId() == _GROUPS else _FILE_FLAGS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return a column's title and side."""
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return COLUMNS[section].title
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell says, or the tooltip of its row."""
        group, row = self.group_at(index), self.row_at(index)
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            if row is not None:
                return COLUMNS[index.column()].text(row)
            return _group_text(group, index.column()) if group is not None else None
        if role == _ROLE.ToolTipRole and row is not None:
            return tooltip("\n".join(part for part in (str(row.file.origin), row.why, str(row.file.path)) if part))
        return None


def _group_text(group: TrashGroup, column: int) -> str:
    return {FILE: f"{group.title}, {group.detail}", SIZE: bytes_text(group.size)}.get(column, "")
