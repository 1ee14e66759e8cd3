"""Which files of a session are stale: one function a rule, and none without evidence.

Everything is told from headers and folder entries. Where only the values themselves could tell, the file is named and
`sessionbrowser.lab.comparing` reads them on request.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import BadRecipe, Missing
from sessionbrowser.lab.findings import (
    FROM_SUITE2P,
    NOT_COMPARED,
    NOTHING_LOST,
    ONLY_COPY,
    STUB_ONLY,
    Facts,
    Rule,
    StaleFile,
    with_staleness,
)
from sessionbrowser.lab.keeping import KEEP_NOTHING, KeepList
from sessionbrowser.lab.scene import DAY, Scene
from sessionbrowser.sessions.kinds import Kind, State

__all__ = ["TOLERANCE_DAYS", "Rule", "StaleFile", "dense_copy", "find_stale", "with_staleness"]

TOLERANCE_DAYS = 2
"""How much newer a source must be: copying and cloning give files the times at which they were copied."""

_WRITTEN_WHOLE = "written whole"
"""How the facts of a leftover begin whose save was killed when all its data was on the disk."""
_OTHER_NPZ = "not a sparse matrix: holds"
"""How the facts of an npz file begin that holds other arrays, which is no fault of it."""
_COPY = re.compile(r"[._ -]?(dense|copy|old|backup|bak|full|array)\d*", re.IGNORECASE | re.ASCII)


def find_stale(session: Any, facts: Sequence[Facts], keep: KeepList = KEEP_NOTHING) -> tuple[StaleFile, ...]:
    """Return the stale files of a session, each with the strongest evidence against it.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`. What its onedata is computed from is told by its `DERIVED_FROM`,
        what it counts by its `values`; a class without them has less evidence.
    facts : sequence of Facts
        Of everything in its onedata folder, as `inspect_session` gives them.
    keep : KeepList

    Returns
    -------
    tuple of StaleFile
        In the order of the facts.
    """
    scene = Scene(session, facts, keep)
    found: dict[str, StaleFile] = {}
    for rule in _RULES:
        for finding in rule(scene):
            found.setdefault(finding.name, finding)
    return tuple(found[fact.name] for fact in facts if fact.name in found)


def _leftovers(scene: Scene) -> Iterator[StaleFile]:
    """What an interrupted save left."""
    for facts in scene.odd:
        if facts.kind is Kind.LEFTOVER:
            why = facts.health.why
            fate = ONLY_COPY if why.startswith(_WRITTEN_WHOLE) else NOTHING_LOST
            yield scene.finding(facts, Rule.LEFTOVER, why, State.LEFTOVER, fate)


def _superseded(scene: Scene) -> Iterator[StaleFile]:
    """Arrays that are there in sparse form too: labs went from dense files to sparse ones."""
    for stem, twin in scene.sparse.items():
        dense = scene.arrays.get(stem)
        if dense is None or dense.shape != twin.shape:
            continue
        why = f".npz beside it, {bytes_text(twin.size)}"
        if twin.dtype != dense.dtype:
            why = f"{why}, {twin.dtype} there"
        if (days := (dense.modified_ns - twin.modified_ns) // DAY) >= TOLERANCE_DAYS:
            why = f"{why}, {days} days older"
        why = f"{why}{NOT_COMPARED}"
        yield scene.finding(dense, Rule.SUPERSEDED, why, State.SUPERSEDED, "the .npz stays", twin=twin.path)


def _older(scene: Scene) -> Iterator[StaleFile]:
    """What suite2p has anew since it was computed from it, going by the times of the files.

    Recipes give what suite2p has now, and are never older.
    """
    for stem, sources in scene.origins.items():
        for facts in (files[stem] for files in (scene.arrays, scene.sparse, scene.objects) if stem in files):
            newer = scene.days_newer(facts, sources, TOLERANCE_DAYS)
            if newer:
                yield scene.finding(facts, Rule.OLDER, _how_much_newer(newer), State.STALE, FROM_SUITE2P)


def _how_much_newer(days: Mapping[str, int]) -> str:
    """Return "F.npy and Fneu.npy are 10 days newer"."""
    names = [f"{name}.npy" for name in days]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    least, most = min(days.values()), max(days.values())
    return f"{listed} {'is' if len(names) == 1 else 'are'} {most if least == most else f'{least} to {most}'} days newer"


def _lengths(scene: Scene) -> Iterator[StaleFile]:
    """What has another length than the times of its object, or than the session counts."""
    for facts, why in scene.at_odds():
        yield scene.finding(facts, Rule.LENGTH, why, State.STALE, scene.fate(facts))


def _unreadable(scene: Scene) -> Iterator[StaleFile]:
    """Files whose bytes are not what their names or headers promise, or that have none, and links to nothing."""
    for facts in scene.odd:
        if facts.kind in (Kind.LEFTOVER, Kind.RECIPE) or facts.path.suffix not in (".npy", ".npz"):
            continue
        if facts.link:
            if why := _where_link_ends(facts):
                yield scene.finding(facts, Rule.UNREADABLE, why, facts.health.state, NOTHING_LOST)
        elif facts.health.state is State.DAMAGED and not facts.health.why.startswith(_OTHER_NPZ):
            why, fate = (facts.health.why, scene.fate(facts)) if facts.size else ("0 bytes", NOTHING_LOST)
            yield scene.finding(facts, Rule.UNREADABLE, why, State.DAMAGED, fate)


def _where_link_ends(facts: Facts) -> str:
    """Say where a link leads that leads to nothing; empty for any other."""
    try:
        facts.path.stat()
    except FileNotFoundError:
        return f"link to {facts.link}, which is missing"
    except OSError as error:
        return "link that leads back to itself" if error.errno == errno.ELOOP else ""
    return ""


def _recipes(scene: Scene) -> Iterator[StaleFile]:
    """Recipes whose loader, transform or source is not there, or that make no sense."""
    for facts in scene.odd:
        health = facts.health
        nowhere = health.state in (State.MISSING, State.ODD) or health.headline == BadRecipe.headline
        if facts.kind is not Kind.RECIPE or not nowhere or not scene.follows_recipes:
            continue
        why = health.why
        if health.headline == Missing.headline and why.startswith("leads to"):
            why = "suite2p folder is gone" if scene.lacks_suite2p else f"{why}, which is missing"
        yield scene.finding(facts, Rule.RECIPE, why, health.state, STUB_ONLY)


def _dense_copies(scene: Scene) -> Iterator[StaleFile]:
    """Arrays that a recipe gives for free, going by name, shape and type."""
    for stem, facts in scene.arrays.items():
        if not stem.startswith(scene.stems_of_recipes):
            continue
        for twin_stem, twin in scene.recipes.items():
            if _is_named_after(stem, twin_stem) and (twin.shape, twin.dtype) == (facts.shape, facts.dtype):
                yield dense_copy(facts, twin, scene)
    for stem in scene.usual_recipes:
        if stem in scene.arrays and (usual := scene.usual_recipe(scene.arrays[stem], stem)):
            why = f"{usual} gives the same shape and type{NOT_COMPARED}"
            yield scene.finding(scene.arrays[stem], Rule.DENSE_COPY, why, State.STALE, FROM_SUITE2P)


def dense_copy(facts: Facts, recipe: Facts, scene: Scene) -> StaleFile:
    """Return the finding that a file may be a copy of what a recipe gives; its values tell whether it is."""
    why = f"{recipe.name} gives the same shape and type{NOT_COMPARED}"
    return scene.finding(facts, Rule.DENSE_COPY, why, State.STALE, "the recipe stays", twin=recipe.path)


def _is_named_after(stem: str, original: str) -> bool:
    """Whether a name is that of a copy: "mpci.roiActivityFDense" of "mpci.roiActivityF"."""
    return stem.startswith(original) and _COPY.fullmatch(stem, len(original)) is not None


_RULES: tuple[Callable[[Scene], Iterator[StaleFile]], ...] = (
    _leftovers,
    _superseded,
    _older,
    _lengths,
    _unreadable,
    _recipes,
    _dense_copies,
)
"""The strongest first: of a file that two of them find, the first one tells."""
