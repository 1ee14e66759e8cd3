"""Who cannot see, or has no mouse: every control has a name in every state, and the focus goes the way the eye does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory

SESSION = "ATL901/2023-01-25/701"
PLAIN = "mpci.roiActivityDeconvolvedOasis.npy"
ROLES = QAccessible.Role
CONTROLS = {
    ROLES.Button,
    ROLES.CheckBox,
    ROLES.ComboBox,
    ROLES.EditableText,
    ROLES.Slider,
    ROLES.PageTab,
    ROLES.MenuItem,
}
LISTS = {ROLES.Tree, ROLES.Table, ROLES.List}
"""Of these the list itself must have a name; its cells have their text."""


@pytest.fixture
def window(qtbot, qapp, lab):
    theme.apply(qapp)
    made = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.warm_up()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def at_session(window, lab, qtbot):
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: window.is_settled, timeout=15_000)


def parts(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Everything below that is on the screen, without what is inside of lists."""
    for at in range(interface.childCount()):
        child = interface.child(at)
        if child is None or child.state().invisible:
            continue
        yield child
        if child.role() not in LISTS:
            yield from parts(child)


def nameless(widget: QWidget) -> list[str]:
    """The controls of a widget, and whatever takes the focus, that have no name."""
    found, seen = [], 0
    for part in parts(QAccessible.queryAccessibleInterface(widget)):
        if part.role() in CONTROLS or part.role() in LISTS or part.state().focusable:
            seen += 1
            if not part.text(QAccessible.Text.Name).strip():
                found.append(f"{part.role().name} {type(part.object()).__name__}")
    assert seen > 0
    return found


def test_the_welcome_page(window):
    assert nameless(window) == []


def test_a_session_in_every_view(at_session, qtbot):
    head = at_session.viewer.viewer.head
    seen = []
    for tab in range(head.tabs.count()):
        head.tabs.setCurrentIndex(tab)
        settle(at_session, qtbot)
        seen.append(head.tabs.tabText(tab))
        assert nameless(at_session) == [], seen
    assert len(seen) >= 3


@pytest.mark.parametrize("file", ["mpci.roiActivityF.npy", "mpci.times.npy", "licks.times.npy"])
def test_other_files(at_session, qtbot, file):
    at_session.choose(SESSION, file)
    settle(at_session, qtbot)
    assert nameless(at_session) == []


def test_a_file_that_cannot_be_shown(at_session, lab, qtbot):
    broken = lab / SESSION / "oneData" / PLAIN
    broken.write_bytes(broken.read_bytes()[:500])
    at_session.browsing.look_again()
    settle(at_session, qtbot)
    assert at_session.viewer.viewer.head.tabs.tabText(0) == "About"
    assert nameless(at_session) == []


@pytest.mark.parametrize("place", ["go_cleanup", "go_trash"])
def test_the_other_places(at_session, qtbot, place):
    at_session.actions_[place].trigger()
    settle(at_session, qtbot)
    assert nameless(at_session) == []


@pytest.mark.parametrize("page", ["settings", "keys", "about", "report", "find_action", "clear_files"])
def test_pages_over_the_window(at_session, qtbot, page):
    before = set(QApplication.topLevelWidgets())
    at_session.actions_[page].trigger()
    qtbot.waitUntil(lambda: bool(opened(before)), timeout=5000)
    (dialog,) = opened(before)
    assert nameless(dialog) == []
    dialog.close()


def opened(before: set[QWidget]) -> list[QWidget]:
    """The dialogs and popups that were not there before."""
    kinds = (Qt.WindowType.Dialog, Qt.WindowType.Popup)
    new = [each for each in QApplication.topLevelWidgets() if each not in before and each.isVisible()]
    return [each for each in new if isinstance(each, QDialog) or each.windowType() in kinds]


def test_a_root_that_is_none(window, tmp_path, qtbot):
    window.open_root(tmp_path / "nowhere")
    settle(window, qtbot)
    assert window.pages.trouble.isVisible()
    assert nameless(window) == []


def test_tab_goes_from_the_sidebar_over_the_files_to_the_picture_and_its_panel(at_session):
    window = at_session
    viewer = window.viewer.viewer
    page = viewer.body.page
    wanted = [
        window.sidebar.tree,
        window.pane.filter,
        window.pane.table,
        viewer.head.tabs,
        page.viewer.canvas,
        page.panel.colours,
    ]
    window.activateWindow()
    window.sidebar.tree.setFocus()
    chain = [window.focusWidget()]
    for _ in range(60):
        window.focusNextChild()
        chain.append(window.focusWidget())
    places = [chain.index(each) for each in wanted]
    assert places == sorted(places)
    assert chain[0] in chain[1:]


def test_f6_goes_around_the_parts_and_back(at_session, qtbot):
    window = at_session
    window.activateWindow()
    page = window.viewer.viewer.body.page
    window.sidebar.tree.setFocus()
    seen = []
    for _ in range(4):
        window.actions_["next_pane"].trigger()
        seen.append(window.focusWidget())
    assert seen[:2] == [window.pane.table, page.viewer.canvas]
    assert page.panel.isAncestorOf(seen[2]) or seen[2] is page.panel
    window.actions_["previous_pane"].trigger()
    assert window.focusWidget() is seen[2]


def test_the_menus_live_on_after_f6_and_another_view(at_session, lab, qtbot):
    window = at_session
    for action in ("next_pane", "next_view", "previous_view", "next_pane", "next_view"):
        window.actions_[action].trigger()
        settle(window, qtbot)
    window.recent.show()
    assert [each.text() for each in window.actions_.recent.actions()] == [str(lab)]
