"""Removing, moving, truncating and overwriting files: every place in the package that can is listed here.

Data files are removed and moved by `sessions/clearing.py` alone, by way of `folders.py`; they are written by
`sessions/saving.py` alone. Whoever adds a place adds it here, and says why no data of a session is in its reach.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sessionbrowser

PACKAGE = Path(sessionbrowser.__file__).parent
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

OF_OS = {
    *("remove", "unlink", "rmdir", "removedirs", "rename", "renames", "replace", "truncate", "ftruncate"),
    *("link", "symlink", "mkfifo", "write", "pwrite", "writev", "sendfile", "copy_file_range", "posix_fallocate"),
}
OF_PATHS = {
    *("unlink", "rmdir", "rename", "touch", "write_text", "write_bytes", "symlink_to", "hardlink_to", "truncate"),
    *("move_into", "copy_into", "tofile", "memmap", "rmtree"),
}
OF_FOLDERS = {"move", "remove", "remove_folder", "write_file", "append_to", "make_folder"}
FOLDER_USERS = ("sessionbrowser.folders", "sessionbrowser.sessions.batch")
OF_NUMPY = {"save", "savez", "savez_compressed", "savetxt", "save_npz", "memmap", "write_array", "open_memmap"}
OF_QT = {"QFile", "QSaveFile", "QDir", "QTemporaryDir", "QTemporaryFile", "QLockFile", "QFileSystemModel"}
MODULES = {"shutil", "tempfile", "subprocess", "ctypes", "fileinput", "mmap"}

ALLOWED: dict[str, set[str]] = {
    # The primitives: nothing is removed or moved unless clearing.py asks.
    "folders.py": {"os.unlink", "os.rmdir", "os.rename", "os.link", "os.open", "FileIO", "import ctypes"},
    # The one place that removes or moves data files.
    "sessions/clearing.py": {"Folder.move", "Folder.remove", "Folder.remove_folder"},
    # Makes the folders of a batch and writes its journal there; never names a data file.
    "sessions/batch.py": {"Folder.make_folder", "Folder.write_file", "Folder.append_to"},
    # saveone: a new file, renamed over the old one of the same name.
    "sessions/saving.py": {".open('xb')", ".replace", ".unlink", "numpy.write_array", "numpy.save_npz"},
    # The record: adds lines to its own file.
    "lab/record.py": {"Folder.make_folder", "Folder.append_to"},
    # Opens for reading alone; asks the system how much memory is free.
    "platform.py": {"os.open", "import ctypes"},
    # Asks the system whether a library or a display is there.
    "gui/preflight.py": {"import ctypes"},
    # The demo lab is written into a temporary folder of its own, which is then renamed to where nothing is.
    "demo/__init__.py": {"import tempfile", ".write_text", ".rename", ".rmdir"},
    "demo/imaging.py": {"numpy.save"},
    "demo/oddities.py": {".write_bytes", ".open('wb')", ".symlink_to"},
    "demo/recording.py": {"numpy.save", "numpy.save_npz", ".write_text"},
    # What makes the app known to the desktop, in the user's share folder: only files that it wrote, by checksum.
    "gui/desktop.py": {".write_bytes", ".write_text", ".unlink", ".rmdir"},
    # The desktop's own tools, which renew its databases; shutil to see whether they are there.
    "gui/desktop_linux.py": {"import shutil", "import subprocess"},
    # PowerShell, which makes the shortcut.
    "gui/desktop_windows.py": {"import subprocess"},
    # Names the folder of the coloured icons, for Qt to read them.
    "gui/style.py": {"QDir"},
    # A damaged settings file gets another name beside it; a torn lock of Qt's beside it goes.
    "gui/settings.py": {".replace", ".unlink"},
    # The picture that the command line asks for.
    "gui/screenshot.py": {".save"},
    # Pictures of a view, into memory; what is written of them goes the way of exports.
    "gui/view_picture.py": {".open(QIODevice.OpenModeFlag.WriteOnly)", ".save"},
    # Calls its own `save`, which asks sessions/export.py.
    "gui/exporting.py": {".save"},
}

# Who writes files by sessions/saving.py: what of it they use.
WRITERS = {
    # saveone.
    "sessions/session.py": {"save_array", "save_recipe", "save_sparse"},
    # Exports, where the user says, and never where a session keeps its data (tests/sessions/test_export.py).
    "sessions/export.py": {"save_array", "write_whole"},
    # The keep-list of a root, its own file.
    "lab/keeping.py": {"write_whole"},
}

# Who asks sessions/clearing.py, and for what: data is removed for good by two of these alone.
ASKERS = {
    # clear_one_data: permanent, as its contract says.
    "sessions/session.py": {"delete_permanently"},
    # Finishes what was killed: a second name of a file that is back, and batches with nothing in them.
    "sessions/recovery.py": {"finish_double", "tidy", "tidy_trash"},
    # Clearing and undoing over many sessions.
    "lab/batches.py": {"move_to_trash", "restore"},
    # Taking back, and emptying: permanent, of exactly what was listed and chosen.
    "lab/trash.py": {"restore", "empty_batch"},
}


def changes(file: str) -> Iterator[str]:
    """Everything in a file of the package that could change files, by a name that says how."""
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    uses_folders = any(isinstance(node, ast.ImportFrom) and node.module in FOLDER_USERS for node in ast.walk(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(node)
        elif isinstance(node, ast.Attribute):
            yield from attribute(node, uses_folders and file != "folders.py")
        elif isinstance(node, ast.Call):
            yield from opening(node)


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    yield from (f"import {name}" for name in names if name.split(".")[0] in MODULES)
    if isinstance(node, ast.ImportFrom):
        some = {"os": OF_OS, "numpy": OF_NUMPY, "scipy.sparse": OF_NUMPY}.get(node.module or "", set())
        room = "os" if node.module == "os" else "numpy"
        yield from (alias.name for alias in node.names if alias.name in OF_QT)
        yield from (f"{room}.{alias.name}" for alias in node.names if alias.name in some)


def attribute(node: ast.Attribute, uses_folders: bool) -> Iterator[str]:
    owner = ast.unparse(node.value)
    if owner == "os":
        if node.attr in OF_OS or node.attr == "open":
            yield f"os.{node.attr}"
    elif owner in ("np", "numpy", "np.lib.format", "scipy.sparse", "sparse"):
        if node.attr in OF_NUMPY:
            yield f"numpy.{node.attr}"
    elif node.attr in OF_PATHS:
        yield f".{node.attr}"
    elif uses_folders and node.attr in OF_FOLDERS:
        yield f"Folder.{node.attr}"


def opening(node: ast.Call) -> Iterator[str]:
    """Files opened for anything but reading, and `replace` of a path (it takes one argument, that of a text two)."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "replace" and isinstance(node.func, ast.Attribute) and len(node.args) == 1 and not node.keywords:
        yield ".replace"
    if name == "save" and node.args and isinstance(node.func, ast.Attribute) and ast.unparse(node.func) != "np.save":
        yield ".save"
    if name == "FileIO" and not mode_of(node, 1).startswith("'r"):
        yield "FileIO"
    if name in ("open", "fdopen") and ast.unparse(node.func) != "os.open":
        mode = mode_of(node, 0 if isinstance(node.func, ast.Attribute) else 1)
        if set(mode) & set("wax+") or not mode.startswith("'"):
            yield f".open({mode})"


