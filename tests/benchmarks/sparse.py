"""The picture of a sparse matrix from its file, against making it dense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import scipy.sparse as sp

from sessionbrowser.arrays.npz import read_csc
from sessionbrowser.arrays.reduce import Picture, draw
from sessionbrowser.arrays.source import whole
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.platform import RegularFile
from tests.benchmarks.files import sparse
from tests.benchmarks.harness import Row, Setting, in_turn, seconds


def rows(setting: Setting) -> Iterator[Row]:
    path = sparse(setting)
    ours, reference = in_turn(
        lambda: seconds(lambda: picture(path)),
        lambda: seconds(lambda: sp.load_npz(path).toarray()),
        setting.repeats,
    )
    yield Row("csc picture / load_npz + toarray", ours * 1e3, reference * 1e3, 0.35)


def picture(path: Path) -> Picture:
    """Draw all of a matrix from its file."""
    with RegularFile(path) as file:
        source = SparseSource(read_csc(file))
    return draw(source, window=whole(source.shape), row_axis=1, col_axis=0, height=900, width=1600)
