"""The keys and turns of the wheel over a raster that are meant for what is linked to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_STEPS: dict[tuple[int, Qt.KeyboardModifier], tuple[int, int]] = {
    (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier): (0, 1),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier): (0, -1),
    (Qt.Key.Key_Right, _SHIFT): (1, 0),
    (Qt.Key.Key_Left, _SHIFT): (-1, 0),
}
_HIGHER = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class LinkedKeys(QObject):
    """An event filter that tells what was asked for; it lets everything else through.

    Attributes
    ----------
    is_on : bool
        Whether there is anything to ask for.
    stepped : Signal(int, int)
        Move the crosshair by so many steps rightward, and so many ROIs upward.
    pinned : Signal(bool)
        Pin the ROI under the crosshair; True adds it to those that are pinned.
    unpinned : Signal()
    made_higher : Signal(int)
        Make the lanes higher, by so many steps.
    signals_wanted : Signal()
        Show all signals of the ROI under the crosshair.
    """

    stepped = Signal(int, int)
    pinned = Signal(bool)
    unpinned = Signal()
    made_higher = Signal(int)
    signals_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_on = False
        self.has_pins = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what is meant for us."""
        if not self.is_on:
            return False
        if isinstance(event, QWheelEvent) and event.modifiers() & _CTRL:
            delta = event.angleDelta().y()
            if delta:
                self.made_higher.emit(1 if delta > 0 else -1)
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(Qt.Key(event.key()), event.modifiers() & ~_KEYPAD)
        return False

    def _take_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if (key, modifiers) in _STEPS:
            self.stepped.emit(*_STEPS[key, modifiers])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pinned.emit(bool(modifiers & _CTRL))
        elif key in _HIGHER and modifiers & _CTRL:
            self.made_higher.emit(_HIGHER[key])
        elif key == Qt.Key.Key_S and modifiers == Qt.KeyboardModifier.NoModifier:
            self.signals_wanted.emit()
        elif key == Qt.Key.Key_Escape and self.has_pins:
            self.unpinned.emit()
        else:
            return False
        return True
