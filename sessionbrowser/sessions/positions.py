"""Where ROIs are, from the pixels that suite2p's stat gives for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.errors import BadRecipe, Damaged

MODES = ("weightedmean", "median")


def check_mode(mode: object, path: Path) -> None:
    """Raise `BadRecipe` when this is no way of telling an ROI's position."""
    if mode not in MODES:
        raise BadRecipe(f"mode is {mode!r}, not {' or '.join(MODES)}", path)


def roi_positions(stat: NDArray[Any], mode: str, path: Path) -> NDArray[np.float64]:
    """Return x and y of each ROI in pixels.

    Parameters
    ----------
    stat : (nROIs,) object ndarray
        Of dicts with `xpix`, `ypix` and `lam`.
    mode : {"weightedmean", "median"}
        Of the ROI's pixels: the mean weighted by `lam`, or the median.
    path : Path
        For messages.

    Returns
    -------
    (nROIs, 2) float64 ndarray
        NaN for an ROI without pixels or weight.

    Raises
    ------
    Damaged
        When it is not what suite2p writes.
    """
    return np.array([_position(roi, mode, path) for roi in stat.ravel()], np.float64).reshape(-1, 2)


def _position(roi: object, mode: str, path: Path) -> tuple[float, float]:
    try:
        if not isinstance(roi, Mapping):
            raise TypeError("an ROI is no dict")
        x, y = np.asarray(roi["xpix"]), np.asarray(roi["ypix"])
        if mode == "median":
            return (float(np.median(x)), float(np.median(y))) if x.size else (np.nan, np.nan)
        weight = np.asarray(roi["lam"])  # in its own precision, as registration saved stackPosition
        with np.errstate(divide="ignore", invalid="ignore"):
            total = weight.sum()
            return float((weight * x).sum() / total), float((weight * y).sum() / total)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"its ROIs have no usable pixels: {error}", path, "Run suite2p again.") from None
