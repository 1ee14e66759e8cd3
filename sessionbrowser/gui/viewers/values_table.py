"""The table that the values stand in: quiet, with the names of its axes in the corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from sessionbrowser.gui import controls, theme
from sessionbrowser.gui.tokens import Size, Space

_COLUMN, _WIDEST_COLUMN = 72, 320
_SHEET = """
QTableView::item { padding: 0 5px; }
QHeaderView::section:vertical { border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
"""


class ValuesTable(QTableView):
    """A quiet table with the names of its axes in the corner.

    Attributes
    ----------
    moved : Signal()
        Other cells are visible.
    pointed : Signal(QModelIndex)
        The cursor is over another cell; an invalid index when it left.
    copy_wanted : Signal()
        Ctrl+C was pressed.
    """

    moved = Signal()
    pointed = Signal(QModelIndex)
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.under_cursor = QModelIndex()
        self.setAccessibleName("Values")
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        for header, size in ((self.verticalHeader(), Space.ROW), (self.horizontalHeader(), _COLUMN)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            header.setDefaultSectionSize(size)
            header.setHighlightSections(False)
            header.setFont(theme.font(Size.AXIS))
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStyleSheet(_SHEET)
        self._corner = controls.label("", "muted", Size.AXIS)
        self._corner.setParent(self)
        self._corner.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.verticalHeader().geometriesChanged.connect(self._place_corner)
        self.verticalScrollBar().valueChanged.connect(self.moved)
        self.horizontalScrollBar().valueChanged.connect(self.moved)
        self.entered.connect(self._point)

    def set_corner(self, down: str, across: str) -> None:
        """Write the names of the axes that go down and across into the corner."""
        self._corner.setText(f"{down} ↓ {across} →" if across else f"{down} ↓")
        self.verticalHeader().setMinimumWidth(self._corner.sizeHint().width() + 2 * Space.S)
        self._place_corner()

    def fit_columns(self, characters: int) -> None:
        """Make all columns wide enough for so many characters and two more, within reason."""
        width = self.fontMetrics().horizontalAdvance("0") * (characters + 2) + 2 * Space.S
        self.horizontalHeader().setDefaultSectionSize(min(max(width, _COLUMN), _WIDEST_COLUMN))

    def visible_cells(self) -> tuple[range, range]:
        """Return the rows and columns of the model that are on the screen, at least in part."""
        model, area = self.model(), self.viewport().rect()
        return (
            _range(self.rowAt(area.top()), self.rowAt(area.bottom()), model.rowCount()),
            _range(self.columnAt(area.left()), self.columnAt(area.right()), model.columnCount()),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+C for the whole selection; Qt would copy the current cell alone."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that other cells are visible."""
        super().resizeEvent(event)
        self._place_corner()
        self.moved.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the cursor left."""
        super().leaveEvent(event)
        self._point(QModelIndex())

    def _point(self, index: QModelIndex) -> None:
        self.under_cursor = index
        self.pointed.emit(index)

    def _place_corner(self) -> None:
        frame = self.frameWidth()
        self._corner.setGeometry(frame, frame, self.verticalHeader().width(), self.horizontalHeader().height())


def _range(first: int, last: int, n: int) -> range:
    """Return the visible range from what stands at both edges; -1 is beyond the last."""
    return range(first, n if last < 0 else last + 1) if n and first >= 0 else range(0)
