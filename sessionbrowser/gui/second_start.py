"""What the running app does when it is started a second time, or when a file manager hands it a file."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from sessionbrowser.gui.single import Request, address, listen
from sessionbrowser.gui.windows import Windows


class SecondStarts(QObject):
    """Takes what second starts ask for, and what the macOS Finder hands over, to the window in front.

    Parameters
    ----------
    windows : Windows
        Its parent, too.
    options : argparse.Namespace
        Of the first start: one with another session class gets a window of its own.
    """

    def __init__(self, windows: Windows, options: Namespace) -> None:
        super().__init__(windows)
        self._windows = windows
        self._session_class = options.session_class or ""
        self._server: object | None = None
        if sys.platform == "darwin":
            QCoreApplication.instance().installEventFilter(self)

    def listen(self) -> None:
        """Answer other starts from now on; until then they get windows of their own."""
        self._server = listen(address(), self.take)

    def take(self, request: Request) -> bool:
        """Do what a request says; False when a window of its own serves it better."""
        window = self._windows.front
        is_other = request.session_class not in ("", self._session_class)
        if window is None or is_other or QApplication.activeModalWidget() is not None:
            return False
        bring_to_front(window, request.token)
        if request.demo:
            window.open_demo()
        elif request.path:
            window.open_path(Path(request.path))
        if request.session:
            window.choose(request.session, request.file or None)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what the macOS Finder hands over."""
        if isinstance(event, QFileOpenEvent) and event.file():
            return self.take(Request(path=event.file()))
        return False


def bring_to_front(window: QWidget, token: str) -> None:
    """Show a window before all others, as far as the desktop lets it."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # where Qt looks for it
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
