"""pyqtgraph and its colour maps; imported late, since that takes longer than the first window."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from sessionbrowser.gui.tokens import LIGHT

MAPS = ("viridis", "grey", "cividis", "inferno", "magma", "CET-L17", "CET-D1A", "CET-D9")
"""The colour maps to choose from, by the names that pyqtgraph ships them under (and grey)."""

_SHIPPED_AS = {"grey": "CET-L1"}


@lru_cache(maxsize=1)
def warm_up() -> Any:
    """Import pyqtgraph and set it up; return the module. The first call takes about 0.2 s."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(imageAxisOrder="row-major", antialias=False)  # type: ignore[no-untyped-call]
    return pyqtgraph


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
    shipped = warm_up().colormap.get(_SHIPPED_AS.get(name, name))
    table = np.ascontiguousarray(shipped.getLookupTable(nPts=256, alpha=False), dtype=np.uint8)
    table.setflags(write=False)
    return table


def is_dark(name: str, share: float = 0.0) -> bool:
    """Whether a colour map is dark at a share of its length (0 to 1), so that lines over it must be light."""
    red, green, blue = (int(part) for part in lut(name)[round(255 * min(max(share, 0.0), 1.0))])
    return 299 * red + 587 * green + 114 * blue < 128_000


def line_over(dark: bool) -> QColor:
    """Return the colour of a line that is drawn over a dark or a light picture, whatever the theme."""
    return QColor(LIGHT.panel if dark else LIGHT.text)
