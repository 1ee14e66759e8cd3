"""Tells of each file that was not moved, brought back or deleted, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sessionbrowser.gui import controls, theme
from sessionbrowser.gui.clear_words import as_lines, plain_reason, session_text
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.dimming import Dim
from sessionbrowser.gui.list_header import ListHeader
from sessionbrowser.gui.rows import paint_background, text_role
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import tooltip
from sessionbrowser.sessions.reports import Outcome

Index = QModelIndex | QPersistentModelIndex
_TITLES = ("File", "Session", "Why not")
_WIDTHS = (260, 190)
_MOST_ROWS = 12
_ELIDED = Qt.TextElideMode.ElideMiddle


class OutcomesModel(QAbstractTableModel):
    """One row a file, in the order in which they were dealt with."""

    def __init__(self, outcomes: Sequence[Outcome], root: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outcomes, self._root = tuple(outcomes), root

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return the number of files."""
        return 0 if parent.isValid() else len(self._outcomes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _TITLES[section] if is_title else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a file's name, session or reason; its whole path and reason in the tooltip."""
        if not index.isValid():
            return None
        outcome = self._outcomes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            folder = outcome.path.parent.parent
            return (outcome.path.name, session_text(folder, self._root), plain_reason(outcome))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{outcome.path}\n{plain_reason(outcome)}")
        return None


class OutcomesDialog(QDialog):
    """Shows them in a list; show it with ``open()``.

    Parameters
    ----------
    title : str
        What was not done: "2 files are still in the trash".
    outcomes : sequence of Outcome
    root : Path or None
        Sessions are named from there.
    parent : QWidget or None
        Its window is dimmed meanwhile.
    """

    def __init__(
        self, title: str, outcomes: Sequence[Outcome], root: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look(self, "panel")
        self.title = controls.label(title, "", Size.DIALOG, bold=True)
        self.rows = _Rows(OutcomesModel(outcomes, root, self))
        self.copy = controls.button("Copy the list", name="plain", tall=True)
        self.close_button = controls.button("Close", tall=True)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(as_lines(outcomes)))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        self._dim = None if parent is None else Dim(parent.window())
        self.finished.connect(self._end)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XL - 4, 0, Space.L)
        column.setSpacing(Space.M)
        self.title.setContentsMargins(Space.L, 0, Space.L, 0)
        column.addWidget(self.title)
        column.addWidget(self.rows, 1)
        foot = controls.row(margins=(Space.M, 0, Space.L, 0))
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.close_button.setMinimumWidth(104)
        self.resize(880, column.totalSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window."""
        super().showEvent(event)
        if self._dim is not None:
            self._dim.cover()
        self.close_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _end(self) -> None:
        if self._dim is not None:
            self._dim.uncover()


class _Cell(QStyledItemDelegate):
    """Paints a text with the margins of the header above it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        view = self.parent()
        assert isinstance(view, QTableView)
        paint_background(painter, option, view, option.rect)
        is_file = index.column() == 0
        painter.setFont(theme.font(Size.BODY if is_file else Size.SECONDARY))
        painter.setPen(theme.color(text_role(option, view, "muted" if index.column() == 1 else "text")))
        area = option.rect.adjusted(Space.L if is_file else Space.S, 0, -Space.S, 0)
        draw_text(painter, area, str(index.data()), _ELIDED if is_file else Qt.TextElideMode.ElideRight)


class _Rows(QTableView):
    def __init__(self, model: OutcomesModel) -> None:
        super().__init__()
        self.setHorizontalHeader(ListHeader(Space.S))
        self.setModel(model)
        self.setItemDelegate(_Cell(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName("Files and reasons")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Space.ROW)
        self.verticalHeader().setMinimumSectionSize(Space.ROW)
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(False)
        for section, width in enumerate(_WIDTHS):
            header.resizeSection(section, width)
        header.setStretchLastSection(True)

    def sizeHint(self) -> QSize:
        """Return the size that shows all files, or the first of them."""
        shown = min(max(self.model().rowCount(), 3), _MOST_ROWS)
        return QSize(super().sizeHint().width(), Space.ROW * (shown + 1))
