"""The window as a whole, on a copy of the small lab, with stand-ins for the viewer and for clearing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit

from sessionbrowser.gui import theme
from sessionbrowser.gui.action_table import FILE_MENU
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_columns import HEALTH
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeClearer, FakeViewer

SESSION = "ATL901/2023-01-25/701"
PLAIN = "mpci.roiActivityDeconvolvedOasis.npy"


@pytest.fixture
def make_window(qtbot, qapp):
    """Return a function that makes a window; each is closed in the end."""
    theme.apply(qapp)

    def make(factory=None, settings=None) -> MainWindow:
        window = MainWindow(
            factory=factory or resolve_factory(None),
            settings=settings or Settings.in_memory(),
            make_viewer=FakeViewer,
            make_clearer=FakeClearer,
        )
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.warm_up()
        return window

    yield make
    theme.set_theme("system")


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def settle(qtbot):
    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)

    return wait


@pytest.fixture
def at_session(window, lab, settle):
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window)
    return window


def said(window: MainWindow) -> str:
    return window.status.message.text


def shown(window: MainWindow) -> str:
    return window.viewer.viewer.shown[-1]


def titles(window: MainWindow) -> list[str]:
    proxy = window.pane.proxy
    return [proxy.row_at(proxy.index(at, 0)).title for at in range(proxy.rowCount())]


def test_first_start_is_the_welcome_page(window):
    assert window.pages.welcome.isVisible()
    assert window.status._root.text() == "No folder open"
    assert not window.actions_["refresh"].isEnabled()
    assert window.actions_["refresh"].toolTip() == "Open a folder first."
    assert window.is_settled


def test_open_a_root_choose_a_session_and_a_file(at_session, lab):
    window = at_session
    assert not window.pages.welcome.isVisible()
    assert window.status._root.text().startswith(f"{lab} · 6 sessions · ")
    assert window.pane._title.accessibleName() == SESSION
    assert "700 frames" in window.pane._summary.text()
    assert shown(window) == PLAIN
    assert window.pane.clear_button.text() == "Clear 1 file…"
    assert window.sidebar.model.node(window.sidebar.tree.currentIndex()).key == SESSION
    assert window.problem == ""
    first, *files = titles(window)
    assert first == "spks"
    assert files == sorted(files, key=str.lower)


def test_settled_is_told(window, lab, qtbot):
    with qtbot.waitSignal(window.settled, timeout=10_000):
        window.open_root(lab)


def test_a_click_in_the_tree_and_one_in_the_table(window, lab, settle, qtbot):
    window.open_root(lab)
    settle(window)
    tree, table = window.sidebar.tree, window.pane.table
    index = window.sidebar.model.find("kx03/2024-03-03/001")
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    settle(window)
    assert window.pane._title.accessibleName() == "kx03/2024-03-03/001"
    assert shown(window) == ""
    row = table.visualRect(window.pane.proxy.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    settle(window)
    assert shown(window) == titles(window)[1]
    assert type(window.viewer.viewer.sessions[-1]).__name__ == "Suite2pSession"


@pytest.mark.parametrize(
    ("session", "file", "words"),
    [
        ("ATL901/2023-01-25/999", None, "there is no session"),
        ("ATL999/2023-01-25/701", None, "ATL901"),
        (SESSION, "mpci.nothing.npy", "mpci.nothing.npy"),
    ],
)
def test_a_wrong_name_is_told(window, lab, settle, session, file, words):
    window.open_root(lab)
    window.choose(session, file)
    settle(window)
    assert words.lower() in window.problem.lower()
    assert said(window) == window.problem
    assert window.status.message.level == "error"


def test_what_was_said_of_a_wrong_name_goes_with_the_next_file(window, lab, settle):
    window.open_root(lab)
    window.choose(SESSION, "mpci.nothing.npy")
    settle(window)
    window.choose(SESSION, PLAIN)
    settle(window)
    assert said(window) == "Ready"


def test_a_file_that_is_cut_says_so_and_the_rest_goes_on(at_session, lab, settle):
    window = at_session
    broken = lab / SESSION / "oneData" / PLAIN
    broken.write_bytes(broken.read_bytes()[:500])
    window.browsing.refresh()
    settle(window)
    model = window.pane.model
    assert "Damaged" in model.data(model.index(model.row_of(broken), HEALTH))
    assert window.viewer.viewer.facts[-1].health.state == "damaged"


def test_a_file_that_vanishes_keeps_its_row_until_f5(at_session, lab, settle, qtbot):
    window = at_session
    gone = lab / SESSION / "oneData" / "mpci.times.npy"
    gone.unlink()
    window.pane.choose("mpci.times.npy")
    model = window.pane.model
    qtbot.waitUntil(lambda: "Missing" in model.data(model.index(model.row_of(gone), HEALTH)), timeout=5000)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    settle(window)
    assert model.row_of(gone) == -1
    assert said(window) == "mpci.times.npy is not there any more"
    assert [row.title for row in window.pane.selected()] == [shown(window)]
    assert shown(window) != "mpci.times.npy"
    window.pane.choose(PLAIN)
    assert said(window) == "Ready"


def test_clear_by_key_and_undo(at_session, lab, settle, qtbot):
    window = at_session
    folder = lab / SESSION / "oneData"
    window.pane.table.select_paths([folder / "mpci.times.npy", folder / PLAIN])
    qtbot.keyClick(window.pane.table, Qt.Key.Key_Delete)
    settle(window)
    assert [set(names) for names in window.clearing.controller.asked] == [{"mpci.times.npy", PLAIN}]
    assert "mpci.times.npy" not in titles(window)
    assert shown(window) == window.pane.selected()[0].title
    assert window.status.message.action == "Undo"
    assert window.actions_["undo"].isEnabled()
    window.actions_["undo"].trigger()
    settle(window)
    assert {row.title for row in window.pane.selected()} == {"mpci.times.npy", PLAIN}
    assert shown(window) in ("mpci.times.npy", PLAIN)
    assert not window.actions_["undo"].isEnabled()


def test_the_button_the_menu_and_the_viewer_clear_too(at_session, qtbot):
    window = at_session
    window.pane.clear_button.click()
    facts = window.pane.model.rows[0].facts
    window.viewer.clear_requested.emit(facts)
    assert window.clearing.controller.asked == [[PLAIN], [facts.name]]
    assert window.clearing.controller.roots == [window.browsing.root] * 2


def test_a_session_without_onedata_offers_its_suite2p_files(window, lab, settle):
    window.open_root(lab)
    window.choose("ATL901/2023-01-26/701")
    settle(window)
    assert not window.pane.shows_table
    way = next(way for way in window.pane.notice.ways if "suite2p" in way.text)
    way.do()
    settle(window)
    assert window.pane.shows_table
    assert "suite2p/plane0/F.npy" in titles(window)
    assert window.settings.flag("show_suite2p", False)
    window.pane.choose("suite2p/plane0/F.npy")
    settle(window)
    assert shown(window) == "F.npy"
    assert not window.pane.clear_button.isEnabled()
    assert "onedata" in window.pane.clear_button.toolTip()


def test_a_factory_that_fails_is_told_and_files_are_listed(make_window, lab, settle):
    def factory(folder, **rest):
        raise KeyError("no such rig")

    window = make_window(factory)
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window)
    assert "no such rig" in window.pane._summary.text()
    assert "no such rig" in said(window)
    assert shown(window) == PLAIN
    assert window.viewer.viewer.sessions[-1] is None


@pytest.mark.parametrize("what", ["missing", "file", "empty", "mouse"])
def test_a_root_that_is_none_gets_a_page_and_a_way_on(window, lab, settle, tmp_path, what):
    empty = tmp_path / "empty"
    empty.mkdir()
    root = {"missing": tmp_path / "nowhere", "file": lab / "FILES.tsv", "empty": empty, "mouse": lab / "ATL901"}[what]
    window.open_root(root)
    settle(window)
    assert window.pages.trouble.isVisible()
    texts = [way.text for way in window.pages.trouble.notice.ways]
    assert "Open another folder…" in texts
    if what in ("missing", "file"):
        assert str(root) in window.problem
        assert "Try again" in texts
    if what == "mouse":
        window.pages.trouble.notice.ways[0].do()
        settle(window)
        assert not window.pages.trouble.isVisible()
        assert window.browsing.root == lab


def test_a_root_that_is_unplugged_and_plugged_in_again(at_session, lab, settle):
    window = at_session
    away = lab.with_name("away")
    lab.rename(away)
    window.actions_["refresh"].trigger()
    settle(window)
    assert window.pages.trouble.isVisible()
    assert window.sidebar.model.n_sessions == 6
    away.rename(lab)
    window.pages.trouble.notice.ways[0].do()
    settle(window)
    assert not window.pages.trouble.isVisible()
    assert window.problem == ""
    assert window.pane._title.accessibleName() == SESSION
    assert PLAIN in titles(window)


def test_of_a_root_that_cannot_be_read_nothing_is_counted(window, tmp_path, settle):
    window.open_root(tmp_path / "not there")
    settle(window)
    assert window.pages.trouble.isVisible()
    assert window.status._root.text() == str(tmp_path / "not there")


def test_a_session_folder_that_is_gone(at_session, lab, settle):
    window = at_session
    shutil.rmtree(lab / SESSION)
    window.actions_["refresh"].trigger()
    settle(window)
    assert not window.pane.shows_table
    assert not window.sidebar.model.find(SESSION).isValid()
    assert window.sidebar.model.n_sessions == 5


def test_switching_quickly_shows_the_last_session_only(window, lab, settle):
    window.open_root(lab)
    settle(window)
    for name in window.sidebar.model.session_names():
        window.sidebar.tree.setCurrentIndex(window.sidebar.model.find(name))
    settle(window)
    last = window.browsing.entry
    assert last.name == window.sidebar.model.session_names()[-1]
    assert {row.facts.path.parent for row in window.pane.model.rows} == {last.onedata}


def test_a_dropped_folder_is_opened(window, lab, settle):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(lab))])
    copy = Qt.DropAction.CopyAction
    place, left, none = QPoint(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(place, copy, data, left, none)
    QCoreApplication.sendEvent(window, enters)
    assert enters.isAccepted()
    QCoreApplication.sendEvent(window, QDropEvent(QPointF(place), copy, data, left, none))
    settle(window)
    assert window.browsing.root == lab
    assert [each.path for each in window.settings.recent] == [lab]
    assert window.settings.recent[0].sessions == 6


def test_recent_roots_are_offered_and_those_that_are_away_say_so(make_window, lab, tmp_path, qtbot, settle):
    settings = Settings.in_memory()
    settings.remember_root(tmp_path / "share", 4)
    settings.remember_root(lab, 6)
    window = make_window(settings=settings)
    qtbot.waitUntil(lambda: "not connected" in _texts(window.pages.welcome), timeout=5000)
    assert "6 sessions" in _texts(window.pages.welcome)
    link = next(button for button in window.pages.welcome.findChildren(QAbstractButton) if button.text() == lab.name)
    link.click()
    settle(window)
    assert window.browsing.root == lab


def _texts(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(type(widget._or)))


def test_the_demo_is_written_and_opened(window, qtbot, settle):
    with qtbot.waitSignal(window.settled, timeout=20_000):
        window.open_demo()
    assert window.problem == ""
    assert window.sidebar.model.n_sessions > 3
    assert "simulated" in said(window)


def test_a_demo_that_cannot_be_written_is_told(window, qtbot, monkeypatch):
    import sessionbrowser.demo

    def fail(folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sessionbrowser.demo, "write_demo", fail)
    with qtbot.waitSignal(window.settled, timeout=5000):
        window.open_demo()
    assert "No space left" in window.problem
    assert said(window) == window.problem


def test_a_window_that_will_have_a_root_shows_no_welcome_page(qtbot, lab):
    window = MainWindow(
        factory=lambda folder, **rest: None,
        settings=Settings.in_memory(),
        make_viewer=FakeViewer,
        make_clearer=FakeClearer,
        root=lab,
    )
    qtbot.addWidget(window)
    with qtbot.waitCallback(timeout=5000) as painted:
        window.after_paint(painted)
        window.show()
    assert window.pages.welcome is None
    assert window.sidebar.header._name.text() == lab.name
    assert window.status._root.text() == str(lab)
    assert window.pane.table.isVisible()
    window.close()


def test_copy_path_and_python(at_session, lab, qtbot):
    window = at_session
    menu = window.actions_.context_menu(FILE_MENU)
    assert [action.text().split("\t")[0] for action in menu.actions() if action.text()] == [
        "Copy path",
        "Copy Python that loads it",
        "Show in the file manager",
        "Clear files…",
    ]
    menu.deleteLater()
    window.actions_["copy_path"].trigger()
    assert QGuiApplication.clipboard().text() == str(lab / SESSION / "oneData" / PLAIN)
    window.actions_["copy_python"].trigger()
    qtbot.waitUntil(lambda: "Python" in said(window), timeout=5000)
    assert "loadone" in QGuiApplication.clipboard().text()


def test_buttons_say_what_their_actions_do_or_why_they_cannot(window, lab, settle):
    clear, again = window.pane.clear_button, window.sidebar.header.again
    assert (clear.isEnabled(), clear.toolTip()) == (False, "Select the files to clear first.")
    assert (again.isEnabled(), again.toolTip()) == (False, "Open a folder first.")
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window)
    assert (clear.isEnabled(), clear.toolTip()) == (True, "Move the selected files to the trash of this session (Del)")
    assert (again.isEnabled(), again.toolTip()) == (True, "Look at the folder again (F5)")


def test_what_the_buttons_of_a_page_do_is_found_too(window, settle, tmp_path):
    window.open_root(tmp_path / "nowhere")
    settle(window)
    found = {action.text(): action for action in window.findable()}
    assert {"Try again", "Open another folder…", "Copy details", "Open folder…"} <= set(found)
    found["Copy details"].trigger()
    assert QGuiApplication.clipboard().text().startswith("This folder cannot be opened")


def test_what_is_shown_can_be_exported_by_key(at_session):
    at_session.actions_["export"].trigger()
    assert at_session.viewer.viewer.exported == 1


def test_layout_and_choices_are_remembered(make_window, tmp_path, qtbot):
    path = tmp_path / "settings.ini"
    first = make_window(settings=Settings(path))
    first.resize(1200, 700)
    first.pages.across.setSizes([350, 850])
    first.pane.table.columns.menu().actions()[-2].trigger()
    first.actions_["join_single"].trigger()
    first.actions_["theme_dark"].trigger()
    first.close()
    second = make_window(settings=Settings(path))
    assert second.pane.table.columns.has_own_widths
    assert second.pane.table.columns.isSectionHidden(HEALTH - 1)
    assert not second.actions_["join_single"].isChecked()
    assert theme.current().dark
    assert second.viewer.viewer.rethemed == 0
    second.actions_["theme_light"].trigger()
    assert second.viewer.viewer.rethemed == 1
    assert not theme.current().dark


def test_closing_in_the_middle_of_everything_ends_it(window, lab, qtbot):
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    window.close()
    assert window.viewer.viewer.cleared == 1
    assert not window.browsing._scanner.lane.is_busy


def test_every_control_has_a_name_for_screen_readers(at_session):
    window = at_session
    nameless = [
        widget
        for kind in (QAbstractButton, QLineEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip())
        and widget.objectName() != "qt_menubar_ext_button"
    ]
    assert nameless == []


def test_ctrl_1_goes_to_the_files_from_wherever(at_session):
    window = at_session
    window.activateWindow()
    window.actions_["go_trash"].trigger()
    assert not window.pane.table.isVisible()
    window.actions_["go_session"].trigger()
    assert window.focusWidget() is window.pane.table


@pytest.mark.parametrize(("key", "first"), [(Qt.Key.Key_F, "New window"), (Qt.Key.Key_H, "Find an action")])
def test_menus_open_by_their_letter(window, qtbot, key, first):
    qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text() == first
    menu.close()


def test_ctrl_f_goes_to_the_filter_and_the_help_pages_open(at_session, qtbot):
    window = at_session
    window.actions_["find_session"].trigger()
    assert window.sidebar.filter.hasFocus()
    window.actions_["find_file"].trigger()
    assert window.pane.filter.hasFocus()
    for name in ("keys", "about"):
        window.actions_[name].trigger()
    assert [each.windowTitle() for each in window.findChildren(QDialog)] == ["Keys", "About sessionbrowser"]


def test_a_relative_root_is_made_absolute(window, monkeypatch, tmp_path, settle):
    monkeypatch.chdir(tmp_path)
    window.open_root(Path("somewhere"))
    assert window.browsing.root == tmp_path / "somewhere"
    settle(window)
