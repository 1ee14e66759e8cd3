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
    runs_of,
    totals,
    without,
)
from sessionbrowser.gui.cleanup_words import cell_text, tip_text
from sessionbrowser.gui.words import tooltip

if TYPE_CHECKING:
    from sessionbrowser.lab.survey import SessionSurvey

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_ROLE = Qt.ItemDataRole
_MOST_RUNS = 40
"""In so many places rows come and go where they are; in more, all are put in order."""
_WITH_HINT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"
_WHOLE_ROWS = QAbstractTableModel.LayoutChangeHint.VerticalSortHint
"""Then a selection is remembered by its rows, not by every cell of them."""
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
        self._in_order = True
        self._shown: list[Finding] = []
        self._groups: list[Group] = []
        self._known: dict[By, dict[str, Group]] = {by: {} for by in By}
        self._lines: list[Line] = []
        self._rows: dict[str, int] | None = None  # by the keys of their lines, once somebody asks
        self._words: tuple[str, ...] = ()
        self._mice: frozenset[str] = frozenset()
        self._sorted: tuple[int, bool] | None = None
        self.by = By.RULE

    # What it shows ------------------------------------------------------------------------------------------------

    def put(self, surveys: Iterable[SessionSurvey]) -> None:
        """Show what was found in these sessions, in place of what was shown of them."""
        self.take(surveys)
        self.arrange()

    def take(self, surveys: Iterable[SessionSurvey]) -> None:
        """Take up what was found in these sessions, to be shown when all is arranged next."""
        for survey in surveys:
            name = survey.entry.name
            old = {finding.file.path: finding for finding in self._found.get(name, ())}
            new = [renewed(old.get(file.path), file, survey.entry) for file in survey.stale]
            if not new:
                self._found.pop(name, None)
                continue
            new.sort(key=_ORDER)
            if not old and self._found:
                self._in_order &= next(reversed(self._found.values()))[0].order < new[0].order
            self._found[name] = tuple(new)

    def arrange(self) -> None:
        """Show all that was taken up."""
        if not self._in_order:
            self._found = dict(sorted(self._found.items(), key=lambda item: item[1][0].order))
            self._in_order = True
        self._arrange(most_stay=True)

    def drop(self, names: Iterable[str]) -> None:
        """Forget what was found in these sessions."""
        for name in names:
            self._found.pop(name, None)
        self._arrange(most_stay=True)

    def set_grouping(self, by: By) -> None:
        """Group by something else."""
        if by is not self.by:
            self.by = by
            self._arrange()

    def set_filter(self, words: Sequence[str]) -> None:
        """Show the findings in whose file, session, evidence or rule all these lower-case words are."""
        if tuple(words) != self._words:
            self._words = tuple(words)
            self._arrange()

    def set_mice(self, mice: Collection[str]) -> None:
        """Show the findings of these mice; of all when there are none."""
        if frozenset(mice) != self._mice:
            self._mice = frozenset(mice)
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's raw values, within the groups; by session and name where there is no such column (-1)."""
        wanted = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        if wanted != self._sorted:  # the view asks twice
            self._sorted = wanted
            self._arrange()

    def open_group(self, group: Group, is_open: bool) -> None:
        """Show the findings of a group, or its heading alone."""
        if group.is_open is not is_open:
            group.is_open = is_open
            self._lay_out(most_stay=True)

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
        if self._rows is None:
            self._rows = dict(zip(map(_KEY, self._lines), range(len(self._lines)), strict=True))
        return self._rows.get(key, -1)

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
        is_some = bool(self._mice or self._words)
        ticked = [True for some in self._found.values() for each in some if each.ticked] if is_some else None
        return totals(self._shown, None if ticked is None else len(ticked), self.n_found)

    # Keeping the rows as they should be ----------------------------------------------------------------------------

    def _arrange(self, most_stay: bool = False) -> None:
        self._shown = self._accepted()
        self._groups = grouped(self._shown, self.by, self._known[self.by])
        if self._sorted is not None:
            self._groups = by_column(self._groups, self.by, *self._sorted)
        self._lay_out(most_stay)

    def _accepted(self) -> list[Finding]:
        """Return the findings that filter and scope let through."""
        shown = list(chain.from_iterable(self._found.values()))
        if self._mice:
            shown = [finding for finding in shown if finding.entry.mouse in self._mice]
        for word in self._words:
            shown = [finding for finding in shown if word in finding.searched]
        return shown

    def _lay_out(self, most_stay: bool) -> None:
        lines: list[Line] = []
        for group in self._groups:
            lines.append(group)
            if group.is_open:
                lines += group.findings
        if not most_stay or not self._come_and_go(lines):
            self._put_in_order(lines)
        self._rows = None
        self._tell_all()

    def _come_and_go(self, lines: list[Line]) -> bool:
        """Make the rows these, where they come and go in a few places; else tell that they do not."""
        wanted, there = set(lines), set(self._lines)
        gone, new = there - wanted, wanted - there
        gone_runs, new_runs = runs_of(self._lines, gone), runs_of(lines, new)
        if len(gone_runs) + len(new_runs) > _MOST_RUNS or without(self._lines, gone) != without(lines, new):
            return False
        for run in reversed(gone_runs):
            self.beginRemoveRows(QModelIndex(), run.start, run.stop - 1)
            del self._lines[run.start : run.stop]
            self.endRemoveRows()
        for run in new_runs:
            self.beginInsertRows(QModelIndex(), run.start, run.stop - 1)
            self._lines[run.start : run.start] = lines[run.start : run.stop]
            self.endInsertRows()
        return True

    def _put_in_order(self, lines: list[Line]) -> None:
        """Make the rows these, whatever they were; more or less of them come or go at the end, where none is seen."""
        before, count = self._lines, len(lines)
        if count > len(before):
            self.beginInsertRows(QModelIndex(), len(before), count - 1)
            self._lines = before + lines[len(before) :]
            self.endInsertRows()
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], _WHOLE_ROWS)  # type: ignore[index]
        persistent = self.persistentIndexList()
        were = [(self._lines[index.row()], index.column()) for index in persistent]
        self._lines = lines + before[count:]
        rows = dict(zip(lines, range(count), strict=True)) if persistent else {}
        now = [self.createIndex(rows[line], at) if line in rows else QModelIndex() for line, at in were]
        self.changePersistentIndexList(persistent, now)
        self.layoutChanged[_WITH_HINT].emit([], _WHOLE_ROWS)  # type: ignore[index]
        if count < len(before):
            self.beginRemoveRows(QModelIndex(), count, len(before) - 1)
            self._lines = lines
            self.endRemoveRows()

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
