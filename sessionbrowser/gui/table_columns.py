"""The columns of the onedata table, as data: title, text, sort key, side and width of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from sessionbrowser.gui import words
from sessionbrowser.sessions.natural import natural_key

if TYPE_CHECKING:
    from sessionbrowser.sessions.kinds import FileFacts

CHECKING = "checking"
"""The state of a row whose header has not been read yet."""


class Row(NamedTuple):
    """A file of the table.

    Attributes
    ----------
    title : str
        What its first column says: the file's name, for suite2p files with the folders above it.
    facts : FileFacts
    can_be_cleared : bool
        Whether it lies in the onedata folder.
    """

    title: str
    facts: FileFacts
    can_be_cleared: bool = True

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
    state = row.facts.health.state
    if state in ("damaged", "unsafe") or (row.facts.kind == "other" and state in SHAPES and state != CHECKING):
        return SHAPES[state][0]
    return _ICONS.get(row.facts.kind, "array" if state == CHECKING else "warning")


def health_text(row: Row) -> str:
    """Return the state and its evidence in one line: ``Damaged: cut after 38 kB``."""
    health = row.facts.health
    return f"{WORDS[health.state]}: {health.why}" if health.why else WORDS[health.state]


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
        lambda row: row.facts.detail or ("" if row.is_checking else row.facts.kind),
        lambda row: (row.facts.detail or row.facts.kind).lower(),
        220,
    ),
    Column("Shape", _unless_checking(lambda facts: words.shape_text(facts.shape)), _elements, 106, role="text"),
    Column("Type", lambda row: row.facts.dtype or "", lambda row: row.facts.dtype, 66),
    Column(
        "Size",
        _unless_checking(lambda facts: words.bytes_text(facts.size)),
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
