"""Where things are in a session folder, and the order in which names are listed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sessionbrowser.sessions.natural import natural_key

ONEDATA_NAMES = ("onedata", "oneData")
TRASH = ".trash"

_FILE_ENDINGS = frozenset((".npy", ".npz", ".tmp"))
_PLANE = re.compile(r"plane\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def find_onedata(session_folder: Path) -> Path | None:
    """Return a session's onedata folder, however its name is capitalised; None when it has none.

    Where both spellings are there, an empty folder gives way to one that holds files.
    """
    folders = [session_folder / name for name in ONEDATA_NAMES if (session_folder / name).is_dir()]
    return chosen_onedata(folders) if folders else None


def chosen_onedata(folders: Sequence[Path]) -> Path:
    """Return the first of one or more onedata folders, but none that is empty while another is not."""
    if len(folders) == 1:
        return folders[0]
    return next((folder for folder in folders if _holds_files(folder)), folders[0])


def count_files(names: Iterable[str]) -> int:
    """Return how many of these names are those of onedata files or of leftovers."""
    return len([name for name in names if name[-4:] in _FILE_ENDINGS])


def _holds_files(folder: Path) -> bool:
    try:
        return count_files(os.listdir(folder)) > 0  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # what cannot be listed is not known to be empty
        return True


def list_entries(folder: Path) -> list[Path]:
    """Return everything directly in a onedata folder but the trash, in natural order; OSError when it cannot be."""
    names = (name for name in os.listdir(folder) if name != TRASH)  # noqa: PTH208 - a third of iterdir's time
    return [folder / name for name in sorted(names, key=natural_key)]


def list_types(folder: Path) -> list[tuple[str, bool]]:
    """Return the same as `list_entries`: names, each with whether it is an ordinary file itself, and no link."""
    with os.scandir(folder) as entries:
        names = [(entry.name, entry.is_file(follow_symlinks=False)) for entry in entries if entry.name != TRASH]
    return sorted(names, key=lambda entry: natural_key(entry[0]))


def suite2p_entries(session_folder: Path) -> list[Path]:
    """Return the npy files of every plane of suite2p, in natural order; none when there is no suite2p folder."""
    planes = plane_folders(session_folder / "suite2p")
    return [path for plane in planes for path in list_entries(plane) if path.suffix == ".npy"]


def plane_folders(suite2p: Path) -> list[Path]:
    """Return the folders of the planes in natural order (``combined`` is none)."""
    try:
        with os.scandir(suite2p) as entries:
            names = [entry.name for entry in entries if _PLANE.fullmatch(entry.name) and entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [suite2p / name for name in sorted(names, key=natural_key)]


def plane_numbers(names: Sequence[str]) -> list[int]:
    """Return the number in the name of each plane; their places from 0 where not every name has one."""
    if all(_PLANE.fullmatch(name) for name in names):
        return [int(name.removeprefix("plane")) for name in names]
    return list(range(len(names)))


def split_session_folder(folder: Path | str) -> tuple[Path, str, str, str | None]:
    """Take a session folder's path apart.

    Parameters
    ----------
    folder : Path or str
        ``ROOT/MOUSE/DATE/ID`` or ``ROOT/MOUSE/DATE``.

    Returns
    -------
    root, mouse, date, id : Path, str, str, str or None

    Raises
    ------
    ValueError
        When there is no date in the place of one.
    """
    path = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as they are named
    for session_id, day in ((path.name, path.parent), (None, path)):
        if _DATE.fullmatch(day.name) and len(day.parents) > 1:
            return day.parent.parent, day.parent.name, day.name, session_id
    raise ValueError(f"{path} is no session folder: its path does not end in MOUSE/YYYY-MM-DD or MOUSE/YYYY-MM-DD/ID")


def session_of(path: Path) -> Path:
    """Return the session folder that a onedata file, or a file of suite2p, is in; else the folder of the file."""
    folder = path.parent
    if folder.name in ONEDATA_NAMES or folder.name == "suite2p":
        return folder.parent
    if folder.parent.name == "suite2p":
        return folder.parent.parent
    return folder
