"""What fills the window: the welcome page, or the sidebar beside the place that is on show, or beside a notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from sessionbrowser.gui.notices import Notice
from sessionbrowser.gui.settings import Recent
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.tokens import Space

if TYPE_CHECKING:
    from sessionbrowser.gui.pages import NoticePage
    from sessionbrowser.gui.welcome import WelcomePage


class WindowPages(QStackedWidget):
    """Shows one of them; those that a first paint may not need are made when they are shown first.

    Attributes
    ----------
    open_folder, open_demo : Signal()
    open_recent : Signal(Path)
        From the welcome page.
    across, down : QSplitter
        Sidebar | the rest, and files over viewer.
    welcome : WelcomePage or None
    trouble : NoticePage or None
    place : Place
        What stands beside the sidebar, or will once the root can be shown.
    place_changed : Signal(Place)
    """

    open_folder = Signal()
    open_demo = Signal()
    open_recent = Signal(object)
    place_changed = Signal(object)

    def __init__(self, sidebar: QWidget, files: QWidget, viewer: QWidget) -> None:
        super().__init__()
        self.welcome: WelcomePage | None = None
        self.trouble: NoticePage | None = None
        self.down = _splitter(Qt.Orientation.Vertical, Space.SPLITTER, files, viewer)
        self.place = Place.SESSION
        self._places: dict[Place, QWidget] = {}
        self._right = QStackedWidget()
        self.add_place(Place.SESSION, self.down)
        self.across = _splitter(Qt.Orientation.Horizontal, 1, sidebar, self._right)
        self.addWidget(self.across)

    def show_welcome(self, recent: Sequence[Recent]) -> None:
        """Show the page of the first start."""
        if self.welcome is None:
            from sessionbrowser.gui.welcome import WelcomePage

            self.welcome = WelcomePage()
            self.welcome.open_folder.connect(self.open_folder)
            self.welcome.open_demo.connect(self.open_demo)
            self.welcome.open_recent.connect(self.open_recent)
            self.addWidget(self.welcome)
            self.welcome.folder_button.setFocus()
        self.welcome.show_recent(recent)
        self.setCurrentWidget(self.welcome)

    def show_connected(self, recent: Sequence[Recent], connected: Sequence[bool]) -> None:
        """Tell on the welcome page which roots can be reached."""
        if self.welcome is not None:
            self.welcome.show_recent(recent, connected)

    def add_place(self, place: Place, page: QWidget) -> None:
        """Take the page of a place, which `go_to` can show from now on."""
        self._places[place] = page
        self._right.addWidget(page)

    def go_to(self, place: Place) -> None:
        """Show a place beside the sidebar, in place of a notice too."""
        is_new, self.place = place is not self.place, place
        self.show_browsing()
        if is_new:
            self.place_changed.emit(place)

    @property
    def others(self) -> list[QWidget]:
        """All that may stand where files and viewer do; those that are not on show are hidden."""
        made = [self.welcome, self.trouble, *self._places.values()]
        return [page for page in made if page is not None and page is not self.down]

    def show_browsing(self) -> None:
        """Show the sidebar and the place that is on show."""
        self._right.setCurrentWidget(self._places[self.place])
        self.setCurrentWidget(self.across)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave clean-up and trash with Escape, if nothing inside them has a use for it."""
        if event.key() == Qt.Key.Key_Escape and self.place is not Place.SESSION:
            self.go_to(Place.SESSION)
        else:
            super().keyPressEvent(event)

    def show_trouble(self, notice: Notice) -> None:
        """Show the sidebar and a notice."""
        if self.trouble is None:
            from sessionbrowser.gui.pages import NoticePage

            self.trouble = NoticePage()
            self._right.addWidget(self.trouble)
        self.trouble.say(notice)
        self._right.setCurrentWidget(self.trouble)
        self.setCurrentWidget(self.across)

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        for page in self.others:
            page.retheme()  # type: ignore[attr-defined]  # as all of them can


def _splitter(direction: Qt.Orientation, width: int, first: QWidget, second: QWidget) -> QSplitter:
    """Return a splitter whose second part takes the room."""
    made = QSplitter(direction)
    made.setHandleWidth(width)
    made.setChildrenCollapsible(False)
    made.addWidget(first)
    made.addWidget(second)
    made.setStretchFactor(0, 0)
    made.setStretchFactor(1, 1)
    return made
