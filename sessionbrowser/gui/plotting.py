"""The colour maps that pyqtgraph ships, read from its folder: importing it takes longer than the first window."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from sessionbrowser.gui.tokens import LIGHT

MAPS = ("viridis", "grey", "cividis", "inferno", "magma", "CET-L17", "CET-D1A", "CET-D9", "CET-CBC1")
"""The colour maps to choose from, by the names that pyqtgraph ships them under (and grey)."""

_SHIPPED_AS = {"grey": "CET-L1"}


@lru_cache(maxsize=32)
def lut(name: str) -> NDArray[np.uint8]:
    """Return a colour map as a table.

    Parameters
    ----------
    name : str
        One of `MAPS`, or any other map that pyqtgraph ships.

    Returns
    -------
    ndarray
        (256, 3) uint8, red, green, blue, from the lowest to the highest; read-only.
    """
    shipped = _SHIPPED_AS.get(name, name)
    table = _read(shipped)
    if table is None:
        table = _ask_pyqtgraph(shipped)
    table.setflags(write=False)
    return table


def _read(name: str) -> NDArray[np.uint8] | None:
    """Return a colour map of 256 colours from its file; None when there is no such file."""
    spec = find_spec("pyqtgraph")
    if spec is None or spec.origin is None:
        return None
    try:
        path = Path(spec.origin).parent / "colors" / "maps" / f"{name}.csv"
        # Not by `np.loadtxt`: that imports whatever a file may be packed in.
        lines = path.read_text(encoding="utf-8").splitlines()
        shares = np.array([line.split(",") for line in lines if line and line[0] != ";"], float)
    except (OSError, ValueError):
        return None
    return (255 * shares + 0.5).astype(np.uint8) if shares.shape == (256, 3) else None


def _ask_pyqtgraph(name: str) -> NDArray[np.uint8]:
    from pyqtgraph import colormap

    table = colormap.get(name).getLookupTable(nPts=256, alpha=False)  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(table, dtype=np.uint8)


def is_dark(name: str, share: float = 0.0) -> bool:
    """Whether a colour map is dark at a share of its length (0 to 1), so that lines over it must be light."""
    red, green, blue = (int(part) for part in lut(name)[round(255 * min(max(share, 0.0), 1.0))])
    return 299 * red + 587 * green + 114 * blue < 128_000


def line_over(dark: bool) -> QColor:
    """Return the colour of a line that is drawn over a dark or a light picture, whatever the theme."""
    return QColor(LIGHT.panel if dark else LIGHT.text)
