"""What the axes of a file are: by its ALF object and its siblings, never by a guess from its shape."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.errors import Missing, OneDataError
from sessionbrowser.platform import RegularFile
from sessionbrowser.sessions.layout import find_onedata, session_of
from sessionbrowser.sessions.opening import Axis, Plane
from sessionbrowser.sessions.s2p_loading import FRAME_FILES
from sessionbrowser.sessions.vectors import all_of

_FIRST = {
    "mpci": "frame",
    "mpciROIs": "ROI",
    "trials": "trial",
    "licks": "lick",
    "licksTracking": "lick",
    "rewards": "reward",
    "wheelPosition": "sample",
    "positionTracking": "sample",
}
"""What the files of an ALF object have in common: the thing that their first axis counts."""

_IMAGES = ("img", "image", "max_proj", "vcorr")
"""What names of images have in them, as suite2p calls its own: meanImg, refImg, max_proj."""
_ROI_FILES = ("stat", "iscell", "redcell")
_UNITS = {
    "wheelPosition.position": "cm",
    "positionTracking.position": "cm",
    "trials.rewardPosition": "cm",
    "trials.rewardZoneHalfwidth": "cm",
    "trials.roomlength": "cm",
    "trials.startTimes": "s",
}
_MOST_TIMES = 256 * 2**20
"""Bytes of the longest list of times that is kept for an axis."""


def axis_names(path: Path, shape: tuple[int, ...], rois: int | None = None) -> tuple[str, ...]:
    """Return what each axis counts.

    Parameters
    ----------
    path : Path
        Of a onedata file, or of a file in a plane of suite2p.
    shape : tuple of int
    rois : int, optional
        Number of ROIs of the session, to find their axis where it is not the first.

    Returns
    -------
    tuple of str
        "frame", "ROI", "trial", "lick", "reward", "sample"; "y" and "x" last of images; "axis 1" where nothing tells.
    """
    names = [f"axis {number}" for number in range(len(shape))]
    if not shape:
        return ()
    if _is_suite2p(path):
        known = ("ROI", "frame") if path.stem in FRAME_FILES else ("ROI",) if path.stem in _ROI_FILES else ()
        return (*known[: len(shape)], *names[len(known) :])
    thing, _, attribute = path.stem.partition(".")
    first = 0
    if thing == "mpciROIs" and rois is not None and shape[0] != rois and rois in shape:
        first = shape.index(rois)
    names[first] = _FIRST.get(thing, names[first])
    if thing == "mpci" and attribute.startswith("roi") and len(shape) > 1:
        names[1] = "ROI"
    if names[-2:] == [f"axis {len(shape) - 2}", f"axis {len(shape) - 1}"] and _is_image(path):
        names[-2:] = ["y", "x"]
    return tuple(names)


def _is_image(path: Path) -> bool:
    return any(word in path.stem.lower() for word in _IMAGES)


def value_unit(path: Path) -> str:
    """Return the unit of a file's values: "s", "cm", "a.u."; empty where nothing tells."""
    if _is_suite2p(path):
        return "a.u." if path.stem in FRAME_FILES else ""
    thing, _, attribute = path.stem.partition(".")
    if attribute == "times":
        return "s"
    if thing == "mpci" and attribute.startswith("roi"):
        return "a.u."
    return _UNITS.get(path.stem, "")


def axes_of(path: Path, shape: tuple[int, ...], session: Any = None) -> tuple[Axis, ...]:
    """Return the axes of an array, with times where they are known; reads a file of times.

    Parameters
    ----------
    path : Path
    shape : tuple of int
        Of the array that the file, or its recipe, gives.
    session : object, optional
        Its `values` tell how many ROIs there are.
    """
    axes = [Axis(name, length) for name, length in zip(axis_names(path, shape, roi_count(session)), shape, strict=True)]
    number, times = _times_file(path)
    if times is None or number >= len(axes):
        return tuple(axes)
    axis = axes[number]
    values, note = _read_times(times, axis.length)
    if values is not None:
        name = "sample" if axis.name.startswith("axis ") else axis.name
        axes[number] = Axis(name, axis.length, "s", times, values)
    elif note:
        axes[number] = Axis(axis.name, axis.length, note=note)
    return tuple(axes)


def planes_of(session: Any, axes: tuple[Axis, ...]) -> tuple[Plane, ...]:
    """Return which ROIs are of which plane, as the session counts them; none where that does not fit an axis."""
    counts = _plane_counts(session)
    total = sum(n for _, n in counts)
    if len(counts) == 0 or not any(axis.name == "ROI" and axis.length == total for axis in axes):
        return ()
    return planes_from(counts)


def planes_from(counts: tuple[tuple[str, int], ...]) -> tuple[Plane, ...]:
    """Return planes one after the other, of these names and numbers of ROIs."""
    planes, start = [], 0
    for name, n in counts:
        planes.append(Plane(name, start, start + n))
        start += n
    return tuple(planes)


def roi_count(session: Any) -> int | None:
    """Return how many ROIs a session has, if it says so."""
    number = getattr(getattr(session, "values", None), "numROIs", None)
    return number if isinstance(number, int) else None


def _plane_counts(session: Any) -> tuple[tuple[str, int], ...]:
    values = getattr(session, "values", None)
    names, counts = getattr(values, "planeNames", None), getattr(values, "roiPerPlane", None)
    if not isinstance(names, list | tuple) or not isinstance(counts, list | tuple) or len(names) != len(counts):
        return ()
    if not all(isinstance(n, int) and n >= 0 for n in counts):
        return ()
    return tuple((str(name), n) for name, n in zip(names, counts, strict=True))


def _is_suite2p(path: Path) -> bool:
    return "suite2p" in (path.parent.name, path.parent.parent.name)


def _times_file(path: Path) -> tuple[int, Path | None]:
    """Return which axis may have times, and the file that would hold them."""
    if not _is_suite2p(path):
        thing, _, attribute = path.stem.partition(".")
        return 0, None if attribute in ("", "times") else path.with_name(f"{thing}.times.npy")
    onedata = find_onedata(session_of(path))
    if path.stem not in FRAME_FILES or onedata is None:
        return 1, None
    return 1, onedata / "mpci.times.npy"


def _read_times(path: Path, length: int) -> tuple[NDArray[np.float64] | None, str]:
    """Read times for an axis of this length; None with the reason, which is empty when there is no such file."""
    try:
        with RegularFile(path) as file:
            header = read_npy_header(file)
            n = math.prod(header.shape)
            if header.dtype.kind not in "iuf" or len(header.shape) != 1:
                return None, f"{path.name} holds no list of times"
            if n != length:
                return None, f"{path.name} has {n} values for {length}"
            if n * 8 > _MOST_TIMES:
                return None, f"{path.name} is too long to read at once"
            values = all_of(PlainSource(file, header))
    except Missing:
        return None, ""
    except (OneDataError, OSError):
        return None, f"{path.name} cannot be read"
    if not np.isfinite(values).all():
        return None, "some times are not numbers"
    if (values[1:] <= values[:-1]).any():
        return None, "times are not increasing"
    return values, ""
