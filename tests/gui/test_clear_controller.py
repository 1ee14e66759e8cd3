"""Clearing from the window: nothing happens without a yes, what happens is told, and it can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sessionbrowser.gui import clear_work
from sessionbrowser.gui.clear_controller import Answer, ClearController
from sessionbrowser.gui.clear_dialog import ClearDialog
from sessionbrowser.gui.clear_model import ClearModel
from sessionbrowser.gui.clear_words import cleared_text, emptied_text, restored_text
from sessionbrowser.gui.progress_strip import Progress
from sessionbrowser.lab.findings import StaleFile
from sessionbrowser.lab.staleness import find_stale
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file, list_entries
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.plan import ClearPlan
from sessionbrowser.sessions.reports import ClearReport, EmptyReport, Outcome, RestoreReport
from sessionbrowser.sessions.trash import list_trash


class Asked:
    """Answers instead of the user, and remembers what it was asked."""

    def __init__(self, answer: Callable[[ClearPlan], ClearPlan | None]) -> None:
        self.plans: list[ClearPlan] = []
        self.roots: list[Path | None] = []
        self._answer = answer

    def __call__(self, plan: ClearPlan, root: Path | None, answer: Answer) -> None:
        self.plans.append(plan)
        self.roots.append(root)
        answer(self._answer(plan))


def yes(plan: ClearPlan) -> ClearPlan:
    return plan


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def session(lab: Path) -> Suite2pSession:
    return Suite2pSession.from_path(lab / "ATL901" / "2023-01-24" / "701")


@pytest.fixture
def files(session: Suite2pSession) -> list[Path]:
    return [session.one_path / name for name in ("mpci.times.npy", "licks.times.npy", "rewards.times.npy")]


def facts(files: list[Path]) -> list[FileFacts]:
    return [FileFacts(path) for path in files]


def clear(qtbot: QtBot, controller: ClearController, session: object, files: list[Path], **more: object) -> str:
    with qtbot.waitSignal(controller.message, timeout=10_000) as blocker:
        controller.clear(session, facts(files), **more)  # type: ignore[arg-type]
    return blocker.args[0]


def test_a_yes_moves_and_an_undo_brings_back(qtbot: QtBot, window, session, files, lab):
    before = {path: path.read_bytes() for path in files}
    ask = Asked(yes)
    controller = ClearController(window, ask)
    with qtbot.waitSignal(controller.cleared, timeout=10_000) as cleared:
        text = clear(qtbot, controller, session, files, root=lab)
    assert text.startswith("Moved 3 files (")
    assert len(cleared.args[0].moved) == 3
    assert not any(path.exists() for path in files)
    assert ask.roots == [lab]
    assert ClearModel(ask.plans[0], root=lab).where == "ATL901 / 2023-01-24 / 701"
    assert controller.can_undo
    with qtbot.waitSignal(controller.restored, timeout=10_000), qtbot.waitSignal(controller.message) as told:
        controller.undo()
    assert told.args == ["Brought back 3 files", False]
    assert {path: path.read_bytes() for path in files} == before
    assert not controller.can_undo


def test_a_no_changes_nothing(qtbot: QtBot, window, session, files):
    ask = Asked(lambda plan: None)
    controller = ClearController(window, ask)
    controller.clear(session, facts(files))
    qtbot.waitUntil(lambda: bool(ask.plans), timeout=5000)
    qtbot.wait(50)
    assert all(path.exists() for path in files)
    assert not controller.can_undo
    assert not controller.is_busy


@pytest.mark.parametrize("agreed", [lambda plan: plan.only(()), lambda plan: ClearPlan((), 0.0)])
def test_an_empty_yes_changes_nothing(qtbot: QtBot, window, session, files, agreed):
    ask = Asked(agreed)
    controller = ClearController(window, ask)
    controller.clear(session, facts(files))
    qtbot.waitUntil(lambda: bool(ask.plans), timeout=5000)
    qtbot.wait(50)
    assert all(path.exists() for path in files)


def test_no_files_ask_nothing(qtbot: QtBot, window, session):
    ask = Asked(yes)
    ClearController(window, ask).clear(session, [])
    qtbot.wait(50)
    assert not ask.plans


def test_only_what_was_agreed_to_is_moved(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(lambda plan: plan.only({files[0]})))
    text = clear(qtbot, controller, session, files)
    assert text.startswith("Moved 1 file (")
    assert [path.exists() for path in files] == [False, True, True]


def test_a_file_that_changed_since_stays_and_is_named(qtbot: QtBot, window, session, files):
    def meanwhile(plan: ClearPlan) -> ClearPlan:
        files[1].write_bytes(b"somebody else's")
        return plan

    controller = ClearController(window, Asked(meanwhile))
    text = clear(qtbot, controller, session, files)
    assert text.startswith("Moved 2 of 3 files; licks.times.npy stays: it changed")
    assert files[1].read_bytes() == b"somebody else's"


def test_batches_are_undone_last_first(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(yes))
    clear(qtbot, controller, session, files[:1])
    clear(qtbot, controller, session, files[1:])
    for expected in ([False, True, True], [True, True, True]):
        with qtbot.waitSignal(controller.restored, timeout=10_000):
            controller.undo()
        assert [path.exists() for path in files] == expected
    controller.undo()
    assert not controller.is_busy


def test_an_undo_never_overwrites_what_came_back(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(yes))
    clear(qtbot, controller, session, files)
    files[0].write_bytes(b"came back")
    with qtbot.waitSignal(controller.message, timeout=10_000) as told:
        controller.undo()
    assert told.args[0].startswith("Brought back 2 of 3 files; mpci.times.npy is not back: ")
    assert files[0].read_bytes() == b"came back"


def test_what_an_undo_could_not_bring_back_can_be_tried_again_after_the_others(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(yes))
    before = files[1].read_bytes()
    clear(qtbot, controller, session, files[:1])
    clear(qtbot, controller, session, files[1:])
    files[1].write_bytes(b"in the way")

    def undo() -> tuple[str, bool]:
        with qtbot.waitSignal(controller.message, timeout=10_000) as told:
            controller.undo()
        return told.args[0], told.args[1]

    assert undo()[1]
    assert undo() == ("Brought back 1 file", False)
    files[1].unlink()
    assert undo() == ("Brought back 1 file", False)
    assert files[1].read_bytes() == before
    assert not controller.can_undo


def test_an_undo_of_what_is_gone_from_the_trash_is_not_offered_again(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(yes))
    clear(qtbot, controller, session, files)
    shutil.rmtree(files[0].parent / ".trash")
    with qtbot.waitSignal(controller.message, timeout=10_000) as told:
        controller.undo()
    assert told.args[0].startswith("Nothing was brought back")
    assert not controller.can_undo


def test_asking_twice_at_once_is_refused(qtbot: QtBot, window, session, files):
    asked: list[ClearPlan] = []
    controller = ClearController(window, lambda plan, root, answer: asked.append(plan))
    controller.clear(session, facts(files))
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    with qtbot.waitSignal(controller.message, timeout=1000) as told:
        controller.clear(session, facts(files))
    assert told.args[0].startswith("One thing at a time")
    assert len(asked) == 1


def test_the_dialog_itself_clears_by_keyboard(qtbot: QtBot, window, session, files):
    controller = ClearController(window)
    controller.clear(session, facts(files[:2]))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ClearDialog), timeout=5000)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ClearDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Tab)
    with qtbot.waitSignal(controller.cleared, timeout=10_000):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert [path.exists() for path in files] == [False, False, True]


def test_the_dialog_itself_is_cancelled_by_escape(qtbot: QtBot, window, session, files):
    controller = ClearController(window)
    controller.clear(session, facts(files))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ClearDialog), timeout=5000)
    qtbot.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not controller.is_busy, timeout=1000)
    assert all(path.exists() for path in files)


def test_reports_in_words(tmp_path: Path):
    done, gone = Outcome(tmp_path / "a.npy", True, size=1500), Outcome(tmp_path / "b.npy", False, "it is gone")
    assert cleared_text(ClearReport("x", (done,))) == "Moved 1 file (1.5 kB) to the trash"
    assert cleared_text(ClearReport("x", (done, gone))) == "Moved 1 of 2 files; b.npy stays: it is gone"
    assert cleared_text(ClearReport("x", (gone,), notes=("n",))) == "Nothing was moved; b.npy stays: it is gone; n"
    none = Outcome(tmp_path / "c.npy", False, "nothing was moved: the disk is full")
    assert cleared_text(ClearReport("x", (none,))) == "Nothing was moved; c.npy stays: the disk is full"
    assert cleared_text(ClearReport("x", (gone,) * 5)).endswith("; and 2 more")
    assert restored_text(RestoreReport((done, gone))) == "Brought back 1 of 2 files; b.npy is not back: it is gone"
    assert restored_text(RestoreReport((gone,))) == "Nothing was brought back; b.npy is not back: it is gone"


def test_where_names_the_session_or_counts_them(qtbot: QtBot, window, session, files, lab):
    asked = Asked(lambda plan: None)
    controller = ClearController(window, asked)
    other = lab / "ATL901" / "2023-01-25" / "701" / "oneData" / "mpci.times.npy"
    controller.clear(None, facts([files[0], other]))
    qtbot.waitUntil(lambda: bool(asked.plans), timeout=5000)
    assert ClearModel(asked.plans[0]).where == "2 sessions"
    assert ClearModel(asked.plans[0].only({other}), root=lab / "ATL901").where == "2023-01-25 / 701"


def many(folder: Path, count: int) -> list[Path]:
    """Write so many small files into a new session."""
    onedata = folder / "ATL1" / "2023-01-24" / "701" / "onedata"
    onedata.mkdir(parents=True)
    paths = [onedata / f"mpci.x{i}.npy" for i in range(count)]
    for path in paths:
        path.write_bytes(b"x")
    return paths


def test_ending_it_half_way_still_tells_of_every_file(qtbot: QtBot, window, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(clear_work, "PATIENCE", 0)
    paths = many(tmp_path, 400)
    controller = ClearController(window, Asked(yes))

    def end(progress: Progress | None) -> None:
        if progress is not None and progress.done:
            controller.stop()

    controller.progressed.connect(end)
    with qtbot.waitSignal(controller.cleared, timeout=10_000) as came:
        controller.clear(None, facts(paths))
    report = came.args[0]
    assert len(report.outcomes) == 400
    assert {outcome.path for outcome in report.skipped} == {path for path in paths if path.exists()}
    assert report.skipped
    assert all("not reached" in outcome.reason for outcome in report.skipped)
    assert not controller.is_busy
    assert controller.can_undo


def test_progress_begins_with_words_and_ends_with_none(qtbot: QtBot, window, session, files):
    controller = ClearController(window, Asked(yes))
    told: list[Progress | None] = []
    controller.progressed.connect(told.append)
    clear(qtbot, controller, session, files)
    texts = [each.text for each in told if each is not None]
    assert (texts[0], texts[-1], told[-1]) == ("Looking at 3 files", "Moving files to the trash", None)


def stale(session: Suite2pSession) -> list[StaleFile]:
    """What is stale in a session of the small lab, which is something."""
    found = find_stale(session, [inspect_file(path, session) for path in list_entries(session.one_path)])
    assert found
    return list(found)


def test_a_review_over_sessions_is_one_batch(qtbot: QtBot, window, session, lab):
    ask = Asked(yes)
    controller = ClearController(window, ask)
    other = Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")
    found = [*stale(session), *stale(other)]
    sessions = {each.data_path: each for each in (session, other)}
    with qtbot.waitSignal(controller.cleared, timeout=10_000) as came:
        controller.review(found, sessions.get, lab)
    report = came.args[0]
    assert {outcome.path for outcome in report.moved} == {each.path for each in found}
    assert len(report.trash_folders) == 2
    assert {folder.name for folder in report.trash_folders} == {report.batch_id}
    items = {item.path: item for item in ask.plans[0].items}
    assert all(items[each.path].why == (each.why,) and items[each.path].state == each.state for each in found)


def test_what_changed_since_it_was_found_stale_is_left_out(qtbot: QtBot, window, session, lab):
    found = stale(session)
    found[0].path.write_bytes(b"somebody saved it again")
    ask = Asked(lambda plan: None)
    ClearController(window, ask).review(found, lambda folder: session, lab)
    qtbot.waitUntil(lambda: bool(ask.plans), timeout=5000)
    first = next(item for item in ask.plans[0].items if item.path == found[0].path)
    assert "changed" in first.refused


def test_nothing_found_asks_nothing(qtbot: QtBot, window):
    ask = Asked(yes)
    ClearController(window, ask).review([], lambda folder: None)
    qtbot.wait(50)
    assert not ask.plans


def test_the_trash_is_restored_and_emptied(qtbot: QtBot, window, session, files, lab):
    controller = ClearController(window, Asked(yes))
    clear(qtbot, controller, session, files, root=lab)
    in_trash = list_trash(session.one_path)[0].files
    with qtbot.waitSignal(controller.restored, timeout=10_000), qtbot.waitSignal(controller.message) as told:
        controller.restore(in_trash[:1], lab)
    assert told.args == ["Brought back 1 file", False]
    assert controller.can_undo, "two files are still in the trash"
    with qtbot.waitSignal(controller.emptied, timeout=10_000), qtbot.waitSignal(controller.message) as told:
        controller.empty(list_trash(session.one_path), lab)
    assert told.args[0].startswith("Deleted 2 files for good (")
    assert not controller.can_undo
    assert list_trash(session.one_path) == []
    assert sorted(path.exists() for path in files) == [False, False, True]


def test_while_one_thing_is_asked_nothing_else_is_done(qtbot: QtBot, window, session, files, lab):
    controller = ClearController(window, lambda plan, root, answer: None)
    controller.clear(session, facts(files))
    qtbot.waitUntil(lambda: controller.is_busy, timeout=5000)
    for do in (controller.restore, controller.empty):
        with qtbot.waitSignal(controller.message, timeout=1000) as told:
            do(["anything"], lab)
        assert told.args[0].startswith("One thing at a time")


def test_emptying_in_words(tmp_path: Path):
    done, stays = Outcome(tmp_path / "a.npy", True, size=1500), Outcome(tmp_path / "b.npy", False, "it changed")
    assert emptied_text(EmptyReport((done,))) == "Deleted 1 file for good (1.5 kB)"
    expected = "Deleted 1 of 2 files for good (1.5 kB); b.npy is still in the trash: it changed"
    assert emptied_text(EmptyReport((done, stays))) == expected
    assert emptied_text(EmptyReport((stays,))) == "Nothing was deleted; b.npy is still in the trash: it changed"
