"""Following a stream of requests, and waiting for jobs to end."""

import threading

import pytest
from PySide6.QtCore import QThreadPool

from sessionbrowser.gui.tasks import FollowLane, Job, Lane, after


@pytest.fixture
def gate():
    gate = threading.Event()
    yield gate
    gate.set()
    QThreadPool.globalInstance().waitForDone(5000)


def test_following_answers_the_first_and_the_newest(qtbot, gate):
    lane, answers = FollowLane(patience=5000), []
    lane.follow(lambda job: gate.wait(5) and "first", answers.append)
    for number in range(5):
        lane.follow(lambda job, number=number: number, answers.append)
    assert not lane.has_caught_up
    gate.set()
    qtbot.waitUntil(lambda: lane.has_caught_up)
    assert answers == ["first", 4]


def test_following_loses_patience_with_long_work(qtbot):
    lane, answers = FollowLane(patience=30), []

    def long(job: Job) -> str:
        while not job.cancel:
            threading.Event().wait(0.005)
        job.cancel.check()
        return "never"

    lane.follow(long, answers.append)
    lane.follow(lambda job: "newest", answers.append)
    qtbot.waitUntil(lambda: lane.has_caught_up)
    assert answers == ["newest"]


def test_following_goes_on_after_a_failure(qtbot, gate):
    lane, answers, errors = FollowLane(patience=5000), [], []

    def fails(job: Job) -> None:
        gate.wait(5)
        raise OSError("gone")

    lane.follow(fails, answers.append, errors.append)
    lane.follow(lambda job: "after", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: lane.has_caught_up)
    assert answers == ["after"]
    assert [str(error) for error in errors] == ["gone"]


def test_cancelled_following_answers_nothing(qtbot, gate):
    lane, answers = FollowLane(), []
    lane.follow(lambda job: gate.wait(5), answers.append)
    lane.follow(lambda job: 2, answers.append)
    lane.cancel()
    gate.set()
    QThreadPool.globalInstance().waitForDone(5000)
    qtbot.wait(20)
    assert answers == []
    assert lane.has_caught_up


def test_after_waits_for_cancelled_work_that_still_runs(qtbot, gate):
    lane, closed, started = Lane(), threading.Event(), threading.Event()
    lane.run(lambda job: (started.set(), gate.wait(5)))
    assert started.wait(5)
    lane.cancel()
    after(lane.jobs, closed.set)
    assert not closed.wait(0.05)
    gate.set()
    assert closed.wait(5)
    qtbot.waitUntil(lambda: not lane.jobs)


def test_after_nothing_happens_at_once_and_elsewhere(qtbot):
    threads = []
    after([], lambda: threads.append(threading.current_thread()))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0] is not threading.main_thread()
