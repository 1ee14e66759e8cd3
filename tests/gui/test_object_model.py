"""The tree over objects: sound as a model, made only as far as it was opened, whatever it holds."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from sessionbrowser.gui.object_model import NAME, PORTION, TYPE, VALUE, ObjectModel

OPS: dict[str, Any] = {
    "Ly": 96,
    "meanImg": np.ones((96, 96), np.float32),
    "nested": {"a": [1, {"b": (2.5, "x")}]},
    "path": "/data",
    3: None,
}


@pytest.fixture
def model(qtbot: QtBot) -> ObjectModel:
    return ObjectModel()


def row_of(model: ObjectModel, name: str, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    return next(
        model.index(row, 0, parent)
        for row in range(model.rowCount(parent))
        if model.data(model.index(row, 0, parent)) == name
    )


def texts(model: ObjectModel, index: QModelIndex) -> list[str]:
    return [model.data(index.siblingAtColumn(column)) for column in (NAME, TYPE, VALUE)]


def test_it_is_a_sound_model(model: ObjectModel):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(OPS)
    row_of(model, "a", row_of(model, "nested"))
    model.show([1, 2, 3])
    model.show(None)
    assert model.rowCount() == 0


def test_rows_say_name_type_and_value(model: ObjectModel):
    model.show(OPS)
    assert texts(model, row_of(model, "Ly")) == ["Ly", "int", "96"]
    assert texts(model, row_of(model, "meanImg"))[:2] == ["meanImg", "float32 array 96 × 96"]
    assert texts(model, row_of(model, "path")) == ["path", "str", "'/data'"]
    assert [model.headerData(i, Qt.Orientation.Horizontal) for i in range(3)] == ["Name", "Type", "Value"]


def test_expressions_lead_to_the_values(model: ObjectModel):
    model.show(OPS, "data[()]")
    inner = row_of(model, "1", row_of(model, "a", row_of(model, "nested")))
    b = row_of(model, "b", inner)
    assert model.expression_of(b) == 'data[()]["nested"]["a"][1]["b"]'
    data = np.array(OPS, dtype=object)
    assert eval(model.expression_of(b), {"data": data}) == (2.5, "x")
    for name in ("Ly", "meanImg", "3"):
        index = row_of(model, name)
        assert eval(model.expression_of(index), {"data": data}) is model.value_at(index)
    model.show([{1, 2}])
    assert model.expression_of(row_of(model, "0", row_of(model, "0"))) == ""


def test_nothing_is_made_before_it_is_opened(model: ObjectModel):
    model.show(OPS)
    nested = row_of(model, "nested")
    assert model.hasChildren(nested)
    assert model.rowCount(nested) == 0
    assert not model.hasChildren(row_of(model, "Ly"))
    assert not model.hasChildren(nested.siblingAtColumn(VALUE))


def test_long_levels_come_in_portions(model: ObjectModel):
    model.show(list(range(2 * PORTION + 7)))
    counts = [model.rowCount()]
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        counts.append(model.rowCount())
    assert counts == [PORTION, 2 * PORTION, 2 * PORTION + 7]
    assert texts(model, model.index(2 * PORTION + 6, 0))[2] == str(2 * PORTION + 6)


def test_a_list_that_holds_itself_opens_as_far_as_one_goes(model: ObjectModel):
    endless: list[Any] = [1]
    endless.append(endless)
    model.show(endless)
    index = model.index(1, 0)
    for _ in range(50):
        assert model.hasChildren(index)
        model.fetchMore(index)
        index = model.index(1, 0, index)
    assert model.expression_of(index) == "data" + "[1]" * 51


def test_a_value_nested_200_000_deep_is_shown(model: ObjectModel):
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    began = time.monotonic()
    model.show(deep)
    index = model.index(0, 0)
    for _ in range(100):
        assert "list" in texts(model, index)[1]
        model.fetchMore(index)
        index = model.index(0, 0, index)
    assert time.monotonic() - began < 5


def test_few_that_stand_for_a_billion_are_shown(model: ObjectModel):
    value: list[Any] = ["lol"] * 10
    for _ in range(9):
        value = [value] * 10
    model.show(value)
    assert model.rowCount() == 10


def test_object_arrays_and_scalars(model: ObjectModel):
    array = np.empty((2, 2), object)
    array[...] = [[{"x": 1}, 2], ["three", None]]
    model.show(array)
    assert [model.data(model.index(row, NAME)) for row in range(4)] == ["0, 0", "0, 1", "1, 0", "1, 1"]
    assert model.expression_of(model.index(2, 0)) == "data[1, 0]"
    model.show(3.5)
    assert texts(model, model.index(0, 0)) == ["0", "float", "3.5"]
    assert model.expression_of(model.index(0, 0)) == "data"


def test_texts_that_look_like_markup_stay_plain(model: ObjectModel):
    model.show({"<b>k</b>": "<img src='file:///etc/passwd'>"})
    index = model.index(0, 0)
    assert model.data(index) == "<b>k</b>"
    tip = model.data(index.siblingAtColumn(VALUE), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip
