"""The page of the first start: open a folder, try the demo, or go on where one was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sessionbrowser.gui import icons, words
from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.panes_sketch import PanesSketch
from sessionbrowser.gui.settings import Recent
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space

_EXPLAINED = (
    "The folder that holds one folder for each mouse: mouse / date / session.",
    "Nothing in it is changed by looking.",
)
MOST_SHOWN = 5
_BETWEEN = 72
_ROOM_FOR_SKETCH = 1000


class WelcomePage(QWidget):
    """Shown while no root is open.

    Attributes
    ----------
    open_folder, open_demo : Signal()
    open_recent : Signal(Path)
    """

    open_folder = Signal()
    open_demo = Signal()
    open_recent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._logo = QLabel()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._or = label(name="muted", size=Size.SECONDARY)
        self._links: list[QWidget] = []
        body = QWidget()
        body.setMinimumWidth(460)
        inside = QVBoxLayout(body)
        inside.setSpacing(0)
        inside.addWidget(self._logo)
        inside.addSpacing(24)
        inside.addWidget(label("Open your lab’s data folder", size=Size.WELCOME, bold=True))
        inside.addSpacing(6)
        for line in _EXPLAINED:
            inside.addWidget(label(line, "muted"))
        inside.addSpacing(18)
        inside.addLayout(self._make_buttons())
        inside.addSpacing(18)
        inside.addWidget(self._or)
        inside.addSpacing(4)
        inside.addLayout(self._recent)
        self.sketch = PanesSketch()
        outside = row(self, (Space.XL, 0, Space.XL, 0), _BETWEEN)
        outside.addStretch(1)
        outside.addWidget(body, 0, Qt.AlignmentFlag.AlignVCenter)
        outside.addWidget(self.sketch, 0, Qt.AlignmentFlag.AlignVCenter)
        outside.addStretch(1)
        self.show_recent(())
        self.retheme()

    def _make_buttons(self) -> QVBoxLayout:
        self.folder_button = button("Open folder…", "folder", "verb", tall=True)
        self.demo_button = button("Try the demo", "play", tall=True)
        for each, signal in ((self.folder_button, self.open_folder), (self.demo_button, self.open_demo)):
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            each.clicked.connect(signal)
        column = QVBoxLayout()
        line = row(gap=12)
        line.addWidget(self.folder_button)
        line.addWidget(self.demo_button)
        line.addStretch(1)
        column.addLayout(line)
        return column

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first button, also where the window was there before its parts."""
        super().showEvent(event)
        if not event.spontaneous():
            self.folder_button.setFocus()

    def show_recent(self, recent: Sequence[Recent], connected: Sequence[bool] = ()) -> None:
        """List the roots that were open before.

        Parameters
        ----------
        recent : sequence of Recent
        connected : sequence of bool
            Whether each can be reached; all can when left out.
        """
        for old in self._links:
            self._recent.removeWidget(old)
            old.deleteLater()
        self._links = []
        shown = recent[:MOST_SHOWN]
        self._or.setText("Or drop a folder or an npy file on this window." + (" Recent:" if shown else ""))
        for at, each in enumerate(shown):
            line = self._recent_line(each, connected[at] if at < len(connected) else True)
            self._links.append(line)
            self._recent.addWidget(line)

    def _recent_line(self, recent: Recent, connected: bool) -> QWidget:
        line = QWidget()
        layout = row(line, (0 if connected else 2, 0, 0, 0))  # links have room for a ring around them
        name = recent.path.name or str(recent.path)
        place = str(recent.path.parent)
        if connected:
            link = button(name, name="link")
            link.clicked.connect(lambda: self.open_recent.emit(recent.path))
            layout.addWidget(link)
            known = [words.count_text(recent.sessions, "session")] if recent.sessions >= 0 else []
            text = ", ".join([place, *known, words.since_text(recent.day)])
        else:
            layout.addWidget(label(name, "muted"))
            text = f"{place}, not connected"
        layout.addWidget(ElidedLabel(text, "muted", Size.SECONDARY, mode=Qt.TextElideMode.ElideMiddle), 1)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the drawing out where there is no room for it."""
        super().resizeEvent(event)
        self.sketch.setVisible(event.size().width() >= _ROOM_FOR_SKETCH)

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self._logo.setPixmap(icons.pixmap("logo", "accent", 44, self.devicePixelRatioF()))
