"""What the window says where a root or a session has nothing to list: plain functions that give a notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sessionbrowser.errors import OneDataError

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry

Do = Callable[[], object]


class Way(NamedTuple):
    """A button of a page: its text, its icon, and what it does."""

    text: str
    do: Callable[[], object]
    icon: str = ""


class Notice(NamedTuple):
    """What a page says.

    Attributes
    ----------
    headline : str
    lines : tuple of (str, str)
        What stands left (muted) and right: ("What", "There is no such folder."). Without a left part, a plain line.
    ways : tuple of Way
    level : {"info", "error"}
    """

    headline: str
    lines: tuple[tuple[str, str], ...] = ()
    ways: tuple[Way, ...] = ()
    level: str = "info"


def sentence(text: str) -> str:
    """Return a text as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def told(error: Exception) -> tuple[str, str]:
    """Return what an error says and what to do about it, as sentences; the second may be empty."""
    if isinstance(error, OneDataError):
        return sentence(error.what), error.to_do
    if isinstance(error, PermissionError):
        return "You may not read it.", "Ask the owner of the folder for permission."
    if isinstance(error, OSError):
        return sentence(error.strerror or str(error)), "Check that its drive is connected."
    return sentence(f"{type(error).__name__}: {error}"), "This is a bug; nothing in the folder was changed."


def bad_root(root: Path, error: Exception, again: Do, other: Do) -> Notice:
    """Say that a root cannot be listed."""
    what, to_do = told(error)
    lines = [("What", what), ("Folder", str(root))] + ([("What to do", to_do)] if to_do else [])
    ways = (Way("Try again", again, "refresh"), Way("Open another folder…", other, "folder"))
    return Notice("This folder cannot be opened", tuple(lines), ways, "error")


def no_sessions(root: Path, better: Path | None, open_root: Callable[[Path], object], other: Do) -> Notice:
    """Say that a root holds no sessions, and which one may have been meant."""
    lines = [
        ("Folder", str(root)),
        ("Looked for", "mouse / date / session, with dates like 2023-01-24"),
    ]
    ways = [Way("Open another folder…", other, "folder")]
    if better is not None and better != root:
        lines.append(("Perhaps", f"You meant {better}, which is the folder above the mice."))
        ways.insert(0, Way(f"Open {better.name or better}", lambda: open_root(better), "folder"))
    return Notice("There are no sessions in this folder", tuple(lines), tuple(ways))


def no_files(entry: SessionEntry, show_suite2p: Do, again: Do) -> Notice:
    """Say why a session has no files to list."""
    headlines = {
        "not registered": "No onedata yet",
        "no onedata": "Nothing to look at here",
        "unreadable": "This session cannot be read",
    }
    texts = {
        "not registered": "There is no onedata folder; suite2p output is there.",
        "empty": "The onedata folder holds no files.",
    }
    ways = [Way("Look again", again, "refresh")]
    if entry.state == "not registered":
        ways.insert(0, Way("Show suite2p files", show_suite2p))
    text = texts.get(entry.state) or sentence(entry.why or "The onedata folder holds no files")
    level = "error" if entry.state == "unreadable" else "info"
    return Notice(headlines.get(entry.state, "No files"), (("", text), ("", str(entry.path))), tuple(ways), level)


def bad_session(entry: SessionEntry, error: Exception, again: Do) -> Notice:
    """Say that a session's folder cannot be listed."""
    what, to_do = told(error)
    lines = [("What", what), ("Folder", str(entry.path))] + ([("What to do", to_do)] if to_do else [])
    return Notice("This session cannot be read", tuple(lines), (Way("Try again", again, "refresh"),), "error")
