"""The window with its tree and table and nothing else: what the first paint shows, since it waits for little more."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.tree_view import TreeView

FIRST_SIZE = QSize(1440, 900)
FRAME = QSize(0, 36)
"""What a title bar may add; how much is known only once the window is shown."""
FIRST_TABLE = 283
"""Height of the session pane in a window of the first size, or higher; a lower one takes from it first."""
LEAST_TABLE = 184
_VERTICAL = 2  # Qt.Orientation.Vertical: PySide defines all of the namespace Qt for who asks for a part of it


def stand(window: QMainWindow, settings: Settings) -> None:
    """Give a window the place and size that it had, or comes with the first time."""
    geometry = settings.state("geometry")
    if geometry.isEmpty() or not window.restoreGeometry(geometry):
        window.resize(first_size())


def first_size() -> QSize:
    """Return the size of the first window, as far as the screen has room."""
    return FIRST_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize() - FRAME)


def split(splitter: QSplitter, name: str, settings: Settings, size: QSize) -> None:
    """Divide a splitter as it was left, or as it comes the first time in a window of this size."""
    state = settings.state(name)
    if state.isEmpty() or not splitter.restoreState(state):
        splitter.setSizes(first_split(name, size))


def first_split(name: str, size: QSize) -> list[int]:
    """Return the sizes that the splitter "across" or "down" comes with."""
    missing = max(0, FIRST_SIZE.height() - size.height())
    # A picture that found too little room would move the sidebar when it comes.
    sidebar = max(Space.SIDEBAR_MIN, min(Space.SIDEBAR, size.width() - Space.PICTURE_MIN))
    first = {"across": sidebar, "down": max(LEAST_TABLE, FIRST_TABLE - missing)}
    return [first[name], 10_000]


class Outline(QWidget):
    """The window's tree and table, still empty, and bare areas where its other parts will be.

    It stands for some 0.1 s, in which the others are made; tree and table then move over to them. Qt draws all of it,
    since each further kind of thing that Python touches would have to be defined first.

    Parameters
    ----------
    tree : TreeView
    table : TableView
    settings : Settings
        Tell how the splitters were left.
    size : QSize
        Of the window, in pixels.
    """

    def __init__(self, tree: TreeView, table: TableView, settings: Settings, size: QSize) -> None:
        super().__init__()
        tokens = theme.current()
        down = QSplitter()
        down.setProperty("orientation", _VERTICAL)
        down.setHandleWidth(Space.SPLITTER)
        head, headings = _strip(tokens.panel, Space.SESSION_HEADER), _strip(tokens.raised, Space.ROW)
        down.addWidget(_over(head, headings, _holding(table, tokens.panel)))
        down.addWidget(_area(tokens.panel))
        down.setStretchFactor(1, 1)
        across = QSplitter()
        across.setHandleWidth(1)
        across.addWidget(_over(_strip(tokens.window, Space.SESSION_HEADER), _holding(tree, tokens.window)))
        across.addWidget(down)
        across.setStretchFactor(1, 1)
        split(down, "down", settings, size)
        split(across, "across", settings, size)
        foot = _over(_area(tokens.line, 1), _area(tokens.window))
        foot.setFixedHeight(Space.STATUS)
        _over(_strip(tokens.window, Space.MENU_BAR), across, foot, into=self)


def _over(*parts: QWidget, into: QWidget | None = None) -> QWidget:
    """Stack parts as `controls.stacked` does, which imports more than the first paint can wait for."""
    whole = into if into is not None else QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
    return whole


def _area(colour: str, height: int = 0) -> QWidget:
    made = QWidget()
    made.setAutoFillBackground(True)
    made.setPalette(_palette(QPalette.ColorRole.Window, colour))
    if height:
        made.setFixedHeight(height)
    return made


def _strip(colour: str, height: int) -> QWidget:
    """Return an area with a line at its lower end."""
    made = _over(_area(colour), _area(theme.current().line, 1))
    made.setFixedHeight(height)
    return made


def _holding(view: QWidget, colour: str) -> QWidget:
    """Return a part that gives a list its colour for as long as it is inside."""
    made = _over(view)
    made.setPalette(_palette(QPalette.ColorRole.Base, colour))
    return made


def _palette(role: QPalette.ColorRole, colour: str) -> QPalette:
    made = QPalette()
    made.setColor(role, QColor(colour))
    return made
