"""Clearing 10,000 files of a session, against a bare loop of renames with one fsync of the folder they go to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sessionbrowser.sessions.clearing import move_to_trash, restore
from sessionbrowser.sessions.plan import ClearPlan
from sessionbrowser.sessions.planning import plan_clear
from tests.benchmarks.harness import Row, Setting, in_turn, seconds


def rows(setting: Setting) -> Iterator[Row]:
    onedata = setting.folder / "clearing" / "onedata"
    names = _files(onedata, 50 if setting.tiny else 10_000)
    plan = plan_clear(onedata / name for name in names)
    ours, reference = in_turn(
        lambda: _clear(plan), lambda: _rename(onedata, onedata.parent / "elsewhere", names), setting.repeats
    )
    yield Row(f"clear {len(names)} files, / bare renames and one fsync", ours * 1e3, reference * 1e3, 3)


def _files(folder: Path, count: int) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"object{number}.attribute.npy" for number in range(count)]
    for name in names:
        np.save(folder / name, np.zeros(3))
    return names


def _clear(plan: ClearPlan) -> float:
    """Return the seconds that the clear takes; it is undone after that."""
    reports = []
    took = seconds(lambda: reports.append(move_to_trash(plan)))
    (report,) = reports
    assert len(report.moved) == len(restore(report.trash_folders[0]).restored) == len(plan.items)
    return took


def _rename(folder: Path, other: Path, names: list[str]) -> float:
    there, here = ([os.path.join(place, name) for name in names] for place in (folder, other))
    took = seconds(lambda: _rename_all(there, here, other))
    for old, new in zip(here, there, strict=True):
        os.rename(old, new)
    other.rmdir()
    return took


def _rename_all(old: list[str], new: list[str], folder: Path) -> None:
    folder.mkdir()
    for one, other in zip(old, new, strict=True):
        os.rename(one, other)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
