"""Looking at all sessions of a lab for what is stale: one after the other, by headers alone."""

from __future__ import annotations

import time
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
from sessionbrowser.lab.locating import is_loose
from sessionbrowser.lab.staleness import Rule, StaleFile, find_stale
from sessionbrowser.sessions.glances import SessionGlance
from sessionbrowser.sessions.registry import SessionFactory, UsageError
from sessionbrowser.sessions.trash import is_file_or_link

_TOGETHER = 32
"""Sessions that are looked at together: a step for all of them, then the next; what was just done goes faster again."""

_PATIENCE = 0.2
"""Seconds without news; on a slow disk fewer sessions are looked at together."""

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
    done, together = 0, 1
    while done < len(entries):
        began = time.monotonic()
        visits = [_Visit(root, entry, factory, keep, compare, cancel) for entry in entries[done : done + together]]
        for step in _STEPS:
            for visit in visits:
                cancel.check()
                visit.take(step)
        is_quick = time.monotonic() - began < _PATIENCE
        together = min(2 * together, _TOGETHER) if is_quick else max(1, together // 2)
        for visit in visits:
            cancel.check()
            yield visit.survey()
            done += 1
            if progress is not None:
                progress(done, len(entries))


class _Visit:
    """A look at one session, step by step; what fails ends it, and is told."""

    def __init__(
        self,
        root: Path,
        entry: SessionEntry,
        factory: SessionFactory,
        keep: KeepList,
        compare: Collection[Rule],
        cancel: Cancel,
    ) -> None:
        self.root, self.entry, self.factory = root, entry, factory
        self.keep, self.compare, self.cancel = keep, compare, cancel
        self.session: Any = None
        self.glance = SessionGlance(None)
        self.facts: tuple[Facts, ...] = ()
        self.stale: tuple[StaleFile, ...] = ()
        self.problem = entry.why if entry.state == "unreadable" else ""
        self.is_over = entry.onedata is None or is_loose(entry)  # loose files are of no session: none is stale

    def take(self, step: Callable[[_Visit], None]) -> None:
        """Take a step, unless one before has failed."""
        if self.is_over:
            return
        try:
            step(self)
        except (UsageError, Cancelled):
            raise
        except OSError as error:
            self.problem, self.is_over = refusal(error), True
        except Exception as error:  # noqa: BLE001 - a lab's own class may raise anything, and the other sessions go on
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            self.problem, self.is_over = f"its class failed: {said}", True

    def make(self) -> None:
        """Make the session object."""
        entry = self.entry
        self.session = self.factory(entry.path, root=self.root, mouse=entry.mouse, date=entry.date, id=entry.session_id)

    def look_at_npy(self) -> None:
        """Look at the files that most of it are."""
        self.glance = SessionGlance(self.session, self.cancel)
        self.glance.look_at_npy()

    def look_at_npz(self) -> None:
        """Look at the sparse ones."""
        self.glance.look_at_npz()

    def follow(self) -> None:
        """Follow its recipes, and look closer at what is odd."""
        self.facts = tuple(self.glance.facts())

    def judge(self) -> None:
        """Find out which of them are stale."""
        self.stale = find_stale(self.session, self.facts, self.keep)
        if self.compare:
            self.stale = _compared(self.session, self.facts, self.stale, self.keep, self.compare, self.cancel)

    def survey(self) -> SessionSurvey:
        """Return what was found."""
        if self.problem:
            return SessionSurvey(self.entry, problem=self.problem)
        files = [fact.identity for fact in self.facts if fact.identity and is_file_or_link(fact.identity.mode)]
        return SessionSurvey(self.entry, self.stale, len(files), sum(identity.size for identity in files))


_STEPS = (_Visit.make, _Visit.look_at_npy, _Visit.look_at_npz, _Visit.follow, _Visit.judge)


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
