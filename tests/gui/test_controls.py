"""Small widgets that the window shares: what gives way when there is no room, and where all of it is then."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QPushButton

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import ElidedLabel, PathTitle, narrowed
from sessionbrowser.gui.notices import Notice, Way
from sessionbrowser.gui.pages import NoticePage
from sessionbrowser.gui.root_header import RootHeader
from sessionbrowser.gui.tokens import Size

LONG = "a mouse with a name that nobody would think of " * 3


@pytest.fixture
def show(qtbot):
    """Return a function that shows a widget at a width, painted."""

    def at(widget, width: int):
        qtbot.addWidget(widget)
        widget.resize(width, 40)
        widget.show()
        widget.grab()
        return widget

    return at


@pytest.mark.parametrize(("width", "is_elided"), [(120, True), (3000, False)])
def test_a_label_that_gives_way_has_all_of_it_in_its_tooltip(show, width, is_elided):
    label = show(ElidedLabel(LONG, mode=Qt.TextElideMode.ElideMiddle), width)
    assert (LONG.strip() in label.toolTip()) is is_elided


@pytest.mark.parametrize(("width", "is_elided"), [(260, True), (3000, False)])
def test_the_name_of_a_session_gives_way_at_the_mouse_alone(show, width, is_elided):
    title = PathTitle()
    title.show_parts((LONG, "2023-01-24", "701"))
    show(title, width)
    assert (LONG in title.toolTip()) is is_elided
    assert title.accessibleName() == f"{LONG}/2023-01-24/701"


def test_a_root_with_a_long_name_leaves_the_sidebar_its_width(show):
    header = show(RootHeader(), 240)
    header.show_root(Path("/mnt/share") / LONG.strip())
    assert header.minimumSizeHint().width() <= 200
    assert LONG.strip() in header.toolTip()


def test_the_details_of_an_error_can_be_copied_those_of_a_hint_need_not(show):
    page = show(NoticePage(), 800)
    again = Way("Try again", lambda: None, "refresh")
    page.say(Notice("This folder cannot be opened", (("What", "It is gone."), ("", "So it is.")), (again,), "error"))
    copy = next(each for each in page._body.findChildren(QPushButton) if each.text() == "Copy details")
    copy.click()
    assert QGuiApplication.clipboard().text() == "This folder cannot be opened\nWhat: It is gone.\nSo it is."
    page.say(Notice("There are no sessions in this folder", (), (again,)))
    assert [each.text() for each in page._body.findChildren(QPushButton)] == ["Try again"]


def test_a_narrowed_text_fits_unless_that_would_take_more_than_is_allowed(qapp):
    font, text = theme.font(Size.SECONDARY), "F.npy and Fneu.npy are 9 days newer"
    whole = QFontMetrics(font).horizontalAdvance(text)
    assert narrowed(font, [text], whole) is font
    for room in range(round(0.88 * whole), whole):
        assert QFontMetrics(narrowed(font, [text, "F"], room, least=70)).horizontalAdvance(text) <= room
    assert narrowed(font, [text], whole // 3, least=85).stretch() == 85
    assert narrowed(font, [], 0) is font
