"""Into the menu and out again: exactly what was written, nobody else's files, and what the desktop's tools accept."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage

from sessionbrowser.__main__ import main
from sessionbrowser.gui import desktop, desktop_linux, desktop_mac, desktop_parts, desktop_windows
from sessionbrowser.gui.desktop import DesktopError, install, uninstall
from sessionbrowser.gui.desktop_linux import entry, quoted
from sessionbrowser.gui.desktop_parts import icns, ico, resource
from sessionbrowser.gui.icons import app_icon
from sessionbrowser.gui.resources import resources


@pytest.fixture
def share(tmp_path, monkeypatch):
    """A share folder with files of others in it; the desktop's own tools are left out."""
    home = tmp_path / "share"
    (home / "applications").mkdir(parents=True)
    (home / "applications/other.desktop").write_text("[Desktop Entry]\n")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setattr(desktop_linux.shutil, "which", lambda tool: None)
    return home


def tree(folder: Path) -> dict[str, bytes | None]:
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path.read_bytes() if path.is_file() else None for name, path in names.items()}


def test_install_and_uninstall_leave_everything_as_it_was(share):
    before = tree(share)
    install()
    once = tree(share)
    assert {
        "applications/sessionbrowser.desktop",
        "mime/packages/sessionbrowser.xml",
        "metainfo/local.sessionbrowser.sessionbrowser.metainfo.xml",
        "icons/hicolor/scalable/apps/sessionbrowser.svg",
        "icons/hicolor/48x48/apps/sessionbrowser.png",
        "icons/hicolor/scalable/mimetypes/application-x-npy.svg",
    } <= once.keys()
    install()
    assert tree(share) == once
    uninstall()
    assert tree(share) == before
    assert uninstall() == ["Nothing is installed"]


def test_the_entry_starts_this_installation_by_an_absolute_path(share):
    install()
    lines = (share / "applications/sessionbrowser.desktop").read_text().splitlines()
    commands = [line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")]
    assert len(commands) == 3
    assert all(Path(command.split()[0]).is_absolute() for command in commands)
    assert commands[0].endswith(" %f")
    program = next(line for line in lines if line.startswith("TryExec=")).removeprefix("TryExec=")
    assert Path(program).is_file()


def test_a_file_in_the_way_is_left_and_nothing_is_written(share):
    mine = share / "applications/sessionbrowser.desktop"
    mine.write_text("mine")
    before = tree(share)
    with pytest.raises(DesktopError, match=r"sessionbrowser\.desktop is not as this app wrote it"):
        install()
    assert tree(share) == before


def test_a_file_changed_since_is_left_and_told(share):
    install()
    mine = share / "applications/sessionbrowser.desktop"
    mine.write_text("mine")
    said = uninstall()
    assert any(str(mine) in line and "changed since" in line for line in said)
    assert mine.read_text() == "mine"
    assert not (share / "mime").exists()


def test_an_upgrade_takes_away_what_is_no_longer_there(share):
    parts = desktop.parts()
    install(parts._replace(files={**parts.files, "icons/old.svg": b"old"}))
    assert (share / "icons/old.svg").is_file()
    install()
    assert not (share / "icons/old.svg").exists()


def test_what_was_written_before_it_failed_can_be_uninstalled(share):
    before = tree(share)
    (share / "mime/packages/sessionbrowser.xml").mkdir(parents=True)  # in the way of a file
    with pytest.raises(DesktopError, match=r"sessionbrowser\.xml"):
        install()
    assert (share / "applications/sessionbrowser.desktop").is_file()
    uninstall()
    shutil.rmtree(share / "mime")
    assert tree(share) == before


@pytest.mark.parametrize("ending", [OSError("no"), subprocess.TimeoutExpired("xdg-mime", 60)])
def test_a_tool_that_hangs_or_fails_is_told_and_stops_nothing(share, monkeypatch, ending):
    def run(words, **rest):
        raise ending

    monkeypatch.setattr(desktop_linux.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    monkeypatch.setattr(desktop_linux.subprocess, "run", run)
    said = install()
    assert len([line for line in said if line.startswith("update-")]) == 2
    assert (share / "applications/sessionbrowser.desktop").is_file()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3, "folders": []}'])
def test_a_torn_ledger_is_one_that_knows_nothing(share, text):
    install()
    (share / "sessionbrowser/desktop-files.json").write_text(text)
    assert uninstall() == ["Nothing is installed"]
    install()
    uninstall()
    assert not (share / "applications/sessionbrowser.desktop").exists()


def test_a_share_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "share").write_text("a file")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    with pytest.raises(DesktopError, match="share"):
        install()


