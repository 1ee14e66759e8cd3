from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessionbrowser.sessions import Suite2pSession, registry
from sessionbrowser.sessions.registry import UsageError, resolve_factory

LAB_MODULE = """
class Session:
    def __init__(self, folder, mouse=None): self.told = folder, mouse

class WithPath:
    def __init__(self, a, b, c): raise TypeError
    @classmethod
    def from_path(cls, folder): return ("from_path", folder)

def all_of_it(folder, *, root, mouse, date, id): return root, mouse, date, id
def whatever(folder, **told): return sorted(told)
def folder_only(path): return path
def needy(folder, spreadsheet): return folder
def fails(folder): raise RuntimeError("no licence")
number = 3
"""
TOLD: dict[str, Any] = {"root": Path("/lab"), "mouse": "ATL1", "date": "2023-01-24", "id": "701"}
FOLDER = Path("/lab/ATL1/2023-01-24/701")


@pytest.fixture(autouse=True)
def _lab_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "labcode.py").write_text(LAB_MODULE)
    (tmp_path / "brokenlab.py").write_text("import nothing_of_this_name")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "labcode", raising=False)


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., None]:
    """Give a package that names session classes, as pip leaves one."""

    def put(**entries: str) -> None:
        info = tmp_path / "mylab-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mylab\nVersion: 1.0\n")
        lines = [f"{name} = {value}" for name, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join([f"[{registry.GROUP}]", *lines, ""]))

    return put


def test_without_a_choice_it_is_ours() -> None:
    made = resolve_factory(None)(FOLDER, **TOLD)
    assert made == Suite2pSession("ATL1", "2023-01-24", "701", root="/lab")
    assert resolve_factory(None)(FOLDER) == made


def test_the_one_that_is_installed_is_used(install: Callable[..., None]) -> None:
    install(mylab="labcode:Session")
    assert resolve_factory(None)(FOLDER, **TOLD).told == (FOLDER, "ATL1")
    assert resolve_factory("mylab")(FOLDER, **TOLD).told == (FOLDER, "ATL1")


def test_of_several_one_must_be_chosen(install: Callable[..., None]) -> None:
    install(mylab="labcode:Session", other="labcode:folder_only")
    with pytest.raises(UsageError, match="mylab or other"):
        resolve_factory(None)(FOLDER, **TOLD)
    assert resolve_factory("other")(FOLDER, **TOLD) == FOLDER


@pytest.mark.parametrize(
    ("spec", "made"),
    [
        ("labcode:all_of_it", (Path("/lab"), "ATL1", "2023-01-24", "701")),
        ("labcode:whatever", ["date", "id", "mouse", "root"]),
        ("labcode:folder_only", FOLDER),
        ("labcode:WithPath", ("from_path", FOLDER)),
        ("labcode:WithPath.from_path", ("from_path", FOLDER)),
    ],
)
def test_a_factory_gets_the_keywords_that_it_takes(spec: str, made: Any) -> None:
    assert resolve_factory(spec)(FOLDER, **TOLD) == made


def test_our_own_class_can_be_named() -> None:
    made = resolve_factory("sessionbrowser.sessions:Suite2pSession")(FOLDER, **TOLD)
    assert made == Suite2pSession.from_path(FOLDER)


def test_an_error_of_the_factory_is_its_own() -> None:
    with pytest.raises(RuntimeError, match="no licence"):
        resolve_factory("labcode:fails")(FOLDER, **TOLD)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("labcode:nothing", "labcode has no nothing"),
        ("labcode:Session.nothing", "labcode has no Session.nothing"),
        ("no_such_module:x", "cannot be imported: ModuleNotFoundError"),
        ("brokenlab:x", "brokenlab cannot be imported"),
        ("labcode:number", "cannot be called"),
        ("labcode:needy", "spreadsheet"),
        ("labcode:", "form"),
        (":x", "form"),
        ("lab code:x", "form"),
        ("../labcode:x", "form"),
        ("mylab", "package.module:factory"),
        ("", "package.module:factory"),
    ],
)
def test_what_cannot_be_is_one_clear_line(spec: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        resolve_factory(spec)
    assert "\n" not in str(caught.value)


def test_an_installed_one_that_is_broken_is_told(install: Callable[..., None]) -> None:
    install(mylab="brokenlab:x")
    with pytest.raises(UsageError, match="mylab"):
        resolve_factory("mylab")


def test_choosing_needs_neither_numpy_nor_the_list_of_what_is_installed() -> None:
    code = (
        "import sys; from sessionbrowser.sessions.registry import resolve_factory; resolve_factory(None); "
        "import sessionbrowser.sessions.kinds, sessionbrowser.sessions.opening; "
        "assert not {'numpy', 'importlib.metadata'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_in_a_zip_archive_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "labs.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 1.0\n")
        file.writestr("zipped-1.0.dist-info/entry_points.txt", f"[{registry.GROUP}]\nzipped = labcode:Session\n")
    monkeypatch.syspath_prepend(archive)
    assert resolve_factory(None)(FOLDER, **TOLD).told == (FOLDER, "ATL1")


def test_looking_for_one_imports_nothing_that_reads_lists_well() -> None:
    code = (
        "import sys, pathlib; from sessionbrowser.sessions.registry import resolve_factory; "
        "resolve_factory(None)(pathlib.Path('/lab/ATL1/2023-01-24/701')); print('importlib.metadata' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "False"
