"""One file at a time: what a click shows, what comes late, and what goes wrong."""

import logging
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QThreadPool
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Changed, Damaged, Missing
from sessionbrowser.gui import theme, waiting
from sessionbrowser.gui.viewer_pane import ViewerPane
from sessionbrowser.gui.viewing import facts_of, title_of, title_shape
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State, Step
from sessionbrowser.sessions.opening import Axis, Opened
from tests.gui.viewers.helpers import Slow, facts_for, opened_with, spikes


class Opener:
    """Opens what it was given; can be held back, and fail."""

    def __init__(self):
        self.known = {}
        self.calls = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, session, path, *, cancel):
        self.calls.append(path.name)
        assert self.gate.wait(10)
        answer = self.known[path.name]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def add(self, array, name="mpci.roiActivityF.npy", **more):
        self.known[name] = opened_with(array, name=name, **more)
        return self.known[name].facts


@pytest.fixture
def opener():
    return Opener()


@pytest.fixture
def pane(qtbot, opener):
    theme.set_theme("light")
    pane = ViewerPane(opener=opener)
    qtbot.addWidget(pane)
    pane.resize(1300, 500)
    pane.show()
    yield pane
    opener.gate.set()
    pane.clear()
    assert QThreadPool.globalInstance().waitForDone(5000)
    theme.set_theme("system")


def show(qtbot, pane, facts):
    pane.show_file(None, facts)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)


def tabs(pane):
    return [pane.head.tabs.tabText(i) for i in range(pane.head.tabs.count())]


def shown_tab(pane):
    return pane.head.tabs.tabText(pane.head.tabs.currentIndex())


def test_a_click_shows_name_and_tabs_before_anything_is_read(pane, opener):
    opener.gate.clear()
    facts = opener.add(spikes())
    pane.show_file(None, facts)
    assert pane.head.title.text == "mpci.roiActivityF · 1500 × 63"
    assert tabs(pane)[0] == "Raster"
    assert not pane.is_settled


def test_then_its_contents(qtbot, pane, opener):
    show(qtbot, pane, opener.add(spikes(20_000, 63)))
    assert pane.head.title.text.startswith("mpci.roiActivityF · 20000 frames × 63 ROIs · max of ≤ ")
    assert pane.opened is not None
    assert "wheel zooms" in pane.readout.hint


def test_the_last_click_wins(qtbot, pane, opener):
    opener.gate.clear()
    first, second = opener.add(spikes(), "mpci.first.npy"), opener.add(np.eye(7), "mpci.second.npy")
    pane.show_file(None, first)
    pane.show_file(None, second)
    opener.gate.set()
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    assert pane.opened is opener.known["mpci.second.npy"]
    assert pane.head.title.text.startswith("mpci.second · 7 frames × 7 ROIs")


def test_a_file_is_closed_once_nobody_reads_it(qtbot, pane, opener):
    source = Slow(spikes(300, 20))
    facts = opener.add(source.array, source=source)
    show(qtbot, pane, facts)
    source.gate.clear()
    source.started.clear()
    canvas = pane._current.canvas
    canvas.look_at(canvas.view.zoomed(0.5, 0.5, 100, 10))
    qtbot.waitUntil(source.started.is_set)
    pane.clear()
    qtbot.wait(30)
    assert not source.closed
    source.gate.set()
    qtbot.waitUntil(lambda: source.closed)


def test_what_was_opened_too_late_is_closed(qtbot, pane, opener):
    opener.gate.clear()
    source = Slow(spikes(30, 5))
    pane.show_file(None, opener.add(source.array, source=source))
    qtbot.waitUntil(lambda: bool(opener.calls))
    pane.clear()
    opener.gate.set()
    qtbot.waitUntil(lambda: source.closed)


@pytest.mark.parametrize(
    ("error", "headline"),
    [
        (Damaged("cut after 38 kB", "x.npy"), "This file is damaged"),
        (Missing("leads to nothing", "x.npy"), "missing"),
        (PermissionError(13, "Permission denied"), "cannot be read"),
    ],
)
def test_an_error_is_a_page(qtbot, pane, opener, error, headline):
    facts = opener.add(spikes())
    opener.known[facts.name] = error
    show(qtbot, pane, facts)
    assert pane.body.currentWidget() is pane.body.error_page
    assert headline in pane.body.error_page.details()
    assert pane.head.title.text == "mpci.roiActivityF.npy · cannot be shown"
    assert tabs(pane) == ["About"]


def test_a_bug_is_a_page_and_logged(qtbot, pane, opener, caplog):
    facts = opener.add(spikes())
    opener.known[facts.name] = ZeroDivisionError("a bug")
    with caplog.at_level(logging.ERROR):
        show(qtbot, pane, facts)
    assert "ZeroDivisionError" in pane.body.error_page.details()
    assert "a bug while showing" in caplog.text


def test_what_is_known_to_be_broken_is_not_opened(qtbot, pane, opener):
    facts = opener.add(spikes())._replace(health=Health(State.UNSAFE, "calls builtins.print; not run"))
    show(qtbot, pane, facts)
    assert opener.calls == []
    assert "builtins.print" in pane.body.error_page.details()


