"""Dialogs no larger than a small screen: their buttons would stand outside it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = QSize(8, 40)
"""What the frame of a dialog takes of the screen, about."""
LOW = 600
"""A screen lower than this is a small one, as 1280 × 720 at 200 %; on others all dialogs find room."""


def within_screen(widget: QWidget, wanted: QSize) -> QSize:
    """Return the size that a dialog wants, or as much of it as a small screen has room for beside its frame."""
    room = widget.screen().availableSize()
    return wanted.boundedTo(room - FRAME) if room.height() < LOW else wanted
