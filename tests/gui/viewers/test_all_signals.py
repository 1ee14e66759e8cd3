"""All signals of an ROI: opened together, seen at the same time, and closed again."""

from __future__ import annotations

import runpy

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from sessionbrowser.gui.tokens import DARK, LIGHT
from sessionbrowser.gui.viewed_actions import is_less_than_all, python_for
from sessionbrowser.gui.viewers.raster_view import Span, View
from sessionbrowser.gui.viewers.stack_signals import OpenSignals
from sessionbrowser.gui.viewers.trace_paint import line_colours, name_colour
from sessionbrowser.gui.viewers.traces import TracesViewer
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.export import export_csv, export_npy
from sessionbrowser.sessions.opening import open_one
from tests.gui.viewers.helpers import opened_with, spikes

NAMES = ["F", "neuropil", "corrected", "deconvolved", "oasis", "significant", "sigbase", "sigrebase"]


@pytest.fixture
def session(lab):
    return Suite2pSession("ATL901", "2023-01-25", "701", root=lab)


@pytest.fixture
def shown(session):
    opened = open_one(session, session.one_path / "mpci.roiActivityF.npy")
    yield opened
    opened.close()


@pytest.fixture
def viewer(qtbot, session, shown):
    viewer = TracesViewer()
    viewer.session = session
    qtbot.addWidget(viewer.widget)
    viewer.widget.resize(700, 420)
    viewer.widget.show()
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(shown)
    yield viewer
    viewer.clear()


def after(qtbot, viewer, act):
    told = []
    viewer.described.connect(told.append)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        act()
    return told[-1]


def press(qtbot, viewer, key):
    return after(qtbot, viewer, lambda: qtbot.keyClick(viewer.canvas, key))


def test_one_key_shows_them_and_another_goes_back(qtbot, viewer):
    viewer.canvas.hover_at((10, 7))
    before = viewer.canvas.view
    text = press(qtbot, viewer, Qt.Key.Key_S)
    assert text == "all signals of ROI 7 · own scales · min–max of ≤ 2 samples a pixel"
    assert viewer.canvas._names == tuple(NAMES)
    assert viewer.panel.heading.text() == "All signals of ROI 7"
    assert press(qtbot, viewer, Qt.Key.Key_Escape).startswith("ROIs 0–23 of 38")
    assert viewer.canvas.view == before
    assert viewer.canvas._names == ()


def test_the_time_on_the_screen_stays(qtbot, viewer):
    view = viewer.canvas.view
    after(qtbot, viewer, lambda: viewer.canvas.look_at(view.zoomed(0.1, 0.5, 300, 7)))
    x = viewer.canvas.view.x
    press(qtbot, viewer, Qt.Key.Key_S)
    assert viewer.canvas.view.x == x
    assert viewer.canvas.view.y.samples == slice(0, len(NAMES))
    press(qtbot, viewer, Qt.Key.Key_S)
    assert viewer.canvas.view.x == x
    assert viewer.canvas.view.y.low > 0


def test_the_readout_has_the_value_of_each(qtbot, viewer, session, shown):
    viewer.canvas.hover_at((10, 7))
    press(qtbot, viewer, Qt.Key.Key_S)
    with qtbot.waitSignal(viewer.reading, timeout=5000) as blocker:
        viewer.canvas.hover_at((42, 3))
    told = dict(blocker.args[0])
    assert list(told)[3 : 3 + len(NAMES)] == NAMES
    assert told["ROI"].startswith("7")
    assert float(told["F"]) == pytest.approx(session.loadone("mpci.roiActivityF")[42, 7], rel=1e-5)
    assert float(told["neuropil"]) == pytest.approx(session.loadone("mpci.roiNeuropilActivityF")[42, 7], rel=1e-5)


def test_each_stands_in_its_row_or_all_in_one(qtbot, viewer):
    press(qtbot, viewer, Qt.Key.Key_S)
    lines = viewer._drawn.lines
    assert lines.low.shape[0] == len(NAMES)
    viewer.panel.laid.setCurrentIndex(1)
    after(qtbot, viewer, viewer.panel.changed.emit)
    assert viewer.canvas.view.y.length == 1
    assert viewer._drawn.style.overlaid
    assert np.array_equal(viewer._drawn.lines.low, lines.low)
    viewer.canvas.grab()


@pytest.mark.parametrize("overlaid", [False, True])
def test_names_stand_beside_the_lines_in_their_colours(qtbot, viewer, overlaid):
    viewer.panel.laid.setCurrentIndex(int(overlaid))
    press(qtbot, viewer, Qt.Key.Key_S)
    image, area = viewer.canvas.grab().toImage(), viewer.canvas.area
    seen = {}
    for y in range(area.top(), area.bottom()):
        for x in range(area.left() - 3):
            seen.setdefault(image.pixelColor(x, y).name(), y)
    heights = [seen[name_colour(place).name()] for place in range(len(line_colours()))]
    assert heights == sorted(heights), "from the top, in the order of the signals"
    assert (heights[-1] - heights[0] > area.height() / 2) is not overlaid


def test_a_part_of_the_signals_is_called_so(qtbot, viewer):
    press(qtbot, viewer, Qt.Key.Key_S)
    view = viewer.canvas.view
    text = after(qtbot, viewer, lambda: viewer.canvas.look_at(view.zoomed(1.0, 0.5, 300, 2)))
    assert "signals 1–4 of 8" in text


