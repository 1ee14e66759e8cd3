"""What happens along time below a raster, and the choice of it in the inspector."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.raster import RasterViewer
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.opening import open_one
from tests.gui.viewers.helpers import hover, opened_with, show, spikes
from tests.gui.viewers.test_linked import caught_up, lanes


@pytest.fixture
def viewer(stage):
    viewer = stage(RasterViewer(), 800, 600)
    viewer.inspector().resize(216, 600)
    viewer.inspector().show()
    return viewer


@pytest.fixture
def session(eventful):
    return eventful


def opened(folder, name="mpci.roiActivityF.npy"):
    return open_one(Suite2pSession("M1", "2024-01-02", "1", root=folder.parents[3]), folder / name)


def show_file(qtbot, viewer, folder):
    file = opened(folder)
    show(qtbot, viewer, file)
    caught_up(qtbot, viewer)
    return file


def painted(viewer, place, sample, samples=300):
    """The colours of one column of a lane."""
    stack = viewer.linked.page.stack
    box, image = stack.lane_area(place), stack.grab().toImage()
    x = int(box.left() + (sample + 0.5) / samples * box.width())
    return {image.pixelColor(x + dx, y).name() for y in range(box.top(), box.bottom()) for dx in (0, 1)}


def test_licks_rewards_and_position_stand_below_the_traces(qtbot, viewer, session):
    file = show_file(qtbot, viewer, session)
    assert lanes(viewer)[1:] == [("licks", ""), ("rewards", ""), ("position", "0–100 cm")]
    traces = theme.current().traces
    assert traces[5].lower() in painted(viewer, 1, 10)
    assert traces[5].lower() not in painted(viewer, 1, 80)
    assert traces[2].lower() in painted(viewer, 2, 70)
    shade = theme.current().shade.lower()
    assert shade in painted(viewer, 1, 150)
    assert shade not in painted(viewer, 1, 50)
    file.close()


def test_the_boxes_say_how_many_and_choose(qtbot, viewer, session):
    file = show_file(qtbot, viewer, session)
    along = viewer.linked.along
    assert along.isVisible()
    assert list(along.boxes) == ["licks", "rewards", "position", "speed", "trial starts", "environments"]
    texts = [label.text() for label in along.findChildren(QLabel) if label.text() != "Along time"]
    assert texts == ["3", "1", "cm", "cm/s", "3", "3"]
    along.boxes["speed"].click()
    along.boxes["licks"].click()
    caught_up(qtbot, viewer)
    assert [name for name, _ in lanes(viewer)[1:]] == ["rewards", "position", "speed"]
    show(qtbot, viewer, file)
    assert [name for name, _ in lanes(viewer)[1:]] == ["rewards", "position", "speed"]
    file.close()


def test_the_readout_tells_position_and_environment(qtbot, viewer, session):
    file, told = show_file(qtbot, viewer, session), []
    viewer.reading.connect(told.append)
    for frame, environment in ((30, "1"), (150, "2")):
        hover(viewer, (frame, 3))
        qtbot.waitUntil(lambda: bool(told) and dict(told[-1]).get("environment") is not None)
        reading = dict(told.pop())
        assert reading["position"] == f"{frame / 3:.1f} cm"
        assert reading["environment"] == environment
        told.clear()
    file.close()


def test_what_cannot_be_shown_says_why(qtbot, viewer, session):
    np.save(session / "positionTracking.times.npy", np.zeros(300)[::-1] - np.arange(300))
    np.save(session / "trials.environmentIndex.npy", np.array([1, 2]))
    file = show_file(qtbot, viewer, session)
    boxes = viewer.linked.along.boxes
    assert [name for name, _ in lanes(viewer)[1:]] == ["licks", "rewards"]
    assert not boxes["position"].isEnabled()
    assert "not increasing" in boxes["position"].toolTip()
    assert "2 values for 3 times" in boxes["environments"].toolTip()
    assert boxes["licks"].isEnabled()
    file.close()


def test_the_lanes_stay_in_their_places_from_file_to_file(qtbot, viewer, session):
    file = show_file(qtbot, viewer, session)
    height = viewer.linked.page.stack.height()
    viewer.show(file)
    assert viewer.linked.page.stack.height() == height
    assert [name for name, _ in lanes(viewer)[1:]] == ["licks", "rewards", "position"]
    caught_up(qtbot, viewer)
    file.close()


def test_without_times_or_events_there_is_nothing_to_choose(qtbot, viewer, session):
    file = show_file(qtbot, viewer, session)
    show(qtbot, viewer, opened_with(spikes(300, 12)))
    caught_up(qtbot, viewer)
    assert not viewer.linked.along.isVisible()
    assert len(lanes(viewer)) == 1
    show(qtbot, viewer, file)
    caught_up(qtbot, viewer)
    assert viewer.linked.along.isVisible()
    show(qtbot, viewer, opened_with(spikes(300, 12), names=("axis 0", "axis 1")))
    assert not viewer.linked.along.isVisible()
    file.close()
