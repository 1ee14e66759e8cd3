"""Finds the rows that were asked for, in the background, and what can be asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from sessionbrowser.errors import OneDataError
from sessionbrowser.gui.row_choosers import RowChoosers
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.viewers.raster_rows import AS_IN_FILE, RoiKnowledge, Rows, Wish, find_vectors, roi_axis
from sessionbrowser.gui.viewers.view_memory import Seen, ViewMemory
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.roi_vectors import RoiVector

log = logging.getLogger(__name__)


class Arranger(QObject):
    """Keeps the choosers of ROIs and what is shown of these in step.

    Parameters
    ----------
    choosers : RowChoosers
    parent : QObject
        The viewer.

    Attributes
    ----------
    arranged : Signal(Rows)
        Other rows are to be shown.
    refused : Signal(str)
        Why what was asked for cannot be shown; the rows stay what they are.
    failed : Signal(Exception)
        A bug.
    progressed : Signal(object)
        As of `Viewer`.
    """

    arranged = Signal(object)
    refused = Signal(str)
    failed = Signal(object)
    progressed = Signal(object)

    def __init__(self, choosers: RowChoosers, parent: QObject) -> None:
        super().__init__(parent)
        self._choosers = choosers
        self._looking, self._finding = Lane(self), Lane(self)
        self._known: RoiKnowledge | None = None
        self._seen, self._memory, self._name = Seen(), ViewMemory(), ""
        self._has_looked = self._is_awaited = False
        self.rows = AS_IN_FILE
        choosers.wished.connect(self._on_wish)

    def show(self, opened: Opened, session: Any, memory: ViewMemory) -> bool:
        """Start with another file; return whether it is shown as it is.

        Where its recording is looked at in another way, `arranged` tells of that as soon as the rows are found.
        """
        self.forget()
        axis = roi_axis(opened)
        if axis is None or opened.source is None:
            return True
        self._known = RoiKnowledge(opened.source, axis, session, memory.found_in(opened.source))
        self._seen, self._memory, self._name = memory.seen(opened), memory, opened.facts.stem
        self._choosers.offer(opened.axes[axis].length)
        wish, names = self._seen.wish, memory.rows.get(self._name, ("", ""))
        self._is_awaited = any(names) if wish is None else wish != Wish()
        if self._is_awaited:
            self._find(partial(self._known.named, *names) if wish is None else partial(self._known.rows, wish))
        else:
            self._seen.wish = Wish()
        return not self._is_awaited

    def look(self) -> None:
        """Look once what the session knows of the ROIs; call it when the first picture is on the screen."""
        if self._known is None or self._has_looked:
            return
        self._has_looked = True
        work = partial(find_vectors, self._known.session, self._count)
        self._looking.run(work, self._offer, _shrug, priority=-1)

    def forget(self) -> None:
        """Let go of the file; what was wished of its recording stays wished."""
        self._finding.cancel()
        self._looking.cancel()
        self._known, self._has_looked, self.rows, self._seen = None, False, AS_IN_FILE, Seen()
        self._choosers.offer(None)

    def stop(self) -> None:
        """Give up what was asked for last."""
        if self._finding.is_busy:
            self._finding.cancel()
            self._go_back()

    def _go_back(self) -> None:
        """Wish for nothing but what is shown."""
        self._seen.wish = self.rows.wish
        self._choosers.show_wish(self.rows.wish)

    @property
    def _count(self) -> int:
        return 0 if self._known is None else self._known.source.shape[self._known.axis]

    def _offer(self, vectors: tuple[RoiVector, ...]) -> None:
        self._choosers.offer(self._count, vectors)
        self._choosers.show_wish(self._seen.wish or self.rows.wish)

    def _on_wish(self, wish: Wish) -> None:
        if self._known is not None:
            self._seen.wish = wish
            self._memory.rows[self._name] = wish.names()
            self._find(partial(self._known.rows, wish))

    def _find(self, work: Callable[[Job], Rows]) -> None:
        self._finding.run(work, self._on_rows, self._on_failure, self.progressed.emit)

    def _on_rows(self, rows: Rows) -> None:
        self.progressed.emit(None)
        self.rows, self._is_awaited, self._seen.wish = rows, False, rows.wish
        self.arranged.emit(rows)

    def _on_failure(self, error: Exception) -> None:
        self.progressed.emit(None)
        self._go_back()
        if self._is_awaited:
            self._is_awaited = False
            self.arranged.emit(self.rows)
        if isinstance(error, OneDataError | OSError):
            self.refused.emit(str(error))
        else:
            self.failed.emit(error)


def _shrug(error: Exception) -> None:
    """Go without what the session knows: the file itself is on the screen."""
    log.warning("what is known of the ROIs could not be listed", exc_info=error)
