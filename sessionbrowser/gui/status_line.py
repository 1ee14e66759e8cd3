"""The line at the bottom: what is open, what happened last, and what the trash holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from sessionbrowser.gui import icons
from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text, count_text

if TYPE_CHECKING:
    from sessionbrowser.gui.progress_strip import Progress, ProgressStrip

_LOOKS = {"info": "", "warning": "warning", "error": "danger"}


class StatusLine(QFrame):
    """Shows the root and its counts at the left, then the last message with its link; the trash at the right.

    Attributes
    ----------
    trash_asked : Signal()
        The user wants to see the trash.
    cancel_asked : Signal()
        The user wants what goes on to end.
    details_asked : Signal(Message)
        The user wants to know more of what was said.
    """

    trash_asked = Signal()
    cancel_asked = Signal()
    details_asked = Signal(object)

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
        self._progress: ProgressStrip | None = None
        layout = row(self, (12, 0, 0, 0))
        layout.addWidget(self._root)
        for widget in (self._line, self._text, self._link, self._hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._trash = button("", name="quiet")
        icons.set_icon(self._trash, "trash", "muted")
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

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far something is, if it takes a while; None when it has ended."""
        if self._progress is None:
            from sessionbrowser.gui.progress_strip import ProgressStrip

            self._progress = ProgressStrip()
            self._progress.cancel_asked.connect(self.cancel_asked)
            layout = self.layout()
            assert isinstance(layout, QBoxLayout)
            layout.insertWidget(layout.indexOf(self._text), self._progress)
        self._progress.tell(progress)

    def show_message(self, message: Message) -> None:
        """Show what happened last."""
        self.message = message
        look(self._text, _LOOKS[message.level], Size.SECONDARY)
        self._text.setText(message.text)
        action = message.action or ("Details…" if message.details else "")
        self._link.setText(action)
        self._link.setVisible(bool(action))
        self._hint.setText(message.hint)
        self._line.setVisible(bool(message.text))

    def copy_message(self) -> None:
        """Put what was said last on the clipboard, with its details."""
        parts = (self.message.text, self.message.details)
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    def _act(self) -> None:
        if self.message.act is not None:
            self.message.act()
        elif self.message.details:
            self.details_asked.emit(self.message)
