"""What can be done with the selected files, clearing apart: copy their paths, the Python that loads them, show them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from sessionbrowser.gui.browsing import Browsing
from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.tasks import Lane
from sessionbrowser.gui.words import count_text


class FileActions(QObject):
    """Acts on the selected files of the current session, and says in the status line what it did."""

    def __init__(
        self, pane: SessionPane, browsing: Browsing, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pane, self._browsing, self._messages = pane, browsing, messages
        self._lane = Lane(self)

    def _paths(self) -> list[Path]:
        paths = [row.facts.path for row in self._pane.selected() if not row.is_computed]
        return list(dict.fromkeys(paths))  # spks may be one of the selected files

    def copy_path(self) -> None:
        """Put the paths on the clipboard, one a line."""
        paths = self._paths()
        QGuiApplication.clipboard().setText("\n".join(str(path) for path in paths))
        self._messages.say(f"Copied {count_text(len(paths), 'path')}")

    def copy_session(self) -> None:
        """Put the name of the session on the clipboard: MOUSE/DATE/ID."""
        if self._browsing.entry is not None:
            QGuiApplication.clipboard().setText(self._browsing.entry.name)
            self._messages.say(f"Copied {self._browsing.entry.name}")

    def copy_python(self) -> None:
        """Put the lines of Python that load the files on the clipboard."""
        session = self._browsing.session
        paths = list(dict.fromkeys(row.facts.path for row in self._pane.selected()))

        def work(job: object) -> str:
            from sessionbrowser.sessions.spks import python_to_load_path

            return "\n\n".join(python_to_load_path(session, path) for path in paths)

        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._messages.say(f"Copied the Python that loads {count_text(len(paths), 'file')}")

        self._lane.run(work, copy, lambda error: self._messages.say(f"There is no Python to copy: {error}", "error"))

    def show_folder(self) -> None:
        """Open the folder of the files, or of the session, in the system's file manager."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        paths, entry = self._paths(), self._browsing.entry
        if paths:
            folder = paths[0].parent
        elif entry is not None:
            folder = entry.onedata or entry.path
        else:
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._messages.say(f"No file manager opened {folder}", "warning")

    def stop(self) -> None:
        """Give up what is under way."""
        self._lane.cancel()
