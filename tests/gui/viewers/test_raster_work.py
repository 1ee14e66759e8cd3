"""A picture comes coarse at once, and is replaced by the exact one as far as that has come."""

import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool

from sessionbrowser.arrays import reduce
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.errors import Cancelled
from sessionbrowser.gui.tokens import LIGHT
from sessionbrowser.gui.viewers import raster_work
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_paint import Colouring, Painted, colouring
from sessionbrowser.gui.viewers.raster_scale import Scale
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.raster_words import coarse_text
from sessionbrowser.gui.viewers.raster_work import Palette, Request
from sessionbrowser.sessions.opening import Axis
from tests.gui.viewers.helpers import opened_with

SHAPE = (6000, 1200)


class Sluggish(MemorySource):
    """Takes a while for every large block, so that pictures in the making are handed over."""

    def __init__(self, array, seconds=0.06):
        super().__init__(array)
        self.seconds, self.blocks_read = seconds, 0

    def borrow(self, window, scratch):
        block = super().borrow(window, scratch)
        if block.nbytes > 2**20:
            self.blocks_read += 1
            time.sleep(self.seconds)
        return block


class Hearing:
    """A job that keeps what it is told."""

    def __init__(self):
        self.cancel, self.parts = Cancel(), []

    def report(self, part):
        self.cancel.check()
        self.parts.append(part)

    @property
    def painted(self):
        return [part for part in self.parts if isinstance(part, Painted)]


def sparks(order="C"):
    array = np.zeros(SHAPE, np.float32, order=order)
    random = np.random.default_rng(3)
    array[random.integers(0, SHAPE[0], 20_000), random.integers(0, SHAPE[1], 20_000)] = random.gamma(2, size=20_000)
    return array


def request_for(source, **more):
    known = {"how": "max", "palette": Palette(), "is_first": True} | more
    return Request(source, Cut(0, 1, (0, 0)), View.whole(*SHAPE), 400, 200, **known)


def suggest(stats):
    return colouring(stats, LIGHT)


@pytest.fixture
def eager(monkeypatch):
    monkeypatch.setattr(raster_work, "LARGE", 2**20)
    monkeypatch.setattr(reduce, "_BETWEEN", 0.0)


@pytest.mark.parametrize(("order", "along"), [("C", "x"), ("F", "y")])
def test_what_is_before_the_frontier_is_exact(eager, order, along):
    array, job = sparks(order), Hearing()
    last = raster_work.draw(request_for(Sluggish(array)), suggest, None, job)
    assert last.picture.exact
    assert last.frontier is None
    starts = last.picture.col_edges[:-1] if along == "x" else last.picture.row_edges[:-1]
    cells = np.maximum.reduceat(array, last.picture.col_edges[:-1], axis=0)
    cells = np.maximum.reduceat(cells, last.picture.row_edges[:-1], axis=1).T
    assert np.array_equal(last.picture.values, cells)

    pictures = job.painted
    assert not any(painted.picture.exact for painted in pictures)
    assert pictures[0].frontier is None, "the first is coarse all over"
    frontiers = [painted.frontier for painted in pictures if painted.frontier is not None]
    assert frontiers
    assert {frontier.along for frontier in frontiers} == {along}
    assert [frontier.start for frontier in frontiers] == sorted(frontier.start for frontier in frontiers)
    coarse = pictures[0].picture
    rows = np.digitize(last.picture.row_edges[:-1], coarse.row_edges) - 1
    columns = np.digitize(last.picture.col_edges[:-1], coarse.col_edges) - 1
    expected = coarse.values[np.ix_(rows, columns)]
    for painted in pictures[1:]:
        if painted.frontier is not None:
            ready = starts < painted.frontier.start
            ours, brute, before = (
                values if along == "y" else values.T for values in (painted.picture.values, cells, expected)
            )
            assert np.array_equal(ours[ready], brute[ready])
            for line, exact, rough in zip(ours[~ready], brute[~ready], before[~ready], strict=True):
                assert np.array_equal(line, exact) or np.array_equal(line, rough)


def test_reading_on_waits_until_the_first_picture_is_seen(eager, monkeypatch):
    monkeypatch.setattr(raster_work, "_UNTIL_SEEN", 10.0)
    source, job, read = Sluggish(sparks()), Hearing(), []
    hear = job.report

    def see_late(part):
        hear(part)
        if isinstance(part, Painted) and not read:
            threading.Timer(0.1, lambda: (read.append(source.blocks_read), part.is_seen.set())).start()

    job.report = see_late
    raster_work.draw(request_for(source), suggest, None, job)
    assert read == [0]
    assert isinstance(job.parts[0], Painted), "not even the statistics come before it"


