"""The onedata table on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.rows import paint_background, paint_ring, text_role
from sessionbrowser.gui.runs import runs
from sessionbrowser.gui.table_columns import (
    COLUMNS,
    DENSE,
    HEALTH,
    KIND,
    NAME,
    SHAPE,
    SHAPES,
    SPKS_KEY,
    TYPE,
    WORDS,
    Row,
    icon_of,
    kept_text,
)
from sessionbrowser.gui.table_header import TableHeader
from sessionbrowser.gui.table_model import FileProxy, Index
from sessionbrowser.gui.tokens import Size, Space

if TYPE_CHECKING:
    from sessionbrowser.gui.spks_chooser import SpksChooser

LEAST = {NAME: 200, KIND: 130}
"""How narrow these columns may get so that Health keeps its room."""
HEALTH_ROOM, HEALTH_PLENTY = 190, 400
"""What Health has at least, and what is enough for it: of more, Name takes some."""
MORE_NAME = 160
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NARROWEST = {KIND: 85, SHAPE: 70, TYPE: 70, HEALTH: 85}
"""Percent to which what these say is condensed before it is elided: complex128 fits, datetime64, three axes too."""
_A_FEW_LETTERS = 30
"""Room below which evidence gives way whole to who keeps the file."""
_GAP = 2
"""What a cell keeps free on the side where the margin of its neighbour follows."""
ROOM_FOR_DENSE = 1240
"""Dense comes by itself where the table is this wide; of a sparse file, Kind says it anyway."""


class TableView(QTreeView):
    """The files of a session.

    Attributes
    ----------
    file_chosen : Signal(Row)
        Another file is the current one.
    selection_changed : Signal()
    clear_asked : Signal()
        The user pressed Delete.
    type_chosen : Signal(str)
        The user chose another type of spks.
    """

    file_chosen = Signal(object)
    type_chosen = Signal(str)
    selection_changed = Signal()
    clear_asked = Signal()

    def __init__(self, proxy: FileProxy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proxy = proxy
        self._shown: Path | None = None
        self._is_filtering = False
        self._own_widths = False
        # As events tell it: asking for the viewport has PySide define every kind of widget that there is, which takes
        # a tenth of the time to the first paint.
        self._room = 0
        self.setAccessibleName("Files of the session")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(_CellPainter(self, proxy))
        self.columns = TableHeader(self)
        self.setHeader(self.columns)
        self.setModel(proxy)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.columns.by_hand.connect(self._note_own_widths)
        for section, column in enumerate(COLUMNS[:-1]):
            self.columns.resizeSection(section, column.width)
        self.columns.by_hand_off()
        proxy.rowsInserted.connect(self._offer_types)
        proxy.dataChanged.connect(self._offer_types)

    def _offer_types(self) -> None:
        """Put the chooser into the row of spks, if there is one; Qt takes it away with its row."""
        index = self._index_of(SPKS_KEY, KIND)
        row = self._proxy.row_at(index)
        if row is None:
            return
        if self.indexWidget(index) is None:
            from sessionbrowser.gui.spks_chooser import SpksChooser

            made = SpksChooser()
            made.chosen.connect(self.type_chosen)
            self.setIndexWidget(index, made)
            QWidget.setTabOrder(self, made.types)
        chooser = self.type_chooser
        if chooser is not None:
            chooser.show_row(row)

    @property
    def type_chooser(self) -> SpksChooser | None:
        """The chooser in the row of spks, where there is one."""
        return cast("SpksChooser | None", self.indexWidget(self._index_of(SPKS_KEY, KIND)))

    # What is chosen -------------------------------------------------------------------------------------------------

    def selected_rows(self) -> list[Row]:
        """Return the selected files, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [row for row in map(self._proxy.row_at, indexes) if row is not None]

    def current_row(self) -> Row | None:
        """Return the file that is shown below."""
        return self._proxy.row_at(self.currentIndex())

    def filter_rows(self, words: Sequence[str], stale_only: bool = False) -> None:
        """List the files that hold these words; the one that is shown below stays there, also when it is not listed."""
        self._is_filtering = True
        self._proxy.set_filter(words, stale_only)
        if self._shown is None or not self._index_of(self._shown).isValid():
            self.selectionModel().clearCurrentIndex()
        elif not self.selectionModel().hasSelection():
            self.select_paths([self._shown])
        self._is_filtering = False

    def _index_of(self, key: Path, column: int = NAME) -> Index:
        source = self._proxy.source()
        return self._proxy.mapFromSource(source.index(source.row_of(key), column))

    def select_paths(self, paths: Sequence[Path]) -> None:
        """Select these files, or `SPKS_KEY`; the first becomes the current one."""
        flags = QItemSelectionModel.SelectionFlag
        indexes = [index for index in map(self._index_of, paths) if index.isValid()]
        if not indexes:
            return
        chosen = QItemSelection()
        for run in runs(sorted({index.row() for index in indexes})):
            chosen.select(self._proxy.index(run[0], 0), self._proxy.index(run[-1], 0))
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        self.selectionModel().setCurrentIndex(indexes[0], flags.NoUpdate)
        self.scrollTo(indexes[0])

    def select_current(self) -> None:
        """Select the file that is shown below, when the selected ones are gone."""
        current = self.current_row()
        if current is not None and not self.selectionModel().hasSelection():
            self.select_paths([current.key])

    def selectAll(self) -> None:
        """Select all files; spks is none."""
        first, last = self._proxy.rowCount() - self._proxy.n_files, self._proxy.rowCount() - 1
        if first <= last:
            files = QItemSelection(self._proxy.index(first, 0), self._proxy.index(last, 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(files, flags.ClearAndSelect | flags.Rows)

    def forget(self) -> None:
        """Have no current file, and take the next one as new, even when it has the same path."""
        self.selectionModel().clearCurrentIndex()  # else it moves as its rows go, and what is left is chosen
        self._shown = None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of the file that is the current one now."""
        super().currentChanged(current, previous)
        row = self._proxy.row_at(current)
        key = row.key if row is not None else None
        if key is not None and key != self._shown and not self._is_filtering:
            self._shown = key
            self.file_chosen.emit(row)

    def selectionChanged(self, selected: object, deselected: object) -> None:
        """Tell that other files are selected."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for clearing with Delete, and go through the types of spks in its row; the rest is Qt's."""
        row, chooser, key = self.current_row(), self.type_chooser, event.key()
        if key == Qt.Key.Key_Delete:
            self.clear_asked.emit()
        elif row is not None and row.spks is not None and chooser is not None and key in _STEPS:
            chooser.step(_STEPS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    # Widths ---------------------------------------------------------------------------------------------------------

    def _note_own_widths(self) -> None:
        self._own_widths = True

    def use_state(self, own_widths: bool) -> None:
        """Say whether the widths are the user's own, which a resize then leaves alone."""
        self._own_widths = own_widths

    @property
    def has_own_widths(self) -> bool:
        """Whether the user set a width."""
        return self._own_widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let Name and Kind give way where Health would have no room."""
        super().resizeEvent(event)
        self._room = self.width() - self.verticalScrollBar().sizeHint().width()  # whether it is there or not
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give each column its width, less where there is not enough, Name more where there is; unless chosen."""
        if self._own_widths:
            return
        self.columns.setSectionHidden(DENSE, self._room < ROOM_FOR_DENSE)
        shown = [section for section in range(HEALTH) if not self.columns.isSectionHidden(section)]
        wanted = {section: COLUMNS[section].width for section in shown}
        missing = sum(wanted.values()) + HEALTH_ROOM - self._room
        spare = {section: wanted[section] - least for section, least in LEAST.items() if section in wanted}
        share = min(1.0, max(0, missing) / max(1, sum(spare.values())))
        for section, most in spare.items():
            wanted[section] -= round(most * share)
        wanted[NAME] += max(0, min(MORE_NAME, self._room - sum(wanted.values()) - HEALTH_PLENTY))
        for section, width in wanted.items():
            self.columns.resizeSection(section, width)
        self.columns.by_hand_off()


class _CellPainter(QStyledItemDelegate):
    """Paints a cell: an icon and a name, a state and its evidence, or plain text."""

    def __init__(self, view: TableView, proxy: FileProxy) -> None:
        super().__init__(view)
        self._view, self._proxy = view, proxy

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(60, Space.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell, and the ring of the current row in its first."""
        row = self._proxy.row_at(index)
        if row is None:
            return
        rect: QRect = option.rect
        painter.save()
        if row.spks is not None:
            painter.fillRect(rect, theme.color("raised"))
        paint_background(painter, option, self._view, rect)
        if row.spks is not None:
            painter.setPen(theme.color("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        right = COLUMNS[index.column()].right
        area = rect.adjusted(_GAP if right else Space.S, 0, -Space.S if right else -_GAP, 0)
        painter.setFont(theme.font(Size.BODY))
        if index.column() == NAME:
            self._paint_name(painter, option, row, area)
        elif index.column() == HEALTH:
            self._paint_health(painter, option, row, area)
        elif row.spks is None or index.column() != KIND:  # there stands the chooser
            column = COLUMNS[index.column()]
            role = "muted" if row.is_checking else column.role
            painter.setPen(theme.color(text_role(option, self._view, role)))
            font, text = theme.font(Size.SECONDARY if column.role == "muted" else Size.BODY), column.text(row)
            painter.setFont(narrowed(font, [text], area.width(), _NARROWEST.get(index.column(), 100)))
            draw_text(painter, area, text, right=right)
        if index.row() == self._view.currentIndex().row():
            whole = QRect(-self._view.columns.offset(), rect.top(), self._view.columns.length(), rect.height())
            painter.setClipRect(rect)
            paint_ring(painter, option, self._view, whole)
        painter.restore()

    def _paint_icon(self, painter: QPainter, area: QRect, name: str, role: str) -> None:
        picture = icons.pixmap(name, role, Space.ICON, self._view.devicePixelRatioF())
        painter.drawPixmap(area.left(), area.top() + (area.height() - Space.ICON) // 2, picture)

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        self._paint_icon(painter, area, icon_of(row), text_role(option, self._view, "muted"))
        painter.setPen(theme.color("text"))
        area = area.adjusted(24, 0, 0, 0)
        if row.spks is None:
            draw_text(painter, area, row.title, Qt.TextElideMode.ElideMiddle)
            return
        painter.setFont(theme.font(Size.BODY, bold=True))
        area.setLeft(area.left() + draw_text(painter, area, row.title) + Space.S)
        painter.setFont(theme.font(Size.BODY))
        painter.setPen(theme.color(text_role(option, self._view, "muted")))
        draw_text(painter, area, row.spks.of(row.type).origin.removeprefix("mpci."))

    def _paint_health(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        state = row.facts.health.state
        muted = theme.color(text_role(option, self._view, "muted"))
        if state in SHAPES:
            shape, role = SHAPES[state]
            self._paint_icon(painter, area, shape, role)
            area = area.adjusted(20, 0, 0, 0)
            painter.setFont(theme.font(Size.SECONDARY, bold=role != "muted"))
            painter.setPen(theme.color(role))
            area.setLeft(area.left() + draw_text(painter, area, WORDS[state]) + 7)
            text = row.facts.health.why
        else:
            text = WORDS[state]
        kept = f" · {kept}" if (kept := kept_text(row)) else ""
        bold = theme.font(Size.SECONDARY, bold=True)
        evidence = area.adjusted(0, 0, -QFontMetrics(bold).horizontalAdvance(kept) if kept else 0, 0)
        painter.setFont(narrowed(theme.font(Size.SECONDARY), [text], evidence.width(), _NARROWEST[HEALTH]))
        painter.setPen(muted)
        area.setLeft(area.left() + (draw_text(painter, evidence, text) if evidence.width() > _A_FEW_LETTERS else 0))
        painter.setFont(bold)
        draw_text(painter, area, kept)
