"""The catalog of a lab: root folder → mouse → date → id, listed from folder entries alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.errors import Missing, NotOrdinaryFile
from sessionbrowser.lab.listing import LOOP, Listing, OddFolder, is_loop, link_why, list_folder, names_in, refusal
from sessionbrowser.sessions.layout import ONEDATA_NAMES, chosen_onedata, count_files
from sessionbrowser.sessions.natural import natural_key

__all__ = [
    "ONEDATA_NAMES",
    "MouseEntry",
    "OddFolder",
    "SessionEntry",
    "SessionState",
    "count_files",
    "find_session",
    "is_iso_date",
    "natural_key",
    "scan",
    "suggest_root",
]

SessionState = Literal["ok", "empty", "not registered", "no onedata", "unreadable"]

_NO_IDS = frozenset((*ONEDATA_NAMES, "suite2p"))
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class SessionEntry(NamedTuple):
    """One session folder.

    Attributes
    ----------
    mouse, date : str
    session_id : str or None
        None when the date folder itself is the session.
    path : Path
        The session folder.
    onedata : Path or None
        Its onedata folder, however that is capitalised.
    state : str
        "ok"; "empty" (onedata without files); "not registered" (suite2p or JSON files, no onedata);
        "no onedata" (neither); "unreadable".
    why : str
        What there is to say about the state; empty when ok.
    n_files : int
        How many names in onedata are those of onedata files or of leftovers.
    """

    mouse: str
    date: str
    session_id: str | None
    path: Path
    onedata: Path | None = None
    state: SessionState = "ok"
    why: str = ""
    n_files: int = 0

    @property
    def name(self) -> str:
        """Mouse, date and id (when there is one), joined by slashes."""
        return "/".join(part for part in (self.mouse, self.date, self.session_id) if part)


class MouseEntry(NamedTuple):
    """A mouse with its sessions, and with the folders in it that are none; both in natural order."""

    name: str
    path: Path
    sessions: tuple[SessionEntry, ...]
    odd: tuple[OddFolder, ...] = ()


def scan(root: Path | str, cancel: Cancel = NEVER) -> Iterator[MouseEntry | OddFolder]:
    """List a root folder, a mouse at a time in natural order.

    Parameters
    ----------
    root : Path or str
    cancel : Cancel
        Looked at before each date.

    Returns
    -------
    iterator of MouseEntry or OddFolder
        Nothing when the root is empty. What cannot be read further down is told in the entries.

    Raises
    ------
    Missing, NotOrdinaryFile, OSError
        At once, when the root itself cannot be listed.
    Cancelled
        From the iterator.
    """
    return _scan_mice(_list_root(Path(root)), cancel)


def find_session(root: Path | str, name: str) -> SessionEntry:
    """Return the session called ``MOUSE/DATE/ID``, or ``MOUSE/DATE`` where the date has one session.

    Raises
    ------
    Missing
        When there is none; the message lists the nearest names.
    NotOrdinaryFile, OSError
        When the root itself cannot be listed.
    """
    root = Path(root)
    mouse, *rest = name.strip("/").split("/")
    listing = _list_root(root)
    folder = next((folder for folder in listing.folders if folder.name == mouse), None)
    if folder is None:
        raise _no_such("mouse", mouse, [folder.name for folder in listing.folders], root)
    entry = _mouse(folder, NEVER)
    if isinstance(entry, OddFolder):
        raise Missing(f"{mouse} has no sessions: it is {entry.why}", entry.path)
    wanted = "/".join([mouse, *rest])
    exact = [session for session in entry.sessions if session.name == wanted]
    found = exact or [session for session in entry.sessions if [session.date] == rest]
    if len(found) != 1:
        raise _no_such("session", wanted, [session.name for session in entry.sessions], entry.path)
    return found[0]


def suggest_root(path: Path | str) -> Path | None:
    """Return the root that a mouse, date, session or onedata folder belongs to; None when it is none of these."""
    path = Path(path).absolute()
    if path.name in _NO_IDS:
        path = path.parent
    try:
        listing = list_folder(path)
    except OSError:
        return None
    is_session = _looks_like_session(listing.names)
    if is_session and is_iso_date(path.parent.name):
        return path.parents[2]
    if is_iso_date(path.name) and (is_session or any(_is_session(folder) for folder in listing.folders)):
        return path.parents[1]
    if any(is_iso_date(folder.name) for folder in listing.folders):
        return path.parent
    return None


def is_iso_date(text: str) -> bool:
    """Whether a text is a day of the calendar written ``YYYY-MM-DD``."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _list_root(root: Path) -> Listing:
    to_do = "Open the folder that holds the mice."
    try:
        return list_folder(root)
    except FileNotFoundError:
        raise Missing("there is no such folder", root, "Check that its drive is there, or open another.") from None
    except NotADirectoryError:
        raise NotOrdinaryFile("it is a file, not a folder", root, to_do) from None
    except OSError as error:
        if is_loop(error):
            raise NotOrdinaryFile(f"it is {LOOP}", root, to_do) from None
        raise


