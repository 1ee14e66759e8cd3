"""The findings of a lab as rows: what each says, how they are grouped, sorted and counted; pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sessionbrowser.gui.runs import runs
from sessionbrowser.gui.words import bytes_text, count_text, date_text
from sessionbrowser.lab.catalog import SessionEntry
from sessionbrowser.lab.findings import Rule, StaleFile
from sessionbrowser.sessions.natural import natural_key

_RULES = tuple(Rule)  # a rule is found in it by its name too


class By(StrEnum):
    """What findings are grouped by."""

    RULE = "rule"
    NAME = "name"
    SESSION = "session"


_sort_key = lru_cache(maxsize=1024)(natural_key)
"""The same few names come again and again."""


class Finding:
    """A stale file, with all that is looked at once for each of ten thousands: attributes are quicker than questions.

    Attributes
    ----------
    file : StaleFile
    entry : SessionEntry
        Its session.
    key : str
        Tells it from all others.
    rule, name, session : str
        What it may be grouped by.
    kept : bool
        Whether it can not be ticked.
    comparable : bool
        Whether its values can be compared with those that would stay, and were not yet.
    size : int
    ticked : bool
    order : tuple
        Sorts by session, then by name.
    evidence : str
        Why it is stale, and why it stays all the same, if it does.
    searched : str
        What the filter looks at, in lower case.
    """

    __slots__ = (
        *("comparable", "entry", "evidence", "file", "kept", "key", "name", "order"),
        *("rule", "searched", "session", "size", "ticked"),
    )

    def __init__(self, file: StaleFile, entry: SessionEntry, ticked: bool) -> None:
        self.take(file, entry, ticked)

    def take(self, file: StaleFile, entry: SessionEntry, ticked: bool) -> None:
        """Say what is known of the file now."""
        self.file, self.entry, self.key, self.size = file, entry, str(file.path), file.size
        self.rule, self.name, self.session = file.rule.value, file.name, entry.name
        self.kept = bool(file.kept)
        self.comparable = file.can_be_compared and not self.kept
        self.ticked = ticked and not self.kept
        self.order = (_sort_key(entry.name), _sort_key(file.name))
        self.evidence = " · ".join(part for part in (file.why, file.kept) if part)
        self.searched = "\n".join((file.name, entry.name, file.rule.title, self.evidence, file.if_cleared)).lower()

    def group_key(self, by: By) -> str:
        """Return what it has in common with others."""
        return str(getattr(self, by.value))

    @property
    def where(self) -> str:
        """Its session as it is written: "ATL028 / 2023-04-17 / 701"."""
        return self.session.replace("/", " / ")


class Group:
    """A heading with the findings that have it in common; what it says of them is worked out when it is asked for.

    Parameters
    ----------
    by : By
    key : str
        What its findings have in common.

    Attributes
    ----------
    findings : list of Finding
        In the order in which they are shown.
    is_open : bool
        Whether they are shown.
    """

    __slots__ = ("_counts", "_note", "by", "findings", "is_open", "key")

    def __init__(self, by: By, key: str) -> None:
        self.by, self.key = by, key
        self.findings: list[Finding] = []
        self.is_open = True
        self._counts: tuple[int, int, int] | None = None
        self._note: str | None = None

    def take(self, findings: list[Finding]) -> None:
        """Hold these findings from now on."""
        self.findings, self._counts, self._note = findings, None, None

    def count_again(self) -> None:
        """Take up that some were ticked or unticked."""
        self._counts = None

    def _counted(self) -> tuple[int, int, int]:
        if self._counts is None:
            sizes = [each.size for each in self.findings if not each.kept]
            self._counts = len(sizes), sum(sizes), len([True for each in self.findings if each.ticked])
        return self._counts

    @property
    def able(self) -> int:
        """How many of its findings can be ticked."""
        return self._counted()[0]

    @property
    def size(self) -> int:
        """Bytes of those that can be ticked."""
        return self._counted()[1]

    @property
    def ticked(self) -> int:
        """How many of them are ticked."""
        return self._counted()[2]

    @property
    def title(self) -> str:
        """What it says in bold."""
        if self.by is By.RULE:
            return Rule(self.key).title
        return self.key if self.by is By.NAME else self.findings[0].where

    @property
    def icon(self) -> str:
        """The name of its picture."""
        return Rule(self.key).icon if self.by is By.RULE else "array" if self.by is By.NAME else "folder"

    @property
    def note(self) -> str:
        """What it says muted, after the number of files."""
        if self._note is None:
            self._note = Rule(self.key).note if self.by is By.RULE else _rules_text(self.findings)
        return self._note

    @property
    def files(self) -> str:
        """How many files there are: "3 files"; those that are kept are told apart."""
        kept = len(self.findings) - self.able
        parts = ([count_text(self.able, "file")] if self.able or not kept else []) + ([f"{kept} kept"] if kept else [])
        return ", ".join(parts)

    @property
    def spoken(self) -> str:
        """All of its text, for screen readers."""
        state = "open" if self.is_open else "closed"
        told = (self.title, self.files, f"{self.ticked} ticked", bytes_text(self.size), self.note, state)
        return ", ".join(part for part in told if part)


def _rules_text(findings: Iterable[Finding]) -> str:
    """Return which rules findings go by: "older than its suite2p source", or "2 × unreadable, 1 × …"."""
    counts = Counter(finding.rule for finding in findings)
    found = [(rule.title[:1].lower() + rule.title[1:], counts[rule.value]) for rule in _RULES if rule.value in counts]
    return found[0][0] if len(found) == 1 else ", ".join(f"{count} × {title}" for title, count in found)


Line = Group | Finding


class Column(NamedTuple):
    """A column: its title, text, what it is sorted by, side, and the token of its colour."""

    title: str
    text: Callable[[Finding], str]
    sort_key: Callable[[Finding], Any]
    right: bool = False
    role: str = "muted"


COLUMNS = (
    Column("File", lambda each: each.file.name, lambda each: each.order[::-1], role="text"),
    Column("Session", lambda each: each.where, lambda each: each.order),
    Column("Evidence", lambda each: each.evidence, lambda each: natural_key(each.evidence), role="text"),
    Column("If cleared", lambda each: each.file.if_cleared, lambda each: each.file.if_cleared),
    Column("Modified", lambda each: date_text(each.file.modified_ns), lambda each: each.file.modified_ns),
    Column("Size", lambda each: bytes_text(each.file.size), lambda each: each.size, True, "text"),
)
FILE, SESSION, EVIDENCE, COST, MODIFIED, SIZE = range(len(COLUMNS))


def grouped(findings: Iterable[Finding], by: By, known: dict[str, Group]) -> list[Group]:
    """Return groups of these findings, each in the order in which they come; rules in their own order.

    Parameters
    ----------
    findings : iterable of Finding
    by : By
    known : dict of str to Group
        Groups that there were: taken up again, with whether they are open; new ones are added.
    """
    key_of = attrgetter(by.value)
    members: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        members[key_of(finding)].append(finding)
    keys = sorted(members, key=_ORDER[by]) if by in _ORDER else list(members)
    groups = [known.get(key) or known.setdefault(key, Group(by, key)) for key in keys]
    for group in groups:
        group.take(members[group.key])
    return groups


_ORDER: dict[By, Callable[[str], Any]] = {By.RULE: _RULES.index, By.NAME: natural_key}
"""How groups are sorted; those of sessions come in their order."""


def by_column(groups: list[Group], by: By, column: int, descending: bool) -> list[Group]:
    """Sort the findings of each group by a column, and the groups too where they are not those of rules."""
    key = COLUMNS[column].sort_key
    for group in groups:
        if len(group.findings) > 1:
            group.findings.sort(key=key, reverse=descending)
    if by is By.RULE:
        return groups
    if column == SIZE:
        return sorted(groups, key=lambda group: group.size, reverse=descending)
    return sorted(groups, key=lambda group: key(group.findings[0]), reverse=descending)


class Totals(NamedTuple):
    """What is ticked, and what there is.

    Attributes
    ----------
    files, sessions, size : int
        Ticked, and on show; bytes.
    all_files, all_size : int
        On show, ticked or not; without those that are kept.
    kept : int
        Files that nobody may tick.
    hidden : int
        Ticked files that filter or scope hide: they stay.
    comparable : int
        Files on show whose values can be compared with those that would stay.
    unseen : int
        Files that filter or scope hide, ticked or not.
    """

    files: int = 0
    sessions: int = 0
    size: int = 0
    all_files: int = 0
    all_size: int = 0
    kept: int = 0
    hidden: int = 0
    comparable: int = 0
    unseen: int = 0


def totals(shown: Sequence[Finding], ticked: int | None = None, found: int | None = None) -> Totals:
    """Return what is ticked among the findings on show, and what they are in all.

    Parameters
    ----------
    shown : sequence of Finding
    ticked : int, optional
        How many are, on show or not; none but those on show unless given.
    found : int, optional
        How many findings there are, on show or not; none but those on show unless given.
    """
    chosen = [finding for finding in shown if finding.ticked]
    able = [finding.size for finding in shown if not finding.kept]
    return Totals(
        len(chosen),
        len({finding.session for finding in chosen}),
        sum([finding.size for finding in chosen]),
        len(able),
        sum(able),
        len(shown) - len(able),
        0 if ticked is None else ticked - len(chosen),
        len([True for finding in shown if finding.comparable]),
        0 if found is None else found - len(shown),
    )


def renewed(before: Finding | None, file: StaleFile, entry: SessionEntry) -> Finding:
    """Return a finding as it is now; it stays ticked or not, unless there is news in what is suggested."""
    if before is None:
        return Finding(file, entry, file.suggested)
    was = before.file
    if (was, before.entry) != (file, entry):
        is_new = file.suggested is not was.suggested or file.only_copy is not was.only_copy
        before.take(file, entry, file.suggested if is_new else before.ticked)
    return before


def without(lines: list[Line], some: Collection[Line]) -> list[Line]:
    """Return all lines but some."""
    return [line for line in lines if line not in some] if some else lines


def runs_of(lines: Sequence[Line], some: Collection[Line]) -> list[range]:
    """Return where some of the lines are, as ranges of rows."""
    if not some:
        return []
    return runs(row for row, line in enumerate(lines) if line in some)
