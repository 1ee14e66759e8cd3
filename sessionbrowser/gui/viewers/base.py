"""What the viewer pane asks of every viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.sessions.kinds import FileFacts, Health
from sessionbrowser.sessions.opening import Opened

if TYPE_CHECKING:
    from sessionbrowser.sessions.excerpts import Excerpt

Reading = tuple[tuple[str, str], ...]
"""What stands under the cursor: (label, value) pairs, as ``(("time", "114.167 s"), ("ROI", "41"))``."""


class Viewer(QObject):
    """One way of looking at a file; a tab of the viewer pane.

    A viewer is made on first use, shows one opened file after another, and reads only in workers.

    Attributes
    ----------
    name : str
        The text of its tab: "Raster", "Trace", "Values".
    hint : str
        What mouse and keys do in it, for the right end of the readout.
    session : object or None
        The one that the file is of, set before each `show`; it tells what else is known of the same ROIs and times.
    memory : ViewMemory
        How things were looked at before, in this viewer and others.
    reading : Signal(tuple)
        What stands under the cursor, a `Reading`; empty when the cursor left.
    described : Signal(str)
        How what is shown was made, for the title: "frames 150–1350 · max of ≤ 2 × 1 samples a pixel".
    failed : Signal(Exception)
        The file could not be read after all; the pane shows the error page.
    settled : Signal()
        All of it is on the screen (``--screenshot`` waits for it).
    progressed : Signal(object)
        ``(bytes read, bytes in all)`` while a long reading is under way, None when it has ended. The pane shows it
        in place when it lasts, with a button that calls `stop`.
    spks_wanted : Signal()
        The user wants to see the activity of the session instead; `memory` tells what of it.
    turned : Signal(str)
        The user wants to see the file in another viewer, of this name; `memory` tells it what of it.
    """

    name: ClassVar[str] = ""
    hint: str = ""
    reading = Signal(object)
    described = Signal(str)
    failed = Signal(object)
    settled = Signal()
    progressed = Signal(object)
    spks_wanted = Signal()
    turned = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widget: QWidget = QWidget()
        self.session: Any = None
        self.memory = ViewMemory()

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Return how well this viewer shows such a file: 0 not at all, the highest is shown first."""
        raise NotImplementedError

    def show(self, opened: Opened) -> None:
        """Show this file; called on the GUI thread, so it only starts work."""
        raise NotImplementedError

    def show_health(self, health: Health) -> None:
        """Say what is told against the file on show, if there is a place to say it."""

    def clear(self) -> None:
        """Cancel what is under way and forget the file."""
        raise NotImplementedError

    @property
    def is_current(self) -> bool:
        """Whether what was described last is what is on the screen; a picture of another view may be in the making."""
        return True

    def stop(self) -> None:
        """Give up the reading under way; what is on the screen stays."""

    def excerpt(self) -> Excerpt | None:
        """Return what is on the screen of the file's values, to be exported; None where it shows none."""
        return None

    def inspector(self) -> QWidget | None:
        """Return the panel that stands right of this viewer, if it has one."""
        return None

    def retheme(self) -> None:
        """Take up the colours of the current theme again."""
