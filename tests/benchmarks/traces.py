"""Envelopes of one long trace and of a thousand, against what pyqtgraph takes to paint them."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from sessionbrowser.arrays.envelope import envelope, envelopes
from sessionbrowser.arrays.source import whole
from tests.benchmarks.files import opened, walks
from tests.benchmarks.harness import Row, Setting, in_turn, seconds


def rows(setting: Setting) -> Iterator[Row]:
    long = 10_000 if setting.tiny else 10_000_000
    line = walks(setting, (long,), "C")
    ours, reference = in_turn(
        lambda: seconds(lambda: _one(line)),
        lambda: seconds(lambda: _painted([np.load(line)], clip=True)),
        min(3, setting.repeats),
    )
    yield Row(f"envelope of {long:,} samples / pyqtgraph's peak and clip", ours * 1e3, reference * 1e3, 0.25)
    shape = (300, 20) if setting.tiny else (30_000, 1000)
    for order, name in (("C", "C order"), ("F", "Fortran order")):
        path = walks(setting, shape, order)
        ours, reference = in_turn(
            lambda path=path: seconds(lambda: _many(path, slice(0, shape[0]))),
            lambda path=path: seconds(lambda: _painted(np.load(path).T, clip=False)),
            1,
        )
        yield Row(f"{shape[1]:,} envelopes, {name} / items of pyqtgraph's", ours * 1e3, reference * 1e3, 0.04)
        times = [seconds(lambda path=path, w=w: _many(path, w)) for w in _path(shape[0])]
        yield Row(f"{shape[1]:,} envelopes, pan, p95, {name}", statistics.quantiles(times, n=20)[-1] * 1e3, None, 50)


def _one(path: Path) -> None:
    with opened([path]) as source:
        envelope(source, window=whole(source.shape), axis=0, width=1600)


def _many(path: Path, samples: slice) -> None:
    with opened([path]) as source:
        rois = np.arange(source.shape[1])
        envelopes(source, time_axis=0, roi_axis=1, rois=rois, window=(samples, slice(0, 0)), width=1600)


def _path(length: int) -> Iterator[slice]:
    """Yield views of a sixth of the time, one beside the other."""
    for start in range(0, length * 5 // 6, max(1, length // 40)):
        yield slice(start, start + length // 6)


def _painted(lines: Sequence[np.ndarray], *, clip: bool) -> None:
    """Paint lines once with pyqtgraph, its downsampling on."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg

    pg.mkQApp()
    plot = pg.PlotWidget()
    plot.resize(1600, 900)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(clip)
    for i, line in enumerate(lines):
        plot.plot(line + 5.0 * i)
    plot.grab()
    plot.close()
