"""What the registration of a session wrote into JSON files, and what stands in for them where they are absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.npy import read_npy_header_at
from sessionbrowser.errors import Damaged, Missing, OneDataError
from sessionbrowser.platform import RegularFile
from sessionbrowser.sessions.layout import plane_folders, plane_numbers
from sessionbrowser.sessions.s2p_loading import FRAME_FILES

OPTIONS = "vrExperimentOptions.json"
PREPROCESSING = "vrExperimentPreprocessing.json"
VALUES = "vrExperimentValues.json"

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
        with RegularFile(path) as file:
            if file.size > _LONGEST:
                raise Damaged("it is too long for what it should hold", path, _AGAIN)
            text = file.read(0, file.size)
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


def derive_values(suite2p: Path) -> dict[str, Any]:
    """Return what the folders of suite2p tell: plane names, counts, and the files that all planes have.

    Returns
    -------
    dict
        With the keys that `vrExperimentValues.json` has for planes; empty when there are none.
    """
    planes = plane_folders(suite2p)
    if not planes:
        return {}
    stems = [{path.stem for path in plane.glob("*.npy")} for plane in planes]
    available = sorted(set.intersection(*stems))
    values: dict[str, Any] = {
        "planeNames": [plane.name for plane in planes],
        "planeIDs": plane_numbers([plane.name for plane in planes]),
        "available": available,
    }
    traces = next((name for name in FRAME_FILES if name in available), None)
    return values | (_counts([plane / f"{traces}.npy" for plane in planes]) if traces else {})


def _counts(files: list[Path]) -> dict[str, Any]:
    try:
        shapes = [read_npy_header_at(path).shape for path in files]
    except (OneDataError, OSError):  # loading says what is wrong with it
        return {}
    if any(len(shape) != 2 for shape in shapes):
        return {}
    rois, frames = [shape[0] for shape in shapes], [shape[1] for shape in shapes]
    return {"roiPerPlane": rois, "framePerPlane": frames, "numROIs": sum(rois), "numFrames": min(frames)}
