"""The section of the inspector where the user chooses what to see along time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sessionbrowser.gui.controls import chooser, label, row
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.tokens import Size
from sessionbrowser.gui.viewers.event_parts import EventParts
from sessionbrowser.gui.words import tooltip
from sessionbrowser.sessions.events import Track

_ROW = 19


class AlongTime(QWidget):
    """Whether the axis tells seconds, and a box to tick for each thing that happens; hidden where there is no time.

    Parameters
    ----------
    parts : EventParts
        Offers what there is, and is told what to show.

    Attributes
    ----------
    units_changed : Signal()
        The axis is to tell something else.
    rule : Rule
        Parts it from what stands above it.
    """

    units_changed = Signal()

    def __init__(self, parts: EventParts) -> None:
        super().__init__()
        self._parts = parts
        self.boxes: dict[str, QCheckBox] = {}
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.rule = Rule(17)
        self._column.addWidget(self.rule)
        self.units = chooser("What the axis of time tells")
        for text, in_samples in (("seconds", False), ("frames", True)):
            self.units.addItem(text, in_samples)
        self.units.setMinimumContentsLength(len("seconds"))
        self.units.setToolTip("What the axis tells (T)")
        self.units.activated.connect(self._on_units)
        head = row(gap=0)
        head.addWidget(label("Along time", "muted", Size.AXIS, bold=True), 1)
        head.addWidget(self.units)
        self._column.addLayout(head)
        self._column.addWidget(self._rows)
        self.hide()
        parts.found.connect(self._offer)

    def _on_units(self) -> None:
        self._parts.memory.units.in_samples = self.units.currentData()
        self.units_changed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take T over what shares the axis: it turns from seconds to frames, and back."""
        if self.isHidden() or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_T or event.modifiers():
            return False
        self.units.setCurrentIndex(1 - self.units.currentIndex())
        self._on_units()
        return True

    def _offer(self) -> None:
        parts = self._parts
        self.units.setCurrentIndex(int(parts.memory.units.in_samples))
        before, self._rows, self.boxes = self._rows, QWidget(), {}
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 3, 0, 0)
        rows.setSpacing(0)
        for track in parts.tracks:
            rows.addWidget(self._row(track, track.name in parts.chosen, parts.problem(track)))
        self._column.replaceWidget(before, self._rows)
        before.deleteLater()
        self.setVisible(parts.has_times)

    def _row(self, track: Track, is_chosen: bool, problem: str) -> QWidget:
        made, box = QWidget(), QCheckBox(track.name)
        made.setFixedHeight(_ROW)
        box.setFont(label("", size=Size.SECONDARY).font())
        box.setChecked(is_chosen and not problem)
        box.setEnabled(not problem)
        box.setToolTip(tooltip(problem))
        box.toggled.connect(partial(self._parts.choose, track.name))
        line = row(made)
        line.addWidget(box)
        line.addStretch(1)
        line.addWidget(label(track.unit or f"{track.count:,}", "muted", Size.SECONDARY))
        self.boxes[track.name] = box
        return made
