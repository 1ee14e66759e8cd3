"""The sheet of keys: every key once, where it works; H opens it over pictures alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow

from sessionbrowser.gui import help_dialogs
from sessionbrowser.gui.actions import ACTIONS
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.viewers.ringed import asks_for_all
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeClearer, FakeViewer


@pytest.fixture
def window(qtbot):
    window = MainWindow(
        factory=resolve_factory(None),
        settings=Settings.in_memory(),
        make_viewer=FakeViewer,
        make_clearer=FakeClearer,
    )
    qtbot.addWidget(window)
    window.show()
    window.warm_up()
    return window


def sheets(window) -> list[QDialog]:
    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def test_every_key_of_a_menu_is_told_once():
    told = [what for _keys, what in help_dialogs.keys_told()["Everywhere"]]
    wanted = [spec.text.rstrip("…") for spec in ACTIONS if spec.keys or spec.told_keys]
    assert told == wanted
    assert len(told) == len(set(told))


def test_what_is_told_stands_on_the_sheet_and_fits_a_small_screen(qtbot):
    parent = QMainWindow()
    qtbot.addWidget(parent)
    sheet = help_dialogs.show_keys(parent)
    shown = {each.text() for each in sheet.findChildren(QLabel)}
    for title, keys in help_dialogs.keys_told().items():
        assert title in shown
        assert {text for pair in keys for text in pair} <= shown
    assert sheet.height() < 700
    assert sheet.width() < 1200


def test_h_opens_it_over_the_viewer_and_is_a_letter_in_lists(window, qtbot, lab):
    window.open_root(lab)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    window.sidebar.tree.setFocus()
    qtbot.keyClick(window.sidebar.tree, Qt.Key.Key_H)
    assert sheets(window) == []
    viewer = window.viewer.viewer
    viewer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    viewer.setFocus()
    qtbot.keyClick(viewer, Qt.Key.Key_H)
    assert [each.windowTitle() for each in sheets(window)] == ["Keys"]


@pytest.mark.parametrize(
    ("key", "modifier", "all_of_it"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, False),
        (Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_which_keys_ask_for_everything(key, modifier, all_of_it):
    assert asks_for_all(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifier)) is all_of_it
