"""Export of what is seen: the picture as PNG or SVG, its values as CSV or NPY; written by a worker, whole or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.view_picture import picture_of, png_of, svg_of

if TYPE_CHECKING:
    from sessionbrowser.gui.viewed_actions import Viewed
    from sessionbrowser.sessions.excerpts import Excerpt

PICTURES = {"png": "Picture as PNG…", "svg": "Picture as SVG…"}
VALUES = {"csv": "Values as CSV…", "npy": "Values as NPY…"}
_TURN, _TURNS = 20, 20
"""Milliseconds between two looks whether the title tells of the picture, and how often they are taken."""
_BETWEEN = 0.2
"""Seconds between two words on how far it is."""


class Exporter(QObject):
    """Writes what is seen to a file that the user names.

    Parameters
    ----------
    window : QWidget
        Over which dialogs stand.
    viewed : callable
        Gives what is shown now.

    Attributes
    ----------
    message : Signal(Message)
    lane : Lane
        Reads the file on the screen; it must not be closed before this has ended.
    folder : Path
        Where the last export went.
    """

    message = Signal(object)

    def __init__(self, window: QWidget, viewed: Callable[[], Viewed | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._viewed = window, viewed
        self._name = ""
        self.lane = Lane(self)
        self.folder = Path.home()

    # What is offered ----------------------------------------------------------------------------------------------

    def open_menu(self, place: QPoint) -> QMenu:
        """Offer the ways to export at a global position, and return the menu."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        viewed = self._viewed()
        what = None if viewed is None else viewed.excerpt
        why_no_picture = "" if viewed is not None and viewed.viewer is not None else "Nothing is shown."
        why_no_values = "" if what is not None else why_no_picture or "This view shows no array."
        for ways, why_not in ((PICTURES, why_no_picture), (VALUES, why_no_values)):
            for kind, text in ways.items():
                action = menu.addAction(text, partial(self.ask, kind))
                why_not = f"{self._name} is still being written." if self.lane.is_busy else why_not
                action.setEnabled(not why_not)
                action.setToolTip(why_not or (what.words() if what is not None and ways is VALUES else text))
            menu.addSeparator()
        copy = menu.addAction("Copy image", self.copy_image)
        copy.setEnabled(not why_no_picture)
        menu.popup(place)
        return menu

    def ask(self, kind: str) -> QFileDialog | None:
        """Open the system's dialog for a file to write, and return it."""
        viewed = self._viewed()
        if viewed is None:
            return None
        text = (PICTURES | VALUES)[kind].rstrip("…")
        name = "-".join((*getattr(viewed.session, "session_name", ()), f"{viewed.facts.stem}.{kind}"))
        dialog = QFileDialog(self._window, f"Export: {text}", str(self.folder / name), f"{kind.upper()} (*.{kind})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.fileSelected.connect(lambda chosen: self.save(kind, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    # What is done -------------------------------------------------------------------------------------------------

    def save(self, kind: str, path: Path) -> None:
        """Write what is seen now; whether it worked is told."""
        if kind in PICTURES:
            self._once_told(partial(self._save, kind, path))
        else:
            self._save(kind, path)

    def _once_told(self, act: Callable[[], None], turns: int = _TURNS) -> None:
        """Act as soon as the title tells of the picture on the screen: both follow the view by a moment.

        Where that takes longer, the title says by itself that the picture is coarse.
        """
        viewed = self._viewed()
        if turns and viewed is not None and viewed.viewer is not None and not viewed.viewer.is_current:
            QTimer.singleShot(_TURN, self, partial(self._once_told, act, turns - 1))
        else:
            act()

    def _save(self, kind: str, path: Path) -> None:
        viewed = self._viewed()
        if viewed is None or viewed.viewer is None:
            self.message.emit(Message("Not exported: nothing is shown.", "warning"))
            return
        self.folder, self._name = path.parent, path.name
        excerpt = viewed.excerpt
        if kind in PICTURES:
            self._run(_picture_work(kind, path, viewed.viewer.widget, viewed.title), f"Exported {path.name}")
        elif excerpt is not None:
            self._run(_values_work(kind, path, excerpt, viewed.session), f"Exported {path.name}: {excerpt.words()}")

    def copy_image(self) -> None:
        """Put a picture of what is seen on the clipboard."""
        self._once_told(self._copy_image)

    def _copy_image(self) -> None:
        viewed = self._viewed()
        if viewed is not None and viewed.viewer is not None:
            QGuiApplication.clipboard().setImage(picture_of(viewed.viewer.widget, viewed.title))
            self.message.emit(Message("Copied the picture"))

    def stop(self) -> None:
        """Give up what is being written; a file that was there before is as it was."""
        if self.lane.is_busy:
            self.lane.cancel()
            self.message.emit(Message(f"{self._name} was not exported: given up."))

    def _run(self, work: Callable[[Job], None], done: str) -> None:
        self._tell_progress((0, 0))
        self.lane.run(work, lambda _: self.message.emit(Message(done)), self._on_error, self._tell_progress)

    def _tell_progress(self, progress: tuple[int, int]) -> None:
        done, total = progress
        share = f": {100 * done // total} %" if total else ""
        self.message.emit(Message(f"Exporting {self._name}{share}", action="Cancel", act=self.stop))

    def _on_error(self, error: Exception) -> None:
        what = f"{error}" or type(error).__name__
        self.message.emit(Message(f"{self._name} was not exported: {what}", "error"))


def _picture_work(kind: str, path: Path, view: QWidget, title: str) -> Callable[[Job], None]:
    """Return what writes the picture of a view; it is painted now."""
    image = picture_of(view, title) if kind == "png" else None
    text = b"" if image is not None else svg_of(view, title)

    def work(_job: Job) -> None:
        from sessionbrowser.sessions.export import write_export

        content = text if image is None else png_of(image)

        def put(file: BinaryIO) -> None:
            file.write(content)

        write_export(path, put)

    return work


def _values_work(kind: str, path: Path, excerpt: Excerpt, session: Any) -> Callable[[Job], None]:
    def work(job: Job) -> None:
        from sessionbrowser.sessions.export import export_csv, export_npy

        if kind == "npy":
            export_npy(path, excerpt, session, cancel=job.cancel)
        else:
            export_csv(path, excerpt, session, cancel=job.cancel, progress=_now_and_then(job))

    return work


def _now_and_then(job: Job) -> Callable[[int, int], None]:
    """Return what reports progress, a few times a second."""
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _BETWEEN:
            last = time.monotonic()
            job.report((done, total))

    return tell
