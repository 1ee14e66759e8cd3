"""The small copy of a large array that makes pan and zoom quick: built in the background, once a picture is there."""

from __future__ import annotations

import logging
import math
from functools import partial

from PySide6.QtCore import QObject, Signal

from sessionbrowser.arrays.pyramid import Pyramid, build_pyramid
from sessionbrowser.arrays.source import whole, window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.arrays.stats import Counting, Stats
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.raster_work import LARGE, Request, count

log = logging.getLogger(__name__)

_BUDGET = 48 * 2**20
"""Bytes that it may take."""


class PyramidKeeper(QObject):
    """Keeps the pyramid that serves the newest pictures, and has all values counted, in one reading where it can.

    Attributes
    ----------
    pyramid : Pyramid or None
    counted : Signal(Stats)
        All values of the array were looked at.
    failed : Signal(Exception)
        They could not be.
    """

    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._building, self._counting = Lane(self), Lane(self)
        self._counts_along = False
        self._wanted: tuple[object, ...] | None = None
        self.pyramid: Pyramid | None = None

    def forget(self) -> None:
        """Let go of the pyramid."""
        self._building.cancel()
        self._wanted = self.pyramid = None

    def stop(self) -> None:
        """Give up what is being read."""
        self._counting.cancel()
        if self._building.is_busy:
            self.forget()

    def served(self, request: Request) -> Request:
        """Return a request with the pyramid, where that is made for it."""
        return request._replace(pyramid=self.pyramid) if _kind(request) == self._wanted else request

    def serve(self, request: Request, view: View, *, counts: bool) -> None:
        """Build the pyramid for requests like this one, and count, unless it is done or under way already.

        Parameters
        ----------
        request : Request
        view : View
            Of everything.
        counts : bool
            Whether all values of the array are to be counted.
        """
        if _kind(request) != self._wanted:
            self.forget()
            self._wanted = _kind(request)
            if _pays(request, view):
                reads_all = request.rows.numbers is None and request.cut.window(view) == whole(request.source.shape)
                self._counts_along = counts and reads_all and not self._counting.is_busy
                work = partial(_build, request, view, self._counts_along)
                self._building.run(work, self._take, self._on_failure, priority=-2)
        counts_along = self._building.is_busy and self._counts_along
        if counts and not counts_along and not self._counting.is_busy:
            self._counting.run(partial(count, request.source), self.counted.emit, self.failed.emit, priority=-1)

    def _take(self, made: tuple[Pyramid | None, Stats | None]) -> None:
        self.pyramid, stats = made
        if stats is not None:
            self.counted.emit(stats)

    def _on_failure(self, error: Exception) -> None:
        """Go without a pyramid: pictures come from the file, and tell what is wrong with it."""
        if self._counts_along:
            self.failed.emit(error)
        else:
            log.warning("no small copy of the array could be made", exc_info=error)


def _kind(request: Request) -> tuple[object, ...]:
    """Return what requests have in common that one pyramid serves."""
    return request.source, request.cut, request.how, request.rows


def _pays(request: Request, view: View) -> bool:
    size = math.prod(window_shape(request.cut.window(view))) * request.source.dtype.itemsize
    return request.how != "mean" and size > LARGE and not isinstance(request.source, SparseSource)


def _build(request: Request, view: View, counts: bool, job: Job) -> tuple[Pyramid | None, Stats | None]:
    layout = request.layout()
    counting = Counting(request.source) if counts else None
    pyramid = build_pyramid(
        request.source,
        window=request.cut.window(view),
        **{name: layout[name] for name in ("row_axis", "col_axis", "how", "rows", "scale")},
        budget=_BUDGET,
        cancel=job.cancel,
        also=None if counting is None else counting.visit,
    )
    if counting is None:
        return pyramid, None
    return pyramid, count(request.source, job) if pyramid is None else counting.stats()
