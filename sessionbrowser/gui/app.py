"""Starts the application: one window, opened as the arguments say, and nothing heavy before it is painted."""

from __future__ import annotations

import argparse
import logging
import sys
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from sessionbrowser import __version__
from sessionbrowser.gui import logs, theme
from sessionbrowser.gui.choices import REOPEN, is_on, theme_of
from sessionbrowser.gui.settings import Last, Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import SessionFactory

if TYPE_CHECKING:
    from sessionbrowser.gui.second_start import SecondStarts
    from sessionbrowser.gui.windows import Windows

AT_REST = 1000
"""When the window takes up what could wait, at the latest, ms."""


def run(options: argparse.Namespace, factory: SessionFactory) -> int:
    """Show the window and return the exit code of the application.

    Parameters
    ----------
    options : argparse.Namespace
        As parsed by `sessionbrowser.__main__.build_parser`.
    factory : SessionFactory
        Makes the session object of a session folder.
    """
    logs.begin()
    app = make_application()
    settings = Settings.in_memory() if options.screenshot else Settings()
    theme.set_theme(theme_of(settings))
    root = first_root(options, settings)
    window = MainWindow(factory=factory, settings=settings, root=root, is_outline=True)
    # The parts, numpy and the viewer take longer than all else together, so the window comes first.
    window.after_paint(lambda: begin(app, window, options, factory))
    window.show()
    code = app.exec()
    from sessionbrowser.gui.tasks import wait_for_all

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
    theme.apply(app)
    return app


def log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Send Qt's own messages the way of all others."""
    if "propagateSizeHints" in text:  # the offscreen platform, of every window that has a smallest size
        return
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", text)


def last_opened(options: argparse.Namespace, settings: Settings) -> Last | None:
    """Return what to go on with; None where the arguments say what to open, or the user does not want it."""
    is_told = options.demo or options.root is not None
    return settings.last if not is_told and is_on(settings, REOPEN) else None


def first_root(options: argparse.Namespace, settings: Settings) -> Path | None:
    """Return the root that will be opened first; None for the welcome page."""
    if not options.demo:
        last = last_opened(options, settings)
        if options.root is None:
            return last and last.root
        from sessionbrowser.lab.locating import likely_root

        return likely_root(options.root)
    from sessionbrowser.demo import default_demo_folder

    return default_demo_folder()


def begin(app: QApplication, window: MainWindow, options: argparse.Namespace, factory: SessionFactory) -> None:
    """Put the parts in, and go on once they are painted."""
    if window.isHidden():  # it was closed at once
        return
    windows = look_after(app, window, factory)
    window.fill()
    window.after_paint(lambda: go_on(app, windows, window, options))


def go_on(app: QApplication, windows: Windows, window: MainWindow, options: argparse.Namespace) -> None:
    """Do what the first paint of the parts did not have to wait for."""
    if window.isHidden():
        return
    open_as_asked(window, options)
    # All that the viewer imports takes its turn with reading the root, and with what Qt does without Python.
    Thread(target=import_module, args=["numpy"], name="numpy").start()
    window.warm_up()
    if options.screenshot:
        from sessionbrowser.gui.screenshot import Screenshot

        picture = Screenshot(window, options.screenshot)
        picture.finished.connect(app.exit)
        picture.begin()
    starts = take_second_starts(windows, options)
    rest = QTimer(window, singleShot=True, interval=AT_REST)
    rest.timeout.connect(lambda: settle_in(app, starts, options))
    window.settled.connect(lambda: rest.start(0) if rest.isActive() else None)
    rest.start()


def settle_in(app: QApplication, starts: SecondStarts, options: argparse.Namespace) -> None:
    """Do what can wait until all is on the screen that was asked for, if that takes no longer than `AT_REST`."""
    import signal  # defines a constant for each signal that there is

    from sessionbrowser.gui.garbage import Garbage

    Garbage(app)
    starts.listen()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it; clearing survives a kill anyway
    if not options.screenshot:
        logs.open_file()


def look_after(app: QApplication, window: MainWindow, factory: SessionFactory) -> Windows:
    """Return what opens further windows beside the first; bugs are told in the one in front from now on."""
    from PySide6.QtCore import QThreadPool

    from sessionbrowser.gui import icons
    from sessionbrowser.gui.bugs import Bugs
    from sessionbrowser.gui.windows import Windows

    windows = Windows(lambda root: MainWindow(factory=factory, settings=window.settings, root=root), app)
    windows.add(window)
    bugs = Bugs(app)
    bugs.met.connect(windows.tell)
    bugs.catch()
    # Freeing plain dicts nested 200,000 deep takes more stack than a thread has on macOS.
    QThreadPool.globalInstance().setStackSize(16 * 2**20)
    app.setWindowIcon(icons.app_icon())
    return windows


def take_second_starts(windows: Windows, options: argparse.Namespace) -> SecondStarts:
    """Return what does what further starts of the app ask for."""
    from sessionbrowser.gui.second_start import SecondStarts

    return SecondStarts(windows, options)


def open_as_asked(window: MainWindow, options: argparse.Namespace) -> None:
    """Open the root, session and file of the arguments; without any, what was open last, or nothing."""
    last = last_opened(options, window.settings)
    if last is not None:
        window.open_root(last.root)
        if last.file:
            window.browsing.showing.following.name = last.file  # not a wish: one that is gone is not complained of
        window.choose(last.session)
    if options.demo:
        window.open_demo()
    elif options.root is not None:
        window.open_path(options.root)
    if options.session:
        window.choose(options.session, options.file)
