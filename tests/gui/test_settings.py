"""What is remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from sessionbrowser.gui.settings import MOST_RECENT, Settings


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
