"""Amounts, dates and counts in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from sessionbrowser.gui import words


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (47_800, "47.8 kB"),
        (378_128, "378 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (499_800_000, "499.8 MB"),
        (1_199_728_128, "1.2 GB"),
        (4 * 10**12, "4.0 TB"),
    ],
)
def test_sizes(n: int, text: str):
    assert words.size(n) == text


def test_counts_agree_with_their_noun():
    assert words.count(1, "file") == "1 file"
    assert words.count(0, "file") == "0 files"
    assert words.count(3, "entry", "entries") == "3 entries"


def test_dates_are_local_and_absurd_ones_are_left_out():
    when = datetime(2023, 1, 24, 14, 2)
    ns = int(when.timestamp() * 1e9)
    assert words.date(ns) == "2023-01-24"
    assert words.moment(ns) == "2023-01-24 14:02"
    assert words.date(0) == ""
    assert words.date(2**62 * 1000) == ""


def test_shapes_have_no_thousands_marks():
    assert words.shape((24012, 5204)) == "24012 × 5204"
    assert words.shape(()) == words.shape(None) == ""


@pytest.mark.parametrize(
    ("day", "text"),
    [("2023-06-20", "today"), ("2023-06-19", "yesterday"), ("2023-06-15", "5 days ago"), ("2022-01-01", "2022-01-01")],
)
def test_days(day: str, text: str):
    assert words.days_ago(day, datetime(2023, 6, 20, 9)) == text


def test_every_word_must_be_found_whatever_its_case():
    assert words.matches(["atl", "701"], "ATL901 2023-01-24 701")
    assert not words.matches(["atl", "702"], "ATL901 2023-01-24 701")
    assert words.matches([], "anything")
