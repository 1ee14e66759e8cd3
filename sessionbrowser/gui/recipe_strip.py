"""The recipe as a row of cards: where it leads, a step at a time, with the shape after each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.controls import narrowed
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import shape_text, tooltip
from sessionbrowser.sessions.kinds import Health, State, Step

_ROWS = 3
_ROW_HEIGHT = 14
_BAR = 64
"""Width of the longest plane's bar; the others are drawn to scale."""
_GAP, _NARROW_GAP = 36, 16
_CHEVRON = 14
_MOST_EXTRA = 48
_WORD_ICON = 20
_NARROWEST = 80
"""Percent to which texts are condensed before they are elided."""


def plane_rows(step: Step) -> tuple[list[tuple[str, str, float]], str]:
    """Return what the planes card shows of a step's rows.

    Returns
    -------
    rows : list of (str, str, float)
        Name, shape and share of the longest (0 to 1, by number of ROIs) of the first rows.
    more : str
        "+ 5 more" when there are others; else empty.
    """
    longest = max((shape[0] for _, shape in step.rows if shape), default=0)
    shown = step.rows if len(step.rows) <= _ROWS else step.rows[: _ROWS - 1]
    rows = [(name, shape_text(shape), shape[0] / longest if shape and longest else 0.0) for name, shape in shown]
    hidden = len(step.rows) - len(shown)
    return rows, f"+ {hidden} more" if hidden else ""


def full_text(number: int, step: Step, word: str = "") -> str:
    """Return all that a card says, with every plane; its tooltip and its text for screen readers."""
    lines = [f"{number} {step.title}{': ' + word if word else ''}", step.headline, step.detail]
    lines += [f"{name}  {shape_text(shape)}" for name, shape in step.rows]
    return "\n".join(line for line in lines if line)


