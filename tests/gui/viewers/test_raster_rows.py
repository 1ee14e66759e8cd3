"""ROIs in another order, some of them, and on scales of their own: the file's numbers stay what they are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sessionbrowser.arrays.cancel import NEVER
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Damaged
from sessionbrowser.gui.viewers import raster_arranging, raster_rows
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_rows import AS_IN_FILE, RoiKnowledge, Rows, Wish, planes_along
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.sessions.opening import Axis, Plane
from sessionbrowser.sessions.roi_vectors import RoiVector
from tests.gui.viewers.helpers import PLANES, expected, hover, opened_with, pixel, settle, show, spikes

DEPTH = RoiVector("depth", Path("/lab/mpciROIs.depth.npy"), "number", 63, unit="µm")
CELLS = RoiVector("isCell", Path("/lab/mpciROIs.isCell.npy"), "mark", 63, column=0)
NONE = RoiVector("redCellIdx", Path("/lab/mpciROIs.redCellIdx.npy"), "mark", 63)
GONE = RoiVector("gone", Path("/lab/mpciROIs.gone.npy"), "number", 63)
VALUES = {
    DEPTH: np.random.default_rng(0).permutation(63).astype(float),
    CELLS: np.arange(63) % 3 != 0,
    NONE: np.zeros(63, bool),
}


def load(_session, vector, cancel):
    if vector == GONE:
        raise Damaged("it holds no list for 63 ROIs", vector.path)
    return VALUES[vector]


class Quiet:
    cancel = NEVER

    def report(self, _part):
        """Nobody listens."""


@pytest.fixture(autouse=True)
def vectors(monkeypatch):
    monkeypatch.setattr(raster_rows, "load_vector", load)
    monkeypatch.setattr(raster_arranging, "find_vectors", lambda _session, _count, _job: (DEPTH, CELLS, NONE, GONE))


@pytest.fixture
def viewer(stage):
    return stage(RasterViewer(), 700, 500)


@pytest.fixture
def choosers(qtbot, viewer):
    """The choosers of a viewer that shows 1500 frames of 63 ROIs."""
    show(qtbot, viewer, opened_with(spikes(), planes=PLANES))
    choosers = viewer.inspector().rows
    qtbot.waitUntil(lambda: choosers.chosen.count() > 1)
    return choosers


def choose(qtbot, viewer, box, text):
    with qtbot.waitSignal(viewer._arranger.arranged, timeout=10_000):
        box.setCurrentText(text)
        box.activated.emit(box.currentIndex())
    settle(qtbot, viewer)


def rows_for(wish, array):
    return RoiKnowledge(MemorySource(array), 1, None).rows(wish, Quiet())


def test_rows_are_chosen_and_ordered():
    array = spikes()
    assert rows_for(Wish(), array).numbers is None
    ordered = rows_for(Wish(order=DEPTH), array).numbers
    assert np.array_equal(VALUES[DEPTH][ordered], np.sort(VALUES[DEPTH]))
    both = rows_for(Wish(order=DEPTH, chosen=CELLS), array)
    assert np.array_equal(both.numbers, [roi for roi in ordered if VALUES[CELLS][roi]])
    assert both.words() == "42 of 63 ROIs: isCell · ordered by depth"
    assert AS_IN_FILE.words() == ""


def test_scales_are_those_of_the_recording():
    array = np.random.default_rng(1).gamma(2, 5, (400, 63))
    rows = rows_for(Wish("z-score"), array)
    scaled = rows.scale.apply(array, (slice(0, 400), slice(0, 63)))
    assert scaled == pytest.approx((array - array.mean(axis=0)) / array.std(axis=0))
    assert rows.stats.maximum == pytest.approx(scaled.max())
    assert rows.words() == "z-score per ROI"
    assert rows_for(Wish("0 to 1"), array).stats.maximum == pytest.approx(1)


def test_what_took_long_is_found_once():
    source = MemorySource(spikes())
    known = RoiKnowledge(source, 1, None)
    first = known.rows(Wish("z-score"), Quiet())
    source.array = None
    assert np.array_equal(known.rows(Wish("z-score", DEPTH), Quiet()).scale.scaling.offset, first.scale.scaling.offset)


def test_planes_move_along_and_vanish_when_torn():
    planes = (Plane("plane0", 0, 3), Plane("plane1", 3, 6))
    assert planes_along(planes, None) == planes
    assert planes_along(planes, np.array([1, 2, 5])) == (Plane("plane0", 0, 2), Plane("plane1", 2, 3))
    assert planes_along(planes, np.array([5, 4, 0])) == (Plane("plane1", 0, 2), Plane("plane0", 2, 3))
    assert planes_along(planes, np.array([0, 4, 1])) == ()


def test_ticks_have_the_numbers_of_the_file():
    scale = Scale(Axis("ROI", 63), np.array([9, 3, 40, 7]))
    assert scale.ticks(Span.whole(4), 4) == [(0.5, "9"), (1.5, "3"), (2.5, "40"), (3.5, "7")]
    assert [scale.place(number) for number in (9, 7, 8)] == [0, 3, None]
    assert (scale.length, scale.number(2)) == (4, 40)


def test_an_order_moves_rows_and_keeps_their_numbers(qtbot, viewer, choosers):
    array, making, told = spikes(), [], []
    viewer.described.connect(making.append)
    viewer.reading.connect(told.append)
    before = viewer.canvas.cell_rect((97 // 63, 97 % 63)).top()
    choose(qtbot, viewer, choosers.order, "depth")
    assert making[-1].startswith("ordered by depth · ")
    assert viewer.canvas.view.y.length == 63
    for cell in ((1, 97 % 63), (0, 0), (700, 12)):
        place = int(np.flatnonzero(viewer._arranger.rows.numbers == cell[1])[0])
        assert viewer._painted.picture.values[place].max() == array[:, cell[1]].max()
        hover(viewer, cell)
        qtbot.waitUntil(lambda: bool(told) and told[-1][-1][1] not in ("…", ""))
        reading = dict(told.pop())
        assert float(reading["value"]) == array[cell]
        assert reading["ROI"].split(" · ") == [str(cell[1]), "plane0" if cell[1] < 34 else "plane1"]
        told.clear()
    assert viewer.canvas.cell_rect((1, 97 % 63)).top() != before
    choose(qtbot, viewer, choosers.order, "file")
    assert viewer.canvas.cell_rect((1, 97 % 63)).top() == before


def test_a_choice_shows_only_these(qtbot, viewer, choosers):
    making = []
    viewer.described.connect(making.append)
    view = viewer.canvas.view
    viewer.canvas.look_at(view.zoomed(0.5, 1, 700, 30))
    seen = viewer.canvas.view.x
    choose(qtbot, viewer, choosers.chosen, "isCell")
    assert viewer.canvas.view.y.length == 42
    assert viewer.canvas.view.x == seen, "the time on the screen stays"
    assert making[-1].startswith("42 of 63 ROIs: isCell · frames ")
    assert viewer.canvas.shows(1)
    assert not viewer.canvas.shows(3)
    rows = {viewer.canvas.cell_at(viewer.canvas.cell_rect((seen.samples.start + 9, roi)).center())[1] for roi in (1, 2)}
    assert rows == {1, 2}


def test_none_left_is_said_and_can_be_taken_back(qtbot, viewer, choosers):
    with qtbot.waitSignal(viewer._arranger.arranged):
        choosers.chosen.setCurrentText("redCellIdx")
        choosers.chosen.activated.emit(choosers.chosen.currentIndex())
    assert viewer.canvas._word == "none: 0 of 63 ROIs: redCellIdx"
    assert not viewer.canvas.grab().isNull()
    choose(qtbot, viewer, choosers.chosen, "all 63")
    assert viewer.canvas.view.is_whole


def test_a_scale_has_levels_of_its_own_and_the_readout_the_file(qtbot, viewer, choosers):
    making, told = [], []
    viewer.described.connect(making.append)
    viewer.reading.connect(told.append)
    viewer.inspector().levels_chosen.emit((0.0, 4.0))
    choose(qtbot, viewer, choosers.scale, "0 to 1 per ROI")
    qtbot.waitUntil(lambda: viewer._painted.colours.high <= 1)
    assert making[-1].startswith("0 to 1 per ROI · ")
    assert viewer.inspector().origin.text() == "1st–99th pct"
    assert viewer._painted.picture.values.max() == pytest.approx(1)
    hover(viewer, (1, 97 % 63))
    qtbot.waitUntil(lambda: bool(told) and told[-1][-1][1] not in ("…", ""))
    assert float(dict(told[-1])["value"]) == spikes()[1, 97 % 63]
    choose(qtbot, viewer, choosers.scale, "as in file")
    qtbot.waitUntil(lambda: viewer._painted.colours.high > 1)
    cell = (1, 97 % 63)
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.01, 0.1, *cell))
    settle(qtbot, viewer)
    assert pixel(viewer, (2, cell[1])) == expected(viewer, 0.0)


def test_what_is_exported_is_what_is_seen(qtbot, viewer, choosers):
    choose(qtbot, viewer, choosers.chosen, "isCell")
    choose(qtbot, viewer, choosers.scale, "z-score per ROI")
    array, excerpt = spikes().astype(float), viewer.excerpt()
    scaled = (array - array.mean(axis=0)) / array.std(axis=0)
    assert excerpt.read() == pytest.approx(scaled[:, VALUES[CELLS]], abs=1e-4)
    assert [each.words for each in excerpt.transforms] == ["z-score per ROI"]


def test_what_cannot_be_read_is_said_over_the_picture(qtbot, viewer, choosers):
    with qtbot.waitSignal(viewer._arranger.refused):
        choosers.order.setCurrentText("gone")
        choosers.order.activated.emit(choosers.order.currentIndex())
    assert "it holds no list for 63 ROIs" in viewer.canvas._word
    assert choosers.order.currentText() == "file"
    assert viewer._arranger.rows is AS_IN_FILE


def test_the_next_file_of_a_recording_is_shown_alike_and_another_recording_as_it_is(qtbot, viewer, choosers):
    choose(qtbot, viewer, choosers.order, "depth")
    choose(qtbot, viewer, choosers.chosen, "isCell")
    viewer.linked.look_along(Span(300, 600, 1500))
    told = []
    viewer.described.connect(told.append)
    show(qtbot, viewer, opened_with(spikes(every=31)))
    qtbot.waitUntil(lambda: choosers.order.currentText() == "depth")
    assert told[0].startswith("42 of 63 ROIs: isCell · ordered by depth · frames 300–599")
    order = np.argsort(VALUES[DEPTH], kind="stable")
    assert viewer._arranger.rows.numbers.tolist() == [roi for roi in order if VALUES[CELLS][roi]]
    assert viewer.canvas.view.x == Span(300, 600, 1500)
    show(qtbot, viewer, opened_with(spikes(rois=40), name="mpci.roiActivityF.npy"))
    assert viewer._arranger.rows is AS_IN_FILE
    assert choosers.order.currentText() == "file"
    assert viewer.canvas.view.is_whole


def test_another_recording_begins_with_the_order_that_its_name_had_last(qtbot, viewer, choosers, monkeypatch):
    depth = replace(DEPTH, count=40)
    monkeypatch.setitem(VALUES, depth, np.arange(40)[::-1].astype(float))
    monkeypatch.setattr(raster_rows, "find_vectors", lambda _session, count, _job: (depth,) if count == 40 else ())
    choose(qtbot, viewer, choosers.order, "depth")
    choose(qtbot, viewer, choosers.chosen, "isCell")
    choose(qtbot, viewer, choosers.scale, "z-score per ROI")
    show(qtbot, viewer, opened_with(spikes(rois=40)))
    rows = viewer._arranger.rows
    assert rows.words() == "ordered by depth", "it knows no isCell; and nothing is scaled unasked"
    assert rows.numbers.tolist() == list(range(40))[::-1]
    show(qtbot, viewer, opened_with(spikes(rois=30)))
    assert viewer._arranger.rows.words() == ""


def test_an_order_that_cannot_be_had_any_more_leaves_the_next_file_as_it_is(qtbot, viewer, choosers, monkeypatch):
    choose(qtbot, viewer, choosers.order, "depth")
    monkeypatch.setattr(raster_rows, "load_vector", lambda _session, vector, cancel: load(None, GONE, cancel))
    show(qtbot, viewer, opened_with(spikes(every=31)))
    assert viewer._arranger.rows is AS_IN_FILE
    assert viewer.memory.seen(opened_with(spikes())).wish == Wish()
    assert choosers.order.currentText() == "file"


def test_only_recordings_have_rois_to_choose(qtbot, viewer):
    show(qtbot, viewer, opened_with(np.eye(9), names=("axis 0", "axis 1")))
    choosers = viewer.inspector().rows
    assert not choosers.order.isEnabled()
    assert choosers.order.toolTip()
    show(qtbot, viewer, opened_with(spikes()))
    assert choosers.order.isEnabled()
    assert choosers.chosen.itemText(0) == "all 63"


def test_words_of_rows():
    assert Rows(Wish("z-score")).words() == ""
    assert Rows(Wish(chosen=CELLS), np.arange(5), count=9).words() == "5 of 9 ROIs: isCell"


@pytest.mark.parametrize("order", ["peak time", "similarity"])
def test_orders_that_are_in_the_values(order):
    array = np.zeros((400, 63), np.float32)
    peaks = np.random.default_rng(2).permutation(63) * 6
    for roi, peak in enumerate(peaks):
        array[peak : peak + 4, roi] = 3
    rows = rows_for(Wish(order=order), array)
    assert sorted(rows.numbers) == list(range(63))
    assert rows.words() == f"ordered by {order}"
    if order == "peak time":
        assert np.array_equal(rows.numbers, np.argsort(peaks))


def test_orders_of_the_values_are_offered(choosers):
    assert [choosers.order.itemText(i) for i in range(4)] == ["file", "peak time", "similarity", "depth"]
