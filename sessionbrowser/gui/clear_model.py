"""The files of a plan as rows to be ticked: what each row says, and the plan that is left of it."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.gui.clear_words import session_text
from sessionbrowser.gui.words import age_text, bytes_text, date_text, tooltip
from sessionbrowser.platform import Identity
from sessionbrowser.sessions.natural import natural_key
from sessionbrowser.sessions.plan import ClearItem, ClearPlan
from sessionbrowser.sessions.plan_words import orphans, used_words

TITLES = ("File and why", "Made again from, used by", "Modified, age", "Size")
FILE, REMAKE, AGE, SIZE = range(len(TITLES))
ITEM_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


def changes(items: Iterable[ClearItem], cancel: Cancel = NEVER) -> dict[Path, str]:
    """Return which files are not what they were when the plan was made, and how; runs in a worker."""
    found = {}
    for item in items:
        cancel.check()
        try:
            now = Identity.of(item.path.lstat())
        except OSError:
            found[item.path] = "it is gone"
        else:
            if now != item.identity:
                found[item.path] = "it changed since the list was made"
    return found


class ClearModel(QAbstractTableModel):
    """One row a file; all that may be cleared are ticked at first.

    Parameters
    ----------
    plan : ClearPlan
    now_ns : int
        The time that ages are counted to; now unless given.
    root : Path or None
        Sessions are named from there, where there are several.
    """

    def __init__(
        self, plan: ClearPlan, parent: QObject | None = None, *, now_ns: int = 0, root: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._plan, self._now = plan, now_ns or time.time_ns()
        self._items = plan.items
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._root = root
        self._folders = set(map(_folder, plan.items))
        self._by_path = {item.path: item for item in plan.items}
        self._ticked = {item.path for item in plan.accepted}
        self._changed: dict[Path, str] = {}
        self._choose()

    @property
    def chosen(self) -> ClearPlan:
        """The plan for the ticked files."""
        return self._chosen

    def refusal(self, item: ClearItem) -> str:
        """Return why a file cannot be ticked; empty when it can."""
        return item.refused or self._changed.get(item.path, "")

    def is_ticked(self, item: ClearItem) -> bool:
        """Whether a file is to be cleared."""
        return item.path in self._ticked

    def tick(self, paths: Collection[Path], ticked: bool) -> None:
        """Tick or untick files; those that cannot be cleared stay as they are."""
        able = {path for path in paths if path in self._by_path and not self.refusal(self._by_path[path])}
        self._ticked = self._ticked | able if ticked else self._ticked - able
        self._update()

    def tick_all(self) -> None:
        """Tick all files that may be cleared; when all are, untick them."""
        able = {item.path for item in self._items if not self.refusal(item)}
        self.tick(able, not able <= self._ticked)

    def mark_changed(self, changed: Mapping[Path, str]) -> None:
        """Leave out files that are not what they were; one that is so once stays out."""
        if not changed.keys() <= self._changed.keys():
            self._changed.update(changed)
            self._ticked -= changed.keys()
            self._update()

    def _update(self) -> None:
        self._choose()
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, len(TITLES) - 1))

    def _choose(self) -> None:
        self._chosen = self._plan.only(self._ticked)
        self._as_chosen = {item.path: item for item in self._chosen.items}
        self._orphaning = orphans(self._chosen).keys()

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of files."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return f"Sort by this column (key {section + 1})"
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == SIZE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let what may be cleared be ticked; the others are disabled."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.refusal(self._items[index.row()]):
            return Qt.ItemFlag.ItemIsSelectable
        tickable = Qt.ItemFlag.ItemIsUserCheckable if index.column() == FILE else Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | tickable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, whether it is ticked, or its tooltip."""
        if not index.isValid():
            return None
        item, column = self._items[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            session = self.session_of(item) if column == FILE else ""
            return "\n".join((*self.lines(item, column), *((session,) if session else ())))
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.CheckStateRole and column == FILE and not item.refused:
            return Qt.CheckState.Checked if self.is_ticked(item) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._tip(item))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick a file."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        item = self._items[index.row()]
        if self.refusal(item):
            return False
        self.tick([item.path], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def lines(self, item: ClearItem, column: int) -> tuple[str, ...]:
        """Return the one or two lines of a cell."""
        shown = self._chosen_item(item)
        if column == FILE:
            return item.path.name, self.refusal(item) or "; ".join(item.why)
        if column == REMAKE:
            return ("", "") if item.refused else (shown.remake, used_words(item))
        if column == AGE:
            return date_text(item.modified_ns), age_text(item.modified_ns, self._now) if item.modified_ns else ""
        return (bytes_text(item.size),) if item.identity else ("",)

    def session_of(self, item: ClearItem) -> str:
        """Return whose file it is, where the plan is about several sessions; else nothing."""
        return self._session(_folder(item)) if self.has_several_sessions else ""

    @property
    def has_several_sessions(self) -> bool:
        """Whether the plan is about more than one session."""
        return len(self._folders) > 1

    @property
    def where(self) -> str:
        """Whose files they are: "ATL028 / 2023-04-18 / 702", or "3 sessions"."""
        count = len(self._folders)
        return self._session(*self._folders) if count == 1 else f"{count:,} sessions"

    def _session(self, folder: str) -> str:
        return session_text(Path(folder).parent, self._root)

    def _chosen_item(self, item: ClearItem) -> ClearItem:
        """Return the item as it is among the ticked ones: "the .npz stays" only while that is not ticked as well."""
        return self._as_chosen.get(item.path, item)

    def loses_data(self, item: ClearItem) -> bool:
        """Whether a file is ticked whose data is gone with it, given all else that is ticked."""
        return self.is_ticked(item) and self._chosen_item(item).only_copy

    def orphans_others(self, item: ClearItem) -> bool:
        """Whether a file is ticked that recipes read which stay."""
        return self.is_ticked(item) and item.path in self._orphaning

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's raw values, or as in the plan (-1); ticks and the current row stay with their files."""
        if (column, order) == self._sorted:  # the view asks twice
            return
        self._sorted = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        items = [self._items[index.row()] for index in before]
        self._items = self._plan.items
        if column >= 0:
            descending = order == Qt.SortOrder.DescendingOrder
            self._items = tuple(sorted(self._items, key=lambda item: self._sort_key(item, column), reverse=descending))
        rows = {item.path: row for row, item in enumerate(self._items)} if before else {}
        after = [self.index(rows[item.path], index.column()) for item, index in zip(items, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sort_key(self, item: ClearItem, column: int) -> Any:
        if column == FILE:
            return natural_key(item.path.name)
        if column == REMAKE:
            return (item.remake, len(item.used_by))
        return item.modified_ns if column == AGE else item.size

    def _tip(self, item: ClearItem) -> str:
        used = [f"used by {', '.join(item.used_by)}"] if item.used_by else []
        return "\n".join([str(item.path), *([self.refusal(item)] if self.refusal(item) else item.why), *used])


def _folder(item: ClearItem) -> str:
    """Return the folder of a file as text: paths are slow to take apart and to compare, and there may be thousands."""
    return str(item.path).rpartition(os.sep)[0]


def as_text(plan: ClearPlan) -> str:
    """Return the list for the clipboard: a line a file, with tabs between path, bytes, and why."""
    return "\n".join(
        "\t".join((str(item.path), str(item.size), "; ".join(item.why), item.remake)) for item in plan.items
    )
