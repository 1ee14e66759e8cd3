"""Pan and zoom of large arrays draw from a small copy, and show what the file has."""

import numpy as np
import pytest

from sessionbrowser.arrays import pyramid as pyramids
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.gui.viewers import raster_pyramid
from sessionbrowser.gui.viewers.raster import RasterViewer
from tests.gui.viewers.helpers import opened_with, settle, show

SHAPE = (4000, 600)


class Counted(MemorySource):
    """Counts the values that are read."""

    def __init__(self, array):
        super().__init__(array)
        self.taken = 0

    def borrow(self, window, scratch):
        block = super().borrow(window, scratch)
        self.taken += block.size
        return block


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    monkeypatch.setattr(raster_pyramid, "LARGE", 2**20)
    monkeypatch.setattr(pyramids, "_PAYS", 2**20)
    monkeypatch.setattr(raster_pyramid, "_BUDGET", 2**20)


@pytest.fixture
def viewer(stage):
    return stage(RasterViewer(), 480, 300)


def noise():
    return np.random.default_rng(5).gamma(2, size=SHAPE).astype(np.float32)


def shown_large(qtbot, viewer, source):
    show(qtbot, viewer, opened_with(source.array, source=source))
    qtbot.waitUntil(lambda: viewer._keeper.pyramid is not None, timeout=10_000)


def test_a_part_is_drawn_from_the_copy_and_equals_the_file(qtbot, viewer):
    source = Counted(noise())
    shown_large(qtbot, viewer, source)
    source.taken = 0
    for zoom, x, y in ((0.9, 2000, 300), (0.7, 900, 100), (0.8, 3000, 500)):
        viewer.canvas.look_at(viewer.canvas.view.widest().zoomed(zoom, zoom, x, y))
        settle(qtbot, viewer)
        picture = viewer._painted.picture
        assert picture.exact
        columns, rows = picture.col_edges, picture.row_edges
        window = source.array[columns[0] : columns[-1], rows[0] : rows[-1]]
        cells = np.maximum.reduceat(window, columns[:-1] - columns[0], axis=0)
        cells = np.maximum.reduceat(cells, rows[:-1] - rows[0], axis=1).T
        assert np.array_equal(picture.values, cells)
    assert source.taken <= 3 * SHAPE[0], "no more than the trace of one ROI, each time"


def test_all_values_are_counted_on_the_way(qtbot, viewer):
    source = Counted(noise())
    source.array[7, 9] = -3
    shown_large(qtbot, viewer, source)
    stats = viewer._colours.stats
    assert stats.exact
    assert (stats.count, stats.minimum, stats.maximum) == (source.size, -3, source.array.max())
    assert source.taken < 2.5 * source.size, "once for the picture, once for all the rest, and samples"


def test_counting_goes_on_when_the_pyramid_is_due_for_something_else(qtbot, viewer):
    source = Counted(noise())
    viewer.show(opened_with(source.array, source=source))
    qtbot.waitUntil(lambda: viewer._keeper._building.is_busy, timeout=10_000)
    with qtbot.waitSignal(viewer.settled, timeout=10_000):
        viewer._on_combine("mean")
    assert viewer._colours.stats.exact
    assert viewer._keeper.pyramid is None


def test_what_is_near_is_read_from_the_file(qtbot, viewer):
    source = Counted(noise())
    shown_large(qtbot, viewer, source)
    source.taken = 0
    viewer.canvas.look_at(viewer.canvas.view.zoomed(0.02, 0.1, 2000, 300))
    settle(qtbot, viewer)
    assert source.taken
    assert viewer._painted.picture.samples_per_pixel == (1, 1)


def test_another_way_to_combine_has_a_pyramid_of_its_own(qtbot, viewer):
    shown_large(qtbot, viewer, Counted(noise()))
    for how in ("min", "mean", "max"):
        before = viewer._keeper.pyramid
        viewer._on_combine(how)
        qtbot.waitUntil(lambda how=how: viewer._painted.picture.how == how, timeout=10_000)
        if how == "mean":
            assert viewer._keeper.pyramid is None
        else:
            qtbot.waitUntil(lambda before=before: viewer._keeper.pyramid not in (None, before), timeout=10_000)
            assert viewer._keeper.pyramid.how == how


def test_the_next_file_has_none_of_it(qtbot, viewer):
    shown_large(qtbot, viewer, Counted(noise()))
    show(qtbot, viewer, opened_with(np.ones((30, 5), np.float32)))
    assert viewer._keeper.pyramid is None
    viewer.clear()
    assert viewer._keeper.pyramid is None


def test_small_arrays_need_none(qtbot, viewer, monkeypatch):
    built = []
    monkeypatch.setattr(raster_pyramid, "build_pyramid", lambda *_, **__: built.append(1))
    show(qtbot, viewer, opened_with(np.ones((300, 50), np.float32)))
    assert built == []
