"""Dialogs on screens of all sizes."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow

from sessionbrowser.gui import help_dialogs, report_dialog
from sessionbrowser.gui.within_screen import FRAME, within_screen


def on_screen(width, height):
    return SimpleNamespace(screen=lambda: SimpleNamespace(availableSize=lambda: QSize(width, height)))


@pytest.mark.parametrize("wanted", [QSize(880, 640), QSize(880, 200), QSize(300, 200)])
def test_a_dialog_has_what_it_wants_or_what_a_small_screen_has(wanted):
    assert within_screen(on_screen(1280, 720), wanted) == wanted
    there = within_screen(on_screen(640, 360), wanted)
    assert there == wanted.boundedTo(QSize(640, 360) - FRAME)


def test_pages_and_reports_can_be_as_small_as_that(qtbot, monkeypatch):
    small = on_screen(640, 360)
    for module in (help_dialogs, report_dialog):
        monkeypatch.setattr(module, "within_screen", lambda _widget, wanted: within_screen(small, wanted))
    parent = QMainWindow()
    qtbot.addWidget(parent)
    report = report_dialog.ReportDialog(parent)
    report.open()
    assert report.size() == QSize(640, 360) - FRAME
    sheet = help_dialogs.show_keys(parent)
    assert sheet.width() == 640 - FRAME.width()
