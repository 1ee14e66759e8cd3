"""What goes wrong on a lab's disk, on purpose: stale, broken and odd files for the demo."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
from scipy.sparse import load_npz

from sessionbrowser.demo.recording import save
from sessionbrowser.sessions.recipe import LoadingRecipe

log = logging.getLogger(__name__)

# Protocol 0 by hand: a pickle that would call print. It is refused, and its text never printed.
_CALLS_PRINT = b"cbuiltins\nprint\n(S'this was never run'\ntR."


def leave_leftovers(onedata: Path) -> None:
    """Leave what two interrupted saves leave: files that end too early."""
    _cut(onedata / "mpci.times.npy", onedata / "mpci.times.npy.tmp", 0.3)
    _cut(onedata / "wheelPosition.position.npy", onedata / "tmp8f3kq2ab.npy", 0.2)


def break_recipes(onedata: Path) -> None:
    """Add a recipe with a loader that nobody has, one whose source is missing, one with an unknown transform."""
    save(onedata, "mpci.roiFacecam", LoadingRecipe("Facecam", None, ["transpose"]))
    save(onedata, "mpci.roiActivityChan2", LoadingRecipe("S2P", "F_chan2", ["transpose"]))
    save(onedata, "mpci.roiActivitySmooth", LoadingRecipe("S2P", "F", ["transpose", "smooth"]))


def supersede(onedata: Path) -> None:
    """Put the dense file of old beside a sparse one: one with the same values, and one whose values are others."""
    for name in ("mpci.roiSignificantFluorescence", "mpci.roiSignificantFluorescenceBase"):
        save(onedata, name, load_npz(onedata / "mpci.roiSignificantFluorescence.npz").toarray())


def damage(onedata: Path) -> None:
    """Cut a file short, mislabel one, add a link to nowhere and a file that asks to run code."""
    _cut(onedata / "positionTracking.position.npy", onedata / "positionTracking.speed.npy", 0.6)
    (onedata / "mpci.damaged.npz").write_bytes(b"PK\x03\x04 the rest was lost when the disk was full\n" * 40)
    with (onedata / "mpci.calls.npy").open("wb") as file:
        header = {"descr": "|O", "fortran_order": False, "shape": ()}
        np.lib.format.write_array_header_1_0(file, header)
        file.write(_CALLS_PRINT)
    try:
        (onedata / "mpci.link.npy").symlink_to("mpci.nowhere.npy")
    except OSError as error:  # Windows lets only some users make links
        log.info("the demo goes without its link: %s", error)


def _cut(whole: Path, part: Path, share: float) -> None:
    content = whole.read_bytes()
    part.write_bytes(content[: int(len(content) * share)])
