"""What the window remembers from one day to the next, read and written by name and type."""

from __future__ import annotations

from pathlib import Path
from time import strftime, time
from typing import Any, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

MOST_RECENT = 8
_ONE_LOCK_S = 0.5
_NOT_KEPT = "what you change is not kept."


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


class Last(NamedTuple):
    """What was open last: a root, a session by its name when one was chosen in it, and the file chosen last by hand."""

    root: Path
    session: str = ""
    file: str = ""


class Settings(QObject):
    """The user's settings, in an INI file; all windows of the app share them.

    A file that is none is set aside, and the app starts with fresh settings.

    Parameters
    ----------
    path : Path or None
        The file; the user's own unless given.
    is_kept : bool
        False for settings that start empty and leave no trace.

    Attributes
    ----------
    trouble : str
        What happened to a file that could not be read; empty when all is well. To be told once, and emptied.
    changed : Signal(str)
        Something has another value now, by its name.
    """

    changed = Signal(str)

    def __init__(self, path: Path | None = None, *, is_kept: bool = True) -> None:
        super().__init__()
        self._values: dict[str, Any] = {}
        self.trouble = ""
        self._file: QSettings | None = _read(path) if is_kept else None
        if self._file is not None:
            _take_away_torn_lock(Path(f"{self._file.fileName()}.lock"))
        if self._file is not None and self._file.status() == QSettings.Status.FormatError:
            self._set_aside(Path(self._file.fileName()))
            self._file = None if self.trouble.endswith(_NOT_KEPT) else _read(path)

    def _set_aside(self, damaged: Path) -> None:
        broken = damaged.with_name(f"{damaged.name}.broken")
        self.trouble = f"Your settings were damaged, so they start afresh; the old ones are kept as {broken}."
        try:
            damaged.replace(broken)
        except OSError as error:
            self.trouble = (
                f"Your settings are damaged, and {damaged} cannot be set aside ({error.strerror}); {_NOT_KEPT}"
            )

    @classmethod
    def in_memory(cls) -> Settings:
        """Return settings that start empty and leave no trace."""
        return cls(is_kept=False)

    def _get(self, name: str) -> Any:
        if self._file is not None and name not in self._values:
            self._values[name] = self._file.value(name)
        return self._values.get(name)

    def _set(self, name: str, value: object) -> None:
        is_news = self._get(name) != value
        self._values[name] = value
        if self._file is not None:
            self._file.setValue(name, value)
        if is_news:
            self.changed.emit(name)

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

    @property
    def last(self) -> Last | None:
        """What was open last; None before anything was."""
        root = self.text("last_root")
        return Last(Path(root), self.text("last_session"), self.text("last_file")) if root else None

    def remember_last(self, root: Path, session: str = "") -> None:
        """Keep what is open; the session stays while none is chosen in its root."""
        if session or self.last is None or self.last.root != root:
            self.set_text("last_root", str(root))
            self.set_text("last_session", session)

    def remember_file(self, name: str) -> None:
        """Keep which file was chosen last."""
        self.set_text("last_file", name)

    def sync(self) -> None:
        """Write what was set to the disk."""
        if self._file is not None:
            self._file.sync()


def _take_away_torn_lock(lock: Path) -> None:
    """Remove a lock of Qt's that has nothing in it, since Qt would wait half a minute for it, on the GUI thread.

    Who makes one writes its name into it at once; an empty one is that of a program which was killed right then.
    """
    try:
        status = lock.stat()
        if not status.st_size and time() - status.st_mtime > _ONE_LOCK_S:
            lock.unlink()
    except OSError:  # mostly there is none
        return


def _read(path: Path | None) -> QSettings:
    if path is not None:
        return QSettings(str(path), QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "sessionbrowser", "sessionbrowser")


def _recent(line: object) -> Recent:
    day, sessions, path = [*str(line).split("|", 2), "", ""][:3]
    return Recent(Path(path), int(sessions) if sessions.lstrip("-").isdigit() else -1, day)
