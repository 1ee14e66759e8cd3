"""The page that reports a problem, and that of the settings."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import logs
from sessionbrowser.gui.choices import SWITCHES, THEME, is_on
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.report_dialog import ReportDialog
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.settings_dialog import SettingsDialog


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def report(qtbot, parent, tmp_path, monkeypatch):
    log = tmp_path / "app.log"
    log.write_text("WARNING something odd\n")
    monkeypatch.setattr(logs, "log_file", lambda: log)
    made = ReportDialog(parent, Message("It failed.", "error", details="ValueError: 42"))
    made.open()
    qtbot.waitUntil(lambda: "something odd" in made.text.toPlainText(), timeout=5000)
    yield made
    made.close()


def test_the_report_is_copied_as_it_was_edited(report):
    assert "ValueError: 42" in report.text.toPlainText()
    report.text.setPlainText("without the name of the mouse")
    report.copy.click()
    assert QGuiApplication.clipboard().text() == "without the name of the mouse"
    assert report.said.text() == "Copied"


def test_the_report_is_saved_where_the_user_says(report, qtbot, tmp_path):
    path = tmp_path / "report.txt"
    report.write(path)
    qtbot.waitUntil(lambda: report.said.text() == "Saved report.txt", timeout=5000)
    assert path.read_text(encoding="utf-8") == report.text.toPlainText()


def test_the_report_is_not_saved_among_the_data(report, qtbot, tmp_path):
    folder = tmp_path / "onedata"
    folder.mkdir()
    report.write(folder / "report.txt")
    qtbot.waitUntil(lambda: "session keeps its data" in report.said.text(), timeout=5000)
    assert list(folder.iterdir()) == []


def test_a_report_whose_log_cannot_be_read_has_the_rest(qtbot, parent, tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "log_file", lambda: tmp_path)  # a folder
    dialog = ReportDialog(parent)
    dialog.open()
    qtbot.waitUntil(lambda: "(it is empty)" in dialog.text.toPlainText(), timeout=5000)
    assert "numpy" in dialog.text.toPlainText()
    dialog.close()


def test_settings_are_taken_up_at_once(parent):
    settings = Settings.in_memory()
    dialog = SettingsDialog(settings, parent)
    assert set(dialog.boxes) == {switch.name for switch in SWITCHES}
    for switch in SWITCHES:
        box = dialog.boxes[switch.name]
        assert box.isChecked() is switch.default
        box.click()
        assert is_on(settings, switch) is not switch.default
        assert box.accessibleDescription()
    dialog.theme.setCurrentIndex(2)
    dialog.theme.activated.emit(2)
    assert settings.text(THEME) == "dark"
    dialog.close()


def test_the_page_shows_what_was_chosen_before(parent):
    settings = Settings.in_memory()
    settings.set_text(THEME, "light")
    for switch in SWITCHES:
        settings.set_flag(switch.name, not switch.default)
    dialog = SettingsDialog(settings, parent)
    assert dialog.theme.currentText() == "Light"
    assert [dialog.boxes[switch.name].isChecked() for switch in SWITCHES] == [not each.default for each in SWITCHES]
    dialog.close()
