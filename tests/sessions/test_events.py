"""What happens along time: found by headers, loaded as it is in the files, with gaps where there are gaps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled, Damaged, OneDataError
from sessionbrowser.sessions.events import Track, events_in, events_of, load_track
from sessionbrowser.sessions.facts import inspect_file
from sessionbrowser.sessions.track_loading import LoadedTrack, speed_of
from tests.sessions.helpers import write_recipe

RECORDING = "ATL901/2023-01-25/701"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "onedata").mkdir()
    return tmp_path


def save(folder: Path, **arrays: Any) -> None:
    """Save arrays by onedata names, with a double underscore for the dot."""
    for name, array in arrays.items():
        np.save(folder / "onedata" / f"{name.replace('__', '.')}.npy", array)


def tracks(folder: Path) -> dict[str, Track]:
    return {track.name: track for track in events_in(folder)}


def loaded(folder: Path, name: str) -> LoadedTrack:
    return load_track(tracks(folder)[name])


def test_all_there_is_in_a_session(lab_path: Path) -> None:
    found = events_in(lab_path / RECORDING)
    assert [(track.name, track.kind, track.count, track.unit, track.problem) for track in found] == [
        ("licks", "ticks", 129, "", ""),
        ("rewards", "ticks", 8, "", ""),
        ("position", "strip", 2829, "cm", ""),
        ("speed", "strip", 2829, "cm/s", ""),
        ("trial starts", "ticks", 8, "", ""),
        ("environments", "spans", 8, "", ""),
    ]
    for track in found:
        times = load_track(track).times
        assert (np.diff(times.ravel()) >= 0).all()
        assert len(times)


def test_facts_that_are_known_already_do(lab_path: Path) -> None:
    onedata = lab_path / RECORDING / "oneData"
    assert events_of(inspect_file(path) for path in sorted(onedata.iterdir())) == events_in(onedata.parent)


def test_no_session_no_events(tmp_path: Path) -> None:
    assert events_in(tmp_path) == ()
    assert events_of(()) == ()


def test_ticks_are_the_times_of_the_file(lab_path: Path) -> None:
    times = np.load(lab_path / RECORDING / "oneData/licks.times.npy")
    track = loaded(lab_path / RECORDING, "licks")
    np.testing.assert_array_equal(track.times, times)
    assert (track.times.dtype, track.values, track.labels) == (np.float64, None, ())


def test_ticks_in_any_order_and_none_at_all(folder: Path) -> None:
    save(folder, licks__times=np.array([3, np.nan, 1, 2], "f4"), rewards__times=np.array([], np.uint8))
    assert loaded(folder, "licks").times.tolist() == [1, 2, 3]
    assert (tracks(folder)["rewards"].count, loaded(folder, "rewards").times.shape) == (0, (0,))


def test_position_has_gaps_between_trials(folder: Path) -> None:
    times = np.array([0, 1, 2, 3, 4, 5, 30, 31, 32.0])
    save(folder, positionTracking__times=times, positionTracking__position=[0, 5, 9, 0, 4, 8, 0, 3, 6])
    save(folder, trials__positionTracking=[0, 3, 6, 99, -1])
    track = loaded(folder, "position")
    np.testing.assert_array_equal(track.times, [0, 1, 2, 2.5, 3, 4, 5, 6, 30, 31, 32])
    np.testing.assert_array_equal(track.values, [0, 5, 9, np.nan, 0, 4, 8, np.nan, 0, 3, 6])
    assert [track.value_at(time) for time in (-1, 0, 0.9, 1, 2.6, 5.5, 12, 32, 33)] == [
        *(None, 0, 0, 5, None, 8, None, 6, None)
    ]


def test_without_trials_pauses_are_gaps(folder: Path) -> None:
    save(folder, positionTracking__times=[0, 1, 2, 9, 10], positionTracking__position=[0, 5, 9, 0, 4])
    assert np.isnan(loaded(folder, "position").values).tolist() == [False] * 3 + [True] + [False] * 2
    save(folder, trials__positionTracking=np.zeros((2, 2)))
    assert np.isnan(loaded(folder, "position").values).sum() == 1
    save(folder, positionTracking__times=[0], positionTracking__position=[7])
    assert loaded(folder, "position").values.tolist() == [7]


def test_position_is_that_of_the_file_but_for_the_gaps(lab_path: Path) -> None:
    onedata = lab_path / RECORDING / "oneData"
    track = loaded(onedata.parent, "position")
    inside = ~np.isnan(track.values)
    np.testing.assert_array_equal(track.values[inside], np.load(onedata / "positionTracking.position.npy"))
    np.testing.assert_array_equal(track.times[inside], np.load(onedata / "positionTracking.times.npy"))
    assert (~inside).sum() == 7


def brute_force_speed(times: np.ndarray, position: np.ndarray) -> list[float]:
    speeds = []
    for i, time in enumerate(times):
        near = [j for j, other in enumerate(times) if time - 0.1 <= other <= time + 0.1]
        first, last = min(*near, max(i - 1, 0)), max(*near, min(i + 1, len(times) - 1))
        passed = times[last] - times[first]
        with np.errstate(over="ignore"):
            speeds.append((position[last] - position[first]) / passed if passed > 0 else np.nan)
    return speeds


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 0.3), max_size=30), st.integers(0, 100))
def test_speed_is_position_over_time(steps: list[float], seed: int) -> None:
    times = np.cumsum(steps)
    position = np.random.default_rng(seed).normal(0, 10, len(times))
    np.testing.assert_array_equal(speed_of(times, position), brute_force_speed(times, position))


def test_a_steady_run_has_one_speed_also_across_trials(folder: Path) -> None:
    times = np.arange(0, 10, 0.02)
    save(folder, positionTracking__times=times, positionTracking__position=20 * (times % 5))
    save(folder, trials__positionTracking=[0, 250])
    speed = loaded(folder, "speed")
    assert np.isnan(speed.values).sum() == 1
    np.testing.assert_allclose(speed.values[~np.isnan(speed.values)], 20)


def test_the_wheel_tells_speed_where_there_is_one(folder: Path) -> None:
    save(folder, positionTracking__times=[0, 1], positionTracking__position=[0, 5])
    assert tracks(folder)["speed"].times.name == "positionTracking.times.npy"
    save(folder, wheelPosition__times=[0, 1, 2], wheelPosition__position=[0, 7, 14])
    assert loaded(folder, "speed").values.tolist() == [7, 7, 7]
    save(folder, wheelPosition__position=[0, 7])
    assert tracks(folder)["speed"].times.name == "positionTracking.times.npy"


def test_environments_are_spans_of_like_trials(folder: Path) -> None:
    save(folder, trials__startTimes=[0, 10, 20, 30], trials__environmentIndex=np.array([1, 1, -1, 2], "i2"))
    track = loaded(folder, "environments")
    assert track.times.tolist() == [[0, 20], [20, 30], [30, np.inf]]
    assert track.values.tolist() == [1, -1, 2]
    assert track.labels == ("environment 1", "environment unknown", "environment 2")
    assert [track.place_at(time) for time in (-1, 0, 19, 20, 1e9)] == [None, 0, 0, 1, 2]
    save(folder, mpci__times=[0, 35.5])
    assert loaded(folder, "environments").times[-1].tolist() == [30, 35.5]
    save(folder, positionTracking__times=[0, 34])
    assert loaded(folder, "environments").times[-1].tolist() == [30, 34]
    assert loaded(folder, "environments").place_at(34) is None


def test_no_trials_are_no_spans(folder: Path) -> None:
    save(folder, trials__startTimes=np.zeros(0), trials__environmentIndex=np.zeros(0, "i2"))
    track = loaded(folder, "environments")
    assert (track.times.shape, track.values.shape, track.labels, track.place_at(3)) == ((0, 2), (0,), (), None)


def test_times_of_a_labs_own_are_ticks(folder: Path) -> None:
    save(folder, pupil__times=[1, 2, 3], trials__goCue_times=[5, np.nan], mpci__times=[1], wheelPosition__times=[1])
    save(folder, pupil__diameter=[1, 2, 3], sometimes=[1])
    assert [(name, track.kind, track.count) for name, track in tracks(folder).items()] == [
        ("pupil", "ticks", 3),
        ("trials.goCue", "ticks", 2),
    ]
    assert loaded(folder, "trials.goCue").times.tolist() == [5]


@pytest.mark.parametrize(
    ("files", "name", "problem"),
    [
        ({"licks__times": np.zeros((3, 2))}, "licks", "licks.times.npy: it holds no list of numbers"),
        ({"licks__times": np.zeros(3, bool)}, "licks", "licks.times.npy: it holds no numbers"),
        ({"licks__times": np.zeros(3, "M8[s]")}, "licks", "licks.times.npy: it holds no numbers"),
        (
            {"positionTracking__times": [1, 2], "positionTracking__position": [1, 2, 3]},
            "position",
            "positionTracking.position.npy has 3 values for 2 times",
        ),
        (
            {"trials__startTimes": [1, 2], "trials__environmentIndex": [1]},
            "environments",
            "trials.environmentIndex.npy has 1 values for 2 times",
        ),
    ],
)
def test_what_does_not_go_together_says_so(folder: Path, files: dict[str, Any], name: str, problem: str) -> None:
    save(folder, **files)
    track = tracks(folder)[name]
    assert track.problem == problem
    with pytest.raises(Damaged):
        load_track(track)


def test_broken_files_and_recipes_say_so(folder: Path) -> None:
    (folder / "onedata/licks.times.npy").write_bytes(b"")
    write_recipe(folder / "onedata/rewards.times.npy", "S2P", "F")
    assert tracks(folder)["licks"].problem == "licks.times.npy: empty file"
    assert tracks(folder)["rewards"].problem == "rewards.times.npy: it holds no numbers"


@pytest.mark.parametrize("name", ["position", "speed", "environments"])
@pytest.mark.parametrize(
    ("times", "why"), [([2, 1, 3], "times are not increasing"), ([1, np.nan, 2], "some times are not numbers")]
)
def test_times_that_are_none_are_found_when_they_are_read(
    folder: Path, name: str, times: list[float], why: str
) -> None:
    save(folder, positionTracking__times=times, positionTracking__position=[1, 2, 3])
    save(folder, trials__startTimes=times, trials__environmentIndex=[1, 2, 3])
    assert tracks(folder)[name].problem == ""
    with pytest.raises(Damaged, match=why):
        loaded(folder, name)


def test_files_that_change_meanwhile(folder: Path) -> None:
    save(folder, positionTracking__times=[0, 1, 2], positionTracking__position=[0, 5, 9])
    track = tracks(folder)["position"]
    save(folder, positionTracking__position=[0, 5])
    with pytest.raises(Damaged, match="2 values for 3 times"):
        load_track(track)
    track.times.unlink()
    with pytest.raises(OneDataError):
        load_track(track)


def test_loading_can_be_cancelled(lab_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    for track in events_in(lab_path / RECORDING):
        with pytest.raises(Cancelled):
            load_track(track, cancel)


def test_the_panel_of_the_window_needs_no_numpy() -> None:
    program = "import sys, sessionbrowser.sessions.events; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
