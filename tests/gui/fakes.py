"""Stand-ins for the parts that other tests look at: the viewer, and what clears files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class FakeViewer(QWidget):
    """Writes down what it is asked to show."""

    settled = Signal()
    clear_requested = Signal(object)
    message = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.is_settled = True
        self.body = SimpleNamespace(page=None)
        self.shown: list[str] = []
        self.evidence: list[tuple[str, str]] = []
        self.facts: list[Any] = []
        self.sessions: list[Any] = []
        self.cleared = self.exported = 0
        self.rethemed = 0

    def show_file(self, session, facts):
        self.shown.append(facts.name)
        self.body.page = SimpleNamespace(viewer=SimpleNamespace(widget=self), panel=None)
        self.facts.append(facts)
        self.sessions.append(session)

    def show_health(self, facts):
        self.evidence.append((facts.name, facts.health.why))

    def show_nothing(self, text):
        self.shown.append("")

    def export(self):
        self.exported += 1

    def clear(self):
        self.cleared += 1

    def retheme(self):
        self.rethemed += 1


@dataclass
class FakeReport:
    moved: tuple[SimpleNamespace, ...] = ()
    restored: tuple[SimpleNamespace, ...] = ()
    skipped: tuple[SimpleNamespace, ...] = ()


class FakeClearer(QObject):
    """Renames the files at once, without asking, and back."""

    cleared = Signal(object)
    restored = Signal(object)
    emptied = Signal(object)
    message = Signal(str, bool)
    progressed = Signal(object)

    def __init__(self, window) -> None:
        super().__init__(window)
        self.asked: list[list[str]] = []
        self.roots: list[Path | None] = []
        self._moved: list[Path] = []

    @property
    def can_undo(self):
        return bool(self._moved)

    def clear(self, session, facts, root=None):
        self.asked.append([each.name for each in facts])
        self.roots.append(root)
        self._moved = [each.path for each in facts]
        for path in self._moved:
            path.rename(path.with_name(path.name + ".gone"))
        self.cleared.emit(FakeReport(tuple(SimpleNamespace(path=path) for path in self._moved)))
        self.message.emit(f"Moved {len(facts)} files to the trash", True)

    def stop(self):
        self.stopped = True

    def undo(self):
        moved, self._moved = self._moved, []
        for path in moved:
            path.with_name(path.name + ".gone").rename(path)
        self.restored.emit(FakeReport(restored=tuple(SimpleNamespace(path=path) for path in moved)))
        self.message.emit("Brought back", False)
