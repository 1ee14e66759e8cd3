"""The findings of a lab as Qt sees them: headings with their files below, ticked, sorted and filtered in place.

The table is flat, a row a line: a tree of Qt's asks its model about every row whenever some come or go, which takes
longer than a frame from a few thousand on, while a table asks about those on the screen alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sessionbrowser.gui.cleanup_rows import (
    COLUMNS,
    FILE,
    By,
    Finding,
    Group,
    Line,
    Totals,
    by_column,
    grouped,
    renewed,
    totals,
)
from sessionbrowser.gui.cleanup_words import cell_text, tip_text
from sessionbrowser.gui.words import has_all, tooltip

if TYPE_CHECKING:
    from sessionbrowser.lab.survey import SessionSurvey

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_ROLE = Qt.ItemDataRole
_MOST_RUNS = 40
"""In so many places rows come and go where they are; in more, they do so at the end, and all are put in order."""
_KEY, _ORDER = attrgetter("key"), attrgetter("order")
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_SIDE = {True: Qt.AlignmentFlag.AlignRight, False: Qt.AlignmentFlag.AlignLeft}


class CleanupModel(QAbstractTableModel):
    """Groups of findings, each followed by its own while it is open; what is safe to clear is ticked at first.

    Whatever changes, the selection stays with its lines, and what the user ticked or unticked stays so.

    Attributes
    ----------
    changed : Signal()
        Other findings are there, on show, or ticked.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, tuple[Finding, ...]] = {}  # by session, in natural order
        self._shown: list[Finding] = []
        self._groups: list[Group] = []
        self._known: dict[By, dict[str, Group]] = {by: {} for by in By}
        self._lines: list[Line] = []
        self._at: dict[str, int] = {}  # the rows by the keys of their lines, in their order
        self._words: Sequence[str] = ()
        self._mice: frozenset[str] = frozenset()
        self._sorted: tuple[int, bool] | None = None
        self.by = By.RULE

    # What it shows ------------------------------------------------------------------------------------------------

    def put(self, surveys: Iterable[SessionSurvey]) -> None:
        """Show what was found in these sessions, in place of what was shown of them."""
        in_order = True
        for survey in surveys:
            name = survey.entry.name
            old = {finding.file.path: finding for finding in self._found.get(name, ())}
            new = [renewed(old.get(file.path), file, survey.entry) for file in survey.stale]
            if not new:
                self._found.pop(name, None)
                continue
            new.sort(key=_ORDER)
            if not old and self._found:
                in_order = in_order and next(reversed(self._found.values()))[0].order < new[0].order
            self._found[name] = tuple(new)
        if not in_order:
            self._found = dict(sorted(self._found.items(), key=lambda item: item[1][0].order))
        self._arrange()

    def drop(self, names: Iterable[str]) -> None:
        """Forget what was found in these sessions."""
        for name in names:
            self._found.pop(name, None)
        self._arrange()

    def set_grouping(self, by: By) -> None:
        """Group by something else."""
        self.by = by
        self._arrange()

    def set_filter(self, words: Sequence[str]) -> None:
        """Show the findings in whose file, session, evidence or rule all these lower-case words are."""
        self._words = tuple(words)
        self._arrange()

    def set_mice(self, mice: Collection[str]) -> None:
        """Show the findings of these mice; of all when there are none."""
        self._mice = frozenset(mice)
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's raw values, within the groups; by session and name where there is no such column (-1)."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._arrange()

    def open_group(self, group: Group, is_open: bool) -> None:
        """Show the findings of a group, or its heading alone."""
        if group.is_open is not is_open:
            group.is_open = is_open
            self._lay_out()

    @property
    def findings(self) -> list[Finding]:
        """All findings on show, those of closed groups too, in the order of their sessions."""
        return self._shown

    @property
    def n_found(self) -> int:
        """How many findings there are, on show or not."""
        return sum(map(len, self._found.values()))

    @property
    def mice(self) -> list[str]:
        """The mice that have findings, in the order in which they came."""
        return list(dict.fromkeys(some[0].entry.mouse for some in self._found.values()))

    def line(self, index: Index) -> Line | None:
        """Return what stands in a row."""
        return self._lines[index.row()] if index.isValid() else None

    def row_of(self, key: str) -> int:
        """Return the row of a finding or group by its key; -1 when it is not on show."""
        return self._at.get(key, -1)

    def group_of(self, finding: Finding) -> Group:
        """Return the group that a finding is in."""
        return self._known[self.by][finding.group_key(self.by)]

    # Ticks --------------------------------------------------------------------------------------------------------

    def state(self, line: Line) -> Qt.CheckState | None:
        """Return whether a line is ticked; a group may be so in part; None where nothing can be ticked."""
        if isinstance(line, Finding):
            if line.kept:
                return None
            return Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
        if not line.able:
            return None
        if not line.ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if line.ticked == line.able else Qt.CheckState.PartiallyChecked

    def tick(self, findings: Iterable[Finding], on: bool) -> None:
        """Tick or untick findings; those that are kept stay as they are."""
        for finding in findings:
            finding.ticked = on and not finding.kept
        for group in self._groups:
            group.count_again()
        self._tell_all()

    def chosen(self) -> list[Finding]:
        """Return the findings that are ticked and on show."""
        return [finding for finding in self._shown if finding.ticked]

    def totals(self) -> Totals:
        """Return how much is ticked, and how much there is."""
        return totals(self._shown, len([True for some in self._found.values() for each in some if each.ticked]))

    # Keeping the rows as they should be ----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._shown = list(chain.from_iterable(self._found.values()))
        if self._mice or self._words:
            self._shown = [finding for finding in self._shown if self._accepts(finding)]
        self._groups = grouped(self._shown, self.by, self._known[self.by])
        if self._sorted is not None:
            self._groups = by_column(self._groups, self.by, *self._sorted)
        self._lay_out()

    def _accepts(self, finding: Finding) -> bool:
        if self._mice and finding.entry.mouse not in self._mice:
            return False
        return not self._words or has_all(self._words, finding.searched)

    def _lay_out(self) -> None:
        """Make the rows those of the groups: what is gone is removed, what is new is added, all is put in order."""
        lines: list[Line] = []
        for group in self._groups:
            lines.append(group)
            if group.is_open:
                lines += group.findings
        wanted = set(map(_KEY, lines))
        self._remove(self._at.keys() - wanted)
        self._add(wanted - self._at.keys(), lines)
        self._put_in_order(lines)
        self._tell_all()

    def _remove(self, gone: Collection[str]) -> None:
        if not gone:
            return
        runs = _runs(sorted(self._at[key] for key in gone))
        if len(runs) > _MOST_RUNS:
            stay = [line for line in self._lines if line.key not in gone]
            self._put_in_order(stay + [line for line in self._lines if line.key in gone])
            runs = [range(len(stay), len(self._lines))]
        for run in reversed(runs):
            self.beginRemoveRows(QModelIndex(), run.start, run.stop - 1)
            self._lines = self._lines[: run.start] + self._lines[run.stop :]
            self.endRemoveRows()
        self._take(self._lines)

    def _add(self, new: Collection[str], lines: list[Line]) -> None:
        if not new:
            return
        rows = [row for row, line in enumerate(lines) if line.key in new]
        runs = _runs(rows)
        if len(runs) > _MOST_RUNS or [line.key for line in lines if line.key not in new] != list(self._at):
            lines = [*self._lines, *(lines[row] for row in rows)]
            runs = [range(len(self._lines), len(lines))]
        for run in runs:
            self.beginInsertRows(QModelIndex(), run.start, run.stop - 1)
            self._lines = self._lines[: run.start] + lines[run.start : run.stop] + self._lines[run.start :]
            self.endInsertRows()
        self._take(lines)

    def _put_in_order(self, lines: list[Line]) -> None:
        if list(map(_KEY, lines)) == list(self._at):
            self._lines = lines  # the same ones, but some may be newer
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [(self._lines[index.row()].key, index.column()) for index in before]
        self._take(lines)
        self.changePersistentIndexList(before, [self.index(self._at[key], column) for key, column in keys])
        self.layoutChanged.emit()

    def _take(self, lines: list[Line]) -> None:
        self._lines, self._at = lines, dict(zip(map(_KEY, lines), range(len(lines)), strict=True))

    def _tell_all(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(COLUMNS) - 1))
        self.changed.emit()

    # Qt's questions -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return the title of a column, or its side."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return COLUMNS[section].title
        return _SIDE[COLUMNS[section].right] if role == _ROLE.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that every line can be selected, and which can be ticked."""
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        can_be_ticked = index.column() == FILE and self.state(line) is not None
        return _FLAGS | Qt.ItemFlag.ItemIsUserCheckable if can_be_ticked else _FLAGS

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell says, whether its line is ticked, what it says aloud, or its tooltip."""
        line = self.line(index)
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == _ROLE.CheckStateRole and index.column() == FILE:
            return self.state(line)
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return cell_text(line, index.column(), aloud=role == _ROLE.AccessibleTextRole)
        if role == _ROLE.TextAlignmentRole:
            return _SIDE[COLUMNS[index.column()].right] | Qt.AlignmentFlag.AlignVCenter
        return tooltip(tip_text(line, index.column())) if role == _ROLE.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Tick or untick a finding, or all of a group."""
        line = self.line(index)
        if line is None or role != _ROLE.CheckStateRole or index.column() != FILE or self.state(line) is None:
            return False
        some = line.findings if isinstance(line, Group) else [line]
        self.tick(some, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


def _runs(rows: Sequence[int]) -> list[range]:
    """Return ascending numbers as the ranges that they make up."""
    starts = [at for at, row in enumerate(rows) if not at or row != rows[at - 1] + 1]
    return [range(rows[first], rows[end - 1] + 1) for first, end in zip(starts, [*starts[1:], len(rows)], strict=True)]
