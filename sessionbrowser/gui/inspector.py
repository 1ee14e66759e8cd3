"""The panel right of a raster: the levels and where they come from, the choices, and what is wrong with the file."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from sessionbrowser.arrays.stats import Stats
from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import ElidedLabel, button, chooser, label, row
from sessionbrowser.gui.error_page import sentence
from sessionbrowser.gui.histogram import Histogram
from sessionbrowser.gui.map_chooser import MapChooser
from sessionbrowser.gui.row_choosers import RowChoosers
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.side_scroll import SideScroll
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewers.raster_paint import Colouring
from sessionbrowser.gui.words import with_minus
from sessionbrowser.sessions.kinds import Health, State

COMBINE = ("max", "mean", "min")
BY_HAND = "by hand"
_STAYS = "\N{NO-BREAK SPACE}"
_ROOM = Space.INSPECTOR - 2 * Space.M - 10
"""What the panel's lines have beside a scroll bar, in pixels."""
_HEALTH_ICONS = {
    State.STALE: ("clock", "warning"),
    State.SUPERSEDED: ("twins", "warning"),
    State.LEFTOVER: ("leftover", "warning"),
}


def number_text(value: float, reach: float) -> str:
    """Return a value as it is written beside levels, with as many decimals as the reach of the values asks for."""
    if not 1e-3 <= reach < 1e6:
        return f"{value:.3g}"
    return f"{value:.{max(1, 2 - math.floor(math.log10(reach)))}f}"


def range_text(low: float, high: float) -> str:
    """Return "81.8 to 668.2", "−0.5 to 30.8"; ints have no decimals."""
    if isinstance(low, int) and isinstance(high, int):
        first, last = str(low), str(high)
    else:
        reach = max(abs(low), abs(high))
        first, last = (number_text(value, reach) for value in (low, high))
    return with_minus(f"{first} to {last}")


def _levels_text(stats: Stats, colours: Colouring) -> str:
    whole = isinstance(stats.minimum, int) and colours.low.is_integer() and colours.high.is_integer()
    return range_text(int(colours.low), int(colours.high)) if whole else range_text(colours.low, colours.high)


def origin_text(colours: Colouring, natural: Colouring) -> str:
    """Return where levels come from: the values, or a hand that dragged them; of phases, the whole circle."""
    if (colours.low, colours.high) != (natural.low, natural.high):
        return BY_HAND
    return "full circle" if (natural.low, natural.high) == (-math.pi, math.pi) else "1st–99th pct"


def percent_text(part: int, whole: int) -> str:
    """Return "89.5 %"; a share that is not quite nothing or all never reads as that."""
    share = 100 * part / whole
    if 0 < share < 0.1:
        return "< 0.1 %"
    if 99.9 < share < 100:
        return "> 99.9 %"
    return f"{share:.1f} %" if part not in (0, whole) else f"{share:.0f} %"


def full_text(stats: Stats) -> str:
    """Return what the whole of the values is like: "full 0 to 549.9 · 89.5 % zeros"."""
    parts = []
    if stats.minimum is not None and stats.maximum is not None:
        parts.append(f"full {range_text(stats.minimum, stats.maximum)}".replace("full 0.0 ", "full 0 "))
    if stats.zeros:
        parts.append(f"{percent_text(stats.zeros, stats.count)} zeros")
    return " · ".join(parts)


def odd_text(stats: Stats) -> str:
    """Return the values that are no numbers, counted: "12 NaN · 1 +inf"; empty when there are none."""
    counts = ((stats.nans, "NaN"), (stats.pos_infs, "+inf"), (stats.neg_infs, "−inf"))
    return " · ".join(f"{n:,} {name}" for n, name in counts if n)


