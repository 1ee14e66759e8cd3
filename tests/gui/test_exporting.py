"""Export of what is seen: the values are those of the window, the picture is that of the view."""

from __future__ import annotations

import json
import runpy
import threading

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, QThreadPool
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox

from sessionbrowser.errors import Damaged
from sessionbrowser.gui import theme
from sessionbrowser.gui.view_picture import SHARPNESS, picture_of, picture_size
from sessionbrowser.gui.viewers.traces import TracesViewer
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file
from tests.gui.viewers.helpers import Slow, opened_with, spikes


@pytest.fixture
def session(lab):
    return Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")


@pytest.fixture
def pane(shown_pane):
    shown_pane.said = []
    shown_pane.message.connect(lambda message: shown_pane.said.append(getattr(message, "text", message)))
    yield shown_pane
    theme.set_theme("system")


@pytest.fixture
def exporter(pane):
    return pane._actions.exporter


@pytest.fixture
def show(qtbot, pane, session):
    def show(name):
        pane.show_file(session, inspect_file(session.one_path / name, session))
        qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
        return pane._current

    return show


@pytest.fixture
def save(qtbot, exporter):
    def save(kind, path):
        exporter.save(kind, path)
        qtbot.waitUntil(lambda: not exporter.lane.is_busy, timeout=10_000)
        return path

    return save


def zoom(qtbot, viewer):
    """Look at the middle of a raster, and return which frames and ROIs are seen."""
    canvas = viewer.canvas
    canvas.look_at(canvas.view.zoomed(0.5, 0.5, 300.0, 8.0))
    return canvas.view.x.samples, canvas.view.y.samples


@pytest.mark.parametrize(
    "name",
    ["mpci.roiActivityDeconvolvedOasis.npy", "mpci.roiActivityF.npy", "mpci.roiSignificantFluorescence.npz"],
)
def test_values_of_a_zoomed_raster(qtbot, show, save, session, tmp_path, name):
    frames, rois = zoom(qtbot, show(name))
    whole = session.loadone(name.rpartition(".")[0], sparse=name.endswith("z"))
    there = whole[frames, rois]
    assert 0 < there.size < whole.size
    np.testing.assert_array_equal(np.load(save("npy", tmp_path / "a.npy")), there)
    told = json.loads((tmp_path / "a.npy.json").read_text())
    assert told["file"].endswith(name)
    assert f"frames {frames.start}–{frames.stop - 1} of" in told["window"]
    lines = save("csv", tmp_path / "a.csv").read_text().splitlines()
    table = np.array([line.split(",") for line in lines if not line.startswith("#")][1:], float)
    np.testing.assert_allclose(table[:, -there.shape[1] :], there, rtol=1e-6)


def test_a_line_gives_the_samples_in_view(qtbot, show, save, session, tmp_path):
    viewer = show("mpci.times.npy")
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.25, 100.0))
    seen = viewer.canvas.view.samples
    np.testing.assert_array_equal(np.load(save("npy", tmp_path / "a.npy")), session.loadone("mpci.times")[seen])


def test_a_table_gives_its_selection_or_all(qtbot, pane, show, save, session, tmp_path):
    show("mpci.roiActivityDeconvolvedOasis.npy")
    pane._on_tab("Values")
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    whole = session.loadone("mpci.roiActivityDeconvolvedOasis")
    np.testing.assert_array_equal(np.load(save("npy", tmp_path / "a.npy")), whole)
    table = pane._current.table
    table.setCurrentIndex(table.model().index(3, 2))
    np.testing.assert_array_equal(np.load(save("npy", tmp_path / "b.npy")), whole)
    selection = table.selectionModel()
    for row in (4, 5):
        selection.select(table.model().index(row, 3), selection.SelectionFlag.Select)
    np.testing.assert_array_equal(np.load(save("npy", tmp_path / "c.npy")), whole[3:6, 2:4])


def test_complex_numbers_leave_as_they_are_seen(qtbot, pane, save, tmp_path):
    array = (spikes(40, 6) * (3 + 4j)).astype(np.complex64)
    opened = opened_with(array)
    pane._opener = lambda session, path, cancel: opened
    pane.show_file(None, opened.facts)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    np.testing.assert_allclose(np.load(save("npy", tmp_path / "a.npy")), np.abs(array), rtol=1e-6)
    assert json.loads((tmp_path / "a.npy.json").read_text())["transformations"] == ["magnitude"]


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_picture_is_the_view_below_its_title(qtbot, pane, show, save, tmp_path, choice):
    theme.set_theme(choice)
    viewer = show("mpci.roiActivityDeconvolvedOasis.npy")
    qtbot.waitUntil(lambda: viewer._painted.colours.map == theme.current().sparse_map)
    image = QImage(str(save("png", tmp_path / "a.png")))
    size = picture_size(viewer.widget)
    assert image.size() == size * SHARPNESS
    assert pane.head.title.text in image.text("Description")
    assert image.pixelColor(1, 1).name() == theme.current().panel.lower()
    on_screen = viewer.widget.grab().toImage()
    area = viewer.canvas.geometry()
    top = image.height() - round(SHARPNESS * viewer.widget.height())
    for x, y in ((0.3, 0.4), (0.5, 0.2), (0.77, 0.61)):
        place = viewer.canvas.mapTo(viewer.widget, QPoint(round(area.width() * x), round(area.height() * y)))
        there = image.pixelColor(round(SHARPNESS * place.x()) + 1, top + round(SHARPNESS * place.y()) + 1)
        ratio = viewer.widget.devicePixelRatioF()
        assert there == on_screen.pixelColor(round(place.x() * ratio), round(place.y() * ratio))


