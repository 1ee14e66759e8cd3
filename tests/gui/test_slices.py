"""Work in slices: all of it, in order, unless it is given up; the window lives in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from shiboken6 import Shiboken

from sessionbrowser.gui import slices as module
from sessionbrowser.gui.right_of_way import is_taken
from sessionbrowser.gui.slices import Slices


@pytest.fixture
def owner(qtbot) -> QObject:
    return QObject()


@pytest.fixture
def slices(owner, monkeypatch) -> Slices:
    monkeypatch.setattr(module, "BUDGET", 0.0)  # each step is a slice
    return Slices(owner)


def steps(done: list[int], count: int) -> Iterator[None]:
    for number in range(count):
        done.append(number)
        yield


def test_the_first_step_is_taken_at_once_and_all_others_in_order(slices, qtbot):
    done: list[int] = []
    slices.run(steps(done, 5))
    assert done == [0]
    assert slices.is_busy
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert done == [0, 1, 2, 3, 4]


def test_what_is_short_is_done_at_once(owner, qtbot):
    done: list[int] = []
    slices = Slices(owner)
    slices.run(iter(()))
    assert not slices.is_busy
    slices.run(done.append(n) for n in range(3))
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert done == [0, 1, 2]


def test_other_events_are_dealt_with_between_slices(slices, qtbot):
    done: list[int] = []
    QTimer.singleShot(0, lambda: done.append(-1))
    slices.run(steps(done, 50))
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert 0 < done.index(-1) < 50


def test_new_work_takes_the_place_of_the_old(slices, qtbot):
    old: list[int] = []
    new: list[int] = []
    slices.run(steps(old, 5))
    slices.run(steps(new, 3))
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert (old, new) == ([0], [0, 1, 2])


def test_what_is_given_up_stays_where_it_is(slices, qtbot):
    done: list[int] = []
    slices.run(steps(done, 5))
    slices.stop()
    qtbot.wait(20)
    assert done == [0]
    assert not slices.is_busy


def test_a_step_may_give_up_or_begin_anew(slices, qtbot):
    done: list[int] = []

    def first() -> Iterator[None]:
        done.append(1)
        yield
        slices.run(steps(done, 2))
        yield
        done.append(99)

    slices.run(first())
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert done == [1, 0, 1]


def test_work_ends_with_its_owner(owner, slices, qtbot):
    done: list[int] = []
    slices.run(steps(done, 1000))
    Shiboken.delete(owner)
    qtbot.wait(20)
    assert done == [0]


def test_a_step_that_fails_ends_the_work(slices, qtbot):
    def failing() -> Iterator[None]:
        yield
        raise ValueError

    slices.run(failing())
    with qtbot.captureExceptions() as errors:
        qtbot.waitUntil(lambda: not slices.is_busy)
    assert [kind for kind, *_ in errors] == [ValueError]


def test_each_slice_has_right_of_way(slices, qtbot):
    between: list[bool] = []
    QTimer.singleShot(0, lambda: between.append(is_taken()))
    during: list[bool] = []
    slices.run(during.append(is_taken()) for _ in range(3))
    qtbot.waitUntil(lambda: not slices.is_busy)
    assert (during, between, is_taken()) == ([True] * 3, [False], False)
