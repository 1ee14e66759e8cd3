"""Work off the GUI thread: the newest request wins, stale answers are dropped, closing waits."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.errors import Cancelled
from sessionbrowser.gui.right_of_way import GivesWay, window_first

log = logging.getLogger(__name__)

# Painting asks for Python thousands of times: each time, who works elsewhere lets go that soon (5 ms unless told, s).
sys.setswitchinterval(0.0001)


class Job:
    """What a piece of work sees of its request: whether to stop, and where to send a part of its answer.

    Attributes
    ----------
    cancel : Cancel
        Set once nobody waits any more.
    """

    def __init__(self, number: int, answers: _Answers, cancel: Cancel) -> None:
        self.number = number
        self.cancel = cancel
        self.ended = False
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
        try:
            if not self._job.cancel:
                self._try()
        finally:
            self._work = _nothing  # what it held is free before those who waited for its end go on
            _end(self._job)

    def _try(self) -> None:
        try:
            answer = self._work(self._job)
        except Cancelled:
            return
        except Exception as error:  # noqa: BLE001 - shown by the owner's `failed`, whatever it is
            self._answers.failed.emit(self._job.number, error)
        else:
            self._answers.done.emit(self._job.number, answer)


def _nothing(_job: Job) -> None:
    """Stand in for work that is done."""


_ending = threading.Lock()
_waiting: list[tuple[set[Job], Callable[[], None]]] = []


def _end(job: Job) -> None:
    """Mark a job as ended, and do here, in the worker, what waited for it alone."""
    with _ending:
        job.ended = True
        for jobs, _ in _waiting:
            jobs.discard(job)
        ready = [call for jobs, call in _waiting if not jobs]
        _waiting[:] = [(jobs, call) for jobs, call in _waiting if jobs]
    for call in ready:
        call()


def after(jobs: Iterable[Job], call: Callable[[], None]) -> None:
    """Do something short in a worker thread once these jobs have ended, as closing the file that they read.

    Cancelled jobs end too: that is what to wait for before taking something away from them. `call` must not raise.
    """
    with _ending:
        running = {job for job in jobs if not job.ended}
        if running:
            _waiting.append((running, call))
            return
    QThreadPool.globalInstance().start(call)


class Lane(QObject):
    """One thing to know at a time: a new request cancels the one before and its answer is never shown.

    Parameters
    ----------
    parent : QObject or None
    pool : QThreadPool or None
        The application's own unless given.
    gives_way : bool
        Whether the work, each time it checks whether it is cancelled, lets the window go first.

    Notes
    -----
    ``busy`` tells when work starts and ends. All callbacks run on the GUI thread.
    """

    busy = Signal(bool)

    def __init__(
        self, parent: QObject | None = None, pool: QThreadPool | None = None, *, gives_way: bool = False
    ) -> None:
        super().__init__(parent)
        self._pool = pool or QThreadPool.globalInstance()
        self._make_cancel = GivesWay if gives_way else Cancel
        self._number = 0
        self._job: Job | None = None
        self._started: list[Job] = []
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

    @property
    def jobs(self) -> list[Job]:
        """All started here that have not ended yet, those nobody waits for included (see `after`)."""
        return [job for job in self._started if not job.ended]

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
        self._job = Job(self._number, self._answers, self._make_cancel())
        self._started = [*self.jobs, self._job]
        self._callbacks = (done, failed, part)
        self.busy.emit(True)
        self._pool.start(_Runnable(self._job, self._answers, work), priority)

    def cancel(self) -> None:
        """Give up the work under way; no callback of it runs any more."""
        if self._drop():
            self.busy.emit(False)

    def ask_to_stop(self) -> None:
        """Set the job's cancel flag and still await its answer, as a report of what was done until then.

        The work must then end with an answer; one that ends by `Cancelled` is never heard of.
        """
        if self._job is not None:
            self._job.cancel.set()

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
            with window_first():
                self._callbacks[2](part)

    @Slot(int, object)
    def _on_done(self, number: int, answer: object) -> None:
        if self._is_newest(number):
            self._job = None
            with window_first():
                self.busy.emit(False)
                if self._callbacks[0] is not None:
                    self._callbacks[0](answer)

    @Slot(int, object)
    def _on_failed(self, number: int, error: Exception) -> None:
        if not self._is_newest(number):
            return
        self._job = None
        with window_first():
            self.busy.emit(False)
            if self._callbacks[1] is None:
                raise error  # nobody asked about it: then it is told as a bug (see `bugs`)
            self._callbacks[1](error)


class FollowLane(Lane):
    """Keeps up with a stream of requests, as of a mouse that moves: one at a time, then the newest of the rest.

    Unlike a plain `Lane` it lets work under way finish, so that answers keep coming while requests do. Only work that
    takes longer than `patience` is cancelled for the newest request.

    Parameters
    ----------
    parent : QObject or None
    pool : QThreadPool or None
    patience : int
        Milliseconds.
    """

    def __init__(self, parent: QObject | None = None, pool: QThreadPool | None = None, patience: int = 200) -> None:
        super().__init__(parent, pool)
        self._next: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=patience)
        self._timer.timeout.connect(self._start_next)
        self.busy.connect(self._on_busy)

    @property
    def has_caught_up(self) -> bool:
        """Whether the newest request has been answered, and none is left."""
        return self._next is None and not self.is_busy

    def follow(
        self,
        work: Callable[[Job], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        part: Callable[[Any], None] | None = None,
    ) -> None:
        """Do the work now, or next when something is under way; parameters as of `Lane.run`."""
        self._next = lambda: self.run(work, done, failed, part)
        if not self.is_busy or not self._timer.isActive():
            self._start_next()

    def cancel(self) -> None:
        """Give up the work under way and what would follow."""
        self._next = None
        self._timer.stop()
        super().cancel()

    @Slot()
    def _start_next(self) -> None:
        start, self._next = self._next, None
        if start is not None:
            self._timer.start()
            start()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if not busy and self._next is not None:  # after the answer was shown
            QTimer.singleShot(0, self._start_next)


def wait_for_all(milliseconds: int = 10_000) -> bool:
    """Wait until the application's pool is empty; call it after cancelling, on the way out."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
