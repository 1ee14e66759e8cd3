"""The table of findings on the screen: headings and files painted by hand, ticked and walked by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from sessionbrowser.gui.cleanup_model import LINE_ROLE, CleanupModel, Index
from sessionbrowser.gui.cleanup_paint import BOX_ROOM, CHEVRON, NAMES, paint_finding, paint_group
from sessionbrowser.gui.cleanup_rows import COLUMNS, COST, EVIDENCE, FILE, MODIFIED, SESSION, SIZE, Finding, Group, Line
from sessionbrowser.gui.list_header import ListHeader
from sessionbrowser.gui.rows import paint_background, paint_ring
from sessionbrowser.gui.tokens import Space

WIDTHS = {FILE: 366, SESSION: 200, COST: 136, MODIFIED: 92, SIZE: 86}
LEAST = {FILE: 270, SESSION: 176, COST: 114}
"""How narrow these may get so that the evidence keeps its room."""
EVIDENCE_ROOM = 232
_KEYS = Qt.Key


class CleanupTable(QTableView):
    """Lists findings; Space ticks, Left and Right close and open, Return goes to the file.

    Attributes
    ----------
    opened : Signal(Finding)
        The user wants to see this file in its session.
    menu_asked : Signal(QPoint)
        At a global position, for the selected lines.
    clear_asked, copy_asked : Signal()
        The selected files are to be cleared; their paths are to be copied.
    """

    opened = Signal(object)
    menu_asked = Signal(QPoint)
    clear_asked = Signal()
    copy_asked = Signal()

    def __init__(self, model: CleanupModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings = model
        self._headings: list[int] = []
        self.hovered = -1
        self.setModel(model)
        self.setItemDelegate(_LinePainter(self))
        self.setAccessibleName("Stale files")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # By whole rows: headings are higher than files, and only the rows on the screen need to know how high they are.
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self._make_headers()
        self.customContextMenuRequested.connect(
            lambda position: self.menu_asked.emit(self.viewport().mapToGlobal(position))
        )
        model.changed.connect(self.fit_rows)  # before they are painted, which else is done twice
        self.verticalScrollBar().valueChanged.connect(self.fit_rows)

    def _make_headers(self) -> None:
        header = ListHeader(NAMES - Space.S - 16, tail=Space.M)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setHorizontalHeader(header)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(Space.ROW)
        self.verticalHeader().setDefaultSectionSize(Space.ROW)

    # What is chosen -------------------------------------------------------------------------------------------------

    def current_line(self) -> Line | None:
        """Return the line that keys act on."""
        return self._findings.line(self.currentIndex())

    def selected_lines(self) -> list[Line]:
        """Return the selected lines, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = (self._findings.line(self._findings.index(row, FILE)) for row in rows)
        return [line for line in lines if line is not None]

    def selected_findings(self) -> list[Finding]:
        """Return the selected files, and those of selected headings, each once."""
        found = {each.key: each for line in self.selected_lines() for each in findings_of(line)}
        return list(found.values())

    def go_to(self, line: Line) -> None:
        """Make a line the current one, if it is on show."""
        row = self._findings.row_of(line.key)
        if row >= 0:
            self.setCurrentIndex(self._findings.index(row, FILE))

    # Keys and clicks ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, open, close, leave for the file, clear and copy; the rest is Qt's."""
        line, key = self.current_line(), event.key()
        if key == _KEYS.Key_Space:
            self.toggle(self.selected_findings())
        elif key in (_KEYS.Key_Return, _KEYS.Key_Enter) and line is not None:
            self._enter(line)
        elif key in (_KEYS.Key_Left, _KEYS.Key_Right) and line is not None:
            self._open_or_close(line, key == _KEYS.Key_Right)
        elif key == _KEYS.Key_Delete:
            self.clear_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def toggle(self, findings: list[Finding]) -> None:
        """Tick these, or untick them where all of them are ticked."""
        able = [finding for finding in findings if not finding.kept]
        if able:
            self._findings.tick(able, not all(finding.ticked for finding in able))

    def _enter(self, line: Line) -> None:
        if isinstance(line, Group):
            self._findings.open_group(line, not line.is_open)
        else:
            self.opened.emit(line)

    def _open_or_close(self, line: Line, is_open: bool) -> None:
        if isinstance(line, Group):
            self._findings.open_group(line, is_open)
        elif not is_open:
            self.go_to(self._findings.group_of(line))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick where the box was hit, open or close where the chevron was; elsewhere select."""
        index = self.indexAt(event.position().toPoint())
        line, left = self._findings.line(index), event.position().x()
        if event.button() == Qt.MouseButton.LeftButton and line is not None and index.column() == FILE:
            if left < BOX_ROOM:
                self.toggle(findings_of(line))
                return
            if isinstance(line, Group) and left < CHEVRON.stop:
                self._enter(line)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the file, or open and close its heading; a box that is clicked twice is ticked twice."""
        line, left = self._findings.line(self.indexAt(event.position().toPoint())), event.position().x()
        if line is None or left < (CHEVRON.stop if isinstance(line, Group) else BOX_ROOM):
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._enter(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer by whole rows."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: object) -> None:
        """Take the hover away."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    # Heights and widths ---------------------------------------------------------------------------------------------

    def fit_rows(self) -> None:
        """Give the rows on the screen their heights: headings are higher, and reach across all columns."""
        header, row, top = self.verticalHeader(), self.verticalHeader().visualIndexAt(0), 0
        headings = []
        while 0 <= row < self._findings.rowCount() and top < self.viewport().height():
            line = self._findings.line(self._findings.index(row, FILE))
            height = Space.GROUP_ROW if isinstance(line, Group) else Space.ROW
            if isinstance(line, Group):
                headings.append(row)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)
            row, top = row + 1, top + height
        if headings != self._headings:
            self._headings = headings
            self.clearSpans()
            for row in headings:
                self.setSpan(row, FILE, 1, len(COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let File and Session give way where the evidence would have no room."""
        super().resizeEvent(event)
        self._fit_columns()
        self.fit_rows()

    def _fit_columns(self) -> None:
        width = self.viewport().width()
        spare = {column: WIDTHS[column] - least for column, least in LEAST.items()}
        missing = max(0, sum(WIDTHS.values()) + EVIDENCE_ROOM - width)
        share = min(1.0, missing / sum(spare.values()))
        wanted = {column: most - round(spare.get(column, 0) * share) for column, most in WIDTHS.items()}
        wanted[EVIDENCE] = max(EVIDENCE_ROOM // 2, width - sum(wanted.values()))
        for column in range(len(COLUMNS)):
            self.setColumnWidth(column, wanted[column])


class _LinePainter(QStyledItemDelegate):
    """Paints a cell of a file, or a heading, which is one cell."""

    def __init__(self, view: CleanupTable) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every file the same height."""
        return QSize(60, Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        """Paint a cell."""
        view, cell, line, row = self._view, option.rect, index.data(LINE_ROLE), index.row()
        if row == view.hovered:
            option.state |= option.state.State_MouseOver
        painter.save()
        painter.setClipRect(cell)
        if isinstance(line, Group):
            paint_group(painter, option, view, line, cell)
        else:
            paint_background(painter, option, view, cell)
            paint_finding(painter, option, view, line, index.column())
        if row == view.currentIndex().row():
            paint_ring(painter, option, view, QRect(0, cell.top(), view.viewport().width(), cell.height()))
        painter.restore()


def findings_of(line: Line) -> list[Finding]:
    """Return the file of a line, or the files of a heading."""
    return line.findings if isinstance(line, Group) else [line]
