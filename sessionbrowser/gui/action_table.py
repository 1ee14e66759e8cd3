"""Everything the user can ask for, in one table: text, menu, keys, and when it can be done.

It feeds the menus, the buttons, the context menus, the sheet of keys (F1) and the list of all actions (Ctrl+Shift+P).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


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
    has_picture : bool
        Whether a file is shown in a way that takes keys (see `ViewerSlot.press`).
    """

    has_root: bool = False
    has_session: bool = False
    selected: int = 0
    clearable: int = 0
    can_undo: bool = False
    has_picture: bool = False


def _always(now: Situation) -> str:
    return ""


def _with_root(now: Situation) -> str:
    return "" if now.has_root else "Open a folder first."


def _with_session(now: Situation) -> str:
    return "" if now.has_session else "Choose a session first."


def _with_file(now: Situation) -> str:
    return "" if now.selected else "Select a file first."


def _with_picture(now: Situation) -> str:
    return "" if now.has_picture else "Choose a file that can be shown first."


def why_not_clear(now: Situation) -> str:
    """Return why nothing can be cleared now; empty when something can."""
    if now.clearable:
        return ""
    return "Only files of the onedata folder can be cleared." if now.selected else "Select the files to clear first."


def _with_undo(now: Situation) -> str:
    return "" if now.can_undo else "Nothing was cleared since the app started; what was cleared before is in the trash."


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
        Its shortcut, everywhere in the window.
    told_keys : str
        A key that the focused list or picture handles itself; only told in the menu.
    icon : str
    why_not : callable
        Takes a `Situation`, gives the reason why it is disabled, or nothing.
    checkable : bool
    tip : str
        What its tooltip says; its text where there is no more to say.
    """

    name: str
    menu: str
    text: str
    keys: str = ""
    told_keys: str = ""
    icon: str = ""
    why_not: Callable[[Situation], str] = _always
    checkable: bool = False
    tip: str = ""


RECENT = "Recent"
PICTURE = "View/Picture"

ACTIONS = (
    Spec("new_window", "File", "New window", "Ctrl+N", tip="Another window, to look at two sessions at once"),
    Spec("open_folder", "File", "Open folder…", "Ctrl+O", icon="folder"),
    Spec(RECENT, "File", "Open recent"),
    Spec("open_demo", "File", "Try the demo", icon="play", tip="Open a simulated lab, written to your cache folder"),
    Spec("", "File", ""),
    Spec("refresh", "File", "Look again", "F5", icon="refresh", why_not=_with_root, tip="Look at the folder again"),
    Spec("", "File", ""),
    Spec(
        "export",
        "File",
        "Export…",
        "Ctrl+E",
        icon="export",
        why_not=_with_picture,
        tip="Save what is shown: its picture, or its values",
    ),
    Spec("", "File", ""),
    Spec("settings", "File", "Settings…", "Ctrl+,"),
    Spec("", "File", ""),
    Spec("close", "File", "Close the window", "Ctrl+W"),
    Spec("quit", "File", "Quit", "Ctrl+Q"),
    Spec("undo", "Edit", "Undo clearing", "Ctrl+Z", icon="undo", why_not=_with_undo),
    Spec("", "Edit", ""),
    Spec("find_session", "Edit", "Find a session", "Ctrl+F", icon="search", why_not=_with_root),
    Spec("find_file", "Edit", "Find a file", "Ctrl+Shift+F", why_not=_with_session),
    Spec("", "Edit", ""),
    Spec("select_all", "Edit", "Select all files", told_keys="Ctrl+A", why_not=_with_session),
    Spec("copy_path", "Edit", "Copy path", "Ctrl+Shift+C", icon="copy", why_not=_with_file),
    Spec("copy_python", "Edit", "Copy Python that loads it", "Ctrl+Alt+C", icon="code", why_not=_with_file),
    Spec(
        "copy_view_python",
        "Edit",
        "Copy Python that makes this view",
        "Ctrl+Alt+Shift+C",
        why_not=_with_picture,
        tip="Copy the Python lines that make what is shown",
    ),
    Spec("copy_session", "Edit", "Copy the name of the session", why_not=_with_session),
    Spec("copy_message", "Edit", "Copy the last message", tip="Copy what the line at the bottom says"),
    Spec("join_single", "View", "Join single sessions with their date", checkable=True),
    Spec("show_suite2p", "View", "Show suite2p files", checkable=True),
    Spec("", "View", ""),
    Spec("next_pane", "View", "Next part of the window", "F6"),
    Spec("previous_pane", "View", "Previous part of the window", "Shift+F6"),
    Spec("next_view", "View", "Next view of the file", "Ctrl+Tab", why_not=_with_picture),
    Spec("previous_view", "View", "Previous view of the file", "Ctrl+Shift+Tab", why_not=_with_picture),
    Spec(
        "turn_panel",
        "View",
        "Show or fold the panel",
        "F9",
        why_not=_with_picture,
        tip="Levels, order of ROIs and events, beside the picture; folded where the window is narrow",
    ),
    Spec("", "View", ""),
    Spec("picture_all", PICTURE, "Show all of it", told_keys="A", why_not=_with_picture),
    Spec("picture_in", PICTURE, "Zoom in", told_keys="+", why_not=_with_picture),
    Spec("picture_out", PICTURE, "Zoom out", told_keys="-", why_not=_with_picture),
    Spec("", PICTURE, ""),
    Spec("picture_pin", PICTURE, "Pin the ROI under the cursor", told_keys="Return", why_not=_with_picture),
    Spec("picture_pin_more", PICTURE, "Pin one more, or unpin it", told_keys="Ctrl+Return", why_not=_with_picture),
    Spec("picture_unpin", PICTURE, "Unpin all", told_keys="Esc", why_not=_with_picture),
    Spec("picture_higher", PICTURE, "Make traces higher", told_keys="Ctrl++", why_not=_with_picture),
    Spec("picture_lower", PICTURE, "Make traces lower", told_keys="Ctrl+-", why_not=_with_picture),
    Spec("", PICTURE, ""),
    Spec("picture_before", PICTURE, "Slices or traces before these", told_keys="PgUp", why_not=_with_picture),
    Spec("picture_after", PICTURE, "Slices or traces after these", told_keys="PgDown", why_not=_with_picture),
    Spec("picture_signals", PICTURE, "All signals of an ROI, and back", told_keys="S", why_not=_with_picture),
    Spec("picture_units", PICTURE, "Axis in seconds or frames", told_keys="T", why_not=_with_picture),
    Spec("theme_system", "View/Theme", "Theme as the system", checkable=True),
    Spec("theme_light", "View/Theme", "Light theme", checkable=True),
    Spec("theme_dark", "View/Theme", "Dark theme", checkable=True),
    Spec("", "View", ""),
    Spec("reset_layout", "View", "Reset layout", tip="Sizes, columns and sorting as on the first day"),
    Spec("go_session", "Session", "Go to the files", "Ctrl+1", why_not=_with_root),
    Spec("go_cleanup", "Session", "Go to the clean-up", "Ctrl+2", why_not=_with_root),
    Spec("go_trash", "Session", "Go to the trash", "Ctrl+3", why_not=_with_root),
    Spec("", "Session", ""),
    Spec("previous_session", "Session", "Previous session", "Alt+Up", why_not=_with_root),
    Spec("next_session", "Session", "Next session", "Alt+Down", why_not=_with_root),
    Spec("", "Session", ""),
    Spec("show_folder", "Session", "Show in the file manager", "Ctrl+Shift+O", icon="folder", why_not=_with_session),
    Spec("", "Session", ""),
    Spec(
        "clear_files",
        "Session",
        "Clear files…",
        told_keys="Del",
        icon="trash",
        why_not=why_not_clear,
        tip="Move the selected files to the trash of this session",
    ),
    Spec("find_action", "Help", "Find an action", "Ctrl+Shift+P", icon="search"),
    Spec("keys", "Help", "Keys", "F1"),
    Spec("", "Help", ""),
    Spec("report", "Help", "Report a problem…", tip="Versions and the last lines of the log, to copy or to save"),
    Spec("about", "Help", "About sessionbrowser", icon="info"),
)

FILE_MENU = ("copy_path", "copy_python", "show_folder", "", "clear_files")
"""The actions of the context menu of a file."""
SESSION_MENU = ("copy_session", "show_folder", "", "refresh")
"""The actions of the context menu of a session."""
MESSAGE_MENU = ("copy_message", "report")
"""The actions of the context menu of what was said last."""

Keys = tuple[tuple[str, str], ...]

HAND: dict[str, Keys] = {
    "In lists": (
        ("Up, Down", "Go from session to session, from file to file"),
        ("Left, Right", "Close and open a mouse or a date; on spks: another type"),
        ("Space, Shift, Ctrl", "Select several files"),
        ("Esc", "Empty a filter; again, go back to the list"),
        ("Alt+F, E, V, S, H", "Open a menu"),
    ),
    "In pictures": (
        ("Drag; Left, Right", "Move along time"),
        ("Up, Down", "Go from ROI to ROI; in images: move"),
        ("Shift+Left, Shift+Right", "Go from sample to sample"),
        ("Wheel", "Zoom; with Shift, or over one axis: along that alone"),
        ("Right drag", "Zoom, each axis by itself"),
        ("Double click, Ctrl+R", "See the whole again, as with A"),
        ("Click, Ctrl+click", "Pin the ROI under the cursor; one more"),
        ("Ctrl+wheel", "Make traces higher, lower"),
        ("[, ]", "In slices: the one before, the one after"),
        ("Esc", "While something is read: give it up"),
        ("H", "These keys"),
    ),
    "In clean-up and trash": (
        ("Space", "Clean-up: tick, untick"),
        ("Return", "Clean-up: look at the file; on a rule: open, close"),
        ("Ctrl+R, Del", "Trash: restore; delete for good"),
        ("Space, Ctrl+A, 1–4", "Before clearing: tick; tick all; sort"),
    ),
    "Around them": (
        ("Drag, Left, Right in levels", "Set them; Home, or double click: automatic again"),
        ("Drag in the strip on top", "Move or resize the window of time"),
        ("Ctrl+C", "Copy the selected values, or what is chosen in a tree"),
    ),
}
"""What hands do without an action: keys and movements of the mouse that lists and pictures take themselves."""
