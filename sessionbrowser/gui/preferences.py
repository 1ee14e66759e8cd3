"""The user's choices of how things are shown: kept in the settings, ticked in the menu, told to the parts concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.actions import Actions
from sessionbrowser.gui.browsing import Browsing
from sessionbrowser.gui.choices import JOIN, SUITE2P, THEME, THEMES, is_on, theme_of
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.tree_model import TreeModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog


class Preferences(QObject):
    """Takes up what is chosen, in this window or in another one.

    Parameters
    ----------
    settings : Settings
        Shared by all windows.
    actions : Actions
    tree : TreeModel
    browsing : Browsing
    parent : QObject or None
    """

    def __init__(
        self,
        settings: Settings,
        actions: Actions,
        tree: TreeModel,
        browsing: Browsing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._actions, self._tree, self._browsing = settings, actions, tree, browsing

    def restore(self) -> None:
        """Take up what was chosen before, and all that is chosen from now on."""
        for name in (THEME, JOIN.name, SUITE2P.name):
            self._take_up(name)
        following = self._browsing.showing.following
        following.type = self._settings.text("spks_type")
        following.remember = lambda name: self._settings.set_text("spks_type", name)
        following.remember_file = self._settings.remember_file
        self._settings.changed.connect(self._take_up)

    def take_theme(self, choice: str) -> None:
        """Take a theme: "system", "light" or "dark"."""
        self._settings.set_text(THEME, choice)
        self._take_up(THEME)

    def join_single(self, on: bool) -> None:
        """Choose whether a date with one session is one row."""
        self._settings.set_flag(JOIN.name, on)

    def show_suite2p(self, on: bool) -> None:
        """Choose whether suite2p's own files are listed."""
        self._settings.set_flag(SUITE2P.name, on)

    def show_page(self, parent: QWidget) -> QDialog:
        """Open the page of the settings."""
        from sessionbrowser.gui.settings_dialog import SettingsDialog

        page = SettingsDialog(self._settings, parent)
        page.open()
        return page

    def _take_up(self, name: str) -> None:
        if name == THEME:
            choice = theme_of(self._settings)
            theme.set_theme(choice)
            for action, value in THEMES.items():
                self._actions[action].setChecked(value == choice)
        elif name == JOIN.name:
            on = is_on(self._settings, JOIN)
            self._actions[JOIN.name].setChecked(on)
            self._tree.set_join(on)
        elif name == SUITE2P.name:
            on = is_on(self._settings, SUITE2P)
            self._actions[SUITE2P.name].setChecked(on)
            self._browsing.showing.set_suite2p(on)
