"""Traces show what the raster of the same recording shows: its ROIs, their order and scale, and its time."""

from __future__ import annotations

import numpy as np
import pytest

from sessionbrowser.gui.viewers import raster_arranging, raster_rows
from sessionbrowser.gui.viewers.pins import Pins
from sessionbrowser.gui.viewers.raster_rows import Wish
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.traces import TracesViewer
from tests.gui.viewers.helpers import opened_with, spikes
from tests.gui.viewers.test_raster_rows import CELLS, DEPTH, NONE, VALUES, load
from tests.gui.viewers.test_traces import look, read, show

ORDER = np.argsort(VALUES[DEPTH], kind="stable")
CHOSEN = [int(roi) for roi in ORDER if VALUES[CELLS][roi]]


@pytest.fixture(autouse=True)
def vectors(monkeypatch):
    monkeypatch.setattr(raster_rows, "load_vector", load)
    monkeypatch.setattr(raster_arranging, "find_vectors", lambda _session, _count, _job: (DEPTH, CELLS, NONE))


@pytest.fixture
def viewer(stage):
    return stage(TracesViewer(), 700, 420)


def seen(viewer):
    return viewer.memory.seen(opened_with(spikes()))


def test_the_order_and_the_choice_of_the_raster_are_kept(qtbot, viewer):
    seen(viewer).wish = Wish(order=DEPTH, chosen=CELLS)
    array = spikes()
    title = show(qtbot, viewer, opened_with(array))
    assert title.startswith(
        "42 of 63 ROIs: isCell · ordered by depth · 24 of these on the screen · own scales · min–max"
    )
    assert viewer._drawn.wanted.rows == tuple(CHOSEN[:24])
    assert np.array_equal(viewer._drawn.lines.high.max(axis=1), array[:, CHOSEN[:24]].max(axis=0))
    assert read(qtbot, viewer, (97, CHOSEN[5]))[1:] == (
        ("ROI", str(CHOSEN[5])),
        ("value", f"{array[97, CHOSEN[5]]:g}"),
    )
    assert viewer.panel.rows.order.currentText() == "depth"
    window = viewer.excerpt().window
    assert np.asarray(window[1]).tolist() == CHOSEN[:24]


def test_the_marked_number_stands_at_the_place_of_its_roi(qtbot, viewer):
    seen(viewer).wish = Wish(order=DEPTH)
    show(qtbot, viewer, opened_with(spikes()))
    canvas = viewer.canvas
    for place in (2, 11):
        assert canvas.cell_at(canvas.cell_rect((50, int(ORDER[place]))).center()) == (50, ORDER[place])


def test_an_order_that_is_chosen_here_is_the_rasters_too(qtbot, viewer):
    show(qtbot, viewer, opened_with(spikes()))
    choosers = viewer.panel.rows
    qtbot.waitUntil(lambda: choosers.order.findText("depth") > 0)

    def choose():
        choosers.order.setCurrentText("depth")
        choosers.order.activated.emit(choosers.order.currentIndex())

    assert look(qtbot, viewer, choose).startswith("ordered by depth")
    assert seen(viewer).wish == Wish(order=DEPTH)


def test_the_time_of_the_raster_and_its_roi_are_on_the_screen(qtbot, viewer):
    seen(viewer).span, seen(viewer).pins = Span(300, 600, 1500), Pins(roi=40)
    title = show(qtbot, viewer, opened_with(spikes()))
    assert title.startswith("ROIs 17–40 of 63 · own scales · frames 300–599")
    viewer._look_along(Span(900, 1000, 1500))
    assert seen(viewer).span == Span(900, 1000, 1500)


def test_values_are_scaled_as_the_raster_scales_them_and_read_as_they_are(qtbot, viewer):
    seen(viewer).wish = Wish(scale="z-score")
    array = spikes()
    viewer.panel.scale.setCurrentIndex(1)
    title = show(qtbot, viewer, opened_with(array))
    z = (array - array.mean(axis=0)) / array.std(axis=0)
    assert title.startswith("z-score per ROI · ROIs 0–23 of 63")
    assert np.allclose(viewer._drawn.lines.high.max(axis=1), z[:, :24].max(axis=0), rtol=1e-4)
    assert read(qtbot, viewer, (97, 2))[-1] == ("value", f"{array[97, 2]:g}")


def test_none_is_said(qtbot, viewer):
    seen(viewer).wish = Wish(chosen=NONE)
    assert show(qtbot, viewer, opened_with(spikes())) == "0 of 63 ROIs: redCellIdx"
    assert viewer.canvas._word == "none: 0 of 63 ROIs: redCellIdx"
    chosen = viewer.panel.rows.chosen
    qtbot.waitUntil(lambda: chosen.currentText() == "redCellIdx")
    chosen.setCurrentIndex(0)
    assert look(qtbot, viewer, lambda: chosen.activated.emit(0)).startswith("ROIs 0–23 of 63")
