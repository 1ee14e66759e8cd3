"""A panel right of a viewer: as wide as any, and scrolled where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Space


class SideScroll(QScrollArea):
    """Holds sections below each other, and asks the window for no height of its own.

    What has to be seen is put into its foot: that follows the sections where there is room, and else stays below them
    while they are scrolled.

    Parameters
    ----------
    name : str
        What screen readers call it.

    Attributes
    ----------
    column : QVBoxLayout
        Takes the sections.
    """

    _foot: QWidget | None = None  # of the class: events of its parts come before it is made

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(Space.INSPECTOR)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what has the focus inside
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        look(inner, "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(Space.M, 10, Space.M, Space.M)
        self.column.setSpacing(Space.XS)
        self.setWidget(inner)

    def put_foot(self, foot: QWidget) -> None:
        """Give it a foot; where that is hidden, the sections have its room."""
        self._foot = foot
        foot.setParent(self)
        foot.installEventFilter(self)
        look(foot, "panel")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the foot where it belongs."""
        super().resizeEvent(event)
        self._place_foot()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the foot where it belongs when it comes or goes, or when a section does (it filters these already)."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._place_foot()
        return super().eventFilter(watched, event)

    def _place_foot(self) -> None:
        if self._foot is None:
            return
        # Asking for the viewport has PySide define every kind of widget that there is, while a first picture waits.
        bar = self.verticalScrollBar()
        width = self.width() - (bar.sizeHint().width() if bar.maximum() else 0)
        height = 0 if self._foot.isHidden() else self._foot.heightForWidth(width)
        self.setViewportMargins(0, 0, 0, height)
        wrapped = self.column.hasHeightForWidth()
        end = self.column.totalHeightForWidth(width) if wrapped else self.column.totalSizeHint().height()
        self._foot.setGeometry(0, min(end, self.height() - height), width, height)
