"""What stands between head and viewer: one line about a sparse file, or the steps of a recipe."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.recipe_strip import RecipeStrip
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text
from sessionbrowser.sessions.kinds import FileFacts, Kind


def sparse_facts(facts: FileFacts) -> tuple[tuple[str, str], ...]:
    """Return what is told of a sparse file, as (label, value); nothing for any other kind."""
    if facts.kind is not Kind.SPARSE or facts.stored is None:
        return ()
    told = [("non-zeros", f"{facts.stored:,}")]
    if facts.density is not None:
        told.append(("density", f"{100 * facts.density:.3g} %"))
    if facts.dense is not None:
        told.append(("dense", bytes_text(facts.dense)))
    return (*told, ("on disk", bytes_text(facts.size)))


class FactsLine(QWidget):
    """Muted labels and plain values in a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told: tuple[tuple[str, str], ...] = ()
        self.setFixedHeight(Space.ROW)
        self.hide()

    def show_facts(self, facts: FileFacts | None) -> None:
        """Tell of a file, or hide when there is nothing to tell."""
        self.told = () if facts is None else sparse_facts(facts)
        self.setAccessibleName(", ".join(f"{name} {value}" for name, value in self.told))
        self.setVisible(bool(self.told))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.setFont(theme.font(Size.SECONDARY))
        left = Space.M
        for pair in self.told:
            for text, role, gap in zip(pair, ("muted", "text"), (6, 20), strict=True):
                painter.setPen(theme.color(role))
                left += draw_text(painter, self.rect().adjusted(left, 0, 0, -1), text) + gap


class Origin(QWidget):
    """Where the shown data come from: the steps of a recipe, the figures of a sparse file, or nothing at all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip, self.line = RecipeStrip(), FactsLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.line)
        self.show_facts(None)

    def show_facts(self, facts: FileFacts | None) -> None:
        """Tell of a file; of most there is nothing to tell here."""
        steps = () if facts is None else facts.steps
        self.strip.setVisible(bool(steps))
        if facts is not None and steps:
            self.strip.show_steps(steps, facts.health)
        self.line.show_facts(facts)
        self.setVisible(bool(steps or self.line.told))
