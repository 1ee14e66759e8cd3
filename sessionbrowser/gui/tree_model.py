"""The session tree as Qt sees it: filled while it is used, filtered and joined without ever being reset."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sessionbrowser.gui.tree_nodes import (
    FRESH,
    Node,
    NodeKind,
    Stale,
    hidden_node,
    mouse_node,
    odd_node,
    shown_sessions,
)
from sessionbrowser.gui.words import tooltip
from sessionbrowser.sessions.natural import natural_key

if TYPE_CHECKING:
    from sessionbrowser.lab.catalog import MouseEntry, OddFolder, SessionEntry

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_SELECTABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class TreeModel(QAbstractItemModel):
    """Mouse → date → id, with the folders that are no sessions at the end.

    A scan hands over entries as they come (`begin`, `add`, `finish`). Whatever changes, rows are inserted, removed and
    updated one by one, so that selection and scroll position stay.

    Attributes
    ----------
    changed : Signal()
        The counts may be new ones.
    finished : Signal()
        A scan has come to its end: `folder` and `entries` are what it found.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(NodeKind.ROOT, "", "")
        self._numbers = count()
        self._nodes: dict[int, Node] = {}
        self._sessions: dict[str, Node] = {}  # those on show, by their names
        self._folder = Path()
        self._mice: dict[str, MouseEntry] = {}
        self._odd: dict[Path, OddFolder] = {}
        self._seen: set[str | Path] = set()
        self._stale: dict[str, Stale] = {}
        self._words: list[str] = []
        self._join = True
        self.n_sessions = self.n_shown = self.n_files = 0

    # What it shows ------------------------------------------------------------------------------------------------

    def begin(self, folder: Path) -> None:
        """Start a scan of a root; another one than before empties the tree."""
        if folder != self._folder:
            self._folder = folder
            self._mice.clear()
            self._odd.clear()
            self._stale.clear()
            self._show_all()
        self._seen.clear()

    def add(self, entries: Iterable[MouseEntry | OddFolder]) -> None:
        """Take up what a scan found, new or again."""
        for entry in entries:
            mouse, odd = _parts(entry)
            if mouse is not None:
                self._seen.add(mouse.name)
                if self._mice.get(mouse.name) != mouse:
                    self._mice[mouse.name] = mouse
                    self._show_mouse(mouse)
            for folder in odd:
                self._seen.add(folder.path)
                self._odd[folder.path] = folder
        self._show_end()

    def finish(self) -> None:
        """Drop what the scan that is over did not find any more."""
        self._mice = {name: mouse for name, mouse in self._mice.items() if name in self._seen}
        self._odd = {path: odd for path, odd in self._odd.items() if path in self._seen}
        self._show_end()
        self.finished.emit()

    def put_stale(self, found: Mapping[str, Stale]) -> None:
        """Take up how much is stale in some sessions, by their names."""
        touched: defaultdict[Node, set[Node]] = defaultdict(set)
        for name, stale in found.items():
            before = self._stale.get(name, FRESH)
            if stale == before:
                continue
            self._stale[name] = stale
            node = self._sessions.get(name)
            while node is not None and node.parent is not None:
                node.stale = stale.instead_of(before, node.stale)
                touched[node.parent].add(node)
                node = node.parent
        for parent, nodes in touched.items():
            rows = [row for row, child in enumerate(parent.children) if child in nodes]
            first, last = (self.createIndex(row, 0, parent.children[row].number) for row in (rows[0], rows[-1]))
            self.dataChanged.emit(first, last)

    @property
    def folder(self) -> Path:
        """The root."""
        return self._folder

    @property
    def entries(self) -> tuple[SessionEntry, ...]:
        """All sessions, whatever the filter hides."""
        return tuple(session for mouse in self._mice.values() for session in mouse.sessions)

    def set_filter(self, words: Sequence[str]) -> None:
        """Show the sessions whose mouse, date and id hold all these lower-case words."""
        self._words = list(words)
        self._show_all()

    def set_join(self, join: bool) -> None:
        """Choose whether a date with one session is one row."""
        self._join = join
        self._show_all()

    def session_names(self) -> list[str]:
        """Return the names of the sessions on show, from top to bottom."""
        return [node.key for node in _walk(self._root) if node.kind is NodeKind.SESSION]

    def find(self, key: str) -> QModelIndex:
        """Return the index of a session (``MOUSE/DATE/ID``) or mouse; an invalid one when it is not on show."""
        for node in _walk(self._root):
            if node.key == key:
                return self._index(node)
        return QModelIndex()

    def node(self, index: Index) -> Node | None:
        """Return what stands at an index."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    # Keeping the rows as they should be -----------------------------------------------------------------------------

    def _show_all(self) -> None:
        self._count()
        mice = (self._mouse_node(self._mice[name]) for name in sorted(self._mice, key=natural_key))
        self._sync(self._root, [*filter(None, mice), *self._end()])
        self.changed.emit()

    def _mouse_node(self, mouse: MouseEntry) -> Node | None:
        return mouse_node(mouse, self._words, self._join, self._stale)

    def _show_mouse(self, mouse: MouseEntry) -> None:
        node = self._mouse_node(mouse)
        names = [child.key for child in self._root.children if child.kind is NodeKind.MOUSE]
        row = bisect_left(names, natural_key(mouse.name), key=natural_key)
        is_there = row < len(names) and names[row] == mouse.name
        if node is not None and is_there:
            self._update(self._root.children[row], node)
        elif node is not None:
            self._insert(self._root, row, [node])
        elif is_there:  # it has lost the sessions that the filter lets through
            self._remove(self._root, row, row + 1)

    def _show_end(self) -> None:
        mice = [child for child in self._root.children if child.kind is NodeKind.MOUSE and child.key in self._mice]
        self._count()
        self._sync(self._root, [*mice, *self._end()])
        self.changed.emit()

    def _end(self) -> list[Node]:
        odd = None if self._words else odd_node(sorted(self._odd.values(), key=_by_path), self._folder)
        return [node for node in (odd, hidden_node(self.n_sessions - self.n_shown)) if node is not None]

    def _count(self) -> None:
        sessions = self.entries
        self.n_sessions = len(sessions)
        self.n_files = sum(session.n_files for session in sessions)
        self.n_shown = sum(len(shown_sessions(mouse, self._words)) for mouse in self._mice.values())

    def _sync(self, parent: Node, wanted: list[Node]) -> None:
        """Make the children of a node those wanted, touching only the rows that differ; both are in the same order."""
        keys = {node.key for node in wanted}
        end = len(parent.children)
        for stays, run in groupby(reversed(parent.children[:]), key=lambda child: child.key in keys):
            first = end - sum(1 for _ in run)
            if not stays:
                self._remove(parent, first, end)
            end = first
        row = 0
        while row < len(wanted):
            there = parent.children[row].key if row < len(parent.children) else None
            if there == wanted[row].key:
                self._update(parent.children[row], wanted[row])
                row += 1
                continue
            end = next((i for i in range(row, len(wanted)) if wanted[i].key == there), len(wanted))
            self._insert(parent, row, wanted[row:end])
            row = end

    def _update(self, node: Node, newer: Node) -> None:
        if node is newer:
            return
        if node.take(newer):
            index = self._index(node)
            self.dataChanged.emit(index, index)
        self._sync(node, newer.children)

    def _insert(self, parent: Node, row: int, nodes: list[Node]) -> None:
        self.beginInsertRows(self._index(parent), row, row + len(nodes) - 1)
        parent.children[row:row] = nodes
        for node in nodes:
            node.parent = parent
            self._adopt(node)
        self.endInsertRows()

    def _adopt(self, node: Node) -> None:
        for each in (node, *_walk(node)):
            each.number = next(self._numbers)
            self._nodes[each.number] = each
            if each.kind is NodeKind.SESSION:
                self._sessions[each.key] = each
            for child in each.children:
                child.parent = each

    def _remove(self, parent: Node, first: int, end: int) -> None:
        self.beginRemoveRows(self._index(parent), first, end - 1)
        removed = parent.children[first:end]
        del parent.children[first:end]
        for node in removed:
            for each in (node, *_walk(node)):
                del self._nodes[each.number]
                if self._sessions.get(each.key) is each:
                    del self._sessions[each.key]
        self.endRemoveRows()

    # Qt's questions -----------------------------------------------------------------------------------------------

    def _index(self, node: Node) -> QModelIndex:
        if node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.children.index(node), 0, node.number)

    def _inside(self, index: Index) -> Node | None:
        return self.node(index) if index.isValid() else self._root

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        """Return the index of a child."""
        node = self._inside(parent)
        if node is None or column != 0 or not 0 <= row < len(node.children):
            return QModelIndex()
        return self.createIndex(row, 0, node.children[row].number)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the index of the parent."""
        node = self.node(index)
        return self._index(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of children."""
        node = self._inside(parent)
        return len(node.children) if node is not None else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return 1: the number of files is painted into the row."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that every row can be selected, save the note on what is hidden."""
        node = self.node(index)
        if node is None or node.kind is NodeKind.NOTE:
            return Qt.ItemFlag.NoItemFlags
        return _SELECTABLE

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return the title of a row, what it says aloud, or its tooltip."""
        node = self.node(index)
        if node is None:
            return None
        if role == _ROLE.DisplayRole:
            return node.title
        if role == _ROLE.AccessibleTextRole:
            return node.spoken
        return tooltip(node.told) if role == _ROLE.ToolTipRole else None


def _parts(entry: Any) -> tuple[MouseEntry | None, tuple[OddFolder, ...]]:
    """Return the mouse in an entry, if it is one, and the folders that are no sessions."""
    return (entry, entry.odd) if hasattr(entry, "sessions") else (None, (entry,))


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _walk(child)


def _by_path(odd: OddFolder) -> Any:
    return natural_key(str(odd.path))
