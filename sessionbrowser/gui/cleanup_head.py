"""The head of the clean-up page: what was looked at and when, the groupings, a filter, and another look."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QProgressBar, QTabBar, QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.cleanup_rows import By
from sessionbrowser.gui.controls import ElidedLabel, FilterBox, button, label, row
from sessionbrowser.gui.notices import told
from sessionbrowser.gui.progress_strip import show_value
from sessionbrowser.gui.style import look
from sessionbrowser.gui.survey_runner import SurveyRunner
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import ago_text, count_text

_TABS = f"""
QTabBar::tab {{ height: {Space.SESSION_HEADER - 6}px; padding: 2px 4px 0 4px; margin: 0 6px; }}
QTabBar::tab:selected {{ font-weight: 600; }}
"""
WHOLE = "whole lab"
_MINUTE = 60_000


def looked_text(runner: SurveyRunner) -> str:
    """Return how far the survey is: "looked at 18 of 18 sessions, a minute ago"; and what went wrong."""
    done, total = runner.progress
    far = f"{done:,} of {count_text(total, 'session')}"
    if runner.is_busy:
        return far
    if runner.error is not None:
        return f"stopped at {far}: {told(runner.error)[0]}"
    text = f"looked at {far}"
    if runner.looked_at:
        text += f", {ago_text(time.time() - runner.looked_at)}"
    problems = sum([bool(survey.problem) for survey in runner.surveys.values()])
    untold = f"{count_text(problems, 'session')} could not be looked at" if problems else ""
    return " · ".join(part for part in (text, untold, *runner.problems) if part)


class _Tabs(QTabBar):
    """Tabs with the room that each takes in bold, so that none moves when another is chosen."""

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size of a tab as it is when it is chosen."""
        hint, text = super().tabSizeHint(index), self.tabText(index)
        plain, bold = (QFontMetrics(theme.font(Size.BODY, bold=bold)) for bold in (False, True))
        return hint + QSize(bold.horizontalAdvance(text) - plain.horizontalAdvance(text), 0)


class CleanupHead(QFrame):
    """Says how far the survey is, and offers what it can be looked at by.

    Attributes
    ----------
    grouped : Signal(By)
    mice_chosen : Signal(frozenset of str)
        Only the findings of these are wanted; none for all.
    again_asked : Signal()
        The whole root is to be looked at anew.
    filter : FilterBox
    again : QPushButton
        Looks again, goes on, or gives up.
    """

    grouped = Signal(object)
    mice_chosen = Signal(object)
    again_asked = Signal()

    def __init__(self, runner: SurveyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "bar")
        self.setFixedHeight(Space.SESSION_HEADER)
        self._runner = runner
        self._mice: frozenset[str] = frozenset()
        self._offered = ""
        self.scope = button(WHOLE, name="quiet")
        self.only = button("", name="link")
        self._looked = ElidedLabel(name="muted", size=Size.SECONDARY)
        self._bar = QProgressBar(textVisible=False)
        self.tabs = _Tabs()
        self.filter = FilterBox("Filter findings")
        self.again = button("Look again", "refresh")
        self._clock = QTimer(self, interval=_MINUTE)
        self._lay_out()
        self._connect()
        self.show_progress()

    def _lay_out(self) -> None:
        self.setAccessibleName("Clean-up")
        for each in (self.scope, self.only):
            each.setFont(self._looked.font())
        icons.set_icon(self.scope, "chevron-down", "muted")
        self.scope.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.scope.setStyleSheet("QPushButton { padding: 0 6px; }")  # on one line with the words beside it
        self.again.setMinimumWidth(self.again.sizeHint().width())  # its other texts are shorter: nothing moves
        self._bar.setFixedWidth(64)
        self._bar.setAccessibleName("Sessions that were looked at")
        self.tabs.setAccessibleName("Group findings")
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for by in By:
            self.tabs.addTab(f"By {by.value}")
        self.tabs.setStyleSheet(_TABS)
        self.filter.setFixedWidth(180)
        self.only.hide()
        line = row(self, (Space.M, 0, Space.M, 0), Space.S)
        line.addWidget(label("Clean-up", size=Size.HEADLINE, bold=True))
        for each in (self.scope, self.only):
            line.addWidget(each)
        line.addWidget(self._looked, 1)
        for part in (self._bar, self.tabs, self.filter, self.again):
            line.addWidget(part)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda at: self.grouped.emit(list(By)[at]))
        self.only.clicked.connect(lambda: self.choose(() if self._mice else (self._offered,)))
        self.again.clicked.connect(self._on_again)
        self._runner.changed.connect(self.show_progress)
        self._clock.timeout.connect(self.show_progress)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the time right while it is seen."""
        super().showEvent(event)
        self.show_progress()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the clock rest."""
        super().hideEvent(event)
        self._clock.stop()

    def group_by(self, name: str) -> None:
        """Group by what has this name, if anything has."""
        if name in list(By):
            self.tabs.setCurrentIndex(list(By).index(By(name)))

    # The survey -----------------------------------------------------------------------------------------------------

    def show_progress(self) -> None:
        """Show how far the survey is, and what can be done about it."""
        busy, (done, total) = self._runner.is_busy, self._runner.progress
        runner = self._runner
        role = "danger" if runner.error is not None else "warning" if runner.problems else "muted"
        look(self._looked, role, Size.SECONDARY)
        self._looked.setText(looked_text(self._runner))
        self._bar.setVisible(busy)
        self._bar.setRange(0, total)
        show_value(self._bar, done)
        text, icon, tip = "Look again", "refresh", "List the sessions, and look at all of them anew (F5)"
        if busy:
            text, icon, tip = "Cancel", "clear-x", "Give up; what was found stays"
        elif done < total:
            text, icon, tip = "Go on", "play", "Look at the sessions that were not looked at"
        if text != self.again.text():
            self.again.setText(text)
            icons.set_icon(self.again, icon)
        self.again.setToolTip(tip)

    def _on_again(self) -> None:
        done, total = self._runner.progress
        if self._runner.is_busy:
            self._runner.cancel()
        elif done < total:
            self._runner.go_on()
        else:
            self.again_asked.emit()

    # The mice -------------------------------------------------------------------------------------------------------

    def offer(self, mouse: str) -> None:
        """Offer to show the findings of one mouse alone, as it was clicked in the tree."""
        self._offered = mouse
        self._show_scope()

    def choose(self, mice: Collection[str]) -> None:
        """Show the findings of these mice alone; of all when there are none."""
        self._mice = frozenset(mice)
        self._show_scope()
        self.mice_chosen.emit(self._mice)

    def scope_menu(self, mice: Sequence[str]) -> QMenu:
        """Return a menu of the mice that have findings, to be ticked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = menu.addAction("Whole lab")
        whole.setCheckable(True)
        whole.setChecked(not self._mice)
        whole.triggered.connect(lambda: self.choose(()))
        menu.addSeparator()
        for mouse in mice:
            action = menu.addAction(mouse.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(mouse in self._mice)
            action.toggled.connect(partial(self._toggle, mouse))
        return menu

    def _toggle(self, mouse: str, on: bool) -> None:
        self.choose(self._mice | {mouse} if on else self._mice - {mouse})

    def _show_scope(self) -> None:
        names = sorted(self._mice)
        self.scope.setText(", ".join(names) if 0 < len(names) < 3 else f"{len(names)} mice" if names else WHOLE)
        self.scope.setToolTip(f"Findings of {', '.join(names)}" if names else "Findings of all mice; click to choose")
        self.only.setText("Whole lab" if names else f"Only {self._offered}")
        self.only.setVisible(bool(names or self._offered))
