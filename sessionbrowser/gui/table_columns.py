"""The columns of the onedata table, as data: title, text, sort key, side and width of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sessionbrowser.gui import words
from sessionbrowser.sessions.natural import natural_key

if TYPE_CHECKING:
    from sessionbrowser.lab.findings import StaleFile
    from sessionbrowser.sessions.kinds import FileFacts
    from sessionbrowser.sessions.spks import SpksEntry

SPKS = "spks"
"""The title of the row that stands for a session's activity."""
SPKS_KEY = Path(SPKS)
"""What that row is known by: no file has such a path, whatever type of spks it shows."""

CHECKING = "checking"
"""The state of a row whose header has not been read yet."""


class Row(NamedTuple):
    """A file of the table, or the session's spks above all files.

    Attributes
    ----------
    title : str
        What its first column says: the file's name, for suite2p files with the folders above it.
    facts : FileFacts
        Of spks, those of the type that is chosen.
    can_be_cleared : bool
        Whether it lies in the onedata folder.
    spks : SpksEntry or None
        The types that there are, in the row of spks.
    type : str
        The one of them that is chosen; empty in the row of a file.
    finding : StaleFile or None
        Why its file is stale, once that is known; None where it is not.
    is_judged : bool
        Whether it is known whether it is stale.
    """

    title: str
    facts: FileFacts
    can_be_cleared: bool = True
    spks: SpksEntry | None = None
    type: str = ""
    finding: StaleFile | None = None
    is_judged: bool = False

    @classmethod
    def of_spks(cls, entry: SpksEntry, wanted: str = "") -> Row:
        """Return the row of spks, with the type that is wanted or else the session's own choice."""
        chosen = entry.of(wanted)
        return cls(SPKS, chosen.facts, can_be_cleared=False, spks=entry, type=chosen.name)

    def of_type(self, wanted: str) -> Row:
        """Return the row of spks with the type that is wanted; what its folder tells against it goes along."""
        assert self.spks is not None
        return self.of_spks(self.spks, wanted)._replace(is_judged=self.is_judged)

    @property
    def key(self) -> Path:
        """What it is known by: the path of a file, or `SPKS_KEY`."""
        return self.facts.path if self.spks is None else SPKS_KEY

    @property
    def is_computed(self) -> bool:
        """Whether it shows what no file holds."""
        return self.spks is not None and self.spks.of(self.type).is_computed

    def with_facts(self, facts: FileFacts) -> Row:
        """Return it with what is known of its file now."""
        if self.spks is None:
            return self._replace(facts=facts)
        types = tuple(each._replace(facts=facts) if each.name == self.type else each for each in self.spks.types)
        return self._replace(facts=facts, spks=self.spks._replace(types=types))

    def after(self, old: Row) -> Row:
        """Return what to show in place of the old one: a file as it was is as stale as it was, until judged anew."""
        facts = self.facts
        if self.is_judged or not old.is_judged or facts.identity != old.facts.identity:
            return self
        if facts.health.state == "ok" and old.facts.health.state in ("stale", "superseded"):
            facts = facts.with_health(old.facts.health)
        return self.with_facts(facts)._replace(finding=old.finding, is_judged=True)

    @property
    def is_checking(self) -> bool:
        """Whether nothing but its name is known yet."""
        return self.facts.health.state == CHECKING


class Column(NamedTuple):
    """A column of the table.

    Attributes
    ----------
    title : str
    text : callable
        Takes a `Row`, gives what the cell says.
    sort_key : callable
        Takes a `Row`, gives a value to sort by, or None for those that come last.
    width : int
        In pixels at 100 %; 0 takes what is left.
    right : bool
        Whether it is aligned to the right.
    role : str
        The token of its text's colour.
    """

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any]
    width: int
    right: bool = False
    role: str = "muted"


