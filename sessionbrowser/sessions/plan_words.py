"""A plan to clear files, as a dialog says it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.sessions.plan import ClearItem, ClearPlan

_NAMES_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a dialog says of a plan.

    Attributes
    ----------
    title : str
        "Move 3 files (1.2 GB) to the trash?"
    verb : str
        For the button: "Move 3 files (1.2 GB)".
    note : str
        What becomes of them.
    warning : str
        "1 file is the only copy, and 2 recipes lose their source."; empty when nothing is lost.
    detail : str
        The names behind the warning.
    left_out : tuple of str
        A line for each file that will not be touched.
    """

    title: str
    verb: str
    note: str
    warning: str = ""
    detail: str = ""
    left_out: tuple[str, ...] = ()


def plan_words(plan: ClearPlan) -> PlanWords:
    """Return what to say of a plan; nothing is looked up on the disk."""
    left_out = tuple(f"{item.path.name}: {item.refused}" for item in plan.refused)
    accepted = plan.accepted
    count = len(accepted)
    if not count:
        return PlanWords("There is nothing to move to the trash", "", "", left_out=left_out)
    verb = f"Move {_counted(count, 'file')} ({bytes_text(plan.bytes)})"
    stays = "It stays on this disk until you empty the trash; Undo brings it back."
    stay = "They stay on this disk until you empty the trash; Undo brings them back."
    warning, detail = _warning(accepted, orphans(plan))
    return PlanWords(f"{verb} to the trash?", verb, stays if count == 1 else stay, warning, detail, left_out)


def used_words(item: ClearItem) -> str:
    """Return "used by 2 recipes and by spks ‘oasis’", or that nothing else uses the file."""
    recipes = _recipes_of(item)
    users = [_counted(len(recipes), "recipe")] if recipes else []
    users += [user for user in item.used_by if _is_spks(user)]
    return "used by " + " and by ".join(users) if users else "nothing else uses it"


def orphans(plan: ClearPlan) -> dict[Path, tuple[str, ...]]:
    """Return the recipes that lose their source and stay themselves, by the path of the file that they read."""
    accepted = plan.accepted
    read = {item.path: recipes for item in accepted if item.used_by and (recipes := _recipes_of(item))}
    if not read:
        return {}
    going = {item.path for item in accepted}
    lost = {
        path: tuple(one for one in users if path.with_name(f"{one}.npy") not in going) for path, users in read.items()
    }
    return {path: users for path, users in lost.items() if users}


def _recipes_of(item: ClearItem) -> list[str]:
    return [user for user in item.used_by if not _is_spks(user)]


def _warning(going: Iterable[ClearItem], losing: Mapping[Path, Sequence[str]]) -> tuple[str, str]:
    only = [item.path for item in going if item.only_copy]
    count = len({(source.parent, user) for source, users in losing.items() for user in users})
    warnings, details = [], []
    if only:
        are = "is the only copy" if len(only) == 1 else "are the only copies"
        warnings.append(f"{_counted(len(only), 'file')} {are}")
        details.append(f"{_listed(_together(only))} cannot be made again.")
    if count:
        warnings.append(f"{_counted(count, 'recipe')} {'loses its' if count == 1 else 'lose their'} source")
    readers = dict.fromkeys((source.stem, users) for source, users in losing.items())
    details += (
        f"{_listed(users)} {'reads' if len(users) == 1 else 'read'} {source}."
        for source, users in islice(readers, _NAMES_AT_MOST)
    )
    if len(readers) > _NAMES_AT_MOST:
        details.append(f"So it is with {len(readers) - _NAMES_AT_MOST} more.")
    return ", and ".join(warnings) + "." if warnings else "", " ".join(details)


def _together(paths: Iterable[Path]) -> list[str]:
    """Return each onedata name once, with its sessions where they are several: "mpci.times of 2 sessions"."""
    folders: dict[str, set[str]] = {}
    for path in paths:  # as texts: there may be thousands of paths, which are slow to take apart and to compare
        folder, _, name = str(path).rpartition(os.sep)
        folders.setdefault(name.rpartition(".")[0] or name, set()).add(folder)
    return [name if len(some) == 1 else f"{name} of {len(some)} sessions" for name, some in folders.items()]


def _is_spks(user: str) -> bool:
    return user.startswith("spks ")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number:,} {thing}s"


def _listed(names: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c", or "a, b, c and 12 more"."""
    named = list(names)
    if len(named) > _NAMES_AT_MOST:
        shown = _NAMES_AT_MOST - 1
        named = [*named[:shown], f"{len(names) - shown} more"]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
