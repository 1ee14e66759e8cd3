"""The panel beside a picture: folded in a narrow window, unless the user wants it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sessionbrowser.gui.viewer_body import ViewerBody
from sessionbrowser.gui.viewers.side_panel import SidePanel


class Picture:
    """A viewer with a panel."""

    def __init__(self) -> None:
        self.widget, self.panel = QWidget(), QWidget()

    def inspector(self) -> QWidget:
        return self.panel


@pytest.fixture
def body(qtbot) -> Iterator[ViewerBody]:
    window = QWidget()
    qtbot.addWidget(window)
    body = ViewerBody()
    QVBoxLayout(window).addWidget(body)
    window.resize(1400, 600)
    window.show()
    yield body
    window.close()


def shown(body: ViewerBody, name: str) -> bool:
    body.show_viewer(SimpleNamespace(name=name, make=lambda parent: Picture()))
    assert body.page is not None
    assert body.page.panel is not None
    return body.page.panel.isVisible()


def test_a_panel_folds_with_the_width_until_it_is_asked_for(body: ViewerBody) -> None:
    assert shown(body, "Raster")
    body.window().resize(1100, 600)
    assert not shown(body, "Raster")
    body.turn_panel()
    assert shown(body, "Raster")
    assert shown(body, "Traces")
    body.window().resize(1400, 600)
    body.turn_panel()
    assert not shown(body, "Raster")
    assert not shown(body, "Traces")


def test_without_a_picture_there_is_nothing_to_turn(body: ViewerBody) -> None:
    body.show_words("Choose a file")
    body.turn_panel()
    assert shown(body, "Raster")


def test_a_line_stands_beside_a_panel_while_it_has_something_to_offer(qtbot: QtBot, body: ViewerBody) -> None:
    section, picture = QWidget(), Picture()
    picture.panel = SidePanel(section)
    body.show_viewer(SimpleNamespace(name="Trace", make=lambda parent: picture))
    for offered in (True, False, True):
        section.setVisible(offered)
        qtbot.waitUntil(lambda offered=offered: (picture.panel.width() > 0) is offered)
        assert body.page._rule.isVisible() is offered
