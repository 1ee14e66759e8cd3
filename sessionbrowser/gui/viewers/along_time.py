"""The section of the inspector where the user chooses what to see along time."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sessionbrowser.gui.controls import label, row
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.tokens import Size
from sessionbrowser.gui.viewers.event_parts import EventParts
from sessionbrowser.gui.words import tooltip
from sessionbrowser.sessions.events import Track

_ROW = 19


class AlongTime(QWidget):
    """A box to tick for each thing that happens in the session; hidden where nothing does.

    Parameters
    ----------
    parts : EventParts
        Offers what there is, and is told what to show.
    """

    def __init__(self, parts: EventParts) -> None:
        super().__init__()
        self._parts = parts
        self.boxes: dict[str, QCheckBox] = {}
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Rule(17))
        self._column.addWidget(label("Along time", "muted", Size.AXIS, bold=True))
        self._column.addWidget(self._rows)
        self.hide()
        parts.found.connect(self._offer)

    def _offer(self) -> None:
        parts = self._parts
        before, self._rows, self.boxes = self._rows, QWidget(), {}
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 3, 0, 0)
        rows.setSpacing(0)
        for track in parts.tracks:
            rows.addWidget(self._row(track, track.name in parts.chosen, parts.problem(track)))
        self._column.replaceWidget(before, self._rows)
        before.deleteLater()
        self.setVisible(bool(parts.tracks))

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
