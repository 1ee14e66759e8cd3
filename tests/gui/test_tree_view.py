"""The tree on the screen: the user's choice is kept, and only the user chooses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.tree_rows import chevron_rect
from tests.gui.test_tree_model import ANALYSIS, ATL2, ATL10, ATL901, ROOT, mouse, session


@pytest.fixture
def side(qtbot):
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(272, 600)
    made.begin(ROOT)
    made.show()
    made.chosen = []
    made.session_chosen.connect(lambda entry: made.chosen.append(entry.name))
    return made


def at(side, key):
    return side.tree.visualRect(side.model.find(key)).center()


def test_a_single_click_and_the_arrows_choose(side, qtbot):
    side.model.add([ATL901, ATL2])
    qtbot.mouseClick(side.tree.viewport(), Qt.MouseButton.LeftButton, pos=at(side, "ATL2/2023-02-01/1"))
    qtbot.keyClick(side.tree, Qt.Key.Key_Down)
    qtbot.keyClick(side.tree, Qt.Key.Key_Down)  # the row of a mouse chooses nothing
    qtbot.keyClick(side.tree, Qt.Key.Key_Down)
    assert side.chosen == ["ATL2/2023-02-01/1", "ATL2/2023-02-02/1", "ATL901/2023-01-24/701"]


def test_the_choice_survives_what_comes_goes_and_is_filtered(side, qtbot):
    side.model.add([ATL901])
    qtbot.mouseClick(side.tree.viewport(), Qt.MouseButton.LeftButton, pos=at(side, "ATL901/2023-01-25/702"))
    side.model.add([ATL2, ATL10, ANALYSIS])
    assert side.model.node(side.tree.currentIndex()).key == "ATL901/2023-01-25/702"
    side.filter.setText("atl2")
    assert not side.tree.selectionModel().hasSelection()
    side.filter.clear()
    assert side.model.node(side.tree.currentIndex()).key == "ATL901/2023-01-25/702"
    side.model.set_join(False)
    assert side.model.node(side.tree.selectionModel().selectedIndexes()[0]).key == "ATL901/2023-01-25/702"
    assert side.chosen == ["ATL901/2023-01-25/702"]


def test_the_scroll_position_survives_filling(side, qtbot):
    many = mouse("M", *(session("M", f"2023-01-{day:02d}", "1") for day in range(1, 32)))
    more = mouse("N", *(session("N", f"2023-01-{day:02d}", "1") for day in range(1, 32)))
    side.model.add([many, more])
    side.tree.verticalScrollBar().setValue(12)
    top = side.model.node(side.tree.indexAt(side.tree.viewport().rect().topLeft())).key
    side.model.add([mouse("Z", session("Z", "2023-01-01", "1"))])
    assert side.model.node(side.tree.indexAt(side.tree.viewport().rect().topLeft())).key == top


def test_a_choice_from_outside_waits_for_its_row_and_tells_nobody(side):
    assert side.tree.choose("ATL2/2023-02-02/1") is False
    side.model.add([ATL901])
    side.model.add([ATL2])
    assert side.model.node(side.tree.currentIndex()).key == "ATL2/2023-02-02/1"
    assert side.chosen == []


def test_the_chevron_and_the_keys_open_and_close(side, qtbot):
    side.model.add([ATL901, ANALYSIS])
    index = side.model.find("ATL901")
    assert side.tree.isExpanded(index)
    assert not side.tree.isExpanded(side.model.index(1, 0))
    box = chevron_rect(side.tree, index)
    qtbot.mouseClick(side.tree.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert not side.tree.isExpanded(index)
    side.model.set_filter(["25"])
    side.model.set_filter([])
    assert not side.tree.isExpanded(side.model.find("ATL901"))
    side.tree.setCurrentIndex(side.model.find("ATL901"))
    qtbot.keyClick(side.tree, Qt.Key.Key_Return)
    assert side.tree.isExpanded(side.model.find("ATL901"))
    assert side.chosen == []


def test_stepping_goes_from_session_to_session(side):
    side.model.add([ATL2, ATL10])
    side.tree.step(1)
    for _ in range(4):
        side.tree.step(1)
    side.tree.step(-1)
    assert side.chosen == ["ATL2/2023-02-01/1", "ATL2/2023-02-02/1", "ATL10/2023-02-01", "ATL2/2023-02-02/1"]


def test_the_filter_by_keyboard(side, qtbot):
    side.model.add([ATL901, ATL2])
    side.filter.setFocus()
    qtbot.keyClicks(side.filter, "ATL901 24")
    assert side._count.text() == "1 of 6 sessions"
    qtbot.keyClick(side.filter, Qt.Key.Key_Down)
    assert side.chosen == ["ATL901/2023-01-24/701"]
    qtbot.keyClick(side.filter, Qt.Key.Key_Escape)
    assert side.filter.text() == ""
    assert side._count.text() == "6 sessions"


def test_it_paints_every_kind_of_row(side, qtbot):
    side.model.add([ATL901, ATL2, ANALYSIS])
    side.tree.expandAll()
    side.filter.setText("atl")
    side.tree.setFocus()
    side.tree.choose("ATL901/2023-01-26/701")
    picture = side.tree.viewport().grab().toImage()
    assert len({picture.pixelColor(x, y).name() for x in range(120) for y in range(200)}) > 3


def test_in_a_large_tree_mice_stay_closed_until_the_filter_leaves_few(side):
    def many(name):
        days = [f"2023-{month:02d}-{day:02d}" for month in range(1, 11) for day in range(1, 26)]
        return mouse(name, *(session(name, day, "1") for day in days))

    for name in ("A", "B", "C"):
        side.model.add([many(name)])
    assert side.tree.isExpanded(side.model.find("A"))
    assert not side.tree.isExpanded(side.model.find("C"))
    side.tree.choose("C/2023-10-25/1")
    assert side.tree.isExpanded(side.model.find("C"))
    side.filter.setText("b 2023-01")
    assert side.tree.isExpanded(side.model.find("B"))
    assert side._count.text() == "25 of 750 sessions"
