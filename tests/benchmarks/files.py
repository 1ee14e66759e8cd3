"""The files that are measured, how they are opened, and how the system is made to forget them."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from sessionbrowser.arrays.derived import StackedSource, TransposedSource
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.platform import RegularFile
from tests.benchmarks.harness import Setting, seconds

SHAPE = (30_000, 10_000)
TINY = (300, 100)
PLANES = 4


def shape(setting: Setting) -> tuple[int, int]:
    """Frames and ROIs."""
    return TINY if setting.tiny else SHAPE


def dense(setting: Setting, order: str) -> Path:
    """Return an array of frames × ROIs with 2 % of its values not zero, written a slab at a time."""
    frames, rois = shape(setting)
    stored = (frames, rois) if order == "C" else (rois, frames)
    return _written(setting.folder / f"raster-{order}-{frames}.npy", stored, order == "F")


def planes(setting: Setting) -> list[Path]:
    """Return the same as suite2p leaves it: ROIs × frames, a file a plane."""
    frames, rois = shape(setting)
    folder = setting.folder
    return [_written(folder / f"plane{i}-{frames}.npy", (rois // PLANES, frames), False) for i in range(PLANES)]


def sparse(setting: Setting) -> Path:
    """Return the same as a sparse matrix, column by column."""
    frames, rois = shape(setting)
    path = setting.folder / f"raster-{frames}.npz"
    if not path.exists():
        random = np.random.default_rng(0)
        each = frames // 50
        rows = np.sort(random.integers(0, frames, (rois, each)), axis=1).ravel()
        indptr = np.arange(rois + 1) * each
        values = random.gamma(2, size=rows.size).astype(np.float32)
        matrix = sp.csc_matrix((values, rows, indptr), shape=(frames, rois))
        matrix.sum_duplicates()
        setting.folder.mkdir(parents=True, exist_ok=True)
        sp.save_npz(path, matrix, compressed=False)
    return path


def walks(setting: Setting, lengths: tuple[int, ...], order: str) -> Path:
    """Return lines that wander, as fluorescence does: samples, or samples × lines."""
    path = setting.folder / ("-".join(["walks", order, *map(str, lengths)]) + ".npy")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        steps = np.random.default_rng(0).normal(size=lengths).astype(np.float32)
        np.save(path, np.asarray(np.cumsum(steps, axis=0) * np.float32(0.01), order=order))
    return path


def _written(path: Path, stored: tuple[int, int], fortran: bool) -> Path:
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    header = {"descr": "<f4", "fortran_order": fortran, "shape": stored[::-1] if fortran else stored}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, stored[0], 500):
            slab = np.zeros((min(500, stored[0] - start), stored[1]), np.float32)
            events = slab.size // 50
            slab.ravel()[random.integers(0, slab.size, events)] = random.gamma(2, size=events)
            slab.tofile(file)
        file.flush()
        os.fsync(file.fileno())  # or the system could not forget it
    return path


@contextlib.contextmanager
def opened(paths: Sequence[Path]) -> Iterator[ArraySource]:
    """Open a file of frames × ROIs, or several of ROIs × frames as one."""
    files = [RegularFile(path) for path in paths]
    sources = [PlainSource(file, read_npy_header(file)) for file in files]
    source = sources[0] if len(sources) == 1 else TransposedSource(StackedSource(sources))
    try:
        yield source
    finally:
        source.close()


def cat(paths: Sequence[Path]) -> float:
    """Return the seconds that merely reading files takes."""
    return seconds(lambda: subprocess.run(["cat", *paths], stdout=subprocess.DEVNULL, check=True))


def can_forget() -> bool:
    """Whether the system can be asked to forget a file."""
    return hasattr(os, "posix_fadvise")


def forget(paths: Sequence[Path]) -> None:
    """Have the system read files from the disk next time."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
