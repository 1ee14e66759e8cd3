"""What every test stands on: no display, nobody's own settings, and the small lab."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples in every run, so that a failure comes with the change that made it; new ones are looked for with
# --hypothesis-profile=explore, and what they find is kept as an `@example`.
settings.register_profile("explore", derandomize=False)
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

LAB = Path(__file__).parent / "data" / "lab"


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own, so that no test reads or writes the settings of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture(scope="session")
def lab_path() -> Path:
    """The small lab as it is in the repository; only for reading."""
    return LAB


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A copy of the small lab that the test may do anything to."""
    return Path(shutil.copytree(LAB, tmp_path / "lab"))
