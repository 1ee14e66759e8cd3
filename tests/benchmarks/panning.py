"""Exact pictures while a user zooms and pans through 1.2 GB, with the pyramid that was built meanwhile."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

from sessionbrowser.arrays.pyramid import build_pyramid
from sessionbrowser.arrays.reduce import draw
from sessionbrowser.arrays.source import Window
from tests.benchmarks.files import dense, opened
from tests.benchmarks.harness import Row, Setting, in_turn, seconds

_STEPS = 60


def rows(setting: Setting) -> Iterator[Row]:
    for order, name in (("C", "C order"), ("F", "Fortran order")):
        path = dense(setting, order)
        with opened([path]) as source:
            request = {"row_axis": 1, "col_axis": 0}
            build, whole = in_turn(
                lambda source=source, request=request: seconds(lambda: build_pyramid(source, **request)),
                lambda source=source: seconds(lambda: _draw(source, (slice(0, n) for n in source.shape), None)),
                min(3, setting.repeats),
            )
            yield Row(f"pyramid, {name} / exact picture", build * 1e3, whole * 1e3, 2.0)
            pyramid = build_pyramid(source, **request)
            times = [seconds(partial(_draw, source, window, pyramid)) for window in _path(source.shape)]
        yield Row(f"pan and zoom, exact picture, p95, {name}", statistics.quantiles(times, n=20)[-1] * 1e3, None, 50)
        if not setting.tiny:
            path.unlink()


def _draw(source, window, pyramid):
    return draw(source, window=tuple(window), row_axis=1, col_axis=0, height=900, width=1600, pyramid=pyramid)


def _path(shape: tuple[int, int]) -> Iterator[Window]:
    """Yield what is seen: zooming in on both axes in steps of a fifth, with a look aside after each, and out again."""
    for step in (*range(_STEPS // 2), *range(_STEPS // 2, 0, -1)):
        lengths = [max(4, int(n / 1.2**step)) for n in shape]
        for aside in (0.0, 0.1, 0.2):
            starts = [int((n - length) * (0.4 + aside)) for n, length in zip(shape, lengths, strict=True)]
            yield tuple(slice(start, start + length) for start, length in zip(starts, lengths, strict=True))
