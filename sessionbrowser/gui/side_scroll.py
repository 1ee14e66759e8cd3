"""A panel right of a viewer: as wide as any, and scrolled where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Space


class SideScroll(QScrollArea):
    """Holds sections below each other, and asks the window for no height of its own.

    Parameters
    ----------
    name : str
        What screen readers call it.

    Attributes
    ----------
    column : QVBoxLayout
        Takes the sections.
    """

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
