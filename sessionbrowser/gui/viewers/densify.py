"""Making a sparse matrix dense in memory, for tables that are leafed through row by row: asked for, never unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from sessionbrowser.arrays import budget
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import OneDataError
from sessionbrowser.gui.controls import button
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.words import bytes_text
from sessionbrowser.sessions.opening import Opened

_PIECE = 16 * 2**20


class Densify(QObject):
    """A button that says what memory it takes, and the work behind it.

    Attributes
    ----------
    button : QPushButton
        Seen only while what is shown is sparse.
    done : Signal(MemorySource)
        The same array, dense.
    refused : Signal(str)
        Why it stays sparse, with the figures.
    progressed : Signal(object)
        ``(bytes done, bytes in all)``, None at the end.
    """

    done = Signal(object)
    refused = Signal(str)
    progressed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.button = button("Densify")
        self.button.hide()
        self.button.clicked.connect(self._start)
        self._lane = Lane(self)
        self._path: Path | None = None
        self._source: SparseSource | None = None

    def offer(self, opened: Opened) -> None:
        """Offer it for a file that is sparse."""
        self.forget()
        if isinstance(opened.source, SparseSource):
            self._path, self._source = opened.facts.path, opened.source
            self.button.setText(f"Densify, {bytes_text(self._source.nbytes)}")
            self.button.setToolTip("Scroll along rows faster, for this much memory; the file stays as it is")
            self.button.setEnabled(True)
            self.button.show()

    def forget(self) -> None:
        """Offer nothing, and let go of the matrix."""
        self.stop()
        self.button.hide()
        self._path = self._source = None

    def stop(self) -> None:
        """Give up the work under way."""
        self._lane.cancel()
        self.button.setEnabled(True)

    def _start(self) -> None:
        source, path = self._source, self._path
        if source is None:
            return
        self.button.setEnabled(False)

        def work(job: Job) -> MemorySource:
            return MemorySource(dense(source, path, job.cancel, lambda at, of: job.report((at, of))))

        self._lane.run(work, self._on_dense, self._on_error, self.progressed.emit)

    def _on_dense(self, made: MemorySource) -> None:
        self.progressed.emit(None)
        self.forget()
        self.done.emit(made)

    def _on_error(self, error: Exception) -> None:
        self.progressed.emit(None)
        self.button.setEnabled(True)
        self.refused.emit(f"It stays sparse: {error.what if isinstance(error, OneDataError) else error}")


def dense(
    source: SparseSource, path: Path | None, cancel: Cancel, progress: Callable[[int, int], None]
) -> NDArray[Any]:
    """Return all values of a sparse matrix, column after column.

    Parameters
    ----------
    source : SparseSource
    path : Path or None
        For the error.
    cancel : Cancel
    progress : callable
        Takes bytes done and bytes in all.

    Raises
    ------
    TooLarge
        With the figures, when it takes more memory than may be used.
    """
    budget.check(source.nbytes, path, "the dense array")
    out = budget.room(source.nbytes, path).view(source.dtype).reshape(source.shape, order="F")
    rows, columns = source.shape
    step = max(1, _PIECE // max(1, rows * source.dtype.itemsize))
    for start in range(0, columns, step):
        cancel.check()
        stop = min(start + step, columns)
        out[:, start:stop] = source.read((slice(0, rows), slice(start, stop)))
        progress(out[:, :stop].nbytes, source.nbytes)
    return out
