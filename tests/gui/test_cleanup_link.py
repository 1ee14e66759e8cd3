"""Staleness in the whole window: the tree, the table, the clean-up page, a batch over sessions, and the way back."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse
from PySide6.QtCore import Qt

from sessionbrowser.gui import theme
from sessionbrowser.gui.cleanup_link import CleanupLink
from sessionbrowser.gui.cleanup_rows import By
from sessionbrowser.gui.cleanup_work import pattern_for
from sessionbrowser.gui.clear_controller import ClearController
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.table_columns import HEALTH
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.lab.findings import Rule
from sessionbrowser.lab.keeping import load_keep_list
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeViewer
from tests.gui.test_cleanup_model import stale
from tests.gui.test_tree_model import session

FIRST, SECOND, THIRD = "ATL901/2023-01-24/701", "ATL901/2023-01-25/701", "kx03/2024-03-02/001"
OASIS = "mpci.roiActivityDeconvolvedOasis.npy"
SPARSE = "mpci.roiSignificantFluorescence.npz"
DAY = 86_400


@pytest.fixture
def stale_lab(lab: Path) -> Path:
    """A lab with something stale in several sessions, among it a dense file beside a sparse one of equal values."""
    for path in lab.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 100 * DAY,) * 2)
    for path in lab.glob(f"{SECOND}/suite2p/*/F*.npy"):
        os.utime(path, (time.time() - 90 * DAY,) * 2)
    sparse = lab / THIRD / "onedata" / SPARSE
    np.save(sparse.with_suffix(".npy"), np.asarray(scipy.sparse.load_npz(sparse).todense()))
    os.utime(sparse.with_suffix(".npy"), (time.time() - 110 * DAY,) * 2)
    return lab


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    made = MainWindow(
        factory=resolve_factory(None),
        settings=Settings.in_memory(),
        make_viewer=FakeViewer,
        make_clearer=lambda window: ClearController(window, ask=lambda plan, root, answer: answer(plan)),
    )
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.warm_up()
    yield made
    made.close()


@pytest.fixture
def settle(qtbot, window):
    def wait() -> None:
        clearing = window.clearing.controller
        qtbot.waitUntil(
            lambda: (
                window.is_settled
                and not window.cleanup.runner.is_busy
                and bool(window.cleanup.runner.surveys)
                and not (clearing is not None and clearing.is_busy)
            ),
            timeout=20_000,
        )

    return wait


@pytest.fixture
def opened(window, stale_lab, settle):
    window.open_root(stale_lab)
    settle()
    return window


@pytest.fixture
def page(opened, settle):
    opened.places.go_to(Place.CLEANUP)
    settle()
    return opened.cleanup.page


def in_tree(window: MainWindow, key: str) -> int:
    return window.sidebar.model.node(window.sidebar.model.find(key)).stale.files


def files(page, rule: Rule) -> dict[str, object]:
    return {each.key: each for each in page.model.findings if each.file.rule is rule}


def health(window: MainWindow, name: str) -> str:
    row = next(at for at, each in enumerate(window.pane.model.rows) if each.title == name)
    return window.pane.model.data(window.pane.model.index(row, HEALTH))


def titles(window: MainWindow) -> list[str]:
    proxy = window.pane.proxy
    return [proxy.row_at(proxy.index(at, 0)).title for at in range(proxy.rowCount())]


def test_the_tree_and_the_sidebar_are_filled_in_the_background(opened):
    surveys = opened.cleanup.runner.surveys
    counts = {name: sum(not each.kept for each in survey.stale) for name, survey in surveys.items()}
    assert counts[SECOND] > 3
    assert {name: in_tree(opened, name) for name in counts} == counts
    assert in_tree(opened, "ATL901") == sum(n for name, n in counts.items() if name.startswith("ATL901/"))
    entry = opened.sidebar.places.entries[Place.CLEANUP]
    assert entry.detail == f"{sum(counts.values())} files"


def test_the_table_says_why_and_lists_what_is_stale_alone(opened, settle, qtbot):
    opened.choose(SECOND, OASIS)
    settle()
    assert health(opened, OASIS) == "Stale: F.npy and Fneu.npy are 10 days newer"
    assert health(opened, "mpci.times.npy") == "ok"
    there = len(titles(opened))
    opened.pane.stale_only.setChecked(True)
    stale_ones = titles(opened)
    assert stale_ones[0] == "spks"
    assert len(stale_ones) == 1 + in_tree(opened, SECOND) < there
    assert "mpci.times.npy" not in stale_ones
    opened.choose(SECOND, "mpci.times.npy")  # what is asked for by name is shown, whatever is filtered
    settle()
    assert not opened.pane.stale_only.isChecked()


def test_evidence_is_no_reason_to_read_a_file_again(opened, settle):
    opened.choose(SECOND, OASIS)
    settle()
    viewer = opened.viewer.viewer
    assert viewer.shown.count(OASIS) == 1
    known = viewer.facts[-1].health.why or dict(viewer.evidence).get(OASIS)
    assert known == "F.npy and Fneu.npy are 10 days newer"
    opened.pane.table.select_paths([opened.pane.model.rows[1].key])
    opened.pane.choose(OASIS)  # looked at again by itself, as it was
    settle()
    assert health(opened, OASIS).startswith("Stale")


def test_stale_files_stay_so_while_they_are_looked_at_again(opened, settle, qtbot):
    opened.choose(SECOND, OASIS)
    settle()
    opened.pane.stale_only.setChecked(True)
    before = titles(opened)
    heard = []
    opened.pane.proxy.rowsRemoved.connect(lambda *_: heard.append(titles(opened)))
    opened.browsing.look_again()
    assert not opened.is_settled
    settle()
    assert (titles(opened), heard) == (before, [])


def test_a_session_without_stale_files_says_so(opened, settle):
    opened.choose("kx03/2024-03-03/001")
    settle()
    opened.pane.stale_only.setChecked(True)
    assert titles(opened) == []
    assert opened.pane._no_rows._text.text() == "No file is stale."
    opened.pane._no_rows._link.click()
    assert titles(opened)


def test_a_batch_over_sessions_goes_and_comes_back(opened, page, settle, qtbot):
    chosen = [each.file.path for each in page.model.chosen()]
    sessions = {path.parent for path in chosen}
    before = opened.sidebar.places.entries[Place.CLEANUP].detail
    assert len(sessions) > 1
    page.foot.review.click()
    qtbot.waitUntil(lambda: not any(path.exists() for path in chosen), timeout=10_000)
    settle()
    qtbot.waitUntil(lambda: not page.model.chosen(), timeout=5000)
    assert opened.status.message.action == "Undo"
    assert opened.pages.place is Place.CLEANUP
    opened.clearing.undo()
    qtbot.waitUntil(lambda: all(path.exists() for path in chosen), timeout=10_000)
    settle()
    qtbot.waitUntil(lambda: opened.sidebar.places.entries[Place.CLEANUP].detail == before, timeout=5000)
    page._put_what_waits()
    assert {each.file.path for each in page.model.chosen()} == set(chosen)


def test_after_a_clear_only_the_sessions_it_touched_are_looked_at(opened, page, settle, qtbot, monkeypatch):
    from sessionbrowser.lab import survey as module

    looked = []
    real = module.survey

    def spy(root, factory, *, entries, **more):
        looked.extend(entry.name for entry in entries)
        return real(root, factory, entries=entries, **more)

    monkeypatch.setattr(module, "survey", spy)
    page.model.tick(page.model.findings, False)
    page.model.tick([each for each in page.model.findings if each.name == OASIS], True)
    page.foot.review.click()
    qtbot.waitUntil(lambda: not page.model.chosen(), timeout=10_000)
    settle()
    assert set(looked) == {SECOND}
    opened.browsing.look_again()
    qtbot.waitUntil(lambda: FIRST in looked, timeout=10_000)
    settle()


def test_looking_again_finds_sessions_that_are_new(opened, page, stale_lab, settle, qtbot):
    new = stale_lab / "ATL901" / "2024-01-01" / "1" / "oneData"
    new.mkdir(parents=True)
    (new / "mpci.x.npy.tmp").write_bytes(b"")
    page.head.again.click()
    qtbot.waitUntil(lambda: "ATL901/2024-01-01/1" in opened.cleanup.runner.surveys, timeout=10_000)
    settle()
    assert in_tree(opened, "ATL901/2024-01-01/1") == 1
    assert opened.pages.place is Place.CLEANUP


def test_the_grouping_is_remembered(opened, page):
    page.head.tabs.setCurrentIndex(list(By).index(By.SESSION))
    assert opened.settings.text("cleanup_by") == "session"
    for remembered, by in (("session", By.SESSION), ("nonsense", By.RULE), ("", By.RULE)):
        link = CleanupLink(resolve_factory(None), opened.messages, opened)
        link.grouping = remembered
        assert link.make_page().model.by is by
        link.page.deleteLater()


def test_from_a_finding_to_its_file(opened, page, settle):
    finding = next(each for each in page.model.findings if each.name == OASIS)
    page.table.opened.emit(finding)
    settle()
    assert opened.pages.place is Place.SESSION
    assert (opened.browsing.entry.name, opened.pane.table.current_row().title) == (SECOND, OASIS)


def test_copies_are_compared_on_request_and_ticked_when_equal(opened, page, settle, qtbot):
    (twin,) = files(page, Rule.SUPERSEDED).values()
    assert not twin.ticked
    page.foot.compare.click()
    qtbot.waitUntil(lambda: next(iter(files(page, Rule.SUPERSEDED).values())).ticked, timeout=10_000)
    qtbot.waitUntil(lambda: "1 file equal" in opened.status.message.text, timeout=5000)
    (twin,) = files(page, Rule.SUPERSEDED).values()
    assert twin.file.why.endswith("all values equal")
    assert not page.foot.compare.isVisible()


def test_a_copy_with_other_values_is_the_only_one(opened, page, stale_lab, settle, qtbot):
    path = stale_lab / THIRD / "onedata" / SPARSE.replace(".npz", ".npy")
    values = np.load(path)
    values[2, 2] += 1
    np.save(path, values)
    opened.browsing.look_again()
    qtbot.wait(50)
    settle()
    page._put_what_waits()
    page.foot.compare.click()
    qtbot.waitUntil(lambda: "is not, and unticked" in opened.status.message.text, timeout=10_000)
    page._put_what_waits()
    (twin,) = files(page, Rule.SUPERSEDED).values()
    assert (twin.ticked, twin.file.only_copy) == (False, True)


def test_copies_of_recipes_are_looked_for_on_request(opened, page, stale_lab, settle, qtbot):
    session = resolve_factory(None)(stale_lab / THIRD, root=stale_lab, mouse="kx03", date="2024-03-02", id="001")
    copy = stale_lab / THIRD / "onedata" / "mpci.mine.npy"
    np.save(copy, session.loadone("mpci.roiActivityF"))
    (twin,) = files(page, Rule.SUPERSEDED).values()
    assert twin.session == THIRD
    page.copies_asked.emit([twin.entry])
    qtbot.waitUntil(lambda: opened.status.message.text == "1 dense copy of what a recipe gives", timeout=10_000)
    page._put_what_waits()
    (found,) = files(page, Rule.DENSE_COPY).values()
    assert (found.file.path, found.ticked, found.session) == (copy, True, THIRD)


def test_a_file_and_a_name_are_kept(opened, page, stale_lab, settle, qtbot):
    finding = next(each for each in page.model.findings if each.name == OASIS)
    files_before = opened.sidebar.places.entries[Place.CLEANUP].detail
    page.keep_asked.emit([finding.file], False)
    qtbot.waitUntil(lambda: "Kept from now on" in opened.status.message.text, timeout=5000)
    settle()
    page._put_what_waits()
    kept = next(each for each in page.model.findings if each.name == OASIS)
    assert (kept.kept, kept.ticked, kept.file.kept) == (True, False, "kept by lab.toml")
    assert load_keep_list(stale_lab).patterns[0][0] == f"{SECOND}/{OASIS}"
    assert opened.sidebar.places.entries[Place.CLEANUP].detail != files_before
    opened.choose(SECOND, OASIS)
    settle()
    assert health(opened, OASIS).endswith("kept by lab.toml")


def test_what_cannot_be_kept_is_told(opened, page, stale_lab, qtbot):
    folder = stale_lab / ".sessionbrowser"
    folder.mkdir(exist_ok=True)
    (folder / "lab.toml").write_text("this is = = no toml")
    page.keep_asked.emit([page.model.findings[0].file], True)
    qtbot.waitUntil(lambda: opened.status.message.level == "error", timeout=5000)
    assert opened.status.message.text.startswith("Nothing is kept: ")


def test_a_keep_list_that_cannot_be_read_is_told(opened, page, stale_lab, settle, qtbot):
    folder = stale_lab / ".sessionbrowser"
    folder.mkdir(exist_ok=True)
    (folder / "lab.toml").write_text("this is = = no toml")
    opened.cleanup.runner.look_again()
    settle()
    assert "lab.toml" in page.head._looked.text()
    qtbot.waitUntil(lambda: not page.model.chosen(), timeout=5000)  # all is kept then


def test_a_class_of_a_lab_that_fails_leaves_the_table_alone(opened, settle, monkeypatch):
    from sessionbrowser.lab import staleness

    def fail(*_):
        raise RuntimeError("no such day")

    monkeypatch.setattr(staleness, "find_stale", fail)
    opened.choose(SECOND, OASIS)
    settle()
    assert health(opened, OASIS) == "ok"
    assert not opened.problem


def test_a_pattern_names_a_file_and_no_other():
    entry = session("M[1]", "2023-01-01", "a*")
    root = entry.path.parents[2]
    assert pattern_for(stale(entry, "mpci.x.npy"), root, False) == "M[[]1]/2023-01-01/a[*]/mpci.x.npy"
    assert pattern_for(stale(entry, "mpci.x?.npy"), root, True) == "mpci.x[?].npy"


def test_a_mouse_in_the_tree_is_offered_as_scope(opened, page, qtbot):
    tree = opened.sidebar.tree
    place = tree.visualRect(opened.sidebar.model.find("ATL901")).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.head.only.text() == "Only ATL901"
    assert opened.pages.place is Place.CLEANUP


def test_the_survey_makes_way_for_a_session(window, stale_lab, settle, qtbot):
    window.open_root(stale_lab)
    window.choose(SECOND, OASIS)
    qtbot.waitUntil(lambda: window.browsing.entry is not None, timeout=5000)
    if not window.is_settled:
        assert window.cleanup.runner._held
    settle()
    assert not window.cleanup.runner._held


def test_another_root_and_closing_in_mid_course(opened, lab, tmp_path, qtbot, settle):
    empty = tmp_path / "empty"
    empty.mkdir()
    opened.open_root(empty)
    qtbot.waitUntil(lambda: not opened.cleanup.runner.surveys, timeout=5000)
    assert opened.sidebar.places.entries[Place.CLEANUP].detail == "0 files"
    opened.open_root(lab)
    opened.close()
    assert not opened.cleanup.runner.is_busy
