"""Stand-ins for the parts that other tests look at: the viewer, and what clears files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class FakeViewer(QWidget):
    """Writes down what it is asked to show."""

    settled = Signal()
    clear_requested = Signal(object)
    message = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.is_settled = True
        self.shown: list[str] = []
        self.facts: list[Any] = []
        self.sessions: list[Any] = []
        self.cleared = 0
        self.rethemed = 0

    def show_file(self, session, facts):
        self.shown.append(facts.name)
        self.facts.append(facts)
        self.sessions.append(session)

    def show_nothing(self, text):
        self.shown.append("")

    def clear(self):
        self.cleared += 1

    def retheme(self):
        self.rethemed += 1


@dataclass
class FakeOutcome:
    path: Path
    done: bool = True


@dataclass
class FakeReport:
    outcomes: tuple[FakeOutcome, ...] = ()
    moved: list[Path] = field(default_factory=list)


class FakeClearer(QObject):
    """Moves the files at once, without asking, to beside the session, and back."""

    cleared = Signal(object)
    restored = Signal(object)
    message = Signal(str)

    def __init__(self, window) -> None:
        super().__init__(window)
        self.asked: list[list[str]] = []
        self._moved: list[Path] = []

    def clear(self, session, facts):
        self.asked.append([each.name for each in facts])
        self._moved = [each.path for each in facts]
        for path in self._moved:
            path.rename(path.with_name(path.name + ".gone"))
        self.cleared.emit(FakeReport(tuple(FakeOutcome(path) for path in self._moved)))
        self.message.emit(f"Moved {len(facts)} files to the trash")

    def undo(self):
        for path in self._moved:
            path.with_name(path.name + ".gone").rename(path)
        self.restored.emit(FakeReport())
        self.message.emit("Brought back")
