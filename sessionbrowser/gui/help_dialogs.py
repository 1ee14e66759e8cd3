"""The two pages of the Help menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from sessionbrowser import __version__
from sessionbrowser.gui.actions import ACTIONS
from sessionbrowser.gui.controls import button, label
from sessionbrowser.gui.tokens import Size

_IN_LISTS = (
    ("Up, Down", "Go from session to session, from file to file"),
    ("Left, Right", "Close and open a mouse or a date"),
    ("Space, Shift, Ctrl", "Select several files"),
    ("Esc", "Empty a filter; again, go back to the list"),
)
_IN_PICTURES = (
    ("Drag, arrow keys", "Move along the data"),
    ("Wheel, + and −", "Zoom; with Shift along time alone"),
    ("A, double click", "Show all of it"),
    ("Up, Down", "In a raster: go from ROI to ROI; with Shift, Left and Right go from sample to sample"),
    ("Click, Return", "Pin the trace of an ROI; with Ctrl, one more or one less; Esc unpins"),
    ("Ctrl+wheel", "Make traces higher"),
)


def keys_told() -> list[tuple[str, str]]:
    """Return every key with what it does."""
    told = []
    for spec in ACTIONS:
        keys = spec.keys or spec.told_keys
        if keys and spec.text:
            told.append((QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText), spec.text.rstrip("…")))
    return [*told, *_IN_LISTS, *_IN_PICTURES]


def show_keys(parent: QWidget) -> QDialog:
    """Open the list of keys."""
    dialog, layout = _dialog(parent, "Keys")
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for at, (keys, what) in enumerate(keys_told()):
        grid.addWidget(label(keys, size=Size.SECONDARY, bold=True), at, 0)
        grid.addWidget(label(what, size=Size.SECONDARY), at, 1)
    layout.addLayout(grid)
    return _open(dialog, layout)


def show_about(parent: QWidget) -> QDialog:
    """Open the page that says what this is."""
    dialog, layout = _dialog(parent, "About sessionbrowser")
    layout.addWidget(label(f"sessionbrowser {__version__}", size=Size.DIALOG, bold=True))
    layout.addWidget(label("Look at the recordings of a lab, and clear what is stale without fear.", "muted"))
    layout.addWidget(label("MIT licence", "muted", Size.SECONDARY))
    return _open(dialog, layout)


def _dialog(parent: QWidget, title: str) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(24, 16, 24, 16)
    layout.setSpacing(12)
    return dialog, layout


def _open(dialog: QDialog, layout: QVBoxLayout) -> QDialog:
    close = button("Close", tall=True)
    close.setDefault(True)
    close.clicked.connect(dialog.reject)
    layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    close.setFocus()
    dialog.open()
    return dialog
