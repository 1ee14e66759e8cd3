"""Asks before files are deleted for good: which, how much, and the word typed by hand. It changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sessionbrowser.gui import controls, icons
from sessionbrowser.gui.dimming import Dim
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.trash_rows import amount_text, files_of, left_behind
from sessionbrowser.gui.words import count_text
from sessionbrowser.lab.trash import older
from sessionbrowser.sessions.trash import Batch, Trashed

WORD = "delete"
"""What has to be typed."""
DAYS = 30
_DAY = 86_400.0
_WIDTH = 560

Things = tuple[Batch | Trashed, ...]


class EmptyDialog(QDialog):
    """Says how much would be deleted, and ends with a yes only once the word is there.

    Show it with ``open()`` and listen to ``finished``; what was agreed to is then in `chosen`.

    Parameters
    ----------
    everything : sequence of Batch
        All that is in the trash.
    selected : sequence of Batch or Trashed
        What of it is selected; this is offered first.
    parent : QWidget or None
        Its window is dimmed meanwhile.
    """

    def __init__(
        self, everything: Sequence[Batch], selected: Sequence[Batch | Trashed] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._everything, self._selected = tuple(everything), tuple(selected)
        self.title = controls.label("", "", Size.DIALOG, bold=True)
        self.all, self.old, self.some = QRadioButton(), QRadioButton("Only what was cleared more than"), QRadioButton()
        self.days = QSpinBox(minimum=1, maximum=9999, value=DAYS)
        self.amount = controls.label("", "muted", Size.SECONDARY)
        self.warning = controls.label("", "danger", Size.BODY, bold=True)
        self.note = controls.label("", "muted", Size.SECONDARY)
        self.word = QLineEdit()
        self.cancel = controls.button("Cancel", tall=True)
        self.verb = controls.button("", "trash", "danger", tall=True)
        self._lay_out()
        self._connect()
        self._update()
        self._dim = None if parent is None else Dim(parent.window())

    @property
    def chosen(self) -> Things:
        """What would be deleted."""
        if self.some.isChecked():
            return self._selected
        if self.old.isChecked():
            return tuple(older(self._everything, self.days.value() * _DAY))
        return self._everything

    def _lay_out(self) -> None:
        look(self, "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.XL - 4, Space.L, Space.L)
        column.setSpacing(Space.S)
        self.title.setWordWrap(True)
        column.addWidget(self.title)
        column.addWidget(self.note)
        self.note.setWordWrap(True)
        column.addSpacing(Space.S)
        self.all.setText(f"All of the trash: {amount_text(self._everything)}")
        self.some.setText(f"Only what is selected: {amount_text(self._selected)}")
        self.some.setVisible(bool(self._selected))
        for choice in (self.some, self.all):
            column.addWidget(choice)
        column.addLayout(self._age_line())
        column.addSpacing(Space.S)
        column.addWidget(self.warning)
        column.addLayout(self._word_line())
        column.addSpacing(Space.S)
        foot = controls.row(gap=Space.M)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.verb)
        column.addLayout(foot)
        self.cancel.setMinimumWidth(104)
        self.setFixedWidth(_WIDTH)

    def _age_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self.days.setAccessibleName("Days")
        self.days.setFixedWidth(56)
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part in (self.old, self.days, controls.label("days ago:"), self.amount):
            line.addWidget(part)
        line.addStretch(1)
        return line

    def _word_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self.word.setAccessibleName(f"Type the word {WORD} to confirm")
        self.word.setFixedWidth(120)
        line.addWidget(controls.label(f"To confirm, type “{WORD}”:"))
        line.addWidget(self.word)
        line.addStretch(1)
        return line

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for choice in (self.some, self.all, self.old):
            group.addButton(choice)
        (self.some if self._selected else self.all).setChecked(True)
        for button in (self.cancel, self.verb):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.verb.clicked.connect(self.accept)
        group.buttonToggled.connect(lambda _button, _on: self._update())
        self.days.valueChanged.connect(self._on_days)
        self.word.textChanged.connect(lambda _text: self._update())
        self.finished.connect(self._end)
        order = (self.some, self.all, self.old, self.days, self.word, self.cancel, self.verb)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _on_days(self) -> None:
        self.old.setChecked(True)
        self._update()

    def _update(self) -> None:
        chosen = self.chosen
        files, left = files_of(chosen), left_behind(chosen)
        amount = amount_text(chosen)
        self.amount.setText(amount_text(older(self._everything, self.days.value() * _DAY)))
        self.title.setText(f"Delete {amount} for good?")
        self.setWindowTitle(self.title.text())
        stay = f" {count_text(left, 'file')} that its journal does not vouch for will stay." if left else ""
        self.note.setText(f"This frees the space on the disk. What is deleted here cannot be brought back.{stay}")
        self.warning.setText("" if files else "There is nothing to delete.")
        self.warning.setVisible(not files)
        self.verb.setText(f"Delete {amount}")
        can = bool(files) and self.word.text().strip().lower() == WORD
        self.verb.setEnabled(can)
        self.verb.setToolTip("" if can else f"Type the word {WORD} first." if files else "There is nothing to delete.")
        icons.set_icon(self.verb, "trash", "danger" if can else "muted")

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window."""
        super().showEvent(event)
        if self._dim is not None:
            self._dim.cover()
        self.word.setFocus(Qt.FocusReason.TabFocusReason)

    def _end(self) -> None:
        if self._dim is not None:
            self._dim.uncover()
