"""The ways to a root folder: the system's dialog, the demo, the recent ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.tasks import Lane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from sessionbrowser.lab.locating import Place


class FolderOpener(QObject):
    """Finds out which folder to open.

    Attributes
    ----------
    chosen : Signal(Path)
    demo_written : Signal(Path)
    located : Signal(Place)
        What the path given to `locate` is.
    connected : Signal(tuple)
        For each of the paths given to `look_at`, whether it can be reached.
    went_quiet : Signal()
        The demo is there, or cannot be; or a path was located.
    problem : str
        Why the demo cannot be opened; empty when it can, or was not asked for.
    """

    chosen = Signal(object)
    demo_written = Signal(object)
    located = Signal(object)
    connected = Signal(object)
    went_quiet = Signal()

    def __init__(self, window: QWidget, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._messages = window, messages
        self._demo = Lane(self)
        self._looking = Lane(self)
        self._locating = Lane(self)
        self.problem = ""

    @property
    def is_busy(self) -> bool:
        """Whether the demo is still being written, or a path looked at."""
        return self._demo.is_busy or self._locating.is_busy

    def ask(self, start: Path | None) -> QFileDialog:
        """Open the system's dialog for folders, and return it."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Open your lab’s data folder", str(start or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def open_demo(self) -> None:
        """Write the demo lab if it is not there."""

        def work(job: object) -> Path:
            from sessionbrowser.demo import default_demo_folder, write_demo

            return write_demo(default_demo_folder())

        self.problem = ""
        self._messages.say("Writing the demo lab…")
        self._demo.run(work, self._on_demo, self._on_no_demo)

    def _on_demo(self, folder: Path) -> None:
        self._messages.say("This is a simulated lab: try anything on it.")
        self.demo_written.emit(folder)
        self.went_quiet.emit()

    def _on_no_demo(self, error: Exception) -> None:
        self.problem = f"The demo could not be written: {error}"
        self._messages.say(self.problem, "error")
        self.went_quiet.emit()

    def locate(self, path: Path) -> None:
        """Find out what a path is: a root, a session, a file, or anything between."""

        def work(job: object) -> Place:
            from sessionbrowser.lab.locating import locate

            return locate(path)

        self._locating.run(work, self._on_located)

    def _on_located(self, place: Place) -> None:
        self.located.emit(place)
        self.went_quiet.emit()

    def look_at(self, paths: Sequence[Path]) -> None:
        """Find out which folders can be reached; a share that is gone may take its time to say so."""
        if paths:
            self._looking.run(lambda job: tuple(path.is_dir() for path in paths), self.connected.emit)

    def stop(self) -> None:
        """Give up what is under way."""
        self._demo.cancel()
        self._locating.cancel()
        self._looking.cancel()
