"""``sessionbrowser stale ROOT [--json]``: what is stale in a lab, as text or for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.lab.keeping import load_keep_list
from sessionbrowser.lab.survey import SessionSurvey, survey
from sessionbrowser.lab.verbs_words import DONE, NOT_ALL, files_text, relative, shown
from sessionbrowser.sessions.registry import SessionFactory


def stale_command(
    root: Path, as_json: bool, factory: SessionFactory, out: TextIO, *, compare: bool = False, cancel: Cancel = NEVER
) -> int:
    """Write what is stale in a lab; nothing is changed.

    Parameters
    ----------
    root : Path
    as_json : bool
        An object a line as soon as it is known, instead of text for people: each stale file with ``path``, ``rule``,
        ``why``, ``size`` …, and what could not be looked at with ``problem``.
    factory : SessionFactory
    out : text file
    compare : bool
        Whether files that may be copies are compared with what would stay, which takes reading them.
    cancel : Cancel

    Returns
    -------
    int
        The exit code (see `sessionbrowser.lab.verbs_words.EXIT_CODES`): 0 when every session was looked at, whatever
        was found; 1 when some could not be, or a keep-list is malformed.

    Raises
    ------
    OneDataError, OSError
        When the root cannot be listed.
    Cancelled
    """
    root = root.absolute()
    keep = load_keep_list(root)
    rules = (Rule.SUPERSEDED, Rule.DENSE_COPY) if compare else ()
    surveys = survey(root, factory, keep=keep, compare=rules, cancel=cancel)
    write = _write_for_programs if as_json else _write_for_people
    return NOT_ALL if write(surveys, root, keep.problems, out) else DONE


def _write_for_programs(surveys: Iterable[SessionSurvey], root: Path, problems: Iterable[str], out: TextIO) -> bool:
    """Write a line each, and return whether there were problems."""
    lines = [{"problem": problem} for problem in problems]
    out.writelines(f"{json.dumps(line)}\n" for line in lines)
    failed = bool(lines)
    for each in surveys:
        name = each.entry.name
        out.writelines(f"{json.dumps(_as_dict(finding, name))}\n" for finding in each.stale)
        if each.problem:
            out.write(f"{json.dumps({'session': name, 'problem': each.problem})}\n")
            failed = True
    return failed


def _as_dict(finding: StaleFile, session: str) -> dict[str, Any]:
    return {
        "session": session,
        "path": str(finding.path),
        "rule": finding.rule.value,
        "why": finding.why,
        "if_cleared": finding.if_cleared,
        "only_copy": finding.only_copy,
        "suggested": finding.suggested,
        "kept": finding.kept,
        "size": finding.size,
        "modified": finding.modified_ns / 1e9,
    }


def _write_for_people(surveys: Iterable[SessionSurvey], root: Path, problems: Iterable[str], out: TextIO) -> bool:
    """Write the findings rule by rule, and return whether there were problems."""
    looked = list(surveys)
    found = [finding for each in looked for finding in each.stale]
    for rule in Rule:
        some = [finding for finding in found if finding.rule is rule]
        if some:
            out.write(f"{rule.title}: {_amount(some)}. {rule.note} (--rule {rule})\n")
            out.writelines(f"  {_line(finding, root)}\n" for finding in some)
    told = [*problems, *(f"{each.entry.name}: {each.problem}" for each in looked if each.problem)]
    out.writelines(f"not looked at: {shown(problem)}\n" for problem in told)
    sessions = sum(bool(each.stale) for each in looked)
    out.write(f"{_amount(found)} stale, in {sessions} of {len(looked)} sessions\n")
    return bool(told)


def _amount(findings: list[StaleFile]) -> str:
    return f"{files_text(len(findings))}, {bytes_text(sum(finding.size for finding in findings))}"


def _line(finding: StaleFile, root: Path) -> str:
    """Return "ATL028/…/mpci.x.npy  499.8 MB  F.npy is 10 days newer; again from suite2p"."""
    facts = "; ".join(filter(None, (finding.why, finding.if_cleared, finding.kept)))
    return f"{relative(finding.path, root)}  {bytes_text(finding.size)}  {shown(facts)}"
