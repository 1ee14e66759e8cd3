"""What is exported is what was seen, says what it is, can be made again, and never lands among a session's data."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.roi_stats import roi_stats, z_scores
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Cancelled, NotOrdinaryFile, OneDataError
from sessionbrowser.sessions import LoadingRecipe, Suite2pSession
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.export import about, export_csv, export_npy, python_for_window, write_export
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Axis, Opened, open_one
from sessionbrowser.sessions.parts import Part
from sessionbrowser.sessions.spks import open_spks
from sessionbrowser.sessions.transforms import RoiScale

RECORDING = "ATL901/2023-01-25/701"
CUBE = np.arange(8).reshape(2, 2, 2)
WINDOW: tuple[Part, ...] = (slice(100, 140), (30, 2, 7))


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / RECORDING)


def made_by(lines: str) -> np.ndarray:
    names: dict[str, Any] = {}
    exec(lines, names)
    return names["data"]


def read_csv(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    """Return what a CSV says of itself, its columns, and its values."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line[2:] for line in lines if line.startswith("# ")]
    names, *rows = csv.reader(line for line in lines if not line.startswith("# "))
    return head, names, np.array(rows, float)


@pytest.mark.parametrize("kind", ["raw", "oasis", "significant", "corrected"])
def test_the_lines_of_python_make_the_window_again(session: Suite2pSession, kind: str) -> None:
    opened = open_spks(session, kind)
    excerpt = Excerpt(opened, WINDOW)
    values = excerpt.read()
    np.testing.assert_array_equal(values, session.get_spks(kind)[100:140][:, [30, 2, 7]])
    np.testing.assert_array_equal(made_by(python_for_window(session, opened.facts.path, WINDOW)), values)
    np.testing.assert_array_equal(made_by(about(excerpt, session)["python"]), values)
    scale = RoiScale("z-score", 1, z_scores(roi_stats(opened.source, 1)))  # type: ignore[arg-type]
    scaled = Excerpt(opened, WINDOW, (scale,))
    np.testing.assert_allclose(made_by(about(scaled, session)["python"]), scaled.read(), rtol=1e-5, atol=1e-6)
    opened.close()


def test_the_lines_for_a_recipe_that_gives_a_sparse_matrix(session: Suite2pSession) -> None:
    lines = python_for_window(session, session.one_path / "a.b.npy", (slice(0, 3), slice(1, 2)), is_sparse=True)
    assert lines.endswith("data = session.loadone('a.b')\ndata = data.toarray()\ndata = data[0:3, 1:2]\n")


def test_the_lines_for_a_file_of_suite2p_and_for_one_value(session: Suite2pSession, tmp_path: Path) -> None:
    path = session.suite2p_path / "plane0/F.npy"
    np.testing.assert_array_equal(
        made_by(python_for_window(session, path, (slice(3, 5), slice(0, 9)))), np.load(path)[3:5, :9]
    )
    np.save(tmp_path / "one.npy", np.array(3.5))
    assert made_by(python_for_window(None, tmp_path / "one.npy", ())) == 3.5


def test_npy_has_the_window_and_a_file_that_says_what_it_is(session: Suite2pSession, tmp_path: Path) -> None:
    opened = open_one(session, session.one_path / "mpci.roiActivityF.npy")
    export_npy(tmp_path / "out.npy", Excerpt(opened, WINDOW), session)
    opened.close()
    values = np.load(tmp_path / "out.npy")
    np.testing.assert_array_equal(values, session.get_spks("raw")[100:140][:, [30, 2, 7]])
    told = json.loads((tmp_path / "out.npy.json").read_text(encoding="utf-8"))
    times = session.loadone("mpci.times")
    assert told["file"] == str(session.one_path / "mpci.roiActivityF.npy")
    assert told["window"] == "frames 100–139 of 700 · 3 of 38 ROIs: 30, 2, 7"
    assert (told["transformations"], told["unit"]) == ([], "a.u.")
    assert told["axes"][0]["seconds"] == [times[100], times[139]]
    assert told["axes"][1] == {"name": "ROI", "of": 38, "places": [30, 2, 7]}
    assert "by sessionbrowser" in told["written"]
    np.testing.assert_array_equal(made_by(told["python"]), values)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.npy", "out.npy.json"]


