"""The journal of a batch in the trash: what was planned and what came of it, readable however it was cut.

One JSON object a line: the batch, then each file of the plan, then an outcome for each as it comes. The first part is
written whole before anything moves. Outcomes are added a line at a time and never trusted over the disk: where a file
is, is looked up; the journal tells which file it was, and why something was not done.
"""

from __future__ import annotations

import getpass
import json
import math
import os
import socket
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sessionbrowser.platform import Identity
from sessionbrowser.sessions.plan import ClearItem

VERSION = 1
FILE_NAME = "journal.jsonl"
LONGEST = 64 * 1024 * 1024
"""Bytes of a journal that are read; those of 100,000 files take about half."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A file as the plan had it."""

    name: str
    identity: Identity
    kind: str
    why: tuple[str, ...]

    def fits(self, status: os.stat_result) -> bool:
        """Whether a status is that of this file.

        Only what another computer on a share tells as well is compared, and what is the same after the next start:
        device and inode numbers are not, and times may be rounded.
        """
        was, now = self.identity, Identity.of(status)
        same_type = stat.S_IFMT(was.mode) == stat.S_IFMT(now.mode)
        return same_type and (was.size, was.mtime_ns // 1000) == (now.size, now.mtime_ns // 1000)


@dataclass(slots=True)
class Journal:
    """What could be read of a journal.

    Attributes
    ----------
    version : int
    created : float
        Seconds since the epoch; 0 when unknown.
    who : str
    planned : dict of str to Planned
        By file name.
    outcomes : dict of str to str
        The last word on each file: "moved", "restored", "deleted", "kept", or why it was not touched.
    torn : bool
        Whether some of it could not be read.
    """

    version: int = VERSION
    created: float = 0.0
    who: str = ""
    planned: dict[str, Planned] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    torn: bool = False

    @property
    def is_newer(self) -> bool:
        """Whether a later version of this program wrote it, which alone knows what it means."""
        return self.version > VERSION


def who() -> str:
    """Return ``user@host``, as far as the system tells."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user database
        user = "unknown"
    return f"{user}@{socket.gethostname()}"


def text_of_plan(batch_id: str, created: float, items: Iterable[ClearItem]) -> bytes:
    """Return the first part of a journal."""
    head = {"version": VERSION, "batch": batch_id, "created": created, "who": who()}
    return "".join([f"{_json(head)}\n", *map(_line_of, items)]).encode("ascii")


def _line_of(item: ClearItem) -> str:
    """Return the line of a file; put together by hand, since batches can be large."""
    if item.identity is None:
        return ""
    i = item.identity
    identity = f"[{i.device},{i.inode},{i.size},{i.mtime_ns},{i.mode}]"
    return (
        f'{{"name":{_json(item.path.name)},"identity":{identity},"kind":{_json(item.kind)},"why":{_texts(item.why)}}}\n'
    )


def text_of_outcome(name: str, outcome: str) -> bytes:
    """Return the line that says what came of a file.

    It starts with a line end of its own, so that a line torn before it does not take it along.
    """
    return f'\n{{"of":{_json(name)},"outcome":{_json(outcome)}}}\n'.encode("ascii")


_json = json.JSONEncoder(separators=(",", ":")).encode


@lru_cache
def _texts(texts: tuple[str, ...]) -> str:
    return _json(texts)


def parse(data: bytes) -> Journal:
    """Return what there is in a journal; never raises, whatever it is given."""
    journal = Journal(torn=not data.endswith(b"\n") or len(data) >= LONGEST)
    headed = False
    for line in data.split(b"\n"):
        if not line:
            continue
        try:
            record = json.loads(line)
            headed |= _take(journal, record)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            journal.torn = True
    journal.torn |= not headed
    return journal


def _take(journal: Journal, record: dict[str, Any]) -> bool:
    """Add what a line says; return whether it was the first line of a journal."""
    if "version" in record:
        journal.version, created = int(record["version"]), float(record.get("created", 0.0))
        journal.created = created if math.isfinite(created) else 0.0
        journal.who = str(record.get("who", ""))
        return True
    if "of" in record:
        journal.outcomes[str(record["of"])] = str(record["outcome"])
    else:
        identity = Identity(*(int(part) for part in record["identity"]))
        why = tuple(str(text) for text in record.get("why", ()))
        name = str(record["name"])
        journal.planned[name] = Planned(name, identity, str(record.get("kind", "")), why)
    return False
