"""Choosers for arrays of three axes and more: which two are seen, and where each of the others is held."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QSlider, QSpinBox, QWidget

from sessionbrowser.gui import controls
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Space

_MOST = 2**31 - 1
_TALLEST = 4 * 32
_SPIN = 110


class AxesBar(QScrollArea):
    """One combo for each of the two seen axes, and a slider with a number for each of the others.

    Parameters
    ----------
    first, second : str
        What the two seen axes are called: "Down" and "Across", "Up" and "Right".

    Attributes
    ----------
    changed : Signal()
        Another axis, or another index, was chosen.
    """

    changed = Signal()

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = (first, second)
        self._axes: tuple[tuple[str, int], ...] = ()
        self._seen = (0, 1)
        self._held: list[int] = []
        self._combos: list[QComboBox] = []
        self._spins: dict[int, QSpinBox] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def seen(self) -> tuple[int, int]:
        """The two axes that are seen, in the order of the parameters."""
        return self._seen

    @property
    def held(self) -> tuple[int, ...]:
        """An index for each axis; those of the seen axes do not matter."""
        return tuple(self._held)

    def set_axes(
        self, axes: Sequence[tuple[str, int]], seen: tuple[int, int], held: Sequence[int] | None = None
    ) -> None:
        """Offer the axes of another array.

        Parameters
        ----------
        axes : sequence of (str, int)
            Name and length of each, at least three.
        seen : (int, int)
        held : sequence of int or None
            Where each axis is held at first; index 0 unless given.
        """
        self._axes, self._seen = tuple(axes), seen
        self._held = [0] * len(self._axes) if held is None else list(held)
        self._build()

    def hold(self, axis: int, index: int) -> None:
        """Hold an axis at an index."""
        self._spins[axis].setValue(index)

    def step(self, by: int) -> None:
        """Move the first of the held axes that has more than one index."""
        axis = next((axis for axis in self._spins if self._axes[axis][1] > 1), None)
        if axis is not None:
            self._spins[axis].setValue(self._spins[axis].value() + by)

    def see(self, place: int, axis: int) -> None:
        """See an axis in the first (0) or second (1) place; the axis there goes where the other was, if that is it."""
        seen = list(self._seen)
        if axis == seen[1 - place]:
            seen[1 - place] = seen[place]
        seen[place] = axis
        if tuple(seen) != self._seen:
            self._seen = (seen[0], seen[1])
            had_focus = self._combos[place].hasFocus()
            self._build()
            if had_focus:
                self._combos[place].setFocus()
            self.changed.emit()

    def describe(self) -> str:
        """Return where the other axes are held: "plane at 3 of 5, axis 3 at 0 of 2"; counted from 0."""
        others = [axis for axis in range(len(self._axes)) if axis not in self._seen]
        return ", ".join(f"{self._axes[a][0]} at {self._held[a]} of {self._axes[a][1]}" for a in others)

    def _build(self) -> None:
        inside = QWidget()
        look(inside, "panel")
        grid = QGridLayout(inside)
        grid.setContentsMargins(Space.M, Space.XS, Space.M, Space.XS)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        grid.addLayout(self._combo_row(), 0, 0, 1, 3)
        self._spins = {}
        others = [axis for axis in range(len(self._axes)) if axis not in self._seen]
        for row, axis in enumerate(others, start=1):
            self._add_slider(grid, row, axis)
        before = self.takeWidget()
        if before is not None:  # one of its combos may be speaking right now
            before.deleteLater()
        self.setWidget(inside)
        height = inside.sizeHint().height()
        self.setFixedHeight(min(height, _TALLEST) + 2)

    def _combo_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._combos = []
        for place, title in enumerate(self._titles):
            combo = QComboBox()
            combo.addItems([f"{name} · {length}" for name, length in self._axes])
            combo.setCurrentIndex(self._seen[place])
            combo.setAccessibleName(title)
            combo.activated.connect(lambda axis, place=place: self.see(place, axis))
            row.addWidget(controls.label(title, "muted"))
            row.addWidget(combo)
            row.addSpacing(Space.S)
            self._combos.append(combo)
        row.addStretch(1)
        return row

    def _add_slider(self, grid: QGridLayout, row: int, axis: int) -> None:
        name, length = self._axes[axis]
        slider, spin = QSlider(Qt.Orientation.Horizontal), QSpinBox()
        for part in (slider, spin):
            part.setRange(0, max(0, min(length, _MOST) - 1))
            part.setValue(self._held[axis])
            part.setAccessibleName(name)
            part.setEnabled(length > 1)
        spin.setSuffix(f" of {length}")
        spin.setMinimumWidth(_SPIN)
        spin.lineEdit().setTextMargins(5, 0, 0, 0)
        slider.valueChanged.connect(spin.setValue)
        spin.valueChanged.connect(lambda index: self._on_index(axis, index, slider))
        self._spins[axis] = spin
        grid.addWidget(controls.label(name, "muted"), row, 0)
        grid.addWidget(slider, row, 1)
        grid.addWidget(spin, row, 2)

    def _on_index(self, axis: int, index: int, slider: QSlider) -> None:
        with QSignalBlocker(slider):
            slider.setValue(index)
        self._held[axis] = index
        self.changed.emit()
