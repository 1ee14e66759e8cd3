"""What tests of viewers stand on: a viewer on the screen, and a session in which something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.base import Viewer
from tests.gui.viewers.helpers import spikes

AnyViewer = TypeVar("AnyViewer", bound=Viewer)
Stage = Callable[[AnyViewer, int, int], AnyViewer]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage[Viewer]]:
    """Put a viewer of some size on the screen, in the light theme; none of its work outlives the test."""
    theme.set_theme("light")
    viewers: list[Viewer] = []

    def put(viewer: Viewer, width: int, height: int) -> Viewer:
        viewers.append(viewer)
        panel = viewer.inspector()
        for widget in (viewer.widget, panel):
            if widget is not None:
                qtbot.addWidget(widget)
        viewer.widget.resize(width, height)
        viewer.widget.show()
        return viewer

    yield put
    for viewer in viewers:
        viewer.clear()
    assert QThreadPool.globalInstance().waitForDone(5000)
    theme.set_theme("system")


@pytest.fixture
def eventful(tmp_path: Path) -> Path:
    """The onedata of a session of 300 frames at 10 Hz, with licks, rewards, a run on the track, two environments."""
    folder = tmp_path / "M1" / "2024-01-02" / "1" / "onedata"
    folder.mkdir(parents=True)
    frames = np.arange(300) / 10 + 5
    for name, values in {
        "mpci.times": frames,
        "mpci.roiActivityF": spikes(300, 12),
        "licks.times": np.array([6.0, 6.5, 20.0]),
        "rewards.times": np.array([12.0]),
        "positionTracking.times": frames,
        "positionTracking.position": np.arange(300) / 3.0,
        "trials.startTimes": np.array([5.0, 15.0, 25.0]),
        "trials.environmentIndex": np.array([1, 2, 1]),
    }.items():
        np.save(folder / f"{name}.npy", values)
    return folder
