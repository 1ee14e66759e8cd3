"""The demo lab: three mice that never lived, with the files a lab has of its mice, and what goes wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

__all__ = ["FIRST_SESSION", "VERSION", "default_demo_folder", "write_demo"]

VERSION = 2
"""Goes up whenever what is written changes; a demo of another version is left alone."""

FIRST_SESSION = "SB012/2024-05-13/701"
"""What is worth looking at first."""

_STAMP = ".demo-lab"


def default_demo_folder() -> Path:
    """Return where the demo is kept: a folder in the user's cache."""
    return Path(platformdirs.user_cache_dir("sessionbrowser", appauthor=False)) / f"demo-lab-{VERSION}"


def write_demo(folder: Path | str, *, fresh: bool = False) -> Path:
    """Write the demo lab, or find the one that was written before.

    The same files every time, and no network. It is written beside its place and renamed into it, so what is there
    is whole. Nothing is ever removed or written over: when the folder is taken by something else,
    or a fresh demo is asked for, the next free name is used (``demo-lab-2-2``).

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
    from sessionbrowser.demo.content import write_lab  # needs numpy and scipy; most often the demo is there already

    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-", ignore_cleanup_errors=True) as temporary:
        half = Path(temporary) / "lab"
        write_lab(half)
        (half / _STAMP).write_text(str(VERSION), encoding="utf-8")
        try:
            if place.is_dir():  # empty; Windows renames over no folder at all
                place.rmdir()
            half.rename(place)
        except OSError:
            if not _is_demo(place):  # else another process was quicker, with the same files
                raise
    return place
