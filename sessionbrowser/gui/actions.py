"""The actions of the table as Qt's: in the menus, behind the buttons, enabled when they can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QMenu

from sessionbrowser.gui import icons
from sessionbrowser.gui.action_table import ACTIONS, RECENT, Situation, Spec


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
        self._has_icons = False
        self._now: Situation | None = None
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
        self._draw_icons()
        return [action for name, action in self._made.items() if name != "find_action"]

    def _menu(self, path: str) -> QMenu:
        if path not in self._menus:
            above, _, title = path.rpartition("/")
            self._menus[path] = self._menu(above).addMenu(title) if above else self._window.menuBar().addMenu(title)
            self._menus[path].setToolTipsVisible(True)
            self._menus[path].aboutToShow.connect(self._draw_icons)
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

    def mirror(self, button: QAbstractButton, name: str) -> None:
        """Have a button that does an action enabled when that is, with its tooltip and keys."""
        action, spec = self._made[name], next(spec for spec in ACTIONS if spec.name == name)
        keys = QKeySequence(spec.keys or spec.told_keys).toString(QKeySequence.SequenceFormat.NativeText)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(f"{action.toolTip()} ({keys})" if keys and action.isEnabled() else action.toolTip())

        action.changed.connect(follow)
        follow()

    def dress(self) -> None:
        """Give the menus their keys; not needed for the first paint."""
        bar = self._window.menuBar()
        for path, menu in self._menus.items():
            if "/" not in path:  # by a shortcut, since a "&" in the title would be underlined
                keys = QShortcut(QKeySequence(f"Alt+{path[0]}"), self._window)
                keys.activated.connect(partial(bar.setActiveAction, menu.menuAction()))

    def _draw_icons(self) -> None:
        """Give the actions their icons, now that the first of them is to be seen."""
        if self._has_icons:
            return
        self._has_icons = True
        for spec in ACTIONS:
            if spec.icon:
                icons.set_icon(self._made[spec.name], spec.icon)

    def context_menu(self, names: Sequence[str]) -> QMenu:
        """Return a menu of these actions, as `FILE_MENU`."""
        self._draw_icons()
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in names:
            if name:
                menu.addAction(self._made[name])
            else:
                menu.addSeparator()
        return menu

    def update(self, now: Situation) -> None:
        """Enable what can be done now, and say in the tooltips of the rest why not."""
        if now == self._now:
            return
        self._now = now
        for spec in ACTIONS:
            if spec.name in self._made:
                why_not = spec.why_not(now)
                self._made[spec.name].setEnabled(not why_not)
                self._made[spec.name].setToolTip(why_not or spec.tip or spec.text)
