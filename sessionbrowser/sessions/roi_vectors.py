"""What a session knows of each ROI: numbers that can order the ROIs, and marks that can choose some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.errors import Damaged
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import open_one

if TYPE_CHECKING:  # menus of the window tell of them: a window comes before numpy
    import numpy as np
    from numpy.typing import NDArray

VectorKind = Literal["number", "mark"]

_Column = tuple[str, VectorKind, str]
_COLUMNS: dict[str, tuple[_Column, ...]] = {
    "mpciROIs.stackPosition": (("x", "number", "px"), ("y", "number", "px"), ("plane", "number", "")),
    "mpciROIs.isCell": (("isCell", "mark", ""), ("isCell probability", "number", "")),
}
"""Onedata with a column for each of several things: what they are, and their units."""


@dataclass(frozen=True, slots=True)
class RoiVector:
    """One thing that is known of each ROI; not read yet.

    Attributes
    ----------
    name : str
        "redPearson", "x", "isCell probability".
    path : Path
    kind : {"number", "mark"}
        Whether it can order ROIs or choose some.
    count : int
        How many ROIs.
    column : int or None
        Which column of its file it is; None for a file of one axis.
    unit : str
    """

    name: str
    path: Path
    kind: VectorKind
    count: int
    column: int | None = None
    unit: str = ""


def roi_vectors(facts: Iterable[FileFacts], n_rois: int) -> tuple[RoiVector, ...]:
    """Return what is known of each ROI, from the facts of a session's files alone.

    Parameters
    ----------
    facts : iterable of FileFacts
        Of its onedata.
    n_rois : int
        How many ROIs there are in what is shown.

    Returns
    -------
    tuple of RoiVector
        Positions first, then in the order of the files: lists of so many numbers or marks. A list that counts
        something else (trials, frames), or has times of its own, is none, even when it is as long.
    """
    known = [each for each in facts if each.can_be_shown and each.shape is not None]
    timed = {each.stem.removesuffix(".times") for each in known if each.stem.endswith(".times")}
    found = [vector for each in known for vector in _vectors(each, n_rois, timed)]
    return tuple(sorted(found, key=lambda vector: vector.path.stem != "mpciROIs.stackPosition"))


def load_vector(
    session: Any, vector: RoiVector, *, cancel: Cancel = NEVER, budget: int | None = None
) -> NDArray[np.float64] | NDArray[np.bool_]:
    """Read what is known of each ROI.

    Parameters
    ----------
    session : object or None
        Follows recipes.
    vector : RoiVector
    cancel : Cancel
    budget : int, optional
        See `open_one`.

    Returns
    -------
    (count,) ndarray
        float64 of numbers, bool of marks.

    Raises
    ------
    OneDataError, OSError
        When it cannot be read, or is not what its facts told any more.
    Cancelled
    """
    import numpy as np

    from sessionbrowser.arrays.derived import ColumnSource
    from sessionbrowser.sessions.vectors import all_of

    with closing(open_one(session, vector.path, cancel=cancel, budget=budget)) as opened:
        source = opened.source
        if source is not None and vector.column is not None:
            source = ColumnSource(source, vector.column) if _has_column(source.shape, vector.column) else None
        if source is None or source.shape != (vector.count,) or source.dtype.kind not in "biuf":
            raise Damaged(f"it holds no list for {vector.count} ROIs", vector.path, "Press F5 to look again.")
        return all_of(source, cancel, np.float64 if vector.kind == "number" else np.bool_)


def _has_column(shape: tuple[int, ...], column: int) -> bool:
    return len(shape) == 2 and column < shape[1]


def _vectors(facts: FileFacts, n_rois: int, timed: set[str]) -> Iterator[RoiVector]:
    shape, dtype = facts.shape or (), facts.dtype or ""
    if facts.kind not in (Kind.ARRAY, Kind.RECIPE) or shape[:1] != (n_rois,):
        return
    if not dtype.startswith(("int", "uint", "float", "bool")):
        return
    columns = _COLUMNS.get(facts.stem, ())
    if len(shape) == 2:
        for place, (name, kind, unit) in enumerate(columns[: shape[1]]):
            yield RoiVector(name, facts.path, kind, n_rois, place, unit)
    elif len(shape) == 1 and _may_count_rois(facts, timed):
        name = facts.stem.removeprefix("mpciROIs.")
        yield RoiVector(name, facts.path, "mark" if dtype == "bool" else "number", n_rois)


def _may_count_rois(facts: FileFacts, timed: set[str]) -> bool:
    """Whether a list may be of ROIs: its object says so, or says nothing at all."""
    from sessionbrowser.sessions.axes import axis_names  # not before there is something to show

    (counts,) = axis_names(facts.path, (1,))
    return counts == "ROI" or (counts == "axis 0" and facts.stem.partition(".")[0] not in timed)
