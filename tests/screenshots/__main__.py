"""Takes the pictures: the same ones each time, on a lab of its own and off the screen."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from sessionbrowser.demo import write_demo
from sessionbrowser.gui import app, theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.clearing import move_to_trash
from sessionbrowser.sessions.planning import plan_clear
from sessionbrowser.sessions.registry import resolve_factory
from tests.screenshots import palette
from tests.screenshots.scenes import OLD, SCENES, Scene, write_more

TARGET = Path(os.environ.get("SCREENSHOTS", Path(__file__).parents[2] / "resources/screenshots"))
SIZE = (1280, 800)
REST = 700
"""How long a window must have been at rest before it is taken, ms."""
LONGEST = 30_000
NOON = 1_718_193_600.0
"""2024-06-12 12:00 UTC, when something was cleared."""
LAST_OF_DEMO = 1_735_689_600.0
"""2025-01-01: what is younger was written here."""


def write_roots(folder: Path) -> None:
    """Write the demo lab with something in its trash, a folder without sessions, and one of loose files."""
    write_demo(folder / "lab")
    (folder / "elsewhere/notes").mkdir(parents=True)
    (folder / "results").mkdir()
    np.save(folder / "results/tuning.npy", np.sin(np.arange(240).reshape(6, 40) / 9))
    np.save(folder / "results/speed.npy", np.abs(np.sin(np.arange(300) / 25)))
    write_more(folder / "lab" / OLD)
    onedata = next(path for path in (folder / "lab" / OLD).iterdir() if path.name.lower() == "onedata")
    told = {"time.time": NOON, "getpass.getuser": "you", "socket.gethostname": "lab"}
    with ExitStack() as patched:
        for name, value in told.items():
            patched.enter_context(patch(name, lambda value=value: value))
        move_to_trash(plan_clear([onedata / "trials.roomlength.npy", onedata / "trials.movementGain.npy"]))
    for path in folder.rglob("*.np[yz]"):
        if path.lstat().st_mtime > LAST_OF_DEMO:
            os.utime(path, (NOON, NOON), follow_symlinks=False)


def wait(window: MainWindow) -> None:
    """Let the window work until it has been at rest for a while."""
    loop = QEventLoop()
    calm = QTimer(singleShot=True, interval=REST)
    calm.timeout.connect(lambda: loop.quit() if window.is_settled else calm.start())
    QTimer.singleShot(LONGEST, loop, loop.quit)
    calm.start()
    loop.exec()
    assert window.is_settled, "it does not come to rest"


def composed(window: QWidget) -> QImage:
    """Return the picture of a window with what has opened over it."""
    picture = window.grab().toImage()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            place = QPoint((window.width() - other.width()) // 2, (window.height() - other.height()) // 3)
            painter.drawPixmap(place if other.isModal() else other.pos() - window.pos(), other.grab())
            painter.setPen(theme.color("control"))
            painter.drawRect(other.rect().translated(place if other.isModal() else other.pos() - window.pos()))
    painter.end()
    return picture


def take(scene: Scene, look: str, folder: Path) -> tuple[Path, int]:
    """Take one picture, and return where it is and how many bytes it takes."""
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
    theme.set_theme(look)
    window.resize(*SIZE)
    window.show()
    window.warm_up()
    if scene.root:
        window.open_path(folder / scene.root)
    if scene.session:
        window.choose(scene.session, scene.file or None)
    wait(window)
    scene.act(window)
    wait(window)
    path = TARGET / f"{scene.name}-{look}.png"
    size = palette.save(composed(window), path)
    for other in QApplication.topLevelWidgets():
        if other is not window:
            other.close()
    window.close()
    window.deleteLater()
    return path, size


def main(words: list[str]) -> None:
    """Take the pictures of all scenes, or of those whose name is among the words."""
    application = app.make_application()
    application.setQuitOnLastWindowClosed(False)
    folder = Path(tempfile.gettempdir()) / "sessionbrowser"  # its name is in the pictures
    folder.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):  # nobody's own keep-list and settings
        os.environ[name] = str(folder / "home")
    try:
        write_roots(folder)
        take_all(words, folder)
    finally:
        shutil.rmtree(folder)


def take_all(words: list[str], folder: Path) -> None:
    """Take the pictures, and tell how large they are."""
    TARGET.mkdir(parents=True, exist_ok=True)
    total = 0
    for scene in SCENES:
        for look in ("light", "dark"):
            if not words or scene.name in words:
                path, size = take(scene, look, folder)
                total += size
                print(f"{size / 1e3:7.1f} kB  {path.name}", flush=True)
    print(f"{total / 1e6:7.2f} MB")


main(sys.argv[1:])
