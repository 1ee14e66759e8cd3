"""An array with every row on a scale of its own, seen through a window."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.arrangement import Scaling
from sessionbrowser.arrays.real import as_real
from sessionbrowser.arrays.source import ArraySource, Window


class ScaledSource(ArraySource):
    """``(x - offset) * factor`` of a source of two axes, lazily.

    Parameters
    ----------
    source : ArraySource
        Of numbers; not closed with this one.
    axis : int
        The one that counts rows (ROIs).
    scaling : Scaling
        Of all rows.
    """

    def __init__(self, source: ArraySource, axis: int, scaling: Scaling) -> None:
        self.source, self._axis, self._scaling = source, axis, scaling
        self.shape, self.order = source.shape, source.order
        self.dtype = np.dtype(np.float64)

    def read(self, window: Window) -> NDArray[Any]:
        """Return the scaled values in the window (see `ArraySource.read`)."""
        values = as_real(self.source.read(window))
        rows = window[self._axis]
        scaling = self._scaling.of(np.arange(rows.start, rows.stop))
        with np.errstate(all="ignore"):
            return scaling.apply(values) if self._axis == 0 else scaling.apply(values.T).T
