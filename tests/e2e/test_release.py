"""The folder that PyInstaller makes runs by itself, in a real window: RELEASE=1 python -m pytest tests/e2e."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, wait_until

TOP = Path(__file__).parents[2]
HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    made = Desktop("1440x900")
    yield made
    made.close()


def test_a_release_is_built_and_starts(desktop: Desktop, tmp_path: Path) -> None:
    build = ["PyInstaller", "--noconfirm", f"--distpath={tmp_path}/dist", f"--workpath={tmp_path}/build"]
    subprocess.run([sys.executable, "-m", *build, str(TOP / "resources/release/sessionbrowser.spec")], check=True)
    folder = tmp_path / "dist/sessionbrowser"
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{size / 1e6:.0f} MB")
    assert size < 400e6

    environment = {name: str(tmp_path / name.lower()) for name in HOMES}
    for home in environment.values():
        Path(home).mkdir()
    # From elsewhere, so that nothing of the checkout is found by chance.
    program = desktop.start(["env", "-C", "/", str(folder / "sessionbrowser"), "--demo"], **environment)
    wait_until(lambda: any("SB012/2024-05-13/701" in title for title in desktop.titles()), "the demo is open", 60)
    runtime = Path(environment["XDG_RUNTIME_DIR"])
    wait_until(lambda: list(runtime.glob("sessionbrowser-*")), "the window listens for second starts")
    second = desktop.start([str(folder / "sessionbrowser"), "--demo", "--session", "tk03/2024-07-02"], **environment)
    assert second.wait(20) == 0
    wait_until(lambda: any("tk03/2024-07-02/001" in title for title in desktop.titles()), "it went there")
    desktop.keys("ctrl+q")
    assert program.wait(20) == 0
