"""Which samples fall on which pixel: the one definition of it for every reduction."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

Edges = NDArray[np.int64]


class Cut:
    """Cells along an axis of a block; what is found out of them once serves all blocks that are cut the same way.

    Parameters
    ----------
    edges : ndarray of int64
        Where the cells begin, and where the last one ends: from 0, always rising.

    Attributes
    ----------
    edges : ndarray of int64
    widths : ndarray of int64
        The samples of each cell.
    """

    __slots__ = ("_extent", "_runs", "edges", "widths")

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.widths: Edges = edges[1:] - edges[:-1]
        self._extent: tuple[int, int] | None = None
        self._runs: list[tuple[int, int]] | None = None

    @classmethod
    def each(cls, n: int) -> Cut:
        """Return n cells of one sample."""
        cut = cls(np.arange(n + 1))
        cut._extent, cut._runs = (1, 1), [(n, 1)]
        return cut

    def __len__(self) -> int:
        return len(self.widths)

    @property
    def extent(self) -> tuple[int, int]:
        """The fewest and the most samples of a cell, of which there is one at least."""
        if self._extent is None:
            self._extent = int(self.widths.min()), int(self.widths.max())
        return self._extent

    @property
    def runs(self) -> list[tuple[int, int]]:
        """How many cells of one width follow each other, and that width."""
        if self._runs is None:
            self._runs = [(len(list(same)), width) for width, same in groupby(self.widths.tolist())]
        return self._runs


def edges(start: int, stop: int, pixels: int) -> Edges:
    """Return the first sample of each pixel, and the end of the last one.

    Pixel i holds the samples ``start + floor(i n / k)`` up to ``start + floor((i + 1) n / k)``, n being the number of
    samples and k the smaller of n and `pixels`; so none is empty, and no two differ by more than one sample.

    Parameters
    ----------
    start, stop : int
        The samples on the screen.
    pixels : int
        Room for them.

    Returns
    -------
    ndarray of int64, shape (k + 1,)
    """
    n = max(0, stop - start)
    k = min(n, max(0, pixels))
    if not k:
        return np.array([start], np.int64)
    each, rest = divmod(n, k)  # i n / k would overflow where i * each + i rest / k does not
    i = np.arange(k + 1, dtype=np.int64)
    return start + i * each + i * rest // k


def grid(n: int, factor: int) -> Edges:
    """Return the edges of blocks of so many samples each, the last of which may be shorter."""
    return np.minimum(np.arange(-(-n // factor) + 1, dtype=np.int64) * factor, n)


def blocks_over(start: int, stop: int, factor: int) -> slice:
    """Return the blocks of a `grid` that hold some samples."""
    return slice(start // factor, -(-stop // factor))


def cells_of(samples: NDArray[Any], n: int, k: int) -> NDArray[np.int64]:
    """Return the pixel of each sample (both counted from 0), the inverse of `edges`, for n below 2**48."""
    return ((samples.astype(np.int64) + 1) * k - 1) // max(1, n)


def touched(cut: Edges, start: int, stop: int) -> tuple[slice, Cut]:
    """Return the pixels that some samples fall on, and how these samples are cut into them.

    Parameters
    ----------
    cut : ndarray of int64
        Of `edges`.
    start, stop : int
        The samples, at least one, all within the edges.

    Returns
    -------
    pixels : slice
    local : Cut
        From 0 to ``stop - start``.
    """
    pixels = pixels_of(cut, start, stop)
    local = cut[pixels.start : pixels.stop + 1] - start
    local[0], local[-1] = 0, stop - start
    return pixels, Cut(local)


def pixels_of(cut: Edges, start: int, stop: int) -> slice:
    """Return the pixels that some samples fall on (see `touched`)."""
    return slice(int(cut.searchsorted(start, "right")) - 1, int(cut.searchsorted(stop, "left")))