def test_csv_says_what_it_is_and_loses_nothing(session: Suite2pSession, tmp_path: Path) -> None:
    opened = open_one(session, session.one_path / "mpci.roiActivityF.npy")
    scale = RoiScale("z-score", 1, z_scores(roi_stats(opened.source, 1)))  # type: ignore[arg-type]
    for name, transforms in (("plain", ()), ("scaled", (scale,))):
        excerpt = Excerpt(opened, WINDOW, transforms)
        export_csv(tmp_path / f"{name}.csv", excerpt, session)
        head, names, table = read_csv(tmp_path / f"{name}.csv")
        assert names == ["frame", "time (s)", "ROI 30", "ROI 2", "ROI 7"]
        np.testing.assert_array_equal(table[:, 0], np.arange(100, 140))
        np.testing.assert_array_equal(table[:, 1], session.loadone("mpci.times")[100:140])
        np.testing.assert_array_equal(table[:, 2:].astype(excerpt.read().dtype), excerpt.read())
        assert head[0] == f"file: {session.one_path / 'mpci.roiActivityF.npy'}"
        assert head[1] == "window: frames 100–139 of 700 · 3 of 38 ROIs: 30, 2, 7"
        assert head[2] == f"transformations: {'z-score per ROI' if transforms else 'none'}"
        python = "\n".join(line.removeprefix("    ") for line in head[head.index("to make it again:") + 1 :])
        np.testing.assert_allclose(made_by(python), excerpt.read(), rtol=1e-5, atol=1e-6)
    opened.close()


def test_time_goes_down_whichever_axis_it_is(session: Suite2pSession, tmp_path: Path) -> None:
    opened = open_one(session, session.suite2p_path / "plane0/F.npy")
    export_csv(tmp_path / "x.csv", Excerpt(opened, (slice(2, 4), slice(0, 5))), session)
    _, names, table = read_csv(tmp_path / "x.csv")
    assert names == ["frame", "time (s)", "ROI 2", "ROI 3"]
    np.testing.assert_array_equal(table[:, 2:].T.astype("f4"), np.load(session.suite2p_path / "plane0/F.npy")[2:4, :5])
    opened.close()


@pytest.mark.parametrize(
    ("array", "window", "names", "rows"),
    [
        (np.arange(3), (slice(1, 3),), ["axis 0", "a.b"], ["1,1", "2,2"]),
        (np.array(2.5), (), ["a.b"], ["2.5"]),
        (np.array(["x,y", 'q"']), (slice(0, 2),), ["axis 0", "a.b"], ['0,"x,y"', '1,"q"""']),
        (np.array([True, False]), (slice(0, 2),), ["axis 0", "a.b"], ["0,True", "1,False"]),
        (np.array([np.nan, -np.inf], "f4"), ((1, 0),), ["axis 0", "a.b"], ["1,-inf", "0,nan"]),
        (np.array(["2023-01-24"], "M8[D]"), (slice(0, 1),), ["axis 0", "a.b"], ["0,2023-01-24"]),
        (np.array([0.1], "f4"), (slice(0, 1),), ["axis 0", "a.b"], ["0,0.1"]),
        (np.zeros((0, 2)), (slice(0, 0), slice(0, 2)), ["axis 0", "axis 1 0", "axis 1 1"], []),
        (CUBE, (slice(0, 2), slice(1, 2), slice(0, 2)), ["axis 0", "axis 2 0", "axis 2 1"], ["0,2,3", "1,6,7"]),
        (CUBE, (slice(0, 1), slice(0, 2), slice(0, 1)), ["axis 0", "axis 1 0", "axis 1 1"], ["0,0,2"]),
    ],
)
def test_other_shapes_and_types(
    tmp_path: Path, array: np.ndarray, window: tuple[Part, ...], names: list[str], rows: list[str]
) -> None:
    opened = Opened(FileFacts(tmp_path / "a.b.npy"), MemorySource(array), None)
    export_csv(tmp_path / "x.csv", Excerpt(opened, window))
    lines = [line for line in (tmp_path / "x.csv").read_text().splitlines() if not line.startswith("# ")]
    assert lines == [",".join(names), *rows]


