"""The words beside a lane."""

import pytest

from sessionbrowser.gui.viewers.time_lane import reach_text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 374.4, "0–374"),
        (186.2, 672.4, "186–672"),
        (0.0, 5.62, "0–5.6"),
        (-0.118, 28.4, "0–28"),
        (-3.2, 5.0, "−3.2 to 5"),
        (0.0, 200.0, "0–200"),
        (0.0, 0.034, "0–0.034"),
        (1000.0, 1000.5, "1000–1000.5"),
        (7.0, 7.0, "7–7"),
        (0.0, 3e9, "0–3e+09"),
        (0.0, 2e-7, "0–2e−07"),
        (-1.7e308, 1.7e308, "−1.7e+308 to 1.7e+308"),
        (1.0, 1.0 + 1e-9, "≈ 1"),
        (-3.00002, -3.0, "≈ −3"),
        (12345678.0, 12345678.9, "≈ 1.23e+07"),
    ],
)
def test_the_reach_is_told_in_few_figures(low, high, text):
    assert reach_text(low, high) == text
