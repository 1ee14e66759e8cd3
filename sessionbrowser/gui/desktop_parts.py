"""What a desktop is given to know an app, and the command that starts it."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from sessionbrowser.gui.resources import resources


class Parts(NamedTuple):
    """What is written for a desktop.

    Attributes
    ----------
    what : str
        All of it, in words.
    command : str
        What it starts, for the user to read.
    home : Path
        The folder that all names are in.
    files : mapping of str to bytes
        By their names in `home`, with slashes.
    tell : callable
        Tells the desktop that they are there (True) or gone (False); returns lines for the user.
    programs : collection of str
        Those of the files that can be started.
    made : collection of str
        Files that `tell` makes.
    caches : collection of str
        Names of files, and of folders that end up empty, that the desktop's tools make of what is in a folder.
    """

    what: str
    command: str
    home: Path
    files: Mapping[str, bytes]
    tell: Callable[[bool], list[str]] = lambda installed: []
    programs: Collection[str] = ()
    made: Collection[str] = ()
    caches: Collection[str] = ()


def resource(name: str) -> bytes:
    """Return the content of a file in resources/desktop."""
    return (resources() / "desktop" / name).read_bytes()


def command() -> list[str]:
    """Return the words that start this very installation, by absolute paths."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    name = "sessionbrowser-gui.exe" if sys.platform == "win32" else "sessionbrowser"
    program = Path(sys.executable).with_name(name)
    return [str(program)] if program.is_file() else [sys.executable, "-m", "sessionbrowser"]


def ico(png: bytes) -> bytes:
    """Wrap a PNG of 256 × 256 as a Windows icon: a folder of one entry, and the picture as it is."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(png), 22) + png


def icns(png: bytes) -> bytes:
    """Wrap a PNG of 256 × 256 as a macOS icon."""
    return struct.pack(">4sI4sI", b"icns", len(png) + 16, b"ic08", len(png) + 8) + png
