"""Asks before files are moved to the trash: what goes, why, and what is lost with it. It changes nothing itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHeaderView, QLabel, QVBoxLayout, QWidget

from sessionbrowser.gui import controls, icons, theme
from sessionbrowser.gui.clear_model import AGE, FILE, REMAKE, SIZE, ClearModel, as_text, changes
from sessionbrowser.gui.clear_rows import TICK, RowsView
from sessionbrowser.gui.dimming import Dim
from sessionbrowser.gui.right_of_way import PaintsFirst
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tasks import Lane
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.within_screen import within_screen
from sessionbrowser.sessions.plan import ClearPlan
from sessionbrowser.sessions.plan_words import plan_words

_WIDTH, _WIDE = 880, 1080
"""For files of one session, and where each row names its own."""
_WIDTHS = {REMAKE: 250, AGE: 104, SIZE: 92}
WATCH_MS = 1000
"""How often the files are looked at while the dialog is open."""


class ClearDialog(QDialog):
    """Shows a plan, lets files be unticked, and ends with a yes or a no.

    Show it with ``open()`` and listen to ``finished``; what was agreed to is then in `chosen`.

    Parameters
    ----------
    plan : ClearPlan
    root : Path or None
        Sessions are named from there.
    parent : QWidget or None
        Its window is dimmed meanwhile.
    """

    def __init__(self, plan: ClearPlan, root: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._plan = plan
        self.model = ClearModel(plan, self, root=root)
        self.rows = RowsView(self.model)
        if parent is not None:
            self.rows.take_share_of(parent.window().height())
        self.title = controls.label("", "", Size.DIALOG, bold=True)
        self.note = controls.ElidedLabel("", "muted")
        self.danger = _DangerLine()
        self.cancel = controls.button("Cancel", tall=True)
        self.verb = controls.button("", "trash", "verb", tall=True)
        self.copy = controls.button("Copy the list", name="plain", tall=True)
        self._watching = Lane(self, gives_way=True)
        self._watch = QTimer(self, interval=WATCH_MS)
        self._lay_out()
        self._connect()
        self._update()
        self.ensurePolished()
        # Without the red line, which wraps, the height does not go by the width, and Qt says -1.
        width = _WIDE if self.model.has_several_sessions else _WIDTH
        height = max(self._column.totalHeightForWidth(width), self._column.totalSizeHint().height())
        self.resize(within_screen(self, QSize(width, height)))
        PaintsFirst(self)
        self._dim = None if parent is None else Dim(parent.window())
        self.cancel.setFocus()

    @property
    def chosen(self) -> ClearPlan:
        """The plan for the ticked files, each as it was when the list was made."""
        return self.model.chosen

    def _lay_out(self) -> None:
        look(self, "panel")
        head = QVBoxLayout()
        head.setContentsMargins(Space.L, Space.XL - 4, Space.L, Space.M)
        head.setSpacing(Space.XS)
        head.addWidget(self.title)
        head.addWidget(self.note)
        foot = controls.row(margins=(Space.M, Space.L, Space.L, Space.L), gap=Space.M)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.verb)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_rule())
        column.addWidget(self.rows, stretch=1)
        column.addWidget(self.danger)
        column.addLayout(foot)
        self._size_columns()
        self._column = column
        self.cancel.setMinimumWidth(104)

    def _size_columns(self) -> None:
        header = self.rows.horizontalHeader()
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.rows.setColumnWidth(column, width)

    def _connect(self) -> None:
        for button in (self.cancel, self.verb, self.copy):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.verb.clicked.connect(self.accept)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(as_text(self.chosen)))
        self.model.dataChanged.connect(self._update)
        self._watch.timeout.connect(self._look_again)
        self.finished.connect(self._end)
        theme.manager().changed.connect(self._update)
        QWidget.setTabOrder(self.cancel, self.verb)
        QWidget.setTabOrder(self.verb, self.rows)
        QWidget.setTabOrder(self.rows, self.copy)

    def _update(self) -> None:
        words = plan_words(self.chosen)
        some = bool(words.verb)
        nothing = "Nothing is ticked" if self._plan.accepted else "None of these can be moved to the trash"
        self.title.setText(words.title)
        self.setWindowTitle(words.title)
        note = words.note if some else f"{nothing}."
        self.note.setText(f"{self.model.where}  ·  {note}")
        self.danger.say(words.warning, words.detail)
        self.verb.setText(words.verb.replace("&", "&&") or "Move 0 files")
        name = "danger" if words.warning else "verb"
        look(self.verb, name, bold=True)
        icons.set_icon(self.verb, "trash", "danger" if words.warning else "on_accent")
        self.verb.setEnabled(some)
        self.verb.setToolTip("" if some else nothing)
        self.copy.setEnabled(some)

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window, and watch the files."""
        super().showEvent(event)
        if self._dim is not None:
            self._dim.cover()
        self._watch.start()
        self.cancel.setFocus(Qt.FocusReason.TabFocusReason)

    def _look_again(self) -> None:
        if not self._watching.is_busy:
            items = self._plan.accepted
            self._watching.run(lambda job: changes(items, job.cancel), self.model.mark_changed)

    def _end(self) -> None:
        self._watch.stop()
        self._watching.cancel()
        if self._dim is not None:
            self._dim.uncover()


class _DangerLine(QFrame):
    """What is lost, in red; not there when nothing is."""

    def __init__(self) -> None:
        super().__init__()
        look(self, "danger-tint")
        self._icon = QLabel()
        self.headline = controls.label("", "danger", Size.BODY, bold=True)
        self.detail = controls.label("", "", Size.BODY)
        self.detail.setWordWrap(True)
        line = controls.row(self, (Space.L, Space.M, Space.L, Space.M), gap=TICK - Space.L - Space.ICON)
        line.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.headline)
        column.addWidget(self.detail)
        line.addLayout(column, 1)

    def say(self, headline: str, detail: str) -> None:
        """Say what is lost; nothing hides the line."""
        self._icon.setPixmap(icons.pixmap("octagon", "danger", Space.ICON, self.devicePixelRatio()))
        self.headline.setText(headline)
        self.detail.setText(detail)
        self.setVisible(bool(headline))


def _rule() -> QFrame:
    rule = QFrame()
    look(rule, "rule")
    rule.setFixedHeight(1)
    return rule
