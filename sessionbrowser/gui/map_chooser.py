"""The chooser of colour maps, each with a strip of its colours; the strips are drawn when they are to be seen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QListView

from sessionbrowser.gui import plotting
from sessionbrowser.gui.controls import make_quiet
from sessionbrowser.gui.histogram import ribbon

AUTOMATIC = "automatic"
"""What the first choice is called until it is known which map suits the values."""
_SWATCH = QSize(26, 9)


class MapChooser(QComboBox):
    """Offers the map that suits the values, and then all others; the data of an item is the map's name, or empty."""

    def __init__(self) -> None:
        super().__init__()
        make_quiet(self, "Colours")
        self._natural = ""
        self.setIconSize(_SWATCH)
        self.addItem(AUTOMATIC, "")
        for name in plotting.MAPS:
            self.addItem(name, name)
        self.currentIndexChanged.connect(self._draw)

    def show_natural(self, name: str) -> None:
        """Say which map suits the values."""
        if name == self._natural:
            return
        self._list_again(self._natural, True)
        self._list_again(name, False)
        self._natural = name
        self.setItemText(0, name)
        self.setItemIcon(0, _strip(name))
        self.setItemData(0, f"{name} suits these values", Qt.ItemDataRole.ToolTipRole)

    def _list_again(self, name: str, listed: bool) -> None:
        """List a map among all the others, or not where it stands above them."""
        index = self.findData(name) if name else -1
        view = self.view()
        if index > 0 and isinstance(view, QListView):
            view.setRowHidden(index, not listed)

    def show_map(self, name: str) -> None:
        """Show which map is chosen, empty for the one that suits the values; nothing is told of it."""
        self.setCurrentIndex(max(0, self.findData(name)))

    def showPopup(self) -> None:
        """Draw the strips that are still missing, and open the list."""
        for index in range(self.count()):
            self._draw(index)
        super().showPopup()

    def _draw(self, index: int) -> None:
        name = self.itemData(index)
        if name and self.itemIcon(index).isNull():
            self.setItemIcon(index, _strip(name))


def _strip(name: str) -> QIcon:
    """Return a strip of the map's colours, which stay what they are in a row that is selected."""
    pixmap = ribbon(name, _SWATCH.width(), _SWATCH.height())
    strip = QIcon(pixmap)
    strip.addPixmap(pixmap, QIcon.Mode.Selected)
    return strip
