"""The survey in the background: what is known stays known, and what the user looks at comes first."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from sessionbrowser.arrays.cancel import NEVER
from sessionbrowser.gui import survey_runner
from sessionbrowser.gui.survey_runner import SurveyRunner
from sessionbrowser.lab import survey as survey_module
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.lab.survey import SessionSurvey
from sessionbrowser.sessions.kinds import State
from tests.gui.test_tree_model import ROOT, session

A, B, C = (session("M", f"2023-01-0{day}", "1") for day in (1, 2, 3))


def stale_file(entry, name: str = "mpci.x.npy", **more) -> StaleFile:
    about = {"why": "ends early", "state": State.LEFTOVER, "if_cleared": "nothing lost", "size": 100, **more}
    return StaleFile(entry.onedata / name, about.pop("rule", Rule.LEFTOVER), **about)


class FakeSurvey:
    """Finds one file in each session; waits at `stop_at` until it may go on."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.stop_at = ""
        self.go_on = Event()
        self.error: Exception | None = None

    def __call__(self, root, factory, *, entries, cancel=NEVER, **_):
        self.asked.append([entry.name for entry in entries])
        for entry in entries:
            if self.error is not None:
                raise self.error
            if entry.name == self.stop_at:
                self.go_on.wait(10)
            cancel.check()
            yield SessionSurvey(entry, (stale_file(entry),), entry.n_files, 1000)


@pytest.fixture
def survey(monkeypatch) -> FakeSurvey:
    fake = FakeSurvey()
    monkeypatch.setattr(survey_module, "survey", fake)
    monkeypatch.setattr(survey_runner, "PATIENCE", 0.0)
    return fake


@pytest.fixture
def runner(qtbot, survey):
    made = SurveyRunner(lambda folder, **_: None)
    made.found_names = []
    made.found.connect(lambda surveys: made.found_names.extend(each.entry.name for each in surveys))
    made.begin(ROOT)
    yield made
    survey.go_on.set()
    made.stop()


@pytest.fixture
def rest(qtbot, runner):
    return lambda: qtbot.waitUntil(lambda: not runner.is_busy, timeout=5000)


def test_all_sessions_are_looked_at_once(runner, rest, survey):
    runner.update([A, B])
    rest()
    runner.update([A, B])
    rest()
    assert runner.found_names == [A.name, B.name]
    assert survey.asked == [[A.name, B.name]]
    assert runner.progress == (2, 2)
    assert runner.files == A.n_files + B.n_files
    assert runner.looked_at > 0


def test_only_what_is_new_or_changed_is_looked_at(runner, rest, survey):
    runner.update([A, B])
    rest()
    runner.update([A, B._replace(n_files=9), C])
    rest()
    assert survey.asked[1:] == [[B.name, C.name]]


def test_what_is_gone_is_dropped(runner, rest, qtbot):
    runner.update([A, B])
    rest()
    with qtbot.waitSignal(runner.dropped) as dropped:
        runner.update([B])
    assert dropped.args == [(A.name,)]
    assert list(runner.surveys) == [B.name]


def test_another_root_starts_from_nothing(runner, rest, qtbot):
    runner.update([A])
    rest()
    with qtbot.waitSignal(runner.dropped):
        runner.begin(ROOT / "another")
    assert (runner.progress, runner.looked_at, dict(runner.surveys)) == ((0, 0), 0.0, {})


def test_looking_again_at_some_and_at_all(runner, rest, survey):
    runner.update([A, B])
    rest()
    runner.look_again([B.name, "nobody"])
    rest()
    runner.look_again()
    rest()
    runner.update([B], anew=True)
    rest()
    assert survey.asked[1:] == [[B.name], [A.name, B.name], [B.name]]


def test_a_change_in_mid_course_loses_nothing(runner, rest, survey, qtbot):
    survey.stop_at = B.name
    runner.update([A, B])
    qtbot.waitUntil(lambda: runner.found_names == [A.name])
    assert runner.progress == (1, 2)
    runner.update([A, B, C])
    survey.go_on.set()
    rest()
    assert sorted(runner.found_names) == [A.name, B.name, C.name]


def test_cancelling_keeps_what_was_found_and_the_rest_can_be_had_later(runner, rest, survey, qtbot):
    survey.stop_at = B.name
    runner.update([A, B])
    qtbot.waitUntil(lambda: runner.found_names == [A.name])
    runner.cancel()
    survey.go_on.set()
    assert (runner.is_busy, runner.progress) == (False, (1, 2))
    runner.go_on()
    rest()
    assert survey.asked[1:] == [[B.name]]


def test_it_makes_way_and_goes_on(runner, rest, survey, qtbot):
    runner.hold(True)
    runner.update([A, B])
    qtbot.wait(50)
    assert survey.asked == []
    runner.hold(False)
    rest()
    assert runner.progress == (2, 2)


def test_it_makes_way_for_a_while_only(runner, rest, survey, qtbot, monkeypatch):
    runner._patience.setInterval(30)
    runner.hold(True)
    runner.update([A])
    rest()
    assert runner.progress == (1, 1)


def test_it_stops_while_it_makes_way(runner, survey):
    runner.hold(True)
    runner.update([A])
    runner.stop()
    assert survey.asked == []


def test_an_error_is_told_and_forgotten_with_the_next_try(runner, rest, survey, qtbot):
    survey.error = OSError("the drive is gone")
    runner.update([A])
    rest()
    assert runner.error is survey.error
    survey.error = None
    runner.look_again()
    rest()
    assert (runner.error, runner.progress) == (None, (1, 1))


def test_what_a_comparison_found_takes_its_place(runner, rest, qtbot):
    runner.update([A, B])
    rest()
    compared = stale_file(B, compared=True)
    with qtbot.waitSignal(runner.found) as found:
        runner.put(compared)
    assert found.args[0][0].stale == (compared,)
    assert runner.surveys[B.name].stale == (compared,)
    another = stale_file(B, "mpci.y.npy", rule=Rule.DENSE_COPY, compared=True)
    runner.put(another)
    assert runner.surveys[B.name].stale == (compared, another)
    runner.put(compared._replace(path=Path("/elsewhere/onedata/x.npy")))  # of a session that is gone: nothing
