"""What a small screen needs: the middle of the window is scrolled where it cannot be made as small as the screen is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from sessionbrowser.gui.outline import FRAME


class Reach(QScrollArea):
    """Holds a part of the window, and has it asked for no more room than the screen has.

    Parameters
    ----------
    part : QWidget
    beside : int
        The height of what the window shows above and below it, in pixels.
    """

    def __init__(self, part: QWidget, beside: int) -> None:
        super().__init__()
        self._part, self._beside = part, QSize(0, beside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(part)

    def minimumSizeHint(self) -> QSize:
        """Ask for what the part asks for, as far as the screen has it."""
        room = self.screen().availableSize() - FRAME - self._beside
        return self._part.minimumSizeHint().boundedTo(room)

    def sizeHint(self) -> QSize:
        """Wish for what the part wishes for."""
        return self._part.sizeHint()

    def viewportEvent(self, event: QEvent) -> bool:
        """Ask anew when the part does."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the window."""
        event.ignore()