def test_small_and_later_pictures_are_exact_at_once():
    for more in ({}, {"is_first": False}):
        job = Hearing()
        assert raster_work.draw(request_for(MemorySource(sparks()), **more), suggest, None, job).picture.exact
        assert all(painted.picture.exact for painted in job.painted)


def test_pictures_in_the_making_take_up_new_colours(eager):
    chosen, job = Colouring("viridis", 0.0, 1.0, "#ffffff"), Hearing()
    request = request_for(Sluggish(sparks()))
    hear = job.report

    def hear_and_choose(part):
        hear(part)
        request.palette.colours = chosen

    job.report = hear_and_choose
    assert raster_work.draw(request, suggest, None, job).colours == chosen


def test_nobody_waits_any_more(eager):
    source, job = Sluggish(sparks()), Hearing()
    hear = job.report

    def hear_once(part):
        hear(part)
        if isinstance(part, Painted):
            job.cancel.set()

    job.report = hear_once
    with pytest.raises(Cancelled):
        raster_work.draw(request_for(source), suggest, None, job)
    assert source.blocks_read == 0


def painted_until(start, along, exact=False):
    source = MemorySource(np.zeros((50, 20), np.float32))
    kept = raster_work.draw(
        Request(source, Cut(0, 1, (0, 0)), View.whole(50, 20), 50, 20, "max", Palette()), suggest, None, Hearing()
    )
    picture = kept.picture if exact else raster_work.replace(kept.picture, exact=False)
    frontier = raster_work.Frontier(along, start) if start else None
    return Painted(kept.image, kept.view, picture, kept.colours, frontier=frontier)


def test_the_words_for_what_is_coarse():
    timed = Frame(Scale(Axis("frame", 50, times=np.arange(50.0) * 2)), Scale(Axis("ROI", 20)))
    bare = Frame(Scale(Axis("frame", 50)), Scale(Axis("ROI", 20)))
    assert coarse_text(painted_until(0, "x"), timed) == "coarse"
    assert coarse_text(painted_until(30, "x"), timed) == "coarse from 60 s on"
    assert coarse_text(painted_until(30, "x"), bare) == "coarse from frame 30 on"
    assert coarse_text(painted_until(7, "y"), timed) == "coarse from ROI 7 on"
    assert coarse_text(painted_until(0, "y", exact=True), timed) == ""


@pytest.fixture
def viewer(stage):
    return stage(RasterViewer(), 480, 300)


def test_the_title_says_where_it_is_still_coarse(eager, qtbot, viewer):
    making, array = [], sparks()
    viewer.described.connect(making.append)
    with qtbot.waitSignal(viewer.settled, timeout=20_000):
        viewer.show(opened_with(array, source=Sluggish(array)))
    assert making[0].startswith("coarse · ")
    assert any(text.startswith("coarse from frame ") for text in making)
    assert "coarse" not in making[-1]
    assert viewer._painted.picture.exact


def test_the_line_between_exact_and_coarse_is_drawn(eager, qtbot, viewer):
    array = sparks()
    viewer.show(opened_with(array, source=Sluggish(array, 0.3)))
    qtbot.waitUntil(lambda: viewer._painted is not None and viewer._painted.frontier is not None, timeout=10_000)
    area, span = viewer.canvas.area, viewer.canvas.view.x
    image = viewer.canvas.grab().toImage()
    place = area.left() + round(span.share(viewer._painted.frontier.start) * area.width())
    assert image.pixelColor(place, area.center().y()).name().upper() == LIGHT.accent


def test_the_next_click_ends_the_reading(eager, qtbot, viewer):
    array = sparks()
    slow = Sluggish(array, 0.2)
    viewer.show(opened_with(array, source=slow))
    qtbot.waitUntil(lambda: viewer._painted is not None, timeout=10_000)
    small = np.ones((30, 5), np.float32)
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        viewer.show(opened_with(small))
    assert QThreadPool.globalInstance().waitForDone(5000)
    assert slow.blocks_read < array.nbytes // (4 * 2**20)
    assert viewer._painted.picture.values.shape == (5, 30)