def test_they_are_closed_when_nobody_sees_them_any_more(qtbot, viewer):
    press(qtbot, viewer, Qt.Key.Key_S)
    closed = []
    for opened in viewer._signals.opened:
        opened.source.close = lambda close=opened.source.close: (closed.append(1), close())
    viewer.clear()
    qtbot.waitUntil(lambda: len(closed) == len(NAMES), timeout=5000)


def test_one_that_cannot_be_read_is_named(qtbot, viewer, monkeypatch):
    def refuse(session, signal, **more):
        if signal.name == "oasis":
            raise OSError("gone")
        return open_signal(session, signal, **more)

    from sessionbrowser.gui.viewers import stack_signals
    from sessionbrowser.sessions.signals import open_signal

    monkeypatch.setattr(stack_signals, "open_signal", refuse)
    text = press(qtbot, viewer, Qt.Key.Key_S)
    assert text.startswith("all signals of ROI 0, but for oasis, which cannot be read · ")


def test_nothing_else_is_said(qtbot):
    viewer = TracesViewer()
    qtbot.addWidget(viewer.widget)
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(opened_with(spikes()))
    viewer.toggle_signals()
    qtbot.waitUntil(lambda: viewer.canvas._word.startswith("Nothing else"), timeout=5000)
    assert viewer.canvas.view.y.length == 63


def test_files_of_suite2p_have_those_beside_them(session):
    path = session.data_path / "suite2p" / "plane0" / "F.npy"
    opened = open_one(session, path)
    signals = OpenSignals(opened, session, 3)

    class Job:
        from sessionbrowser.arrays.cancel import NEVER as cancel

    signals.open(Job)
    assert "F" in signals.names
    assert {each.source.shape for each in signals.opened} == {opened.source.shape}
    for each in (opened, *signals.opened):
        each.close()


def values_of(session, roi):
    """The signals as the session has them, a column each."""
    kinds = ("raw", "neuropil", "corrected", "deconvolved", "oasis", "significant", "sigbase", "sigrebase")
    return np.column_stack([session.get_spks(kind)[:, roi] for kind in kinds])


def test_all_of_them_are_exported_side_by_side(qtbot, viewer, session, tmp_path):
    viewer.canvas.hover_at((10, 7))
    press(qtbot, viewer, Qt.Key.Key_S)
    view = viewer.canvas.view
    after(qtbot, viewer, lambda: viewer.canvas.look_at(View(Span(100, 300, 700), view.y)))
    excerpt, wanted = viewer.excerpt(), values_of(session, 7)[100:300]
    assert excerpt.words() == f"frames 100–299 of 700 · ROI 7 · {', '.join(NAMES)}"
    np.testing.assert_allclose(excerpt.read(), wanted, rtol=1e-6)
    export_csv(tmp_path / "x.csv", excerpt, session)
    lines = (tmp_path / "x.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    assert rows[0] == ["frame", "time (s)", *NAMES]
    np.testing.assert_allclose(np.array(rows[1:], float)[:, 2:], wanted, rtol=1e-6)
    assert "roiNeuropilActivityF" in lines[0]
    export_npy(tmp_path / "x.npy", excerpt, session)
    np.testing.assert_allclose(np.load(tmp_path / "x.npy"), wanted, rtol=1e-6)


def test_python_makes_all_of_them_again(qtbot, viewer, session, tmp_path):
    viewer.canvas.hover_at((10, 7))
    press(qtbot, viewer, Qt.Key.Key_S)
    excerpt = viewer.excerpt()
    assert is_less_than_all(excerpt)
    (tmp_path / "x.py").write_text(python_for(session, viewer._opened.facts, excerpt))
    np.testing.assert_allclose(runpy.run_path(str(tmp_path / "x.py"))["data"], values_of(session, 7), rtol=1e-6)


def test_they_stay_open_while_they_are_exported(qtbot, viewer):
    press(qtbot, viewer, Qt.Key.Key_S)
    closed, excerpt = [], viewer.excerpt()
    for opened in viewer._signals.opened:
        opened.source.close = lambda close=opened.source.close: (closed.append(1), close())
    viewer.clear()
    qtbot.wait(100)
    assert not closed
    assert excerpt.read().shape == (700, len(NAMES))
    del excerpt
    qtbot.waitUntil(lambda: len(closed) == len(NAMES), timeout=5000)


def contrast(one, other):
    """How well two colours stand out from each other, as WCAG 2 has it."""
    lights = []
    for colour in (one, other):
        parts = (np.array(QColor(colour).getRgbF()[:3]) + 0.055) / 1.055
        linear = np.where(parts <= 0.0904, (parts * 1.055 - 0.055) / 12.92, parts**2.4)
        lights.append(float(linear @ (0.2126, 0.7152, 0.0722)) + 0.05)
    return max(lights) / min(lights)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_there_is_a_colour_for_each_signal(tokens):
    colours = (*tokens.traces, *tokens.more_traces)
    assert len(set(colours)) == len(colours) == len(NAMES)
    assert min(contrast(colour, tokens.plot) for colour in colours) >= 3
