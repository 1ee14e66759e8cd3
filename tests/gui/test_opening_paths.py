"""Any path that is dropped, given as an argument or by the file manager goes to its session and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from sessionbrowser.gui import theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.side_entries import Place
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory
from tests.gui.fakes import FakeClearer, FakeViewer

SESSION = "ATL901/2023-01-25/701"
FILE = "mpci.roiActivityDeconvolvedOasis.npy"


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp)
    window = MainWindow(
        factory=resolve_factory(None),
        settings=Settings.in_memory(),
        make_viewer=FakeViewer,
        make_clearer=FakeClearer,
    )
    qtbot.addWidget(window)
    window.show()
    window.warm_up()
    return window


@pytest.fixture
def go(window, qtbot):
    def open_and_wait(path: Path) -> None:
        window.open_path(path)
        qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)

    return open_and_wait


def shown(window: MainWindow) -> str:
    return window.viewer.viewer.shown[-1]


@pytest.mark.parametrize("inside", [SESSION, f"{SESSION}/oneData", "ATL901/2023-01-25"])
def test_a_folder_of_a_session(window, go, lab, inside):
    go(lab / inside)
    assert (window.browsing.root, window.browsing.entry.name) == (lab, SESSION)
    assert window.sidebar.model.node(window.sidebar.tree.currentIndex()).key == SESSION


def test_a_file_of_a_session_and_then_another_in_the_same_root(window, go, lab):
    go(lab / SESSION / "oneData" / FILE)
    assert (window.browsing.root, window.browsing.entry.name, shown(window)) == (lab, SESSION, FILE)
    go(lab / SESSION / "oneData/mpci.times.npy")
    assert shown(window) == "mpci.times.npy"
    go(lab / "ATL901/2023-01-24/701/oneData/licks.times.npy")
    assert window.browsing.entry.name == "ATL901/2023-01-24/701"
    assert shown(window) == "licks.times.npy"
    assert window.problem == ""


def test_a_file_of_suite2p_is_listed_and_shown(window, go, lab):
    go(lab / SESSION / "suite2p/plane1/F.npy")
    assert window.browsing.entry.name == SESSION
    assert [row.title for row in window.pane.selected()] == ["suite2p/plane1/F.npy"]


def test_a_mouse_is_gone_to_in_the_tree(window, go, lab):
    go(lab / "kx03")
    assert window.browsing.root == lab
    assert window.sidebar.model.node(window.sidebar.tree.currentIndex()).key == "kx03"
    assert window.browsing.entry is None


def test_a_session_asked_for_by_name_wins(window, qtbot, lab):
    window.open_path(lab / "kx03")
    window.choose(SESSION, FILE)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert (window.browsing.entry.name, shown(window)) == (SESSION, FILE)


def test_loose_files_are_shown_and_cannot_be_cleared(window, go, tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    np.save(folder / "mean.npy", np.arange(5.0))
    np.save(folder / "std.npy", np.arange(5.0))
    (folder / "notes.txt").write_text("")
    go(folder / "std.npy")
    assert shown(window) == "std.npy"
    assert [row.title for row in window.pane.model.rows] == ["mean.npy", "std.npy"]
    assert window.problem == ""
    assert not window.actions_["clear_files"].isEnabled()
    assert not window.pages.trouble or not window.pages.trouble.isVisible()
    assert window.sidebar.model.node(window.sidebar.tree.currentIndex()).title == "loose files"


def test_a_folder_of_loose_files_is_listed_as_a_root_too(window, qtbot, tmp_path):
    np.save(tmp_path / "mean.npy", np.arange(5.0))
    window.open_root(tmp_path)
    qtbot.waitUntil(lambda: window.is_settled, timeout=10_000)
    assert window.sidebar.model.session_names() == [f"{tmp_path.name}/loose files"]


def test_a_file_that_is_dropped_is_shown_wherever_the_window_is(window, go, lab, qtbot):
    go(lab)
    window.places.go_to(Place.CLEANUP)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(lab / SESSION / "oneData" / FILE))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), *how))
    QCoreApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(lambda: window.is_settled and window.browsing.entry is not None, timeout=10_000)
    assert (window.browsing.entry.name, shown(window)) == (SESSION, FILE)
    assert window.pages.place is Place.SESSION


def test_what_is_not_there_is_told(window, go, tmp_path):
    go(tmp_path / "nowhere.npy")
    assert "There is no such folder" in window.problem
    assert window.pages.trouble.isVisible()
