"""Whether files hold the same values: a dense file and its sparse twin, or a dense file and what a recipe gives.

It takes reading both whole, so it is done on request: shape and type first, then a sample, then all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.derived import TransposedSource
from sessionbrowser.arrays.equal import first_difference
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.npz import read_csc
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import ArraySource, Order
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import BadRecipe, Changed, OneDataError
from sessionbrowser.lab.findings import NOT_COMPARED, ONLY_COPY, Facts, Rule, StaleFile
from sessionbrowser.lab.keeping import KEEP_NOTHING, KeepList
from sessionbrowser.lab.scene import Scene
from sessionbrowser.lab.staleness import dense_copy
from sessionbrowser.platform import RegularFile
from sessionbrowser.sessions.following import lab_code
from sessionbrowser.sessions.openers import in_place
from sessionbrowser.sessions.opening import open_one
from sessionbrowser.sessions.origins import usual_recipes

Progress = Callable[[int, int], None]
"""Told how many blocks are compared, of how many."""


def compare(session: Any, finding: StaleFile, *, cancel: Cancel = NEVER, progress: Progress | None = None) -> StaleFile:
    """Compare the values of a file that is thought to be a copy with those that would stay.

    Parameters
    ----------
    session : object
        Whose files they are.
    finding : StaleFile
        One with `can_be_compared`; any other is given back as it is.
    cancel : Cancel
        Looked at between blocks of some megabytes.
    progress : callable, optional

    Returns
    -------
    StaleFile
        The same with `compared` when all values are equal; else one that says where they differ, and that the file is
        the only copy of its values.

    Raises
    ------
    Changed
        When the file is not the one any more that the finding is about.
    OneDataError, OSError
        When either cannot be read.
    Cancelled
    """
    if not finding.can_be_compared:
        return finding
    with closing(_opened(finding)) as own, closing(_original(session, finding, own.order, cancel)) as original:
        if own.shape != original.shape:
            said = "the shapes differ"
        elif own.dtype.kind != original.dtype.kind:
            said = f"the types differ: {own.dtype} and {original.dtype}"
        else:
            place = first_difference(own, original, cancel=cancel, progress=progress)
            said = "" if place is None else f"values differ at {', '.join(map(str, place))}"
    evidence = finding.why.removesuffix(NOT_COMPARED)
    if said:
        return finding._replace(why=f"{evidence}; {said}", if_cleared=ONLY_COPY, only_copy=True)
    return finding._replace(why=f"{evidence}; all values equal", compared=True)


def find_copies(
    session: Any,
    facts: Sequence[Facts],
    keep: KeepList = KEEP_NOTHING,
    *,
    cancel: Cancel = NEVER,
    progress: Progress | None = None,
) -> tuple[StaleFile, ...]:
    """Return the dense files, whatever they are called, whose values a recipe of the session gives as well.

    Parameters
    ----------
    session, facts, keep
        As of `sessionbrowser.lab.staleness.find_stale`.
    cancel : Cancel
    progress : callable, optional
        Told how many pairs of equal shape and type are compared, of how many.

    Returns
    -------
    tuple of StaleFile
        All compared, and equal; what cannot be read is left out.

    Raises
    ------
    Cancelled
    """
    scene = Scene(session, facts, keep)
    pairs = [
        (fact, recipe)
        for fact in scene.arrays.values()
        for recipe in scene.recipes.values()
        if (recipe.shape, recipe.dtype) == (fact.shape, fact.dtype)
    ]
    found: dict[Path, StaleFile] = {}
    for done, (fact, recipe) in enumerate(pairs, 1):
        if fact.path not in found:
            with suppress(OneDataError, OSError):
                finding = compare(session, dense_copy(fact, recipe, scene), cancel=cancel)
                if finding.compared:
                    found[fact.path] = finding
        if progress is not None:
            progress(done, len(pairs))
    return tuple(found.values())


def _opened(finding: StaleFile) -> PlainSource:
    file = RegularFile(finding.path)
    try:
        if not file.path.is_symlink() and file.identity != finding.identity:
            raise Changed("it was written to or replaced", finding.path, "Press F5 to look again.")
        return PlainSource(file, read_npy_header(file))
    except BaseException:
        file.close()
        raise


def _original(session: Any, finding: StaleFile, order: Order, cancel: Cancel) -> ArraySource:
    """Open what would stay, so that blocks of a file in this order are cheap to read from it too."""
    if finding.rule is Rule.SUPERSEDED and finding.twin is not None:
        with RegularFile(finding.twin) as file:
            matrix = read_csc(file)
        # By rows, it is the matrix turned over by columns.
        return SparseSource(matrix) if order == "F" else TransposedSource(SparseSource(matrix.T.tocsc()))
    if finding.twin is not None:
        source = open_one(session, finding.twin, cancel=cancel).source
    else:
        with lab_code(finding.path):
            source = in_place(session, usual_recipes(session)[finding.path.stem])
    if source is None:
        raise BadRecipe("what the recipe gives is no array of numbers", finding.twin or finding.path)
    return source
