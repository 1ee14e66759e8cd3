"""Row numbers as runs."""

from __future__ import annotations

import pytest

from sessionbrowser.gui.runs import runs


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([], []), ([3], [range(3, 4)]), ([0, 1, 2, 5, 7, 8], [range(3), range(5, 6), range(7, 9)])],
)
def test_what_follows_each_other_is_one_run(rows, expected):
    assert runs(rows) == expected
