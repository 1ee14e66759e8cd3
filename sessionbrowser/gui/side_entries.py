"""The places of the window that are no session, as entries above the tree: "Clean-up  24 files", "Trash  3 files"."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.rows import BAR
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text, count_text

_LEFT, _RIGHT = 12, 13


class Place(StrEnum):
    """What the window shows beside its sidebar."""

    SESSION = "session"
    CLEANUP = "clean-up"
    TRASH = "trash"


ENTRIES = {
    Place.CLEANUP: ("Clean-up", "cleanup", "What is stale in the whole lab, and why"),
    Place.TRASH: ("Trash", "trash", "What was cleared, and the way back"),
}
"""Title, icon and tooltip of each entry."""


class SideEntry(QAbstractButton):
    """An entry that looks like a row of the tree below it; checked while its place is on show."""

    def __init__(self, title: str, icon: str, tip: str) -> None:
        super().__init__()
        self._icon, self._tip, self._detail = icon, tip, ""
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(Space.ROW)
        self.say("")

    @property
    def detail(self) -> str:
        """What stands at its right."""
        return self._detail

    def say(self, detail: str, more: str = "") -> None:
        """Show a count at the right; the tooltip and screen readers get more."""
        self._detail = detail
        spoken = ", ".join(part for part in (self.text(), detail, more) if part)
        self.setAccessibleName(spoken)
        self.setToolTip("\n".join((self._tip, more)) if more else self._tip)
        self.update()

    def nextCheckState(self) -> None:
        """Stay as it is: whoever changes the place marks the entry."""

    def sizeHint(self) -> QSize:
        """Be as wide as the sidebar."""
        return QSize(120, Space.ROW)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Paint the hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover away."""
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbours by the arrow keys, and choose with Return as with Space."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint icon, title and count, as a row of a list is painted."""
        painter, area = QPainter(self), self.rect()
        if self.isChecked():
            painter.fillRect(area, theme.color("selection"))
            painter.fillRect(QRect(0, 0, BAR, area.height()), theme.color("accent"))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(area, theme.color("hover"))
        role = "text" if self.isEnabled() else "muted"
        picture = icons.pixmap(self._icon, role, Space.ICON, self.devicePixelRatioF())
        painter.drawPixmap(_LEFT, (area.height() - Space.ICON) // 2, picture)
        inner = area.adjusted(_LEFT + Space.ICON + Space.S, 0, -_RIGHT, 0)
        painter.setFont(theme.font(Size.SECONDARY))
        painter.setPen(theme.color("text" if self.isChecked() else "muted"))
        inner.setRight(inner.right() - draw_text(painter, inner, self._detail, right=True) - Space.S)
        painter.setFont(theme.font(Size.BODY))
        painter.setPen(theme.color(role))
        draw_text(painter, inner, self.text())
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))


class SideEntries(QFrame):
    """All of them, one below the other.

    Attributes
    ----------
    chosen : Signal(Place)
        The user wants to go there.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "side-bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XS, 0, Space.XS)
        column.setSpacing(0)
        self.entries = {place: SideEntry(*words) for place, words in ENTRIES.items()}
        for place, entry in self.entries.items():
            column.addWidget(entry)
            entry.clicked.connect(lambda _on=False, place=place: self.chosen.emit(place))
        self.setEnabled(False)

    def mark(self, shown: Place) -> None:
        """Show at which place the window is."""
        for place, entry in self.entries.items():
            entry.setChecked(place is shown)

    def show_count(self, place: Place, files: int, size: int) -> None:
        """Show how many files there are at a place; the tooltip tells how many bytes they are."""
        self.entries[place].say(count_text(files, "file"), bytes_text(size) if files else "")