def test_svg_keeps_letters_and_can_be_drawn_again(qtbot, show, save, tmp_path):
    viewer = show("mpci.roiActivityDeconvolvedOasis.npy")
    text = save("svg", tmp_path / "a.svg").read_bytes()
    assert b"700 frames" in text
    assert b"<text" in text
    assert b"<image" in text
    drawn = QSvgRenderer(QByteArray(text))
    assert drawn.isValid()
    assert drawn.viewBox().size() == picture_size(viewer.widget)


def test_the_image_is_copied(pane, show, exporter):
    viewer = show("mpci.roiActivityDeconvolvedOasis.npy")
    exporter.copy_image()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == picture_of(viewer.widget, "").size()
    assert pane.said[-1] == "Copied the picture"


@pytest.mark.parametrize("folder", ["oneData", "suite2p/plane0"])
def test_nothing_is_written_where_a_session_keeps_its_data(pane, show, save, session, folder):
    show("mpci.roiActivityDeconvolvedOasis.npy")
    before = sorted(session.data_path.rglob("*"))
    for kind in ("png", "svg", "csv", "npy"):
        save(kind, session.data_path / folder / f"a.{kind}")
        assert "was not exported" in pane.said[-1]
    assert sorted(session.data_path.rglob("*")) == before


def test_what_cannot_be_written_is_told(pane, show, save, tmp_path):
    show("mpci.roiActivityDeconvolvedOasis.npy")
    (tmp_path / "file").touch()
    save("csv", tmp_path / "file" / "a.csv")
    assert "a.csv was not exported" in pane.said[-1]


def test_an_export_goes_on_when_another_file_is_chosen_and_then_its_file_is_closed(qtbot, pane, exporter, tmp_path):
    source = Slow(spikes(30, 5))
    opened = opened_with(source.array, source=source)
    pane._opener = lambda session, path, cancel: opened
    pane.show_file(None, opened.facts)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    source.gate.clear()
    source.started.clear()
    exporter.save("npy", tmp_path / "a.npy")
    assert source.started.wait(5)
    pane.show_nothing("")
    assert not source.closed
    source.gate.set()
    qtbot.waitUntil(lambda: not exporter.lane.is_busy and source.closed)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), source.array)


@pytest.mark.parametrize("kind", ["csv", "npy"])
def test_an_export_can_be_given_up(qtbot, pane, exporter, tmp_path, kind):
    source = Slow(spikes(30, 5))
    opened = opened_with(source.array, source=source)
    pane._opener = lambda session, path, cancel: opened
    pane.show_file(None, opened.facts)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    source.gate.clear()
    source.started.clear()
    told = []
    exporter.message.connect(told.append)
    exporter.save(kind, tmp_path / f"a.{kind}")
    assert told[-1].action == "Cancel"
    assert source.started.wait(5)
    told[-1].act()
    assert "given up" in pane.said[-1]
    source.gate.set()
    assert QThreadPool.globalInstance().waitForDone(5000)
    assert list(tmp_path.glob("a.*")) == []


def test_the_menu_says_what_would_be_written_or_why_not(qtbot, pane, show, exporter, session):
    show("mpci.roiActivityDeconvolvedOasis.npy")
    menu = exporter.open_menu(QPoint(50, 50))
    ways = {action.text(): action for action in menu.actions() if action.text()}
    assert list(ways) == ["Picture as PNG…", "Picture as SVG…", "Values as CSV…", "Values as NPY…", "Copy image"]
    assert all(way.isEnabled() for way in ways.values())
    assert "all 700 frames" in ways["Values as NPY…"].toolTip()
    menu.close()
    pane.body.error_page.show_error(Damaged("cut"), pane._facts)
    pane._leave()
    menu = exporter.open_menu(QPoint(50, 50))
    assert not any(action.isEnabled() for action in menu.actions() if action.text())
    menu.close()


