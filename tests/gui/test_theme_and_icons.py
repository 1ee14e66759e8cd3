"""Themes, fonts, icons, and that no colour is written down twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

import sessionbrowser.gui
from sessionbrowser.gui import icons, style, theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.tokens import DARK, LIGHT, Size
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory

NAMES = sorted(path.stem for path in (icons.resources() / "icons").glob("*.svg"))


@pytest.fixture(autouse=True)
def _light_again():
    yield
    theme.set_theme("light")
    theme.set_theme("system")


def test_a_theme_is_taken_and_told(qtbot):
    theme.set_theme("light")
    with qtbot.waitSignal(theme.manager().changed, timeout=500):
        theme.set_theme("dark")
    assert theme.current() is DARK
    assert theme.color("accent").name().upper() == DARK.accent
    with qtbot.assertNotEmitted(theme.manager().changed):
        theme.set_theme("dark")


def test_palette_and_stylesheet_are_those_of_the_tokens(qapp):
    theme.apply(qapp)
    theme.dress()
    theme.set_theme("dark")
    roles = QPalette.ColorRole
    assert QApplication.palette().color(roles.Window).name().upper() == DARK.window
    assert QApplication.palette().color(roles.Text).name().upper() == DARK.text
    assert DARK.panel in qapp.styleSheet()
    assert LIGHT.panel not in qapp.styleSheet()


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_stylesheet_has_no_placeholder_left_and_its_pictures_exist(tokens):
    sheet = style.stylesheet(tokens)
    assert "$" not in sheet
    pictures = re.findall(r"url\(([^)]*)\)", sheet)
    assert len(pictures) == len(style.glyphs(tokens))
    for picture in pictures:
        assert not QPixmap(picture).isNull()


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_coloured_icons_are_the_drawings_in_the_colours_of_the_theme(tokens):
    """A stylesheet takes them from files: write them anew (`icons.coloured`) when a drawing or a colour changes."""
    for name, colour in style.glyphs(tokens).values():
        file = icons.resources() / "coloured" / f"{name}-{colour.lstrip('#')}.svg"
        assert file.read_text(encoding="utf-8") == icons.coloured(name, colour)


def test_no_coloured_icon_is_left_over():
    wanted = {
        f"{name}-{colour.lstrip('#')}.svg" for each in (LIGHT, DARK) for name, colour in style.glyphs(each).values()
    }
    assert {path.name for path in (icons.resources() / "coloured").iterdir()} == wanted


def test_no_module_but_the_tokens_writes_a_colour_down():
    folder = Path(sessionbrowser.gui.__file__).parent
    guilty = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "tokens.py" and re.search(r"[\"' ]#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_fonts_have_tabular_figures_and_pixel_sizes(qapp):
    font = theme.font(Size.HEADLINE, bold=True)
    assert font.pixelSize() == 15
    assert font.weight() == QFont.Weight.DemiBold
    assert QFont.Tag("tnum") in font.featureTags()


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something_in_the_colour_asked_for(qapp, name):
    theme.set_theme("light")
    image = icons.pixmap(name, "danger", 16, 2.0).toImage()
    assert image.height() == 32
    red = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert red
    assert {colour.name().upper() for colour in red} == {LIGHT.danger}


def test_icons_follow_the_theme(qtbot):
    theme.set_theme("light")
    root = QWidget()
    qtbot.addWidget(root)
    child = QPushButton("Clear", root)
    icons.set_icon(child, "trash")
    before = child.icon().pixmap(20, 16).toImage()
    theme.set_theme("dark")
    icons.recolour(root)
    after = child.icon().pixmap(20, 16).toImage()
    assert before != after
    assert after == icons.icon("trash", gap=4).pixmap(20, 16).toImage()


def test_a_variant_is_taken_up_by_a_widget_that_is_shown_already(qtbot):
    theme.set_theme("light")
    button = QPushButton("Move")
    qtbot.addWidget(button)
    button.show()
    style.look(button, "verb")
    assert button.grab().toImage().pixelColor(6, 12).name().upper() == LIGHT.accent


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_list_of_choices_shows_which_one_is_current(qtbot, qapp, choice):
    theme.apply(qapp)
    theme.set_theme(choice)
    theme.dress()
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["one", "two", "three"])
    box.setCurrentIndex(1)
    box.show()
    box.showPopup()
    rows = box.view()
    qtbot.waitUntil(rows.isVisible)
    picture = rows.grab().toImage()
    middles = [rows.visualRect(rows.model().index(row, 0)).center().y() for row in range(3)]
    colours = [picture.pixelColor(picture.width() - 8, y).name().upper() for y in middles]
    tokens = theme.current()
    assert colours == [tokens.panel, tokens.selection, tokens.panel]
    box.hidePopup()


def test_a_window_whose_settings_want_another_theme_has_the_icons_of_that(qtbot, qapp, tmp_path):
    theme.apply(qapp)
    theme.set_theme("dark")
    settings = Settings(tmp_path / "settings.ini")
    settings.set_text("theme", "light")
    window = MainWindow(factory=resolve_factory(None), settings=settings)
    qtbot.addWidget(window)
    assert theme.current() is LIGHT
    picture = window.sidebar.header.again.icon().pixmap(16, 16).toImage()
    pixels = [picture.pixelColor(x, y) for x in range(16) for y in range(16)]
    inks = {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}
    assert LIGHT.text in inks
    assert DARK.text not in inks
