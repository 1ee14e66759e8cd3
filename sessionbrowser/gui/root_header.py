"""The top of the sidebar: which root is open, another one, look again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QToolButton, QWidget

from sessionbrowser.gui import icons
from sessionbrowser.gui.controls import ElidedLabel, row, tool_button
from sessionbrowser.gui.settings import Recent
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import tooltip


class RootHeader(QFrame):
    """Name and place of the root, a menu of others, and the button that looks again.

    Attributes
    ----------
    open_folder, open_demo, refresh : Signal()
    open_recent : Signal(Path)
    again : QToolButton
        Does the same as F5.
    """

    open_folder = Signal()
    open_demo = Signal()
    refresh = Signal()
    open_recent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "side-bar")
        self.setFixedHeight(Space.SESSION_HEADER)
        self._picture = QLabel()
        self._name = ElidedLabel(bold=True, mode=Qt.TextElideMode.ElideMiddle)
        self._place = ElidedLabel(name="muted", size=Size.SECONDARY, mode=Qt.TextElideMode.ElideMiddle)
        self._others = tool_button("chevron-down", "Open another folder", "muted")
        self._others.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._others)
        self._others.setMenu(self._menu)
        self.again = tool_button("refresh", "Look at the folder again")
        self.again.clicked.connect(self.refresh)
        layout = row(self, (12, 0, 8, 0), 6)
        for widget in (self._picture, self._name):
            layout.addWidget(widget)
        layout.addWidget(self._place, 1)
        layout.addWidget(self._others)
        layout.addWidget(self.again)
        self.retheme()

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        picture: QPixmap = icons.pixmap("folder", "text", Space.ICON, self.devicePixelRatioF())
        self._picture.setPixmap(picture)

    def show_root(self, root: Path) -> None:
        """Show which root is open."""
        self._name.setText(root.name or str(root))
        self._place.setText(str(root.parent) if root.name else "")
        self.setToolTip(tooltip(str(root)))

    def show_recent(self, recent: Sequence[Recent]) -> None:
        """Fill the menu with the roots that were open before."""
        self._menu.clear()
        self._menu.addAction("Open folder…", self.open_folder.emit)
        self._menu.addAction("Try the demo", self.open_demo.emit)
        if recent:
            self._menu.addSeparator()
        for each in recent:
            text = str(each.path).replace("&", "&&")
            self._menu.addAction(text, partial(self.open_recent.emit, each.path))
