"""The foot of the clean-up page: how much is ticked, what becomes of it, and the button that asks about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from sessionbrowser.gui.cleanup_rows import Totals
from sessionbrowser.gui.controls import ElidedLabel, button, label, row
from sessionbrowser.gui.progress_strip import show_value
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text, count_text

HEIGHT = 72
_STEPS = 1000
_BAR = range(88, 281)
"""How wide the bar may be, px: the words beside it come first."""


def ticked_text(now: Totals) -> str:
    """Return what is ticked: "13 files in 5 sessions, 1.6 GB"."""
    if not now.files:
        return "Nothing is ticked"
    return f"{count_text(now.files, 'file')} in {count_text(now.sessions, 'session')}, {bytes_text(now.size)}"


def found_text(now: Totals) -> str:
    """Return of how much that is: "of 24 files, 1.8 GB found"; and how much of it filter and scope hide."""
    there = f"of {count_text(now.all_files, 'file')}, {bytes_text(now.all_size)}"
    if not now.unseen:
        return f"{there} found"
    if not now.all_files:
        return f"{count_text(now.unseen, 'file')} found, none of them on show"
    return f"{there} on show · {count_text(now.unseen, 'file')} hidden"


def fate_text(now: Totals) -> str:
    """Return what becomes of what is ticked, and of what is not offered."""
    fate = "goes to each session’s trash, Undo brings it back" if now.files else "tick what is to go"
    hidden = f"{count_text(now.hidden, 'ticked file')} not on show stays" if now.hidden == 1 else ""
    if now.hidden > 1:
        hidden = f"{count_text(now.hidden, 'ticked file')} not on show stay"
    kept = f"{count_text(now.kept, 'file')} kept by lab.toml" if now.kept else ""
    return " · ".join(part for part in (fate, hidden, kept) if part)


class CleanupFoot(QFrame):
    """Says how much is ticked.

    Attributes
    ----------
    review, copy, compare : QPushButton
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "shelf")
        self.setFixedHeight(HEIGHT)
        self._ticked = label(size=Size.HEADLINE, bold=True)
        self._found = ElidedLabel(name="muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, _STEPS)
        self._bar.setMinimumWidth(_BAR.start)
        self._bar.setMaximumWidth(_BAR.stop - 1)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bar.setAccessibleName("Share of the bytes that are ticked")
        self._fate = ElidedLabel(name="muted", size=Size.SECONDARY)
        self.compare = button("", tall=True)
        self.copy = button("Copy the list", tall=True)
        self.review = button("", "trash", "verb", tall=True)
        self._lay_out()

    def _lay_out(self) -> None:
        upper, lower = row(gap=Space.S), row(gap=Space.M)
        upper.addWidget(self._ticked)
        upper.addWidget(self._found, 1)
        lower.addWidget(self._bar, 1)
        lower.addWidget(self._fate)
        lower.addStretch(0)
        lines = QVBoxLayout()
        lines.setSpacing(Space.XS)
        lines.addLayout(upper)
        lines.addLayout(lower)
        across = row(self, (Space.M, Space.S, Space.M, Space.S), Space.M)
        across.addLayout(lines, 1)
        for each in (self.compare, self.copy, self.review):
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            across.addWidget(each)

    def show_totals(self, now: Totals) -> None:
        """Show how much is ticked of how much, and how many files could be compared with what would stay."""
        self._ticked.setText(ticked_text(now))
        self._found.setText(found_text(now))
        show_value(self._bar, round(_STEPS * now.size / now.all_size) if now.all_size else 0)
        self._fate.setText(fate_text(now))
        self.review.setText(f"Review {count_text(now.files, 'file')}…" if now.files else "Review…")
        self.review.setEnabled(now.files > 0)
        self.review.setToolTip(
            "Asks before anything is moved, with the reasons for each file" if now.files else "Tick some files first."
        )
        self.copy.setEnabled(now.files > 0)
        self.copy.setToolTip("Paths, sizes and reasons of the ticked files" if now.files else "Tick some files first.")
        self.compare.setVisible(now.comparable > 0)
        self.compare.setText(f"Compare {count_text(now.comparable, 'copy', 'copies')}")
        self.compare.setToolTip("Read all values of files that have a twin, and tick those that are equal to it")
