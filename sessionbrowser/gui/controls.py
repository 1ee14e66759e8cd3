"""Small widgets that the whole window shares: elided labels, filter boxes, icon buttons, rows of a layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import tooltip

_MOST_CHOICES = 16
"""Of a chooser, that are seen without scrolling."""


def row(
    parent: QWidget | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = Space.S
) -> QBoxLayout:
    """Return a horizontal layout with these margins (left, top, right, bottom) and gap."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    return made


def stacked(parent: QWidget, *parts: QWidget) -> QVBoxLayout:
    """Lay parts out in a widget one below the other, edge to edge, and return the layout."""
    made = QVBoxLayout(parent)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(0)
    for part in parts:
        made.addWidget(part)
    return made


def bar(name: str, height: int) -> QFrame:
    """Return an area of fixed height in a variant of the stylesheet."""
    made = QFrame()
    look(made, name)
    made.setFixedHeight(height)
    return made


def label(text: str = "", name: str = "", size: int = Size.BODY, bold: bool = False) -> QLabel:
    """Return a label of plain text in a variant of the stylesheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    look(made, name, size, bold)
    return made


def button(text: str, icon: str = "", name: str = "", tall: bool = False) -> QPushButton:
    """Return a push button; clicking it with the mouse leaves the focus where it was."""
    made = QPushButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setProperty("tall", tall)
    look(made, name)
    if icon:
        icons.set_icon(made, icon, {"verb": "on_accent", "danger": "danger"}.get(name, "text"))
    return made


def tool_button(icon: str, what: str, role: str = "text") -> QToolButton:
    """Return a button that is an icon; `what` explains it to the pointer and to screen readers."""
    made = QToolButton()
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setToolTip(what)
    made.setAccessibleName(what)
    made.setIconSize(QSize(Space.ICON, Space.ICON))
    icons.set_icon(made, icon, role)
    return made


def chooser(name: str) -> QComboBox:
    """Return a chooser as quiet as the text beside it; `name` is for screen readers."""
    made = QComboBox()
    make_quiet(made, name)
    return made


def make_quiet(box: QComboBox, name: str) -> None:
    """Make a chooser as quiet as the text beside it; `name` is for screen readers."""
    look(box, "plain", Size.SECONDARY)
    box.setAccessibleName(name)
    box.setMaxVisibleItems(_MOST_CHOICES)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)


class ElidedLabel(QLabel):
    """One line of plain text that gives way when there is no room; the tooltip then has all of it."""

    def __init__(
        self,
        text: str = "",
        name: str = "",
        size: int = Size.BODY,
        bold: bool = False,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode
        look(self, name, size, bold)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the ellipsis only."""
        return QSize(self.fontMetrics().horizontalAdvance("…") + 2, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | self.alignment(), shown)
        self.setToolTip(tooltip(self.text()) if shown != self.text() else "")


class PathTitle(QWidget):
    """The parts of a name in bold, with quiet slashes between: ATL901 / 2023-01-24 / 701.

    Where there is no room the first part gives way, in its middle; the tooltip then has all of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[str, ...] = ()
        self._bold, self._plain = theme.font(Size.HEADLINE, bold=True), theme.font(Size.HEADLINE)

    def show_parts(self, parts: Sequence[str]) -> None:
        """Show these parts."""
        self._parts = tuple(parts)
        self.setAccessibleName("/".join(parts))
        self.updateGeometry()
        self.update()

    def _pieces(self) -> Iterator[tuple[str, QFont, str]]:
        for at, part in enumerate(self._parts):
            if at:
                yield " / ", self._plain, "muted"
            yield part, self._bold, "text"

    def sizeHint(self) -> QSize:
        """Ask for room for all of it."""
        width = sum(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in self._pieces())
        return QSize(width, Space.BUTTON)

    def minimumSizeHint(self) -> QSize:
        """Give way down to the first letters."""
        return QSize(min(self.sizeHint().width(), 80), Space.BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts one after the other."""
        painter, area = QPainter(self), self.rect()
        missing = self.sizeHint().width() - area.width()
        for text, font, role in self._pieces():
            painter.setFont(font)
            painter.setPen(theme.color(role))
            if missing > 0 and area.left() == 0:
                least = QFontMetrics(font).horizontalAdvance("m…m")
                room = max(QFontMetrics(font).horizontalAdvance(text) - missing, least)
                text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            area.setLeft(area.left() + draw_text(painter, area, text))
        self.setToolTip(tooltip(self.accessibleName()) if missing > 0 else "")


class FilterBox(QLineEdit):
    """A line to filter a list by, with a glass, a cross that empties it, and its shortcut as a hint.

    Attributes
    ----------
    left : Signal()
        The user pressed Down or Return, or Escape when it was empty already: on to the list.
    """

    left = Signal()

    def __init__(self, placeholder: str, hint: str = "") -> None:
        super().__init__()
        self._hint = hint
        self.setPlaceholderText(placeholder)
        self.setTextMargins(-5, 0, 0, 0)
        self.setAccessibleName(placeholder)
        glass = QAction(placeholder, self)
        icons.set_icon(glass, "search", "muted")
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._cross = QAction("Clear the filter", self)
        icons.set_icon(self._cross, "clear-x", "muted")
        self._cross.triggered.connect(self.clear)
        self.textChanged.connect(self._on_text)

    def words(self) -> list[str]:
        """Return the words to filter by, in lower case."""
        return self.text().lower().split()

    def _on_text(self, text: str) -> None:
        if text and self._cross not in self.actions():
            self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        elif not text:
            self.removeAction(self._cross)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty it with Escape, leave it with Down."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shortcut at the right end while there is nothing else."""
        super().paintEvent(event)
        if self._hint and not self.text() and not self.hasFocus() and self._has_room_for_hint():
            painter = QPainter(self)
            painter.setFont(theme.font(Size.SECONDARY))
            painter.setPen(theme.color("muted"))
            painter.drawText(self.rect().adjusted(0, 0, -Space.S, 0), _RIGHT, self._hint)

    def _has_room_for_hint(self) -> bool:
        texts = self.fontMetrics().horizontalAdvance(self.placeholderText() + self._hint)
        return texts + 2 * Space.XL < self.width()


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def narrowed(font: QFont, texts: Sequence[str], room: int, least: int = 50) -> QFont:
    """Return a font in which the widest of the texts fits: condensed where it would not, to `least` percent."""
    widest = _widest(font, texts)
    if widest <= room:
        return font
    narrow, stretch = QFont(font), 100 * room // widest
    narrow.setStretch(max(least, stretch))
    while stretch > least and _widest(narrow, texts) > room:  # letters of whole pixels do not give way at once
        stretch -= 2
        narrow.setStretch(max(least, stretch))
    return narrow


def _widest(font: QFont, texts: Sequence[str]) -> int:
    metrics = QFontMetrics(font)
    return max((metrics.horizontalAdvance(text) for text in texts), default=0)


_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_AT_LEFT, _AT_RIGHT = _ONE_LINE | Qt.AlignmentFlag.AlignLeft, _ONE_LINE | Qt.AlignmentFlag.AlignRight


def draw_text(
    painter: QPainter, rect: QRect, text: str, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight, right: bool = False
) -> int:
    """Draw one line of text in the painter's font and pen, elided to fit, and return how wide it came out."""
    metrics: QFontMetrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, mode, rect.width())
        width = metrics.horizontalAdvance(text)
    painter.drawText(rect, _AT_RIGHT if right else _AT_LEFT, text)
    return width
