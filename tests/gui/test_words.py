"""Amounts, dates and counts in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sessionbrowser.gui.words import age_text, bytes_text, count_text, date_text, minute_text


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
        (10**21, "1000000.0 PB"),
    ],
)
def test_bytes(n: int, text: str):
    assert bytes_text(n) == text


def test_counts_agree_with_their_noun():
    assert count_text(1, "file") == "1 file"
    assert count_text(0, "file") == "0 files"
    assert count_text(5812, "entry", "entries") == "5,812 entries"


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
