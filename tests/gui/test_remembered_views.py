"""How things were looked at outlives the app: what is shown along time, high lanes, axes of arrays, colour maps."""

from __future__ import annotations

import pytest

from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.view_memory import FIRST_EVENTS
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory


@pytest.fixture
def opened(qtbot, tmp_path):
    def opened(settings=None):
        settings = settings or Settings(tmp_path / "settings.ini")
        window = MainWindow(factory=resolve_factory(None), settings=settings)
        qtbot.addWidget(window)
        window.show()
        return window

    return opened


def test_views_are_as_they_were_in_the_next_window(opened):
    first = opened()
    first.warm_up()
    memory = first.viewer.viewer.memory
    assert memory.events == FIRST_EVENTS
    memory.events, memory.lane, memory.units.in_samples = frozenset({"speed"}), 76, True
    memory.cuts["stack.mean"], memory.maps["mpci.roiActivityF"] = Cut.at(0, 2, (0, 4, 0)), "cividis"
    first.close()
    second = opened()
    second.warm_up()
    again = second.viewer.viewer.memory
    assert (again.events, again.lane, again.units.in_samples) == (frozenset({"speed"}), 76, True)
    assert (again.cuts, again.maps) == ({"stack.mean": Cut(0, 2, (0, 4, 0))}, {"mpci.roiActivityF": "cividis"})
    second.close()


def test_a_window_that_never_showed_a_viewer_forgets_nothing(opened):
    first = opened()
    first.warm_up()
    first.viewer.viewer.memory.lane = 99
    first.close()
    opened().close()
    third = opened()
    third.warm_up()
    assert third.viewer.viewer.memory.lane == 99
    third.close()


def test_two_windows_keep_what_each_of_them_changed(opened):
    first = opened()
    first.warm_up()
    first.viewer.viewer.memory.maps |= {"mpci.a": "magma", "mpci.b": "magma", "mpci.c": "magma"}
    first.close()
    one = opened()
    other = opened(one.settings)
    for window in (one, other):
        window.warm_up()
        assert window.viewer.viewer.memory.maps["mpci.a"] == "magma"
    one.viewer.viewer.memory.maps |= {"mpci.a": "cividis", "mpci.b": ""}
    one.viewer.viewer.memory.lane = 76
    other.viewer.viewer.memory.maps["mpci.d"] = "inferno"
    other.viewer.viewer.memory.cuts["stack.mean"] = Cut.at(0, 2, (0, 4, 0))
    one.close()
    other.close()
    again = opened()
    again.warm_up()
    memory = again.viewer.viewer.memory
    assert memory.maps == {"mpci.a": "cividis", "mpci.c": "magma", "mpci.d": "inferno"}
    assert (memory.lane, memory.cuts) == (76, {"stack.mean": Cut(0, 2, (0, 4, 0))})
    again.close()
