"""The rows of the session tree, made from the catalog's entries by pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sessionbrowser.gui import words

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry


class NodeKind(StrEnum):
    """What a row of the tree stands for."""

    ROOT = "root"
    MOUSE = "mouse"
    DATE = "date"
    SESSION = "session"
    GROUP = "group"
    ODD = "odd"
    NOTE = "note"


class Stale(NamedTuple):
    """How many stale files there are below a node, and how many bytes they hold."""

    files: int = 0
    size: int = 0

    @property
    def text(self) -> str:
        """Both in words: "7 stale files, 1.2 GB"; nothing when there are none."""
        return f"{words.count_text(self.files, 'stale file')}, {words.bytes_text(self.size)}" if self.files else ""

    def instead_of(self, before: Stale, inside: Stale) -> Stale:
        """Return how much there is in all, where this has come instead of another part of it."""
        return Stale(inside.files + self.files - before.files, inside.size + self.size - before.size)


FRESH = Stale()


class Node:
    """A row of the tree.

    Attributes
    ----------
    kind : NodeKind
    key : str
        Tells it from its siblings, from one scan to the next.
    title, detail : str
        What stands on it, and what stands muted after that.
    files : int
        How many files are below it; 0 is not shown.
    entry : SessionEntry or None
        Of a session.
    tip : str
        What its tooltip says first (see `told`).
    stale : Stale
        What is stale below it; nothing of it is shown while there is nothing.
    children : list of Node
    parent : Node or None
    number : int
        Given by the model.
    """

    __slots__ = ("children", "detail", "entry", "files", "key", "kind", "number", "parent", "stale", "tip", "title")

    def __init__(
        self,
        kind: NodeKind,
        key: str,
        title: str,
        detail: str = "",
        files: int = 0,
        entry: SessionEntry | None = None,
        tip: str = "",
        stale: Stale = FRESH,
    ) -> None:
        self.kind, self.key, self.title, self.detail = kind, key, title, detail
        self.files, self.entry, self.tip, self.stale = files, entry, tip, stale
        self.children: list[Node] = []
        self.parent: Node | None = None
        self.number = -1

    @property
    def is_mouse(self) -> bool:
        """Whether it stands for a mouse."""
        return self.kind is NodeKind.MOUSE

    @property
    def is_date(self) -> bool:
        """Whether it stands for a date with several sessions."""
        return self.kind is NodeKind.DATE

    @property
    def is_muted(self) -> bool:
        """Whether there is nothing to look at behind it."""
        broken = self.entry is not None and self.entry.state != "ok"
        return broken or self.kind in (NodeKind.GROUP, NodeKind.ODD, NodeKind.NOTE)

    @property
    def spoken(self) -> str:
        """All of its text, for screen readers."""
        files = words.count_text(self.files, "file") if self.files else ""
        return ", ".join(part for part in (self.title, self.detail, self.stale.text, files) if part)

    @property
    def told(self) -> str:
        """The text of its tooltip: what it is, and what is stale below it."""
        return "\n".join(part for part in (self.tip, self.stale.text) if part)

    def take(self, other: Node) -> bool:
        """Take over what a newer node of the same key says, children apart; tell whether anything is new."""
        new = (other.title, other.detail, other.files, other.entry, other.tip, other.stale)
        if new == (self.title, self.detail, self.files, self.entry, self.tip, self.stale):
            return False
        self.title, self.detail, self.files, self.entry, self.tip, self.stale = new
        return True


def shown_sessions(mouse: MouseEntry, wanted: Sequence[str]) -> Sequence[SessionEntry]:
    """Return the sessions of a mouse in whose name all the (lower-case) words are."""
    if not wanted:
        return mouse.sessions
    return [session for session in mouse.sessions if words.has_all(wanted, session.name)]


def mouse_node(
    mouse: MouseEntry, wanted: Sequence[str], join: bool, stale: Mapping[str, Stale] | None = None
) -> Node | None:
    """Return the row of a mouse with the rows of its sessions below it.

    Parameters
    ----------
    mouse : MouseEntry
    wanted : sequence of str
        The filter's words, lower case.
    join : bool
        Whether a date with one session is one row.
    stale : mapping of str to Stale, optional
        What is known to be stale, by the name of the session.

    Returns
    -------
    Node or None
        None when the filter leaves nothing of it.
    """
    shown = shown_sessions(mouse, wanted)
    if wanted and not shown:
        return None
    files = sum(session.n_files for session in shown)
    node = Node(NodeKind.MOUSE, mouse.name, mouse.name, str(len(shown)), files, tip=str(mouse.path))
    days = Counter(session.date for session in mouse.sessions)
    known = stale or {}
    for day, of_day in groupby(shown, key=lambda session: session.date):
        sessions = list(of_day)
        # One row even where the filter leaves one of several: only what is on the disk decides how it is laid out.
        alone = days[day] == 1
        node.children.append(
            _joined(sessions[0], known)
            if alone and (join or not sessions[0].session_id)
            else _date_node(mouse.name, day, sessions, known)
        )
    _add_up(node)
    return node


def _add_up(node: Node) -> None:
    """Say of a node what is stale in all of its children."""
    stale = [child.stale for child in node.children]
    node.stale = Stale(sum([each.files for each in stale]), sum([each.size for each in stale]))


def _joined(session: SessionEntry, stale: Mapping[str, Stale]) -> Node:
    detail = "  ".join(part for part in (session.session_id, _word(session)) if part)
    return _session_node(session, session.date, detail, stale)


def _date_node(mouse: str, day: str, sessions: list[SessionEntry], stale: Mapping[str, Stale]) -> Node:
    node = Node(NodeKind.DATE, f"{mouse}/{day}/", day)
    node.children = [_session_node(each, each.session_id or "no id", _word(each), stale) for each in sessions]
    _add_up(node)
    return node


def _session_node(session: SessionEntry, title: str, detail: str, known: Mapping[str, Stale]) -> Node:
    name, tip = session.name, f"{session.path}\n{session.why}" if session.why else str(session.path)
    return Node(NodeKind.SESSION, name, title, detail, session.n_files, session, tip, known.get(name, FRESH))


def _word(session: SessionEntry) -> str:
    return "" if session.state == "ok" else session.state


def odd_node(odd: Iterable[OddFolder], root: Path) -> Node | None:
    """Return the row "Not sessions" with a row for each folder that is none; None when there are none."""
    node = Node(NodeKind.GROUP, "\0not sessions", "Not sessions")
    for folder in odd:
        name = folder.path.relative_to(root).as_posix() if folder.path.is_relative_to(root) else str(folder.path)
        node.children.append(Node(NodeKind.ODD, str(folder.path), name, folder.why, tip=f"{folder.path}\n{folder.why}"))
    node.detail = words.count_text(len(node.children), "folder")
    return node if node.children else None


def hidden_node(hidden: int) -> Node | None:
    """Return the row that tells how much the filter hides; None when it hides nothing."""
    if not hidden:
        return None
    text = f"{words.count_text(hidden, 'session')} hidden by the filter"
    return Node(NodeKind.NOTE, "\0hidden", text)
