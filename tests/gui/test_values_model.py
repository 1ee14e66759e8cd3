"""The table over an array of any size: exact texts, blocks read in workers, pages beyond what Qt can count."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from sessionbrowser.arrays.source import ArraySource, MemorySource, Window, window_shape
from sessionbrowser.errors import Changed
from sessionbrowser.gui.values_layout import BLOCK_BYTES, Layout, cell_text, selection_as_text
from sessionbrowser.gui.values_model import PAGE_ROWS, ValuesModel


class Counting(MemorySource):
    """Remembers in which threads it was read, and how much."""

    def __init__(self, array: NDArray[Any]) -> None:
        super().__init__(array)
        self.threads: set[int] = set()
        self.windows: list[Window] = []

    def read(self, window: Window) -> NDArray[Any]:
        self.threads.add(threading.get_ident())
        self.windows.append(window)
        return super().read(window)


class Endless(ArraySource):
    """More rows than Qt can count; row i holds i in its first column, and its column's number in the others."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape, self.dtype = shape, np.dtype(np.int64)

    def read(self, window: Window) -> NDArray[Any]:
        values = np.zeros(window_shape(window), np.int64)
        values[...] = np.arange(window[1].start, window[1].stop)
        values[:, 0] += np.arange(window[0].start, window[0].stop)
        return values


def shown(qtbot: QtBot, source: ArraySource, layout: Layout | None = None) -> ValuesModel:
    model = ValuesModel()
    model.setParent(None)
    with qtbot.waitSignal(model.settled, timeout=5000):
        model.show(source, layout)
    return model


def text(qtbot: QtBot, model: ValuesModel, row: int, column: int) -> str:
    if model.text(row, column) == "…":
        with qtbot.waitSignal(model.settled, timeout=5000):
            model.text(row, column)
    return model.text(row, column)


def test_it_is_a_sound_model(qtbot: QtBot):
    model = shown(qtbot, MemorySource(np.arange(600.0).reshape(300, 2)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with qtbot.waitSignal(model.settled, timeout=5000):
        model.show(MemorySource(np.zeros((3, 4))))
    assert (model.rowCount(), model.columnCount()) == (3, 4)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["f4", "f8", ">f8", "f2", "i2", "u1", "?", "c8"])
def test_every_sampled_text_is_the_number_in_the_array(qtbot: QtBot, dtype: str, order: str):
    rng = np.random.default_rng(5)
    array = np.asarray(rng.normal(0, 50, (700, 70)).astype(dtype), order=order)  # type: ignore[call-overload]
    model = shown(qtbot, MemorySource(array))
    for row, column in [(0, 0), (255, 63), (256, 64), (699, 69), (300, 5)]:
        assert text(qtbot, model, row, column) == str(array[row, column])


def test_nothing_is_read_on_the_gui_thread_and_only_what_is_looked_at(qtbot: QtBot):
    source = Counting(np.zeros((100_000, 100)))
    model = shown(qtbot, source)
    text(qtbot, model, 90_000, 99)
    assert threading.get_ident() not in source.threads
    assert len(source.windows) == 2
    assert all(np.prod(window_shape(window)) * 8 <= BLOCK_BYTES for window in source.windows)


def test_a_cell_that_is_not_there_yet_shows_an_ellipsis(qtbot: QtBot):
    model = ValuesModel()
    model.show(MemorySource(np.ones((5, 5))))
    assert model.data(model.index(0, 0)) == "…"
    with qtbot.waitSignal(model.settled, timeout=5000):
        pass
    assert model.data(model.index(0, 0)) == "1.0"


def test_few_blocks_are_kept(qtbot: QtBot):
    model = shown(qtbot, MemorySource(np.arange(256 * 200)))
    for block in range(0, 200, 3):
        assert text(qtbot, model, block * 256, 0) == str(block * 256)
    assert len(model._blocks) <= model.KEPT


def test_a_page_of_billions_of_rows(qtbot: QtBot):
    model = shown(qtbot, Endless((5_812_000_000, 3)))
    assert model.rowCount() == PAGE_ROWS
    assert text(qtbot, model, 7, 0) == "7"
    row, column = model.turn_to(5_811_999_999)
    assert model.first_row + row == 5_811_999_999
    assert text(qtbot, model, row, column) == "5811999999"
    assert model.headerData(row, Qt.Orientation.Vertical) == "5811999999"
    assert model.rowCount() == row + 1


def test_a_page_of_too_many_columns(qtbot: QtBot):
    model = shown(qtbot, Endless((2, 3_000_000_000)))
    row, column = model.turn_to(1, 2_999_999_999)
    assert text(qtbot, model, row, column) == "2999999999"


def test_a_single_value(qtbot: QtBot):
    model = shown(qtbot, MemorySource(np.array(3.25)))
    assert (model.rowCount(), model.columnCount()) == (1, 1)
    assert text(qtbot, model, 0, 0) == "3.25"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "value"


@pytest.mark.parametrize("shape", [(0,), (0, 5), (5, 0), (0, 0, 3)])
def test_an_empty_array_has_no_cells_and_settles(qtbot: QtBot, shape: tuple[int, ...]):
    model = shown(qtbot, MemorySource(np.zeros(shape)))
    assert model.rowCount() * model.columnCount() == 0


def test_fields_stand_as_columns(qtbot: QtBot):
    array = np.array([(1, 2.5, "left"), (3, 4.5, "right")], dtype=[("n", "i4"), ("x", "f8"), ("side", "U5")])
    model = shown(qtbot, MemorySource(array))
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in range(3)] == ["n", "x", "side"]
    assert [text(qtbot, model, 1, i) for i in range(3)] == ["3", "4.5", "right"]
    single = shown(qtbot, MemorySource(array[1]))
    assert [text(qtbot, single, 0, i) for i in range(3)] == ["3", "4.5", "right"]
    grid = shown(qtbot, MemorySource(array.reshape(1, 2)))
    assert text(qtbot, grid, 0, 1) == "(3, 4.5, 'right')"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.datetime64("2023-01-24T14:02"), "2023-01-24T14:02"),
        (np.datetime64("NaT", "s"), "NaT"),
        (np.float32(0.1), "0.1"),
        (np.float64("nan"), "nan"),
        (np.str_("<b>x</b>"), "<b>x</b>"),
        (np.bytes_(b"\x00\xff"), "b'\\x00\\xff'"),
        (np.void(b"\x01\xab"), "01ab"),
        (np.str_("x" * 1000), "x" * 199 + "…"),
    ],
)
def test_values_in_words(value: object, expected: str):
    assert cell_text(value) == expected


