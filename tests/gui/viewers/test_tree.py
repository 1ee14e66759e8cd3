"""Objects as a tree: what is chosen is previewed, copied, and never runs away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sessionbrowser.gui.viewers.raster_cut import first_cut
from sessionbrowser.gui.viewers.raster_frame import frame_of
from sessionbrowser.gui.viewers.tree import TreeViewer, as_opened
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Opened, open_one

IMAGE = np.arange(96 * 96, dtype=np.float32).reshape(96, 96)
OPS: dict[str, Any] = {
    "Ly": 96,
    "meanImg": IMAGE,
    "line": np.arange(40.0),
    "name": "two\nlines",
    "words": np.array(["a", "b"]),
    "nested": {"x": 1},
}


def opened(value: object) -> Opened:
    return Opened(FileFacts(Path("ops.npy"), Kind.OBJECT, shape=(), dtype="object"), None, value)


@pytest.fixture
def viewer(stage):
    return stage(TreeViewer(), 800, 500)


def choose(viewer: TreeViewer, name: str) -> QModelIndex:
    model = viewer.model
    index = next(model.index(r, 0) for r in range(model.rowCount()) if model.data(model.index(r, 0)) == name)
    viewer.tree.setCurrentIndex(index)
    return index


def test_names_that_come_to_sight_have_the_room_that_they_need(viewer: TreeViewer):
    viewer.show(opened({"a": {"a_name_that_is_longer_than_any": 1}, "b": {"x": 1}}))
    narrow = viewer.tree.columnWidth(0)
    viewer.tree.expand(viewer.model.index(0, 0))
    wide = viewer.tree.columnWidth(0)
    assert wide > narrow
    viewer.tree.collapse(viewer.model.index(0, 0))
    viewer.tree.expand(viewer.model.index(1, 0))
    assert viewer.tree.columnWidth(0) == wide


def test_it_says_what_it_shows_and_settles(qtbot: QtBot, viewer: TreeViewer):
    with (
        qtbot.waitSignal(viewer.settled, timeout=2000),
        qtbot.waitSignal(viewer.described, timeout=2000) as described,
    ):
        viewer.show(opened(OPS))
    assert described.args == ["dict, 6 entries"]
    assert viewer.model.rowCount() == 6


@pytest.mark.parametrize(("name", "shows"), [("line", "Trace"), ("words", "Values")])
def test_an_array_that_is_chosen_is_shown_below(qtbot: QtBot, viewer: TreeViewer, name: str, shows: str):
    viewer.show(opened(OPS))
    with qtbot.waitSignal(viewer.preview.settled, timeout=5000):
        choose(viewer, name)
    assert viewer.preview.viewer is not None
    assert viewer.preview.viewer.name == shows
    assert viewer.preview.widget.isVisible()
    choose(viewer, "Ly")
    assert not viewer.preview.widget.isVisible()
    assert viewer.preview.viewer is None


def test_a_picture_that_is_chosen_is_shown_below(qtbot: QtBot, viewer: TreeViewer):
    viewer.show(opened(OPS))
    with qtbot.waitSignal(viewer.preview.settled, timeout=5000):
        choose(viewer, "meanImg")
    assert viewer.preview.widget.isVisible()
    qtbot.waitUntil(
        lambda: viewer.tree.viewport().rect().intersects(viewer.tree.visualRect(viewer.tree.currentIndex())),
        timeout=2000,
    )


@pytest.mark.parametrize(
    ("shape", "around", "is_image"),
    [
        ((96, 80), {"Ly": 96, "Lx": 80}, True),
        ((90, 71), {"Ly": np.int64(96), "Lx": 80}, True),
        ((96, 81), {"Ly": 96, "Lx": 80}, False),
        ((96, 3), {"Ly": 96, "Lx": 80}, False),
        ((96,), {"Ly": 96, "Lx": 80}, False),
        ((96, 80), {"Ly": 96}, False),
        ((96, 80), {"Ly": "96", "Lx": 80}, False),
        ((96, 80), [96, 80], False),
    ],
)
def test_what_the_object_calls_an_image_is_shown_as_one(shape: tuple[int, ...], around: object, is_image: bool):
    array = np.zeros(shape)
    what = as_opened(array, FileFacts(Path("ops.npy")), "meanImg", around)
    assert ([axis.name for axis in what.axes] == ["y", "x"]) == is_image
    if len(shape) == 2:
        frame = frame_of(what, first_cut(what.axes))
        assert frame.downward == frame.square == is_image


def test_the_readout_of_the_preview_is_passed_on(qtbot: QtBot, viewer: TreeViewer):
    viewer.show(opened(OPS))
    with qtbot.waitSignal(viewer.preview.settled, timeout=5000):
        choose(viewer, "line")
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.preview.viewer.canvas.hover_at(7)  # type: ignore[union-attr]
    assert dict(blocker.args[0]) == {"axis 0": "7", "value": "7"}


def test_values_and_expressions_are_copied(qtbot: QtBot, viewer: TreeViewer):
    clipboard = QGuiApplication.clipboard()
    viewer.show(opened(OPS))
    for name, value in (("Ly", "96"), ("name", "two\nlines"), ("nested", "dict, 1 entry")):
        choose(viewer, name)
        qtbot.keyClick(viewer.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert clipboard.text() == value
    choose(viewer, "line")
    viewer.copy_value()
    assert clipboard.text().startswith("[ 0.,  1.,  2.,")
    viewer.copy_expression()
    assert clipboard.text() == 'data[()]["line"]'


def test_the_menu_offers_both_copies(qtbot: QtBot, viewer: TreeViewer):
    viewer.show(opened(OPS))
    index = choose(viewer, "Ly")
    viewer._open_menu(viewer.tree.visualRect(index).center())
    menu = viewer.tree.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Copy value", "Copy expression"]
    menu.close()


def test_an_asterisk_does_not_open_a_list_that_has_no_end(qtbot: QtBot, viewer: TreeViewer):
    endless: list[Any] = []
    endless += [endless, endless]
    viewer.show(opened(endless))
    viewer.tree.setCurrentIndex(viewer.model.index(0, 0))
    qtbot.keyClick(viewer.tree, Qt.Key.Key_Asterisk)
    assert viewer.model.rowCount(viewer.model.index(0, 0)) == 0
    qtbot.keyClick(viewer.tree, Qt.Key.Key_Right)
    assert viewer.model.rowCount(viewer.model.index(0, 0)) == 2


def test_another_file_leaves_nothing_of_the_one_before(qtbot: QtBot, viewer: TreeViewer):
    viewer.show(opened(OPS))
    choose(viewer, "meanImg")
    viewer.show(opened([1]))
    assert not viewer.preview.widget.isVisible()
    assert viewer.model.rowCount() == 1
    viewer.clear()
    assert viewer.model.rowCount() == 0


@pytest.mark.parametrize("name", ["ops", "stat"])
def test_the_lab_s_own_objects_are_shown(qtbot: QtBot, viewer: TreeViewer, lab_path: Path, name: str):
    session = Suite2pSession.from_path(lab_path / "ATL901" / "2023-01-25" / "701")
    what = open_one(session, next(session.data_path.glob(f"suite2p/plane0/{name}.npy")))
    viewer.show(what)
    assert viewer.model.rowCount() > 10
    viewer.tree.expand(viewer.model.index(0, 0))
    assert not viewer.widget.grab().isNull()
    what.close()
