"""The app on macOS: a bundle in the user's Applications that starts this installation. Written, not tried yet."""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path

from sessionbrowser import __version__
from sessionbrowser.gui.desktop_parts import Parts, command, icns, resource

BUNDLE = "sessionbrowser.app/Contents"


def parts() -> Parts:
    """Return what this desktop is given."""
    home, words = Path.home() / "Applications", shlex.join(command())
    program = f"{BUNDLE}/MacOS/sessionbrowser"
    files = {
        f"{BUNDLE}/Info.plist": plistlib.dumps(info()),
        f"{BUNDLE}/Resources/sessionbrowser.icns": icns(resource("sessionbrowser-256.png")),
        program: f'#!/bin/sh\nexec {words} "$@"\n'.encode(),
    }
    return Parts(f"sessionbrowser.app in {home}", words, home, files, programs=(program,))


def info() -> dict[str, object]:
    """Return what the bundle says of itself: its name, its icon, and what it opens."""
    arrays = {
        "CFBundleTypeName": "NumPy array",
        "CFBundleTypeRole": "Viewer",
        "CFBundleTypeExtensions": ["npy", "npz"],
        "LSHandlerRank": "Default",
    }
    folders = {
        "CFBundleTypeName": "Folder",
        "CFBundleTypeRole": "Viewer",
        "LSItemContentTypes": ["public.folder"],
        "LSHandlerRank": "Alternate",
    }
    return {
        "CFBundleName": "sessionbrowser",
        "CFBundleIdentifier": "local.sessionbrowser.sessionbrowser",
        "CFBundleVersion": __version__,
        "CFBundleShortVersionString": __version__,
        "CFBundlePackageType": "APPL",
        "CFBundleExecutable": "sessionbrowser",
        "CFBundleIconFile": "sessionbrowser",
        "CFBundleDocumentTypes": [arrays, folders],
        "NSHighResolutionCapable": True,
    }
