"""The left of the window: the root, its clean-up and trash, a filter, and the tree of its sessions."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sessionbrowser.gui import words
from sessionbrowser.gui.controls import FilterBox, label, row
from sessionbrowser.gui.root_header import RootHeader
from sessionbrowser.gui.side_entries import SideEntries
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.tree_model import TreeModel
from sessionbrowser.gui.tree_view import TreeView


class Sidebar(QWidget):
    """Finds a session.

    Parameters
    ----------
    tree : TreeView or None
        One that is on the screen already, without sessions.

    Attributes
    ----------
    session_chosen : Signal(SessionEntry)
    header : RootHeader
    places : SideEntries
        Clean-up and trash.
    filter : FilterBox
    model : TreeModel
    tree : TreeView
    """

    session_chosen = Signal(object)

    def __init__(self, tree: TreeView | None = None) -> None:
        super().__init__()
        look(self, "window")
        self.setAutoFillBackground(True)
        self.setMinimumWidth(Space.SIDEBAR_MIN)
        self.setMaximumWidth(Space.SIDEBAR_MAX)
        self.header = RootHeader()
        self.places = SideEntries()
        self.filter = FilterBox("Filter mouse, date, id", "Ctrl+F")
        self.model = TreeModel(self)
        self.tree = tree if tree is not None else TreeView()
        self.tree.take(self.model)
        self._count = label(name="muted", size=Size.AXIS, bold=True)
        self._stale = label("stale", "muted", Size.AXIS, bold=True)
        self._files = label("files", "muted", Size.AXIS, bold=True)
        self._files.setFixedWidth(Space.COUNT)
        self._files.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.places)
        line = row(margins=(8, 8, 8, 0))
        line.addWidget(self.filter)
        layout.addLayout(line)
        headings = row(margins=(13, 7, 13, 3), gap=0)
        headings.addWidget(self._count, 1)
        headings.addWidget(self._stale)
        headings.addWidget(self._files)
        layout.addLayout(headings)
        layout.addWidget(self.tree, 1)
        self.filter.textChanged.connect(self._apply_filter)
        self.filter.left.connect(self._to_the_tree)
        self.model.changed.connect(self._show_counts)
        self.tree.session_chosen.connect(self.session_chosen)
        self._show_counts()

    def begin(self, root: Path) -> None:
        """Start filling in a root, another one or the same again."""
        self.header.show_root(root)
        self.places.setEnabled(True)
        self.model.begin(root)

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self.header.retheme()
        self.places.update()
        self.tree.viewport().update()

    def _apply_filter(self) -> None:
        self.model.set_filter(self.filter.words())
        self.tree.open_what_fits()

    def _to_the_tree(self) -> None:
        if not self.tree.currentIndex().isValid():
            self.tree.step(0)
        self.tree.setFocus()

    def _show_counts(self) -> None:
        shown, there = self.model.n_shown, self.model.n_sessions
        self._count.setText(
            f"{shown} of {words.count_text(there, 'session')}" if shown < there else words.count_text(there, "session")
        )
        self._stale.setVisible(there > 0)
        self._files.setVisible(there > 0)