def card_widths(natural: Sequence[int], available: int) -> list[int]:
    """Return the width of each card: its own when there is room and a little more, else the widest shrink first."""
    if not natural:
        return []
    extra = (available - sum(natural)) // len(natural)
    if extra >= 0:
        return [width + min(extra, _MOST_EXTRA) for width in natural]
    left, widths = max(0, available), list(natural)
    order = sorted(range(len(natural)), key=lambda i: natural[i])
    for place, i in enumerate(order):  # from the narrowest on: each takes its own width or a fair share of the rest
        widths[i] = min(natural[i], left // (len(order) - place))
        left -= widths[i]
    return widths


class RecipeStrip(QWidget):
    """All steps of one recipe, side by side; what does not fit is elided, and the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(Space.RECIPE_STEPS)
        self.cards: list[_Card] = []
        self._told: tuple[tuple[Step, ...], Health | None] = (), None
        theme.manager().changed.connect(self.update)

    def show_steps(self, steps: tuple[Step, ...], health: Health | None = None) -> None:
        """Show a recipe.

        Parameters
        ----------
        steps : tuple of Step
            In the order in which they are done; of a broken recipe, the last is the one that fails.
        health : Health or None
            Of the recipe's file. When it says that the recipe leads nowhere, the last card says so.
        """
        if (steps, health) == self._told:  # as when the file on show has been opened: it is drawn already
            return
        self._told = steps, health
        for card in self.cards:
            card.setParent(None)
            card.deleteLater()
        last = len(steps)
        self.cards = [_Card(i, step, health if i == last else None, self) for i, step in enumerate(steps, start=1)]
        self._place_cards()
        for card in self.cards:
            card.show()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew."""
        super().resizeEvent(event)
        self._place_cards()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a chevron between each two cards."""
        painter = QPainter(self)
        pixmap = icons.pixmap("chevron-right", "muted", _CHEVRON, self.devicePixelRatio())
        for left, right in pairwise(self.cards):
            middle = (left.geometry().right() + right.geometry().left() + 1) // 2
            painter.drawPixmap(middle - _CHEVRON // 2, (self.height() - _CHEVRON) // 2, pixmap)

    def _place_cards(self) -> None:
        natural = [card.sizeHint().width() for card in self.cards]
        gaps = max(0, len(natural) - 1)
        room = self.width() - 2 * Space.M
        is_tight = sum(natural) + gaps * _NARROW_GAP > room
        if is_tight:
            natural = [card.tight_width for card in self.cards]
        gap = _GAP if sum(natural) + gaps * _GAP <= room else _NARROW_GAP
        left = Space.M
        for card, width in zip(self.cards, card_widths(natural, room - gaps * gap), strict=True):
            card.padding = Space.S if is_tight else Space.M
            card.setGeometry(left, Space.S, width, self.height() - 2 * Space.S)
            left += width + gap


class _Card(QWidget):
    def __init__(self, number: int, step: Step, health: Health | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._number, self._step = str(number), step
        self.padding = Space.M
        state = State.CHECKING if health is None else health.state
        self.is_broken = state not in (State.OK, State.CHECKING, State.STALE, State.SUPERSEDED)
        self.word = "" if state == State.CHECKING else ("ok" if not self.is_broken else state.value.capitalize())
        self._detail = (health.why if self.is_broken and health else "") or step.detail
        text = full_text(number, step, self.word)
        self.setToolTip(tooltip(text))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        return QSize(max(self._head_width, self._body_width) + 2 * Space.M + 2, 0)

    @property
    def tight_width(self) -> int:
        """The width at which nothing is elided but the title above the planes: these tell what they are."""
        return max(0 if self._step.rows else self._head_width, self._body_width) + 2 * Space.S + 2

    @property
    def _head_width(self) -> int:
        word = _width(self.word, Size.AXIS, bold=True) + _WORD_ICON + Space.S if self.word else 0
        return _width(self._number, Size.AXIS) + Space.S + _width(self._step.title, Size.AXIS, bold=True) + word

    @property
    def _body_width(self) -> int:
        rows, more = plane_rows(self._step)
        listed = (_BAR + 12 + _width(name, Size.AXIS) + _width(shape, Size.AXIS) for name, shape, _ in rows)
        texts = (_width(self._step.headline, Size.BODY, bold=True), _width(self._detail, Size.SECONDARY))
        return max(*texts, _width(more, Size.AXIS), *listed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("danger" if self.is_broken else "line"))
        painter.setBrush(theme.color("danger_tint" if self.is_broken else "panel"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), Space.RADIUS, Space.RADIUS)
        inner = self.rect().adjusted(self.padding, 7, -self.padding, -5)
        self._paint_head(painter, QRect(inner.left(), inner.top(), inner.width(), 16))
        body = inner.adjusted(0, 19, 0, 0)
        if self._step.rows:
            self._paint_planes(painter, body)
        else:
            line = QRect(body.left(), body.top(), body.width(), 18)
            _text(painter, line, self._step.headline, Size.BODY, bold=True, elide=_MIDDLE)
            line = QRect(body.left(), body.top() + 19, body.width(), 17)
            _text(painter, line, self._detail, Size.SECONDARY, "danger" if self.is_broken else "muted")

    def _paint_head(self, painter: QPainter, line: QRect) -> None:
        word_width = self._paint_word(painter, line) if self.word else 0
        _text(painter, line, self._number, Size.AXIS, "text")
        rest = line.adjusted(_width(self._number, Size.AXIS) + Space.S, 0, -word_width, 0)
        _text(painter, rest, self._step.title, Size.AXIS, "muted", bold=True)

    def _paint_word(self, painter: QPainter, line: QRect) -> int:
        name, role = ("octagon", "danger") if self.is_broken else ("check", "ok")
        width = _width(self.word, Size.AXIS, bold=True)
        left = line.right() - width + 1
        _text(painter, QRect(left, line.top(), width, line.height()), self.word, Size.AXIS, role, bold=True)
        painter.drawPixmap(left - 16, line.top() + 1, icons.pixmap(name, role, 14, self.devicePixelRatio()))
        return width + _WORD_ICON

    def _paint_planes(self, painter: QPainter, body: QRect) -> None:
        rows, more = plane_rows(self._step)
        bars = min(_BAR, body.width() // 3)
        for i, (name, shape, share) in enumerate(rows):
            top = body.top() + i * _ROW_HEIGHT - 1
            bar = round(bars * share)
            painter.setPen(theme.color("accent"))
            painter.setBrush(theme.color("selection"))
            painter.drawRect(QRect(body.left(), top + 4, max(1, bar), 7).toRectF().adjusted(0.5, 0.5, -0.5, -0.5))
            line = QRect(body.left() + bar + 6, top, body.width() - bar - 6, _ROW_HEIGHT)
            _text(painter, line, name, Size.AXIS, "text")
            after = line.adjusted(_width(name, Size.AXIS) + 6, 0, 0, 0)
            _text(painter, after, shape, Size.AXIS, "muted")
        if more:
            top = body.top() + len(rows) * _ROW_HEIGHT - 1
            _text(painter, QRect(body.left(), top, body.width(), _ROW_HEIGHT), more, Size.AXIS, "muted")


def _width(text: str, size: int, bold: bool = False) -> int:
    return QFontMetrics(theme.font(size, bold)).horizontalAdvance(text) + 1


_RIGHT, _MIDDLE = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle


def _text(
    painter: QPainter,
    line: QRect,
    text: str,
    size: int,
    role: str = "text",
    *,
    bold: bool = False,
    elide: Qt.TextElideMode = _RIGHT,
) -> None:
    """Draw one line of text, elided to what fits."""
    if line.width() <= 0:
        return
    font = narrowed(theme.font(size, bold), [text], line.width(), _NARROWEST)
    painter.setFont(font)
    painter.setPen(theme.color(role))
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, align, QFontMetrics(font).elidedText(text, elide, line.width()))
