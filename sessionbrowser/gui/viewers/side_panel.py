"""A panel right of a viewer that holds one section, and takes no room while there is nothing in this."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Space

_TURNS = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class SidePanel(QWidget):
    """As wide as any panel while its section is shown, else of no width.

    Parameters
    ----------
    section : QWidget
        Hides itself when it has nothing to offer.
    """

    def __init__(self, section: QWidget) -> None:
        super().__init__()
        look(self, "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.addWidget(section)
        column.addStretch(1)
        self._section = section
        section.installEventFilter(self)
        self._fit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Give way to the viewer when the section goes, and come back with it."""
        if event.type() in _TURNS:
            self._fit()
        return False

    def _fit(self) -> None:
        self.setFixedWidth(0 if self._section.isHidden() else Space.INSPECTOR)
