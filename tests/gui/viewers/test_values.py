"""The table of values as a viewer: what it says, what it copies, how one gets to any row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from sessionbrowser.arrays.source import ArraySource, MemorySource, Window, window_shape
from sessionbrowser.errors import Changed
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.values import MOST_COPIED, ValuesViewer, part_of
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Axis, Opened

FRAMES = np.random.default_rng(3).normal(size=(5812, 63)).astype(np.float32)


class Endless(ArraySource):
    """Six billion rows, each its own number."""

    def __init__(self) -> None:
        self.shape, self.dtype = (5_812_000_000,), np.dtype(np.int64)

    def read(self, window: Window) -> NDArray[Any]:
        return np.arange(window[0].start, window[0].stop)


def opened(source: ArraySource | NDArray[Any], *names: str, times: NDArray[Any] | None = None) -> Opened:
    source = MemorySource(source) if isinstance(source, np.ndarray) else source
    axes = tuple(
        Axis(names[i] if i < len(names) else f"axis {i}", n, times=times if i == 0 else None)
        for i, n in enumerate(source.shape)
    )
    facts = FileFacts(Path("mpci.x.npy"), Kind.ARRAY, shape=source.shape, dtype=str(source.dtype))
    return Opened(facts=facts, source=source, value=None, axes=axes)


@pytest.fixture
def viewer(stage):
    return stage(ValuesViewer(), 700, 400)


def show(qtbot: QtBot, viewer: ValuesViewer, what: Opened) -> list[str]:
    told: list[str] = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(what)
    return told


def select(viewer: ValuesViewer, top: int, left: int, bottom: int, right: int) -> None:
    model = viewer.model
    chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
    viewer.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_it_says_which_part_is_seen(qtbot: QtBot, viewer: ValuesViewer):
    told = show(qtbot, viewer, opened(FRAMES, "frame", "ROI"))
    assert told[-1].startswith("rows 0–")
    assert " of 5,812 · columns 0–" in told[-1]
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.go_to_row(5811)
    assert "–5,811 of 5,812" in told[-1]


@pytest.mark.parametrize(
    ("shown", "first", "n", "text"),
    [
        (range(40), 0, 5812, "rows 0–39 of 5,812"),
        (range(5, 9), 1_000_000, 2_000_000, "rows 1,000,005–1,000,008 of 2,000,000"),
        (range(12), 0, 12, "all 12 rows"),
        (range(1), 0, 1, "1 row"),
        (range(0), 0, 0, "no rows"),
    ],
)
def test_parts_in_words(shown: range, first: int, n: int, text: str):
    assert part_of("rows", shown, first, n) == text


def test_the_axes_are_named(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(FRAMES, "frame", "ROI"))
    assert viewer.table._corner.text() == "frame ↓ ROI →"
    assert viewer.go_to.placeholderText() == "Go to frame 0–5811"
    show(qtbot, viewer, opened(FRAMES[0], "ROI"))
    assert viewer.table._corner.text() == "ROI ↓"


def test_the_readout_is_what_the_file_says(qtbot: QtBot, viewer: ValuesViewer):
    times = 10 + np.arange(5812) / 6
    show(qtbot, viewer, opened(FRAMES, "frame", "ROI", times=times))
    with qtbot.waitSignal(viewer.reading, timeout=1000) as blocker:
        viewer.table._point(viewer.model.index(3, 2))
    reading: Reading = blocker.args[0]
    assert reading == (("time", "10.500 s"), ("frame", "3"), ("ROI", "2"), ("value", str(FRAMES[3, 2])))
    with qtbot.waitSignal(viewer.reading, timeout=1000) as blocker:
        viewer.table._point(QModelIndex())
    assert blocker.args[0] == ()


def test_any_row_can_be_gone_to_by_keyboard(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(Endless(), "sample"))
    assert "rows 0–999,999 of 5,812,000,000" in viewer._note.text()
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        qtbot.keyClicks(viewer.go_to, "5,811,999,999")
        qtbot.keyClick(viewer.go_to, Qt.Key.Key_Return)
    index = viewer.table.currentIndex()
    assert viewer.model.text(index.row(), 0) == "5811999999"
    assert "rows 5,811,000,000–5,811,999,999 of 5,812,000,000" in viewer._note.text()


def test_what_is_no_row_is_said(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(FRAMES, "frame", "ROI"))
    qtbot.keyClicks(viewer.go_to, "<b>x</b>")
    qtbot.keyClick(viewer.go_to, Qt.Key.Key_Return)
    assert "“<b>x</b>” is no row" in viewer._note.text()
    assert viewer._note.textFormat() == Qt.TextFormat.PlainText


def test_a_selection_is_copied_as_tabs_and_lines(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(FRAMES, "frame", "ROI"))
    select(viewer, 1, 2, 3, 4)
    qtbot.keyClick(viewer.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    expected = "\n".join("\t".join(str(v) for v in row) for row in FRAMES[1:4, 2:5])
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == expected, timeout=5000)
    assert viewer._note.text() == "Copied 9 values"


def test_too_much_is_not_copied_and_why_is_said(qtbot: QtBot, viewer: ValuesViewer):
    QGuiApplication.clipboard().setText("before")
    show(qtbot, viewer, opened(np.zeros((MOST_COPIED, 2), np.uint8)))
    viewer.table.selectAll()
    viewer.copy()
    assert viewer._note.text() == "2,000,000 values are selected; at most 1,000,000 can be copied"
    assert QGuiApplication.clipboard().text() == "before"


def test_choosers_reach_every_value_of_four_axes(qtbot: QtBot, viewer: ValuesViewer):
    array = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    show(qtbot, viewer, opened(array))
    assert viewer.axes.isVisible()
    viewer.axes.see(0, 2)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.axes.hold(3, 4)
    assert viewer.axes.seen == (2, 1)
    assert (viewer.model.rowCount(), viewer.model.columnCount()) == (4, 3)
    assert viewer.model.text(3, 2) == str(array[0, 2, 3, 4])
    told: list[str] = []
    viewer.described.connect(told.append)
    viewer.axes.hold(0, 1)
    assert told[-1].startswith("axis 0 at 1 of 2, axis 3 at 4 of 5")
    show(qtbot, viewer, opened(FRAMES))
    assert not viewer.axes.isVisible()


def test_choosing_the_other_axis_swaps_both(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(np.zeros((2, 3, 4))))
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.axes.see(0, 1)
    assert viewer.axes.seen == (1, 0)


def test_many_axes_still_fit(qtbot: QtBot, viewer: ValuesViewer):
    show(qtbot, viewer, opened(np.zeros((1,) * 30)))
    assert viewer.axes.height() < 200
    assert viewer.model.text(0, 0) == "0.0"


@pytest.mark.parametrize("shape", [(), (1,), (0,), (0, 3), (3, 0), (3, 0, 2)])
def test_small_and_empty_arrays(qtbot: QtBot, viewer: ValuesViewer, shape: tuple[int, ...]):
    show(qtbot, viewer, opened(np.zeros(shape)))
    assert not viewer.widget.grab().isNull()


def test_an_error_is_passed_on(qtbot: QtBot, viewer: ValuesViewer):
    class Broken(MemorySource):
        def read(self, window: Window) -> NDArray[Any]:
            raise Changed(f"it changed while {window_shape(window)} was read")

    with qtbot.waitSignal(viewer.failed, timeout=5000) as blocker:
        viewer.show(opened(Broken(np.zeros(3))))
    assert isinstance(blocker.args[0], Changed)


@pytest.mark.parametrize(
    ("facts", "bids"),
    [
        (FileFacts(Path("a.npy"), Kind.ARRAY, shape=(3,), dtype="float32"), "low"),
        (FileFacts(Path("a.npy"), Kind.ARRAY, shape=(), dtype="float32"), "high"),
        (FileFacts(Path("a.npy"), Kind.ARRAY, shape=(3,), dtype="<U5"), "high"),
        (FileFacts(Path("a.npy"), Kind.ARRAY, shape=(3,), dtype="[('a', '<i4')]"), "high"),
        (FileFacts(Path("a.npy"), Kind.OBJECT, shape=(), dtype="object"), "none"),
        (FileFacts(Path("a.npy"), Kind.RECIPE), "none"),
    ],
)
def test_it_bids_high_for_what_has_no_picture(facts: FileFacts, bids: str):
    bid = ValuesViewer.bid(facts)
    assert bids == ("none" if bid == 0 else "low" if bid < 50 else "high")
