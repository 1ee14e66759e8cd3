"""The outline of the window: tree and table, and what stands where the other parts will be."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from sessionbrowser.__main__ import build_parser
from sessionbrowser.gui import app, theme
from sessionbrowser.gui.outline import Outline
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tree_view import TreeView
from sessionbrowser.gui.window import MainWindow
from sessionbrowser.sessions.registry import resolve_factory


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.ini")


def make(qtbot, settings, root, **how):
    window = MainWindow(factory=resolve_factory(None), settings=settings, root=root, **how)
    qtbot.addWidget(window)
    return window


def place(window: MainWindow, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())


def panes(window: MainWindow) -> list[QRect]:
    """Return where the sidebar, the files and the viewer are."""
    if window.is_filled:
        across, down = window.pages.across, window.pages.down
    else:
        across, down = window.centralWidget().findChildren(QSplitter)
    return [place(window, across.widget(0)), *(place(window, down.widget(i)) for i in range(2))]


@pytest.mark.parametrize("is_arranged", [False, True])
def test_the_parts_come_where_the_outline_had_them(qtbot, settings, lab, is_arranged):
    if is_arranged:
        before = make(qtbot, settings, lab)
        before.resize(1100, 720)
        before.show()
        before.pages.across.setSizes([333, 767])
        before.pages.down.setSizes([300, 400])
        before.close()
    window = make(qtbot, settings, lab, is_outline=True)
    with qtbot.waitCallback() as painted:
        window.after_paint(painted)
        window.show()
    outlined, size = panes(window), window.size()
    assert isinstance(window.centralWidget(), Outline)
    window.fill()
    qtbot.wait(10)
    assert window.size() == size
    assert panes(window) == outlined
    assert not window.findChildren(Outline)
    window.close()


def test_tree_and_table_are_there_from_the_first_paint_on(qtbot, settings, lab):
    """What is painted first is not replaced: the same list is filled later, and at rest until then."""
    window = make(qtbot, settings, lab, is_outline=True)
    window.resize(1440, 900)
    with qtbot.waitCallback() as painted:
        window.after_paint(painted)
        window.show()
    tree, table = (window.findChild(kind) for kind in (TreeView, TableView))
    assert tree.isVisible()
    assert table.isVisible()
    for view in (tree, table):
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    window.fill()
    assert (window.sidebar.tree, window.pane.table) == (tree, table)
    assert tree.isEnabled()
    assert table.isEnabled()
    qtbot.waitUntil(table.columns.isVisible)
    assert table.columns.length() == table.viewport().width()
    window.close()


def test_the_welcome_page_has_no_outline(qtbot, settings):
    window = make(qtbot, settings, None, is_outline=True)
    with qtbot.waitCallback() as painted:
        window.after_paint(painted)
        window.show()
    assert window.centralWidget() is None
    window.fill()
    assert window.pages.currentWidget() is window.pages.welcome
    window.close()


def test_a_window_can_be_closed_before_it_is_filled(qtbot, settings, lab):
    window = make(qtbot, settings, lab, is_outline=True)
    window.show()
    with qtbot.waitSignal(window.closed):
        window.close()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_it_has_the_colours_of_the_theme(qtbot, qapp, settings, lab, choice):
    theme.set_theme(choice)
    sheet = qapp.styleSheet()
    qapp.setStyleSheet("")  # as it is before the first paint
    window = make(qtbot, settings, lab, is_outline=True)
    with qtbot.waitCallback() as painted:
        window.after_paint(painted)
        window.show()
    picture = window.grab().toImage()
    sidebar, _files, viewer = panes(window)
    assert picture.pixelColor(sidebar.center()) == theme.color("window")
    assert picture.pixelColor(viewer.center()) == theme.color("panel")
    window.close()
    qapp.setStyleSheet(sheet)
    theme.set_theme("system")


def test_the_parts_are_painted_before_numpy_is_waited_for(qtbot, qapp, settings, lab, monkeypatch):
    """What takes longest comes after the paint of tree and table, not only after they are made."""
    seen: list[tuple[bool, int]] = []
    painted: list[QWidget] = []
    # Not by `make`: a window among the app's own is gone once it is closed.
    window = MainWindow(factory=resolve_factory(None), settings=settings, root=lab, is_outline=True)
    monkeypatch.setattr(MainWindow, "warm_up", lambda self: seen.append((self.is_filled, len(painted))))
    monkeypatch.setattr(app, "take_second_starts", lambda *_: None)
    monkeypatch.setattr(app, "settle_in", lambda *_: None)
    draw = TableView.paintEvent
    monkeypatch.setattr(TableView, "paintEvent", lambda self, event: (painted.append(self), draw(self, event)))
    options = build_parser().parse_args([str(lab)])
    window.after_paint(lambda: app.begin(qapp, window, options, resolve_factory(None)))
    window.show()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0]
    assert seen[0][1] > 0
    window.close()


def test_no_part_and_no_numpy_comes_before_the_first_paint():
    """The modules that the first paint waits for are few, and PySide has not defined the namespace Qt for them."""
    code = """
import sys
from sessionbrowser.gui import preflight
assert not preflight.problem()
from PySide6.QtCore import QObject
import enum
made = []
create = enum.EnumType.__call__
def note(cls, *args, **named):
    it = create(cls, *args, **named)
    if isinstance(it, type):
        made.append(it.__name__)
    return it
enum.EnumType.__call__ = note
from sessionbrowser.gui import app
def tell(*_):
    ours = sorted(name for name in sys.modules if name.startswith("sessionbrowser.gui."))
    print("numpy" in sys.modules, "ItemDataRole" in made, len(ours), flush=True)
    import os
    os._exit(0)
app.begin = tell
from sessionbrowser.__main__ import main
main(["/", "--new-window"])
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    numpy, namespace, count = told.stdout.split()
    assert (numpy, namespace) == ("False", "False"), told.stderr
    assert int(count) < 15