def test_a_value_too_large_for_a_cell_is_named_and_not_read(qtbot: QtBot):
    source = Counting(np.zeros(2, dtype="V3000000"))
    model = ValuesModel()
    model.show(source)
    assert model.text(1, 0) == "(3,000,000 bytes)"


def test_long_texts_are_read_few_at_a_time():
    layout = Layout.of(MemorySource(np.zeros((1000, 1000), "U1000")))
    rows, columns = layout.block_shape
    assert rows * columns * 4000 <= BLOCK_BYTES


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), shape=st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple))
def test_any_two_axes_can_go_down_and_across(data: st.DataObject, shape: tuple[int, ...]):
    array = np.arange(np.prod(shape)).reshape(shape)
    down, across = data.draw(st.permutations(range(len(shape))))[:2]
    held = tuple(data.draw(st.integers(0, n - 1)) for n in shape)
    layout = Layout(shape, array.dtype, down, across, held)
    window = layout.window(slice(0, shape[down]), slice(0, shape[across]))
    values = layout.arrange(MemorySource(array).read(window))
    place = list(held)
    for row in range(shape[down]):
        for column in range(shape[across]):
            place[down], place[across] = row, column
            assert values[row, column] == array[tuple(place)]


def test_an_error_is_told_and_leaves_the_model_alive(qtbot: QtBot):
    class Broken(MemorySource):
        def read(self, window: Window) -> NDArray[Any]:
            raise Changed("it was replaced")

    model = ValuesModel()
    with qtbot.waitSignal(model.failed, timeout=5000) as blocker:
        model.show(Broken(np.zeros(3)))
    assert isinstance(blocker.args[0], Changed)
    with qtbot.waitSignal(model.settled, timeout=5000):
        model.show(MemorySource(np.zeros(3)))
    assert text(qtbot, model, 2, 0) == "0.0"


def test_a_late_answer_never_shows_under_another_array(qtbot: QtBot):
    gate = threading.Event()

    class Slow(MemorySource):
        def read(self, window: Window) -> NDArray[Any]:
            gate.wait(5)
            return super().read(window)

    model = ValuesModel()
    model.show(Slow(np.ones((3, 3))))
    qtbot.waitUntil(lambda: model._lane.is_busy, timeout=5000)
    with qtbot.waitSignal(model.settled, timeout=5000):
        model.show(MemorySource(np.zeros((3, 3))))
        gate.set()
    qtbot.wait(50)
    assert text(qtbot, model, 0, 0) == "0.0"


def test_copied_text_is_read_afresh_and_never_breaks_its_lines():
    array = np.array([["a\tb", "c"], ["d\ne", "f"]])
    layout = Layout.of(MemorySource(array))
    assert selection_as_text(MemorySource(array), layout, slice(0, 2), slice(0, 2)) == "a b\tc\nd e\tf"
    fields = np.array([(1, 2.5), (3, 4.5)], dtype=[("n", "i4"), ("x", "f8")])
    copied = selection_as_text(MemorySource(fields), Layout.of(MemorySource(fields)), slice(0, 2), slice(1, 2))
    assert copied == "2.5\n4.5"


def test_numbers_stand_at_the_right_and_words_at_the_left_with_their_titles(qtbot: QtBot):
    rows = np.array([(1, "one")], dtype=[("n", "i4"), ("name", "U6")])
    model = shown(qtbot, MemorySource(rows))
    for column, side in enumerate((Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft)):
        assert model.data(model.index(0, column), Qt.ItemDataRole.TextAlignmentRole) & side
        assert model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) & side
