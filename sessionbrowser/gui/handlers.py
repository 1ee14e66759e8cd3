"""What each action of a window does: the other half of the table in `actions`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from sessionbrowser.gui.actions import THEMES

if TYPE_CHECKING:
    from sessionbrowser.gui.window import MainWindow


def handlers(window: MainWindow) -> dict[str, Callable[..., object]]:
    """Return what each action of `actions.ACTIONS` does in a window, by its name.

    The window's parts that are made after its actions are named in lambdas.
    """
    tree, pane = window.sidebar.tree, window.pane
    return {
        "open_folder": window.ask_folder,
        "open_demo": window.open_demo,
        "refresh": window.browsing.look_again,
        "export": window.viewer.export,
        "quit": window.close,
        "undo": window.clearing.undo,
        "find_session": lambda: _focus(window.sidebar.filter),
        "find_file": lambda: _focus(pane.filter),
        "select_all": pane.table.selectAll,
        "copy_path": window.files.copy_path,
        "copy_python": window.files.copy_python,
        "join_single": lambda on: window.preferences.join_single(on),
        "show_suite2p": lambda on: window.preferences.show_suite2p(on),
        **{name: lambda on, to=choice: window.preferences.take_theme(to) for name, choice in THEMES.items()},
        "previous_session": lambda: tree.step(-1),
        "next_session": lambda: tree.step(1),
        "show_folder": window.files.show_folder,
        "clear_files": window.clear_selected,
        "find_action": window.help.find_action,
        "keys": window.help.show_keys,
        "about": window.help.show_about,
    }


def _focus(box: Any) -> None:
    box.setFocus(Qt.FocusReason.ShortcutFocusReason)
    box.selectAll()
