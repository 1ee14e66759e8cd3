"""The roots that were open before, wherever they are offered: in the menu, in the sidebar, on the welcome page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from sessionbrowser.gui.root_header import RootHeader
from sessionbrowser.gui.settings import Settings


class RecentRoots:
    """Remembers roots, and lists them.

    Parameters
    ----------
    settings : Settings
    menu : QMenu
    header : RootHeader
    open_root : callable
        Takes the path of the one that was chosen.
    """

    def __init__(
        self, settings: Settings, menu: QMenu, header: RootHeader, open_root: Callable[[Path], object]
    ) -> None:
        self._settings, self._menu, self._header, self._open = settings, menu, header, open_root

    def remember(self, root: Path, sessions: int) -> None:
        """Put a root first, with how many sessions it held."""
        self._settings.remember_root(root, sessions)
        self.show()

    def show(self) -> None:
        """List the roots in the menu and in the sidebar."""
        recent = self._settings.recent
        self._header.show_recent(recent)
        self._menu.clear()
        for each in recent:
            text = str(each.path).replace("&", "&&")
            self._menu.addAction(text, partial(self._open, each.path))
        self._menu.setEnabled(bool(recent))
