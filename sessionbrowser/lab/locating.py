"""From any path to what the app shows of it: the root it belongs to, and the mouse, session and file it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, SessionEntry

LOOSE = "loose files"
"""Stands in the place of a date for files that belong to no session."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ARRAYS = (".npy", ".npz")


class Place(NamedTuple):
    """Where to go for a path.

    Attributes
    ----------
    root : Path
        The folder to open.
    row : str
        What to go to in the tree: ``MOUSE``, ``MOUSE/DATE/`` or the name of a session; empty for nothing.
    entry : SessionEntry or None
        The session to show.
    file : str
        Of that session: its name, or ``suite2p/plane0/F.npy``; empty for none.
    """

    root: Path
    row: str = ""
    entry: SessionEntry | None = None
    file: str = ""


def likely_root(path: Path) -> Path:
    """Return the root that a path belongs to, going by its text alone, for what has to be said before any reading."""
    path = path.absolute()
    for folder in (path, *path.parents):
        if _DATE.fullmatch(folder.name) and len(folder.parents) > 1:
            return folder.parents[1]
    return path.parent if is_array(path) else path


def locate(path: Path) -> Place:
    """Find out what a path is: a root, a mouse, a date, a session, a folder of it, or a file anywhere.

    Parameters
    ----------
    path : Path
        A file of a session leads to that session, also one of suite2p; any other npy or npz file is shown with those
        beside it. What is nothing of all this, or is not there, is taken for a root, and listing it says what is wrong.

    Returns
    -------
    Place
    """
    path = path.absolute()
    try:
        place = _of_file(path) if path.is_file() else _of_folder(path)
    except OSError:  # a folder that may not be listed, or a drive that has gone
        place = None
    return place or Place(path)


def loose_files(folder: Path) -> MouseEntry | None:
    """Return the npy and npz files directly in a folder as the one session of a mouse; None when there are none.

    Raises
    ------
    OSError
        When the folder cannot be listed.
    """
    from sessionbrowser.lab.catalog import MouseEntry, SessionEntry
    from sessionbrowser.lab.listing import names_in

    number = sum(name.endswith(_ARRAYS) for name in names_in(folder))
    if not number:
        return None
    mouse = folder.name or str(folder)
    entry = SessionEntry(mouse, LOOSE, None, folder, folder, why="no session: files of a folder", n_files=number)
    return MouseEntry(mouse, folder, (entry,))


def find_entry(root: Path, name: str) -> SessionEntry:
    """Return the session of this name, as `find_session` does, or the loose files of a root."""
    from sessionbrowser.lab.catalog import find_session

    loose = loose_files(root) if name.endswith(f"/{LOOSE}") else None
    return find_session(root, name) if loose is None else loose.sessions[0]


def is_array(path: Path) -> bool:
    """Whether a path is that of an npy or npz file, going by its name."""
    return path.suffix in _ARRAYS


def is_loose(entry: SessionEntry) -> bool:
    """Whether an entry stands for files that belong to no session."""
    return entry.onedata == entry.path


def _of_file(path: Path) -> Place | None:
    from sessionbrowser.sessions.layout import session_of

    place = _of_session(session_of(path))
    if place is not None and place.entry is not None:
        if path.parent == place.entry.onedata:
            return Place(place.root, place.row, place.entry, path.name)
        if not is_array(path):
            return place
        if path.parent != place.entry.path:  # a plane of suite2p
            return Place(place.root, place.row, place.entry, path.relative_to(place.entry.path).as_posix())
    return _of_loose(path.parent, path.name) if is_array(path) else None


def _of_folder(path: Path) -> Place | None:
    from sessionbrowser.lab.catalog import suggest_root

    if path.parent.name == "suite2p":
        path = path.parents[1]
    root = suggest_root(path)
    if root is None:
        loose = _of_loose(path)
        return None if loose is None or _has_mice(path) else loose
    place = _of_session(path.parent if path.name.lower() in ("onedata", "suite2p") else path)
    if place is not None:
        return place
    mouse, *day = path.relative_to(root).parts
    return Place(root, "/".join([mouse, *day, ""]) if day else mouse)


def _of_session(folder: Path) -> Place | None:
    """Return the place of a session folder, or of a date that has one session; None for any other."""
    from sessionbrowser.errors import OneDataError
    from sessionbrowser.lab.catalog import find_session
    from sessionbrowser.sessions.layout import split_session_folder

    try:
        root, *names = split_session_folder(folder)
        entry = find_session(root, "/".join(filter(None, names)))
    except (ValueError, OneDataError):
        return None
    return Place(root, entry.name, entry)


def _has_mice(folder: Path) -> bool:
    from sessionbrowser.lab.catalog import MouseEntry, scan

    return any(isinstance(entry, MouseEntry) for entry in scan(folder))


def _of_loose(folder: Path, file: str = "") -> Place | None:
    mouse = loose_files(folder)
    return None if mouse is None else Place(folder, mouse.sessions[0].name, mouse.sessions[0], file)