def test_more_than_two_axes_are_no_table(tmp_path: Path) -> None:
    opened = Opened(FileFacts(tmp_path / "a.b.npy"), MemorySource(np.zeros((2, 3, 4))), None)
    excerpt = Excerpt(opened, (slice(0, 2), slice(0, 3), slice(0, 4)))
    with pytest.raises(OneDataError, match="two axes, and this window has 3"):
        export_csv(tmp_path / "x.csv", excerpt)
    export_npy(tmp_path / "x.npy", excerpt)
    assert np.load(tmp_path / "x.npy").shape == (2, 3, 4)


def test_a_cancelled_export_leaves_what_was_there(session: Suite2pSession, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("before")
    opened = Opened(FileFacts(tmp_path / "a.b.npy"), MemorySource(np.zeros((400_000, 4))), None)
    excerpt = Excerpt(opened, (slice(0, 400_000), slice(0, 4)))
    cancel, told = Cancel(), []

    def progress(row: int, rows: int) -> None:
        told.append((row, rows))
        if row:
            cancel.set()

    with pytest.raises(Cancelled):
        export_csv(target, excerpt, session, cancel=cancel, progress=progress)
    assert told == [(0, 400_000), (262_144, 400_000)]
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["x.csv"]


@pytest.mark.parametrize("where", ["oneData", "oneData/.trash/20230101", "suite2p", "suite2p/plane0", "by link"])
def test_nothing_is_exported_among_a_sessions_data(session: Suite2pSession, tmp_path: Path, where: str) -> None:
    folder = Path(session.data_path, where)
    if where == "by link":
        folder = tmp_path / "link"
        folder.symlink_to(session.one_path)
    folder.mkdir(parents=True, exist_ok=True)
    before = sorted(folder.iterdir())
    opened = open_one(session, session.one_path / "mpci.times.npy")
    excerpt = Excerpt(opened, (slice(0, 5),))
    for export in (export_npy, export_csv):
        with pytest.raises(NotOrdinaryFile, match="where a session keeps its data"):
            export(folder / "licks.times.npy", excerpt, session)
    with pytest.raises(NotOrdinaryFile):
        write_export(folder / "new.png", lambda file: None)
    opened.close()
    assert sorted(folder.iterdir()) == before
    assert session.loadone("licks.times", force=True).shape == (129,)


def test_onedata_of_any_spelling_is_a_sessions_data(tmp_path: Path) -> None:
    (tmp_path / "ONEDATA").mkdir()
    with pytest.raises(NotOrdinaryFile):
        write_export(tmp_path / "ONEDATA/x.csv", lambda file: None)


def test_a_file_is_not_exported_over_itself(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.arange(9))
    opened = open_one(None, tmp_path / "x.npy")
    for export in (export_npy, export_csv):
        with pytest.raises(NotOrdinaryFile, match="over itself"):
            export(tmp_path / "x.npy", Excerpt(opened, (slice(0, 3),)))
    opened.close()
    assert np.load(tmp_path / "x.npy").shape == (9,)


def test_names_with_line_ends_stay_on_their_line(tmp_path: Path) -> None:
    opened = Opened(FileFacts(tmp_path / "a\nb.npy"), MemorySource(np.zeros(1)), None, (Axis("frame", 1),))
    export_csv(tmp_path / "x.csv", Excerpt(opened, (slice(0, 1),)))
    head, names, table = read_csv(tmp_path / "x.csv")
    assert head[0] == f"file: {tmp_path / 'a b.npy'}"
    assert names[0] == "frame"
    assert table.tolist() == [[0, 0]]


def test_a_recipe_of_positions_is_exported_too(session: Suite2pSession, tmp_path: Path) -> None:
    session.saveone(LoadingRecipe("roiPosition", None), "mpciROIs.stackPosition")
    opened = open_one(session, session.one_path / "mpciROIs.stackPosition.npy")
    export_csv(tmp_path / "x.csv", Excerpt(opened, (slice(0, 38), slice(0, 3))), session)
    _, names, table = read_csv(tmp_path / "x.csv")
    assert names == ["ROI", "axis 1 0", "axis 1 1", "axis 1 2"]
    np.testing.assert_array_equal(table[:, 1:], session.get_roi_position())
