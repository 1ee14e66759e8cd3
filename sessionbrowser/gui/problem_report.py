"""What a developer needs to know about a problem: versions, system, the end of the log; no data. Made in a worker."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion

from sessionbrowser import __version__
from sessionbrowser.gui import logs

PACKAGES = ("numpy", "scipy", "pyqtgraph", "platformdirs")


def write_report(screens: Sequence[str], details: str = "", log_path: Path | None = None) -> str:
    """Return the report.

    Parameters
    ----------
    screens : sequence of str
        What `screens_text` said on the GUI thread.
    details : str
        Of the message that it is about.
    log_path : Path or None
        The app's own log unless given.

    Returns
    -------
    str
        In it the user's home folder is "~": its name is nobody's business.
    """
    parts = [
        f"sessionbrowser {__version__}",
        f"{platform.platform()}, Python {platform.python_version()} ({sys.executable})",
        ", ".join(
            [f"Qt {qVersion()}, PySide6 {PySide6.__version__}", *(f"{name} {_version(name)}" for name in PACKAGES)]
        ),
        f"screen {'; '.join(screens)}",
    ]
    if details:
        parts += ["", "What happened", details.strip()]
    parts += ["", "The end of the log", logs.tail(log_path).strip() or "(it is empty)"]
    return "\n".join(parts).replace(str(Path.home()), "~") + "\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"
