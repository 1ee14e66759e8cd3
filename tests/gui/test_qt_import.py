"""Importing Qt: what PySide compiles is kept, and Python is left as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

IMPORT = """
import builtins
plain, compiled = builtins.compile, []
def note(source, filename, *others, **named):
    compiled.append(str(filename))
    return plain(source, filename, *others, **named)
builtins.compile = note
before = builtins.__import__
from sessionbrowser.gui.qt_import import import_qt
import_qt()
assert builtins.compile is note and builtins.__import__ is before
from PySide6.QtCore import QPoint
try:
    QPoint("x")
except TypeError as error:  # worded by the support modules
    assert "Supported signatures" in str(error), error
print(sum("shibokensupport" in name for name in compiled))
"""


def imported(folder: Path, **environment: str) -> int:
    """Import Qt in a process of its own, and return how many support modules it compiled."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given |= {"PYTHONPYCACHEPREFIX": str(folder), **environment}
    told = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, timeout=60, check=False, env=given
    )
    assert told.returncode == 0, told.stderr
    return int(told.stdout)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("shibokensupport-*.pyc"))


def test_support_modules_are_compiled_once(tmp_path):
    count = imported(tmp_path)
    assert count > 0
    assert len(kept(tmp_path)) == count
    assert imported(tmp_path) == 0


@pytest.mark.parametrize("damage", [b"", b"no code at all", None])
def test_damaged_files_of_compiled_code_are_compiled_again(tmp_path, damage):
    count = imported(tmp_path)
    for path in kept(tmp_path):
        path.write_bytes(path.read_bytes()[:200] if damage is None else damage)
    assert imported(tmp_path) >= count


def test_another_source_is_compiled_again(tmp_path, monkeypatch):
    from sessionbrowser.gui import qt_import

    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for source, value in ((b"x = 1", 1), (b"x = 1", 1), (b"x = 2", 2), (b"x = 1", 1)):
        found: dict[str, int] = {}
        exec(qt_import._kept(source, "shibokensupport/of_a_test.py"), found)
        assert found["x"] == value
    assert len(kept(tmp_path)) == 1


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path):
    assert imported(tmp_path, PYTHONDONTWRITEBYTECODE="1") > 0
    assert not kept(tmp_path)
    assert imported(tmp_path, PYTHONDONTWRITEBYTECODE="1") > 0
