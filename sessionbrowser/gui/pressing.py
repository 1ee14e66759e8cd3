"""Gives a key to a widget as if it had been pressed there: how menus do what a picture does by key."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget


def press(widget: QWidget, keys: str) -> bool:
    """Press a key, as "Ctrl+Return", over a widget, and return whether it, or a part around it, had a use for it."""
    wanted = QKeySequence(keys)
    for shortcut in widget.window().findChildren(QShortcut):
        around = shortcut.parent()
        is_near = isinstance(around, QWidget) and (around is widget or around.isAncestorOf(widget))
        if is_near and shortcut.key() == wanted and shortcut.isEnabled():
            shortcut.activated.emit()
            return True
    pressed = wanted[0]  # type: ignore[index]
    event = QKeyEvent(QEvent.Type.KeyPress, pressed.key(), pressed.keyboardModifiers(), keys if len(keys) == 1 else "")
    QApplication.sendEvent(widget, event)
    return event.isAccepted()
