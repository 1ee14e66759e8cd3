"""What the table of the README promises, in the pane of the viewers itself: from the path of a file to its paint."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from tests.benchmarks.children import Child
from tests.benchmarks.files import PLANES, can_forget, cat, dense, forget, planes, sparse, walks
from tests.benchmarks.harness import Row, Setting

_PANE, _PYQTGRAPH = "painted_pane", "painted_pyqtgraph"
_STEPS = 60
_COPY = 48 * 2**20 / 1e6
"""MB that the viewer may keep of an array to pan in it."""

_STATES = {"warm": (1.5, 0.25)} | ({"cold": (1.15, 0.1)} if can_forget() else {})
"""Whether the system has read a file before, and the limits of the exact and of the first picture then."""

_OF_RASTERS = ("images", "wrong", "pan", "memory")
"""What else is measured of a raster."""

Gaps = dict[str, list[float]]
"""Seconds that the GUI thread was kept from the window at most, for each time that a file was shown."""


def rows(setting: Setting) -> Iterator[Row]:
    lab = _Lab(setting)
    with ExitStack() as children:
        pane, peer = (children.enter_context(Child(name)) for name in (_PANE, _PYQTGRAPH))
        pane.ask("show", path=lab.small())
        gaps: Gaps = {}
        for order, name in (("C", "C order"), ("F", "Fortran order")):
            if any(setting.wants(f"{order} {what}") for what in (*_STATES, *_OF_RASTERS)):
                yield from _raster(setting, lab, pane, peer, gaps, order, name)
        if any(setting.wants(f"recipe {what}") for what in (*_STATES, "memory")):
            yield from _recipe(setting, lab, pane, gaps)
        if setting.wants("csc"):
            yield from _sparse(setting, lab, pane, peer, gaps)
        if setting.wants("lines"):
            yield from _lines(setting, lab, pane, peer, gaps)
        longest = max(map(statistics.median, gaps.values()), default=0.0)
        yield Row("longest gap of the GUI thread until a file is painted, of the worst file", longest * 1e3, None, 50)


def _raster(setting: Setting, lab: _Lab, pane: Child, peer: Child, gaps: Gaps, order: str, name: str) -> Iterator[Row]:
    path = lab.raster(order)
    yield from _against_reading(setting, pane, [path], path, name, gaps, order)
    if order == "C" and setting.wants("C images"):
        yield from _against_images(setting, pane, peer, path, gaps)
    if setting.wants(f"{order} wrong"):
        yield from _wrong(pane, path, name)
    if setting.wants(f"{order} pan"):
        yield from _panned(setting, pane, path, name)
    if setting.wants(f"{order} memory"):
        yield from _memory(lab, path, name)
    lab.done_with(path, dense(setting, order))


class _Lab:
    """A session that holds the files of the benchmarks, under names that say which of their axes is which."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        home = setting.folder / "painted_lab" / "SB000" / "2024-05-14" / "701"
        self.onedata = home / "onedata"
        self.onedata.mkdir(parents=True, exist_ok=True)
        self.session = Suite2pSession.from_path(home)

    def take(self, file: Path, name: str) -> Path:
        """Return the place of a file in the session; it takes no room of its own."""
        place = self.onedata / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            os.link(file, place)
        return place

    def small(self) -> Path:
        """Return a file to warm up with."""
        return self.take(dense(Setting(self.setting.folder, tiny=True), "C"), "mpci.roiSmall.npy")

    def raster(self, order: str) -> Path:
        return self.take(dense(self.setting, order), f"mpci.roiRaster{order}.npy")

    def recipe(self) -> tuple[list[Path], Path]:
        """Return the files of four planes, and the recipe that joins them."""
        home = self.onedata.parent
        made = planes(self.setting)
        files = [self.take(file, str(home / "suite2p" / f"plane{i}" / "F.npy")) for i, file in enumerate(made)]
        self.session.saveone(LoadingRecipe("S2P", "F", ["transpose"]), "mpci.roiActivityF")
        return files, self.onedata / "mpci.roiActivityF.npy"

    def done_with(self, *paths: Path) -> None:
        """Make room on the disk."""
        if not self.setting.tiny:
            for path in paths:
                path.unlink(missing_ok=True)


def _medians(measures: Sequence[Callable[[], Any]], repeats: int) -> list[Any]:
    """Return medians of measurements made in turn, after one of each to warm up; of dicts, those of each entry."""
    made = [[measure() for measure in measures] for _ in range(repeats + 1)][1:]
    return [_median([taken[place] for taken in made]) for place in range(len(measures))]


def _median(values: Sequence[Any]) -> Any:
    if not isinstance(values[0], dict):
        return statistics.median(values)
    return {key: statistics.median(value[key] for value in values) for key in values[0]}


def _against_reading(
    setting: Setting, pane: Child, files: Sequence[Path], path: Path, name: str, gaps: Gaps, part: str
) -> Iterator[Row]:
    for state, (exact, first) in _STATES.items():
        if not setting.wants(f"{part} {state}"):
            continue

        def fresh(state: str = state) -> None:
            if state == "cold":
                forget(files)

        def ours() -> Any:
            fresh()
            return _shown(pane, path, gaps)

        def reading() -> float:
            fresh()
            return cat(files)

        shown, read = _medians((ours, reading), setting.repeats)
        yield Row(f"exact picture painted, {state}, {name} / cat", shown["exact"] * 1e3, read * 1e3, exact)
        yield Row(f"first picture painted, {state}, {name} / cat", shown["first"] * 1e3, read * 1e3, first)


