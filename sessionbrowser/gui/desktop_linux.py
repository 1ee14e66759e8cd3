"""The app on a freedesktop.org desktop: menu entry, icons, MIME types, metainfo, in the user's own share folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from sessionbrowser.gui.desktop_parts import Parts, command, resource

SIZES = (48, 128, 256)
METAINFO = "local.sessionbrowser.sessionbrowser.metainfo.xml"
FOLDERS = "inode/directory"
OF_MIME = "XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version"
CACHES = frozenset(("mimeinfo.cache", "icon-theme.cache", "application", *OF_MIME.split()))
PATIENCE = 60
"""Seconds that a tool of the desktop gets."""


def parts() -> Parts:
    """Return what this desktop is given."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    words = command()
    icons = {f"{size}x{size}/apps/sessionbrowser.png": resource(f"sessionbrowser-{size}.png") for size in SIZES}
    icons["scalable/apps/sessionbrowser.svg"] = resource("sessionbrowser.svg")
    for kind in ("npy", "npz"):
        icons[f"scalable/mimetypes/application-x-{kind}.svg"] = resource("application-x-npy.svg")
    files = {
        "applications/sessionbrowser.desktop": entry(resource("sessionbrowser.desktop").decode(), words).encode(),
        "mime/packages/sessionbrowser.xml": resource("sessionbrowser-mime.xml"),
        f"metainfo/{METAINFO}": resource(METAINFO),
        **{f"icons/hicolor/{name}": content for name, content in icons.items()},
    }
    manager = _file_manager()
    what = f"the menu entry, icons and file types in {home}"
    return Parts(
        what, shlex.join(words), home, files, lambda installed: _tell(home, manager if installed else ""), caches=CACHES
    )


def entry(text: str, words: list[str]) -> str:
    """Return a desktop entry with an absolute command in the place of the bare name."""
    started = _value(" ".join(quoted(word) for word in words))
    text = re.sub(r"(?m)^Exec=sessionbrowser", lambda found: f"Exec={started}", text)
    return re.sub(r"(?m)^TryExec=.*", lambda found: f"TryExec={_value(words[0])}", text)


def quoted(word: str) -> str:
    """Return a word as the Exec key wants it: in quotes where it needs them, and no field codes in it."""
    word = word.replace("%", "%%")
    if re.fullmatch(r"[\w@%+=:,./-]+", word, re.ASCII):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"'


def _value(text: str) -> str:
    """Return a text as a value in a desktop entry, where a backslash begins an escape."""
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t")


def _tell(home: Path, manager: str) -> list[str]:
    """Have the desktop's databases renewed, as far as it has any; folders go on being opened by the file manager."""
    tools = (
        ("update-desktop-database", "applications", ()),
        ("update-mime-database", "mime", ()),
        ("gtk-update-icon-cache", "icons/hicolor", ("--quiet", "--force", "--ignore-theme-index")),
    )
    said = [_run(tool, *options, str(home / folder)) for tool, folder, options in tools if (home / folder).is_dir()]
    if manager and _file_manager() != manager:
        said.append(_run("xdg-mime", "default", manager, FOLDERS))
    return [line for line in said if line]


def _file_manager() -> str:
    """Return the desktop entry of what opens folders; empty when that is not known."""
    if shutil.which("xdg-mime") is None:
        return ""
    return _done("xdg-mime", "query", "default", FOLDERS).stdout.strip()


def _run(tool: str, *words: str) -> str:
    """Run a tool if it is there; return what went wrong."""
    if shutil.which(tool) is None:
        return f"{tool} is not installed: the desktop may notice only after the next login"
    done = _done(tool, *words)
    return f"{tool}: {done.stderr.strip()}" if done.returncode else ""


def system_environment() -> dict[str, str]:
    """Return the environment for the system's own programs: without the libraries that a release brings along."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment.pop("LD_LIBRARY_PATH", None)
        if "LD_LIBRARY_PATH_ORIG" in environment:  # PyInstaller keeps there what it found
            environment["LD_LIBRARY_PATH"] = environment["LD_LIBRARY_PATH_ORIG"]
    return environment


def _done(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end; one that hangs or cannot be run has failed."""
    try:
        return subprocess.run(
            words, capture_output=True, text=True, timeout=PATIENCE, check=False, env=system_environment()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(words, 1, "", str(error))
