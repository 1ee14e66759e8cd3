"""What there is to see: each scene says where to go in the demo lab, and what to do there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabBar

from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.window import MainWindow

FULL, TORN = "SB012/2024-05-13/701", "SB012/2024-05-14/702"
BROKEN, OLD = "tk03/2024-07-02/001", "SB047/2024-06-10/1"


def nothing(window: MainWindow) -> None:
    """Do nothing: the file is all."""


class Scene(NamedTuple):
    """A picture to take.

    Attributes
    ----------
    name : str
        Of its file, before the theme.
    session, file : str
        Where to go; empty to stay where a root is opened.
    act : callable
        Takes the window once all is read.
    root : str
        In the folder of all roots; empty for none.
    """

    name: str
    session: str = ""
    file: str = ""
    act: Callable[[MainWindow], object] = nothing
    root: str = "lab"


def tab(text: str) -> Callable[[MainWindow], None]:
    """Return what goes to a tab of the viewer."""

    def act(window: MainWindow) -> None:
        bar = next(each for each in window.findChildren(QTabBar) if each.isVisible())
        found = [at for at in range(bar.count()) if bar.tabText(at) == text]
        assert found, f"there is no {text}, only {[bar.tabText(at) for at in range(bar.count())]}"
        bar.setCurrentIndex(found[0])

    return act


def show_signals(window: MainWindow) -> None:
    """Show all signals of one ROI."""
    tab("Traces")(window)
    QTimer.singleShot(500, window, lambda: trigger("picture_signals")(window))


def trigger(name: str) -> Callable[[MainWindow], None]:
    """Return what triggers an action."""
    return lambda window: window.actions_[name].trigger()


def go_to(place: Place) -> Callable[[MainWindow], None]:
    """Return what goes to a place of the sidebar."""
    return lambda window: window.places.go_to(place)


def ask_to_clear(window: MainWindow) -> None:
    """Select three files and ask about clearing them."""
    names = ("mpci.roiActivityF.npy", "mpci.roiSignificantFluorescence.npz", "mpci.times.npy.tmp")
    paths = [row.key for row in window.pane.model.rows if row.title in names]
    window.pane.table.select_paths(paths)
    trigger("clear_files")(window)


def ask_to_empty_the_trash(window: MainWindow) -> None:
    """Ask about deleting for good."""
    go_to(Place.TRASH)(window)
    window.places.trash_page.empty_button.click()


def show_suite2p(window: MainWindow) -> None:
    """List the files of suite2p, and show its ops."""
    window.open_path(Path(window.browsing.root, FULL, "suite2p/plane0/ops.npy"))


SCENES = (
    Scene("welcome", root=""),
    Scene("raster", FULL, "mpci.roiSignificantFluorescence.npz"),
    Scene("recipe", FULL, "mpci.roiActivityF.npy"),
    Scene("traces", FULL, "mpci.roiActivityDeconvolvedOasis.npy", tab("Traces")),
    Scene("signals", FULL, "mpci.roiActivityDeconvolvedOasis.npy", show_signals),
    Scene("events", FULL, "licks.times.npy"),
    Scene("trace", FULL, "wheelPosition.position.npy"),
    Scene("scatter", FULL, "mpciROIs.stackPosition.npy"),
    Scene("values", FULL, "mpciROIs.redS2P.npy", tab("Values")),
    Scene("slices", OLD, "faceCamera.frames.npy"),
    Scene("phase", OLD, "mpci.phaseOfPosition.npy", tab("Phase raster")),
    Scene("tree", FULL, "mpci.times.npy", show_suite2p),
    Scene("torn-recipe", TORN, "mpci.roiFacecam.npy"),
    Scene("damaged", BROKEN, "mpci.damaged.npz"),
    Scene("unsafe", BROKEN, "mpci.calls.npy"),
    Scene("not-registered", "SB012/2024-05-15/701"),
    Scene("empty", "SB012/2024-05-16/701"),
    Scene("no-sessions", root="elsewhere"),
    Scene("loose", root="results/tuning.npy"),
    Scene("clear", FULL, "spks", ask_to_clear),
    Scene("clean-up", FULL, "spks", go_to(Place.CLEANUP)),
    Scene("trash", FULL, "spks", go_to(Place.TRASH)),
    Scene("empty-trash", FULL, "spks", ask_to_empty_the_trash),
    Scene("keys", FULL, "spks", trigger("keys")),
    Scene("find-action", FULL, "spks", trigger("find_action")),
    Scene("settings", FULL, "spks", trigger("settings")),
    Scene("about", FULL, "spks", trigger("about")),
)


def write_more(session: Path) -> None:
    """Write what the demo lab has not: frames of a camera, and complex numbers."""
    onedata = next(path for path in session.iterdir() if path.name.lower() == "onedata")
    down, across = np.mgrid[:120, :160]
    times = np.arange(40)[:, None, None]
    spot = 200 * np.exp(
        -((across - 80 - 40 * np.cos(times / 6)) ** 2 + (down - 60 - 30 * np.sin(times / 6)) ** 2) / 300
    )
    np.save(onedata / "faceCamera.frames.npy", (spot + 20 + across / 8).astype(np.uint8))
    phases = np.exp(1j * (np.arange(900)[:, None] / 60 + np.arange(91) / 9)) * (1 + np.arange(91) / 91)
    np.save(onedata / "mpci.phaseOfPosition.npy", phases.astype(np.complex64))
