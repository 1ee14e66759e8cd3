"""What stands under the cursor of a raster, read from the file: the place at once, the value as it comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui.tasks import FollowLane
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.raster_words import value_text
from sessionbrowser.gui.viewers.raster_work import read_one

_LATE = 80
"""Milliseconds after which the readout shows where the cursor is without waiting for the value."""


class ValueReader(QObject):
    """Reads one value at a time, that of the newest place.

    Attributes
    ----------
    reading : Signal(tuple)
        A `Reading` with the value as its last; empty when nothing is under the cursor.
    failed : Signal(Exception)
    """

    reading = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lane = FollowLane(self)
        self._late = QTimer(self, singleShot=True, interval=_LATE)
        self._late.timeout.connect(lambda: self.reading.emit((*self._told, ("value", "…"))))
        self._told: Reading = ()

    def read(self, source: ArraySource, place: tuple[int, ...], told: Reading, unit: str, others: Reading = ()) -> None:
        """Read the value at a place; `told` says where that is, and `others` what else is known of it."""
        self._told = told
        self._late.start()
        done: Callable[[np.generic], None] = partial(self._on_value, told, unit, others)
        self._lane.follow(partial(read_one, source, place), done, self.failed.emit)

    def stop(self) -> None:
        """Read nothing any more."""
        self._late.stop()
        self._lane.cancel()

    def leave(self) -> None:
        """Nothing is under the cursor."""
        self.stop()
        self.reading.emit(())

    def _on_value(self, told: Reading, unit: str, others: Reading, value: np.generic) -> None:
        if told == self._told:
            self._late.stop()
        self.reading.emit((*told, ("value", f"{value_text(value)} {unit}".rstrip()), *others))
