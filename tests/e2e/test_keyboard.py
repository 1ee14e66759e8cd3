"""The tour once more by keyboard alone, from the first start on: welcome, demo, session, views, clearing, two windows.

Nothing here touches the mouse. What happened is checked on the disk, in the titles of the windows and on the screen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sessionbrowser.gui.tokens import LIGHT
from tests.e2e.desktop import Desktop, colours_in_viewer, wait_until

SESSION = "SB012/2024-05-13/701"


class Hands:
    """The app on a screen of its own, on its very first start, and nothing but keys."""

    def __init__(self, desktop: Desktop, home: Path, pictures: Path) -> None:
        self.desktop, self.home, self.pictures = desktop, home, pictures
        self.number = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Start the app without arguments."""
        folders = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
        return self.desktop.start(
            [sys.executable, "-m", "sessionbrowser"], **{name: str(self.home / name.lower()) for name in folders}
        )

    def titles(self, words: str) -> int:
        """Return how many windows have these words in their title."""
        return sum(words in title for title in self.desktop.titles())

    def has_keys(self, words: str) -> bool:
        """Whether keys go to a window with these words in its title; what is typed before that is lost."""
        return words in self.desktop.do("getactivewindow", "getwindowname")

    def look(self, name: str) -> np.ndarray:
        """Keep a picture of this stage and return its pixels, (height, width, 3)."""
        self.number += 1
        return self.desktop.pixels(self.pictures / f"keys-{self.number}-{name}.png")

    def is_colourful(self) -> bool:
        """Whether the lower half of the screen shows the many colours of a picture."""
        return colours_in_viewer(self.look("viewer")) > 20

    def sees_a_verb(self) -> bool:
        """Whether a button of the welcome page is on the screen."""
        accent = tuple(bytes.fromhex(LIGHT.accent.removeprefix("#")))
        return bool((self.look("welcome") == accent).all(axis=-1).sum() > 1000)

    def is_dark(self) -> bool:
        """Whether most of the window is dark."""
        return float(np.median(self.look("theme")[100:700, 50:1200])) < 80

    def find_action(self, words: str) -> None:
        """Do an action by its words."""
        self.desktop.keys("ctrl+shift+p")
        self.desktop.type(words)
        self.desktop.keys("Return")


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    pictures = Path(os.environ.get("TOUR_PICTURES", tmp_path / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    desktop = Desktop("1600x1000")
    try:
        yield Hands(desktop, tmp_path / "home", pictures)
    finally:
        desktop.close()


def test_the_tour_by_keyboard_alone(hands: Hands) -> None:
    desktop = hands.desktop
    program = hands.start()
    wait_until(lambda: hands.has_keys("sessionbrowser"), "the window is there")
    wait_until(hands.sees_a_verb, "its parts are there")  # what is typed into the outline is lost
    desktop.keys("Tab", "space")  # from "Open folder…" on to "Try the demo"
    wait_until(lambda: hands.titles("demo-lab"), "the demo is open")
    root = next((hands.home / "xdg_cache_home").glob("sessionbrowser/demo-lab*"))
    onedata = next(path for path in (root / SESSION).iterdir() if path.name.lower() == "onedata")
    before = {path.name: path.read_bytes() for path in onedata.iterdir() if path.is_file()}

    desktop.keys("ctrl+f")
    desktop.type("sb012 05-13")
    desktop.keys("Down", "Down")
    wait_until(lambda: hands.titles(SESSION), "the session is chosen")
    wait_until(hands.is_colourful, "its spks are shown")
    hands.find_action("dark theme")
    wait_until(hands.is_dark, "it is dark")
    hands.find_action("light theme")
    wait_until(lambda: not hands.is_dark(), "it is light again")

    desktop.keys("F6", "F6", "plus", "plus", "Right", "Up", "Return")  # over the files to the picture: zoom, go, pin
    wait_until(hands.is_colourful, "the picture is still there")
    hands.look("zoomed")
    desktop.keys("a", "ctrl+Tab")
    hands.look("traces")
    desktop.keys("ctrl+shift+Tab")

    desktop.keys("ctrl+shift+f")
    desktop.type("significantfluorescence")
    desktop.keys("Down", "Home", "Down", "shift+Down", "Delete")
    wait_until(lambda: hands.has_keys("Move 2 files"), "the question is asked")
    hands.look("question")
    desktop.keys("Tab", "space")
    wait_until(lambda: len(before.keys() - names(onedata)) == 2, "two files are gone")
    wait_until(lambda: hands.has_keys("demo-lab"), "the question is gone")
    desktop.keys("ctrl+3")
    hands.look("trash")
    desktop.keys("ctrl+2")
    hands.look("clean-up")
    desktop.keys("ctrl+1", "ctrl+z")
    wait_until(lambda: names(onedata) >= before.keys(), "they are back")
    assert {path.name: path.read_bytes() for path in onedata.iterdir() if path.is_file()} == before

    desktop.keys("ctrl+comma")
    wait_until(lambda: hands.has_keys("Settings"), "the settings are open")
    desktop.keys("Escape")
    wait_until(lambda: hands.has_keys("demo-lab"), "the settings are closed")
    desktop.keys("F1")
    wait_until(lambda: hands.has_keys("Keys"), "the keys are told")
    desktop.keys("Escape")
    wait_until(lambda: hands.has_keys("demo-lab"), "the keys are put away")
    desktop.keys("ctrl+n")
    wait_until(lambda: hands.titles("demo-lab") == 2, "there is another window")
    wait_until(lambda: not hands.has_keys(SESSION), "keys go there")
    desktop.keys("ctrl+w")
    wait_until(lambda: hands.titles("demo-lab") == 1, "it is closed again")
    wait_until(lambda: hands.has_keys(SESSION), "keys go to the first one again")
    desktop.keys("ctrl+q")
    assert program.wait(20) == 0

    again = hands.start()
    wait_until(lambda: hands.has_keys(SESSION), "it goes on where it was")
    desktop.keys("ctrl+q")
    assert again.wait(20) == 0
    log = hands.home / "xdg_state_home" / "sessionbrowser" / "log" / "sessionbrowser.log"
    assert "CRITICAL" not in log.read_text(encoding="utf-8")


def names(folder: Path) -> set[str]:
    """Return the names of what is in a folder."""
    return {path.name for path in folder.iterdir()}
