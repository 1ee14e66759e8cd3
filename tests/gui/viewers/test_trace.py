"""The trace: no sample is lost, whatever the zoom, and what the readout says is in the file."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sessionbrowser.arrays.source import MemorySource, Window
from sessionbrowser.errors import Changed
from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.base import Reading
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.trace import TraceViewer
from sessionbrowser.gui.viewers.trace_curve import Range, fitting, make_curves, wanted
from sessionbrowser.gui.viewers.trace_paint import _pieces, runs, y_ticks
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.opening import Axis, Opened


def opened(array: NDArray[Any], *axes: Axis, stem: str = "wheelPosition.position") -> Opened:
    axes = axes or tuple(Axis("sample" if i == 0 else f"axis {i}", n) for i, n in enumerate(array.shape))
    facts = FileFacts(Path(f"{stem}.npy"), Kind.ARRAY, shape=array.shape, dtype=str(array.dtype))
    return Opened(facts=facts, source=MemorySource(array), value=None, axes=axes)


@pytest.fixture
def viewer(stage):
    return stage(TraceViewer(), 680, 300)


def show(qtbot: QtBot, viewer: TraceViewer, what: Opened) -> str:
    told: list[str] = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(what)
    return told[-1] if told else ""


def look_at(qtbot: QtBot, viewer: TraceViewer, low: float, high: float) -> None:
    assert viewer.canvas.view is not None
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.canvas.look_at(Span(low, high, viewer.canvas.view.length))


def read(qtbot: QtBot, viewer: TraceViewer, sample: int) -> Reading:
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.hover_at(sample)
    return blocker.args[0]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), n=st.integers(1, 400), pixels=st.integers(1, 60))
def test_curves_hold_the_extremes_of_every_bin(data: st.DataObject, n: int, pixels: int):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    array = rng.normal(size=n)
    array[rng.random(n) < 0.2] = np.nan
    low = data.draw(st.floats(0, n - 1, allow_nan=False))
    span = Span(low, data.draw(st.floats(min(low + 0.5, n), n)), n)
    curves = make_curves(MemorySource(array), 0, span, pixels)
    samples, _ = wanted(span, pixels)
    assert (curves.edges[0], curves.edges[-1]) == (samples.start, samples.stop)
    assert samples.start <= span.low
    assert samples.stop >= span.high
    for i, (start, stop) in enumerate(zip(curves.edges[:-1], curves.edges[1:], strict=True)):
        part = array[start:stop]
        if np.isnan(part).all():
            assert np.isnan(curves.low[0][i])
        else:
            extremes = curves.range.shares(np.array([np.nanmin(part), np.nanmax(part)]))
            assert [curves.low[0][i], curves.high[0][i]] == list(extremes)


@pytest.mark.parametrize(
    "values",
    [[0.0], [5.0, 5.0], [-1e308, 1e308], [1.7e308, 1.7e308], [np.inf, 1.0], [np.nan, 2.0, -np.inf], [1e-320, 2e-320]],
)
def test_a_range_shows_all_that_is_finite(values: list[float]):
    bounds = fitting(np.array(values))
    assert np.isfinite([bounds.low, bounds.high]).all()
    assert bounds.low < bounds.high
    finite = np.array(values)[np.isfinite(values)]
    shares = bounds.shares(finite)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert y_ticks(bounds, 300)


def test_ticks_are_round_numbers():
    assert [text for _, text in y_ticks(Range(-0.1, 1.1), 200)] == ["0.0", "0.5", "1.0"]
    assert [text for _, text in y_ticks(Range(-0.06, 1.06), 200, "b")] == ["False", "True"]
    assert [text for _, text in y_ticks(Range(1.0, 1 + 1.7e-9), 200)] == ["≈ 1", "+5e−10", "+1e−09", "+1.5e−09"]
    assert [text for _, text in y_ticks(Range(0.9, 2.1), 400, "i")] == ["1", "2"]


def test_nan_makes_gaps():
    values = np.array([np.nan, 1, 2, np.nan, 3, np.nan])
    assert runs(values) == [slice(1, 3), slice(4, 5)]
    assert runs(np.array([1.0])) == [slice(0, 1)]
    assert runs(np.array([np.nan])) == []


def test_a_single_peak_among_a_million_is_on_the_screen(qtbot: QtBot, viewer: TraceViewer):
    array = np.zeros(1_000_000, np.float32)
    array[612_345] = 100
    text = show(qtbot, viewer, opened(array))
    curves = viewer.canvas.curves
    assert curves is not None
    assert text == f"min–max of ≤ {curves.per_bin:,} samples a pixel"
    assert curves.high[0].max() == curves.range.shares(np.array([100.0]))[0]
    picture = viewer.canvas.grab().toImage()
    area, view = viewer.canvas.area, viewer.canvas.view
    assert view is not None
    x = area.left() + round(view.share(612_345.5) * area.width())

    high_up = area.top() + area.height() // 4
    ground = theme.color("plot").name()
    assert any(picture.pixelColor(x + d, high_up).name() != ground for d in (-1, 0, 1))


def test_every_sample_is_shown_when_there_is_room(qtbot: QtBot, viewer: TraceViewer):
    array = np.arange(100_000.0)
    show(qtbot, viewer, opened(array))
    told: list[str] = []
    viewer.described.connect(told.append)
    look_at(qtbot, viewer, 500, 560)
    assert told[-1] == "samples 500–559 · every sample shown"
    curves = viewer.canvas.curves
    assert curves is not None
    assert list(curves.edges[[0, -1]]) == [499, 561]
    assert curves.low[0] == pytest.approx(curves.range.shares(array[499:561]))


def test_the_readout_is_what_the_file_says(qtbot: QtBot, viewer: TraceViewer):
    array = np.random.default_rng(1).normal(size=5000)
    times = 3 + np.arange(5000) / 30
    show(qtbot, viewer, opened(array, Axis("sample", 5000, "", None, times)))
    for sample in (0, 1234, 4999):
        reading = dict(read(qtbot, viewer, sample))
        assert reading["time"] == f"{times[sample]:.3f} s"
        assert reading["sample"] == str(sample)
        assert float(reading["value"]) == pytest.approx(array[sample], rel=1e-5)


def test_the_unit_stands_beside_the_value(qtbot: QtBot, viewer: TraceViewer):
    what = opened(np.arange(10.0))
    show(qtbot, viewer, Opened(what.facts, what.source, None, what.axes, unit="cm"))
    assert dict(read(qtbot, viewer, 4))["value"] == "4 cm"
    assert not viewer.canvas.grab().isNull()


def test_the_cursor_finds_the_sample_below_it_and_leaves_nothing_behind(qtbot: QtBot, viewer: TraceViewer):
    show(qtbot, viewer, opened(np.arange(10.0)))
    area = viewer.canvas.area
    assert viewer.canvas.sample_at(QPointF(area.left() + 0.05 * area.width(), area.center().y())) == 0
    assert viewer.canvas.sample_at(QPointF(area.left() + 0.55 * area.width(), area.center().y())) == 5
    assert viewer.canvas.sample_at(QPointF(area.left() - 5, area.center().y())) is None
    read(qtbot, viewer, 5)
    with qtbot.waitSignal(viewer.reading, timeout=1000) as blocker:
        viewer.canvas.hover_at(None)
    assert blocker.args[0] == ()


def test_times_along_themselves_are_drawn_by_index(qtbot: QtBot, viewer: TraceViewer):
    times = np.cumsum(np.random.default_rng(2).random(50))
    show(qtbot, viewer, opened(times, Axis("lick", 50, "", None, times), stem="licks.times"))
    assert viewer.canvas._look is not None
    assert viewer.canvas._look.scale.label == "lick"


@pytest.mark.parametrize(
    ("array", "word"),
    [(np.zeros(0), "no values: 0"), (np.full(9, np.nan), "all NaN"), (np.full(9, np.inf), "nothing finite")],
)
def test_what_no_line_can_show_is_said(qtbot: QtBot, viewer: TraceViewer, array: NDArray[Any], word: str):
    show(qtbot, viewer, opened(array))
    assert viewer.canvas._word.startswith(word)
    assert not viewer.canvas.grab().isNull()


@pytest.mark.parametrize(
    ("array", "word"), [(np.zeros(9), "all zero"), (np.full(9, 7), "all 7"), (np.r_[np.nan, 2.5, 2.5], "all 2.5")]
)
def test_a_line_of_one_value_is_called_so(qtbot: QtBot, viewer: TraceViewer, array: NDArray[Any], word: str):
    assert show(qtbot, viewer, opened(array)) == f"{word} · every sample shown"
    assert show(qtbot, viewer, opened(np.arange(9.0))) == "every sample shown"


def test_one_value_alone_is_no_line_of_it(qtbot: QtBot, viewer: TraceViewer):
    assert show(qtbot, viewer, opened(np.ones(1))) == "every sample shown"


@pytest.mark.parametrize("dtype", ["?", "u1", "i8", "f2", ">f4", "f8"])
@pytest.mark.parametrize("n", [1, 2, 50, 3000])
def test_any_real_dtype_is_drawn(qtbot: QtBot, viewer: TraceViewer, dtype: str, n: int):
    array = (np.arange(n) % 7 > 3).astype(dtype)
    show(qtbot, viewer, opened(array))
    assert not viewer.canvas.grab().isNull()
    assert viewer.canvas.curves is not None
    assert viewer.canvas.curves.word == ""


@pytest.mark.parametrize("shape", [(40, 3), (3, 40), (2, 2)])
def test_a_few_lines_side_by_side(qtbot: QtBot, viewer: TraceViewer, shape: tuple[int, int]):
    array = np.arange(np.prod(shape), dtype=float).reshape(shape)
    show(qtbot, viewer, opened(array, Axis("ROI", shape[0]), Axis("axis 1", shape[1])))
    curves = viewer.canvas.curves
    assert curves is not None
    assert len(curves.low) == min(shape)
    reading = dict(read(qtbot, viewer, 1))
    tall = shape[0] >= shape[1]
    assert [float(reading[f"value {i}"]) for i in range(min(shape))] == list(array[1] if tall else array[:, 1])
    assert not viewer.canvas.grab().isNull()


def test_wheel_zooms_keys_and_double_click_show_all_again(qtbot: QtBot, viewer: TraceViewer):
    show(qtbot, viewer, opened(np.arange(1000.0)))
    canvas = viewer.canvas
    middle = QPointF(canvas.area.center())
    before = canvas.view.at(canvas._share(middle.x()))  # type: ignore[union-attr]
    wheel = QWheelEvent(
        middle,
        QPointF(canvas.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, wheel)
    assert canvas.view is not None
    assert canvas.view.width == pytest.approx(800)
    assert canvas.view.at(canvas._share(middle.x())) == pytest.approx(before)
    low = canvas.view.low
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.low == pytest.approx(low + 80)
    qtbot.keyClick(canvas, Qt.Key.Key_A)
    assert canvas.view.is_whole
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert canvas.view.is_whole
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        pass


def test_dragging_moves_the_old_line_at_once(qtbot: QtBot, viewer: TraceViewer):
    show(qtbot, viewer, opened(np.arange(1000.0)))
    look_at(qtbot, viewer, 400, 600)
    canvas, middle = viewer.canvas, viewer.canvas.area.center()
    curves = canvas.curves
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(canvas, middle + QPoint(canvas.area.width() // 4, 0))
    assert canvas.view is not None
    assert canvas.view.low == pytest.approx(350, abs=1)
    assert canvas.curves is curves
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert canvas.curves.span == canvas.view  # type: ignore[union-attr]


def test_nothing_is_read_on_the_gui_thread(qtbot: QtBot, viewer: TraceViewer):
    threads: set[int] = set()

    class Watched(MemorySource):
        def read(self, window: Window) -> NDArray[Any]:
            threads.add(threading.get_ident())
            return super().read(window)

        def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
            threads.add(threading.get_ident())
            return super().borrow(window, scratch)

    what = opened(np.arange(5000.0))
    show(qtbot, viewer, Opened(what.facts, Watched(np.arange(5000.0)), None, what.axes))
    read(qtbot, viewer, 17)
    assert threads
    assert threading.get_ident() not in threads


def test_an_error_while_reading_is_passed_on(qtbot: QtBot, viewer: TraceViewer):
    class Broken(MemorySource):
        def borrow(self, window: Window, scratch: NDArray[np.uint8]) -> NDArray[Any]:
            raise Changed("it was replaced")

        read = None  # type: ignore[assignment]

    what = opened(np.zeros(9))
    with qtbot.waitSignal(viewer.failed, timeout=5000) as blocker:
        viewer.show(Opened(what.facts, Broken(np.zeros(9)), None, what.axes))
    assert isinstance(blocker.args[0], Changed)


@pytest.mark.parametrize(
    ("shape", "dtype", "bids"),
    [
        ((9,), "float32", True),
        ((9,), "bool", True),
        ((9, 3), "int64", True),
        ((9, 90), "int64", False),
        ((9,), "complex64", True),
        ((9, 3), "complex64", False),
        ((9,), "<U5", False),
        ((9,), "datetime64[s]", True),
        ((), "float64", False),
    ],
)
def test_it_bids_for_numbers_and_moments_along_one_axis(shape: tuple[int, ...], dtype: str, bids: bool):
    assert (TraceViewer.bid(FileFacts(Path("a.b.npy"), Kind.ARRAY, shape=shape, dtype=dtype)) > 0) == bids


@pytest.mark.parametrize("height", [299, 300, 301])
def test_a_long_line_of_one_value_is_straight(qtbot: QtBot, viewer: TraceViewer, height: int):
    viewer.widget.resize(680, height)
    show(qtbot, viewer, opened(np.zeros(30_000)))
    image, area = viewer.canvas.grab().toImage(), viewer.canvas.area
    colour = theme.current().traces[0].lower()
    rows = [
        [y for y in range(area.top(), area.bottom()) if image.pixelColor(x, y).name() == colour]
        for x in range(area.left() + 1, area.right())
    ]
    assert rows[0]
    assert all(row == rows[0] for row in rows)


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (3, 5), (0, 16), (0, 17), (5, 22), (7, 900)])
def test_a_long_line_is_drawn_in_pieces_that_meet(start: int, stop: int):
    pieces = _pieces(slice(start, stop))
    assert pieces[0].start == start
    assert pieces[-1].stop == stop
    assert all(before.stop - 1 == after.start for before, after in pairwise(pieces))
    assert all(0 < piece.stop - piece.start <= 17 for piece in pieces)
