"""What each action of a window does: the other half of the table in `actions`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui.action_table import ACTIONS, PICTURE
from sessionbrowser.gui.choices import THEMES
from sessionbrowser.gui.side_entries import Place

if TYPE_CHECKING:
    from sessionbrowser.gui.window import MainWindow


def handlers(window: MainWindow) -> dict[str, Callable[..., object]]:
    """Return what each action of `actions.ACTIONS` does in a window, by its name.

    The window's parts that are made after its actions are named in lambdas.
    """
    tree, pane = window.sidebar.tree, window.pane
    return {
        "new_window": window.another_asked.emit,
        "open_folder": window.ask_folder,
        "open_demo": window.open_demo,
        "refresh": window.browsing.look_again,
        "export": window.viewer.export,
        "settings": lambda: window.preferences.show_page(window),
        "close": window.close,
        "quit": QApplication.closeAllWindows,
        "undo": window.clearing.undo,
        "find_session": lambda: _focus(window.sidebar.filter),
        "find_file": lambda: _focus(window.places.filter or pane.filter),
        "select_all": pane.table.selectAll,
        "copy_path": window.files.copy_path,
        "copy_python": window.files.copy_python,
        "copy_view_python": window.viewer.copy_python,
        "copy_session": window.files.copy_session,
        "copy_message": window.status.copy_message,
        "join_single": lambda on: window.preferences.join_single(on),
        "show_suite2p": lambda on: window.preferences.show_suite2p(on),
        **{name: lambda on, to=choice: window.preferences.take_theme(to) for name, choice in THEMES.items()},
        "reset_layout": lambda: window.memory.reset(),
        "next_pane": lambda: _go_around(window, 1),
        "previous_pane": lambda: _go_around(window, -1),
        "next_view": lambda: window.viewer.step_view(1),
        "previous_view": lambda: window.viewer.step_view(-1),
        **{spec.name: partial(_press, window, spec.told_keys) for spec in ACTIONS if spec.menu == PICTURE},
        "turn_panel": window.viewer.turn_panel,
        "go_session": lambda: _go_to_files(window),
        "go_cleanup": lambda: window.places.go_to(Place.CLEANUP),
        "go_trash": lambda: window.places.go_to(Place.TRASH),
        "previous_session": lambda: tree.step(-1),
        "next_session": lambda: tree.step(1),
        "show_folder": window.files.show_folder,
        "clear_files": window.clear_selected,
        "find_action": window.help.find_action,
        "keys": window.help.show_keys,
        "report": window.help.show_report,
        "about": window.help.show_about,
    }


def _go_around(window: MainWindow, by: int) -> None:
    from sessionbrowser.gui.going_around import Stop, go_around

    side, files = Stop(window.sidebar, window.sidebar.tree), Stop(window.pane, window.pane.table)
    parts = [*window.pages.others, *window.viewer.stops, window.status]
    go_around([side, files, *map(Stop, parts)], by)


def _go_to_files(window: MainWindow) -> None:
    window.places.go_to(Place.SESSION)
    files = window.pane.table if window.browsing.entry is not None else window.sidebar.tree
    files.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _press(window: MainWindow, keys: str) -> None:
    if not window.viewer.press(keys):
        window.messages.say("This view has no use for that.")


def _focus(box: Any) -> None:
    box.setFocus(Qt.FocusReason.ShortcutFocusReason)
    box.selectAll()
