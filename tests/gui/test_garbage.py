"""Garbage goes on the GUI thread alone, and what stays is not gone through again and again."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from sessionbrowser.gui import garbage
from sessionbrowser.gui.garbage import ENOUGH, Garbage


class Ring:
    def __init__(self) -> None:
        self.me = self
        self.much = [[] for _ in range(2 * ENOUGH)]


@pytest.fixture
def kept(qapp) -> Iterator[Garbage]:
    made = Garbage(qapp)
    made._timer.stop()  # looks when the test says so
    yield made
    made.setParent(None)
    gc.unfreeze()


def lost() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


def test_what_refers_to_itself_goes_at_the_next_look(kept):
    ring = lost()
    assert ring() is not None
    kept.look()
    assert ring() is None


def test_few_objects_are_not_worth_a_look(kept):
    gc.collect()
    ring = lost()
    ring().much.clear()
    kept.look()
    assert ring() is not None


def test_it_looks_by_itself(kept, qtbot):
    ring = lost()
    kept._timer.start()
    qtbot.waitUntil(lambda: ring() is None)


def test_a_worker_that_makes_many_objects_deletes_none_of_others(kept):
    ring, made = lost(), []
    worker = threading.Thread(target=lambda: made.extend([] for _ in range(100_000)))
    worker.start()
    worker.join()
    assert ring() is not None


def test_what_a_long_look_found_in_use_is_left_out_of_the_next_ones(kept, monkeypatch):
    monkeypatch.setattr(garbage, "LONG", 0.0)
    ring = Ring()
    before = gc.get_freeze_count()
    kept.look()
    assert gc.get_freeze_count() >= before + 2 * ENOUGH
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is not None


def test_all_is_looked_at_when_the_user_turns_to_another_app(kept, qapp, monkeypatch):
    monkeypatch.setattr(garbage, "LONG", 0.0)
    ring = Ring()
    kept.look()
    gone = weakref.ref(ring)
    del ring
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert gone() is not None
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert gone() is None
