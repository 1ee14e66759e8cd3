"""The line at the bottom: what is open, and what happened last."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space

_LOOKS = {"info": "", "warning": "warning", "error": "danger"}


class StatusLine(QFrame):
    """Shows the root and its counts at the left, then the last message with its link."""

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
        self._link.clicked.connect(self._act)
        self.show_message(self.message)

    def show_root(self, text: str) -> None:
        """Show what is open."""
        self._root.setText(text)

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
