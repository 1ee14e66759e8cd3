"""Which mice, sessions and oddities the demo lab has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sessionbrowser.demo.oddities import break_recipes, damage, leave_leftovers, supersede
from sessionbrowser.demo.recording import DemoSession, set_times, write_session

SESSIONS = (
    DemoSession("SB012/2024-05-13/701", 1500, (("plane0", 34), ("plane1", 29)), "oneData", red=True, redone=True),
    DemoSession("SB012/2024-05-14/701", 1200, (("plane0", 41), ("plane1", 36)), "oneData", environments=2),
    DemoSession("SB012/2024-05-14/702", 900, (("plane0", 38), ("plane1", 33)), "oneData"),
    DemoSession("SB012/2024-05-15/701", 900, (("plane0", 31),), None),
    DemoSession("SB047/2024-06-10/1", 900, (("plane2", 28), ("plane0", 34), ("plane1", 29))),
    DemoSession("SB047/2024-06-11/1", 4200, (("plane0", 205), ("plane1", 190), ("plane2", 165)), environments=2),
    DemoSession("SB047/2024-06-12", 1000, (("plane0", 66),)),
    DemoSession("tk03/2024-07-02/001", 1000, (("plane0", 60),), red=True),
    DemoSession("tk03/2024-07-03/001", 700),
)

_ODDITIES: dict[str, Callable[[Path], None]] = {
    "SB012/2024-05-13/701": leave_leftovers,
    "SB012/2024-05-14/702": break_recipes,
    "SB047/2024-06-10/1": supersede,
    "tk03/2024-07-02/001": damage,
}

_BARE_FOLDERS = ("SB012/2024-05-16/701/oneData", "SB012/2024-02-30", "SB012/notes", "analysis")


def write_lab(root: Path) -> None:
    """Write all sessions of the lab into a folder that is not there yet."""
    for session in SESSIONS:
        folder = root / session.name
        write_session(folder, session)
        if session.name in _ODDITIES and session.onedata:
            _ODDITIES[session.name](folder / session.onedata)
        set_times(folder, session)
    for name in _BARE_FOLDERS:
        (root / name).mkdir(parents=True)
