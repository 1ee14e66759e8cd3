"""The line above every viewer: what is shown and how it was made, the tabs, and the tools."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTabBar, QToolButton, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import tooltip

NARROW = 1264
"""Below this width of the window the tools lose their labels: it leaves a frame room on a screen of 1280 pixels."""
_COARSE = "coarse"
_SEPARATOR = " · "
_TABS = f"""
QTabBar::tab {{ height: {Space.VIEWER_HEAD - 6}px; padding: 2px 6px 0 6px; margin: 0 5px; }}
QTabBar::tab:selected {{ font-weight: 600; }}
"""


class TitleLine(QWidget):
    """Name, shape and making of what is shown; the name gives way first, the last part of the making never.

    Attributes
    ----------
    name, shape, making : str
        ``making`` is what the viewer says of itself, as "frames 150–1350 · max of ≤ 2 × 1 samples a pixel"; the last
        part tells how values were put together.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = self.shape = self.making = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """All of the title in one line."""
        return _SEPARATOR.join(part for part in (self.name, self.shape, self.making) if part)

    def show_title(self, name: str | None = None, shape: str | None = None, making: str | None = None) -> None:
        """Take up the parts that are given."""
        self.name = self.name if name is None else name
        self.shape = self.shape if shape is None else shape
        self.making = self.making if making is None else making
        self.setAccessibleName(self.text)
        self.setToolTip(tooltip(self.text))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Ask for room for a few letters of the name."""
        return QSize(80, Space.VIEWER_HEAD - 1)

    def fitted(self, width: int) -> tuple[str, str, str]:
        """Return name, shape and making as they fit into a width.

        The name is elided first, then the shape left out, then what comes before the last part of the making elided.
        """
        bold, plain = QFontMetrics(theme.font(Size.BODY, bold=True)), QFontMetrics(theme.font(Size.BODY))
        least = bold.horizontalAdvance("mmm…mmm")
        shape = self.shape
        for _ in range(2):
            pieces = [piece for piece in (shape, *self.making.split(_SEPARATOR)) if piece]
            rest = sum(plain.horizontalAdvance(_SEPARATOR) + plain.horizontalAdvance(piece) for piece in pieces)
            if bold.horizontalAdvance(self.name) + rest <= width or width - rest >= least:
                break
            shape = ""
        room = max(width - rest, min(least, width // 2))
        name, making = bold.elidedText(self.name, Qt.TextElideMode.ElideMiddle, room), self.making
        first, separator, last = making.rpartition(_SEPARATOR)
        if separator and bold.horizontalAdvance(name) + rest > width:
            taken = bold.horizontalAdvance(name) + plain.horizontalAdvance(2 * separator + last)
            first = plain.elidedText(first, Qt.TextElideMode.ElideRight, max(0, width - taken))
            making = separator.join(filter(None, (first, last)))
        return name, shape, making

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts after each other."""
        painter = QPainter(self)
        name, shape, making = self.fitted(self.width())
        left = _part(painter, self.rect(), 0, name, "text", bold=True)
        for text in (shape, *making.split(_SEPARATOR)):
            if text:
                left = _part(painter, self.rect(), left, _SEPARATOR, "muted")
                coarse = text.startswith(_COARSE)
                left = _part(painter, self.rect(), left, text, "warning" if coarse else "muted", bold=coarse)


def _part(painter: QPainter, line: QRect, left: int, text: str, role: str, bold: bool = False) -> int:
    painter.setFont(theme.font(Size.BODY, bold))
    painter.setPen(theme.color(role))
    return left + draw_text(painter, line.adjusted(left, 0, 0, 0), text)


class ViewerHead(QFrame):
    """Title, tabs and tools.

    Attributes
    ----------
    chosen : Signal(str)
        The user chose a tab, by its text.
    copy_python : Signal()
    export : Signal(QPoint)
        The user wants to export what is shown; the ways to do so are to be offered at this global position.
    python, export_button : QToolButton
    """

    chosen = Signal(str)
    copy_python = Signal()
    export = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "bar")
        self.setFixedHeight(Space.VIEWER_HEAD)
        self.title = TitleLine()
        self.tabs = _make_tabs()
        self.tabs.currentChanged.connect(self._on_tab)
        self._line = Rule(upright=True, length=18)
        self.python = _make_tool(" Copy as Python", "code", "Copy the Python lines that make what is shown")
        self.python.clicked.connect(self.copy_python)
        self.export_button = _make_tool(" Export…", "export", "Save what is shown: its picture, or its values")
        self.export_button.clicked.connect(self.ask_for_export)
        self._tools = (self.python, self.export_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 0, Space.S, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.title, stretch=1)
        for part in (self.tabs, self._line, *self._tools):
            row.addWidget(part, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.retheme()

    def ask_for_export(self) -> None:
        """Ask for what can be exported, to be offered below the tool."""
        self.export.emit(self.export_button.mapToGlobal(self.export_button.rect().bottomLeft()))

    def show_tabs(self, names: Sequence[str], current: str = "") -> None:
        """Offer these tabs; nothing is told of it."""
        self.tabs.blockSignals(True)
        if [self.tabs.tabText(i) for i in range(self.tabs.count())] != list(names):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for name in names:
                self.tabs.addTab(name)
        if current in names:
            self.tabs.setCurrentIndex(list(names).index(current))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(bool(names))

    def step_tab(self, by: int) -> None:
        """Choose the next tab, or the previous one, as if it had been clicked; after the last comes the first."""
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def turn_to(self, name: str) -> bool:
        """Bring the tab of this name to the front, and return whether there is one; nothing is told of it."""
        names = [self.tabs.tabText(at) for at in range(self.tabs.count())]
        if name in names:
            self.show_tabs(names, name)
        return name in names

    def show_tools(self, shown: bool) -> None:
        """Offer what can be done with a file, or nothing."""
        self._line.setVisible(shown)
        for tool in self._tools:
            tool.setVisible(shown)

    def retheme(self) -> None:
        """Take up the colours of the theme."""
        icons.recolour(self)
        self.title.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the labels of the tools in a narrow window."""
        super().resizeEvent(event)
        narrow = self.window().width() < NARROW
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for tool in self._tools:
            tool.setToolButtonStyle(style)

    def _on_tab(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self.tabs.tabText(index))


def _make_tool(text: str, icon: str, tip: str) -> QToolButton:
    tool = QToolButton()
    tool.setText(text)
    tool.setToolTip(tip)
    tool.setIconSize(QSize(Space.ICON, Space.ICON))
    tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    icons.set_icon(tool, icon)
    return tool


def _make_tabs() -> QTabBar:
    tabs = QTabBar()
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    tabs.setUsesScrollButtons(False)
    tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    tabs.setFixedHeight(Space.VIEWER_HEAD - 1)
    tabs.setElideMode(Qt.TextElideMode.ElideNone)
    tabs.setFont(theme.font(Size.BODY))
    tabs.setStyleSheet(_TABS)
    tabs.setAccessibleName("Views of this file")
    return tabs
