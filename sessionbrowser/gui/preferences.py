"""What the View menu switches: kept in the settings, ticked in the menu, told to the parts that it concerns."""

from __future__ import annotations

from typing import cast

from sessionbrowser.gui import theme
from sessionbrowser.gui.actions import THEMES, Actions
from sessionbrowser.gui.browsing import Browsing
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.tree_model import TreeModel


class Preferences:
    """The user's choices of how things are shown.

    Parameters
    ----------
    settings : Settings
    actions : Actions
    tree : TreeModel
    browsing : Browsing
    """

    def __init__(self, settings: Settings, actions: Actions, tree: TreeModel, browsing: Browsing) -> None:
        self._settings, self._actions, self._tree, self._browsing = settings, actions, tree, browsing

    def restore(self) -> None:
        """Take up what was chosen before."""
        self.join_single(self._settings.flag("join_single", True))
        self.show_suite2p(self._settings.flag("show_suite2p", False))
        self.take_theme(self._settings.text("theme", "system"))
        self._browsing.showing.following.type = self._settings.text("spks_type")
        self._browsing.showing.following.remember = lambda name: self._settings.set_text("spks_type", name)

    def take_theme(self, choice: str) -> None:
        """Take a theme: "system", "light" or "dark"; anything else is the system's."""
        choice = choice if choice in THEMES.values() else "system"
        theme.set_theme(cast(theme.Choice, choice))
        self._settings.set_text("theme", choice)
        for name, value in THEMES.items():
            self._actions[name].setChecked(value == choice)

    def join_single(self, on: bool) -> None:
        """Choose whether a date with one session is one row."""
        self._actions["join_single"].setChecked(on)
        self._settings.set_flag("join_single", on)
        self._tree.set_join(on)

    def show_suite2p(self, on: bool) -> None:
        """Choose whether suite2p's own files are listed."""
        self._actions["show_suite2p"].setChecked(on)
        self._settings.set_flag("show_suite2p", on)
        self._browsing.showing.set_suite2p(on)
