"""What is remembered."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from sessionbrowser.gui.settings import MOST_RECENT, Last, Settings


def test_values_survive_in_the_file(tmp_path):
    path = tmp_path / "settings.ini"
    first = Settings(path)
    first.set_flag("join", False)
    first.set_text("theme", "dark")
    first.set_state("geometry", QByteArray(b"\x00\x01\xff"))
    first.remember_root(Path("/mnt/a|b, c"), 18)
    first.sync()
    second = Settings(path)
    assert second.flag("join", True) is False
    assert second.text("theme") == "dark"
    assert second.state("geometry") == QByteArray(b"\x00\x01\xff")
    assert [(each.path, each.sessions) for each in second.recent] == [(Path("/mnt/a|b, c"), 18)]


def test_what_is_not_there_or_makes_no_sense_is_the_default(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text("[General]\ntheme=1, 2\ngeometry=abc\nrecent=nonsense\n")
    settings = Settings(path)
    assert settings.flag("join", True) is True
    assert settings.text("theme", "system") == "system"
    assert settings.state("geometry").isEmpty()
    assert [(each.path, each.sessions, each.day) for each in settings.recent] == [(Path(), -1, "nonsense")]


def test_recent_roots_are_newest_first_without_doubles_and_not_too_many():
    settings = Settings.in_memory()
    for number in range(MOST_RECENT + 3):
        settings.remember_root(Path(f"/lab{number}"), number)
    settings.remember_root(Path("/lab5"), 50)
    recent = settings.recent
    assert len(recent) == MOST_RECENT
    assert (recent[0].path, recent[0].sessions) == (Path("/lab5"), 50)
    assert len({each.path for each in recent}) == MOST_RECENT


def test_settings_in_memory_leave_no_trace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.in_memory()
    settings.set_text("theme", "dark")
    settings.sync()
    assert settings.text("theme") == "dark"
    assert list(tmp_path.iterdir()) == []
    assert Settings.in_memory().text("theme") == ""


def test_damaged_settings_are_set_aside_and_that_is_said_once(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_bytes(b"[General\ntheme=dark\n\x00\xff")
    settings = Settings(path)
    broken = tmp_path / "settings.ini.broken"
    assert broken.read_bytes().startswith(b"[General")
    assert str(broken) in settings.trouble
    assert settings.text("theme", "system") == "system"
    settings.set_text("theme", "light")
    settings.sync()
    again = Settings(path)
    assert again.text("theme") == "light"
    assert again.trouble == ""


def test_damaged_settings_that_cannot_be_set_aside_are_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "settings.ini"
    path.write_bytes(b"[General\n")

    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    settings = Settings(path)
    assert "Permission denied" in settings.trouble
    settings.set_text("theme", "light")
    settings.sync()
    assert settings.text("theme") == "light"
    assert path.read_bytes() == b"[General\n"


def test_a_change_is_told_once(qtbot):
    settings = Settings.in_memory()
    told = []
    settings.changed.connect(told.append)
    settings.set_flag("join", True)
    settings.set_flag("join", True)
    settings.set_flag("join", False)
    assert told == ["join", "join"]


def test_what_was_open_last():
    settings = Settings.in_memory()
    assert settings.last is None
    settings.remember_last(Path("/lab"), "ATL901/2023-01-24/701")
    assert settings.last == Last(Path("/lab"), "ATL901/2023-01-24/701")
    settings.remember_file("mpci.times.npy")
    settings.remember_last(Path("/lab"))
    assert settings.last == Last(Path("/lab"), "ATL901/2023-01-24/701", "mpci.times.npy")
    settings.remember_last(Path("/other"))
    assert settings.last == Last(Path("/other"), "", "mpci.times.npy")


@pytest.mark.parametrize(("text", "age", "stays"), [("", 60, False), ("", 0, True), ("12\napp\nhost\n", 60, True)])
def test_a_lock_that_was_never_written_is_not_waited_for(tmp_path, text, age, stays):
    lock = tmp_path / "settings.ini.lock"
    lock.write_text(text)
    os.utime(lock, (time.time() - age,) * 2)
    Settings(tmp_path / "settings.ini")
    assert lock.exists() == stays
