"""What clearing would do, before anything is done: for each file whether it may go, why, and what is lost with it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sessionbrowser.platform import Identity, what_is
from sessionbrowser.sessions.facts import inspect_file
from sessionbrowser.sessions.kinds import FileFacts, Kind, State
from sessionbrowser.sessions.origins import derived_from, source_files
from sessionbrowser.sessions.plan import ONLY_COPY, ClearItem, ClearPlan, settled
from sessionbrowser.sessions.reports import plain_words
from sessionbrowser.sessions.saving import is_our_leftover

BY_HAND = "not stale; chosen by hand"
_LARGEST_RECIPE = 64 * 1024
_TWIN = {".npy": ".npz", ".npz": ".npy"}
_WRITTEN_WHOLE = "written whole"
"""How the facts of a leftover begin whose save was killed when all its data was on the disk."""
_BROKEN = (State.DAMAGED, State.MISSING, State.ODD)


def plan_clear(
    paths: Iterable[Path],
    *,
    evidence: Mapping[Path, Sequence[str]] | None = None,
    session: Any = None,
    facts: Mapping[Path, FileFacts] | None = None,
) -> ClearPlan:
    """Look at exactly these files, and say what clearing them would do; nothing is changed.

    Parameters
    ----------
    paths : iterable of Path
        Files directly in a onedata folder; none is an empty plan.
    evidence : mapping of Path to texts, optional
        Why a file is thought to be stale.
    session : SessionData, or anything with its members, optional
        Whose files they are; tells which types of spks are read from them. Files of others are refused.
    facts : mapping of Path to FileFacts, optional
        What is known already; used where the file is still the same, else headers are read.

    Returns
    -------
    ClearPlan
        With an item for each path, also for those that will not be touched. No error is raised for a file.
    """
    created = time.time()
    planner = _Planner(session, facts or {}, evidence or {})
    wanted = dict.fromkeys(Path(path).absolute() for path in paths)
    return ClearPlan(settled(map(planner.item, wanted)), created)


def refusal(path: Path) -> str:
    """Return why a path cannot be that of a file to clear, going by the path alone; empty when it can be."""
    return _refusal_by_names(path.parent.name, path.name)


def _refusal_by_names(folder: str, name: str) -> str:
    if folder.lower() != "onedata":
        return "it is not directly in a onedata folder"
    if not is_onedata_name(name):
        return "it is not a onedata file"
    return ""


def folder_of(items: Sequence[ClearItem]) -> Path:
    """Return the one onedata folder of accepted items; ValueError when they are not what a plan for one accepts."""
    folder = items[0].path.parent
    if any(item.path.parent != folder for item in items):
        raise ValueError("this plan is for several folders; `sessionbrowser.lab.batches` takes such")
    for item in items:
        if _refusal_by_names(folder.name, item.path.name) or item.identity is None:
            raise ValueError(f"{item.path} is nothing that a plan accepts")
    return folder


def is_onedata_name(name: str) -> bool:
    """Return whether a file of this name may be cleared: onedata, or the leftover of a save."""
    return name.endswith((".npy", ".npz", ".npy.tmp", ".npz.tmp")) or is_our_leftover(name)


class _Planner:
    """Looks at the files of a plan one after the other, at each and at each folder once."""

    def __init__(self, session: Any, given: Mapping[Path, FileFacts], evidence: Mapping[Path, Sequence[str]]) -> None:
        self._session, self._given, self._evidence = session, given, evidence
        self._found: dict[Path, FileFacts] = {}
        self._refusals: dict[Path, str] = {}
        self._readers: dict[Path, Mapping[str, Sequence[str]]] = {}
        self._spks = _spks_by_file(session)
        self._derived = derived_from(session)

    def item(self, path: Path) -> ClearItem:
        """Return what becomes of one file."""
        reason = refusal(path)
        if reason:
            return ClearItem(path, refused=reason)
        try:
            return self._by_status(path)
        except FileNotFoundError:
            return ClearItem(path, refused="it is not there any more")
        except OSError as error:
            return ClearItem(path, refused=plain_words(error))
        except ValueError:  # a name that no system has
            return ClearItem(path, refused="no file can have this name")

    def _by_status(self, path: Path) -> ClearItem:
        reason = self._refusal_of_folder(path.parent)
        if reason:
            return ClearItem(path, refused=reason)
        status = path.lstat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
            return ClearItem(path, refused=f"it is {what_is(status.st_mode)}, not a file")
        return self._accepted(path, Identity.of(status))

    def _refusal_of_folder(self, onedata: Path) -> str:
        if onedata not in self._refusals:
            self._refusals[onedata] = _refusal_of_folder(onedata, self._session)
        return self._refusals[onedata]

    def _accepted(self, path: Path, identity: Identity) -> ClearItem:
        facts = self._facts(path, identity)
        otherwise = _nothing_lost(identity, facts)
        twin = None if otherwise else self._twin(path)
        otherwise = otherwise or self._how_to_have_it_again(path, facts)
        return ClearItem(
            path,
            identity,
            kind=facts.kind.value,
            size=identity.size,
            modified_ns=identity.mtime_ns,
            why=tuple(self._evidence.get(path, ())) or _own_evidence(facts),
            used_by=self._users(path),
            remake=otherwise,
            only_copy=otherwise == ONLY_COPY,
            twin=twin,
            otherwise=otherwise,
            state=facts.health.state.value,
        )

    def _facts(self, path: Path, identity: Identity) -> FileFacts:
        given = self._given.get(path)
        if given is not None and given.identity == identity:
            return given
        if path not in self._found:
            self._found[path] = inspect_file(path, self._session)
        return self._found[path]

    def _twin(self, path: Path) -> Path | None:
        suffix = _TWIN.get(path.suffix)
        if suffix is None:
            return None
        twin = path.with_suffix(suffix)
        try:
            facts = self._facts(twin, Identity.of(twin.lstat()))
        except OSError:
            return None
        holds_data = facts.kind in (Kind.ARRAY, Kind.SPARSE, Kind.OBJECT) and facts.can_be_shown
        return twin if holds_data else None

    def _how_to_have_it_again(self, path: Path, facts: FileFacts) -> str:
        """Say it of a file that holds data, leaving out the file of the same name in the other form."""
        if facts.health.state in _BROKEN:
            return "unreadable as it is"
        sources = self._derived.get(path.stem, ())
        if sources and source_files(path.parent.parent, sources):
            return "can be made again from suite2p"
        return ONLY_COPY

    def _users(self, path: Path) -> tuple[str, ...]:
        """Name what reads this file: recipes whose source it is, and types of spks."""
        if path.parent not in self._readers:
            self._readers[path.parent] = self._readers_in(path.parent)
        readers = self._readers[path.parent]
        recipes = {*readers.get(path.name, ()), *readers.get(path.stem, ())} - {path.stem}
        return (*sorted(recipes), *self._spks.get(path.name, ()), *self._spks.get(path.stem, ()))

    def _readers_in(self, onedata: Path) -> Mapping[str, Sequence[str]]:
        """Return the recipes of a onedata folder, by the name of what they read; only small files are looked into."""
        readers: dict[str, list[str]] = {}
        for path, identity in _small_files(onedata):
            recipe = self._facts(path, identity).recipe
            if recipe is None or recipe.loader_type == "S2P":  # that reads suite2p alone
                continue
            if isinstance(recipe.source_arg, str):
                readers.setdefault(recipe.source_arg, []).append(path.stem)
        return readers


def _refusal_of_folder(onedata: Path, session: Any) -> str:
    status = onedata.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return f"its onedata folder is {what_is(status.st_mode)}"
    if session is not None and not _is_in(onedata.parent, session):
        return "it belongs to another session"
    return ""


def _is_in(folder: Path, session: Any) -> bool:
    own = Path(session.data_path).absolute()
    return folder == own or os.path.samestat(folder.stat(), own.stat())


def _own_evidence(facts: FileFacts) -> tuple[str, ...]:
    if facts.health.state in (State.OK, State.CHECKING):
        return (BY_HAND,)
    return (facts.health.why or facts.health.state.value,)


def _nothing_lost(identity: Identity, facts: FileFacts) -> str:
    """Say why no data goes with this file; empty when some does."""
    if stat.S_ISLNK(identity.mode):
        leads = "is missing" if facts.health.state is State.MISSING else "stays"
        return f"a link only; what it leads to {leads}"
    if facts.kind is Kind.LEFTOVER and not facts.health.why.startswith(_WRITTEN_WHOLE):
        return "nothing lost"
    if facts.kind is Kind.RECIPE:
        source = "is missing" if facts.health.state is State.MISSING else "stays"
        return f"stub only; its source {source}"
    return ""


def _small_files(onedata: Path) -> list[tuple[Path, Identity]]:
    """Return the files of a folder, links aside, that may be recipes by their size."""
    try:
        with os.scandir(onedata) as entries:
            arrays = [entry for entry in entries if entry.name.endswith(".npy")]
            files = [
                (entry, entry.stat(follow_symlinks=False)) for entry in arrays if entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return []
    return [(onedata / entry.name, Identity.of(status)) for entry, status in files if status.st_size <= _LARGEST_RECIPE]


def _spks_by_file(session: Any) -> Mapping[str, Sequence[str]]:
    """Return the types of spks of a session's class, by the name of the file that each is read from."""
    types = getattr(session, "SPKS_FILES", None)
    by_file: dict[str, list[str]] = {}
    for kind, name in types.items() if isinstance(types, Mapping) else ():
        by_file.setdefault(name, []).append(f"spks ‘{kind}’")
    return by_file
