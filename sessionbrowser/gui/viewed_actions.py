"""What the viewer pane offers to do with what it shows, apart from showing it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.tasks import Lane

if TYPE_CHECKING:
    from sessionbrowser.gui.exporting import Exporter
    from sessionbrowser.gui.viewers.base import Viewer
    from sessionbrowser.sessions.excerpts import Excerpt
    from sessionbrowser.sessions.kinds import FileFacts


class Viewed(NamedTuple):
    """What the viewer pane shows.

    Attributes
    ----------
    session : object or None
    facts : FileFacts
    viewer : Viewer or None
        None while there is nothing of the file on the screen.
    title : str
    """

    session: Any
    facts: FileFacts
    viewer: Viewer | None
    title: str

    @property
    def excerpt(self) -> Excerpt | None:
        """The values on the screen, if it shows any."""
        return None if self.viewer is None else self.viewer.excerpt()


class ViewedActions(QObject):
    """Copies the Python that makes what is seen, exports it, and opens the folder of its file.

    Parameters
    ----------
    window : QWidget
        Over which dialogs stand.
    viewed : callable
        Gives what is shown now.

    Attributes
    ----------
    message : Signal(Message or str)
        What was done, in a sentence.
    """

    message = Signal(object)

    def __init__(self, window: QWidget, viewed: Callable[[], Viewed | None]) -> None:
        super().__init__(window)
        self._viewed = viewed
        self._lane = Lane(self)
        self._window = window
        self._exporter: Exporter | None = None

    @property
    def exporter(self) -> Exporter:
        """What writes files; made when it is asked for first."""
        if self._exporter is None:
            from sessionbrowser.gui.exporting import Exporter

            self._exporter = Exporter(self._window, self._viewed, self)
            self._exporter.message.connect(self.message)
        return self._exporter

    def open_export_menu(self, place: QPoint) -> None:
        """Offer the ways to export at a global position."""
        self.exporter.open_menu(place)

    def copy_python(self) -> None:
        """Put lines of Python that make what is seen on the clipboard."""
        viewed = self._viewed()
        if viewed is None:
            return
        session, facts, excerpt = viewed.session, viewed.facts, viewed.excerpt
        is_part = excerpt is not None and is_less_than_all(excerpt)
        what = "makes this view" if is_part else "loads it"
        self._lane.run(
            lambda _job: python_for(session, facts, excerpt if is_part else None),
            lambda text: self._copy(text, f"Copied the Python that {what}"),
            lambda error: self.message.emit(f"There is no Python to copy: {error}"),
        )

    def _copy(self, text: str, told: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.message.emit(told)

    def show_folder(self) -> None:
        """Open the folder of the file in the system's file manager."""
        viewed = self._viewed()
        if viewed is None:
            return
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        folder = viewed.facts.path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.message.emit(f"No file manager opened {folder}")

    def stop(self) -> None:
        """Give up what is under way, an export aside."""
        self._lane.cancel()

    def stop_export(self) -> None:
        """Give up an export."""
        if self._exporter is not None:
            self._exporter.stop()


def is_less_than_all(excerpt: Excerpt) -> bool:
    """Whether something was done to the array, or not all of it is there, or not in its order."""
    ranges = all(isinstance(part, slice) for part in excerpt.window)
    is_part = math.prod(excerpt.shape) != excerpt.source.size or len(excerpt.files()) > 1
    return bool(excerpt.transforms) or not ranges or is_part


def python_for(session: Any, facts: FileFacts, excerpt: Excerpt | None) -> str:
    """Return lines of Python that load a file, or make an excerpt of it; called in a worker."""
    if excerpt is None:
        from sessionbrowser.sessions.spks import python_to_load_path

        return python_to_load_path(session, facts.path)
    from sessionbrowser.sessions.export import python_of

    return python_of(excerpt, session)
