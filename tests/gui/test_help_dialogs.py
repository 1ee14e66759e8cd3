"""The sheet of keys: every key once, where it works; H opens it over pictures alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow, QScrollArea

from sessionbrowser.gui import help_dialogs
from sessionbrowser.gui.action_table import ACTIONS
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.viewers import VIEWERS
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
    told = [what for keys in help_dialogs.keys_told().values() for _pressed, what in keys]
    wanted = [spec.text.rstrip("…") for spec in ACTIONS if spec.keys or spec.told_keys]
    for text in wanted:
        assert told.count(text) == 1


def test_no_shortcut_is_taken_twice():
    keys = [QKeySequence(spec.keys).toString() for spec in ACTIONS if spec.keys]
    assert "" not in keys
    assert len(keys) == len(set(keys))
    told = [QKeySequence(spec.told_keys).toString() for spec in ACTIONS if spec.told_keys]
    assert "" not in told
    assert len(told) == len(set(told))
    assert not set(keys) & set(told)


def test_no_shortcut_of_a_part_takes_one_of_the_window_and_each_is_told(qtbot, lab):
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory(), make_clearer=FakeClearer)
    qtbot.addWidget(window)
    window.show()
    window.warm_up()
    pane = window.viewer.viewer
    for spec in VIEWERS:
        pane.body.viewer(spec)
    everywhere = {QKeySequence(spec.keys).toString() for spec in ACTIONS if spec.keys}
    told = " ".join(pressed for keys in help_dialogs.keys_told().values() for pressed, _what in keys)
    parts = {each.key().toString() for each in window.findChildren(QShortcut)}
    assert parts >= {"H", "PgUp", "Esc"}
    assert not parts & everywhere
    for keys in parts:
        assert keys.removeprefix("Alt+") in told, f"{keys} has no row in the sheet of keys"
    window.close()


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


def test_where_the_screen_is_low_the_sheet_of_keys_can_be_scrolled(qtbot, window, monkeypatch):
    monkeypatch.setattr(help_dialogs, "_AROUND", 0)
    window.actions_["keys"].trigger()
    (sheet,) = sheets(window)
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    whole = sheet.height()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    sheet.close()
    monkeypatch.setattr(help_dialogs, "_AROUND", sheet.screen().availableSize().height() - 300)
    window.actions_["keys"].trigger()
    sheet = next(each for each in sheets(window) if each is not sheet)
    assert sheet.height() < whole
    qtbot.waitUntil(lambda: sheet.findChild(QScrollArea).verticalScrollBar().maximum() > 0)
    sheet.close()
