"""The panel right of points: what their colours tell."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from sessionbrowser.gui.controls import chooser, label
from sessionbrowser.gui.histogram import ribbon
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space

_RIBBON = 10


class ScatterPanel(QWidget):
    """A chooser of what colours tell, and its legend.

    Attributes
    ----------
    chosen : Signal()
        The user chose something else.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(Space.INSPECTOR)
        look(self, "panel")
        self.by = chooser("Colours tell")
        self.ribbon, self.range = QLabel(), label("", size=Size.SECONDARY, bold=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, 10, Space.M, Space.M)
        column.setSpacing(Space.XS)
        column.addWidget(label("View", "muted", Size.AXIS, bold=True))
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 52)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label("Colour", "muted", Size.SECONDARY), 0, 0)
        grid.addWidget(self.by, 0, 1)
        column.addLayout(grid)
        column.addSpacing(Space.S)
        column.addWidget(self.ribbon)
        column.addWidget(self.range)
        column.addStretch(1)
        self.by.activated.connect(self.chosen)

    def offer(self, offers: Iterable[tuple[str, object]], chosen: str = "") -> None:
        """Offer names and what stands for them; the one of this name is chosen, where it is there, else the first."""
        self.by.clear()
        for name, data in offers:
            self.by.addItem(name, data)
        self.by.setCurrentIndex(max(0, self.by.findText(chosen)))

    def show_legend(self, name: str, text: str) -> None:
        """Show a colour map by name, empty for none, and what it ranges over."""
        self.ribbon.setVisible(bool(name))
        if name:
            self.ribbon.setPixmap(ribbon(name, Space.INSPECTOR - 2 * Space.M, _RIBBON))
        self.range.setText(text)
