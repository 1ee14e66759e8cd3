"""All signals of one ROI: opens them in a worker, and sees that they are closed again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakSet, finalize

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import OneDataError
from sessionbrowser.gui.tasks import Job, after
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_frame import excerpt_of
from sessionbrowser.gui.viewers.raster_rows import AS_IN_FILE
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.sessions.facts import inspect_file, inspect_session
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.natural import natural_key
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.signals import open_signal, signals_like
from sessionbrowser.sessions.together import Together


class OpenSignals:
    """The signals that go with one that is shown.

    Parameters
    ----------
    shown : Opened
        Closed by whom it belongs to.
    session : object or None
    roi : int
        The one that they are seen of.

    Attributes
    ----------
    names : list of str
        From F to what was made of it.
    opened : list of Opened
    lost : list of str
        Those that could not be opened.
    """

    def __init__(self, shown: Opened, session: Any, roi: int) -> None:
        self.roi = roi
        self.names: list[str] = []
        self.opened: list[Opened] = []
        self.lost: list[str] = []
        self._shown, self._session = shown, session
        self._lent: WeakSet[Together] = WeakSet()

    def open(self, job: Job) -> OpenSignals:
        """Open them all, in a worker."""
        for signal in signals_like(self._shown, self._facts(job.cancel), self._session):
            job.cancel.check()
            try:
                opened = open_signal(self._session, signal, cancel=job.cancel)
            except (OneDataError, OSError):
                self.lost.append(signal.name)
                continue
            self.opened.append(opened)
            self.names.append(signal.name)
        return self

    def excerpt(self, cut: Cut, samples: Span) -> Together:
        """Return the values of all of them at these samples; they stay open for as long as somebody has these."""
        roi = Span(self.roi, self.roi + 1, self._shown.axes[cut.y].length)
        each = [excerpt_of(opened, cut, View(samples, roi), AS_IN_FILE) for opened in self.opened]
        made = Together.of(each, self.names, cut.x, f"ROI {self.roi}")
        self._lent.add(made)
        return made

    def close_after(self, jobs: Iterable[Job]) -> None:
        """Close them once nobody reads them any more."""
        after(jobs, self._close)

    def _close(self) -> None:
        lent = next(iter(self._lent), None)
        if lent is not None:  # it is being exported
            finalize(lent, self._close).atexit = False
            return
        for opened in self.opened:
            opened.close()

    def _facts(self, cancel: Cancel) -> list[FileFacts]:
        if self._shown.axes[0].name == "ROI":  # of suite2p: what lies beside it in its plane
            beside = sorted(self._shown.facts.path.parent.glob("*.npy"), key=lambda path: natural_key(path.name))
            return [inspect_file(path, self._session) for path in beside]
        return [] if self._session is None else list(inspect_session(self._session, cancel))
