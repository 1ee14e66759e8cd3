"""Text is read in both themes on whatever it stands on, and no state is told by colour alone."""

from __future__ import annotations

from itertools import product

import pytest

from sessionbrowser.gui.contrast import contrast as measured
from sessionbrowser.gui.contrast import readable
from sessionbrowser.gui.icons import resources
from sessionbrowser.gui.table_columns import SHAPES, WORDS
from sessionbrowser.gui.tokens import DARK, LIGHT, Tokens
from sessionbrowser.lab.findings import Rule
from sessionbrowser.sessions.kinds import State

TEXTS = ("text", "muted", "accent", "danger", "warning", "ok")
GROUNDS = ("window", "panel", "raised", "hover", "selection", "selection_inactive")
SURFACES = ("window", "panel", "raised")


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), list(product(TEXTS, GROUNDS)))
def test_text_can_be_read(tokens: Tokens, text: str, ground: str):
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("on_accent", "accent"), ("text", "danger_tint"), ("danger", "danger_tint"), ("text", "plot"), ("muted", "plot")],
)
def test_text_on_what_has_a_colour_can_be_read(tokens: Tokens, text: str, ground: str):
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), list(product(("control", "accent"), SURFACES)))
def test_borders_and_the_focus_can_be_seen(tokens: Tokens, edge: str, ground: str):
    assert contrast(getattr(tokens, edge), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_traces_can_be_seen(tokens: Tokens):
    for colour in tokens.traces + tokens.more_traces:
        assert contrast(colour, tokens.plot) >= 3


def test_every_state_has_a_word_and_those_that_matter_a_shape_of_their_own():
    words = [WORDS[state] for state in State]
    assert all(words)
    assert len(set(words)) == len(words)
    troubles = set(State) - {State.OK}
    assert set(SHAPES) >= troubles
    for shape, _role in SHAPES.values():
        assert (resources() / "icons" / f"{shape}.svg").exists()


def test_every_rule_has_a_title_and_a_shape():
    assert len({rule.title for rule in Rule}) == len(Rule)
    for rule in Rule:
        assert (resources() / "icons" / f"{rule.icon}.svg").exists()


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_names_of_traces_are_written_so_that_they_can_be_read(tokens: Tokens):
    for colour in tokens.traces + tokens.more_traces:
        written = readable(colour, tokens.plot, tokens.text)
        assert contrast(written, tokens.plot) >= 4.5
        assert written == colour or contrast(colour, tokens.plot) < 4.5, "what can be read stays as it is"


def test_a_colour_that_cannot_be_read_moves_towards_the_ink_and_no_further_than_it_must():
    assert readable("#FFFFFF", "#FFFFFF", "#FFFFFF") == "#FFFFFF", "with white ink nothing helps"
    assert contrast(readable("#D66700", "#FFFFFF", "#1A1E26"), "#FFFFFF") < 5
    assert measured("#123456", "#FEDCBA") == pytest.approx(contrast("#123456", "#FEDCBA"))
