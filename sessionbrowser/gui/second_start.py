"""What the running app does when it is started a second time, or when a file manager hands it a file."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui.single import Request, address, listen
from sessionbrowser.gui.window import MainWindow


class SecondStarts(QObject):
    """Takes what second starts ask for to the window in front.

    Parameters
    ----------
    app : QApplication
    options : argparse.Namespace
        Of the first start: one with another session class gets a window of its own.
    """

    def __init__(self, app: QApplication, options: Namespace) -> None:
        super().__init__(app)
        self._session_class = options.session_class or ""
        self._server = listen(address(), self.take)
        if sys.platform == "darwin":
            app.installEventFilter(self)

    def take(self, request: Request) -> bool:
        """Do what a request says; False when a window of its own serves it better."""
        window = front_window()
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


def front_window() -> MainWindow | None:
    """Return the window that is used, or was last made; None when all are closed."""
    active = QApplication.activeWindow()
    if isinstance(active, MainWindow):
        return active
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()]
    return windows[-1] if windows else None


def bring_to_front(window: MainWindow, token: str) -> None:
    """Show a window before all others, as far as the desktop lets it."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # where Qt looks for it
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
