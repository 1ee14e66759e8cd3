"""What the registration of a session wrote into JSON files, and what stands in for them where they are absent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.npy import read_npy_header_at
from sessionbrowser.errors import Damaged, Missing, OneDataError
from sessionbrowser.platform import read_head
from sessionbrowser.sessions.layout import plane_folders, plane_numbers
from sessionbrowser.sessions.s2p_loading import FRAME_FILES, is_plain_name

OPTIONS = "vrExperimentOptions.json"
PREPROCESSING = "vrExperimentPreprocessing.json"
VALUES = "vrExperimentValues.json"

_COUNTS = {"roiPerPlane", "framePerPlane", "numROIs", "numFrames"}
_LONGEST = 4 * 2**20
_AGAIN = "Copy it again from a backup, or register the session again."


def read_json(path: Path, kind: type) -> Any:
    """Return what a JSON file holds; nothing (of that kind) when there is no such file.

    Parameters
    ----------
    path : Path
    kind : type
        dict or list.

    Raises
    ------
    Damaged
        When it cannot be read as JSON, or holds something else.
    """
    try:
        text, identity = read_head(path, _LONGEST)
        if identity.size > len(text):
            raise Damaged("it is too long for what it should hold", path, _AGAIN)
        held = json.loads(text)
    except Missing:
        return kind()
    except Damaged:
        raise
    except (ValueError, RecursionError) as error:
        if isinstance(error, OneDataError):
            raise
        raise Damaged(f"it is not JSON: {error}", path, _AGAIN) from None
    if not isinstance(held, kind):
        raise Damaged(f"it holds no {kind.__name__}", path, _AGAIN)
    return held


def derive_values(suite2p: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the folders of suite2p tell beyond what a JSON file told: planes, counts, available files.

    Parameters
    ----------
    suite2p : Path
        The folder of suite2p's output.
    told : mapping
        What `vrExperimentValues.json` holds. Planes that it names are counted as it names them.

    Returns
    -------
    dict
        With the keys that `vrExperimentValues.json` has for planes; empty when there is nothing to add.
    """
    if "planeNames" in told:
        names = told["planeNames"]
        return {} if told.keys() >= _COUNTS or not _are_planes(names) else _counts(suite2p, names)
    planes = plane_folders(suite2p)
    if not planes:
        return {}
    names = [plane.name for plane in planes]
    stems = [{path.stem for path in plane.glob("*.npy")} for plane in planes]
    values = {"planeNames": names, "planeIDs": plane_numbers(names), "available": sorted(set.intersection(*stems))}
    return values | _counts(suite2p, names)


def _are_planes(names: object) -> bool:
    return (
        isinstance(names, list) and bool(names) and all(isinstance(name, str) and is_plain_name(name) for name in names)
    )


def _counts(suite2p: Path, names: Sequence[str]) -> dict[str, Any]:
    """Return how many ROIs and frames these planes have, by the headers of the first traces that all of them have."""
    for traces in FRAME_FILES:
        files = [suite2p / name / f"{traces}.npy" for name in names]
        if all(path.is_file() for path in files):
            break
    else:
        return {}
    try:
        shapes = [read_npy_header_at(path).shape for path in files]
    except (OneDataError, OSError):  # loading says what is wrong with it
        return {}
    if any(len(shape) != 2 for shape in shapes):
        return {}
    rois, frames = [shape[0] for shape in shapes], [shape[1] for shape in shapes]
    return {"roiPerPlane": rois, "framePerPlane": frames, "numROIs": sum(rois), "numFrames": min(frames)}
