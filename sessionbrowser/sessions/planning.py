"""What clearing would do, before anything is done: for each file whether it may go, why, and what is lost with it."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
        What is known already; else headers are read.

    Returns
    -------
    ClearPlan
        With an item for each path, also for those that will not be touched. No error is raised for a file.
    """
    created = time.time()
    known = dict(facts or {})
    wanted = list(dict.fromkeys(Path(path).absolute() for path in paths))
    items = [_first_look(path, session) for path in wanted]
    recipes = {
        folder: _recipes_in(folder, session, known)
        for folder in dict.fromkeys(item.path.parent for item in items if not item.refused)
    }
    whys = evidence or {}
    looked = (_looked_at(item, whys.get(item.path, ()), session, known, recipes) for item in items)
    return ClearPlan(settled(looked), created)


def refusal(path: Path) -> str:
    """Return why a path cannot be that of a file to clear, going by the path alone; empty when it can be."""
    if path.parent.name.lower() != "onedata":
        return "it is not directly in a onedata folder"
    if not is_onedata_name(path.name):
        return "it is not a onedata file"
    return ""


def folder_of(items: Sequence[ClearItem]) -> Path:
    """Return the one onedata folder of accepted items; ValueError when they are not what a plan for one accepts."""
    folders = {item.path.parent for item in items}
    if len(folders) != 1:
        raise ValueError(f"this plan is for {len(folders)} folders; `sessionbrowser.lab.batches` takes such")
    for item in items:
        if refusal(item.path) or item.identity is None:
            raise ValueError(f"{item.path} is nothing that a plan accepts")
    return folders.pop()


def is_onedata_name(name: str) -> bool:
    """Return whether a file of this name may be cleared: onedata, or the leftover of a save."""
    return name.endswith((".npy", ".npz", ".npy.tmp", ".npz.tmp")) or is_our_leftover(name)


def _first_look(path: Path, session: Any) -> ClearItem:
    reason = refusal(path)
    if reason:
        return ClearItem(path, refused=reason)
    try:
        return _by_status(path, session)
    except FileNotFoundError:
        return ClearItem(path, refused="it is not there any more")
    except OSError as error:
        return ClearItem(path, refused=plain_words(error))
    except ValueError:  # a name that no system has
        return ClearItem(path, refused="no file can have this name")


def _by_status(path: Path, session: Any) -> ClearItem:
    folder = path.parent.lstat()
    if not stat.S_ISDIR(folder.st_mode):
        return ClearItem(path, refused=f"its onedata folder is {what_is(folder.st_mode)}")
    if session is not None and not _is_in(path.parent.parent, session):
        return ClearItem(path, refused="it belongs to another session")
    status = path.lstat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return ClearItem(path, refused=f"it is {what_is(status.st_mode)}, not a file")
    return ClearItem(path, Identity.of(status), size=status.st_size, modified_ns=status.st_mtime_ns)


def _is_in(folder: Path, session: Any) -> bool:
    own = Path(session.data_path).absolute()
    return folder == own or os.path.samestat(folder.stat(), own.stat())


def _looked_at(
    item: ClearItem,
    why: Sequence[str],
    session: Any,
    known: dict[Path, FileFacts],
    recipes: Mapping[Path, Mapping[str, FileFacts]],
) -> ClearItem:
    if item.refused:
        return item
    facts = _facts_of(item.path, session, known)
    otherwise = _nothing_lost(item, facts)
    twin = None if otherwise else _twin_of(item.path, session, known)
    return replace(
        item,
        kind=facts.kind.value,
        why=tuple(why) or _own_evidence(facts),
        used_by=_users(item.path, session, recipes[item.path.parent]),
        twin=twin,
        state=facts.health.state.value,
        otherwise=otherwise or _how_to_have_it_again(item, facts, session),
    )


def _facts_of(path: Path, session: Any, known: dict[Path, FileFacts]) -> FileFacts:
    if path not in known:
        known[path] = inspect_file(path, session)
    return known[path]


def _own_evidence(facts: FileFacts) -> tuple[str, ...]:
    if facts.health.state in (State.OK, State.CHECKING):
        return (BY_HAND,)
    return (facts.health.why or facts.health.state.value,)


def _twin_of(path: Path, session: Any, known: dict[Path, FileFacts]) -> Path | None:
    suffix = _TWIN.get(path.suffix)
    if suffix is None:
        return None
    twin = path.with_suffix(suffix)
    if not os.path.lexists(twin):
        return None
    facts = _facts_of(twin, session, known)
    holds_data = facts.kind in (Kind.ARRAY, Kind.SPARSE, Kind.OBJECT) and facts.can_be_shown
    return twin if holds_data else None


def _nothing_lost(item: ClearItem, facts: FileFacts) -> str:
    """Say why no data goes with this file; empty when some does."""
    if item.identity is not None and stat.S_ISLNK(item.identity.mode):
        return "a link only; what it leads to stays"
    if facts.kind is Kind.LEFTOVER and not facts.health.why.startswith(_WRITTEN_WHOLE):
        return "nothing lost"
    if facts.kind is Kind.RECIPE:
        source = "is missing" if facts.health.state is State.MISSING else "stays"
        return f"stub only; its source {source}"
    return ""


def _how_to_have_it_again(item: ClearItem, facts: FileFacts, session: Any) -> str:
    """Say it of a file that holds data, leaving out the file of the same name in the other form."""
    if facts.health.state in _BROKEN:
        return "unreadable as it is"
    if source_files(item.path.parent.parent, derived_from(session).get(item.path.stem, ())):
        return "can be made again from suite2p"
    return ONLY_COPY


def _recipes_in(folder: Path, session: Any, known: dict[Path, FileFacts]) -> dict[str, FileFacts]:
    """Return the recipes of a onedata folder by onedata name; only small files are looked into."""
    recipes = {}
    try:
        with os.scandir(folder) as entries:
            small = [
                folder / entry.name
                for entry in entries
                if entry.name.endswith(".npy")
                and entry.is_file(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_size <= _LARGEST_RECIPE
            ]
    except OSError:
        return {}
    for path in sorted(small):
        facts = _facts_of(path, session, known)
        if facts.recipe is not None:
            recipes[path.stem] = facts
    return recipes


def _users(path: Path, session: Any, recipes: Mapping[str, FileFacts]) -> tuple[str, ...]:
    """Name what reads this file: recipes whose source it is, and types of spks."""
    users = [
        name
        for name, facts in recipes.items()
        if facts.recipe is not None
        and name != path.stem
        and facts.recipe.loader_type != "S2P"  # reads suite2p alone
        and isinstance(facts.recipe.source_arg, str)
        and facts.recipe.source_arg in (path.name, path.stem)
    ]
    types = getattr(session, "SPKS_FILES", None)
    if isinstance(types, Mapping):
        users += [f"spks {kind!r}" for kind, name in types.items() if name in (path.name, path.stem)]
    return tuple(users)
