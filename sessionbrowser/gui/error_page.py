"""What stands in the viewer's place when a file cannot be shown: what happened, to which file, what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sessionbrowser.gui import icons, theme, words
from sessionbrowser.gui.style import look
from sessionbrowser.gui.table_columns import SHAPES
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.sessions.kinds import FileFacts, Health, State

_WIDTH = 560


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


class ErrorPage(QWidget):
    """A page about one file that cannot be shown.

    Attributes
    ----------
    retry, show_in_folder, clear : Signal()
        A button was pressed; whoever owns the page does it.
    copy_details : Signal(str)
        The text that was put on the clipboard.
    """

    retry = Signal()
    show_in_folder = Signal()
    clear = Signal()
    copy_details = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self._headline = QLabel(), _plain()
        self._rows = {name: _plain() for name in ("What", "File", "What to do")}
        self._names = {name: _plain(name) for name in self._rows}
        self._state = State.DAMAGED
        self._path: Path | None = None
        self._buttons = self._make_buttons()
        self._lay_out()
        theme.manager().changed.connect(self._dress)
        self._dress()

    def show_health(self, facts: FileFacts) -> None:
        """Tell of a file whose facts say already that it cannot be shown."""
        self._show(facts.health, facts)

    def show_error(self, error: Exception, facts: FileFacts | None = None) -> None:
        """Tell of an error that came while a file was opened or read.

        Parameters
        ----------
        error : Exception
            Of the family in `sessionbrowser.errors`, an OSError, or anything (then it is a bug, and says its class).
        facts : FileFacts or None
            Of the file, when they are known.
        """
        health = Health.of(error)
        if not isinstance(error, ValueError | OSError):
            health = Health(State.UNREADABLE, f"{type(error).__name__}: {error}", health.to_do, "This cannot be shown")
        self._show(health, facts)

    def details(self) -> str:
        """Return all that the page says, as plain text."""
        lines = [self._headline.text()]
        lines += [f"{name}: {label.text()}" for name, label in self._rows.items() if label.text()]
        return "\n".join(lines + ([str(self._path)] if self._path else []))

    def _show(self, health: Health, facts: FileFacts | None) -> None:
        self._state = health.state
        self._path = None if facts is None else facts.path
        self._headline.setText(health.headline or "This file cannot be shown")
        to_do = health.to_do or "Look at the file again, or restore it from a backup."
        texts = {"What": sentence(health.why), "File": "" if facts is None else _file_text(facts), "What to do": to_do}
        for name, text in texts.items():
            self._rows[name].setText(text)
            self._rows[name].setVisible(bool(text))
            self._names[name].setVisible(bool(text))
        is_there = facts is not None and facts.identity is not None
        self._buttons["show_in_folder"].setVisible(is_there)
        self._buttons["clear"].setVisible(is_there and not _is_left_alone(facts))
        self._dress()

    def _make_buttons(self) -> dict[str, QPushButton]:
        buttons = {
            "retry": QPushButton("Try again"),
            "show_in_folder": QPushButton("Show in folder"),
            "clear": QPushButton("Clear 1 file…"),
            "copy_details": QPushButton("Copy details"),
        }
        icons.set_icon(buttons["retry"], "refresh")
        icons.set_icon(buttons["clear"], "trash")
        look(buttons["copy_details"], "plain")
        _show_key(buttons["retry"], "F5")
        buttons["retry"].clicked.connect(self.retry)
        buttons["show_in_folder"].clicked.connect(self.show_in_folder)
        buttons["clear"].clicked.connect(self.clear)
        buttons["copy_details"].clicked.connect(self._copy)
        return buttons

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._icon)
        head.addWidget(self._headline, stretch=1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, label) in enumerate(self._rows.items()):
            look(self._names[name], "muted")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(self._names[name], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTop)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.setSpacing(Space.S)
        for button in self._buttons.values():
            row_of_buttons.addWidget(button)
        row_of_buttons.addStretch(1)
        page = QWidget()
        page.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(page)
        column.setSpacing(Space.L)
        for part in (head, grid, row_of_buttons):
            column.addLayout(part)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(page, stretch=8)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def _dress(self) -> None:
        shape, role = SHAPES.get(self._state, ("octagon", "danger"))
        self._icon.setPixmap(icons.pixmap(shape, role, 18, self.devicePixelRatio()))
        look(self._headline, role, Size.HEADLINE, bold=True)
        icons.recolour(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take F5 as "try again" while the page has the focus."""
        if event.key() == Qt.Key.Key_F5:
            self.retry.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew on a screen of another resolution."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details())
        self.copy_details.emit(self.details())


def _plain(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _show_key(button: QPushButton, key: str) -> None:
    """Write the key that does the same as a button inside it, muted, right of its text."""
    hint = _plain(key)
    look(hint, "muted", Size.SECONDARY)
    hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    width = hint.sizeHint().width()
    row = QHBoxLayout(button)
    row.setContentsMargins(0, 0, Space.M, 0)
    row.addWidget(hint, alignment=Qt.AlignmentFlag.AlignRight)
    button.setStyleSheet(f"QPushButton {{ text-align: left; padding-right: {width + 2 * Space.M}px; }}")
    button.setAccessibleDescription(key)


def _is_left_alone(facts: FileFacts | None) -> bool:
    """Whether it is nothing that could be cleared: a folder, a pipe, a file that is no onedata."""
    return facts is not None and facts.health.state is State.ODD and not facts.link


def _file_text(facts: FileFacts) -> str:
    parts = [facts.name]
    if facts.identity is not None:
        parts.append(words.bytes_text(facts.size))
        written = words.minute_text(facts.modified_ns)
        parts += [f"written {written}"] if written else []
    return ", ".join(parts)
