"""The place of the viewer: empty until the window has been painted, since what the viewer imports takes longest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from sessionbrowser.gui.style import look


def make_viewer_pane() -> QWidget:
    """Return the app's own viewer; importing it is the heavy part."""
    from sessionbrowser.gui.viewer_pane import ViewerPane

    return ViewerPane()


class ViewerSlot(QWidget):
    """Stands in for the viewer: remembers the last thing to show until `warm_up` makes it.

    Parameters
    ----------
    make : callable
        Gives the viewer.

    Attributes
    ----------
    settled : Signal()
    clear_requested : Signal(FileFacts)
    spks_wanted : Signal()
    message : Signal(Message or str)
    """

    settled = Signal()
    clear_requested = Signal(object)
    spks_wanted = Signal()
    message = Signal(object)

    def __init__(self, make: Callable[[], Any] = make_viewer_pane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make = make
        self.viewer: Any = None
        self._waiting: Callable[[], None] | None = None
        self._kept = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def warm_up(self) -> None:
        """Make the viewer, if it is not there yet, and show what was asked for."""
        if self.viewer is not None:
            return
        self.viewer = self._make()
        self._layout.addWidget(self.viewer)
        self.viewer.settled.connect(self.settled)
        self.viewer.clear_requested.connect(self.clear_requested)
        if hasattr(self.viewer, "spks_wanted"):
            self.viewer.spks_wanted.connect(self.spks_wanted)
        self.viewer.message.connect(self.message)
        if hasattr(self.viewer, "warm_up"):
            self.viewer.memory.take(self._kept)
            self.viewer.warm_up()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    @property
    def kept(self) -> str:
        """What of how things were looked at outlives the app (see `ViewMemory.as_text`)."""
        return self._kept if not hasattr(self.viewer, "memory") else str(self.viewer.memory.as_text())

    @kept.setter
    def kept(self, text: str) -> None:
        self._kept = text

    def kept_beside(self, stored: str) -> str:
        """Return what is stored by now, other windows' part too, with what changed in this one."""
        if not hasattr(self.viewer, "memory"):
            return stored
        from sessionbrowser.gui.viewers.view_memory import joined

        return joined(stored, self._kept, self.kept)

    @property
    def is_settled(self) -> bool:
        """Whether all of what was asked for is on the screen."""
        return self._waiting is None and (self.viewer is None or bool(self.viewer.is_settled))

    def show_file(self, session: Any, facts: Any) -> None:
        """Show a file (see `ViewerPane.show_file`)."""
        self._do(lambda: self.viewer.show_file(session, facts))

    def show_health(self, session: Any, facts: Any) -> None:
        """Say what became known against the file on show (see `ViewerPane.show_health`)."""
        if self.viewer is None:
            self.show_file(session, facts)
        else:
            self.viewer.show_health(facts)

    def show_nothing(self, text: str) -> None:
        """Show a line instead of a file."""
        self._do(lambda: self.viewer.show_nothing(text))

    def export(self) -> None:
        """Offer to export what is shown, if anything is."""
        if self.viewer is not None:
            self.viewer.export()

    @property
    def stops(self) -> list[QWidget]:
        """The parts that the focus goes to: the picture and the panel beside it, where there are."""
        page = self.viewer.body.page if self.viewer is not None else None
        return [] if page is None else [page.viewer.widget, *([] if page.panel is None else [page.panel])]

    @property
    def tools(self) -> list[tuple[QAbstractButton, str]]:
        """The buttons of the viewer that do what actions do, with the names of these."""
        head = getattr(self.viewer, "head", None)
        return [] if head is None else [(head.python, "copy_view_python"), (head.export_button, "export")]

    def press(self, keys: str) -> bool:
        """Press a key over the picture, and return whether it had a use for it."""
        from sessionbrowser.gui.pressing import press

        stops = self.stops
        return bool(stops) and press(stops[0].focusProxy() or stops[0], keys)

    def turn_panel(self) -> None:
        """Show the panel beside the picture, or fold it."""
        if self.viewer is not None:
            self.viewer.body.turn_panel()

    def step_view(self, by: int) -> None:
        """Go to the next view of the file, or the previous one."""
        if self.viewer is not None:
            self.viewer.head.step_tab(by)

    def copy_python(self) -> None:
        """Copy the Python that makes what is shown."""
        if self.viewer is not None:
            self.viewer.head.copy_python.emit()

    def clear(self) -> None:
        """Cancel what the viewer does, and let go of its file."""
        self._waiting = None
        if self.viewer is not None:
            self.viewer.clear()

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        if self.viewer is not None:
            self.viewer.retheme()

    def _do(self, what: Callable[[], None]) -> None:
        if self.viewer is None:
            self._waiting = what
        else:
            what()
