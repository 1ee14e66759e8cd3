"""The log: to the terminal at once, and into a file of the user's state folder once the window has been painted."""

from __future__ import annotations

import logging
from pathlib import Path

_LEVEL = logging.INFO
_LARGEST, _OLDER = 500_000, 2
"""Bytes of a log file, and how many older ones are kept."""
_MOST_WAITING = 200
_TAIL = 20_000
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Waiting(logging.Handler):
    """Keeps what is logged until there is a file for it."""

    def __init__(self) -> None:
        super().__init__(_LEVEL)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.records) < _MOST_WAITING:
            self.records.append(record)


def begin() -> None:
    """Log to the terminal what is worth a warning, and keep the rest for the file."""
    root = logging.getLogger()
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    root.setLevel(logging.WARNING)
    logging.getLogger("sessionbrowser").setLevel(_LEVEL)
    root.addHandler(terminal)
    root.addHandler(_Waiting())


def log_file() -> Path:
    """Return where the log is, or would be."""
    from platformdirs import user_log_path

    return user_log_path("sessionbrowser", appauthor=False) / "sessionbrowser.log"


def open_file(path: Path | None = None) -> Path | None:
    """Log into a file from now on, and what waited for it first; a new one is begun when it gets large.

    Parameters
    ----------
    path : Path or None
        `log_file` unless given.

    Returns
    -------
    Path or None
        The file; None when it cannot be written, and the terminal has to do.
    """
    from logging.handlers import RotatingFileHandler

    path = path or log_file()
    root = logging.getLogger()
    waiting = [handler for handler in root.handlers if isinstance(handler, _Waiting)]
    for handler in waiting:
        root.removeHandler(handler)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        into = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=_OLDER, encoding="utf-8", errors="replace")
    except OSError as error:
        logging.getLogger(__name__).warning("there is no log file: %s", error)
        return None
    into.setFormatter(logging.Formatter(_LINE))
    root.addHandler(into)
    for handler in waiting:
        for record in handler.records:
            into.handle(record)
    return path


def tail(path: Path | None = None) -> str:
    """Return the last lines of the log; empty when there is none. Called in a worker."""
    try:
        with (path or log_file()).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return text if size <= _TAIL else text.partition("\n")[2]
