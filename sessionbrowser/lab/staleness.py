"""Which files of a session are stale: one function a rule, and none without evidence.

Everything is told from headers and folder entries. Where only the values themselves could tell, the file is named and
`sessionbrowser.lab.comparing` reads them on request.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Sequence
from typing import Any

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import BadRecipe, Missing
from sessionbrowser.lab.findings import (
    FROM_SUITE2P,
    NOT_COMPARED,
    NOTHING_LOST,
    ONLY_COPY,
    STUB_ONLY,
    Rule,
    StaleFile,
    with_staleness,
)
from sessionbrowser.lab.keeping import KEEP_NOTHING, KeepList
from sessionbrowser.lab.scene import DAY, Scene, is_well
from sessionbrowser.sessions.kinds import FileFacts, Kind, State
from sessionbrowser.sessions.trash import is_file_or_link

__all__ = ["TOLERANCE_DAYS", "Rule", "StaleFile", "dense_copy", "find_stale", "with_staleness"]

TOLERANCE_DAYS = 2
"""How much newer a source must be: copying and cloning give files the times at which they were copied."""

_WRITTEN_WHOLE = "written whole"
"""How the facts of a leftover begin whose save was killed when all its data was on the disk."""
_OTHER_NPZ = "not a sparse matrix: holds"
"""How the facts of an npz file begin that holds other arrays, which is no fault of it."""
_COPY = re.compile(r"[._ -]?(dense|copy|old|backup|bak|full|array)\d*", re.IGNORECASE | re.ASCII)


def find_stale(session: Any, facts: Sequence[FileFacts], keep: KeepList = KEEP_NOTHING) -> tuple[StaleFile, ...]:
    """Return the stale files of a session, each with the strongest evidence against it.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`. What its onedata is computed from is told by its `DERIVED_FROM`,
        what it counts by its `values`; a class without them has less evidence.
    facts : sequence of FileFacts
        Of everything in its onedata folder, as `inspect_session` gives them.
    keep : KeepList

    Returns
    -------
    tuple of StaleFile
        In the order of the facts.
    """
    scene = Scene(session, facts, keep)
    found = (_strongest(fact, scene) for fact in facts)
    return tuple(finding for finding in found if finding is not None)


def _strongest(facts: FileFacts, scene: Scene) -> StaleFile | None:
    if facts.identity is None or not is_file_or_link(facts.identity.mode):
        return None
    for rule in _OF_THE_WELL[facts.kind] if is_well(facts) else _OF_THE_ODD[facts.kind]:
        finding = rule(facts, scene)
        if finding is not None:
            return finding
    return None


def _leftover(facts: FileFacts, scene: Scene) -> StaleFile:
    """An interrupted save left it."""
    whole = facts.health.why.startswith(_WRITTEN_WHOLE)
    return scene.finding(facts, Rule.LEFTOVER, facts.health.why, State.LEFTOVER, ONLY_COPY if whole else NOTHING_LOST)


def _superseded(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """The same name is there in sparse form: labs went from dense files to sparse ones."""
    twin = scene.file(f"{facts.stem}.npz")
    if twin is None or twin.kind is not Kind.SPARSE or not is_well(twin) or twin.shape != facts.shape:
        return None
    why = f".npz beside it, {bytes_text(twin.size)}"
    if twin.dtype != facts.dtype:
        why = f"{why}, {twin.dtype} there"
    if (days := (facts.modified_ns - twin.modified_ns) // DAY) >= TOLERANCE_DAYS:
        why = f"{why}, {days} days older"
    why = f"{why}{NOT_COMPARED}"
    return scene.finding(facts, Rule.SUPERSEDED, why, State.SUPERSEDED, "the .npz stays", twin=twin.path)


def _older(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """Suite2p ran again after this was computed from it, going by the times of the files."""
    newer = scene.days_newer(facts, TOLERANCE_DAYS)
    if not newer:
        return None
    names = [f"{name}.npy" for name in newer]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    least, most = min(newer.values()), max(newer.values())
    days = f"{most}" if least == most else f"{least} to {most}"
    why = f"{listed} {'is' if len(names) == 1 else 'are'} {days} days newer"
    return scene.finding(facts, Rule.OLDER, why, State.STALE, FROM_SUITE2P)


def _length(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """It counts something else than the times of its object, or than the session."""
    why = scene.lengths.at_odds(facts)
    return scene.finding(facts, Rule.LENGTH, why, State.STALE, scene.fate(facts)) if why else None


def _unreadable(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """Its bytes are not what its name or header promises, or there are none, or it is a link to nothing."""
    if facts.path.suffix not in (".npy", ".npz"):
        return None
    if facts.link:
        why = _where_link_ends(facts)
        return scene.finding(facts, Rule.UNREADABLE, why, facts.health.state, NOTHING_LOST) if why else None
    if facts.health.state is not State.DAMAGED or facts.health.why.startswith(_OTHER_NPZ):
        return None
    if not facts.size:
        return scene.finding(facts, Rule.UNREADABLE, "0 bytes", State.DAMAGED, NOTHING_LOST)
    return scene.finding(facts, Rule.UNREADABLE, facts.health.why, State.DAMAGED, scene.fate(facts))


def _where_link_ends(facts: FileFacts) -> str:
    """Say where a link leads that leads to nothing; empty for any other."""
    try:
        facts.path.stat()
    except FileNotFoundError:
        return f"link to {facts.link}, which is missing"
    except OSError as error:
        return "link that leads back to itself" if error.errno == errno.ELOOP else ""
    return ""


def _recipe(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """Its loader, a transform or its source is not there, or it makes no sense."""
    health = facts.health
    if health.state not in (State.MISSING, State.ODD) and health.headline != BadRecipe.headline:
        return None
    if not scene.follows_recipes:
        return None
    why = health.why
    if health.headline == Missing.headline and why.startswith("leads to"):
        why = "suite2p folder is gone" if scene.lacks_suite2p else f"{why}, which is missing"
    return scene.finding(facts, Rule.RECIPE, why, health.state, STUB_ONLY)


def _dense_copy(facts: FileFacts, scene: Scene) -> StaleFile | None:
    """A recipe gives the same for free, going by name, shape and type."""
    twin = next((twin for twin in scene.recipes if _is_named_after(facts.stem, twin.stem)), None)
    if twin is not None and (twin.shape, twin.dtype) == (facts.shape, facts.dtype):
        return dense_copy(facts, twin, scene)
    usual = scene.usual_recipe(facts)
    if not usual:
        return None
    why = f"{usual} gives the same shape and type{NOT_COMPARED}"
    return scene.finding(facts, Rule.DENSE_COPY, why, State.STALE, FROM_SUITE2P)


def dense_copy(facts: FileFacts, recipe: FileFacts, scene: Scene) -> StaleFile:
    """Return the finding that a file may be a copy of what a recipe gives; its values tell whether it is."""
    why = f"{recipe.name} gives the same shape and type{NOT_COMPARED}"
    return scene.finding(facts, Rule.DENSE_COPY, why, State.STALE, "the recipe stays", twin=recipe.path)


def _is_named_after(stem: str, original: str) -> bool:
    """Whether a name is that of a copy: "mpci.roiActivityFDense" of "mpci.roiActivityF"."""
    return stem.startswith(original) and _COPY.fullmatch(stem, len(original)) is not None


_Rules = dict[Kind, tuple[Callable[[FileFacts, Scene], StaleFile | None], ...]]

_OF_THE_WELL: _Rules = {
    Kind.ARRAY: (_superseded, _older, _length, _dense_copy),
    Kind.SPARSE: (_older, _length),
    Kind.OBJECT: (_older,),
    Kind.RECIPE: (),  # what it gives is as new as its source
    Kind.LEFTOVER: (),
    Kind.OTHER: (),
}
"""What can be said against a file that can be read, by its kind, the strongest first."""

_OF_THE_ODD: _Rules = {
    Kind.ARRAY: (_unreadable,),
    Kind.SPARSE: (_unreadable,),
    Kind.OBJECT: (_unreadable,),
    Kind.RECIPE: (_recipe,),
    Kind.LEFTOVER: (_leftover,),
    Kind.OTHER: (_unreadable,),
}
"""What can be said against one with which something is wrong already."""
