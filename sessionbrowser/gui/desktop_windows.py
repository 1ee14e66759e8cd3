"""The app on Windows: a shortcut in the Start menu, made by PowerShell. Written, not tried yet."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sessionbrowser.gui.desktop_parts import Parts, command, ico, resource

ICON = "sessionbrowser/sessionbrowser.ico"
SHORTCUT = "Microsoft/Windows/Start Menu/Programs/sessionbrowser.lnk"
PATIENCE = 60
"""Seconds that PowerShell gets."""

# What it says comes by the environment, where no path needs quotes.
SCRIPT = (
    "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:SB_LINK);"
    "$link.TargetPath = $env:SB_PROGRAM; $link.Arguments = $env:SB_ARGUMENTS;"
    "$link.IconLocation = $env:SB_ICON; $link.Description = $env:SB_COMMENT; $link.Save()"
)


def parts() -> Parts:
    """Return what this desktop is given."""
    home = Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming")
    words = command()
    files = {ICON: ico(resource("sessionbrowser-256.png"))}
    started = subprocess.list2cmdline(words)
    what = f"the shortcut {home / SHORTCUT}"
    return Parts(what, started, home, files, lambda installed: _tell(home, words, installed), made=(SHORTCUT,))


def _tell(home: Path, words: list[str], installed: bool) -> list[str]:
    if not installed:
        return []
    environment = {
        "SB_LINK": str(home / SHORTCUT),
        "SB_PROGRAM": words[0],
        "SB_ARGUMENTS": subprocess.list2cmdline(words[1:]),
        "SB_ICON": str(home / ICON),
        "SB_COMMENT": "Look at a lab's recording sessions",
    }
    asked = ["powershell", "-NoProfile", "-NonInteractive", "-Command", SCRIPT]
    try:
        done = subprocess.run(
            asked, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"The shortcut could not be made: {error}"]
    return [f"The shortcut could not be made: {done.stderr.strip()}"] if done.returncode else []
