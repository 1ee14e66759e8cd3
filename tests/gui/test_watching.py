"""A file that changes while it is shown: said on the dimmed picture, and F5 goes on."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest
from PySide6.QtCore import Qt

from sessionbrowser.gui import theme, watching
from sessionbrowser.gui.watching import what_changed
from sessionbrowser.platform import Identity
from sessionbrowser.sessions import Suite2pSession
from sessionbrowser.sessions.facts import inspect_file
from sessionbrowser.sessions.kinds import FileFacts

DENSE, SPARSE = "mpci.roiActivityDeconvolvedOasis.npy", "mpci.roiSignificantFluorescence.npz"


@pytest.fixture
def session(lab):
    return Suite2pSession.from_path(lab / "ATL901" / "2023-01-25" / "701")


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(watching, "EVERY", 20)


@pytest.fixture
def pane(often, shown_pane):
    yield shown_pane
    theme.set_theme("system")


@pytest.fixture
def show(qtbot, pane, session):
    def show(name):
        path = session.one_path / name
        pane.show_file(session, inspect_file(path, session))
        qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
        return path

    return show


def shorter(path):
    os.truncate(path, path.stat().st_size // 2)


def longer(path):
    with path.open("ab") as file:
        file.write(b"\0" * 100)


def replaced(path):
    other = path.with_name("other")
    shutil.copyfile(path, other)
    other.replace(path)


def vanished(path):
    path.unlink()


@pytest.mark.parametrize("name", [DENSE, SPARSE])
@pytest.mark.parametrize(
    ("change", "words"),
    [(shorter, "became shorter"), (longer, "grew"), (replaced, "replaced"), (vanished, "gone")],
)
def test_the_last_picture_is_dimmed_and_says_why(qtbot, pane, show, name, change, words):
    path = show(name)
    before = pane._current.canvas.grab().toImage()
    title = pane.head.title.text
    change(path)
    qtbot.waitUntil(pane.body.veil.isVisible, timeout=5000)
    assert pane.body.veil.headline.text() == "This file changed while it was open"
    assert words in pane.body.veil.detail.text()
    assert pane.body.veil.detail.text().endswith("F5 reads it again.")
    assert pane._current.canvas.grab().toImage() == before
    assert pane.head.title.text == title
    assert pane.is_settled


@pytest.mark.parametrize("name", [DENSE, SPARSE])
def test_f5_goes_on_with_what_is_there_now(qtbot, pane, show, name):
    path = show(name)
    replaced(path)
    qtbot.waitUntil(pane.body.veil.isVisible, timeout=5000)
    qtbot.keyClick(pane, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    assert not pane.body.veil.isVisible()
    assert pane.opened.facts.identity == Identity.of(path.lstat())
    qtbot.wait(100)
    assert not pane.body.veil.isVisible()


def test_f5_tells_what_is_wrong_with_a_file_that_is_gone(qtbot, pane, show):
    path = show(DENSE)
    vanished(path)
    qtbot.waitUntil(pane.body.veil.isVisible, timeout=5000)
    qtbot.keyClick(pane, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: pane.is_settled, timeout=10_000)
    assert pane.body.currentWidget() is pane.body.error_page


def test_a_file_that_stays_is_left_alone_and_another_one_is_not_confused_with_it(qtbot, pane, show):
    path = show(DENSE)
    qtbot.wait(100)
    assert not pane.body.veil.isVisible()
    show("mpci.times.npy")
    vanished(path)
    qtbot.wait(100)
    assert not pane.body.veil.isVisible()


def test_what_no_file_holds_and_what_is_hidden_is_not_watched(qtbot, pane, show, tmp_path):
    pane._watch.begin(FileFacts(tmp_path / "spks (corrected)"))
    assert not pane._watch._timer.isActive()
    path = show(DENSE)
    pane.hide()
    qtbot.waitUntil(lambda: not pane._watch._lane.is_busy, timeout=5000)  # a look that had begun before
    vanished(path)
    qtbot.wait(100)
    assert not pane.body.veil.isVisibleTo(pane)
    pane.show()
    qtbot.waitUntil(pane.body.veil.isVisible, timeout=5000)


def test_what_changed(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.arange(3))
    known = Identity.of(path.lstat())
    assert what_changed(path, known) is None
    os.utime(path, ns=(1, 1))
    assert "written" in what_changed(path, known).what
    path.unlink()
    path.mkdir()
    assert what_changed(path, known) is not None
