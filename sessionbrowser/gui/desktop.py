"""``--install-desktop``: makes the app known to the user's desktop, and forgotten again, touching nobody else's files.

What was written is kept in a ledger with a checksum of each file. Only files that are still as they were written are
written over or removed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import platformdirs

from sessionbrowser.gui import desktop_linux, desktop_mac, desktop_windows
from sessionbrowser.gui.desktop_parts import Parts

LEDGER = "desktop-files.json"


class DesktopError(Exception):
    """The app cannot be made known to the desktop; the message says why."""


def parts() -> Parts:
    """Return what this system's desktop needs."""
    of_systems = {"darwin": desktop_mac.parts, "win32": desktop_windows.parts}
    return of_systems.get(sys.platform, desktop_linux.parts)()


def install(wanted: Parts | None = None) -> list[str]:
    """Put the app into the menu of this user; doing it twice leaves things as doing it once.

    Parameters
    ----------
    wanted : Parts, optional
        Those of this system unless given.

    Returns
    -------
    list of str
        Lines for the user.

    Raises
    ------
    DesktopError
        When a file is in the way that was not put there by this app, or was changed since; nothing is written then.
    """
    wanted = parts() if wanted is None else wanted
    known = _Ledger.read()
    paths: dict[Path, bytes | None] = {wanted.home / name: content for name, content in wanted.files.items()}
    paths |= {wanted.home / name: None for name in wanted.made}
    for path, content in paths.items():
        if path.is_file() and path.read_bytes() != content and not known.is_ours(path):
            raise DesktopError(f"{path} is not as this app wrote it; move it away, and start again")
    try:
        for old in known.files.keys() - paths.keys():
            known.remove(old)
        said = _write(wanted, known)
    except OSError as error:
        with suppress(OSError):
            known.save()  # what there is can be uninstalled
        raise DesktopError(f"{error.filename}: {error.strerror}") from error
    return [f"Installed {wanted.what} for {wanted.command}", *said]


def _write(wanted: Parts, known: _Ledger) -> list[str]:
    for name, content in wanted.files.items():
        path = wanted.home / name
        known.write(path, content)
        path.chmod(0o755 if name in wanted.programs else 0o644)
    said = wanted.tell(True)
    for name in wanted.made:
        known.note(wanted.home / name)
    known.save()
    return said


def uninstall(wanted: Parts | None = None) -> list[str]:
    """Take away what `install` wrote, and nothing else; returns lines for the user."""
    wanted = parts() if wanted is None else wanted
    known = _Ledger.read()
    if not known.files:
        return ["Nothing is installed"]
    said = []
    try:
        for path in sorted(known.files):
            if path.is_file() and not known.is_ours(path):
                said.append(f"Left {path}: it was changed since")
            known.remove(path)
        said += wanted.tell(False)
        known.remove_folders(wanted.caches)
    except OSError as error:
        raise DesktopError(f"{error.filename}: {error.strerror}") from error
    return [f"Removed {wanted.what}", *said]


class _Ledger:
    """What is installed: the checksum of each file, and the folders that were made for them."""

    def __init__(self, path: Path, files: dict[Path, str], folders: list[Path]) -> None:
        self.path, self.files, self.folders = path, files, folders

    @classmethod
    def read(cls) -> _Ledger:
        """Return what was installed; nothing where there is no ledger, or a torn one."""
        path = Path(platformdirs.user_data_dir("sessionbrowser", appauthor=False)) / LEDGER
        try:
            kept: Any = json.loads(path.read_text(encoding="utf-8"))
            files = {Path(name): str(digest) for name, digest in kept["files"].items()}
            return cls(path, files, [Path(name) for name in kept["folders"]])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(path, {}, [])

    def is_ours(self, path: Path) -> bool:
        """Whether a file is still as it was written."""
        return self.files.get(path) == _digest(path)

    def write(self, path: Path, content: bytes) -> None:
        """Write a file, and make its folder."""
        self._make_folder(path.parent)
        path.write_bytes(content)
        self.note(path)

    def _make_folder(self, folder: Path) -> None:
        for missing in reversed(list(_missing(folder))):
            missing.mkdir()
            self.folders.append(missing)

    def note(self, path: Path) -> None:
        """Take up a file that is there."""
        if path.is_file():
            self.files[path] = _digest(path)

    def remove(self, path: Path) -> None:
        """Remove a file if it is ours, and forget it."""
        if path.is_file() and self.is_ours(path):
            path.unlink()
        del self.files[path]

    def save(self) -> None:
        """Keep it."""
        self._make_folder(self.path.parent)
        kept = {
            "files": {str(path): digest for path, digest in self.files.items()},
            "folders": [str(folder) for folder in self.folders],
        }
        self.path.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    def remove_folders(self, caches: Collection[str]) -> None:
        """Remove the ledger, and the folders that were made and that hold nothing (any more) but caches."""
        self.path.unlink()
        for folder in reversed(self.folders):
            inside = list(folder.iterdir()) if folder.is_dir() else [folder]
            if all(path.name in caches and not _holds_files(path) for path in inside):
                for cache in inside:
                    cache.rmdir() if cache.is_dir() else cache.unlink()
                folder.rmdir()


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _holds_files(path: Path) -> bool:
    return path.is_dir() and any(path.iterdir())


def _missing(folder: Path) -> Iterator[Path]:
    while not folder.is_dir():
        yield folder
        folder = folder.parent