WORDS = {
    "ok": "ok",
    "checking": "Checking",
    "stale": "Stale",
    "superseded": "Superseded",
    "leftover": "Leftover",
    "damaged": "Damaged",
    "unsafe": "Unsafe",
    "missing": "Missing",
    "odd": "Odd",
    "too large": "Too large",
    "changed": "Changed",
    "unreadable": "Unreadable",
}
SHAPES = {
    "checking": ("refresh", "muted"),
    "stale": ("clock", "warning"),
    "superseded": ("twins", "warning"),
    "leftover": ("leftover", "warning"),
    "damaged": ("octagon", "danger"),
    "unsafe": ("shield", "danger"),
    "missing": ("link-torn", "danger"),
    "odd": ("warning", "warning"),
    "too large": ("warning", "warning"),
    "changed": ("refresh", "warning"),
    "unreadable": ("lock", "danger"),
}
"""The icon of each state but ok, and the token of its colour."""

_GRAVITY = {state: rank for rank, state in enumerate(reversed(WORDS))}
_ICONS = {"array": "array", "recipe": "recipe", "sparse": "sparse", "object": "object", "leftover": "array"}


def icon_of(row: Row) -> str:
    """Return the name of the icon before a file's name: its kind, or its state when that is all there is to say."""
    if row.spks is not None:
        return SPKS
    state = row.facts.health.state
    if state in ("damaged", "unsafe") or (row.facts.kind == "other" and state in SHAPES and state != CHECKING):
        return SHAPES[state][0]
    return _ICONS.get(row.facts.kind, "array" if state == CHECKING else "warning")


def health_text(row: Row) -> str:
    """Return the state and its evidence in one line: ``Damaged: cut after 38 kB``; and who keeps a stale file."""
    health = row.facts.health
    told = f"{WORDS[health.state]}: {health.why}" if health.why else WORDS[health.state]
    return " · ".join(part for part in (told, kept_text(row)) if part)


def brief(evidence: str) -> str:
    """Return evidence for little room, where it can be said in fewer letters: "F, Fneu 9 days newer"."""
    if not evidence.endswith(" newer"):
        return evidence
    return evidence.replace(".npy", "").replace(" and ", ", ").replace(" are ", " ").replace(" is ", " ")


def kept_text(row: Row) -> str:
    """Return why a stale file is never to be cleared: "kept by lab.toml"; mostly empty."""
    return row.finding.kept if row.finding is not None else ""


def _unless_checking(text: Callable[[FileFacts], str]) -> Callable[[Row], str]:
    return lambda row: "…" if row.is_checking else text(row.facts)


def _elements(row: Row) -> Any:
    """Return a key that puts fewer dimensions first, then shorter axes."""
    lengths = row.facts.shape
    return None if lengths is None else (len(lengths), lengths)


COLUMNS = (
    Column("Name", lambda row: row.title, lambda row: natural_key(row.title), 300, role="text"),
    Column(
        "Kind",
        lambda row: row.type or row.facts.detail or ("" if row.is_checking else row.facts.kind),
        lambda row: (row.facts.detail or row.facts.kind).lower(),
        220,
    ),
    Column("Shape", _unless_checking(lambda facts: words.shape_text(facts.shape)), _elements, 106, role="text"),
    Column("Type", lambda row: (row.facts.dtype or "").partition("[")[0], lambda row: row.facts.dtype, 66),
    Column(
        "Size",
        lambda row: "" if row.is_computed else "…" if row.is_checking else words.bytes_text(row.facts.size),
        lambda row: row.facts.size,
        76,
        True,
        "text",
    ),
    Column(
        "Dense",
        lambda row: "" if row.facts.dense is None else words.bytes_text(row.facts.dense),
        lambda row: row.facts.dense,
        76,
        True,
    ),
    Column(
        "Modified", lambda row: words.date_text(row.facts.modified_ns), lambda row: row.facts.modified_ns or None, 92
    ),
    Column("Health", health_text, lambda row: (_GRAVITY[row.facts.health.state], row.facts.health.why), 0),
)
NAME, KIND, SHAPE, TYPE, SIZE, DENSE, MODIFIED, HEALTH = range(len(COLUMNS))
TIPS = {DENSE: "Size in memory when dense; of a recipe, the size of what it leads to"}