def _scan_mice(listing: Listing, cancel: Cancel) -> Iterator[MouseEntry | OddFolder]:
    odd = {entry.path.name: entry for entry in listing.odd}
    folders = {folder.name: folder for folder in listing.folders}
    for name in sorted([*odd, *folders], key=natural_key):
        cancel.check()
        yield odd[name] if name in odd else _mouse(folders[name], cancel)


def _mouse(folder: os.DirEntry[str], cancel: Cancel) -> MouseEntry | OddFolder:
    try:
        listing = list_folder(folder)
    except OSError as error:
        return OddFolder(Path(folder), f"unreadable: {refusal(error)}")
    sessions: list[SessionEntry] = []
    odd = listing.odd
    dates = [day for day in listing.folders if is_iso_date(day.name)]
    if not dates:
        return OddFolder(Path(folder), "not a mouse: no dated folders in it")
    for day in dates:
        cancel.check()
        _add_date(folder.name, day, sessions, odd)
    for other in listing.folders:
        if not is_iso_date(other.name):
            looks_so = _ISO_DATE.fullmatch(other.name)
            odd.append(OddFolder(Path(other), f"{other.name} is not a date" if looks_so else "not a date"))
    odd.sort(key=lambda entry: natural_key(str(entry.path)))
    return MouseEntry(folder.name, Path(folder), tuple(sessions), tuple(odd))


def _add_date(mouse: str, day: os.DirEntry[str], sessions: list[SessionEntry], odd: list[OddFolder]) -> None:
    """Add the sessions of one date; its folder may be a session itself, and hold others as well."""
    try:
        listing = list_folder(day)
    except OSError as error:
        sessions.append(SessionEntry(mouse, day.name, None, Path(day), state="unreadable", why=refusal(error)))
        return
    odd += listing.odd
    is_session = _looks_like_session(listing.names)
    if is_session:
        sessions.append(_session(mouse, day.name, None, day.path, listing.names))
    ids = [folder for folder in listing.folders if folder.name not in _NO_IDS]
    for folder in ids:
        entry = _id_session(mouse, day.name, folder)
        if is_session and entry.state == "no onedata":
            odd.append(OddFolder(entry.path, "not a session: neither onedata nor suite2p in it"))
        else:
            sessions.append(entry)
    if not is_session and not ids:
        odd.append(OddFolder(Path(day), "no session in it"))


def _id_session(mouse: str, day: str, folder: os.DirEntry[str]) -> SessionEntry:
    try:
        names = names_in(folder)
    except OSError as error:
        return SessionEntry(mouse, day, folder.name, Path(folder), state="unreadable", why=refusal(error))
    return _session(mouse, day, folder.name, folder.path, names)


def _session(mouse: str, day: str, session_id: str | None, folder: str, names: Sequence[str]) -> SessionEntry:
    """Tell a session's state from the names in its folder and in its onedata folder."""
    path = Path(folder)
    found = [name for name in ONEDATA_NAMES if name in names]
    if not found:
        if _looks_like_session(names):
            return SessionEntry(mouse, day, session_id, path, None, "not registered", "there is no onedata folder")
        return SessionEntry(mouse, day, session_id, path, None, "no onedata", "neither onedata nor suite2p in it")
    onedata = chosen_onedata([Path(folder, name) for name in found])
    try:
        n_files = count_files(names_in(onedata))
    except NotADirectoryError:
        return SessionEntry(mouse, day, session_id, path, None, "unreadable", f"{onedata.name} is not a folder")
    except OSError as error:
        why = link_why(onedata) or refusal(error)
        return SessionEntry(mouse, day, session_id, path, onedata, "unreadable", why)
    why = "" if n_files else f"{onedata.name} holds no files"
    if len(found) == 2:
        empty = "" if onedata.name == found[0] else f"; {found[0]} is empty"
        why = f"{' and '.join(found)} are both there; {onedata.name} is shown{empty}"
    return SessionEntry(mouse, day, session_id, path, onedata, "ok" if n_files else "empty", why, n_files)


def _looks_like_session(names: Sequence[str]) -> bool:
    if not _NO_IDS.isdisjoint(names):
        return True
    return any(name.startswith("vrExperiment") and name.endswith(".json") for name in names)


def _is_session(folder: os.DirEntry[str]) -> bool:
    try:
        return _looks_like_session(names_in(folder))
    except OSError:
        return False


def _no_such(what: str, name: str, known: Sequence[str], path: Path) -> Missing:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known, key=natural_key)[:3]
    to_do = f"Near it: {', '.join(near)}." if near else ""
    return Missing(f"there is no {what} {name}", path, to_do)
