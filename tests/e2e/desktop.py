"""A screen of one's own: Xvfb with a window manager, and hands (xdotool) and eyes (import) for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

TOOLS = ("Xvfb", "openbox", "xdotool", "import")


class Desktop:
    """An X server with openbox on a display number that nobody else has.

    Parameters
    ----------
    size : str
        Width and height, as "1440x900".
    """

    def __init__(self, size: str = "1440x900") -> None:
        missing = [tool for tool in TOOLS if shutil.which(tool) is None]
        assert not missing, f"install xvfb openbox xdotool imagemagick first: {missing} missing"
        self._running: list[subprocess.Popen[bytes]] = []
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        self._running.append(server)
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.start(["openbox"])
        time.sleep(0.5)

    def start(self, command: list[str], **environment: str) -> subprocess.Popen[bytes]:
        """Start a program on this screen."""
        program = subprocess.Popen(command, env=self.environment | environment)
        self._running.append(program)
        return program

    def do(self, *words: str) -> str:
        """Run xdotool with these words and return what it says."""
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def keys(self, *names: str) -> None:
        """Press keys one after another, as "ctrl+f" or "Down"."""
        for name in names:
            self.do("key", "--clearmodifiers", name)
            time.sleep(0.08)

    def type(self, text: str) -> None:
        """Type a text."""
        self.do("type", "--delay", "30", text)

    def click(self, x: int, y: int, window: str, holding: str = "") -> None:
        """Click at a place inside a window, perhaps while a key is held down."""
        self.do("mousemove", "--window", window, str(x), str(y))
        time.sleep(0.1)
        if holding:
            self.do("keydown", holding)
        self.do("click", "1")
        if holding:
            self.do("keyup", holding)
        time.sleep(0.1)

    def titles(self) -> list[str]:
        """Return the titles of all visible windows."""
        numbers = self.do("search", "--onlyvisible", "--name", ".").split()
        return [self.do("getwindowname", number) for number in numbers]

    def picture(self, path: Path) -> Path:
        """Take a picture of the whole screen."""
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True, timeout=30)
        return path

    def pixels(self, path: Path) -> np.ndarray:
        """Take a picture of the whole screen and return its pixels, (height, width, 3)."""
        self.picture(path)
        raw = subprocess.run(["convert", str(path), "-depth", "8", "rgb:-"], capture_output=True, check=True).stdout
        size = subprocess.run(["identify", "-format", "%w %h", str(path)], capture_output=True, check=True).stdout
        width, height = map(int, size.split())
        return np.frombuffer(raw, np.uint8).reshape(height, width, 3)

    def close(self) -> None:
        """Stop everything that was started here, the X server last."""
        for program in reversed(self._running):
            program.terminate()
        for program in reversed(self._running):
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()


def wait_until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait until something holds, or fail saying what did not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds} s still not: {what}"
        time.sleep(0.1)


def colours_in_viewer(screen: np.ndarray) -> int:
    """Return how many different saturated colours the lower right half of the screen shows."""
    pixels = screen[450:780, 350:1150].reshape(-1, 3).astype(int)
    strong = pixels[pixels.max(axis=1) - pixels.min(axis=1) > 60]
    return len(np.unique(strong, axis=0))
