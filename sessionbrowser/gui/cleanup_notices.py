"""What the clean-up page says where it has nothing to list: plain functions that give a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sessionbrowser.gui.notices import Notice, Way, sentence, told
from sessionbrowser.gui.words import count_text

if TYPE_CHECKING:
    from sessionbrowser.gui.cleanup_model import CleanupModel
    from sessionbrowser.gui.survey_runner import SurveyRunner


def why_empty(
    runner: SurveyRunner, model: CleanupModel, show_all: Callable[[], object], again: Callable[[], object]
) -> Notice | None:
    """Return why no finding is listed, with what shows all and what looks again; None when one is."""
    if model.findings:
        return None
    if model.n_found:
        text = f"{count_text(model.n_found, 'finding')}: hidden by the filter or by the choice of mice."
        return Notice("No finding matches", (("", text),), (Way("Show all", show_all),))
    if runner.error is not None:
        return _failed(runner)
    done, total = runner.progress
    if runner.is_busy:
        text = "Findings appear here as they come; everything else in the window can be used meanwhile."
        return Notice("Looking for stale files", (("", text),), (Way("Cancel", runner.cancel),))
    if done < total:
        text = f"{count_text(done, 'session was', 'sessions were')} looked at, and nothing in them is stale."
        return Notice("The look was given up", (("", text),), (Way("Go on", runner.go_on, "play"),))
    return _nothing(runner, again)


def _failed(runner: SurveyRunner) -> Notice:
    assert runner.error is not None
    what, to_do = told(runner.error)
    lines = [("What", what)] + ([("What to do", to_do)] if to_do else [])
    ways = (Way("Try again", runner.go_on, "refresh"),)
    return Notice("Stale files cannot be looked for", tuple(lines), ways, "error")


def _nothing(runner: SurveyRunner, again: Callable[[], object]) -> Notice:
    files = sum(survey.n_files for survey in runner.surveys.values())
    sessions = count_text(len(runner.surveys), "session")
    text = f"{count_text(files, 'file')} in {sessions} were looked at: none is stale by any rule."
    return Notice("Nothing is stale", (("", text), *problem_lines(runner)), (Way("Look again", again, "refresh"),))


def problem_lines(runner: SurveyRunner) -> tuple[tuple[str, str], ...]:
    """Return a line for each of the first sessions that could not be looked at, and how many more there are."""
    problems = [(name, survey.problem) for name, survey in runner.surveys.items() if survey.problem]
    lines = [(name, sentence(problem)) for name, problem in problems[:5]]
    more = [("", f"and {count_text(len(problems) - 5, 'more session')}")] if len(problems) > 5 else []
    return (*lines, *more)
