"""The recipe strip: cards that tell every step, whatever the width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from sessionbrowser.gui import theme
from sessionbrowser.gui.recipe_strip import RecipeStrip, card_widths, full_text, plane_rows
from sessionbrowser.sessions.kinds import Health, State, Step

PLANES = Step(
    "Planes, in the order of planeNames", rows=(("plane2", (28, 900)), ("plane1", (29, 900)), ("plane0", (56, 900)))
)
STEPS = (
    Step("Recipe", "mpci.roiActivityF.npy", "stub, 426 B"),
    Step("Loader", "S2P", "source F"),
    PLANES,
    Step("Transform", "transpose", "91 × 900 → 900 × 91"),
    Step("Result", "900 frames × 91 ROIs", "float32"),
)


def test_planes_show_their_shapes_and_bars_in_proportion():
    rows, more = plane_rows(PLANES)
    assert [row[:2] for row in rows] == [("plane2", "28 × 900"), ("plane1", "29 × 900"), ("plane0", "56 × 900")]
    assert [row[2] for row in rows] == pytest.approx([0.5, 29 / 56, 1.0])
    assert more == ""


def test_more_planes_than_fit_are_counted_and_all_of_them_are_in_the_tooltip(qtbot: QtBot):
    step = Step("Planes", rows=tuple((f"plane{i}", (i + 1, 10)) for i in range(7)))
    rows, more = plane_rows(step)
    assert [row[0] for row in rows] == ["plane0", "plane1"]
    assert more == "+ 5 more"
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps((step,))
    assert all(f"plane{i}" in strip.cards[0].toolTip() for i in range(7))


def test_planes_without_rois_have_no_bar():
    rows, _ = plane_rows(Step("Planes", rows=(("plane0", (0, 900)), ("plane1", ()))))
    assert [row[2] for row in rows] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("natural", "available", "expected"),
    [
        ([], 100, []),
        ([100, 100], 220, [110, 110]),
        ([100, 100], 1000, [148, 148]),
        ([50, 200, 300], 350, [50, 150, 150]),
        ([100, 100], 0, [0, 0]),
        ([100], -5, [0]),
    ],
)
def test_cards_share_what_there_is(natural: list[int], available: int, expected: list[int]):
    assert card_widths(natural, available) == expected


@pytest.mark.parametrize("width", [200, 500, 1144, 2000])
def test_cards_stay_inside_and_never_overlap(qtbot: QtBot, width: int):
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps(STEPS)
    strip.resize(width, strip.height())
    strip.show()
    edges = [(card.geometry().left(), card.geometry().right()) for card in strip.cards]
    assert len(edges) == 5
    assert edges[0][0] >= 0
    assert edges[-1][1] < width
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert not strip.grab().isNull()


def test_only_a_whole_recipe_ends_with_ok(qtbot: QtBot):
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps(STEPS, Health())
    assert [card.word for card in strip.cards] == ["", "", "", "", "ok"]
    strip.show_steps(STEPS[:2], Health(State.MISSING, "suite2p has no F_chan9"))
    assert [(card.word, card.is_broken) for card in strip.cards] == [("", False), ("Missing", True)]
    assert "Missing" in strip.cards[-1].accessibleName()


def test_a_broken_step_is_drawn_in_the_colour_of_danger(qtbot: QtBot):
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps(STEPS[:2], Health(State.MISSING, "suite2p has no F_chan9"))
    strip.resize(900, strip.height())
    picture = strip.grab().toImage()
    inside = strip.cards[-1].geometry().bottomRight() - QPoint(20, 5)
    assert picture.pixelColor(inside) == QColor(theme.current().danger_tint)


def test_names_that_look_like_markup_stay_plain(qtbot: QtBot):
    step = Step("Recipe", "<b>x</b>.npy", "<img src='file:///etc/passwd'>")
    assert "<b>x</b>.npy" in full_text(1, step)
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps((step,))
    assert "<b>" not in strip.cards[0].toolTip()
    assert "<img" not in strip.cards[0].toolTip()


def test_where_it_is_tight_only_the_title_of_the_planes_is_elided(qtbot: QtBot):
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps(STEPS, Health())
    whole, tight = ([getattr(card, name) for card in strip.cards] for name in ("sizeHint", "tight_width"))
    assert all(least < natural().width() for least, natural in zip(tight, whole, strict=True))
    strip.resize(sum(tight) + 150, strip.height())
    strip.show()
    assert all(card.width() >= least for card, least in zip(strip.cards, tight, strict=True))
    assert strip.cards[2].width() < strip.cards[2].sizeHint().width()


def test_cards_are_made_anew_only_when_they_say_something_else(qtbot: QtBot):
    strip = RecipeStrip()
    qtbot.addWidget(strip)
    strip.show_steps(STEPS, Health(State.OK))
    first = strip.cards
    strip.show_steps(tuple(STEPS), Health(State.OK))
    assert strip.cards is first
    strip.show_steps(STEPS, Health(State.MISSING, "leads to F.npy, which is not there"))
    assert strip.cards is not first
    assert strip.cards[-1].is_broken
