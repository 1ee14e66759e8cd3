"""Pictures of a 1.2 GB file and of a recipe over four of 0.3 GB, against merely reading them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from sessionbrowser.arrays.coarse import coarse
from sessionbrowser.arrays.reduce import Picture, draw
from sessionbrowser.arrays.source import ArraySource, whole
from tests.benchmarks.files import can_forget, cat, dense, forget, opened, planes
from tests.benchmarks.harness import Row, Setting, in_turn, seconds

Draw = Callable[[Sequence[Path]], Picture]


def rows(setting: Setting) -> Iterator[Row]:
    for order, name in (("C", "C order"), ("F", "Fortran order")):
        path = dense(setting, order)
        yield from _timed(setting, [path], name)
        yield Row(f"occupied blocks not as by hand, {name}", _wrong_cells(path), None, 0, "cells")
        if not setting.tiny:
            path.unlink()
    paths = planes(setting)
    yield from _timed(setting, paths, "recipe of 4 planes")
    if not setting.tiny:
        for path in paths:
            path.unlink()


def exact(paths: Sequence[Path]) -> Picture:
    """Draw all of it as the window of a laptop shows it: time rightward, ROIs upward."""
    with opened(paths) as source:
        return draw(source, **_whole(source))


def first(paths: Sequence[Path]) -> Picture:
    """Draw what is there to be looked at meanwhile."""
    with opened(paths) as source:
        return coarse(source, **_whole(source))


def _whole(source: ArraySource) -> dict:
    return {"window": whole(source.shape), "row_axis": 1, "col_axis": 0, "height": 900, "width": 1600}


def _timed(setting: Setting, paths: list[Path], name: str) -> Iterator[Row]:
    measured: list[tuple[str, Draw, bool, float]] = [("exact", exact, False, 1.5), ("first", first, False, 0.25)]
    if can_forget():
        measured += [("exact", exact, True, 1.15), ("first", first, True, 0.1)]
    for what, work, cold, limit in measured:
        ours, reference = in_turn(
            lambda work=work, cold=cold: _run(lambda: seconds(lambda: work(paths)), paths, cold),
            lambda cold=cold: _run(lambda: cat(paths), paths, cold),
            setting.repeats,
        )
        yield Row(f"{what} picture, {'cold' if cold else 'warm'}, {name} / cat", ours * 1e3, reference * 1e3, limit)
    yield Row(f"its added peak memory, {name}", _added_megabytes(paths), None, 64, "MB")


def _run(work: Callable[[], float], paths: Sequence[Path], cold: bool) -> float:
    if cold:
        forget(paths)
    return work()


def _added_megabytes(paths: Sequence[Path]) -> float:
    """Return by how much a first and an exact picture raise the peak of a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.raster_memory", *map(str, paths)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _wrong_cells(path: Path) -> int:
    """Return how many cells of the exact picture are not the maximum of their samples, as numpy finds it."""
    picture = exact([path])
    array = np.load(path, mmap_mode="r")
    expected = np.empty_like(picture.values)
    for j, (start, stop) in enumerate(zip(picture.col_edges[:-1], picture.col_edges[1:], strict=True)):
        expected[:, j] = np.maximum.reduceat(array[start:stop].max(axis=0), picture.row_edges[:-1])
    return int(np.count_nonzero(picture.values != expected))
