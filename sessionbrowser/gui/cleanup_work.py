"""What the clean-up page has done in a worker: values compared, copies looked for; and the lines of a keep-list."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessionbrowser.gui.tasks import Job

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import SessionEntry
    from sessionbrowser.lab.findings import StaleFile

log = logging.getLogger(__name__)

MakeSession = Callable[[Path], Any]
"""Makes the session object of a session folder; None when its class fails."""


def pattern_for(file: StaleFile, root: Path, of_name: bool) -> str:
    """Return the line of a keep-list that keeps a file, or all files of its name."""
    folder = file.path.parent.parent
    if of_name or not folder.is_relative_to(root):
        return escape(file.name)
    return "/".join(escape(part) for part in (*folder.relative_to(root).parts, file.name))


def compare_all(files: Sequence[StaleFile], make: MakeSession) -> Callable[[Job], tuple[int, int, str]]:
    """Return work that reports each file once its values were compared, and gives how many are equal, and are not."""

    def work(job: Job) -> tuple[int, int, str]:
        from sessionbrowser.errors import OneDataError
        from sessionbrowser.gui.progress_strip import Progress
        from sessionbrowser.lab.comparing import compare

        equal, problems = 0, []
        for at, file in enumerate(files):
            text = f"Comparing {file.name} ({at + 1} of {len(files)})"

            def tell(done: int, total: int, text: str = text) -> None:
                job.report(Progress(text, round(100 * done / total) if total else 0, 100))

            tell(0, 0)
            try:
                came = compare(make(file.path.parent.parent), file, cancel=job.cancel, progress=tell)
            except (OneDataError, OSError) as error:
                problems.append(f"{file.name}: {error}")
                continue
            equal += came.compared
            job.report(came)
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        return equal, len(files) - equal - len(problems), f"{problems[0]}{more}" if problems else ""

    return work


def find_all_copies(entries: Sequence[SessionEntry], root: Path, make: MakeSession) -> Callable[[Job], int]:
    """Return work that reports each dense file of these sessions whose values a recipe gives, and counts them."""

    def work(job: Job) -> int:
        from sessionbrowser.gui.progress_strip import Progress
        from sessionbrowser.lab.comparing import find_copies
        from sessionbrowser.lab.keeping import load_keep_list
        from sessionbrowser.sessions.facts import inspect_session

        keep, count = load_keep_list(root), 0
        for entry in entries:

            def tell(done: int, total: int, text: str = f"Comparing files of {entry.name}") -> None:
                job.report(Progress(text, done, total))

            tell(0, 0)
            session = make(entry.path)
            if session is None:
                continue
            try:
                facts = tuple(inspect_session(session, job.cancel))
            except OSError as error:  # the next look at it says so in its place
                log.info("no copies were looked for in %s: %s", entry.name, error)
                continue
            for found in find_copies(session, facts, keep, cancel=job.cancel, progress=tell):
                job.report(found)
                count += 1
        return count

    return work
