"""The line about a session says what its files tell, and nothing else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sessionbrowser.lab.summary import summarise
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State, Step

IMAGING = {
    "mpci.times": (1500,),
    "mpci.roiActivityF": (1500, 63),
    "mpciROIs.isCell": (63, 2),
    "trials.startTimes": (18,),
    "licks.times": (228,),
}


def facts(shapes: dict[str, tuple[int, ...] | None], **more) -> list[FileFacts]:
    return [
        FileFacts(Path(f"{name}.npy"), Kind.ARRAY, shape=shape, **({"health": Health()} | more))
        for name, shape in shapes.items()
    ]


def with_values(**values) -> SimpleNamespace:
    return SimpleNamespace(values=SimpleNamespace(**values))


def test_all_parts_in_order():
    times = 2 + np.arange(1500) / 6
    session = with_values(planeNames=["plane0", "plane1"])
    assert summarise(session, facts(IMAGING), times) == "1500 frames · 63 ROIs in 2 planes · 6.0 Hz · 18 trials"


def test_what_is_unknown_is_left_out():
    assert summarise(None, facts({"trials.startTimes": (5,), "licks.times": (72,)})) == "5 trials"
    assert summarise(None, facts({"mpci.times": (600,)})) == "600 frames"
    assert summarise(object(), []) == ""


def test_one_of_each_is_singular():
    shapes = {"mpci.roiActivityF": (1, 1), "trials.startTimes": (1,)}
    assert summarise(with_values(planeNames=["plane0"]), facts(shapes)) == "1 frame · 1 ROI in 1 plane · 1 trial"


def test_planes_may_be_told_by_a_recipe():
    rows = (("plane2", (28, 900)), ("plane0", (34, 900)))
    recipe = facts({"mpci.roiActivityF": (900, 62)}, steps=(Step("Planes", rows=rows),))
    assert summarise(None, recipe) == "900 frames · 62 ROIs in 2 planes"


def test_values_fill_in_what_no_file_tells():
    session = with_values(numFrames=900, numROIs=91, planeNames=["a", "b", "c"], numTrials=10)
    assert summarise(session, facts({"licks.times": (3,)})) == "900 frames · 91 ROIs in 3 planes · 10 trials"


@pytest.mark.parametrize("nonsense", ["many", None, -3, [1]])
def test_values_that_are_no_counts_are_not_repeated(nonsense):
    assert summarise(with_values(numFrames=nonsense, numROIs=nonsense, planeNames=nonsense), []) in ("",)


def test_one_odd_file_does_not_speak_for_the_session():
    shapes = {"mpci.other": (7, 3), "mpci.a": (600,), "mpci.b": (600,), "trials.scalar": ()}
    assert summarise(None, facts(shapes)).startswith("600 frames")


def test_broken_files_do_not_count():
    broken = facts({"mpci.times": (10**12,)}, health=Health(State.DAMAGED, "cut after 38 kB"))
    assert summarise(None, broken) == ""


@pytest.mark.parametrize(
    "times",
    [np.array([]), np.array([1.0]), np.zeros(5), np.array([0, np.nan, np.inf, 3]), np.ones((3, 3)), -np.arange(9)],
)
def test_times_that_are_none_give_no_rate(times):
    assert summarise(None, facts({"mpci.times": (9,)}), times) == "9 frames"


def test_a_pause_does_not_change_the_rate():
    times = np.concatenate([np.arange(50) / 30, 100 + np.arange(50) / 30])
    assert "30.0 Hz" in summarise(None, facts({"mpci.times": (100,)}), times)