def test_the_command_line_says_what_it_did(share, capsys):
    assert main(["--install-desktop"]) == 0
    assert str(share) in capsys.readouterr().out
    assert main(["--uninstall-desktop"]) == 0
    assert "Removed" in capsys.readouterr().out
    (share / "applications/sessionbrowser.desktop").write_text("mine")
    with pytest.raises(SystemExit) as end:
        main(["--install-desktop"])
    assert end.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("word", "there"),
    [
        ("/usr/bin/sessionbrowser", "/usr/bin/sessionbrowser"),
        ("/a b/x", '"/a b/x"'),
        ("/100%/x", "/100%%/x"),
        ('/a"b`c$d\\e', '"/a\\"b\\`c\\$d\\\\e"'),
        ("/Ünï", '"/Ünï"'),
    ],
)
def test_words_are_quoted_as_the_exec_key_wants_them(word, there):
    assert quoted(word) == there


def test_a_backslash_is_escaped_twice_in_an_entry():
    made = entry("Exec=sessionbrowser %f\nTryExec=sessionbrowser\n", ["/a\\b/x y"])
    assert made == 'Exec="/a\\\\\\\\b/x y" %f\nTryExec=/a\\\\b/x y\n'


def tool(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([name, *words], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def tools():
    """The desktop's own tools; .ci/run installs them, and without them there is nothing to ask."""
    names = ("desktop-file-validate", "appstreamcli", "update-mime-database", "xdg-mime")
    return {name for name in names if shutil.which(name)}


def test_the_tools_of_the_desktop_accept_it(tools, tmp_path, monkeypatch):
    home = tmp_path / "share"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    assert not [line for line in install() if "not installed" not in line][1:]
    entry = str(home / "applications/sessionbrowser.desktop")
    metainfo = str(next((home / "metainfo").iterdir()))
    if "desktop-file-validate" in tools:
        assert tool("desktop-file-validate", entry).stdout == ""
    if "appstreamcli" in tools:
        assert tool("appstreamcli", "validate", "--no-net", metainfo).returncode == 0
    array = tmp_path / "a.npy"
    array.write_bytes(b"\x93NUMPY\x01\x00")
    if {"xdg-mime", "update-mime-database"} <= tools:
        assert tool("xdg-mime", "query", "filetype", str(array)).stdout.strip() == "application/x-npy"
    uninstall()
    assert not home.exists()


def test_the_pictures_are_those_of_their_size():
    for size in desktop_linux.SIZES:
        picture = QImage(str(resources() / f"desktop/sessionbrowser-{size}.png"))
        assert (picture.width(), picture.height()) == (size, size)


def test_an_ico_is_a_picture(tmp_path):
    (tmp_path / "x.ico").write_bytes(ico(resource("sessionbrowser-256.png")))
    assert QImage(str(tmp_path / "x.ico")).width() in (0, 256)
    assert icns(b"1234")[4:8] == (20).to_bytes(4, "big")


def test_the_bundle_of_macos_starts_this_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    parts = desktop_mac.parts()
    install(parts)
    program = tmp_path / "Applications/sessionbrowser.app/Contents/MacOS/sessionbrowser"
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.startswith("sessionbrowser ")
    info = plistlib.loads((tmp_path / "Applications/sessionbrowser.app/Contents/Info.plist").read_bytes())
    assert info["CFBundleDocumentTypes"][0]["CFBundleTypeExtensions"] == ["npy", "npz"]
    uninstall(parts)
    assert not (tmp_path / "Applications").exists()


def test_the_shortcut_of_windows_is_made_by_powershell_and_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    asked = []

    def run(words, env, **rest):
        asked.append(words[0])
        Path(env["SB_LINK"]).parent.mkdir(parents=True, exist_ok=True)
        Path(env["SB_LINK"]).write_text(env["SB_PROGRAM"])
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(desktop_windows.subprocess, "run", run)
    parts = desktop_windows.parts()
    install(parts)
    shortcut = parts.home / desktop_windows.SHORTCUT
    assert (asked, shortcut.read_text()) == (["powershell"], desktop_parts.command()[0])
    uninstall(parts)
    assert not shortcut.exists()
    assert asked == ["powershell"]


def test_the_tools_of_a_release_run_with_the_libraries_of_the_system(monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/release")
    assert desktop_linux.system_environment()["LD_LIBRARY_PATH"] == "/release"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "LD_LIBRARY_PATH" not in desktop_linux.system_environment()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/mine")
    assert desktop_linux.system_environment()["LD_LIBRARY_PATH"] == "/mine"


@pytest.mark.parametrize("name", [desktop_linux.METAINFO, "sessionbrowser-mime.xml"])
def test_what_is_xml_can_be_parsed_and_names_the_file_types(name):
    root = ElementTree.fromstring(resource(name))
    texts = {text for each in root.iter() for text in (each.text, each.get("type"))}
    assert {"application/x-npy", "application/x-npz"} <= texts


def test_a_release_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert desktop_parts.command() == [sys.executable]


def test_the_window_has_the_icon_of_the_menu(qapp):
    icon = app_icon()
    assert [(size.width(), size.height()) for size in icon.availableSizes()] == [(48, 48), (128, 128)]
    assert icon.pixmap(48).toImage().pixelColor(24, 8) == QColor("#1D5FC2")
