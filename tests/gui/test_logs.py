"""The log: kept until there is a file, turned over when it is long, told without data."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from sessionbrowser.gui import logs
from sessionbrowser.gui.problem_report import write_report


@pytest.fixture
def clean_root():
    """Give the root logger its handlers and level back."""
    root, ours = logging.getLogger(), logging.getLogger("sessionbrowser")
    before, levels = list(root.handlers), (root.level, ours.level)
    yield root
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def test_what_is_logged_before_there_is_a_file_is_in_it(clean_root, tmp_path):
    log = logging.getLogger("sessionbrowser.test")
    logs.begin()
    log.warning("early")
    path = logs.open_file(tmp_path / "new" / "app.log")
    log.info("late")
    lines = path.read_text().splitlines()
    assert [line.split(": ")[-1] for line in lines] == ["early", "late"]
    assert "WARNING sessionbrowser.test" in lines[0]
    assert logs.tail(path) == path.read_text()


def test_a_long_log_is_turned_over_and_its_tail_begins_with_a_whole_line(clean_root, tmp_path):
    logs.begin()
    path = logs.open_file(tmp_path / "app.log")
    for number in range(12_000):
        logging.getLogger("sessionbrowser.test").info("line %s of many, with some words to fill it up", number)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["app.log", "app.log.1", "app.log.2"]
    assert path.stat().st_size <= 500_000
    tail = logs.tail(path)
    assert len(tail) < 25_000
    assert tail.splitlines()[0].startswith("20")
    assert "line 11999 of many" in tail.splitlines()[-1]


def test_a_folder_that_cannot_be_written_leaves_the_terminal(clean_root, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    logs.begin()
    assert logs.open_file(tmp_path / "file" / "app.log") is None
    assert "there is no log file" in caplog.text
    assert logs.tail(tmp_path / "file" / "app.log") == ""


def test_a_report_has_versions_and_the_log_and_no_home(tmp_path):
    log = tmp_path / "app.log"
    log.write_text(f"WARNING cannot read {Path.home()}/lab/x.npy\n")
    text = write_report(["1920 × 1080 at 200 %"], "Traceback …", log)
    for words in ("sessionbrowser ", "PySide6 6.", "numpy ", "Python 3.", "200 %", "Traceback …", "~/lab/x.npy"):
        assert words in text
    assert str(Path.home()) not in text
    assert "(it is empty)" in write_report([], "", tmp_path / "none.log")
