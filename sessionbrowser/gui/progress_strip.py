"""How far something is, in the status line: words, a bar and Cancel; not there for what is done at once."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from sessionbrowser.gui.controls import button, label, row
from sessionbrowser.gui.tokens import Size, Space

PATIENCE_MS = 300
"""What ends sooner is not shown."""


class Progress(NamedTuple):
    """How far something is: in words, and how many files of how many (of 0 while that is not known)."""

    text: str
    done: int = 0
    total: int = 0


def show_value(bar: QProgressBar, value: int) -> None:
    """Show how far something is when the window is painted next: a bar paints it, and all else, at once unless told."""
    if value != bar.value():
        bar.setUpdatesEnabled(False)
        bar.setValue(value)
        bar.setUpdatesEnabled(True)


class ProgressStrip(QWidget):
    """Shows one thing at a time.

    Attributes
    ----------
    cancel_asked : Signal()
    """

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label(size=Size.SECONDARY)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(160)
        self.cancel = button("Cancel", name="link")
        self.cancel.setFont(self.text.font())
        self.cancel.clicked.connect(self._on_cancel)
        line = row(self, gap=Space.S)
        for part in (self.text, self.bar, self.cancel):
            line.addWidget(part)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def tell(self, progress: Progress | None) -> None:
        """Show how far it is; None when it has ended."""
        if progress is None:
            self._timer.stop()
            self.hide()
            return
        if self.isHidden() and not self._timer.isActive():
            self.cancel.setEnabled(True)
            self._timer.start()
        counts = f": {progress.done:,} of {progress.total:,}" if progress.total else ""
        if self.cancel.isEnabled():
            self.text.setText(progress.text + counts)
        self.bar.setRange(0, progress.total)
        show_value(self.bar, progress.done)
        self.bar.setAccessibleName(progress.text)

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.text.setText("Stopping after the file under way")
        self.cancel_asked.emit()
