"""The exact picture of a 1.2 GB file, against merely reading it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.reduce import Picture, draw
from sessionbrowser.arrays.source import whole
from sessionbrowser.platform import RegularFile
from tests.benchmarks.harness import Row, Setting, in_turn, seconds

SHAPE = (30_000, 10_000)
TINY = (300, 100)


def rows(setting: Setting) -> Iterator[Row]:
    for order, name in (("C", "C order"), ("F", "Fortran order")):
        path = _file(setting.folder, order, TINY if setting.tiny else SHAPE)
        ours, reference = in_turn(
            lambda path=path: seconds(lambda: picture(path)), lambda path=path: _cat(path), setting.repeats
        )
        yield Row(f"exact raster of {path.stat().st_size / 1e9:.1f} GB, {name}", ours * 1e3, reference * 1e3, 2.0)
        yield Row(f"its added peak memory, {name}", _added_megabytes(path), None, 64, "MB")
        if not setting.tiny:
            path.unlink()


def picture(path: Path) -> Picture:
    """Draw all of a file as the window of a laptop shows it: time rightward, ROIs upward."""
    with RegularFile(path) as file:
        source = PlainSource(file, read_npy_header(file))
        return draw(source, window=whole(source.shape), row_axis=1, col_axis=0, height=900, width=1600)


def _cat(path: Path) -> float:
    return seconds(lambda: subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True))


def _added_megabytes(path: Path) -> float:
    """Return by how much drawing raises the peak of a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.raster_memory", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _file(folder: Path, order: str, shape: tuple[int, int]) -> Path:
    """Write an array with 2 % of its values not zero, a slab at a time."""
    path = folder / f"raster-{order}-{shape[0]}.npy"
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    stored = shape if order == "C" else shape[::-1]
    header = {"descr": "<f4", "fortran_order": order == "F", "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, stored[0], 500):
            slab = np.zeros((min(500, stored[0] - start), stored[1]), np.float32)
            events = slab.size // 50
            slab.ravel()[random.integers(0, slab.size, events)] = random.gamma(2, size=events)
            slab.tofile(file)
    return path
