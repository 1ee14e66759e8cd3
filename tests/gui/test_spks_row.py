"""The row of spks: on top of every table, with its types, shown first, and never cleared."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent

from sessionbrowser.gui import theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_columns import COLUMNS, HEALTH, KIND, NAME, SIZE, SPKS, SPKS_KEY, Row
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State
from sessionbrowser.sessions.registry import resolve_factory
from sessionbrowser.sessions.spks import SpksEntry, SpksType
from tests.gui.fakes import FakeClearer, FakeViewer

RICH, ALSO_RICH, POOR = "ATL901/2023-01-25/701", "kx03/2024-03-02/001", "kx03/2024-03-09/001"
SIGNIFICANT = "mpci.roiSignificantFluorescence.npz"
FOLDER = Path("/lab/A/2023-01-24/1/onedata")


@pytest.fixture
def make_window(qtbot, qapp):
    theme.apply(qapp)

    def make(settings=None) -> MainWindow:
        window = MainWindow(
            factory=resolve_factory(None),
            settings=settings or Settings.in_memory(),
            make_viewer=FakeViewer,
            make_clearer=FakeClearer,
        )
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.warm_up()
        return window

    return make


@pytest.fixture
def go(qtbot, lab):
    """Return a function that goes to a session, and to a file by its name."""

    def choose(window: MainWindow, session: str, file: str | None = None) -> None:
        if window.browsing.root is None:
            window.open_root(lab)
        window.choose(session, file)
        qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)

    return choose


@pytest.fixture
def window(make_window, go):
    made = make_window()
    go(made, RICH)
    return made


def shown(window: MainWindow) -> str:
    return window.viewer.viewer.shown[-1]


def first_row(window: MainWindow) -> Row:
    return window.pane.proxy.row_at(window.pane.proxy.index(0, 0))


def entry() -> SpksEntry:
    def facts(name: str) -> FileFacts:
        return FileFacts(FOLDER / name, Kind.ARRAY, "array", (4, 3), "float32", size=48, health=Health())

    computed = FileFacts(FOLDER / "spks (b)", Kind.ARRAY, "F − Fneu", (4, 3), "float32", dense=48, health=Health())
    return SpksEntry((SpksType("a", facts("mpci.a.npy")), SpksType("b", computed, is_computed=True)), "a")


def test_a_session_shows_its_spks_first(window):
    assert [row.title for row in window.pane.selected()] == [SPKS]
    assert shown(window) == SIGNIFICANT  # the session's own choice
    chooser = window.pane.table.type_chooser
    assert chooser.types.currentText() == "significant"
    assert chooser.types.count() == 8
    assert chooser._count.text() == "8 types"


@pytest.mark.parametrize("column", range(len(COLUMNS)))
@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_it_stays_on_top_under_any_sorting(window, column, order):
    window.pane.table.sortByColumn(column, order)
    assert first_row(window).title == SPKS
    assert window.pane.table.type_chooser.isVisible()
    assert window.pane.table.visualRect(window.pane.proxy.index(0, KIND)) == window.pane.table.type_chooser.geometry()


@pytest.mark.parametrize(("words", "count"), [("licks", "2 of 47 files"), ("nothing at all", "0 of 47 files")])
def test_it_stays_on_top_under_any_filter_and_is_no_file(window, words, count):
    there = window.pane.model.n_files
    assert window.pane._count.text() == f"{there} files"
    window.pane.filter.setText(words)
    assert first_row(window).title == SPKS
    matches = sum(words in row.title for row in window.pane.model.rows)
    assert window.pane._count.text() == f"{matches} of {there} files"
    assert window.pane._no_rows.isVisible() == (not matches)
    assert not window.pane._no_rows.geometry().intersects(window.pane.table.type_chooser.geometry().translated(0, 24))
    assert shown(window) == SIGNIFICANT


def test_down_in_the_filter_goes_to_the_first_file(window, qtbot):
    window.pane.filter.setText("licks")
    qtbot.keyClick(window.pane.filter, Qt.Key.Key_Down)
    assert "licks" in shown(window)


def test_another_type_is_shown_and_kept_from_session_to_session(window, go):
    chooser = window.pane.table.type_chooser
    chooser.types.setCurrentText("oasis")
    chooser.types.textActivated.emit("oasis")
    assert shown(window) == "mpci.roiActivityDeconvolvedOasis.npy"
    assert first_row(window).type == "oasis"
    go(window, ALSO_RICH)
    assert shown(window) == "mpci.roiActivityDeconvolvedOasis.npy"
    go(window, POOR)
    assert shown(window) == "mpci.roiActivityF.npy"  # the only one there
    go(window, RICH)
    assert first_row(window).type == "oasis"


def test_the_type_is_remembered_from_one_day_to_the_next(make_window, go, tmp_path):
    first = make_window(Settings(tmp_path / "settings.ini"))
    go(first, RICH)
    first.browsing.showing.following.choose_type("raw")
    first.close()
    second = make_window(Settings(tmp_path / "settings.ini"))
    go(second, RICH)
    assert shown(second) == "mpci.roiActivityF.npy"


def test_a_file_chosen_by_hand_is_followed_until_spks_is_chosen_again(window, go):
    go(window, RICH, "mpci.times.npy")
    go(window, ALSO_RICH)
    assert shown(window) == "mpci.times.npy"
    go(window, RICH)
    assert shown(window) == "mpci.times.npy"
    window.pane.choose(SPKS)
    go(window, ALSO_RICH)
    assert shown(window) == SIGNIFICANT


def test_a_file_that_a_session_lacks_gives_way_to_spks_and_comes_back(window, go):
    only_here = next(row.title for row in window.pane.model.rows if row.title.startswith("mpciROIs."))
    go(window, RICH, only_here)
    go(window, POOR)
    assert shown(window) == "mpci.roiActivityF.npy"
    assert [row.title for row in window.pane.selected()] == [SPKS]
    go(window, RICH)
    assert shown(window) == only_here


def test_a_session_without_spks_has_no_such_row(window, go):
    go(window, "kx03/2024-03-03/001")
    assert SPKS not in [row.title for row in window.pane.model.rows]
    assert window.pane.table.type_chooser is None


def test_a_session_that_has_nothing_to_follow_is_listed_from_its_top(window, go):
    go(window, RICH, "parametersRedS2P.minMaxCutoff.npy")
    assert window.pane.table.verticalScrollBar().value() > 0
    go(window, "kx03/2024-03-03/001")
    assert window.pane.table.current_row() is None
    assert window.pane.table.verticalScrollBar().value() == 0


def test_arrows_and_tab_reach_the_types(window, qtbot):
    table = window.pane.table
    table.setFocus()
    before = table.type_chooser.types.currentIndex()
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.type_chooser.types.currentIndex() == before + 1
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert shown(window) == SIGNIFICANT
    for _ in range(10):
        qtbot.keyClick(table, Qt.Key.Key_Left)
    assert first_row(window).type == "oasis"
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert table.type_chooser.types.hasFocus()


def test_the_wheel_over_the_types_is_left_to_the_table(window):
    chooser = window.pane.table.type_chooser.types
    down, none = QPoint(0, -120), Qt.KeyboardModifier.NoModifier
    place = QPointF(chooser.rect().center())
    wheel = QWheelEvent(
        place, place, QPoint(), down, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    wheel.accept()
    chooser.wheelEvent(wheel)
    assert chooser.currentText() == "significant"
    assert not wheel.isAccepted()


def test_clearing_never_offers_it(window, qtbot):
    assert window.situation().clearable == 0
    assert not window.pane.clear_button.isEnabled()
    assert not window.actions_["clear_files"].isEnabled()
    qtbot.keyClick(window.pane.table, Qt.Key.Key_Delete)
    assert window.clearing.controller is None
    window.actions_["select_all"].trigger()
    assert SPKS not in [row.title for row in window.pane.selected()]
    assert window.situation().clearable == window.pane.model.n_files
    window.pane.table.select_paths([SPKS_KEY, window.browsing.entry.onedata / "mpci.times.npy"])
    qtbot.keyClick(window.pane.table, Qt.Key.Key_Delete)
    assert window.clearing.controller.asked == [["mpci.times.npy"]]


def test_it_goes_on_with_another_type_when_its_file_is_cleared(window, qtbot):
    onedata = window.browsing.entry.onedata
    (onedata / SIGNIFICANT).unlink()
    window.browsing.forget_files([onedata / SIGNIFICANT])
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert shown(window) == "mpci.roiActivityDeconvolvedOasis.npy"
    assert window.pane.table.type_chooser.types.count() == 7
    assert first_row(window).type == "oasis"


def test_what_is_computed_says_so_and_is_copied_as_python(window, qtbot):
    window.pane.table.type_chosen.emit("corrected")
    row = first_row(window)
    assert row.is_computed
    assert shown(window) == "spks (corrected)"
    texts = [window.pane.model.data(window.pane.model.index(window.pane.model.row_of(SPKS_KEY), at)) for at in range(8)]
    assert (texts[NAME], texts[KIND], texts[SIZE], texts[HEALTH]) == (SPKS, "corrected", "", "ok")
    tip = window.pane.model.data(
        window.pane.model.index(window.pane.model.row_of(SPKS_KEY), NAME), Qt.ItemDataRole.ToolTipRole
    )
    assert "in no file: F − 0.7" in tip
    window.actions_["copy_python"].trigger()
    qtbot.waitUntil(lambda: "Python" in window.status.message.text, timeout=5000)
    assert "get_spks('corrected')" in QGuiApplication.clipboard().text()
    window.actions_["copy_path"].trigger()
    assert QGuiApplication.clipboard().text() == ""


def test_a_damaged_type_says_so_in_its_row(window, qtbot):
    path = window.browsing.entry.onedata / SIGNIFICANT
    path.write_bytes(path.read_bytes()[:200])
    window.browsing.refresh()
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert first_row(window).facts.health.state is State.OK  # another type is chosen first
    window.pane.table.type_chosen.emit("significant")
    assert first_row(window).facts.health.state is State.DAMAGED
    assert window.viewer.viewer.facts[-1].health.state is State.DAMAGED


def test_new_facts_of_its_file_stay_with_its_type():
    row = Row.of_spks(entry())
    newer = FileFacts(FOLDER / "mpci.a.npy", Kind.ARRAY, size=99, health=Health())
    renewed = row.with_facts(newer)
    assert renewed.facts.size == 99
    assert Row.of_spks(renewed.spks, "a").facts is newer
    assert Row.of_spks(renewed.spks, "b").facts.detail == "F − Fneu"
    assert row.key == renewed.key == SPKS_KEY
    assert Row.of_spks(renewed.spks, "gone").type == "a"


def test_what_its_folder_tells_against_it_stays_when_its_file_is_read_again():
    listed = Row.of_spks(entry())
    stale = listed.facts.with_health(Health(State.STALE, "F.npy is 9 days newer"))
    judged = listed.with_facts(stale)._replace(is_judged=True).of_type("a")
    assert listed.of_type("a").after(judged).facts.health.state is State.STALE
