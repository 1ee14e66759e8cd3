"""The clean-up page: all that was found stale in a root, to be ticked, reviewed and cleared as one batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from sessionbrowser.gui import cleanup_notices, icons
from sessionbrowser.gui.cleanup_foot import CleanupFoot
from sessionbrowser.gui.cleanup_head import CleanupHead
from sessionbrowser.gui.cleanup_model import CleanupModel
from sessionbrowser.gui.cleanup_rows import By, Finding
from sessionbrowser.gui.cleanup_table import CleanupTable
from sessionbrowser.gui.cleanup_words import as_text
from sessionbrowser.gui.pages import NoticePage
from sessionbrowser.gui.slices import Slices
from sessionbrowser.gui.style import look
from sessionbrowser.gui.survey_runner import SurveyRunner
from sessionbrowser.gui.words import count_text

if TYPE_CHECKING:
    from sessionbrowser.lab.survey import SessionSurvey

LEAST_PAUSE = 0.25
"""The least time between two updates of the list while findings come, s."""
REST = 10
"""An update that took long is followed by a pause so many times as long, so that the window stays alive."""
_TOGETHER = 50
"""Sessions whose findings are taken up in a step."""


class CleanupPage(QWidget):
    """Shows what a `SurveyRunner` finds.

    Attributes
    ----------
    review_asked : Signal(list of StaleFile)
        These are to be cleared, once the user has agreed to it.
    compare_asked : Signal(list of StaleFile)
        The values of these are to be compared with those that would stay.
    copies_asked : Signal(list of SessionEntry)
        All dense files of these sessions are to be compared with what their recipes give.
    keep_asked : Signal(list of StaleFile, bool)
        These are to be kept for good; or all files of their names.
    again_asked : Signal()
        The whole root is to be looked at anew.
    session_asked : Signal(str, str)
        A file of a session is to be shown, by their names.
    model : CleanupModel
    table : CleanupTable
    head : CleanupHead
    foot : CleanupFoot
    """

    review_asked = Signal(object)
    compare_asked = Signal(object)
    copies_asked = Signal(object)
    keep_asked = Signal(object, bool)
    again_asked = Signal()
    session_asked = Signal(str, str)

    def __init__(self, runner: SurveyRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runner = runner
        self._waiting: dict[str, SessionSurvey] = {}
        self._coming: dict[str, SessionSurvey] = {}
        self._slices = Slices(self)
        self.model = CleanupModel(self)
        self.table = CleanupTable(self.model)
        self.head, self.foot = CleanupHead(runner), CleanupFoot()
        self._notice = NoticePage()
        self._stack = QStackedWidget()
        self._pause = QTimer(self, singleShot=True, interval=round(LEAST_PAUSE * 1000))
        self._lay_out()
        self._connect()
        self._on_found(tuple(runner.surveys.values()))

    def _lay_out(self) -> None:
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)
        self.setFocusProxy(self.table)
        self.setAccessibleName("Clean-up")

    def _connect(self) -> None:
        head, foot, runner = self.head, self.foot, self._runner
        runner.found.connect(self._on_found)
        runner.dropped.connect(self._on_dropped)
        runner.changed.connect(self._show_state)
        self._pause.timeout.connect(self._put_what_waits)
        head.again_asked.connect(self.again_asked)
        head.grouped.connect(self.model.set_grouping)
        head.mice_chosen.connect(self.model.set_mice)
        head.filter.textChanged.connect(lambda: self.model.set_filter(head.filter.words()))
        head.filter.left.connect(self._to_the_table)
        head.scope.clicked.connect(self._open_scope)
        self.model.changed.connect(self._show_totals)
        self.table.opened.connect(lambda each: self.session_asked.emit(each.session, each.name))
        self.table.menu_asked.connect(lambda position: self.menu().popup(position))
        self.table.clear_asked.connect(lambda: self._review(self.table.selected_findings()))
        self.table.copy_asked.connect(self._copy_paths)
        foot.review.clicked.connect(lambda: self._review(self.model.chosen()))
        foot.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(as_text(self.model.chosen())))
        foot.compare.clicked.connect(lambda: self._compare(self.model.findings))

    # What comes in --------------------------------------------------------------------------------------------------

    def _on_found(self, surveys: Sequence[SessionSurvey]) -> None:
        self._waiting.update({survey.entry.name: survey for survey in surveys})
        if not self._pause.isActive() and self.isVisible():
            self._put_what_waits()

    def _put_what_waits(self) -> None:
        if self._waiting and self.isVisible() and not self._slices.is_busy:
            self._coming, self._waiting = self._waiting, {}
            self._slices.run(self._put())

    def _put(self) -> Iterator[None]:
        while self._coming:
            self.model.take([self._coming.pop(name) for name in tuple(islice(self._coming, _TOGETHER))])
            if self._coming:
                yield
        started = time.monotonic()
        self.model.arrange()
        took = time.monotonic() - started
        self._pause.start(round(1000 * max(LEAST_PAUSE, REST * took)))

    def _on_dropped(self, names: Sequence[str]) -> None:
        for name in names:
            self._waiting.pop(name, None)
            self._coming.pop(name, None)
        self.model.drop(names)

    def stop(self) -> None:
        """Take up nothing more."""
        self._slices.stop()
        self._pause.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what was found while nobody looked."""
        super().showEvent(event)
        self._put_what_waits()
        self._show_totals()
        if not self._pause.isActive():  # the page itself is painted before more comes
            self._pause.start(round(1000 * LEAST_PAUSE))

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self._notice.retheme()
        self.table.viewport().update()
        self.table.horizontalHeader().viewport().update()

    # What is shown --------------------------------------------------------------------------------------------------

    def _show_totals(self) -> None:
        """Show how much there is, how much of it is ticked, and the list, if there is one."""
        if self.isVisible():
            self.foot.show_totals(self.model.totals())
            self.foot.setVisible(self.model.n_found > 0)
            self._show_state()

    def _show_state(self) -> None:
        """Show the list, or why there is none."""
        if not self.isVisible():
            return
        notice = None
        if not self._coming:  # else rows are about to come
            notice = cleanup_notices.why_empty(self._runner, self.model, self.show_all, self.again_asked.emit)
        if notice is not None and notice[:2] != self._notice.notice[:2]:
            self._notice.say(notice)
        self._stack.setCurrentWidget(self.table if notice is None else self._notice)

    def show_all(self) -> None:
        """Take filter and scope off."""
        self.head.filter.clear()
        self.head.choose(())

    def _to_the_table(self) -> None:
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def _open_scope(self) -> None:
        head = self.head
        head.scope_menu(self.model.mice).popup(head.scope.mapToGlobal(QPoint(0, head.scope.height())))

    # What can be done -----------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return the context menu of the selected lines."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen, line = self.table.selected_findings(), self.table.current_line()
        if isinstance(line, Finding):
            _add(menu, "Go to the file\tReturn", lambda: self.table.opened.emit(line))
            menu.addSeparator()
            for by, what in ((By.RULE, f"“{line.file.rule.title}”"), (By.NAME, line.name), (By.SESSION, line.where)):
                alike = [each for each in self.model.findings if each.group_key(by) == line.group_key(by)]
                if len(alike) > 1 or by is By.NAME:
                    self._add_tick(menu, alike, what)
            menu.addSeparator()
        if chosen:
            self._add_for(menu, chosen)
        return menu

    def _add_tick(self, menu: QMenu, findings: Sequence[Finding], what: str) -> None:
        able = [each for each in findings if not each.kept]
        on = not all(each.ticked for each in able)
        if able:
            which = what if len(findings) == 1 else f"{count_text(len(able), 'file')} of {what}"
            text = f"{'Tick' if on else 'Untick'} {'all ' if len(able) > 1 else ''}{which}".replace("&", "&&")
            _add(menu, text, lambda: self.model.tick(able, on))

    def _add_for(self, menu: QMenu, chosen: list[Finding]) -> None:
        able = [each.file for each in chosen if not each.kept]
        if any(each.comparable for each in chosen):
            _add(menu, "Compare with what would stay", lambda: self._compare(chosen), "twins")
        entries = list({each.session: each.entry for each in chosen}.values())
        where = chosen[0].where if len(entries) == 1 else count_text(len(entries), "session")
        _add(menu, f"Look for copies of recipes in {where}", lambda: self.copies_asked.emit(entries), "search")
        menu.addSeparator()
        if able:
            _add(menu, f"Clear {count_text(len(able), 'file')}…\tDel", lambda: self._review(chosen), "trash")
            this = "this file" if len(able) == 1 else f"these {len(able):,} files"
            _add(menu, f"Keep {this}", lambda: self.keep_asked.emit(able, False), "lock")
            names = {file.name for file in able}
            of_names = (
                f"all files named {able[0].name}" if len(names) == 1 else f"all files of these {len(names)} names"
            )
            _add(menu, f"Keep {of_names}".replace("&", "&&"), lambda: self.keep_asked.emit(able, True))
            menu.addSeparator()
        _add(menu, f"Copy {count_text(len(chosen), 'path')}\tCtrl+C", self._copy_paths, "copy")

    def _copy_paths(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(each.key for each in self.table.selected_findings()))

    def _review(self, findings: Iterable[Finding]) -> None:
        files = [each.file for each in findings if not each.kept]
        if files:
            self.review_asked.emit(files)

    def _compare(self, findings: Iterable[Finding]) -> None:
        self.compare_asked.emit([each.file for each in findings if each.comparable])


def _add(menu: QMenu, text: str, do: Callable[[], object], icon: str = "") -> None:
    action = menu.addAction(text)
    action.triggered.connect(lambda: do())
    if icon:
        icons.set_icon(action, icon)
