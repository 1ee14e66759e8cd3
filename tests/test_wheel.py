"""What is installed is all there: a wheel is built, unpacked elsewhere, and runs without the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_it_holds_the_package_and_the_resources_that_are_used(wheel):
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
    package = [*(TOP / "sessionbrowser").rglob("*.py"), TOP / "sessionbrowser/py.typed"]
    used = {path for part in ("coloured", "icons", "desktop") for path in (TOP / "resources" / part).iterdir()}
    named = {path.relative_to(TOP).as_posix() for path in package}
    named |= {f"sessionbrowser/{path.relative_to(TOP).as_posix()}" for path in used}
    assert held == named
    assert wheel.stat().st_size < 1_500_000


def test_it_runs_without_the_checkout(wheel, tmp_path):
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(site)
    (tmp_path / "temporary").mkdir()
    environment = os.environ | {"PYTHONPATH": str(site), "TMPDIR": str(tmp_path / "temporary")}

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "sessionbrowser", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    assert run("--screenshot", "welcome.png") == ""
    assert (tmp_path / "welcome.png").stat().st_size > 10_000
    assert list((tmp_path / "temporary").iterdir()) == []
    run("--install-desktop")
    share = Path(os.environ["XDG_DATA_HOME"])
    assert (share / "icons/hicolor/scalable/apps/sessionbrowser.svg").is_file()
    run("--uninstall-desktop")
