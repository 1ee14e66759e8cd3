"""Progress in the status line: only of what takes a while, with a way to end it."""

from __future__ import annotations

import pytest

from sessionbrowser.gui import progress_strip
from sessionbrowser.gui.progress_strip import Progress
from sessionbrowser.gui.status_line import StatusLine


@pytest.fixture
def line(qtbot, monkeypatch) -> StatusLine:
    monkeypatch.setattr(progress_strip, "PATIENCE_MS", 30)
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(1200, 26)
    line.show()
    return line


def test_what_ends_at_once_is_not_shown(qtbot, line):
    line.show_progress(Progress("Moving files"))
    line.show_progress(None)
    qtbot.wait(60)
    assert not line._progress.isVisible()


def test_what_takes_a_while_is_counted_and_can_be_ended(qtbot, line):
    line.show_progress(Progress("Moving files"))
    line.show_progress(Progress("Moving files", 12, 10_000))
    strip = line._progress
    qtbot.waitUntil(strip.isVisible, timeout=2000)
    assert strip.text.text() == "Moving files: 12 of 10,000"
    assert (strip.bar.value(), strip.bar.maximum()) == (12, 10_000)
    with qtbot.waitSignal(line.cancel_asked, timeout=1000):
        strip.cancel.click()
    line.show_progress(Progress("Moving files", 13, 10_000))
    assert strip.text.text() == "Stopping after the file under way"
    line.show_progress(None)
    assert not strip.isVisible()
    line.show_progress(Progress("Bringing files back", 0, 2))
    qtbot.waitUntil(strip.isVisible, timeout=2000)
    assert strip.cancel.isEnabled()
    assert strip.text.text() == "Bringing files back: 0 of 2"


def test_the_trash_is_told_and_leads_there(qtbot, line):
    assert not line._trash.isVisible()
    line.show_trash(3, 212_400_000)
    assert line._trash.text() == "Trash  3 files · 212.4 MB"
    with qtbot.waitSignal(line.trash_asked, timeout=1000):
        line._trash.click()
    line.show_trash(0, 0)
    assert not line._trash.isVisible()
