"""The window's right of way: who gives it stands still while the window works, comes on after, and is never stuck."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QWidget

from sessionbrowser.errors import Cancelled
from sessionbrowser.gui import right_of_way
from sessionbrowser.gui.cleanup_link import CleanupLink
from sessionbrowser.gui.clear_controller import ClearController
from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.right_of_way import GivesWay, PaintsFirst, is_taken, window_first
from sessionbrowser.gui.root_scanner import RootScanner
from sessionbrowser.gui.survey_runner import SurveyRunner
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.trash_look import TrashLook


@pytest.fixture
def endless(monkeypatch):
    """Nobody loses patience."""
    monkeypatch.setattr(right_of_way, "LONGEST", 60)


def in_steps(done: list[int], count: int):
    """Return work that looks at its flag before each step."""

    def work(job: Job) -> str:
        for number in range(count):
            job.cancel.check()
            done.append(number)
        return "done"

    return work


def rest() -> None:
    """Give the workers all the time in which they would do what they should not."""
    QThreadPool.globalInstance().waitForDone(50)


def test_who_gives_way_stands_still_while_the_window_works(qtbot, endless):
    lane, done, answers = Lane(gives_way=True), [], []
    with window_first():
        lane.run(in_steps(done, 3), answers.append)
        rest()
        assert done == []
    qtbot.waitUntil(lambda: bool(answers))
    assert done == [0, 1, 2]


def test_all_others_go_on(qtbot, endless):
    lane, done, answers = Lane(), [], []
    with window_first():
        lane.run(in_steps(done, 3), answers.append)
        assert QThreadPool.globalInstance().waitForDone(5000)
        assert done == [0, 1, 2]
    qtbot.waitUntil(lambda: bool(answers))


def test_the_outermost_counts(qtbot):
    assert not is_taken()
    with window_first():
        with window_first():
            assert is_taken()
        assert is_taken()
    assert not is_taken()


def test_an_error_does_not_keep_it():
    with pytest.raises(ValueError, match="oh"), window_first():
        raise ValueError("oh")
    assert not is_taken()


def test_who_gives_way_comes_further_even_when_the_window_never_rests(qtbot, monkeypatch):
    monkeypatch.setattr(right_of_way, "LONGEST", 0.001)
    lane, done = Lane(gives_way=True), []
    with window_first():
        lane.run(in_steps(done, 3))
        assert QThreadPool.globalInstance().waitForDone(5000)
    assert done == [0, 1, 2]


def test_what_is_given_up_while_it_stands_still_does_nothing_more(qtbot, endless):
    lane, done = Lane(gives_way=True), []
    with window_first():
        lane.run(in_steps(done, 3))
        rest()
        lane.cancel()
    assert QThreadPool.globalInstance().waitForDone(5000)
    assert done == []


def test_what_is_given_up_does_not_wait(endless):
    flag = GivesWay()
    flag.set()
    with window_first(), pytest.raises(Cancelled):
        flag.check()


def test_what_comes_of_work_is_taken_up_first(qtbot):
    lane, taken = Lane(), []

    def work(job: Job) -> None:
        job.report(1)
        raise OSError

    for do in (work, lambda _job: None):
        lane.run(do, *[lambda _: taken.append(is_taken())] * 3)
        qtbot.waitUntil(lambda: not lane.is_busy)
    assert taken == [True] * 3
    assert not is_taken()


class Painted(QWidget):
    """Notes whether it has right of way when it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[bool] = []

    def paintEvent(self, _event: object) -> None:
        self.taken.append(is_taken())


def test_painting_comes_first(qtbot):
    window, below = Painted(), Painted()
    below.setParent(window)
    PaintsFirst(window)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: bool(below.taken))
    window.taken.clear()
    below.taken.clear()
    below.update()
    qtbot.waitUntil(lambda: bool(below.taken))
    window.update()
    qtbot.waitUntil(lambda: bool(window.taken))
    assert all(window.taken + below.taken)
    assert not is_taken()


def test_whatever_looks_through_a_lab_or_moves_its_files_gives_way(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    runner, controller, trash = SurveyRunner(lambda folder, **_: None), ClearController(window), TrashLook()
    link, scanner = CleanupLink(lambda folder, **_: None, Messages()), RootScanner()
    owners = (runner, controller, trash, link, scanner)
    lanes = [lane for owner in owners for lane in owner.findChildren(Lane)]
    flags: list[object] = []
    for lane in lanes:
        lane.run(lambda job: job.cancel, flags.append)
        qtbot.waitUntil(lambda lane=lane: not lane.is_busy)
    assert len(lanes) == 8
    assert all(isinstance(flag, GivesWay) for flag in flags)
    runner.stop()


def test_a_survey_stands_still_within_a_session(qtbot, endless, tmp_path):
    """However many sessions are looked at together, each file is a place to stop at."""
    from sessionbrowser.lab.catalog import MouseEntry, scan
    from sessionbrowser.sessions.registry import resolve_factory

    onedata = tmp_path / "M1" / "2024-01-02" / "001" / "onedata"
    onedata.mkdir(parents=True)
    (onedata / "tmpabcdef12.npy").write_bytes(b"cut")
    entries = [each for mouse in scan(tmp_path) if isinstance(mouse, MouseEntry) for each in mouse.sessions]
    runner = SurveyRunner(resolve_factory(None))
    runner.begin(Path(tmp_path))
    with window_first():
        runner.update(entries)
        assert not runner._pool.waitForDone(50)
    qtbot.waitUntil(lambda: runner.progress == (1, 1))
    runner.stop()
