"""The clean-up page: keys and clicks, what its head and foot say, and what it says when there is nothing."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication

from sessionbrowser.gui import cleanup_page, theme
from sessionbrowser.gui.cleanup_page import CleanupPage
from sessionbrowser.gui.cleanup_rows import FILE, SIZE, By, Group
from sessionbrowser.gui.survey_runner import SurveyRunner
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.words import ago_text
from sessionbrowser.lab.findings import Rule
from sessionbrowser.lab.survey import SessionSurvey
from tests.gui.test_cleanup_model import KEPT, LEFT, OLD, OLDER, ONLY, SURVEYS, TWIN, A, B, C
from tests.gui.test_survey_runner import FakeSurvey
from tests.gui.test_tree_model import ROOT, session

KEYS = Qt.Key


class Prepared(FakeSurvey):
    """Finds what it is told to."""

    def __init__(self, surveys=SURVEYS) -> None:
        super().__init__()
        self.surveys = {each.entry.name: each for each in surveys}

    def __call__(self, root, factory, *, entries, cancel, **_):
        for each in super().__call__(root, factory, entries=entries, cancel=cancel):
            yield self.surveys.get(each.entry.name, SessionSurvey(each.entry, n_files=3))


@pytest.fixture
def found(monkeypatch):
    fake = Prepared()
    monkeypatch.setattr("sessionbrowser.lab.survey.survey", fake)
    monkeypatch.setattr("sessionbrowser.gui.survey_runner.PATIENCE", 0.0)
    monkeypatch.setattr(cleanup_page, "LEAST_PAUSE", 0.01)
    return fake


@pytest.fixture
def page(qtbot, qapp, found):
    theme.apply(qapp)
    runner = SurveyRunner(lambda folder, **_: None)
    runner.begin(ROOT)
    made = CleanupPage(runner)
    made.again_asked.connect(lambda: runner.look_again())  # as the window does, after it has listed the sessions
    qtbot.addWidget(made)
    made.resize(1168, 800)
    made.show()
    yield made
    found.go_on.set()
    runner.stop()


@pytest.fixture
def full(page, qtbot):
    page._runner.update([A, B, C])
    qtbot.waitUntil(lambda: page.model.n_found == 6 and not page._runner.is_busy, timeout=5000)
    page.table.setFocus()
    return page


def go(page: CleanupPage, key: str) -> None:
    flags = QItemSelectionModel.SelectionFlag  # whatever keys the test before left pressed
    index = page.model.index(page.model.row_of(key), FILE)
    page.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


def line(page: CleanupPage) -> str:
    current = page.table.current_line()
    return current.title if isinstance(current, Group) else current.name


def press(page: CleanupPage, qtbot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page.table, key)


def ticked(page: CleanupPage) -> set[str]:
    return {each.file.path.name for each in page.model.findings if each.ticked}


def spot(page: CleanupPage, key: str, x: int) -> QPoint:
    rect = page.table.visualRect(page.model.index(page.model.row_of(key), FILE))
    return QPoint(x, rect.center().y())


def menu_texts(page: CleanupPage) -> dict[str, object]:
    return {action.text().partition("\t")[0]: action for action in page.menu().actions() if action.text()}


def test_headings_are_higher_than_files(full):
    heights = [full.table.rowHeight(row) for row in range(4)]
    assert heights == [Space.GROUP_ROW, Space.ROW, Space.GROUP_ROW, Space.ROW]
    full.head.tabs.setCurrentIndex(list(By).index(By.SESSION))
    full.table.fit_rows()
    assert [full.table.rowHeight(row) for row in range(4)] == [28, 24, 24, 28]


def test_space_ticks_and_unticks_files_and_headings(full, qtbot):
    go(full, str(ONLY.path))
    press(full, qtbot, KEYS.Key_Space)
    assert "mpci.y.npy" in ticked(full)
    go(full, Rule.OLDER)
    press(full, qtbot, KEYS.Key_Space)
    assert ticked(full) == {"tmp2.npy", "mpci.y.npy"}
    press(full, qtbot, KEYS.Key_Space)
    assert ticked(full) == {"tmp2.npy", "mpci.y.npy", "mpci.x.npy"}
    go(full, str(KEPT.path))
    press(full, qtbot, KEYS.Key_Space)
    assert "mpci.z.npy" not in ticked(full)


def test_space_ticks_all_that_is_selected(full, qtbot):
    full.table.selectAll()
    press(full, qtbot, KEYS.Key_Space)
    assert len(full.model.chosen()) == 5
    press(full, qtbot, KEYS.Key_Space)
    assert full.model.chosen() == []


def test_left_and_right_close_open_and_climb(full, qtbot):
    go(full, str(OLDER.path))
    press(full, qtbot, KEYS.Key_Left)
    assert line(full) == "Older than its suite2p source"
    press(full, qtbot, KEYS.Key_Left)
    assert full.model.row_of(str(OLDER.path)) < 0
    press(full, qtbot, KEYS.Key_Down)
    assert line(full) == "Length at odds with OBJECT.times"
    go(full, Rule.OLDER)
    press(full, qtbot, KEYS.Key_Right, KEYS.Key_Down)
    assert line(full) == "mpci.x.npy"
    go(full, Rule.OLDER)
    press(full, qtbot, KEYS.Key_Return)
    assert full.model.row_of(str(OLDER.path)) < 0


def test_return_and_double_click_go_to_the_file(full, qtbot):
    asked = []
    full.session_asked.connect(lambda *names: asked.append(names))
    go(full, str(OLDER.path))
    press(full, qtbot, KEYS.Key_Return)
    qtbot.mouseDClick(full.table.viewport(), Qt.MouseButton.LeftButton, pos=spot(full, str(ONLY.path), 200))
    assert asked == [(B.name, "mpci.x.npy"), (B.name, "mpci.y.npy")]


def test_clicks_on_boxes_and_chevrons(full, qtbot):
    view = full.table.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(full, str(ONLY.path), 20))
    assert "mpci.y.npy" in ticked(full)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(full, Rule.OLDER, 20))
    assert ticked(full) == {"tmp2.npy", "mpci.y.npy"}
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(full, Rule.OLDER, 44))
    assert full.model.row_of(str(OLDER.path)) < 0
    before = ticked(full)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(full, Rule.OLDER, 300))
    assert (line(full), ticked(full)) == ("Older than its suite2p source", before)


def test_a_header_sorts_down_up_and_not(full, qtbot):
    header = full.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(SIZE) + 10, 10)
    firsts = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        firsts.append(full.model.line(full.model.index(full.model.row_of(Rule.OLDER) + 1, 0)).file)
    assert firsts == [OLD, OLDER, OLD]
    assert header.sortIndicatorSection() == -1


def test_the_foot_counts_and_asks(full, qtbot):
    asked = []
    full.review_asked.connect(asked.append)
    assert full.foot.review.text() == "Review 3 files…"
    assert full.foot._ticked.text() == "3 files in 2 sessions, 360 B"
    assert full.foot._found.text() == "of 5 files, 372 B found"
    assert "1 file kept by lab.toml" in full.foot._fate.text()
    full.foot.review.click()
    assert asked == [[OLD, LEFT, OLDER]]
    full.model.tick(full.model.findings, False)
    assert not full.foot.review.isEnabled()
    assert full.foot._ticked.text() == "Nothing is ticked"
    assert full.foot.review.toolTip()


def test_only_what_is_on_show_is_reviewed(full, qtbot):
    asked = []
    full.review_asked.connect(asked.append)
    full.head.filter.setText("atl10")
    assert full.foot.review.text() == "Review 1 file…"
    assert "2 ticked files not on show stay" in full.foot._fate.text()
    assert full.foot._found.text() == "of 3 files, 52 B on show · 2 files hidden"
    full.foot.review.click()
    assert asked == [[OLDER]]


def test_the_list_is_copied(full):
    full.foot.copy.click()
    assert QGuiApplication.clipboard().text().count("\n") == 2


def test_what_is_selected_is_cleared_and_copied_by_keys(full, qtbot):
    asked = []
    full.review_asked.connect(asked.append)
    go(full, str(KEPT.path))
    press(full, qtbot, KEYS.Key_Delete)
    go(full, Rule.LENGTH)
    press(full, qtbot, KEYS.Key_Delete)
    qtbot.keyClick(full.table, KEYS.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert asked == [[ONLY]]
    assert QGuiApplication.clipboard().text().splitlines() == [str(ONLY.path), str(KEPT.path)]


def test_copies_can_be_compared(full):
    asked = []
    full.compare_asked.connect(asked.append)
    assert full.foot.compare.text() == "Compare 1 copy"
    full.foot.compare.click()
    go(full, str(TWIN.path))
    menu_texts(full)["Compare with what would stay"].trigger()
    assert asked == [[TWIN], [TWIN]]
    go(full, str(OLD.path))
    assert "Compare with what would stay" not in menu_texts(full)
    full.copies_asked.connect(asked.append)
    menu_texts(full)["Look for copies of recipes in ATL2 / 2023-01-02 / 1"].trigger()
    assert asked[2:] == [[A]]


def test_the_menu_ticks_by_rule_name_and_session(full):
    go(full, str(OLD.path))
    texts = menu_texts(full)
    texts["Untick all 2 files of mpci.x.npy"].trigger()
    assert ticked(full) == {"tmp2.npy"}
    menu_texts(full)["Tick all 2 files of “Older than its suite2p source”"].trigger()
    menu_texts(full)["Untick all 2 files of ATL2 / 2023-01-02 / 1"].trigger()
    assert {each.file for each in full.model.chosen()} == {OLDER}
    go(full, str(LEFT.path))  # alone by its rule and its name
    ways = [text for text in menu_texts(full) if "ick " in text]
    assert ways == ["Tick tmp2.npy", "Tick all 2 files of ATL2 / 2023-01-02 / 1"]


def test_the_menu_keeps_files_and_names(full):
    asked = []
    full.keep_asked.connect(lambda files, of_name: asked.append((files, of_name)))
    go(full, str(OLD.path))
    menu_texts(full)["Keep this file"].trigger()
    menu_texts(full)["Keep all files named mpci.x.npy"].trigger()
    go(full, Rule.OLDER)
    menu_texts(full)["Keep these 2 files"].trigger()
    assert asked == [([OLD], False), ([OLD], True), ([OLD, OLDER], False)]
    go(full, str(KEPT.path))
    assert not [text for text in menu_texts(full) if text.startswith("Keep")]
    menu_texts(full)["Copy 1 path"].trigger()
    assert QGuiApplication.clipboard().text() == str(KEPT.path)


def test_chosen_mice(full, qtbot):
    full.head.offer("ATL10")
    assert full.head.only.text() == "Only ATL10"
    full.head.only.click()
    assert {each.entry.mouse for each in full.model.findings} == {"ATL10"}
    assert (full.head.scope.text(), full.head.only.text()) == ("ATL10", "Whole lab")
    full.head.only.click()
    assert (full.head.scope.text(), len(full.model.findings)) == ("whole lab", 6)
    menu = full.head.scope_menu(full.model.mice)
    texts = {action.text(): action for action in menu.actions()}
    texts["ATL2"].trigger()
    assert {each.entry.mouse for each in full.model.findings} == {"ATL2"}


def test_nothing_matches(full):
    full.head.choose(["ATL2"])
    full.head.filter.setText("no such thing")
    notice = full._notice.notice
    assert (full._stack.currentWidget() is full._notice, notice.headline) == (True, "No finding matches")
    assert notice.lines[0][1] == "6 findings: hidden by the filter or by the choice of mice."
    assert full.foot._found.text() == "6 files found, none of them on show"
    notice.ways[0].do()
    assert len(full.model.findings) == 6
    assert full._stack.currentWidget() is full.table


def test_nothing_is_stale(page, found, qtbot):
    found.surveys = {}
    page._runner.update([A, B])
    qtbot.waitUntil(lambda: page._notice.notice.headline == "Nothing is stale", timeout=5000)
    assert "6 files in 2 sessions were looked at" in page._notice.notice.lines[0][1]
    assert page.foot.isHidden()


def test_sessions_that_cannot_be_looked_at_are_named(page, found, qtbot):
    found.surveys = {A.name: SessionSurvey(A, problem="you may not read it")}
    page._runner.update([A, B])
    qtbot.waitUntil(lambda: page._notice.notice.headline == "Nothing is stale", timeout=5000)
    assert (A.name, "You may not read it.") in page._notice.notice.lines
    assert "1 session could not be looked at" in page.head._looked.text()


def test_while_it_looks_it_says_so_and_can_be_given_up(page, found, qtbot):
    found.surveys, found.stop_at = {}, B.name
    page._runner.update([A, B])
    qtbot.waitUntil(lambda: page._runner.progress == (1, 2), timeout=5000)
    assert page._notice.notice.headline == "Looking for stale files"
    assert (page.head.again.text(), page.head._looked.text()) == ("Cancel", "1 of 2 sessions")
    place = page.head.tabs.x()
    page.head.again.click()
    qtbot.wait(1)
    assert page._notice.notice.headline == "The look was given up"
    assert page.head.again.text() == "Go on"
    assert page.head.tabs.x() == place
    found.go_on.set()
    page.head.again.click()
    qtbot.waitUntil(lambda: page._notice.notice.headline == "Nothing is stale", timeout=5000)
    assert page.head.again.text() == "Look again"
    page.head.again.click()
    qtbot.waitUntil(lambda: len(found.asked) == 3 and not page._runner.is_busy, timeout=5000)
    assert found.asked[2] == [A.name, B.name]


def test_an_error_is_shown_with_a_way_on(page, found, qtbot):
    found.error = PermissionError(13, "no")
    page._runner.update([A])
    qtbot.waitUntil(lambda: page._notice.notice.level == "error", timeout=5000)
    assert page._notice.notice.lines[0] == ("What", "You may not read it.")
    assert page.head._looked.text() == "stopped at 0 of 1 session: You may not read it."
    found.error, found.surveys = None, {}
    page._notice.notice.ways[0].do()
    qtbot.waitUntil(lambda: page._notice.notice.headline == "Nothing is stale", timeout=5000)


def test_what_is_found_while_nobody_looks_is_there_when_somebody_does(page, found, qtbot):
    page.hide()
    page._runner.update([A, B, C])
    qtbot.waitUntil(lambda: page._runner.progress == (3, 3), timeout=5000)
    qtbot.wait(30)
    assert page.model.n_found == 0
    page.show()
    assert page.model.n_found == 6


def test_a_page_made_late_knows_what_was_found_before(page, full, qtbot):
    late = CleanupPage(page._runner)
    qtbot.addWidget(late)
    late.show()
    assert late.model.n_found == len(late.model.findings) == 6


def test_findings_come_in_batches(page, found, qtbot, monkeypatch):
    monkeypatch.setattr(cleanup_page, "LEAST_PAUSE", 0.2)
    puts = []
    take = page.model.take
    page._pause.stop()
    monkeypatch.setattr(page.model, "take", lambda surveys: (puts.append(len(surveys)), take(surveys)))
    started = time.monotonic()
    for each in SURVEYS:
        page._on_found((each,))
    assert puts == [1]
    qtbot.waitUntil(lambda: puts == [1, 2], timeout=5000)
    assert time.monotonic() - started >= 0.15


def test_when_it_was():
    assert [ago_text(s) for s in (0, 59, 60, 3599, 3600, 7200)] == [
        "just now",
        "just now",
        "a minute ago",
        "59 minutes ago",
        "an hour ago",
        "2 hours ago",
    ]


def test_everything_has_a_name_for_screen_readers(full):
    for widget in (full.table, full.head.tabs, full.head.filter, full.foot._bar, full.head._bar):
        assert widget.accessibleName()


def test_it_paints_in_both_themes(full, qtbot):
    pictures = []
    for choice in ("light", "dark"):
        theme.set_theme(choice)
        full.retheme()
        pictures.append(full.grab().toImage())
    assert pictures[0] != pictures[1]
    theme.set_theme("system")


@pytest.fixture
def many(page, monkeypatch):
    """More sessions than are taken up in a step, and each step a slice."""
    monkeypatch.setattr("sessionbrowser.gui.slices.BUDGET", 0.0)
    page._pause.stop()
    entries = [session("ATL3", f"2024-{month:02}-{day:02}", "1") for month in range(1, 9) for day in range(1, 21)]
    return [SessionSurvey(entry, (LEFT._replace(path=entry.onedata / "tmp2.npy"),), 3, 1000) for entry in entries]


def names(page: CleanupPage) -> list[str]:
    return [each.session for each in page.model.findings]


def test_many_findings_come_in_slices_and_are_shown_together(page, many, qtbot):
    page.hide()
    page._on_found(many)
    page.show()
    assert 0 < page.model.n_found < len(many)
    assert page.model.rowCount() == 0
    assert page._stack.currentWidget() is page.table  # not a page that says there is nothing
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    assert names(page) == [each.entry.name for each in many]
    assert page.model.totals().files == len(many)


def test_what_is_dropped_meanwhile_does_not_come(page, many, qtbot):
    page._on_found(many)
    gone = {many[0].entry.name, many[-1].entry.name}
    page._on_dropped(tuple(gone))
    qtbot.waitUntil(lambda: not page._slices.is_busy)
    assert names(page) == [each.entry.name for each in many if each.entry.name not in gone]


def test_what_is_found_meanwhile_comes_after_it(page, many, qtbot):
    page._on_found(many[:100])
    page._on_found(many[100:])
    page.head.filter.setText("atl3")  # arranges what has come so far
    assert 0 < page.model.rowCount() < len(many)
    qtbot.waitUntil(lambda: len(page.model.findings) == len(many))
    assert names(page) == [each.entry.name for each in many]


def test_nothing_comes_once_it_was_stopped(page, many, qtbot):
    page._on_found(many)
    page.stop()
    there = page.model.n_found
    qtbot.wait(50)
    assert page.model.n_found == there
    assert page.model.rowCount() == 0
