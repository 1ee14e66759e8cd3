"""The panel right of stacked traces: on what scale they stand, how high they are, and which signals are seen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from sessionbrowser.gui.controls import button, chooser, label
from sessionbrowser.gui.row_choosers import RowChoosers
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.side_scroll import SideScroll
from sessionbrowser.gui.tokens import Size
from sessionbrowser.gui.viewers.stack_lines import Scaling

_SCALES: tuple[tuple[str, Scaling], ...] = (("own of each", "own"), ("common", "common"))
GAINS = (1.0, 2.0, 4.0, 8.0, 16.0)
_LAID = (("stacked", False), ("overlaid", True))


class StackPanel(SideScroll):
    """Choosers of how traces are drawn, and the way to all signals of an ROI and back.

    Attributes
    ----------
    changed : Signal()
        Another scale, height or arrangement was chosen.
    signals_toggled : Signal()
        All signals of an ROI are to be seen, or all ROIs again.
    """

    changed = Signal()
    signals_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("View and signals", parent)
        self.scale, self.height_of, self.laid = chooser("Scale"), chooser("Height"), chooser("Signals")
        for text, data in _SCALES:
            self.scale.addItem(text, data)
        for gain in GAINS:
            self.height_of.addItem(f"× {gain:g}", gain)
        for name, overlaid in _LAID:
            self.laid.addItem(name, overlaid)
        self.rows = RowChoosers(self)
        self._laid_word = label("Laid", "muted", Size.SECONDARY)
        self.heading = label("", "muted", Size.AXIS, bold=True)
        self.toggle = button("")
        self._lay_out()
        for box in (self.scale, self.height_of, self.laid):
            box.activated.connect(self.changed)
        self.toggle.clicked.connect(self.signals_toggled)
        self.show_roi(None)

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(label("View", "muted", Size.AXIS, bold=True))
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 52)
        grid.setColumnStretch(1, 1)
        words = [label(text, "muted", Size.SECONDARY) for text in ("Values", "Order", "ROIs", "Scale", "Height")]
        of_rows = (self.rows.scale, self.rows.order, self.rows.chosen)
        boxes = (*of_rows, self.scale, self.height_of, self.laid)
        self._of_rows = (*of_rows, *words[: len(of_rows)])
        for place, (word, box) in enumerate(zip((*words, self._laid_word), boxes, strict=True)):
            grid.addWidget(word, place, 0)
            grid.addWidget(box, place, 1)
        column.addLayout(grid)
        column.addWidget(Rule(17))
        column.addWidget(self.heading)
        column.addWidget(self.toggle)
        column.addStretch(1)

    def add_section(self, section: QWidget) -> None:
        """Put a section below the choices."""
        self.column.insertWidget(self.column.count() - 1, section)

    @property
    def scaling(self) -> Scaling:
        """The scale that is chosen."""
        chosen: Scaling = self.scale.currentData()
        return chosen

    @property
    def gain(self) -> float:
        """How many times as high as its row a trace may get."""
        return float(self.height_of.currentData())

    @property
    def overlaid(self) -> bool:
        """Whether all signals of an ROI lie over each other."""
        return bool(self.laid.currentData())

    def grow(self, by: float) -> None:
        """Choose the next height up (above 1) or down."""
        at = self.height_of.currentIndex() + (1 if by > 1 else -1)
        if 0 <= at < self.height_of.count():
            self.height_of.setCurrentIndex(at)
            self.changed.emit()

    def show_roi(self, roi: int | None, back: str = "") -> None:
        """Say what is seen: all signals of an ROI, and where the way back leads to; or one signal of many."""
        seen = roi is not None
        self.heading.setText(f"All signals of ROI {roi}" if seen else "Signals")
        self.toggle.setText(f"Back to {back.lower() or 'all ROIs'} · Esc" if seen else "All signals of an ROI · S")
        for part in (self.laid, self._laid_word):
            part.setVisible(seen)
        for choice in self._of_rows:
            choice.setVisible(not seen)
