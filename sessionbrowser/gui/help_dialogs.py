"""The two pages of the Help menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from sessionbrowser import __version__
from sessionbrowser.gui.action_table import ACTIONS, HAND, PICTURE, Keys
from sessionbrowser.gui.controls import button, label, row
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.within_screen import within_screen

_AROUND = 120
"""What margins, the button and the frame of a page take of the screen's height, with a little to spare."""
_MARGIN = 24
_IN_PICTURES, _IN_PLACES = "In pictures", "In clean-up and trash"


def keys_told() -> dict[str, Keys]:
    """Return every key with what it does, by where it does so: those of actions first, then those of the hand."""
    told: dict[str, list[tuple[str, str]]] = {"Everywhere": [], **{where: [] for where in HAND}}
    for spec in ACTIONS:
        keys = spec.keys or spec.told_keys
        if keys and spec.text:
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            told[_IN_PICTURES if spec.menu == PICTURE else "Everywhere"].append((native, spec.text.rstrip("…")))
    for where, keys_of_hand in HAND.items():
        told[where] += keys_of_hand
    return {where: tuple(keys) for where, keys in told.items()}


def show_keys(parent: QWidget) -> QDialog:
    """Open the list of keys: those of the window at the left, those of its parts at the right."""
    dialog, layout = _dialog(parent, "Keys")
    inner = QWidget()
    look(inner, "panel")
    columns = row(inner, gap=2 * Space.XL)
    left, right = QGridLayout(), QGridLayout()
    for grid in (left, right):
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(2)
        columns.addLayout(grid)
    for title, keys in keys_told().items():
        _add_keys(left if title in ("Everywhere", _IN_PLACES) else right, title, keys)
    for grid in (left, right):
        grid.setRowStretch(grid.rowCount(), 1)
    layout.addWidget(_Sheet(inner))
    return _open(dialog, layout)


class _Sheet(QScrollArea):
    """As large as what it holds where the screen is, else as large as the screen lets it be, to be scrolled."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Keys")
        self.setWidget(inner)

    def sizeHint(self) -> QSize:
        whole, room = self._inner.sizeHint(), self.screen().availableSize().height() - _AROUND
        if whole.height() > room:
            whole = QSize(whole.width() + self.verticalScrollBar().sizeHint().width(), room)
        page = QSize(2 * _MARGIN, 0)
        return within_screen(self, whole + page) - page

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()  # else Qt opens a page in two thirds of the screen at most


def _add_keys(grid: QGridLayout, title: str, keys: Keys) -> None:
    at = grid.rowCount()
    if at > 1:
        grid.setRowMinimumHeight(at, Space.S)
    grid.addWidget(label(title, "muted", Size.AXIS, bold=True), at + 1, 0, 1, 2)
    for place, (pressed, what) in enumerate(keys, at + 2):
        grid.addWidget(label(pressed, size=Size.SECONDARY, bold=True), place, 0)
        grid.addWidget(label(what, size=Size.SECONDARY), place, 1)


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
    look(dialog, "panel")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(_MARGIN, 16, _MARGIN, 16)
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
