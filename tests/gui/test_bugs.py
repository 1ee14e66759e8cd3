"""An exception that nobody caught ends in a message, wherever it was raised, and never in silence."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QThread, QTimer

from sessionbrowser.gui.bugs import Bugs, message_of
from sessionbrowser.gui.tasks import Lane


@pytest.fixture
def met(qtbot, monkeypatch):
    """Return the messages of bugs that are met."""
    for name, owner in (("excepthook", sys), ("excepthook", threading), ("unraisablehook", sys)):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    bugs, told = Bugs(), []
    bugs.met.connect(lambda message: told.append((message, QThread.isMainThread())))
    bugs.catch()
    yield told
    bugs.deleteLater()


def fail(*_args) -> None:
    raise KeyError("no such rig")


def in_slot() -> None:
    QTimer.singleShot(0, fail)


def in_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


class Dying:
    def __del__(self) -> None:
        fail()


def in_unraisable() -> None:
    Dying()


def in_worker_that_nobody_asked() -> None:
    in_worker_that_nobody_asked.lane = Lane()
    in_worker_that_nobody_asked.lane.run(fail)


@pytest.mark.parametrize("place", [in_slot, in_thread, in_unraisable, in_worker_that_nobody_asked])
def test_it_is_told_on_the_main_thread_and_logged(met, qtbot, caplog, place):
    place()
    qtbot.waitUntil(lambda: bool(met), timeout=5000)
    (message, on_main_thread), *more = met
    assert not more
    assert on_main_thread
    assert message.level == "error"
    assert message.text.startswith("Something went wrong inside the app (KeyError: 'no such rig').")
    assert "in fail" in message.details
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]


def test_the_same_one_again_and_again_is_told_once(met, qtbot, caplog):
    for _ in range(50):
        QTimer.singleShot(0, fail)
    qtbot.wait(50)
    assert len(met) == 1
    assert len(caplog.records) == 1


def test_what_has_no_words_is_told_by_its_name():
    message = message_of(RuntimeError())
    assert "(RuntimeError)." in message.text


def test_ctrl_c_is_no_bug(met, capsys):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert met == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
