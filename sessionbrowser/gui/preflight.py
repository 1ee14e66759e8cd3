"""Finds out, before Qt can abort the process, whether a window can open, and if not what to install or to say."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from sessionbrowser.gui.qt_import import import_qt

LIBRARIES = (
    "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 "
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""Debian's names of the system libraries that Qt needs for a window."""


def problem() -> str:
    """Return one message for the user when no window can open here, or an empty text."""
    return _missing_library() or _missing_display()


def _missing_library() -> str:
    try:
        import_qt()
    except ImportError as error:
        return _install(str(error))
    if not sys.platform.startswith("linux") or _platform() not in ("", "xcb"):
        return ""
    plugin = _plugin_folder() / "libqxcb.so"
    if _wants_wayland() or not plugin.exists():
        return ""
    from ctypes import CDLL

    try:
        CDLL(str(plugin))
    except OSError as error:
        return _install(str(error))
    return ""


def _install(detail: str) -> str:
    library = detail.split(":")[0].strip() or "a system library"
    if not library.startswith("lib"):
        return f"Qt cannot be loaded ({detail}). Install it again: pip install --force-reinstall PySide6-Essentials"
    return (
        f"Qt needs the system library {library}, which is not installed. "
        f"On Debian or Ubuntu: sudo apt-get install -y {LIBRARIES}"
    )


def _missing_display() -> str:
    if not sys.platform.startswith("linux") or _platform() not in ("", "xcb"):
        return ""
    if _wants_wayland() or _x_server_answers():
        return ""
    display = os.environ.get("DISPLAY")
    what = f"the display {display} does not answer" if display else "there is no display"
    return (
        f"{what}, so no window can open. "
        "Start it on a desktop (or with ssh -X), or add --screenshot FILE to get a picture of the window."
    )


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]


def _plugin_folder() -> Path:
    spec = importlib.util.find_spec("PySide6")
    base = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return base / "Qt" / "plugins" / "platforms"


def _wants_wayland() -> bool:
    """Whether Qt would take a Wayland compositor that answers."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name or _platform() == "xcb":
        return False
    import socket

    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        try:
            link.connect(str(path))
        except OSError:
            return False
    return (_plugin_folder() / "libqwayland.so").exists() or any(_plugin_folder().glob("libqwayland*.so"))


def _x_server_answers() -> bool:
    """Ask the X server as Qt will: through libxcb, which knows of sockets, ports and cookies."""
    if not os.environ.get("DISPLAY"):
        return False
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt's own check says it better
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers
