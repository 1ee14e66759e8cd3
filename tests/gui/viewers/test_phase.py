"""Complex numbers by magnitude and by phase, and moments: what is seen is named, and the readout is the file's."""

from __future__ import annotations

import numpy as np
import pytest

from sessionbrowser.gui.viewers import VIEWERS, bidders
from sessionbrowser.gui.viewers.trace import TraceViewer
from sessionbrowser.gui.viewers.trace_curve import Range
from sessionbrowser.gui.viewers.trace_paint import y_ticks
from sessionbrowser.gui.viewers.traces import TracesViewer
from tests.gui.viewers.helpers import expected, facts_for, opened_with, pixel

WAVE = (np.linspace(1, 3, 40) * np.exp(1j * np.linspace(-3, 3, 40))).astype(np.complex64)


def made(qtbot, name):
    viewer = next(spec for spec in VIEWERS if spec.name == name).make()
    qtbot.addWidget(viewer.widget)
    viewer.widget.resize(600, 300)
    viewer.widget.show()
    return viewer


def show(qtbot, viewer, opened):
    told = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(opened)
    return told[-1] if told else ""


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ((9,), ["Trace", "Phase trace", "Values"]),
        ((9, 5), ["Raster", "Phase raster", "Values"]),
        ((9, 5, 4), ["Slices", "Phase slices", "Values"]),
    ],
)
def test_complex_numbers_have_a_tab_for_the_phase(shape, names):
    assert [spec.name for spec in bidders(facts_for(np.zeros(shape, complex), "x.npy"))] == names
    assert not any("Phase" in spec.name for spec in bidders(facts_for(np.zeros(shape), "x.npy")))


def test_a_list_is_seen_by_magnitude_and_by_phase(qtbot):
    opened = opened_with(WAVE, names=("sample",), name="x.npy")
    plain = made(qtbot, "Trace")
    assert show(qtbot, plain, opened) == "magnitude · every sample shown"
    bounds = plain.canvas.curves.bounds
    assert bounds == pytest.approx((1, 3), rel=1e-5)
    assert [each.words for each in plain.excerpt().transforms] == ["magnitude"]
    plain.clear()
    viewer = made(qtbot, "Phase trace")
    assert show(qtbot, viewer, opened) == "phase · every sample shown"
    assert viewer.canvas.curves.bounds == pytest.approx((-3, 3), rel=1e-5)
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.hover_at(0)
    assert blocker.args[0] == (("sample", "0"), ("value", "-3 rad"))
    seen = viewer.excerpt()
    assert seen.opened is opened
    np.testing.assert_allclose(seen.read(), np.angle(WAVE), rtol=1e-6)
    viewer.clear()
    assert viewer.excerpt() is None


@pytest.mark.parametrize(("name", "shape"), [("Phase raster", (40, 6)), ("Phase slices", (5, 40, 6))])
def test_pictures_are_of_the_phase(qtbot, name, shape):
    array = np.broadcast_to(WAVE[:, None], shape).copy()
    names = ("axis 0", "axis 1", "axis 2")[: len(shape)]
    viewer = made(qtbot, name)
    opened = opened_with(array, names=names, name="x.npy")
    text = show(qtbot, viewer, opened)
    assert "phase" in text.split(" · ")
    assert "magnitude" not in text
    window = viewer.excerpt().window
    np.testing.assert_allclose(viewer.excerpt().read(), np.angle(array[window]), rtol=1e-5)
    viewer.clear()


def test_stacked_traces_say_that_they_are_magnitudes(qtbot):
    viewer = TracesViewer()
    qtbot.addWidget(viewer.widget)
    text = show(qtbot, viewer, opened_with(np.tile(WAVE[:, None], 3)))
    assert text.startswith("magnitude · ")
    assert [each.words for each in viewer.excerpt().transforms] == ["magnitude"]
    viewer.clear()


