"""The page of the settings: few, each with what it does, and each taken up at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QVBoxLayout, QWidget

from sessionbrowser.gui.choices import SWITCHES, THEME, Switch, is_on, theme_of
from sessionbrowser.gui.controls import button, label, row
from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space

_THEMES = (("As the system", "system"), ("Light", "light"), ("Dark", "dark"))
_INDENT = 22
"""Of the notes, under the words of their box."""


class SettingsDialog(QDialog):
    """Offers the settings; closing it is all there is to confirm.

    Parameters
    ----------
    settings : Settings
    parent : QWidget
    """

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        look(self, "panel")
        self.theme = QComboBox()
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.XS)
        column.addWidget(label("Settings", size=Size.DIALOG, bold=True))
        column.addSpacing(Space.M)
        self._add_themes(column)
        for switch in SWITCHES:
            column.addSpacing(Space.M)
            self._add_switch(column, switch)
        column.addSpacing(Space.L)
        self._close = button("Close", tall=True)
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)

    def _add_themes(self, column: QVBoxLayout) -> None:
        self.theme.setAccessibleName("Theme")
        for text, value in _THEMES:
            self.theme.addItem(text, value)
        self.theme.setCurrentIndex(self.theme.findData(theme_of(self._settings)))
        self.theme.activated.connect(lambda at: self._settings.set_text(THEME, self.theme.itemData(at)))
        line = row()
        named = label("Theme")
        named.setBuddy(self.theme)
        line.addWidget(named)
        line.addStretch(1)
        line.addWidget(self.theme)
        column.addLayout(line)

    def _add_switch(self, column: QVBoxLayout, switch: Switch) -> None:
        box = self.boxes[switch.name] = QCheckBox(switch.text)
        box.setChecked(is_on(self._settings, switch))
        box.setAccessibleDescription(switch.note)
        box.toggled.connect(partial(self._settings.set_flag, switch.name))
        note = label(switch.note, "muted", Size.SECONDARY)
        note.setContentsMargins(_INDENT, 0, 0, 0)
        column.addWidget(box)
        column.addWidget(note)
