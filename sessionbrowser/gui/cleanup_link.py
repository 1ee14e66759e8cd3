"""Between the window and what is stale in its root: the survey, the numbers in the tree, the clean-up page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.right_of_way import window_first
from sessionbrowser.gui.session_loader import Factory
from sessionbrowser.gui.tasks import Job, Lane
from sessionbrowser.gui.tree_nodes import FRESH, Stale
from sessionbrowser.gui.words import count_text

if TYPE_CHECKING:
    from sessionbrowser.gui.cleanup_page import CleanupPage
    from sessionbrowser.gui.progress_strip import Progress
    from sessionbrowser.gui.survey_runner import SurveyRunner
    from sessionbrowser.lab.catalog import SessionEntry
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.lab.survey import SessionSurvey


class CleanupLink(QObject):
    """Looks for stale files once the root is listed, and does what the clean-up page asks for.

    Parameters
    ----------
    factory : callable
        Makes the session object of a session folder.
    messages : Messages

    Attributes
    ----------
    page : CleanupPage or None
        None until it is shown first.
    grouping : str
        What the page groups by at first, of `By`; the first of them unless it is one.
    remember : callable
        Takes what the user groups by.
    stale : Signal(dict of str to Stale)
        How much is stale in some sessions, by their names.
    counted : Signal(int, int)
        Stale files in the root, and their bytes.
    review_asked : Signal(list of StaleFile, callable, Path)
        As of `ClearingLink.review`.
    again_asked : Signal()
        The whole root is to be looked at anew.
    session_asked : Signal(str, str)
        A file of a session is to be shown, by their names.
    progressed : Signal(Progress or None)
        Values are being compared; None when that has ended.
    """

    stale = Signal(object)
    counted = Signal(int, object)  # an int of Qt's is too small for the bytes
    review_asked = Signal(object, object, object)
    again_asked = Signal()
    session_asked = Signal(str, str)
    progressed = Signal(object)

    def __init__(self, factory: Factory, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._factory, self._messages = factory, messages
        self._root = Path()
        self._entries: Sequence[SessionEntry] = ()
        self._by_folder: dict[Path, SessionEntry] | None = None
        self._counts: dict[str, Stale] = {}
        self._count_all = FRESH
        self._keeping, self._comparing = Lane(self, gives_way=True), Lane(self, gives_way=True)
        self._is_asked = False
        self.page: CleanupPage | None = None
        self.grouping = ""
        self.remember: Callable[[str], object] = lambda by: None
        self._runner: SurveyRunner | None = None
        self._is_held = False
        self._comparing.busy.connect(lambda busy: None if busy else self.progressed.emit(None))

    @property
    def runner(self) -> SurveyRunner:
        """What looks at the sessions; made when it is asked for first, which no first paint waits for."""
        if self._runner is None:
            from sessionbrowser.gui.survey_runner import SurveyRunner

            self._runner = SurveyRunner(self._factory, self)
            self._runner.found.connect(self._on_found)
            self._runner.dropped.connect(self._on_dropped)
            self._runner.changed.connect(self._on_changed)
            self._runner.hold(self._is_held)
        return self._runner

    def hold(self, on: bool) -> None:
        """Make way for what the user looks at, for a while at most."""
        self._is_held = on
        if self._runner is not None:
            self._runner.hold(on)

    def make_page(self) -> CleanupPage:
        """Return the page, to be shown at once; it is made when it is asked for first."""
        with window_first():
            return self._page()

    def _page(self) -> CleanupPage:
        if self.page is None:
            from sessionbrowser.gui.cleanup_page import CleanupPage

            self.page = CleanupPage(self.runner)
            self.page.review_asked.connect(lambda files: self.review_asked.emit(files, self._make, self._root))
            self.page.again_asked.connect(self.again_asked)
            self.page.session_asked.connect(self.session_asked)
            self.page.keep_asked.connect(self._keep)
            self.page.head.group_by(self.grouping)
            self.page.head.grouped.connect(lambda by: self.remember(by.value))
            self.page.compare_asked.connect(self._compare)
            self.page.copies_asked.connect(self._find_copies)
        return self.page

    def begin(self, root: Path, entries: Sequence[SessionEntry], anew: bool) -> None:
        """Take up what a scan of a root found, and look at what is new in it, or at all of it anew."""
        self._root, self._entries, self._by_folder = root, entries, None
        self._is_asked = anew
        self.runner.begin(root)
        self.runner.update(entries, anew)

    def look_again(self, onedata: Iterable[str]) -> None:
        """Look again at the sessions with these onedata folders: files went, or came back."""
        above = len(str(self._root).rstrip(os.sep)) + 1
        # By their names, which their folders tell; to ask ten thousand paths takes a tenth of a second.
        names = (folder[above:].rpartition(os.sep)[0] for folder in onedata)
        self.runner.look_again(name.replace(os.sep, "/") for name in names)

    def offer(self, mouse: str) -> None:
        """Offer to show what is stale of one mouse alone."""
        if self.page is not None:
            self.page.head.offer(mouse)

    def stop(self) -> None:
        """Give up all work, and wait for what cannot be given up at once."""
        self._keeping.cancel()
        self._comparing.cancel()
        if self.page is not None:
            self.page.stop()
        if self._runner is not None:
            self._runner.stop()

    def stop_comparing(self) -> None:
        """Give up a comparison; files that were compared stay so."""
        self._comparing.cancel()

    # What is found --------------------------------------------------------------------------------------------------

    def _on_found(self, surveys: Sequence[SessionSurvey]) -> None:
        self._count({survey.entry.name: stale_of(survey) for survey in surveys})

    def _on_dropped(self, names: Sequence[str]) -> None:
        self._count(dict.fromkeys(names, FRESH))

    def _count(self, news: dict[str, Stale]) -> None:
        for name, stale in news.items():
            self._count_all = stale.instead_of(self._counts.get(name, FRESH), self._count_all)
        self._counts.update(news)
        self.stale.emit(news)
        self.counted.emit(*self._count_all)

    def _on_changed(self) -> None:
        runner = self.runner
        done, total = runner.progress
        if self._is_asked and not runner.is_busy and done == total and runner.error is None:
            self._is_asked = False
            if self.page is not None and self.page.isVisible():
                self._messages.say(f"Looked at {count_text(runner.files, 'file')} in {runner.seconds:.1f} s")

    # What the page asks for -----------------------------------------------------------------------------------------

    def _make(self, folder: Path) -> Any:
        """Return the session object of a folder; None when its class fails, which its files survive. In a worker."""
        from sessionbrowser.gui.session_loader import Request, make_session

        if self._by_folder is None:
            self._by_folder = {entry.path: entry for entry in self._entries}
        entry = self._by_folder.get(folder)
        return None if entry is None else make_session(Request(entry, self._root, self._factory)).session

    def _keep(self, files: Sequence[StaleFile], of_name: bool) -> None:
        from sessionbrowser.gui.cleanup_work import pattern_for

        root = self._root
        patterns = dict.fromkeys(pattern_for(file, root, of_name) for file in files)
        names = {file.name for file in files}

        def work(_job: Job) -> None:
            from sessionbrowser.lab.keeping import add_kept

            for pattern in patterns:
                add_kept(root, pattern)

        def done(_: None) -> None:
            what = next(iter(patterns)) if len(patterns) == 1 else count_text(len(patterns), "name")
            self._messages.say(f"Kept from now on: {what} (in .sessionbrowser/lab.toml)")
            some = self.runner.surveys.items()
            self.runner.look_again(name for name, each in some if any(file.name in names for file in each.stale))

        self._keeping.run(work, done, lambda error: self._messages.say(f"Nothing is kept: {error}", "error"))

    def _compare(self, files: Sequence[StaleFile]) -> None:
        if not files:
            return
        from sessionbrowser.gui.cleanup_work import compare_all

        work = compare_all(files, self._make)
        self._comparing.run(work, self._on_compared, self._on_not_compared, self._on_part)

    def _find_copies(self, entries: Sequence[SessionEntry]) -> None:
        from sessionbrowser.gui.cleanup_work import find_all_copies

        work = find_all_copies(entries, self._root, self._make)
        self._comparing.run(work, self._on_copies, self._on_not_compared, self._on_part)

    def _on_part(self, part: Progress | StaleFile) -> None:
        from sessionbrowser.lab.findings import StaleFile

        if isinstance(part, StaleFile):
            self.runner.put(part)
        else:
            self.progressed.emit(part)

    def _on_compared(self, came: tuple[int, int, str]) -> None:
        equal, differ, problem = came
        texts = [f"{count_text(equal, 'file')} equal to what would stay"] if equal or not differ else []
        texts += [f"{count_text(differ, 'file is', 'files are')} not, and unticked"] if differ else []
        texts += [problem] if problem else []
        self._messages.say("; ".join(texts), "warning" if differ or problem else "info")

    def _on_copies(self, count: int) -> None:
        found = count_text(count, "dense copy", "dense copies") if count else "No dense copy"
        self._messages.say(f"{found} of what a recipe gives")

    def _on_not_compared(self, error: Exception) -> None:
        self._messages.say(f"Not compared: {error}", "error")


def stale_of(survey: SessionSurvey) -> Stale:
    """Return how much is stale in a session; what is kept does not count."""
    sizes = [file.size for file in survey.stale if not file.kept]
    return Stale(len(sizes), sum(sizes))