def test_moments_are_a_line_with_dates(qtbot):
    array = np.datetime64("2023-01-24T10:00") + np.arange(50).astype("m8[h]")
    array[7] = "NaT"
    opened = opened_with(array.astype("M8[ms]"), names=("sample",), name="x.npy")
    assert [spec.name for spec in bidders(opened.facts)] == ["Trace", "Values"]
    viewer = TraceViewer()
    qtbot.addWidget(viewer.widget)
    viewer.widget.resize(600, 300)
    viewer.widget.show()
    assert show(qtbot, viewer, opened) == "every sample shown"
    assert np.isnan(viewer.canvas.curves.low[0][7])
    viewer.canvas.grab()
    told = []
    viewer.reading.connect(told.append)
    for sample, text in ((0, "2023-01-24T10:00:00.000"), (7, "NaT")):
        with qtbot.waitSignal(viewer.reading, timeout=5000):
            viewer.canvas.hover_at(sample)
        assert told[-1][-1] == ("value", text)
    viewer.clear()


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        ("2023-01-24T10:00", "2023-01-26T12:00", ["2023-01-25", "2023-01-26"]),
        ("2023-01-24T10:00", "2023-01-24T10:50", ["10:00", "10:15", "10:30", "10:45"]),
        ("2023-01-24T10:00:00", "2023-01-24T10:00:20", ["10:00:00", "10:00:05", "10:00:10", "10:00:15", "10:00:20"]),
        ("2023-01-24T10:00:00", "2023-01-24T10:00:00.5", ["10:00:00.0", "10:00:00.2", "10:00:00.4"]),
        ("2023-01-24", "2023-09-24", ["2023-02-12", "2023-05-23", "2023-08-31"]),
    ],
)
def test_moments_have_round_numbers(low, high, texts):
    ends = [np.datetime64(end, "us").astype(float) / 1e6 for end in (low, high)]
    assert [text for _, text in y_ticks(Range(*ends), 200, "M")] == texts


def test_far_moments_are_seconds():
    assert all(text.endswith(" s") for _, text in y_ticks(Range(1e15, 2e15), 200, "M"))


def test_phases_are_coloured_round_the_circle(qtbot):
    angles = np.linspace(-np.pi, np.pi, 35).reshape(7, 5)
    viewer = made(qtbot, "Phase raster")
    show(qtbot, viewer, opened_with(np.exp(1j * angles), names=("axis 0", "axis 1"), name="x.npy"))
    colours = viewer._painted.colours
    assert (colours.map, colours.low, colours.high) == ("CET-CBC1", -np.pi, np.pi)
    assert viewer.inspector().origin.text() == "full circle"
    for row, column in ((0, 0), (3, 1), (6, 4)):
        assert pixel(viewer, (column, row)) == expected(viewer, angles[row, column])
    first, last = (pixel(viewer, cell).getRgb() for cell in ((0, 0), (4, 6)))
    assert max(abs(a - b) for a, b in zip(first, last, strict=True)) < 12, "both are half a turn away from zero"


def test_a_colour_map_is_remembered_for_its_name_alone(qtbot):
    viewer = made(qtbot, "Raster")
    chooser = viewer.inspector().colours
    show(qtbot, viewer, opened_with(np.eye(9), names=("axis 0", "axis 1"), name="a.npy"))
    natural = viewer._colours.palette.colours.map
    chooser.setCurrentIndex(chooser.findData("cividis"))
    chooser.activated.emit(chooser.currentIndex())
    show(qtbot, viewer, opened_with(np.eye(9), names=("axis 0", "axis 1"), name="b.npy"))
    assert (viewer._painted.colours.map, chooser.currentIndex()) == (natural, 0)
    show(qtbot, viewer, opened_with(np.eye(9), names=("axis 0", "axis 1"), name="a.npy"))
    assert (viewer._painted.colours.map, chooser.currentData()) == ("cividis", "cividis")
