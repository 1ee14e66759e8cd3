"""The chooser in the row of spks: which of a session's types is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from sessionbrowser.gui.controls import label, row
from sessionbrowser.gui.style import look
from sessionbrowser.gui.table_columns import Row
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import count_text

_WIDTH, _LEAST = 128, 76


class SpksChooser(QWidget):
    """A cell of the table: a list of types, and how many there are.

    Attributes
    ----------
    chosen : Signal(str)
        The user chose this type.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.types = _Types()
        self._count = label(name="muted", size=Size.SECONDARY)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = row(self, (Space.S - 1, 1, 0, 1), Space.S)
        layout.addWidget(self.types)
        layout.addWidget(self._count, 1)
        layout.addStretch(0)  # takes the room while the count is left out
        self.types.textActivated.connect(self.chosen)

    def show_row(self, spks: Row) -> None:
        """Offer the types of this row."""
        assert spks.spks is not None
        names = [each.name for each in spks.spks.types]
        if names != [self.types.itemText(at) for at in range(self.types.count())]:
            self.types.clear()
            self.types.addItems(names)
        for at, each in enumerate(spks.spks.types):
            self.types.setItemData(at, each.origin, Qt.ItemDataRole.ToolTipRole)
        self.types.setCurrentText(spks.type)
        self._count.setText(count_text(len(names), "type"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the count out where there is no room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.types.maximumWidth() - 3 * Space.S
        self._count.setVisible(self._count.fontMetrics().horizontalAdvance(self._count.text()) <= room)

    def step(self, by: int) -> None:
        """Choose the type before or after the one on show."""
        at = self.types.currentIndex() + by
        if 0 <= at < self.types.count():
            self.types.setCurrentIndex(at)
            self.chosen.emit(self.types.currentText())


class _Types(QComboBox):
    """As wide as there is room for; the wheel scrolls the table below it."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "cell")
        self.setAccessibleName("Type of spks")
        self.setMinimumWidth(_LEAST)
        self.setMaximumWidth(_WIDTH)

    def sizeHint(self) -> QSize:
        """Ask for the same width whatever the types are called."""
        return QSize(_WIDTH, super().sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table."""
        event.ignore()
