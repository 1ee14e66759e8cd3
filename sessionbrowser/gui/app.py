"""Starts the application: one window, opened as the arguments say, and nothing heavy before it is painted."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QThreadPool, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from sessionbrowser import __version__
from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.tasks import wait_for_all
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.lab.locating import likely_root
from sessionbrowser.sessions.registry import SessionFactory

log = logging.getLogger(__name__)


def run(options: argparse.Namespace, factory: SessionFactory) -> int:
    """Show the window and return the exit code of the application.

    Parameters
    ----------
    options : argparse.Namespace
        As parsed by `sessionbrowser.__main__.build_parser`.
    factory : SessionFactory
        Makes the session object of a session folder.
    """
    logging.basicConfig(format="%(name)s: %(message)s", level=logging.WARNING)
    app = make_application()
    window = make_window(options, factory)
    catch_everything(window.report_bug)
    # Numpy and the viewer take longer than all else together, so the window comes first.
    window.painted.connect(lambda: begin(app, window, options))
    window.show()
    code = app.exec()
    wait_for_all()
    return code


def make_application() -> QApplication:
    """Return the application object, named and themed."""
    qInstallMessageHandler(log_qt)
    # The style by argument: `setStyle` hands back a QStyle, and PySide then defines its hundreds of constants.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("sessionbrowser")
    app.setApplicationDisplayName("sessionbrowser")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("sessionbrowser")
    # Freeing plain dicts nested 200,000 deep takes more stack than a thread has on macOS.
    QThreadPool.globalInstance().setStackSize(16 * 2**20)
    theme.apply(app)
    app.setWindowIcon(icons.app_icon())
    return app


def log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Send Qt's own messages the way of all others."""
    if "propagateSizeHints" in text:  # the offscreen platform, of every window that has a smallest size
        return
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", text)


def make_window(options: argparse.Namespace, factory: SessionFactory) -> MainWindow:
    """Return the window, with the user's own settings unless it is only to have its picture taken."""
    settings = Settings.in_memory() if options.screenshot else Settings()
    return MainWindow(factory=factory, settings=settings, root=_root(options))


def _root(options: argparse.Namespace) -> Path | None:
    if not options.demo:
        return likely_root(options.root) if options.root is not None else None
    from sessionbrowser.demo import default_demo_folder

    return default_demo_folder()


def begin(app: QApplication, window: MainWindow, options: argparse.Namespace) -> None:
    """Do what the first paint did not have to wait for."""
    import signal  # defines a constant for each signal that there is

    gc.freeze()  # all that is there stays: later collections need not go through it
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it; clearing survives a kill anyway
    window.warm_up()
    open_as_asked(window, options)
    from sessionbrowser.gui.second_start import SecondStarts

    SecondStarts(app, options)
    if options.screenshot:
        from sessionbrowser.gui.screenshot import Screenshot

        picture = Screenshot(window, options.screenshot)
        picture.finished.connect(app.exit)
        picture.begin()


def open_as_asked(window: MainWindow, options: argparse.Namespace) -> None:
    """Open the root, session and file of the arguments; without any, the welcome page stays."""
    if options.demo:
        window.open_demo()
    elif options.root is not None:
        window.open_path(options.root)
    if options.session:
        window.choose(options.session, options.file)


def catch_everything(show: Callable[[str], None]) -> None:
    """Log and show every exception that nobody caught, instead of losing it on the terminal.

    Parameters
    ----------
    show : callable
        Takes one sentence for the user.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("a bug", exc_info=(kind, error, trace))
        show(f"Something went wrong inside the app ({kind.__name__}: {error}). Your files were not touched.")

    sys.excepthook = hook
