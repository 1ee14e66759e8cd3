"""What the window remembers from one day to the next, read and written by name and type."""

from __future__ import annotations

from pathlib import Path
from time import strftime
from typing import Any, NamedTuple

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 8


class Recent(NamedTuple):
    """A root folder that was open before.

    Attributes
    ----------
    path : Path
    sessions : int
        How many it held when last looked at; -1 when that is not known.
    day : str
        The ISO day it was last open.
    """

    path: Path
    sessions: int = -1
    day: str = ""


class Settings:
    """The user's settings, in an INI file.

    Parameters
    ----------
    path : Path or None
        The file; the user's own unless given.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file: QSettings | None
        if path is None:
            user = QSettings.Scope.UserScope
            self._file = QSettings(QSettings.Format.IniFormat, user, "sessionbrowser", "sessionbrowser")
        else:
            self._file = QSettings(str(path), QSettings.Format.IniFormat)
        self._values: dict[str, Any] = {}

    @classmethod
    def in_memory(cls) -> Settings:
        """Return settings that start empty and leave no trace."""
        made = cls.__new__(cls)
        made._file = None
        made._values = {}
        return made

    def _get(self, name: str) -> Any:
        if self._file is not None and name not in self._values:
            self._values[name] = self._file.value(name)
        return self._values.get(name)

    def _set(self, name: str, value: object) -> None:
        self._values[name] = value
        if self._file is not None:
            self._file.setValue(name, value)

    def flag(self, name: str, default: bool) -> bool:
        """Return a yes or no."""
        value = self._get(name)
        return default if value is None else str(value).lower() == "true"

    def set_flag(self, name: str, value: bool) -> None:
        """Keep a yes or no."""
        self._set(name, "true" if value else "false")

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self._get(name)
        return value if isinstance(value, str) else default

    def set_text(self, name: str, value: str) -> None:
        """Keep a text."""
        self._set(name, value)

    def state(self, name: str) -> QByteArray:
        """Return what Qt's `saveState` or `saveGeometry` gave; empty when there is nothing."""
        value = self._get(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, name: str, value: QByteArray) -> None:
        """Keep what Qt's `saveState` or `saveGeometry` gave."""
        self._set(name, value)

    @property
    def recent(self) -> list[Recent]:
        """The roots that were open before, the last one first."""
        lines = self._get("recent") or []
        return [_recent(line) for line in ([lines] if isinstance(lines, str) else lines)]

    def remember_root(self, path: Path, sessions: int = -1) -> None:
        """Put a root first among the recent ones."""
        others = [other for other in self.recent if other.path != path]
        newest = Recent(path, sessions, strftime("%Y-%m-%d"))
        lines = [f"{each.day}|{each.sessions}|{each.path}" for each in [newest, *others][:MOST_RECENT]]
        self._set("recent", lines)

    def forget_root(self, path: Path) -> None:
        """Take a root off the recent ones."""
        self._set("recent", [f"{r.day}|{r.sessions}|{r.path}" for r in self.recent if r.path != path])

    def sync(self) -> None:
        """Write what was set to the disk."""
        if self._file is not None:
            self._file.sync()


def _recent(line: object) -> Recent:
    day, sessions, path = [*str(line).split("|", 2), "", ""][:3]
    return Recent(Path(path), int(sessions) if sessions.lstrip("-").isdigit() else -1, day)
