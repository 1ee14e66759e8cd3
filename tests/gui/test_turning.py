"""One key leads from an ROI of the raster to all of its signals, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QThreadPool

from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.viewer_pane import ViewerPane
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.traces import TracesViewer
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file
from sessionbrowser.sessions.registry import resolve_factory

SIGNALS = ("F", "neuropil", "corrected", "deconvolved", "oasis", "significant", "sigbase", "sigrebase")


@pytest.fixture
def pane(qtbot, lab):
    pane = ViewerPane()
    qtbot.addWidget(pane)
    pane.resize(1300, 700)
    pane.show()
    qtbot.waitExposed(pane)
    pane.activateWindow()
    session = Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")
    pane.show_file(session, inspect_file(session.one_path / "mpci.roiActivityDeconvolvedOasis.npy", session))
    settled(qtbot, pane)
    yield pane
    pane.clear()
    assert QThreadPool.globalInstance().waitForDone(5000)


def settled(qtbot, pane):
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)


def tab(pane):
    return pane.head.tabs.tabText(pane.head.tabs.currentIndex())


def test_the_roi_under_the_cursor_and_back_by_escape(qtbot, pane):
    raster = pane._current
    raster.linked.look_along(Span(100, 400, 700))
    raster.canvas.hover_at((200, 7))
    qtbot.keyClick(raster.canvas, Qt.Key.Key_S)
    assert tab(pane) == "Traces"
    settled(qtbot, pane)
    traces = pane._current
    assert isinstance(traces, TracesViewer)
    assert "all signals of ROI 7 · own scales · frames 100–399" in pane.head.title.text
    assert traces.canvas._names == SIGNALS
    assert traces.panel.toggle.text() == "Back to raster · Esc"
    assert traces.panel.rows.order.isHidden()
    qtbot.keyClick(traces.canvas, Qt.Key.Key_Escape)
    assert tab(pane) == "Raster"
    settled(qtbot, pane)
    assert pane._current is raster
    assert raster.canvas.view.x == Span(100, 400, 700)
    assert raster.linked.pins.roi == 7


def test_the_pinned_one_where_the_cursor_is_elsewhere(qtbot, pane):
    raster = pane._current
    raster.canvas.hover_at((200, 7))
    qtbot.keyClick(raster.canvas, Qt.Key.Key_Return)
    raster.canvas.hover_at((200, 12))
    raster.canvas.hover_at(None)
    qtbot.keyClick(raster.canvas, Qt.Key.Key_S)
    settled(qtbot, pane)
    assert "all signals of ROI 7" in pane.head.title.text


def test_the_next_file_comes_up_in_the_view_that_was_chosen(qtbot, pane):
    qtbot.keyClick(pane._current.canvas, Qt.Key.Key_S)
    settled(qtbot, pane)
    assert tab(pane) == "Traces"
    session = pane._session
    pane.show_file(session, inspect_file(session.one_path / "mpci.roiActivityF.npy", session))
    settled(qtbot, pane)
    assert tab(pane) == "Raster"


def test_traces_that_were_chosen_by_their_tab_go_back_to_all_rois(qtbot, pane):
    pane._on_tab("Traces")
    settled(qtbot, pane)
    traces = pane._current
    qtbot.keyClick(traces.canvas, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: traces.canvas._names == SIGNALS)
    assert traces.panel.toggle.text() == "Back to all ROIs · Esc"
    qtbot.keyClick(traces.canvas, Qt.Key.Key_Escape)
    assert pane._current is traces
    assert traces.canvas._names == ()


@pytest.fixture
def window(qtbot, lab):
    window = MainWindow(factory=resolve_factory(None), settings=Settings.in_memory())
    qtbot.addWidget(window)
    window.resize(1400, 900)
    window.show()
    window.warm_up()
    window.open_root(lab)
    yield window
    window.close()


@pytest.mark.parametrize("file", ["mpciROIs.stackPosition", "mpciROIs.redPearson"])
def test_from_what_is_known_of_an_roi_to_its_signals(qtbot, window, file):
    window.choose("ATL901/2023-01-25/701", file)
    qtbot.waitUntil(lambda: window.is_settled and window.viewer.viewer.opened is not None, timeout=20_000)
    pane = window.viewer.viewer
    viewer = pane._current
    assert "S signals of the ROI" in pane.readout.hint
    if file.endswith("stackPosition"):
        viewer._on_nearest(11)
    else:
        viewer.canvas.hover_at(11)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: "all signals of ROI 11" in pane.head.title.text, timeout=20_000)
    assert tab(pane) == "Traces"
    assert window.pane.selected()[0].title == "spks"
    settled(qtbot, pane)


def test_trials_have_no_signals(qtbot, window):
    window.choose("ATL901/2023-01-25/701", "trials.startTimes")
    qtbot.waitUntil(lambda: window.is_settled and window.viewer.viewer.opened is not None, timeout=20_000)
    pane = window.viewer.viewer
    assert "signals" not in pane.readout.hint
    pane._current.canvas.hover_at(2)
    qtbot.keyClick(pane._current.canvas, Qt.Key.Key_S)
    assert pane.opened.facts.stem == "trials.startTimes"
