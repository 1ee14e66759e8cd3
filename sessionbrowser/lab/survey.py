"""Looking at all sessions of a lab for what is stale: one after the other, by headers alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.errors import Cancelled, OneDataError
from sessionbrowser.lab.catalog import MouseEntry, SessionEntry, scan
from sessionbrowser.lab.findings import Facts
from sessionbrowser.lab.keeping import KeepList, load_keep_list
from sessionbrowser.lab.listing import refusal
from sessionbrowser.lab.staleness import Rule, StaleFile, find_stale
from sessionbrowser.sessions.glances import glance_at_session
from sessionbrowser.sessions.registry import SessionFactory, UsageError
from sessionbrowser.sessions.trash import is_file_or_link

Progress = Callable[[int, int], None]
"""Told how many sessions are dealt with, of how many."""


@dataclass(frozen=True, slots=True)
class SessionSurvey:
    """What was found in one session.

    Attributes
    ----------
    entry : SessionEntry
    stale : tuple of StaleFile
    n_files : int
        Files in its onedata folder.
    size : int
        Their bytes on disk.
    problem : str
        Why it could not be looked at; mostly empty.
    """

    entry: SessionEntry
    stale: tuple[StaleFile, ...] = ()
    n_files: int = 0
    size: int = 0
    problem: str = ""

    @property
    def stale_size(self) -> int:
        """Bytes of the stale files that nobody keeps."""
        return sum(file.size for file in self.stale if not file.kept)


def survey(
    root: Path,
    factory: SessionFactory,
    *,
    mice: Collection[str] | None = None,
    entries: Sequence[SessionEntry] | None = None,
    keep: KeepList | None = None,
    compare: Collection[Rule] = (),
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> Iterator[SessionSurvey]:
    """Look at the sessions of a root, and give what was found in each as soon as it is known.

    Parameters
    ----------
    root : Path
    factory : SessionFactory
        Makes the sessions.
    mice : collection of str, optional
        Only theirs.
    entries : sequence of SessionEntry, optional
        The sessions to look at, in this order; those of the root's catalog unless given.
    keep : KeepList, optional
        That of the root unless given.
    compare : collection of Rule
        What these find is compared with what would stay, which takes reading it (see `sessionbrowser.lab.comparing`);
        for dense copies, all files of the shape and type of a recipe are. By headers alone unless given.
    cancel : Cancel
        Looked at between files.
    progress : callable, optional

    Yields
    ------
    SessionSurvey
        One for each session, also for those that could not be looked at.

    Raises
    ------
    OneDataError, OSError
        When the root itself cannot be listed.
    Cancelled
    """
    if entries is None:
        mice_there = (entry for entry in scan(root, cancel) if isinstance(entry, MouseEntry))
        entries = [session for mouse in mice_there for session in mouse.sessions]
    if mice is not None:
        entries = [entry for entry in entries if entry.mouse in mice]
    keep = load_keep_list(root) if keep is None else keep
    for done, entry in enumerate(entries, 1):
        cancel.check()
        yield _looked_at(root, entry, factory, keep, compare, cancel)
        if progress is not None:
            progress(done, len(entries))


def _looked_at(
    root: Path,
    entry: SessionEntry,
    factory: SessionFactory,
    keep: KeepList,
    compare: Collection[Rule],
    cancel: Cancel,
) -> SessionSurvey:
    if entry.onedata is None:
        return SessionSurvey(entry, problem=entry.why if entry.state == "unreadable" else "")
    try:
        session = factory(entry.path, root=root, mouse=entry.mouse, date=entry.date, id=entry.session_id)
        facts = tuple(glance_at_session(session, cancel))
        stale = find_stale(session, facts, keep)
        if compare:
            stale = _compared(session, facts, stale, keep, compare, cancel)
    except (UsageError, Cancelled):
        raise
    except OSError as error:
        return SessionSurvey(entry, problem=refusal(error))
    except Exception as error:  # noqa: BLE001 - a lab's own class may raise anything, and the other sessions go on
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return SessionSurvey(entry, problem=f"its class failed: {said}")
    files = [fact.identity for fact in facts if fact.identity is not None and is_file_or_link(fact.identity.mode)]
    return SessionSurvey(entry, stale, len(files), sum(identity.size for identity in files))


def _compared(
    session: Any,
    facts: Sequence[Facts],
    stale: Sequence[StaleFile],
    keep: KeepList,
    rules: Collection[Rule],
    cancel: Cancel,
) -> tuple[StaleFile, ...]:
    """Compare what these rules found; what cannot be read stays as it was found."""
    from sessionbrowser.lab.comparing import compare, find_copies  # few ask for it

    found = {finding.path: finding for finding in stale}
    for finding in stale:
        if finding.rule in rules:
            with suppress(OneDataError, OSError):
                found[finding.path] = compare(session, finding, cancel=cancel)
    if Rule.DENSE_COPY in rules:
        others = [fact for fact in facts if fact.path not in found]
        found |= {finding.path: finding for finding in find_copies(session, others, keep, cancel=cancel)}
    return tuple(found.values())
