"""Reading a session: what its first picture needs comes first, the rest when that is there."""

from __future__ import annotations

import pytest

from sessionbrowser.gui import session_loader
from sessionbrowser.gui.session_loader import Request, SessionLoader
from sessionbrowser.lab.catalog import find_session
from sessionbrowser.sessions.registry import resolve_factory

FIRST, SECOND = "ATL901/2023-01-24/701", "ATL901/2023-01-25/701"


class Told:
    """Notes what a loader says."""

    def __init__(self, loader: SessionLoader) -> None:
        self.events: list[str] = []
        self.named: list[str] = []
        self.known: dict[str, str] = {}
        loader.made.connect(lambda _made: self.events.append("made"))
        loader.named.connect(self._on_named)
        loader.known.connect(self._on_known)
        loader.begun.connect(lambda: self.events.append("begun"))
        loader.finished.connect(lambda _summary: self.events.append("finished"))

    def _on_named(self, rows) -> None:
        self.events.append("named")
        self.named = [row.title for row in rows]

    def _on_known(self, rows) -> None:
        self.known |= {row.title: row.facts.dtype for row in rows if not row.is_checking}


@pytest.fixture
def request_of(lab):
    return lambda name, **how: Request(find_session(lab, name), lab, resolve_factory(None), **how)


@pytest.fixture
def loader(qtbot, monkeypatch):
    monkeypatch.setattr(session_loader, "GRACE", 60_000)
    made = SessionLoader()
    yield made
    made.cancel()
    qtbot.waitUntil(lambda: not made.lane.jobs)


def test_the_rest_waits_until_it_may_go_on(qtbot, loader, request_of):
    told = Told(loader)
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(SECOND))
    assert told.events == ["made", "named", "begun"]
    qtbot.wait(50)
    assert loader.is_busy
    waiting = set(told.named) - told.known.keys()
    assert "licks.times.npy" in waiting
    with qtbot.waitSignal(loader.finished, timeout=10_000):
        loader.go_on()
    assert set(told.named) == told.known.keys()
    assert told.known["licks.times.npy"] == "float64"
    assert not loader.is_busy


@pytest.mark.parametrize("first", ["licks.times.npy", "mpci.roiActivityDeconvolvedOasis.npy"])
def test_the_file_that_is_shown_first_is_read_first(qtbot, loader, request_of, first):
    told = Told(loader)
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(SECOND, first=first))
    assert told.known.keys() - {"spks"} == {first}
    with qtbot.waitSignal(loader.finished, timeout=10_000):
        loader.go_on()
    assert set(told.named) == told.known.keys()


def test_without_that_file_it_is_spks(qtbot, loader, request_of):
    told = Told(loader)
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(SECOND, first="mpci.nowhere.npy"))
    assert "spks" in told.known


def test_it_goes_on_by_itself_when_the_picture_takes_long(qtbot, loader, request_of):
    loader._grace.setInterval(20)
    with qtbot.waitSignals([loader.begun, loader.finished], timeout=10_000, order="strict"):
        loader.start(request_of(SECOND))


def test_a_session_that_waits_is_dropped_for_another_one(qtbot, loader, request_of):
    told = Told(loader)
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(SECOND))
    first = told.named
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(FIRST))
    with qtbot.waitSignal(loader.finished, timeout=10_000):
        loader.go_on()
    assert told.named != first
    assert told.events == ["made", "named", "begun"] * 2 + ["finished"]


def test_nothing_follows_once_it_is_cancelled(qtbot, loader, request_of):
    told = Told(loader)
    with qtbot.waitSignal(loader.begun, timeout=10_000):
        loader.start(request_of(SECOND))
    loader.cancel()
    loader.go_on()
    qtbot.wait(50)
    assert not loader.is_busy
    assert told.events == ["made", "named", "begun"]
