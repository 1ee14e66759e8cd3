"""Work off the GUI thread: the newest request wins, stale answers are dropped, closing waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled

log = logging.getLogger(__name__)


class Job:
    """What a piece of work sees of its request: whether to stop, and where to send a part of its answer.

    Attributes
    ----------
    cancel : Cancel
        Set once nobody waits any more.
    """

    def __init__(self, number: int, answers: _Answers) -> None:
        self.number = number
        self.cancel = Cancel()
        self._answers = answers

    def report(self, part: object) -> None:
        """Send a part of the answer (or progress) to the GUI thread; raises `Cancelled` when nobody waits."""
        self.cancel.check()
        self._answers.part.emit(self.number, part)


class _Answers(QObject):
    """Carries answers from a worker thread to the GUI thread."""

    part = Signal(int, object)
    done = Signal(int, object)
    failed = Signal(int, object)


class _Runnable(QRunnable):
    def __init__(self, job: Job, answers: _Answers, work: Callable[[Job], Any]) -> None:
        super().__init__()
        self._job, self._answers, self._work = job, answers, work

    def run(self) -> None:
        if self._job.cancel:
            return
        try:
            answer = self._work(self._job)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - shown by the owner's `failed`, whatever it is
            self._answers.failed.emit(self._job.number, error)
        else:
            self._answers.done.emit(self._job.number, answer)


class Lane(QObject):
    """One thing to know at a time: a new request cancels the one before and its answer is never shown.

    Parameters
    ----------
    parent : QObject or None
    pool : QThreadPool or None
        The application's own unless given.

    Notes
    -----
    ``busy`` tells when work starts and ends. All callbacks run on the GUI thread.
    """

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None, pool: QThreadPool | None = None) -> None:
        super().__init__(parent)
        self._pool = pool or QThreadPool.globalInstance()
        self._number = 0
        self._job: Job | None = None
        # No parent: a worker may hold the last reference, and emitting must stay possible until it ends.
        self._answers = _Answers()
        self._answers.part.connect(self._on_part)
        self._answers.done.connect(self._on_done)
        self._answers.failed.connect(self._on_failed)
        self._callbacks: tuple[Callable[..., None] | None, ...] = (None, None, None)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still awaited."""
        return self._job is not None

    def run(
        self,
        work: Callable[[Job], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        part: Callable[[Any], None] | None = None,
        priority: int = 0,
    ) -> None:
        """Start work on the pool, cancelling what this lane did before.

        Parameters
        ----------
        work : callable
            Takes a `Job`; runs in a worker thread and touches no widget.
        done, failed, part : callable or None
            Take the answer, the exception, and each reported part, on the GUI thread.
        priority : int
            Higher runs earlier when the pool is full.
        """
        self._drop()
        self._number += 1
        self._job = Job(self._number, self._answers)
        self._callbacks = (done, failed, part)
        self.busy.emit(True)
        self._pool.start(_Runnable(self._job, self._answers, work), priority)

    def cancel(self) -> None:
        """Give up the work under way; no callback of it runs any more."""
        if self._drop():
            self.busy.emit(False)

    def _drop(self) -> bool:
        job, self._job = self._job, None
        if job is not None:
            job.cancel.set()
        return job is not None

    def _is_newest(self, number: int) -> bool:
        return self._job is not None and self._job.number == number

    @Slot(int, object)
    def _on_part(self, number: int, part: object) -> None:
        if self._is_newest(number) and self._callbacks[2] is not None:
            self._callbacks[2](part)

    @Slot(int, object)
    def _on_done(self, number: int, answer: object) -> None:
        if self._is_newest(number):
            self._job = None
            self.busy.emit(False)
            if self._callbacks[0] is not None:
                self._callbacks[0](answer)

    @Slot(int, object)
    def _on_failed(self, number: int, error: Exception) -> None:
        if not self._is_newest(number):
            return
        self._job = None
        self.busy.emit(False)
        if self._callbacks[1] is not None:
            self._callbacks[1](error)
        else:
            log.error("work failed and nobody asked about it", exc_info=error)


def wait_for_all(milliseconds: int = 10_000) -> bool:
    """Wait until the application's pool is empty; call it after cancelling, on the way out."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
