"""What a picture does by key, done from the menus, and the menus of a right click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from sessionbrowser.gui import theme
from sessionbrowser.gui.action_table import ACTIONS, PICTURE
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory

SESSION = "ATL901/2023-01-25/701"
PLAIN = "mpci.roiActivityDeconvolvedOasis.npy"


@pytest.fixture
def window(qtbot, qapp, lab):
    theme.apply(qapp)
    made = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.warm_up()
    made.open_root(lab)
    made.choose(SESSION, PLAIN)
    qtbot.waitUntil(lambda: made.is_settled, timeout=15_000)
    yield made
    made.close()


def canvas_of(window):
    return window.viewer.viewer.body.page.viewer.canvas


def test_zoom_and_the_whole_again(window):
    canvas = canvas_of(window)
    whole = canvas.view
    window.actions_["picture_in"].trigger()
    zoomed = canvas.view
    assert zoomed != whole
    window.actions_["picture_out"].trigger()
    window.actions_["picture_all"].trigger()
    assert canvas.view == whole


def test_pin_and_unpin(window, qtbot):
    linked = window.viewer.viewer.body.page.viewer.linked
    qtbot.keyClick(canvas_of(window), Qt.Key.Key_Up)  # puts the cursor on an ROI
    window.sidebar.tree.setFocus()  # the picture need not have the focus
    window.actions_["picture_pin"].trigger()
    assert linked.pins.pinned
    window.actions_["picture_unpin"].trigger()
    assert not linked.pins.pinned


def test_what_a_view_has_no_use_for_is_said(window):
    window.actions_["picture_before"].trigger()
    assert window.status.message.text == "This view has no use for that."


def test_they_wait_for_a_picture(qtbot, qapp):
    theme.apply(qapp)
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
    qtbot.addWidget(window)
    window.warm_up()
    for spec in ACTIONS:
        if spec.menu == PICTURE and spec.text:
            assert not window.actions_[spec.name].isEnabled()
            assert window.actions_[spec.name].toolTip() == "Choose a file that can be shown first."


def test_the_views_of_a_file_go_around(window, qtbot):
    tabs = window.viewer.viewer.head.tabs
    assert tabs.count() > 1
    seen = [tabs.tabText(tabs.currentIndex())]
    for _ in range(tabs.count()):
        window.actions_["next_view"].trigger()
        qtbot.waitUntil(lambda: window.is_settled, timeout=15_000)
        seen.append(tabs.tabText(tabs.currentIndex()))
    assert seen[-1] == seen[0]
    assert set(seen) == {tabs.tabText(at) for at in range(tabs.count())}
    window.actions_["previous_view"].trigger()
    assert tabs.currentIndex() == tabs.count() - 1


def test_the_menu_of_a_session_copies_its_name(window, qtbot):
    tree = window.sidebar.tree
    at = tree.visualRect(window.sidebar.model.find(SESSION)).center()
    tree.customContextMenuRequested.emit(at)
    menu = menu_on_top()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Copy the name of the session",
        "Show in the file manager",
        "Look again",
    ]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == SESSION
    menu.close()


def test_the_menu_of_a_message_copies_it(window):
    window.messages.say("It failed.", "error")
    window.status.customContextMenuRequested.emit(QPoint(3, 3))
    menu = menu_on_top()
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "It failed."
    menu.close()


def menu_on_top() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def drag_right_button(qtbot, canvas, across: int, up: int) -> None:
    middle = canvas.area.center()
    qtbot.mousePress(canvas, Qt.MouseButton.RightButton, pos=middle)
    for part in (0.3, 1.0):
        qtbot.mouseMove(canvas, middle + QPoint(round(across * part), -round(up * part)))
    qtbot.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=middle)


@pytest.mark.parametrize(
    ("across", "up", "wider", "higher"), [(100, 0, 0.5, 1), (0, 100, 1, 0.5), (100, 100, 0.5, 0.5)]
)
def test_a_drag_with_the_right_button_zooms_each_axis_by_itself(window, qtbot, across, up, wider, higher):
    canvas = canvas_of(window)
    before = canvas.view
    drag_right_button(qtbot, canvas, across, up)
    assert canvas.view.x.width == pytest.approx(before.x.width * wider, rel=0.05)
    assert canvas.view.y.width == pytest.approx(before.y.width * higher, rel=0.1)
    assert canvas.view.x.low + canvas.view.x.width / 2 == pytest.approx(before.x.low + before.x.width / 2, rel=0.05)
    after = canvas.view
    qtbot.mouseMove(canvas, canvas.area.center() + QPoint(50, 0))  # no button is down any more
    assert canvas.view == after
    drag_right_button(qtbot, canvas, -300, -300)
    assert canvas.view.x.width == before.x.width


def test_a_drag_with_the_right_button_zooms_a_line_too(window, qtbot):
    window.choose(SESSION, "mpci.times.npy")
    qtbot.waitUntil(lambda: window.is_settled, timeout=15_000)
    canvas = canvas_of(window)
    before = canvas.view.width
    drag_right_button(qtbot, canvas, 100, 40)
    assert canvas.view.width == pytest.approx(before / 2, rel=0.05)
