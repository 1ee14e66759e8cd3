"""The tour of a real window: open the demo, filter, look at three kinds of files, clear two, take it back.

Keys and mouse come from xdotool, and what happened is checked on the disk and on the screen. The pictures of all
stages are kept in the folder that the environment variable TOUR_PICTURES names, else in a temporary one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.desktop import Desktop, colours_in_viewer, wait_until

SESSION = "SB012/2024-05-13/701"
# Where things are in the window, as the measures of the look say (sessionbrowser/gui/tokens.py).
SIDEBAR, ROW = 272, 24
TABLE_TOP = 28 + 40 + 24 + ROW  # menu bar, session header, table header, the row of spks


class Tour:
    """The app on a screen of its own, with the demo open."""

    def __init__(self, desktop: Desktop, home: Path, pictures: Path) -> None:
        self.desktop, self.pictures = desktop, pictures
        self.number = 0
        self.program = desktop.start(
            [sys.executable, "-m", "sessionbrowser", "--demo"],
            **{name: str(home / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")},
        )
        self.cache = home / "xdg_cache_home"
        wait_until(lambda: self.window("sessionbrowser"), "the window is there")
        wait_until(lambda: any("demo-lab" in title for title in desktop.titles()), "the demo is open")
        root = next(self.cache.glob("sessionbrowser/demo-lab*"))
        self.onedata = next(path for path in (root / SESSION).iterdir() if path.name.lower() == "onedata")

    def window(self, title: str) -> str:
        """Return the number of the visible window with this in its title, or nothing."""
        return self.desktop.do("search", "--onlyvisible", "--name", title).split("\n")[0]

    def click_row(self, row: int, holding: str = "") -> None:
        """Click a file of the onedata table."""
        self.desktop.click(SIDEBAR + 120, TABLE_TOP + ROW * row + ROW // 2, self.window("demo-lab"), holding)

    def look(self, name: str) -> np.ndarray:
        """Keep a picture of this stage and return its pixels, (height, width, 3)."""
        self.number += 1
        return self.desktop.pixels(self.pictures / f"{self.number}-{name}.png")

    def colours_in_viewer(self) -> int:
        """Return how many different saturated colours the lower right half of the screen shows."""
        return colours_in_viewer(self.look("viewer"))

    def show(self, words: str, name: str) -> None:
        """Filter the table, go to its first row by keyboard, and wait until its picture is in the viewer."""
        self.desktop.keys("ctrl+shift+f", "ctrl+a")
        self.desktop.type(words)
        self.click_row(0)
        wait_until(lambda: self.colours_in_viewer() > 20, f"the picture of {name} is there")

    def names(self) -> set[str]:
        """Return the names in onedata on the disk."""
        return {path.name for path in self.onedata.iterdir()}


@pytest.fixture
def tour(tmp_path: Path) -> Iterator[Tour]:
    pictures = Path(os.environ.get("TOUR_PICTURES", tmp_path / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    desktop = Desktop("1600x1000")
    try:
        yield Tour(desktop, tmp_path / "home", pictures)
    finally:
        desktop.close()


def test_look_clear_and_take_back(tour: Tour) -> None:
    desktop = tour.desktop
    before = {path.name: path.read_bytes() for path in tour.onedata.iterdir() if path.is_file()}
    tour.look("open")

    desktop.keys("ctrl+f")
    desktop.type("sb012 05-13")
    tour.look("filtered")
    desktop.keys("Down", "Down")
    wait_until(lambda: any(SESSION in title for title in desktop.titles()), "the session is chosen")
    wait_until(lambda: tour.colours_in_viewer() > 20, "its spks are shown first")
    tour.look("session")

    tour.show("oasis", "mpci.roiActivityDeconvolvedOasis.npy")
    tour.look("array")
    tour.show("roiactivityf", "mpci.roiActivityF.npy")
    tour.look("recipe")
    tour.show("significantfluorescencebase", "mpci.roiSignificantFluorescenceBase.npz")
    tour.look("sparse")

    desktop.keys("ctrl+shift+f", "ctrl+a")
    desktop.type("significantfluorescence")
    tour.click_row(0)
    tour.click_row(1, holding="ctrl")
    desktop.keys("Delete")
    wait_until(lambda: tour.window("Move 2 files"), "the question is asked")
    tour.look("question")
    desktop.keys("Escape")
    wait_until(lambda: not tour.window("Move 2 files"), "the question is gone")
    assert tour.names() == set(before)

    tour.click_row(0)
    tour.click_row(1, holding="ctrl")
    desktop.keys("Delete")
    wait_until(lambda: tour.window("Move 2 files"), "the question is asked again")
    desktop.keys("Return")  # Cancel is the default
    wait_until(lambda: not tour.window("Move 2 files"), "the question is gone again")
    assert tour.names() == set(before)

    desktop.keys("Delete")
    wait_until(lambda: tour.window("Move 2 files"), "the question is asked a third time")
    desktop.keys("Tab", "space")
    wait_until(lambda: len(set(before) - tour.names()) == 2, "two files are gone")
    gone = set(before) - tour.names()
    assert gone == {"mpci.roiSignificantFluorescence.npz", "mpci.roiSignificantFluorescenceBase.npz"}
    [batch] = (tour.onedata / ".trash").iterdir()
    assert {name: (batch / name).read_bytes() for name in gone} == {name: before[name] for name in gone}
    tour.look("cleared")

    desktop.keys("ctrl+z")
    wait_until(lambda: tour.names() >= set(before), "they are back")
    tour.look("back")
    after = {path.name: path.read_bytes() for path in tour.onedata.iterdir() if path.is_file()}
    assert after == before

    desktop.keys("ctrl+q")
    assert tour.program.wait(20) == 0