def mode_of(node: ast.Call, position: int) -> str:
    given = [keyword.value for keyword in node.keywords if keyword.arg == "mode"] + node.args[position : position + 1]
    return ast.unparse(given[0]) if given else "'r'"


@pytest.mark.parametrize("file", FILES)
def test_only_the_listed_places_change_files(file):
    found = set(changes(file))
    assert found <= ALLOWED.get(file, set())


def test_the_list_names_nothing_that_is_gone():
    for file, allowed in ALLOWED.items():
        assert allowed == set(changes(file)) & allowed, file


@pytest.mark.parametrize("file", [file for file in FILES if file != "sessions/saving.py"])
def test_only_the_listed_files_write_by_saving(file):
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    names = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "saving"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sessionbrowser.sessions.saving":
            names |= {alias.name for alias in node.names}
    assert {name for name in names if name.startswith(("save", "write"))} == WRITERS.get(file, set())


@pytest.mark.parametrize("file", [file for file in FILES if file != "sessions/clearing.py"])
def test_only_the_listed_files_ask_for_clearing(file):
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = {(node.module, alias.name) for node in froms for alias in node.names}
    names = {name for module, name in imported if module == "sessionbrowser.sessions.clearing"}
    if ("sessionbrowser.sessions", "clearing") in imported:
        attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        names |= {node.attr for node in attributes if ast.unparse(node.value) == "clearing"}
    assert names == ASKERS.get(file, set())


BAD = [
    ("import os\nos.remove('x')", {"os.remove"}),
    ("from os import unlink", {"os.unlink"}),
    ("import os\nf = os.replace", {"os.replace"}),
    ("import shutil", {"import shutil"}),
    ("from shutil import rmtree", {"import shutil"}),
    ("path.unlink()", {".unlink"}),
    ("path.replace(other)", {".replace"}),
    ("path.write_bytes(b'')", {".write_bytes"}),
    ("open(path, 'w')", {".open('w')"}),
    ("open(path, mode='r+b')", {".open('r+b')"}),
    ("open(path, how)", {".open(how)"}),
    ("path.open('ab')", {".open('ab')"}),
    ("FileIO(path, 'w')", {"FileIO"}),
    ("np.save(path, x)", {"numpy.save"}),
    ("np.memmap(path)", {"numpy.memmap"}),
    ("picture.save(path)", {".save"}),
    ("from PySide6.QtCore import QFile, Qt", {"QFile"}),
    ("from sessionbrowser.folders import Folder\nfolder.remove('x')", {"Folder.remove"}),
    ("from sessionbrowser.sessions.batch import OpenBatch\nbatch.folder.move('x')", {"Folder.move"}),
]
GOOD = [
    "text.replace('a', 'b')",
    "names.remove('x')",
    "open(path)",
    "path.open('rb')",
    "FileIO(path, 'rb')",
    "replace(item, size=3)",
    "widget.move(3, 4)",
    "painter.save()",
    "np.load",
]


@pytest.mark.parametrize(("text", "found"), BAD)
def test_the_check_sees_what_changes_files(text, found, tmp_path, monkeypatch):
    (tmp_path / "x.py").write_text(text)
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    assert set(changes("x.py")) == found


@pytest.mark.parametrize("text", GOOD)
def test_the_check_lets_be_what_does_not(text, tmp_path, monkeypatch):
    (tmp_path / "x.py").write_text(text)
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    assert set(changes("x.py")) == set()
