"""Suite2p-like folders: one a plane, with the files and keys that labs find there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.demo.simulation import FRAME_RATE, NEUROPIL, TAU, Recording

SIZE = 160
_MARGIN = 8
_DISC = np.mgrid[-4:5, -4:5].reshape(2, -1)
_DISC = _DISC[:, np.hypot(*_DISC) <= 4.3]


def write_plane(
    folder: Path, recording: Recording, taken: datetime, red: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Write a plane's files: F, Fneu, spks, stat, ops, iscell, and the red channel where there is one.

    Parameters
    ----------
    folder : Path
        ``suite2p/planeN``; made here.
    recording : Recording
        ROIs × frames.
    taken : datetime
        When the recording was processed, for ops.
    red : bool
        Whether there is a second channel.

    Returns
    -------
    (nROIs, 2) float64
        x and y of each ROI, in pixels.
    """
    folder.mkdir(parents=True)
    n_rois, n_frames = len(recording.f), recording.f.shape[1]
    stat = [_roi(rng) for _ in range(n_rois)]
    files: dict[str, Any] = {
        "F": recording.f,
        "Fneu": recording.neuropil,
        "spks": recording.spks,
        "stat": objects(stat),
        "ops": objects(_ops(stat, n_frames, taken, red, rng)),
        "iscell": np.asfortranarray(_labels(rng.beta(6, 1.5, n_rois), 0.5)),
    }
    if red:
        shade = rng.lognormal(4.6, 0.3, (n_rois, 1)).astype(np.float32)
        for name, share in (("F_chan2", 1.0), ("Fneu_chan2", 0.7)):
            bleed = 1 + 0.08 * rng.standard_normal((n_rois, n_frames), dtype=np.float32)
            files[name] = shade * np.float32(share) * bleed
        files["redcell"] = _labels(rng.beta(0.6, 1.6, n_rois), 0.65).astype(np.float32)
    for name, array in files.items():
        np.save(folder / f"{name}.npy", array)
    return _positions(stat)


def objects(value: object) -> NDArray[np.object_]:
    """Return an object array: one axis for a list, none for anything else."""
    array = np.empty(len(value) if isinstance(value, list) else (), dtype=object)
    array[...] = value
    return array


def _positions(stat: list[dict[str, Any]]) -> NDArray[np.float64]:
    """Return (nROIs, 2): x and y of each ROI in pixels, by the weight of its pixels."""
    return np.array([[np.average(roi[axis], weights=roi["lam"]) for axis in ("xpix", "ypix")] for roi in stat])


def _labels(probability: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    return np.column_stack([probability > least, probability])


def _roi(rng: np.random.Generator) -> dict[str, Any]:
    middle = rng.integers(_MARGIN, SIZE - _MARGIN, 2)
    ypix, xpix = (_DISC + middle[:, None]).astype(np.int32)
    weight = np.exp(-((_DISC / 3.0) ** 2).sum(axis=0)) * rng.uniform(0.7, 1.3, len(ypix))
    lam = (weight / weight.sum()).astype(np.float32)
    return {
        "ypix": ypix,
        "xpix": xpix,
        "lam": lam,
        "med": [int(middle[0]), int(middle[1])],
        "npix": len(ypix),
        "radius": float(np.sqrt(len(ypix) / np.pi)),
        "compact": float(rng.uniform(1.0, 1.3)),
        "aspect_ratio": float(rng.uniform(1.0, 1.4)),
        "skew": float(rng.gamma(4, 0.5)),
        "overlap": np.zeros(len(ypix), dtype=bool),
    }


def _ops(stat: list[dict[str, Any]], n_frames: int, taken: datetime, red: bool, rng: np.random.Generator) -> object:
    picture = _background(rng)
    for roi in stat:
        picture[roi["ypix"], roi["xpix"]] += 9e3 * rng.uniform(0.3, 1) * roi["lam"]
    ops = {
        "Ly": SIZE,
        "Lx": SIZE,
        "nframes": n_frames,
        "fs": FRAME_RATE,
        "tau": TAU,
        "neucoeff": NEUROPIL,
        "nchannels": 1 + red,
        "functional_chan": 1,
        "meanImg": picture,
        "max_proj": picture * np.float32(1.8) + rng.gamma(2, 12, picture.shape).astype(np.float32),
        "yoff": np.round(np.cumsum(rng.normal(0, 0.25, n_frames))).astype(np.int32),
        "xoff": np.round(np.cumsum(rng.normal(0, 0.25, n_frames))).astype(np.int32),
        "yrange": [2, SIZE - 2],
        "xrange": [2, SIZE - 2],
        "spatial_scale": 0,
        "date_proc": taken,
        "suite2p_version": "simulated",
    }
    return ops | ({"meanImg_chan2": _background(rng)} if red else {})


def _background(rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a smooth dim picture with the grain of a microscope's."""
    frequency = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.rfftfreq(SIZE)) * SIZE
    spectrum = np.fft.rfft2(rng.normal(size=(SIZE, SIZE))) * np.exp(-((frequency / 7) ** 2))
    waves = np.fft.irfft2(spectrum, (SIZE, SIZE))
    picture: NDArray[np.float64] = 260 + 60 * waves / waves.std() + rng.normal(0, 14, waves.shape)
    return picture.astype(np.float32)
