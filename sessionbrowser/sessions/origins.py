"""What onedata is computed from: what can be made again, and what is out of date when suite2p ran anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sessionbrowser.sessions.layout import plane_folders
from sessionbrowser.sessions.recipe import LoadingRecipe

FROM_SUITE2P: Mapping[str, tuple[str, ...]] = {
    "mpci.roiActivityF": ("F",),
    "mpci.roiNeuropilActivityF": ("Fneu",),
    "mpci.roiActivityDeconvolved": ("spks",),
    "mpci.roiActivityDeconvolvedOasis": ("F", "Fneu"),
    "mpci.roiSignificantFluorescence": ("F", "Fneu"),
    "mpci.roiSignificantFluorescenceBase": ("F", "Fneu"),
    "mpci.roiSignificantFluorescenceRebase": ("F", "Fneu"),
    "mpciROIs.isCell": ("iscell",),
    "mpciROIs.redS2P": ("redcell",),
    "mpciROIs.stackPosition": ("stat",),
}
"""The files of suite2p, one a plane, from which a onedata file is computed."""

USUAL_RECIPES: Mapping[str, LoadingRecipe] = {
    "mpci.roiActivityF": LoadingRecipe("S2P", "F", ["transpose"]),
    "mpci.roiNeuropilActivityF": LoadingRecipe("S2P", "Fneu", ["transpose"]),
    "mpci.roiActivityDeconvolved": LoadingRecipe("S2P", "spks", ["transpose"]),
    "mpciROIs.isCell": LoadingRecipe("S2P", "iscell"),
    "mpciROIs.redS2P": LoadingRecipe("S2P", "redcell", ["idx_column1"]),
}
"""The recipes that give onedata for free where it is only suite2p's own data, turned or thinned."""


def derived_from(session: Any) -> Mapping[str, tuple[str, ...]]:
    """Return what a session's class tells of what its onedata is computed from.

    Parameters
    ----------
    session : object or None
        Its `DERIVED_FROM` tells; a class without it tells nothing. None stands for our own class.

    Returns
    -------
    mapping of str to tuple of str
        The onedata name → the names of suite2p's files.
    """
    return FROM_SUITE2P if session is None else _table(session, "DERIVED_FROM")


def usual_recipes(session: Any) -> Mapping[str, LoadingRecipe]:
    """Return the recipes that a session's class tells of in `USUAL_RECIPES`, by onedata name."""
    return _table(session, "USUAL_RECIPES")


def _table(session: Any, name: str) -> Mapping[str, Any]:
    table = getattr(session, name, None)
    return table if isinstance(table, Mapping) else {}


def source_files(session_folder: Path, sources: Sequence[str]) -> list[Path]:
    """Return where these files of suite2p are, of every plane; none where one of them is missing."""
    planes = plane_folders(session_folder / "suite2p")
    files = [plane / f"{source}.npy" for source in sources for plane in planes]
    return files if all(file.is_file() for file in files) else []