def test_trying_again_opens_it_whatever_was_known(qtbot, pane, opener):
    facts = opener.add(spikes())._replace(health=Health(State.DAMAGED, "cut after 38 kB"))
    show(qtbot, pane, facts)
    pane.body.error_page.retry.emit()
    qtbot.waitUntil(lambda: pane.is_settled and pane.opened is not None)
    assert tabs(pane)[0] == "Raster"


def test_the_error_page_can_ask_to_clear(qtbot, pane, opener):
    facts = opener.add(spikes())._replace(health=Health(State.DAMAGED, "cut"))
    show(qtbot, pane, facts)
    with qtbot.waitSignal(pane.clear_requested) as asked:
        pane.body.error_page.clear.emit()
    assert asked.args == [facts]


def hover(canvas, cell):
    point = canvas.cell_rect(cell).center()
    QApplication.sendEvent(
        canvas, QMouseEvent(QEvent.Type.MouseMove, QPointF(point), QPointF(point), *[Qt.NoButton] * 2, Qt.NoModifier)
    )


def test_a_file_that_changed_dims_and_f5_goes_on(qtbot, pane, opener):
    source = Slow(spikes(30, 5))
    show(qtbot, pane, opener.add(source.array, source=source))
    source.error = Changed("it was written to or replaced", "/lab/x.npy")
    hover(pane._current.canvas, (3, 3))
    qtbot.waitUntil(pane.body.veil.isVisible)
    assert "F5" in pane.body.veil.detail.text()
    source.error = None
    QTest.keyClick(pane, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: pane.is_settled)
    assert not pane.body.veil.isVisible()
    assert len(opener.calls) == 2


def test_waiting_shows_in_place_and_can_be_given_up(qtbot, pane, opener):
    opener.gate.clear()
    pane.show_file(None, opener.add(spikes()))
    assert not pane.body.waiting.isVisible()
    qtbot.waitUntil(pane.body.waiting.isVisible, timeout=waiting.PATIENCE + 2000)
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    QTest.keyClick(pane, Qt.Key.Key_Escape)
    assert not pane.body.waiting.isVisible()
    assert pane.is_settled
    opener.gate.set()
    qtbot.wait(50)
    assert pane.opened is None
    pane.look_again()
    qtbot.waitUntil(lambda: pane.opened is not None)


def test_looking_again_leaves_alone_what_is_whole(qtbot, pane, opener):
    show(qtbot, pane, opener.add(spikes(30, 5)))
    pane.look_again()
    assert pane.is_settled
    assert len(opener.calls) == 1


def test_reading_can_be_given_up(qtbot, pane, opener):
    source = Slow(spikes(30, 5))
    source.gate.clear()
    pane.show_file(None, opener.add(source.array, source=source))
    qtbot.waitUntil(source.started.is_set)
    pane.give_up()
    assert pane.is_settled
    source.gate.set()


def test_progress_texts():
    assert waiting.progress_text(215_000_000, 499_800_000) == "Reading 215 of 499.8 MB"
    assert waiting.progress_text(215_000_000, 1_200_000_000) == "Reading 0.2 of 1.2 GB"
    assert waiting.progress_text(0, 0) == "Reading 0 of 0 B"


def test_the_chosen_tab_stays_while_the_next_file_has_it(qtbot, pane, opener):
    first, second = opener.add(spikes(), "mpci.first.npy"), opener.add(np.eye(7), "mpci.second.npy")
    show(qtbot, pane, first)
    assert "Values" in tabs(pane)
    pane.head.chosen.emit("Values")
    qtbot.waitUntil(lambda: pane.is_settled)
    show(qtbot, pane, second)
    assert shown_tab(pane) == "Values"


def test_a_tab_is_kept_for_the_name_that_it_was_chosen_for(qtbot, pane, opener):
    first, second = opener.add(spikes(), "mpci.first.npy"), opener.add(spikes(), "mpci.second.npy")
    for facts, name in ((first, "Values"), (second, "Raster")):
        show(qtbot, pane, facts)
        pane.head.chosen.emit(name)
        qtbot.waitUntil(lambda: pane.is_settled)
    for facts, name in ((first, "Values"), (second, "Raster")):
        show(qtbot, pane, facts)
        assert shown_tab(pane) == name
    assert pane.memory.views == {"mpci.first": "Values", "mpci.second": "Raster"}


def test_a_tab_that_a_file_lacks_is_not_kept_to(qtbot, pane, opener):
    first, second = opener.add(spikes(), "mpci.first.npy"), opener.add(np.zeros((0, 3)), "mpci.second.npy")
    third = opener.add(spikes(), "mpci.third.npy")
    show(qtbot, pane, first)
    pane.head.chosen.emit("Values")
    qtbot.waitUntil(lambda: pane.is_settled)
    opener.known[second.name] = replace(opener.known[second.name], source=None, value={"a": 1}, axes=())
    show(qtbot, pane, second)
    show(qtbot, pane, third)
    assert shown_tab(pane) == "Raster"