class Inspector(SideScroll):
    """Shows statistics and health, and offers the choices of a raster.

    Attributes
    ----------
    map_chosen : Signal(str)
        A colour map, or empty for the one that suits the values.
    combine_chosen : Signal(str)
        "max", "mean" or "min".
    levels_chosen : Signal(object)
        The lowest and the highest value that the colours tell apart, None for those that suit the values.
    """

    map_chosen = Signal(str)
    levels_chosen = Signal(object)
    combine_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Levels and view", parent)
        self.histogram = Histogram()
        self.range, self.origin = label("", size=Size.SECONDARY, bold=True), ElidedLabel("", "muted", Size.AXIS)
        self.reset = button("Reset", name="link")
        look(self.reset, "link", Size.AXIS)
        self.reset.setToolTip("Take both levels back to where the values have them")
        self.full, self.odd = label("", "muted", Size.AXIS), label("", "muted", Size.AXIS)
        self.colours, self.combine = MapChooser(), chooser("Combine")
        self.rows = RowChoosers(self)
        self._health_icon, self._health_word = QLabel(), label("", size=Size.SECONDARY, bold=True)
        self._health_why = label("", "muted", Size.AXIS)
        self._state = State.OK
        self._lay_out()
        self.combine.addItems(COMBINE)
        self.histogram.levels_chosen.connect(self.levels_chosen)
        self.reset.clicked.connect(lambda: self.levels_chosen.emit(None))
        self.colours.activated.connect(self._on_map)
        self.combine.textActivated.connect(self.combine_chosen)
        self.retheme()

    def _lay_out(self) -> None:
        column = self.column
        column.addLayout(_pair(_heading("Levels"), label("non-zero, log count", "muted", Size.AXIS)))
        column.addWidget(self.histogram)
        self._levels = QWidget()
        pair = _pair(self.range, self.origin, self.reset)
        pair.setContentsMargins(0, 0, 0, 0)
        self._levels.setLayout(pair)
        column.addWidget(self._levels)
        for text in (self.full, self.odd, self._health_why):
            text.setWordWrap(True)
        column.addWidget(self.full)
        column.addWidget(self.odd)
        column.addWidget(Rule(17))
        column.addWidget(_heading("View"))
        column.addLayout(_rows(("Colours", self.colours), ("Combine", self.combine), *self.rows.named()))
        self._health = QWidget()
        block = QVBoxLayout(self._health)
        block.setContentsMargins(Space.M, 0, Space.M, Space.M)
        block.setSpacing(Space.XS)
        block.addWidget(Rule(9))
        head = row(gap=6)
        head.addWidget(self._health_icon)
        head.addWidget(self._health_word, stretch=1)
        block.addLayout(head)
        block.addWidget(self._health_why)
        self._health.hide()
        self.put_foot(self._health)
        self._end = column.count()
        column.addStretch(1)

    def add_section(self, section: QWidget) -> None:
        """Put a section below the choices."""
        self.column.insertWidget(self._end, section)
        self._end += 1

    def show_stats(self, stats: Stats | None, colours: Colouring | None, natural: Colouring | None = None) -> None:
        """Show statistics and the colours of the values; None while there are none.

        Parameters
        ----------
        stats : Stats or None
        colours : Colouring or None
        natural : Colouring or None
            The colours that suit the values; the first choice says the name of their map. `colours` unless given.
        """
        natural = natural or colours
        self.histogram.show_values(stats, colours)
        known = stats is not None and colours is not None and stats.low is not None
        self._levels.setVisible(known or stats is None)  # its place is kept while the values are being read
        self.range.setText(_levels_text(stats, colours) if known and stats and colours else "")
        self.origin.setText(origin_text(colours, natural) if known and colours and natural else "")
        self.reset.setVisible(self.origin.text() == BY_HAND)
        whole = "" if stats is None or not stats.count else full_text(stats) + self._sampled(stats)
        self.full.setText(_in_lines(whole, self.full))
        self.full.setVisible(bool(self.full.text()) or stats is None)
        self.odd.setText("" if stats is None else odd_text(stats))
        self.odd.setVisible(bool(self.odd.text()))
        if natural is not None:
            self.colours.show_natural(natural.map)

    def show_map(self, name: str) -> None:
        """Show which colour map is chosen, empty for the one that suits the values; nothing is told of it."""
        self.colours.show_map(name)

    @staticmethod
    def _sampled(stats: Stats) -> str:
        return "" if stats.exact else " · from a sample"

    def show_health(self, health: Health) -> None:
        """Show what is wrong with the file, with its evidence; nothing when it is well."""
        self._state = health.state
        self._health_word.setText(health.state.value.capitalize())
        self._health_why.setText(sentence(health.why))
        self._health.setVisible(health.state not in (State.OK, State.CHECKING))
        self._dress_health()

    def retheme(self) -> None:
        """Take up the colours of the theme."""
        self._dress_health()
        self.histogram.update()

    def _dress_health(self) -> None:
        name, role = _HEALTH_ICONS.get(self._state, ("octagon", "danger"))
        self._health_icon.setPixmap(icons.pixmap(name, role, 14, self.devicePixelRatio()))
        look(self._health_word, role)
        self._health_word.setFont(theme.font(Size.SECONDARY, bold=True))

    def _on_map(self, index: int) -> None:
        self.map_chosen.emit(self.colours.itemData(index))


def _in_lines(text: str, shown: QLabel) -> str:
    """Return a text in one line where there is room for it, else each of its parts in one."""
    if shown.fontMetrics().horizontalAdvance(text) <= _ROOM:
        return text
    return "\n".join(part.replace(" ", _STAYS) for part in text.split(" · "))


def _heading(text: str) -> QLabel:
    return label(text, "muted", Size.AXIS, bold=True)


def _pair(left: QWidget, *right: QWidget) -> QVBoxLayout:
    line = row()
    line.addWidget(left)
    line.addStretch(1)
    for widget in right:
        line.addWidget(widget)
    holder = QVBoxLayout()
    holder.addLayout(line)
    return holder


def _rows(*pairs: tuple[str, QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(0)
    grid.setVerticalSpacing(0)
    grid.setColumnMinimumWidth(0, 52)
    grid.setColumnStretch(1, 1)
    for place, (name, widget) in enumerate(pairs):
        grid.addWidget(label(name, "muted", Size.SECONDARY), place, 0)
        grid.addWidget(widget, place, 1)
    return grid
