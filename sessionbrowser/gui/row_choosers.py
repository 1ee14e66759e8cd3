"""The choosers of the ROIs of a raster: on what scale, in what order, and which of them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from sessionbrowser.gui.controls import chooser
from sessionbrowser.gui.viewers.raster_rows import ORDERS, SCALES, Order, Wish
from sessionbrowser.gui.words import tooltip
from sessionbrowser.sessions.roi_vectors import RoiVector

_WHY_NOT = "Only of recordings: an axis of ROIs beside one of time"


class RowChoosers(QObject):
    """Three choosers that make one wish.

    Attributes
    ----------
    scale, order, chosen : QComboBox
    wished : Signal(Wish)
        The user chose.
    """

    wished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale, self.order, self.chosen = chooser("Scale"), chooser("Order"), chooser("ROIs")
        for name in SCALES:
            self.scale.addItem(name if name == SCALES[0] else f"{name} per ROI", name)
        self.offer(None)
        for box in self._boxes:
            box.activated.connect(lambda _: self.wished.emit(self.wish))

    @property
    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.scale, self.order, self.chosen

    def named(self) -> tuple[tuple[str, QWidget], ...]:
        """Return the choosers with the words that stand beside them."""
        return ("Scale", self.scale), ("Order", self.order), ("ROIs", self.chosen)

    @property
    def wish(self) -> Wish:
        """What is chosen."""
        return Wish(self.scale.currentData(), self.order.currentData(), self.chosen.currentData())

    def offer(self, count: int | None, vectors: Iterable[RoiVector] = ()) -> None:
        """Offer what there is for so many ROIs, with nothing chosen; None where there are no ROIs."""
        vectors = tuple(vectors)
        orders: tuple[Order, ...] = (*ORDERS, *(each for each in vectors if each.kind == "number"))
        _fill(self.order, orders if count is not None else (), "file")
        marks = [each for each in vectors if each.kind == "mark"]
        _fill(self.chosen, marks, "all" if count is None else f"all {count:,}")
        self.show_wish(Wish())
        for box in self._boxes:
            box.setEnabled(count is not None)
            box.setToolTip("" if count is not None else _WHY_NOT)

    def show_wish(self, wish: Wish) -> None:
        """Show what is chosen; nothing is told of it."""
        for box, data in zip(self._boxes, (wish.scale, wish.order, wish.chosen), strict=True):
            box.setCurrentIndex(next((i for i in range(box.count()) if box.itemData(i) == data), 0))


def _fill(box: QComboBox, offers: Iterable[Order | RoiVector], first: str) -> None:
    box.clear()
    box.addItem(first, None)
    for offer in offers:
        box.addItem(offer if isinstance(offer, str) else offer.name, offer)
        if isinstance(offer, RoiVector):
            text = f"{offer.path.name}, {offer.unit}" if offer.unit else offer.path.name
            box.setItemData(box.count() - 1, tooltip(text), Qt.ItemDataRole.ToolTipRole)
