"""Everything the user can ask for, in one table: text, menu, keys, and when it can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from sessionbrowser.gui import icons


class Situation(NamedTuple):
    """What there is to act on.

    Attributes
    ----------
    has_root, has_session : bool
    selected : int
        Files selected in the table.
    clearable : int
        How many of them lie in the onedata folder.
    can_undo : bool
    """

    has_root: bool = False
    has_session: bool = False
    selected: int = 0
    clearable: int = 0
    can_undo: bool = False


def _always(now: Situation) -> str:
    return ""


def _with_root(now: Situation) -> str:
    return "" if now.has_root else "Open a folder first."


def _with_session(now: Situation) -> str:
    return "" if now.has_session else "Choose a session first."


def _with_file(now: Situation) -> str:
    return "" if now.selected else "Select a file first."


def why_not_clear(now: Situation) -> str:
    """Return why nothing can be cleared now; empty when something can."""
    if now.clearable:
        return ""
    return "Only files of the onedata folder can be cleared." if now.selected else "Select the files to clear first."


def _with_undo(now: Situation) -> str:
    return "" if now.can_undo else "Nothing was cleared since the app started."


class Spec(NamedTuple):
    """One action.

    Attributes
    ----------
    name : str
        Its handler's name.
    menu : str
        "File", or "View/Theme" for a menu inside it.
    text : str
        Empty for a separator.
    keys : str
        Its shortcut.
    told_keys : str
        A key that the focused list handles itself; only told in the menu.
    icon : str
    why_not : callable
        Takes a `Situation`, gives the reason why it is disabled, or nothing.
    checkable : bool
    """

    name: str
    menu: str
    text: str
    keys: str = ""
    told_keys: str = ""
    icon: str = ""
    why_not: Callable[[Situation], str] = _always
    checkable: bool = False


RECENT = "Recent"
THEMES = {"theme_system": "system", "theme_light": "light", "theme_dark": "dark"}

ACTIONS = (
    Spec("open_folder", "File", "Open folder…", "Ctrl+O", icon="folder"),
    Spec(RECENT, "File", "Open recent"),
    Spec("open_demo", "File", "Try the demo", icon="play"),
    Spec("", "File", ""),
    Spec("refresh", "File", "Look again", "F5", icon="refresh", why_not=_with_root),
    Spec("", "File", ""),
    Spec("export", "File", "Export…", "Ctrl+E", icon="export", why_not=_with_file),
    Spec("", "File", ""),
    Spec("quit", "File", "Quit", "Ctrl+Q"),
    Spec("undo", "Edit", "Undo clearing", "Ctrl+Z", icon="undo", why_not=_with_undo),
    Spec("", "Edit", ""),
    Spec("find_session", "Edit", "Find a session", "Ctrl+F", icon="search", why_not=_with_root),
    Spec("find_file", "Edit", "Find a file", "Ctrl+Shift+F", why_not=_with_session),
    Spec("", "Edit", ""),
    Spec("select_all", "Edit", "Select all files", told_keys="Ctrl+A", why_not=_with_session),
    Spec("copy_path", "Edit", "Copy path", "Ctrl+Shift+C", icon="copy", why_not=_with_file),
    Spec("copy_python", "Edit", "Copy Python that loads it", "Ctrl+Alt+C", icon="code", why_not=_with_file),
    Spec("join_single", "View", "Join single sessions with their date", checkable=True),
    Spec("show_suite2p", "View", "Show suite2p files", checkable=True),
    Spec("", "View", ""),
    Spec("theme_system", "View/Theme", "Theme as the system", checkable=True),
    Spec("theme_light", "View/Theme", "Light theme", checkable=True),
    Spec("theme_dark", "View/Theme", "Dark theme", checkable=True),
    Spec("previous_session", "Session", "Previous session", "Alt+Up", why_not=_with_root),
    Spec("next_session", "Session", "Next session", "Alt+Down", why_not=_with_root),
    Spec("", "Session", ""),
    Spec("show_folder", "Session", "Show in the file manager", "Ctrl+Shift+O", icon="folder", why_not=_with_session),
    Spec("", "Session", ""),
    Spec("clear_files", "Session", "Clear files…", told_keys="Del", icon="trash", why_not=why_not_clear),
    Spec("find_action", "Help", "Find an action", "Ctrl+Shift+P", icon="search"),
    Spec("keys", "Help", "Keys", "F1"),
    Spec("about", "Help", "About sessionbrowser", icon="info"),
)

FILE_MENU = ("copy_path", "copy_python", "show_folder", "", "clear_files")
"""The actions of the context menu of a file."""


class Actions:
    """The actions of a window, in its menus.

    Parameters
    ----------
    window : QMainWindow
        Gets the menus and the shortcuts.
    handlers : mapping of str to callable
        What each action does; checkable ones are given whether they are on.
    """

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[..., object]]) -> None:
        self._window = window
        self._made: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        for spec in ACTIONS:
            menu = self._menu(spec.menu)
            if not spec.text:
                menu.addSeparator()
            elif spec.name == RECENT:
                self.recent = menu.addMenu(spec.text)
            else:
                menu.addAction(self._make(spec, handlers[spec.name]))

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def findable(self) -> list[QAction]:
        """Return the actions that `action_finder` lists: all but itself."""
        return [action for name, action in self._made.items() if name != "find_action"]

    def _menu(self, path: str) -> QMenu:
        if path not in self._menus:
            above, _, title = path.rpartition("/")
            self._menus[path] = self._menu(above).addMenu(title) if above else self._window.menuBar().addMenu(title)
            self._menus[path].setToolTipsVisible(True)
        return self._menus[path]

    def _make(self, spec: Spec, handler: Callable[..., object]) -> QAction:
        action = QAction(f"{spec.text}\t{spec.told_keys}" if spec.told_keys else spec.text, self._window)
        action.setCheckable(spec.checkable)
        if spec.keys:
            action.setShortcut(QKeySequence(spec.keys))
        if spec.checkable:
            action.triggered.connect(lambda on: handler(on))
        else:
            action.triggered.connect(lambda: handler())
        self._made[spec.name] = action
        return action

    def dress(self) -> None:
        """Give the actions their icons; not needed before a menu is opened."""
        for spec in ACTIONS:
            if spec.icon:
                icons.set_icon(self._made[spec.name], spec.icon)

    def file_menu(self) -> QMenu:
        """Return the context menu of the selected files."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in FILE_MENU:
            if name:
                menu.addAction(self._made[name])
            else:
                menu.addSeparator()
        return menu

    def update(self, now: Situation) -> None:
        """Enable what can be done now, and say in the tooltips of the rest why not."""
        for spec in ACTIONS:
            if spec.name in self._made:
                why_not = spec.why_not(now)
                self._made[spec.name].setEnabled(not why_not)
                self._made[spec.name].setToolTip(why_not or spec.text)
