"""Header facts of a folder of small files, against mapping each with numpy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sessionbrowser.arrays.npy import read_npy_header_at
from tests.benchmarks.harness import Row, Setting, in_turn, seconds


def rows(setting: Setting) -> Iterator[Row]:
    paths = _files(setting.folder / "headers", 20 if setting.tiny else 200)
    ours, reference = in_turn(
        lambda: seconds(lambda: [read_npy_header_at(path) for path in paths]),
        lambda: seconds(lambda: [np.load(path, mmap_mode="r") for path in paths]),
        setting.repeats,
    )
    microseconds = 1e6 / len(paths)
    yield Row("header facts, a file", ours * microseconds, reference * microseconds, 0.1, "µs")


def _files(folder: Path, count: int) -> list[Path]:
    """Write files as a session has them: many shapes, some types, both orders."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"object{i}.attribute.npy" for i in range(count)]
    for i, path in enumerate(paths):
        values = np.zeros((10 + i % 40, 1 + i % 3), ("f4", "f8", "i8", "?")[i % 4], order="CF"[i % 2])
        np.save(path, values)
    return paths
