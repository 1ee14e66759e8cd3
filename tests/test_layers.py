"""The house rules that only a look at all files can check: who imports whom, and how long a file gets."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sessionbrowser

PACKAGE = Path(sessionbrowser.__file__).parent
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
ROOMS = ("arrays", "sessions", "lab", "gui")
GROUND = ("errors", "platform", "folders")
QT = ("PySide6", "pyqtgraph", "shiboken6")
LONGEST = 330

# Which part of the package each part may import, itself aside.
MAY_IMPORT = {
    "errors": (),
    "platform": ("errors",),
    "folders": ("errors", "platform"),
    "arrays": GROUND,
    "sessions": (*GROUND, "arrays"),
    "lab": (*GROUND, "arrays", "sessions"),
    "demo": (*GROUND, "arrays", "sessions"),
    "gui": (*GROUND, "arrays", "sessions", "lab", "demo", "__init__"),
    "__main__": (*GROUND, "arrays", "sessions", "lab", "demo", "gui", "__init__"),
    "__init__": (),
}


def part_of(file: Path) -> str:
    """The part of the package that a file belongs to: a room, or its own name."""
    return file.parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} line {node.lineno} imports relatively"
            yield node.module or ""
            if node.module == "sessionbrowser":
                yield from (f"sessionbrowser.{alias.name}" for alias in node.names)


def imported_parts(file: Path) -> set[str]:
    ours = [name.split(".") for name in imports(file) if name.split(".")[0] == "sessionbrowser"]
    parts = {name[1] for name in ours if len(name) > 1}
    return {part if (PACKAGE / part).is_dir() or (PACKAGE / f"{part}.py").exists() else "__init__" for part in parts}


def run_python(program: str) -> tuple[int, str, str]:
    """Run a program in a fresh interpreter; its exit code and what it wrote."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout.strip(), done.stderr


def test_there_are_files_in_every_room():
    assert {part_of(file) for file in FILES} >= {*ROOMS, "errors", "platform", "demo", "__main__"}


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_go_up_the_house_only(file):
    part = part_of(file)
    assert part in MAY_IMPORT, f"{part} is no part of the house yet: say here what it may import"
    assert imported_parts(file) - {part} <= set(MAY_IMPORT[part])


@pytest.mark.parametrize("file", [file for file in FILES if part_of(file) != "gui"], ids=str)
def test_only_gui_names_qt(file):
    assert not {name.split(".")[0] for name in imports(file)} & set(QT)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_files_stay_short(file):
    lines = (PACKAGE / file).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{lines} lines are usually two ideas"


@pytest.mark.parametrize("file", [file for file in FILES if part_of(file) == "gui"], ids=str)
def test_one_event_loop_turns(file):
    """Dialogs are opened and listened to: a loop inside a loop lets anything happen in the middle of anything."""
    called = {
        node.func.attr
        for node in ast.walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    own = {"exec"} if file == Path("gui/app.py") else set()
    assert not called & {"exec", "exec_", "processEvents", "waitForFinished"} - own


def test_everything_but_gui_works_without_qt():
    modules = [
        ".".join(("sessionbrowser", *file.with_suffix("").parts)).removesuffix(".__init__")
        for file in FILES
        if part_of(file) != "gui"
    ]
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(sorted(name for name in sys.modules if name.split('.')[0] in {QT!r}))"
    )
    assert run_python(program) == (0, "[]", "")


def test_what_the_first_paint_needs_waits_for_no_numpy():
    modules = ["errors", "platform", "sessions.kinds", "lab.catalog", "lab.summary", "lab.staleness", "demo"]
    program = f"import sys, {', '.join('sessionbrowser.' + name for name in modules)}; print('numpy' in sys.modules)"
    assert run_python(program) == (0, "False", "")
