"""The demo lab: three mice that never lived, with the files a lab has of its mice, and what goes wrong with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from sessionbrowser.demo.oddities import break_recipes, damage, leave_leftovers, supersede
from sessionbrowser.demo.recording import DemoSession, set_times, write_session

__all__ = ["VERSION", "default_demo_folder", "write_demo"]

VERSION = 1
"""Goes up whenever what is written changes; a demo of another version is left alone."""

_STAMP = ".demo-lab"

_SESSIONS = (
    DemoSession("SB012/2024-05-13/701", 1500, (("plane0", 34), ("plane1", 29)), "oneData", red=True, redone=True),
    DemoSession("SB012/2024-05-14/701", 1200, (("plane0", 41), ("plane1", 36)), "oneData", environments=2),
    DemoSession("SB012/2024-05-14/702", 900, (("plane0", 38), ("plane1", 33)), "oneData"),
    DemoSession("SB012/2024-05-15/701", 900, (("plane0", 31),), None),
    DemoSession("SB047/2024-06-10/1", 900, (("plane2", 28), ("plane0", 34), ("plane1", 29))),
    DemoSession("SB047/2024-06-11/1", 4200, (("plane0", 205), ("plane1", 190), ("plane2", 165)), environments=2),
    DemoSession("SB047/2024-06-12", 1000, (("plane0", 66),)),
    DemoSession("demo03/2024-07-02/001", 1000, (("plane0", 60),), red=True),
    DemoSession("demo03/2024-07-03/001", 700),
)

_ODDITIES: dict[str, Callable[[Path], None]] = {
    "SB012/2024-05-13/701": leave_leftovers,
    "SB012/2024-05-14/702": break_recipes,
    "SB047/2024-06-10/1": supersede,
    "demo03/2024-07-02/001": damage,
}

_BARE_FOLDERS = ("SB012/2024-05-16/701/oneData", "SB012/2024-02-30", "SB012/notes", "analysis")


def default_demo_folder() -> Path:
    """Return where the demo is kept: a folder in the user's cache."""
    return Path(platformdirs.user_cache_dir("sessionbrowser", appauthor=False)) / f"demo-lab-{VERSION}"


def write_demo(folder: Path | str, *, fresh: bool = False) -> Path:
    """Write the demo lab, or find the one that was written before.

    The same files every time, and no network. It is written beside its place and renamed into it, so what is there
    is whole. Nothing is ever removed or written over: when the folder is taken by something else,
    or a fresh demo is asked for, the next free name is used (``demo-lab-1-2``).

    Parameters
    ----------
    folder : Path or str
        Missing or empty, or a demo from before, which is kept with whatever the user did to it.
    fresh : bool
        Write a new one in any case.

    Returns
    -------
    Path
        The root folder of the lab.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    folder = Path(folder).absolute()
    taken = takewhile(lambda place: not _is_free(place), _places(folder))
    ours = [place for place in taken if _is_demo(place)]
    if ours and not fresh:
        return ours[-1]
    return _write(next(filter(_is_free, _places(folder))))


def _places(folder: Path) -> Iterator[Path]:
    yield folder
    for number in count(2):
        yield folder.with_name(f"{folder.name}-{number}")


def _is_free(place: Path) -> bool:
    if place.is_symlink() or not place.is_dir():
        return not os.path.lexists(place)
    return not any(place.iterdir())


def _is_demo(place: Path) -> bool:
    try:
        return (place / _STAMP).read_text(encoding="utf-8") == str(VERSION)
    except (OSError, UnicodeDecodeError):
        return False


def _write(place: Path) -> Path:
    """Write a demo into a temporary folder beside its place, and move it there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-", ignore_cleanup_errors=True) as temporary:
        half = Path(temporary) / "lab"
        _write_lab(half)
        try:
            if place.is_dir():  # empty; Windows renames over no folder at all
                place.rmdir()
            half.rename(place)
        except OSError:
            if not _is_demo(place):  # else another process was quicker, with the same files
                raise
    return place


def _write_lab(root: Path) -> None:
    for session in _SESSIONS:
        folder = root / session.name
        write_session(folder, session)
        if session.name in _ODDITIES and session.onedata:
            _ODDITIES[session.name](folder / session.onedata)
        set_times(folder, session)
    for name in _BARE_FOLDERS:
        (root / name).mkdir(parents=True)
    (root / _STAMP).write_text(str(VERSION), encoding="utf-8")
