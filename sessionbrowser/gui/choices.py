"""What the user can choose of how things are shown, and what was chosen."""

from __future__ import annotations

from typing import NamedTuple, cast

from sessionbrowser.gui import theme
from sessionbrowser.gui.settings import Settings

THEME = "theme"
THEMES = {"theme_system": "system", "theme_light": "light", "theme_dark": "dark"}
"""What each action of the menu of themes chooses."""


class Switch(NamedTuple):
    """A yes or no: the name that it is kept under, what it is before anybody chose, and what is said of it."""

    name: str
    default: bool
    text: str
    note: str


REOPEN = Switch("reopen", True, "Go on where I was", "Without arguments, the app opens the last session and file.")
JOIN = Switch("join_single", True, "Join single sessions with their date", "A date with one session is one row.")
SUITE2P = Switch("show_suite2p", False, "Show suite2p files", "List suite2p/plane*/*.npy below the onedata files.")
SWITCHES = (REOPEN, JOIN, SUITE2P)


def is_on(settings: Settings, switch: Switch) -> bool:
    """Return what was chosen, or what comes without a choice."""
    return settings.flag(switch.name, switch.default)


def theme_of(settings: Settings) -> theme.Choice:
    """Return the theme that was chosen; the system's when there was no choice, or it makes no sense."""
    choice = settings.text(THEME)
    return cast(theme.Choice, choice) if choice in THEMES.values() else "system"
