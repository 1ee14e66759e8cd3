"""The small copy of a large array that makes pan and zoom quick: built in the background, once a picture is there."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from sessionbrowser.arrays.pyramid import Pyramid, build_pyramid
from sessionbrowser.arrays.source import window_shape
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.raster_work import LARGE, Request

log = logging.getLogger(__name__)

_BUDGET = 48 * 2**20
"""Bytes that it may take."""


class PyramidKeeper(QObject):
    """Keeps the pyramid that serves the newest pictures."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lane = Lane(self)
        self._wanted: tuple[object, ...] | None = None
        self.pyramid: Pyramid | None = None

    def forget(self) -> None:
        """Let go of the array."""
        self._lane.cancel()
        self._wanted = self.pyramid = None

    def served(self, request: Request) -> Request:
        """Return a request with the pyramid, where that is made for it."""
        return replace(request, pyramid=self.pyramid) if _kind(request) == self._wanted else request

    def serve(self, request: Request, whole: View) -> None:
        """Build the pyramid for requests like this one, unless it is there or under way already.

        Parameters
        ----------
        request : Request
        whole : View
            Of everything.
        """
        if _kind(request) == self._wanted:
            return
        self.forget()
        self._wanted = _kind(request)
        size = math.prod(window_shape(request.cut.window(whole))) * request.source.dtype.itemsize
        if request.how != "mean" and size > LARGE and not isinstance(request.source, SparseSource):
            self._lane.run(partial(_build, request, whole), self._take, _shrug, priority=-2)

    def _take(self, pyramid: Pyramid | None) -> None:
        self.pyramid = pyramid


def _kind(request: Request) -> tuple[object, ...]:
    """Return what requests have in common that one pyramid serves."""
    return request.source, request.cut, request.how, request.rows


def _build(request: Request, whole: View, job: Job) -> Pyramid | None:
    layout = request.layout()
    return build_pyramid(
        request.source,
        window=request.cut.window(whole),
        **{name: layout[name] for name in ("row_axis", "col_axis", "how", "rows", "scale")},
        budget=_BUDGET,
        cancel=job.cancel,
    )


def _shrug(error: Exception) -> None:
    """Go without: pictures come from the file, and tell what is wrong with it."""
    log.warning("no small copy of the array could be made", exc_info=error)
