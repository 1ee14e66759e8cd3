"""Several windows: independent of each other, sharing the settings, and gone without a trace once they are closed."""

from __future__ import annotations

import gc
import threading
import time
from argparse import Namespace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from sessionbrowser.gui import app, theme
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.gui.windows import Windows
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeClearer, FakeViewer

SESSION = "ATL901/2023-01-25/701"
PLAIN = "mpci.roiActivityDeconvolvedOasis.npy"


@pytest.fixture
def settings():
    return Settings.in_memory()


@pytest.fixture
def windows(qtbot, qapp, settings):
    theme.apply(qapp)
    all_of_them: list[MainWindow] = []

    def make(root: Path | None) -> MainWindow:
        made = MainWindow(
            factory=resolve_factory(None),
            settings=settings,
            make_viewer=FakeViewer,
            make_clearer=FakeClearer,
            root=root,
        )
        all_of_them.append(made)
        return made

    yield Windows(make)
    for each in all_of_them:
        if Shiboken.isValid(each):
            each.close()
            each.deleteLater()
    delete_what_is_closed()
    theme.set_theme("system")


@pytest.fixture
def first(windows, lab, qtbot):
    window = windows._make(lab)
    windows.add(window)
    window.show()
    window.warm_up()
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: window.is_settled, timeout=15_000)


def delete_what_is_closed() -> None:
    QTest.qWait(5)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_another_window_is_on_the_same_root_and_goes_its_own_way(windows, first, qtbot):
    qtbot.keyClick(first, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (second,) = [each for each in windows._open if each is not first]
    settle(second, qtbot)
    assert second.isVisible()
    assert second.browsing.root == first.browsing.root
    second.choose("CRH902/2023-06-14/1")
    settle(second, qtbot)
    assert first.browsing.entry.name == SESSION
    assert first.pane._title.accessibleName() == SESSION
    second.close()
    delete_what_is_closed()
    assert not Shiboken.isValid(second)
    assert first.isVisible()
    assert windows.front is first


def test_what_is_chosen_in_one_window_holds_in_all(windows, first, settings, qtbot):
    second = windows.open_beside(first)
    second.actions_["theme_dark"].trigger()
    second.actions_["join_single"].trigger()
    for window in (first, second):
        assert window.actions_["theme_dark"].isChecked()
        assert not window.actions_["theme_light"].isChecked()
        assert not window.actions_["join_single"].isChecked()
    settle(second, qtbot)


def test_a_bug_is_told_in_the_window_in_front(windows, first, qtbot):
    second = windows.open_beside(first)
    settle(second, qtbot)
    second.close()
    windows.tell(Message("Something went wrong inside the app.", "error", details="Traceback"))
    assert first.status.message.text == "Something went wrong inside the app."
    assert first.status._link.text() == "Details…"
    first.actions_["copy_message"].trigger()
    assert QApplication.clipboard().text() == "Something went wrong inside the app.\n\nTraceback"
    first.close()
    windows.tell(Message("nobody is there"))


def test_details_open_the_report(first, qtbot):
    first.messages.say(Message("It failed.", "error", details="ValueError: 42"))
    first.status._link.click()
    (report,) = [each for each in QApplication.topLevelWidgets() if each.windowTitle() == "Report a problem"]
    qtbot.waitUntil(lambda: "ValueError: 42" in report.text.toPlainText(), timeout=5000)
    assert "numpy" in report.text.toPlainText()
    report.close()


def test_damaged_settings_are_said_in_one_window_only(windows, settings, qtbot):
    settings.trouble = "Your settings were damaged."
    window = windows._make(None)
    assert window.status.message.text == "Your settings were damaged."
    assert windows._make(None).status.message.text == ""


# What was open last ----------------------------------------------------------------------------------------------


def options(**given) -> Namespace:
    return Namespace(**{"root": None, "demo": False, "session": None, "file": None} | given)


def test_without_arguments_the_app_goes_on_where_it_was(windows, first, settings, lab, qtbot):
    assert settings.last == (lab, SESSION, PLAIN)
    assert app.first_root(options(), settings) == lab
    again = windows._make(lab)
    again.show()
    again.warm_up()
    app.open_as_asked(again, options())
    settle(again, qtbot)
    assert again.browsing.entry.name == SESSION


def start_again(windows, lab, qtbot) -> MainWindow:
    window = windows._make(lab)
    window.show()
    window.warm_up()
    app.open_as_asked(window, options())
    settle(window, qtbot)
    return window


def test_the_file_that_was_open_last_comes_back(windows, first, settings, lab, qtbot):
    first.choose(None, "licks.times.npy")
    settle(first, qtbot)
    first.close()
    again = start_again(windows, lab, qtbot)
    assert again.pane.table.current_row().title == "licks.times.npy"
    again.close()
    next(lab.glob(f"{SESSION}/*/licks.times.npy")).unlink()
    without = start_again(windows, lab, qtbot)
    assert without.pane.table.current_row().title == "spks"
    assert without.status.message.text == "Ready"
    assert not without.problem


def test_arguments_and_the_setting_go_before_what_was_open_last(settings, tmp_path):
    settings.remember_last(tmp_path, SESSION)
    assert app.last_opened(options(root=tmp_path / "other"), settings) is None
    assert app.last_opened(options(demo=True), settings) is None
    settings.set_flag("reopen", False)
    assert app.first_root(options(), settings) is None


def test_a_root_without_sessions_is_not_what_was_open_last(windows, settings, tmp_path, qtbot):
    window = windows._make(None)
    window.warm_up()
    window.open_root(tmp_path)
    settle(window, qtbot)
    assert settings.last is None


# Nothing is left, nothing goes on -----------------------------------------------------------------------------------


def timers() -> int:
    return sum(issubclass(type(each), QTimer) and Shiboken.isValid(each) for each in gc.get_objects())


def test_a_hundred_windows_leave_no_widget_thread_or_timer(qtbot, qapp, settings, lab):
    theme.apply(qapp)
    factory = resolve_factory(None)
    windows = Windows(lambda root: MainWindow(factory=factory, settings=settings, root=root))

    def open_and_close(root: Path | None) -> None:
        window = windows._make(root)
        windows.add(window)
        window.show()
        window.warm_up()
        if root is not None:
            window.open_root(root)
            window.choose(SESSION, PLAIN)
            settle(window, qtbot)
        window.close()
        delete_what_is_closed()

    open_and_close(lab)  # what is made once and kept
    before = (len(QApplication.allWidgets()), threading.active_count(), timers())
    for number in range(100):
        open_and_close(lab if number % 10 == 0 else None)
    QThreadPool.globalInstance().waitForDone()
    assert (len(QApplication.allWidgets()), threading.active_count(), timers()) == before
    assert windows.front is None


def test_a_window_that_shows_a_picture_and_rests_takes_no_time(qtbot, qapp, settings, lab):
    window = MainWindow(factory=resolve_factory(None), settings=settings)
    qtbot.addWidget(window)
    window.show()
    window.warm_up()
    window.open_root(lab)
    window.choose(SESSION, PLAIN)
    settle(window, qtbot)
    qtbot.wait(1000)
    start = time.process_time()
    qtbot.wait(3000)
    assert time.process_time() - start < 0.03
    window.close()


def test_the_welcome_page_begins_at_its_first_button_also_after_an_outline(qtbot):
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory(), is_outline=True)
    qtbot.addWidget(window)
    window.show()
    window.fill()
    qtbot.waitUntil(lambda: window.focusWidget() is window.pages.welcome.folder_button)
    window.close()
