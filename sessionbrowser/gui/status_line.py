"""The line at the bottom: what is open, what happened last, and what the trash holds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text, count_text

_LOOKS = {"info": "", "warning": "warning", "error": "danger"}


class StatusLine(QFrame):
    """Shows the root and its counts at the left, then the last message with its link; the trash at the right.

    Attributes
    ----------
    trash_asked : Signal()
        The user wants to see the trash.
    """

    trash_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "foot")
        self.setFixedHeight(Space.STATUS)
        self._root = ElidedLabel("No folder open", "muted", Size.SECONDARY)
        self._line = QFrame()
        self._line.setFixedSize(1, 14)
        look(self._line, "separator")
        self._text = ElidedLabel(size=Size.SECONDARY)
        self._link = button("", name="link")
        self._link.setFont(self._text.font())
        self._hint = label(name="muted", size=Size.SECONDARY)
        self.message = Message("")
        layout = row(self, (12, 0, 12, 0))
        layout.addWidget(self._root)
        for widget in (self._line, self._text, self._link, self._hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._trash = button("", "trash", "quiet")
        self._trash.setFont(self._text.font())
        self._trash.hide()
        layout.addWidget(self._trash)
        self._link.clicked.connect(self._act)
        self._trash.clicked.connect(self.trash_asked)
        self.show_message(self.message)

    def show_root(self, text: str) -> None:
        """Show what is open."""
        self._root.setText(text)

    def show_trash(self, files: int, size: int) -> None:
        """Show what the trash of the root holds: "Trash  3 files · 212.4 MB"; nothing when it is empty."""
        self._trash.setText(f"Trash  {count_text(files, 'file')} · {bytes_text(size)}")
        self._trash.setVisible(files > 0)

    def show_message(self, message: Message) -> None:
        """Show what happened last."""
        self.message = message
        look(self._text, _LOOKS[message.level], Size.SECONDARY)
        self._text.setText(message.text)
        self._link.setText(message.action)
        self._link.setVisible(bool(message.action))
        self._hint.setText(message.hint)
        self._line.setVisible(bool(message.text))

    def _act(self) -> None:
        if self.message.act is not None:
            self.message.act()
