"""What the viewer pane offers to do with the file it shows, apart from showing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.sessions.spks import python_to_load_path


class ViewedActions(QObject):
    """Copies the Python that loads a file, and opens its folder.

    Attributes
    ----------
    message : Signal(str)
        What was done, in a sentence.
    """

    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane(self)

    def copy_python(self, session: Any, path: Path) -> None:
        """Put the lines of Python that load a file on the clipboard."""

        def work(_job: Job) -> str:
            return python_to_load_path(session, path)

        self._lane.run(work, self._copy, lambda error: self.message.emit(f"There is no Python to copy: {error}"))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.message.emit("Copied the Python that loads it")

    def show_folder(self, path: Path) -> None:
        """Open the folder of a file in the system's file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
            self.message.emit(f"No file manager opened {path.parent}")

    def stop(self) -> None:
        """Give up what is under way."""
        self._lane.cancel()
