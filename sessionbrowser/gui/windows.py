"""The windows of the app: each looks at what it likes, all share the settings, and closing the last ends the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.window import MainWindow

Make = Callable[[Path | None], MainWindow]


class Windows(QObject):
    """Opens windows beside each other, and lets go of those that are closed.

    Parameters
    ----------
    make : callable
        Gives a window that will have this root.
    parent : QObject or None
    """

    def __init__(self, make: Make, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._open: list[MainWindow] = []

    def add(self, window: MainWindow) -> None:
        """Look after a window."""
        self._open.append(window)
        window.another_asked.connect(lambda: self.open_beside(window))
        window.closed.connect(lambda: self._forget(window))

    @property
    def front(self) -> MainWindow | None:
        """The window that is used, else the one that was opened last; None when all are closed."""
        active = QApplication.activeWindow()
        return next((each for each in self._open if each is active), self._open[-1] if self._open else None)

    def open_beside(self, other: MainWindow) -> MainWindow:
        """Open another window on the same root, and return it."""
        root = other.browsing.root
        window = self._make(root)
        self.add(window)
        window.memory.stand_beside(other)
        window.show()
        window.warm_up()
        if root is not None:
            window.open_root(root)
        return window

    def tell(self, message: Message) -> None:
        """Say something in the window in front."""
        if self.front is not None:
            self.front.messages.say(message)

    def _forget(self, window: MainWindow) -> None:
        if window in self._open:
            self._open.remove(window)
            # A turn later, since it is still at closing; its memory is given back then.
            QTimer.singleShot(0, window, window.deleteLater)
