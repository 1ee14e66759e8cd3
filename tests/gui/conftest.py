"""What every test of the window stands on: no work outlives it, and Qt's objects die on the thread they live on."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import numpy  # noqa: F401 - as the app does on the main thread before any worker: two that import it at once both fail
import pytest
from PySide6.QtCore import QThreadPool
from pytestqt.qtbot import QtBot

from sessionbrowser.gui.viewer_pane import ViewerPane


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style that `sessionbrowser.gui.app.make_application` takes."""
    return ["sessionbrowser", "-style", "fusion"]


@pytest.fixture(autouse=True)
def _workers_end_and_garbage_stays_here(qtbot: QtBot) -> Iterator[None]:
    """Collect garbage here alone: a timer that is collected in a worker thread fires once more, and crashes."""
    gc.disable()
    yield
    assert QThreadPool.globalInstance().waitForDone(10_000)
    gc.enable()
    gc.collect()


@pytest.fixture
def shown_pane(qtbot: QtBot) -> Iterator[ViewerPane]:
    """The pane of the viewers on the screen; its work has ended when a test has."""
    pane = ViewerPane()
    qtbot.addWidget(pane)
    pane.resize(1300, 500)
    pane.show()
    yield pane
    pane.clear()
    assert QThreadPool.globalInstance().waitForDone(5000)