def test_the_page_about_an_error_is_no_tab_to_come_back_to(qtbot, pane, opener):
    facts = opener.add(spikes())
    show(qtbot, pane, facts._replace(health=Health(State.DAMAGED, "cut")))
    pane.head.chosen.emit("About")
    show(qtbot, pane, facts)
    assert tabs(pane)[0] == "Raster"


def test_what_the_folder_tells_against_a_file_stays(qtbot, pane, opener):
    health = Health(State.STALE, "F.npy is 9 days newer")
    facts = opener.add(spikes(30, 5))
    show(qtbot, pane, facts._replace(health=health))
    assert pane.opened.facts.health == health


def test_a_recipe_shows_its_steps(qtbot, pane, opener):
    steps = (Step("Recipe", "mpci.roiActivityF.npy"), Step("Result", "30 frames × 5 ROIs"))
    show(qtbot, pane, opener.add(spikes(30, 5), kind=Kind.RECIPE, steps=steps))
    assert pane.origin.strip.isVisible()
    show(qtbot, pane, opener.add(spikes(30, 5), "mpci.other.npy"))
    assert not pane.origin.strip.isVisible()


def test_a_sparse_file_tells_how_sparse(qtbot, pane, opener):
    facts = opener.add(spikes(1500, 63), "x.y.npz", kind=Kind.SPARSE, stored=13_325, dense=378_000, size=55_000)
    show(qtbot, pane, facts)
    told = dict(pane.origin.line.told)
    assert told == {"non-zeros": "13,325", "density": "14.1 %", "dense": "378 kB", "on disk": "55.0 kB"}


def test_nothing_is_said(qtbot, pane, opener):
    show(qtbot, pane, opener.add(spikes()))
    with qtbot.waitSignal(pane.settled):
        pane.show_nothing("No file chosen")
    assert pane.head.title.text == ""
    assert tabs(pane) == []
    assert pane.opened is None


def test_copying_as_python(qtbot, pane, opener, lab):
    from sessionbrowser.sessions import Suite2pSession

    session = Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")
    facts = FileFacts(session.one_path / "mpci.times.npy", Kind.ARRAY, shape=(700,), dtype="float64")
    opener.known[facts.name] = Missing("not asked for here")
    pane.show_file(session, facts)
    with qtbot.waitSignal(pane.message):
        pane.head.copy_python.emit()
    text = QGuiApplication.clipboard().text()
    assert "sessionbrowser" in text
    assert "mpci" in text


def test_facts_of_what_a_recipe_gave():
    opened = opened_with(spikes(30, 5), kind=Kind.RECIPE)
    blank = replace(opened, facts=opened.facts._replace(shape=None, dtype=None))
    assert facts_of(blank).shape == (30, 5)
    value = Opened(blank.facts, None, {"a": 1})
    assert facts_of(value).kind is Kind.OBJECT


def test_title_shapes():
    assert title_shape(opened_with(spikes(900, 91))) == "900 frames × 91 ROIs"
    plain = Opened(
        facts_for(np.zeros((3, 2))), MemorySource(np.zeros((3, 2))), None, (Axis("ROI", 3), Axis("axis 1", 2))
    )
    assert title_shape(plain) == "3 ROIs × 2"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_themes(qtbot, pane, opener, choice):
    show(qtbot, pane, opener.add(spikes()))
    theme.set_theme(choice)
    qtbot.waitUntil(lambda: pane._current._painted.colours.map == theme.current().sparse_map)
    readout, canvas = (part.grab().toImage() for part in (pane.readout, pane._current.canvas))
    assert readout.pixelColor(2, 4).name() == theme.current().panel.lower()
    assert canvas.pixelColor(2, 2).name() == theme.current().plot.lower()


def test_titles_tell_the_planes_of_suite2p_apart():
    assert title_of(FileFacts(Path("/lab/M/2024-01-01/1/suite2p/plane1/ops.npy"))) == "plane1/ops"
    assert title_of(FileFacts(Path("/lab/M/2024-01-01/1/oneData/mpci.times.npy"))) == "mpci.times"
    source = MemorySource(np.zeros(3))
    assert title_shape(Opened(FileFacts(Path("a.npy")), source, None, (Axis("axis 0", 3),))) == "3 values"


def test_the_title_says_why_there_are_no_times(qtbot, pane, opener):
    facts = opener.add(np.arange(9.0), "bad.signal.npy", names=("axis 0",))
    known = opener.known["bad.signal.npy"]
    opener.known["bad.signal.npy"] = replace(known, axes=(replace(known.axes[0], note="times are not increasing"),))
    show(qtbot, pane, facts)
    assert pane.head.title.text == "bad.signal · 9 values, times are not increasing · every sample shown"


def test_no_viewer_asks_for_more_height_than_a_recipe_leaves_in_a_low_window(qtbot, pane, opener):
    facts = opener.add(spikes())
    show(qtbot, pane, facts)
    for name in tabs(pane):
        pane.head.chosen.emit(name)
        qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    assert {"Raster", "Traces", "Values"} <= set(tabs(pane))
    assert pane.body.minimumSizeHint().height() <= 327  # in a window of 720 pixels, below the steps
