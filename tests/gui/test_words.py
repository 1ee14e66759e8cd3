"""Amounts, dates and counts in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QTextDocument

from sessionbrowser.gui.words import (
    age_text,
    bytes_text,
    count_text,
    date_text,
    has_all,
    minute_text,
    shape_text,
    since_text,
    tooltip,
    with_minus,
)
from sessionbrowser.sessions.words import counted


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (47_800, "47.8 kB"),
        (99_949, "99.9 kB"),
        (378_128, "378 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (499_800_000, "499.8 MB"),
        (1_199_728_128, "1.2 GB"),
        (4 * 10**12, "4.0 TB"),
        (10**21, "1,000,000.0 PB"),
    ],
)
def test_bytes(n: int, text: str):
    assert bytes_text(n) == text


def test_counts_agree_with_their_noun():
    assert count_text(1, "file") == "1 file"
    assert count_text(0, "file") == "0 files"
    assert count_text(5812, "entry", "entries") == "5,812 entries"


@pytest.mark.parametrize(
    ("name", "size", "count"),
    [
        ("C", "1.2 GB", "5,812 files"),
        ("en_GB", "1.2 GB", "5,812 files"),
        ("de_DE", "1,2 GB", "5.812 files"),
        ("fr_FR", "1,2 GB", "5\u202f812 files"),
    ],
)
def test_numbers_are_written_as_on_the_users_system_and_dates_are_not(name, size, count):
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        assert bytes_text(1_199_728_128) == size
        assert count_text(5812, "file") == count
        assert date_text(int(datetime(2023, 1, 24).timestamp() * 1e9)) == "2023-01-24"
    finally:
        QLocale.setDefault(before)


def test_dates_are_local_and_absurd_ones_are_left_out():
    when = datetime(2023, 1, 24, 14, 2)
    ns = int(when.timestamp() * 1e9)
    assert date_text(ns) == "2023-01-24"
    assert minute_text(ns) == "2023-01-24 14:02"
    assert date_text(0) == ""
    assert date_text(2**62 * 1000) == ""


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=9), "9 d"),
        (timedelta(days=62), "2 mo"),
        (timedelta(days=366), "1 y"),
        (timedelta(days=945), "2 y 7 mo"),
        (timedelta(days=-1), "in the future"),
    ],
)
def test_ages(ago: timedelta, text: str):
    now = 1_700_000_000_000_000_000
    assert age_text(now - int(ago.total_seconds()) * 10**9, now) == text


def test_shapes_have_no_thousands_marks():
    assert shape_text((24012, 5204)) == "24012 × 5204"
    assert shape_text(()) == shape_text(None) == ""


@pytest.mark.parametrize(
    ("day", "text"),
    [("2023-06-20", "today"), ("2023-06-19", "yesterday"), ("2023-06-15", "5 days ago"), ("2022-01-01", "2022-01-01")],
)
def test_days(day: str, text: str):
    assert since_text(day, datetime(2023, 6, 20, 9)) == text


def test_every_word_must_be_found_whatever_its_case():
    assert has_all(["atl", "701"], "ATL901 2023-01-24 701")
    assert not has_all(["atl", "702"], "ATL901 2023-01-24 701")
    assert has_all([], "anything")


@pytest.mark.parametrize("text", ["a<b>.npy", "<img src='x'>", "R&D"])
def test_a_tooltip_shows_the_text_and_no_markup(text: str):
    shown = QTextDocument()
    shown.setHtml(tooltip(text))
    assert shown.toPlainText() == text
    assert tooltip("") == ""


def test_pixels_are_counted_as_pixels():
    assert counted((96, 128), ("y", "x")) == "96 × 128 pixels"
    assert counted((5, 96, 128), ("frame", "y", "x")) == "5 frames × 96 × 128 pixels"
    assert counted((900, 91), ("frame", "ROI")) == "900 frames × 91 ROIs"


def test_numbers_that_are_read_have_true_minus_signs():
    assert with_minus("-1.5") == "−1.5"
    assert with_minus("+1e-09") == "+1e−09"
    assert with_minus("3") == "3"
