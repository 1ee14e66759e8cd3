"""Progress in place: what is being read, how far it is, and a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QWidget

from sessionbrowser.arrays.words import bytes_text as in_bytes
from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import label, row
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text, number_text

PATIENCE = 300
"""Milliseconds of waiting before anything about it is said."""
_HEIGHT = 36
_STEPS = 1000


def progress_text(done: int, total: int) -> str:
    """Return "Reading 215 of 499.8 MB": both amounts in the unit of the whole."""
    whole, unit = in_bytes(total).split(" ")
    share = float(whole) * done / total if total else 0.0
    places = 1 if float(whole) < 10 and unit != "B" else 0  # a gigabyte takes long enough to want to see it move
    return f"Reading {number_text(share, places)} of {bytes_text(total)}"


class Waiting(QWidget):
    """A strip that appears over the foot of the viewer once something takes longer than `PATIENCE`.

    Attributes
    ----------
    cancelled : Signal()
        The user wants no more of it.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.text = label("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.bar.setMaximumWidth(240)
        self.button = QPushButton("Cancel")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.cancelled)
        line = row(self, (Space.GUTTER, 0, Space.M, 0), Space.M)
        line.addWidget(self.text)
        line.addWidget(self.bar, stretch=1)
        line.addStretch(1)
        line.addWidget(label("Esc", "muted", Size.SECONDARY))
        line.addWidget(self.button)
        # Of the whole window, and only while this strip is seen: the focus is in the table where the file was chosen.
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.cancelled)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self._appear)
        self.hide()

    def begin(self, text: str) -> None:
        """Something has started that may take long; the strip shows only if it does."""
        self.text.setText(text)
        self.bar.setRange(0, 0)
        if self.isHidden() and not self._timer.isActive():
            self._timer.start()

    def tell(self, progress: tuple[int, int] | None) -> None:
        """Say how far it is, in bytes read and in all; None at the end."""
        if progress is None:
            self.end()
        else:
            self.advance(*progress)

    def advance(self, done: int, total: int) -> None:
        """Tell how far it is, in bytes."""
        self.begin(progress_text(done, total))
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(_STEPS * done / total) if total else 0)

    def end(self) -> None:
        """It has ended, one way or another."""
        self._timer.stop()
        self.hide()

    def place(self) -> None:
        """Stand at the foot of the parent."""
        room = self._over.rect()
        self.setGeometry(0, room.height() - _HEIGHT, room.width(), _HEIGHT)

    def _appear(self) -> None:
        self.place()
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cover what is below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
