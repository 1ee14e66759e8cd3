"""Pages that stand where there is nothing to list: what is the matter, and a way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from sessionbrowser.gui import icons
from sessionbrowser.gui.controls import button, label, row
from sessionbrowser.gui.notices import Notice, Way
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size

_LINE = 480
"""How wide a text is at least before it goes on in another line, px."""


class NoticePage(QWidget):
    """Shows a notice in the middle of its area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 8, 24, 8)
        self._body: QWidget | None = None
        self.notice = Notice("")

    def say(self, notice: Notice) -> None:
        """Show another notice."""
        self.notice = notice
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        self._body.setMaximumWidth(560)
        self._layout.addWidget(self._body, 0, Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self._headline(notice))
        inside.addLayout(_table(notice.lines))
        inside.addLayout(_buttons(self._ways(notice)))

    def _ways(self, notice: Notice) -> tuple[Way, ...]:
        return (*notice.ways, Way("Copy details", self._copy)) if notice.level == "error" else notice.ways

    def _copy(self) -> None:
        lines = [f"{left}: {right}" if left else right for left, right in self.notice.lines]
        QGuiApplication.clipboard().setText("\n".join([self.notice.headline, *lines]))

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        if self.notice.headline:
            self.say(self.notice)

    def _headline(self, notice: Notice) -> QWidget:
        line = QWidget()
        layout = row(line)
        is_error = notice.level == "error"
        if is_error:
            picture = QLabel()
            picture.setPixmap(icons.pixmap("octagon", "danger", 20, self.devicePixelRatioF()))
            layout.addWidget(picture)
        layout.addWidget(label(notice.headline, "danger" if is_error else "", Size.HEADLINE, bold=True))
        layout.addStretch(1)
        return line


def _table(lines: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    for at, (left, right) in enumerate(lines):
        text = label(right, "" if left else "muted")
        text.setWordWrap(True)
        text.setMinimumWidth(_LINE)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if left:
            grid.addWidget(label(left, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, at, 1)
        else:
            grid.addWidget(text, at, 0, 1, 2)
    grid.setColumnStretch(1, 1)
    return grid


def _buttons(ways: Sequence[Way]) -> QVBoxLayout:
    column = QVBoxLayout()
    line = row()
    for way in ways:
        made = button(way.text, way.icon, "" if way.icon or way is ways[0] else "plain")
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(lambda _checked=False, do=way.do: do())
        line.addWidget(made)
    line.addStretch(1)
    column.addLayout(line)
    return column
