from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.arrays.words import bytes_text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 B"),
        (343, "343 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (38_500, "38.5 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (378_128, "378 kB"),
        (999_600, "1.0 MB"),
        (499_800_000, "499.8 MB"),
        (999_960_000, "1.0 GB"),
        (1_199_600_000, "1.2 GB"),
        (4_620_000_000, "4.62 GB"),
        (1_000_000_000_000, "1.0 TB"),
        (10**19, "10000.0 PB"),
    ],
)
def test_amounts_read_as_in_the_pictures(n, text):
    assert bytes_text(n) == text


@given(st.integers(0, 10**16))
def test_an_amount_says_its_number_roughly(n):
    number, unit = bytes_text(n).split()
    scale = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}[unit]
    assert abs(float(number) * scale - n) <= 0.05 * n
