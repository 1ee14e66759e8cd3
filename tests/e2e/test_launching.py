"""The way in by the desktop: its entry is installed, and started by gtk-launch with a file, and then with another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, wait_until

LAB = Path(__file__).parents[1] / "data/lab"
FIRST, SECOND = "ATL901/2023-01-25/701", "ATL901/2023-01-24/701"
HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop("1440x900")
    for name in HOMES:
        made.environment[name] = str(tmp_path / name.lower())
        Path(made.environment[name]).mkdir()
    # Where the package is only checked out, not installed, its command needs to find it.
    made.environment["PYTHONPATH"] = os.pathsep.join([str(LAB.parents[2]), os.environ.get("PYTHONPATH", "")])
    yield made
    made.close()


def run(desktop: Desktop, *words: str) -> str:
    done = subprocess.run(words, env=desktop.environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def make_file_manager(folder: Path) -> str:
    """Write a file manager as the system has one, and return its entry's name."""
    (folder / "applications").mkdir(parents=True)
    lines = ("[Desktop Entry]", "Type=Application", "Name=Files", "Exec=true %u", "MimeType=inode/directory;", "")
    (folder / "applications/files.desktop").write_text("\n".join(lines))
    subprocess.run(["update-desktop-database", str(folder / "applications")], check=True)
    return "files.desktop"


def launch(desktop: Desktop, path: str) -> None:
    """Start the app as a file manager does; what it says would keep a pipe open as long as it runs."""
    assert desktop.start(["gtk-launch", "sessionbrowser", path]).wait(30) == 0


def test_a_file_is_opened_by_the_desktop_and_a_second_one_in_the_same_window(desktop: Desktop, tmp_path: Path) -> None:
    lab = Path(shutil.copytree(LAB, tmp_path / "lab"))
    desktop.environment["XDG_DATA_DIRS"] = f"{tmp_path}/system:/usr/share"
    manager = make_file_manager(tmp_path / "system")
    times = str(lab / FIRST / "oneData/mpci.times.npy")
    run(desktop, sys.executable, "-m", "sessionbrowser", "--install-desktop")
    assert run(desktop, "xdg-mime", "query", "filetype", times) == "application/x-npy"
    assert run(desktop, "xdg-mime", "query", "default", "application/x-npy") == "sessionbrowser.desktop"
    assert run(desktop, "xdg-mime", "query", "default", "inode/directory") == manager

    launch(desktop, times)
    wait_until(lambda: any(FIRST in title for title in desktop.titles()), "the session of the file is open")
    runtime = Path(desktop.environment["XDG_RUNTIME_DIR"])
    wait_until(lambda: list(runtime.glob("sessionbrowser-*")), "the window listens for second starts")
    window = desktop.do("search", "--onlyvisible", "--name", FIRST)

    launch(desktop, str(lab / SECOND))
    wait_until(lambda: any(SECOND in title for title in desktop.titles()), "the window went to the other session")
    assert desktop.do("search", "--onlyvisible", "--name", SECOND) == window

    said = run(desktop, sys.executable, "-m", "sessionbrowser", str(lab / SECOND))
    assert said == "Opened in the window that was there; --new-window opens another."

    other = desktop.start([sys.executable, "-m", "sessionbrowser", "--new-window", str(lab / FIRST)])
    wait_until(lambda: any(FIRST in title for title in desktop.titles()), "a window of its own is open")
    assert any(SECOND in title for title in desktop.titles())
    desktop.do("windowactivate", "--sync", desktop.do("search", "--onlyvisible", "--name", FIRST))
    desktop.keys("ctrl+q")
    assert other.wait(20) == 0
    desktop.do("windowactivate", "--sync", window)
    desktop.keys("ctrl+q")
    wait_until(lambda: not any("sessionbrowser" in title for title in desktop.titles()), "all windows are closed")
    run(desktop, sys.executable, "-m", "sessionbrowser", "--uninstall-desktop")
    assert list(Path(desktop.environment["XDG_DATA_HOME"]).rglob("*sessionbrowser*")) == []