def _shown(pane: Child, path: Path, gaps: Gaps, tab: str = "") -> Any:
    shown = pane.ask("show", path=path, tab=tab)
    gaps.setdefault(f"{path} {tab}", []).append(shown["gap"])
    pane.ask("rest")  # or what follows a picture would take time from what it is compared to
    return shown


def _against_images(setting: Setting, pane: Child, peer: Child, path: Path, gaps: Gaps) -> Iterator[Row]:
    ours, item, view = _medians(
        (
            lambda: _shown(pane, path, gaps)["exact"],
            lambda: peer.ask("image_item", path=path),
            lambda: peer.ask("image_view", path=path),
        ),
        min(3, setting.repeats),
    )
    yield Row("exact picture painted / np.load + ImageItem", ours * 1e3, item * 1e3, 0.5)
    yield Row("exact picture painted / np.load + ImageView", ours * 1e3, view * 1e3, 0.1)


def _wrong(pane: Child, path: Path, name: str) -> Iterator[Row]:
    for what, count in pane.ask("wrong", path=path).items():
        yield Row(f"{what} painted not as by hand, {name}", count, None, 0, what)


def _panned(setting: Setting, pane: Child, path: Path, name: str) -> Iterator[Row]:
    (shown,) = _medians((lambda: pane.ask("show", path=path, then_all=True),), min(3, setting.repeats))
    moved = pane.ask("move", steps=_STEPS)
    yield Row(f"pan and zoom, something moves, p95, {name}", _p95(moved["moved"]), None, 16)
    yield Row(f"pan and zoom, exact picture there, p95, {name}", _p95(moved["exact"]), None, 50)
    yield Row(f"pan and zoom, longest gap of the GUI thread, {name}", moved["gap"] * 1e3, None, 50)
    yield Row(f"longest gap until all of it is known, {name}", shown["gap"] * 1e3, None, 50)


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] * 1e3


def _memory(lab: _Lab, path: Path, name: str) -> Iterator[Row]:
    with Child(_PANE) as pane:
        painted, in_all = pane.ask("added_peaks", small=lab.small(), path=path)
    yield Row(f"added peak memory when painted, {name}", painted, None, 64, "MB")
    yield Row(f"the same, with the small copy to pan in, {name}", in_all, None, 64 + _COPY, "MB")


def _recipe(setting: Setting, lab: _Lab, pane: Child, gaps: Gaps) -> Iterator[Row]:
    files, path = lab.recipe()
    name = f"recipe of {PLANES} planes"
    yield from _against_reading(setting, pane, files, path, name, gaps, "recipe")
    if setting.wants("recipe memory"):
        yield from _memory(lab, path, name)
    lab.done_with(*files, *planes(setting))


def _sparse(setting: Setting, lab: _Lab, pane: Child, peer: Child, gaps: Gaps) -> Iterator[Row]:
    path = lab.take(sparse(setting), "mpci.roiSignificantFluorescence.npz")
    measures = (lambda: _shown(pane, path, gaps)["exact"], lambda: peer.ask("dense", path=path))
    ours, reference = _medians(measures, setting.repeats)
    yield Row("csc picture painted / load_npz + toarray", ours * 1e3, reference * 1e3, 0.35)


def _lines(setting: Setting, lab: _Lab, pane: Child, peer: Child, gaps: Gaps) -> Iterator[Row]:
    long = 10_000 if setting.tiny else 10_000_000
    path = lab.take(walks(setting, (long,), "C"), "wheelPosition.position.npy")
    measures = (lambda: _shown(pane, path, gaps, "Trace")["exact"], lambda: peer.ask("line", path=path))
    ours, reference = _medians(measures, setting.repeats)
    yield Row(f"trace of {long:,} samples painted / pyqtgraph's peak and clip", ours * 1e3, reference * 1e3, 0.25)
    many = (300, 20) if setting.tiny else (30_000, 1000)
    for order, name in (("C", "C order"), ("F", "Fortran order")):
        path = lab.take(walks(setting, many, order), f"mpci.roiTraces{order}.npy")
        measures = (lambda path=path: _shown(pane, path, gaps, "Traces")["exact"],)
        (ours,) = _medians(measures, setting.repeats)
        reference = peer.ask("lines", path=path)
        yield Row(f"{many[1]:,} traces painted, {name} / items of pyqtgraph's", ours * 1e3, reference * 1e3, 0.04)
        moved = pane.ask("move", steps=_STEPS, along=True)
        yield Row(f"{many[1]:,} traces, something moves, p95, {name}", _p95(moved["moved"]), None, 16)
        yield Row(f"{many[1]:,} traces, exact there, p95, {name}", _p95(moved["exact"]), None, 50)
        yield Row(f"{many[1]:,} traces, longest gap of the GUI thread, {name}", moved["gap"] * 1e3, None, 50)