def test_the_dialog_suggests_a_name_that_tells_the_session(qtbot, show, exporter, tmp_path):
    show("mpci.roiActivityDeconvolvedOasis.npy")
    exporter.folder = tmp_path
    dialog = exporter.ask("csv")
    assert dialog.selectedFiles() == [str(tmp_path / "ATL901-2023-01-25-701-mpci.roiActivityDeconvolvedOasis.csv")]
    done = threading.Event()
    exporter.message.connect(lambda message: done.set() if message.text.startswith("Exported") else None)
    dialog.fileSelected.emit(str(tmp_path / "chosen.csv"))
    dialog.close()
    qtbot.waitUntil(done.is_set, timeout=10_000)
    assert (tmp_path / "chosen.csv").stat().st_size > 1000


@pytest.mark.parametrize(
    "name", ["mpci.roiActivityDeconvolvedOasis.npy", "mpci.roiActivityF.npy", "mpci.roiSignificantFluorescence.npz"]
)
def test_the_copied_python_makes_the_view_again(qtbot, pane, show, session, tmp_path, name):
    frames, rois = zoom(qtbot, show(name))
    with qtbot.waitSignal(pane.message, timeout=10_000):
        pane.head.copy_python.emit()
    assert pane.said[-1] == "Copied the Python that makes this view"
    program = tmp_path / "made.py"
    program.write_text(QGuiApplication.clipboard().text())
    made = runpy.run_path(str(program))["data"]
    whole = session.loadone(name.rpartition(".")[0], sparse=name.endswith("z"))
    np.testing.assert_array_equal(made, whole[frames, rois])


def test_rows_in_an_order_and_on_their_own_scale_leave_as_they_are_seen(qtbot, pane, show, save, tmp_path):
    viewer = show("mpci.roiActivityDeconvolvedOasis.npy")
    for name, text, done in (("Order", "peak time", "ordered by"), ("Scale", "z-score per ROI", "z-score")):
        chooser = next(each for each in viewer.inspector().findChildren(QComboBox) if each.accessibleName() == name)
        chooser.setCurrentText(text)
        chooser.activated.emit(chooser.currentIndex())
        qtbot.waitUntil(lambda done=done: done in pane.head.title.text, timeout=10_000)
    zoom(qtbot, viewer)
    seen = np.load(save("npy", tmp_path / "a.npy"))
    assert json.loads((tmp_path / "a.npy.json").read_text())["transformations"] == ["z-score per ROI"]
    with qtbot.waitSignal(pane.message, timeout=10_000):
        pane.head.copy_python.emit()
    program = tmp_path / "made.py"
    program.write_text(QGuiApplication.clipboard().text())
    np.testing.assert_allclose(runpy.run_path(str(program))["data"], seen, rtol=1e-6)


def test_all_of_a_file_is_copied_as_what_loads_it(qtbot, pane, show):
    show("mpci.roiSignificantFluorescence.npz")
    with qtbot.waitSignal(pane.message, timeout=10_000):
        pane.head.copy_python.emit()
    assert pane.said[-1] == "Copied the Python that loads it"
    assert "keep_sparse=True" in QGuiApplication.clipboard().text()


def test_without_a_file_there_is_nothing_to_do(pane, exporter, tmp_path):
    exporter.save("png", tmp_path / "a.png")
    assert "nothing is shown" in pane.said[-1]
    assert exporter.ask("png") is None
    exporter.copy_image()
    pane._actions.copy_python()
    assert not exporter.lane.is_busy
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mpci.roiActivityDeconvolvedOasis.npy", "mpci.times.npy"])
def test_a_picture_right_after_a_zoom_waits_for_its_title(qtbot, pane, exporter, show, tmp_path, name):
    canvas = show(name).canvas
    before = pane.head.title.text
    canvas.look_at(canvas.view.zoomed(0.5, *([100.0] if name == "mpci.times.npy" else [0.5, 300.0, 8.0])))
    assert not pane._current.is_current
    exporter.save("png", tmp_path / "a.png")
    qtbot.waitUntil(lambda: (tmp_path / "a.png").exists(), timeout=10_000)
    title = QImage(str(tmp_path / "a.png")).text("Description")
    assert title != before
    assert title == pane.head.title.text
    assert "frames" in title


def test_lines_that_take_long_are_said_to_be_of_another_view(qtbot):
    source, viewer, told = Slow(spikes()), TracesViewer(), []
    qtbot.addWidget(viewer.widget)
    viewer.widget.resize(600, 400)
    viewer.widget.show()
    with qtbot.waitSignal(viewer.settled, timeout=5000):
        viewer.show(opened_with(source.array, source=source))
    viewer.described.connect(told.append)
    source.gate.clear()
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.5, 0.5, 300.0, 8.0))
    qtbot.waitUntil(lambda: told == ["coarse"], timeout=5000)
    source.gate.set()
    qtbot.waitUntil(lambda: len(told) > 1 and "frames" in told[-1], timeout=5000)
    viewer.clear()
