"""The record of what was cleared in a lab: who, when, what and why, in a file that is only ever added to."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from sessionbrowser.folders import Folder
from sessionbrowser.sessions.journal import who
from sessionbrowser.sessions.reports import Outcome, plain_words

log = logging.getLogger(__name__)

FOLDER = ".sessionbrowser"
FILE = "record.jsonl"


class Record:
    """The record of one root.

    It lies in the root's ``.sessionbrowser`` folder; where that cannot be written, in the user's own state folder.

    Parameters
    ----------
    root : Path
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(self, what: str, lines: Iterable[Mapping[str, Any]]) -> Path:
        """Add a line for each of these, all with one write.

        Parameters
        ----------
        what : str
            "moved to the trash", "restored", "deleted from the trash".
        lines : iterable of mappings
            What is to be told of each file: names and values that JSON knows.

        Returns
        -------
        Path
            The file that was written.

        Raises
        ------
        OSError
            When neither place can be written.
        """
        head = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "who": who(), "what": what}
        data = b"".join(json.dumps({**head, **line}).encode("ascii") + b"\n" for line in lines)
        try:
            return _append(self.root.resolve(), FOLDER, FILE, data)
        except OSError as error:
            log.info("%s: the record goes to the user's own folder: %s", self.root, error)
        state = user_state_path("sessionbrowser", appauthor=False, ensure_exists=True)
        return _append(state.resolve(), "records", f"{_key(self.root)}.jsonl", data)


def recorded(
    root: Path | None, what: str, outcomes: Iterable[Outcome], batch_id: str, whys: Mapping[Path, Sequence[str]]
) -> tuple[str, ...]:
    """Write down what was done; return what the user should know when that fails.

    Parameters
    ----------
    root : Path or None
        In whose record; None writes nothing.
    what : str
        As of `Record.add`.
    outcomes : iterable of Outcome
        Those that were not done are left out.
    batch_id : str
    whys : mapping of Path to texts
        Why, by the path that the file has in its onedata folder.
    """
    lines = [
        {"batch": batch_id, "file": str(outcome.path), "bytes": outcome.size, "why": list(whys.get(outcome.path, ()))}
        for outcome in outcomes
        if outcome.done
    ]
    if root is None or not lines:
        return ()
    try:
        Record(root).add(what, lines)
    except OSError as error:
        log.warning("nothing was written to the record of %s: %s", root, error)
        return (f"it was not written to the record: {plain_words(error)}",)
    return ()


def _append(parent: Path, folder_name: str, file_name: str, data: bytes) -> Path:
    with Folder(parent) as outer, _opened(outer, folder_name) as folder:
        with folder.append_to(file_name) as file:
            written = file.write(data)  # one write: lines of two programs do not mix
        if written != len(data):
            raise OSError(errno.ENOSPC, "only a part could be written", str(folder.path / file_name))
        return folder.path / file_name


def _opened(outer: Folder, name: str) -> Folder:
    try:
        return outer.open_folder(name)
    except FileNotFoundError:
        pass
    try:
        return outer.make_folder(name)
    except FileExistsError:  # another program was quicker
        return outer.open_folder(name)


def _key(root: Path) -> str:
    """Return a file name for a root, readable at its start."""
    text = str(root.absolute())
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    name = "".join(sign if sign.isalnum() else "-" for sign in root.name)[:40]
    return f"{name}-{digest}"
