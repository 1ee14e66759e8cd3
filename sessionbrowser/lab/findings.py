"""What is found stale: which rule says so, on what evidence, and what clearing it would cost; plain frozen data."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from sessionbrowser.platform import Identity
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State

NOTHING_LOST = "nothing lost"
FROM_SUITE2P = "again from suite2p"
STUB_ONLY = "stub only"
ONLY_COPY = "only copy"
NOT_COMPARED = "; values not compared"


class Rule(StrEnum):
    """Why a file is called stale; of two that hold, the earlier one is told."""

    LEFTOVER = "leftover"
    SUPERSEDED = "superseded"
    OLDER = "older"
    LENGTH = "length"
    UNREADABLE = "unreadable"
    RECIPE = "recipe"
    DENSE_COPY = "dense-copy"

    @property
    def title(self) -> str:  # type: ignore[override]  # of a rule; nobody capitalises its name
        """What its files have in common: "Older than its suite2p source"."""
        return _WORDS[self][0]

    @property
    def note(self) -> str:
        """What to know before clearing any of them."""
        return _WORDS[self][1]

    @property
    def icon(self) -> str:
        """Name of its picture."""
        return _WORDS[self][2]

    @property
    def is_safe(self) -> bool:
        """Whether the evidence alone is enough to suggest clearing, where no data is lost with the file."""
        return self in (Rule.LEFTOVER, Rule.OLDER, Rule.UNREADABLE)


_WORDS: dict[Rule, tuple[str, str, str]] = {
    Rule.LEFTOVER: ("Leftover of an interrupted save", "Safe to clear. No other file refers to it.", "leftover"),
    Rule.SUPERSEDED: (
        "Superseded by a sparse file of the same name",
        "Same shape; the .npz stays. Safe once all values were compared.",
        "twins",
    ),
    Rule.OLDER: ("Older than its suite2p source", "By file time, more than 2 days apart.", "clock"),
    Rule.LENGTH: ("Length at odds with OBJECT.times", "Look before you clear: it may be the only copy.", "info"),
    Rule.UNREADABLE: ("Unreadable", "Damaged, empty, or leading nowhere.", "octagon"),
    Rule.RECIPE: ("Recipe that leads nowhere", "Only the stub goes; nothing else is touched.", "link-torn"),
    Rule.DENSE_COPY: (
        "Dense copy of what a recipe gives",
        "By name, shape and type. Safe once all values were compared.",
        "copy",
    ),
}


class Facts(Protocol):
    """What the rules ask of a file: `FileFacts` tells it, and so does a glance at one that is well."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def name(self) -> str:
        """Its name with its suffix."""

    @property
    def stem(self) -> str:
        """Its onedata name."""

    @property
    def kind(self) -> Kind:
        """What it holds."""

    @property
    def shape(self) -> tuple[int, ...] | None:
        """Of the array; of a recipe's result where headers tell it."""

    @property
    def dtype(self) -> str | None:
        """As shown."""

    @property
    def size(self) -> int:
        """Bytes on disk."""

    @property
    def modified_ns(self) -> int:
        """Modification time, ns since the epoch."""

    @property
    def identity(self) -> Identity | None:
        """By lstat."""

    @property
    def health(self) -> Health:
        """What else is wrong with it."""

    @property
    def link(self) -> str:
        """Where a symbolic link leads; else empty."""


class StaleFile(NamedTuple):
    """A file that is stale, as far as the evidence goes.

    Attributes
    ----------
    path : Path
    rule : Rule
    why : str
        The evidence: "F.npy and Fneu.npy are 10 days newer".
    state : State
        For the Health column.
    if_cleared : str
        What becomes of the data: "nothing lost", "the .npz stays", "again from suite2p", "stub only", "only copy".
    only_copy : bool
        Whether the data is lost with the file.
    size : int
        Bytes that clearing frees: of a link those of the link, of a recipe those of the stub.
    modified_ns : int
        Modification time, ns since the epoch.
    kept : str
        Why it is never to be cleared: "kept by lab.toml"; empty when it may be.
    identity : Identity or None
        As it was when the evidence was found.
    twin : Path or None
        What holds the same data and stays: the file of the same name in sparse form, or the recipe.
    compared : bool
        Whether all values were compared with those of the twin, and found equal.
    """

    path: Path
    rule: Rule
    why: str
    state: State
    if_cleared: str
    only_copy: bool = False
    size: int = 0
    modified_ns: int = 0
    kept: str = ""
    identity: Identity | None = None
    twin: Path | None = None
    compared: bool = False

    @property
    def name(self) -> str:
        """The file's name with its suffix."""
        return self.path.name

    @property
    def suggested(self) -> bool:
        """Whether it is ticked before the user has looked: no data lost, nobody keeps it, and the evidence is sure."""
        return not self.kept and not self.only_copy and (self.rule.is_safe or self.compared)

    @property
    def can_be_compared(self) -> bool:
        """Whether its values are yet to be compared with those that stay (`sessionbrowser.lab.comparing`)."""
        return self.rule in (Rule.SUPERSEDED, Rule.DENSE_COPY) and not self.compared and not self.only_copy


def with_staleness(facts: Iterable[FileFacts], findings: Iterable[StaleFile]) -> tuple[FileFacts, ...]:
    """Return facts whose health tells of staleness too, where it was fine otherwise."""
    stale = {finding.path: finding for finding in findings}
    return tuple(_stale(fact, stale[fact.path]) if fact.path in stale else fact for fact in facts)


def _stale(facts: FileFacts, finding: StaleFile) -> FileFacts:
    if facts.health.state is not State.OK:
        return facts
    to_do = f"If it is cleared: {finding.if_cleared}."
    return facts.with_health(Health(finding.state, finding.why, to_do, finding.rule.title))
