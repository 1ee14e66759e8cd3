"""How a line of the clean-up page is painted: a heading across all columns, or a cell of a file."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionButton, QStyleOptionViewItem

from sessionbrowser.gui import icons, theme
from sessionbrowser.gui.cleanup_rows import COLUMNS, COST, EVIDENCE, FILE, Finding, Group
from sessionbrowser.gui.controls import draw_text, narrowed
from sessionbrowser.gui.rows import paint_background, text_role
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.words import bytes_text

_BOX, _ICON = 14, 14
_BOX_LEFT = 12
BOX_ROOM = 34
"""Left of this a click means the box."""
CHEVRON = range(34, 60)
"""Where a click means the chevron of a heading."""
NAMES = 60
"""Where the names of files begin."""
_ICON_LEFT, _TITLE_LEFT = 60, 84
_RIGHT = Space.M
_NARROWEST = 85
"""Percent to which reasons are condensed before they are elided."""
_STATES = {
    Qt.CheckState.Checked: QStyle.StateFlag.State_On,
    Qt.CheckState.PartiallyChecked: QStyle.StateFlag.State_NoChange,
    Qt.CheckState.Unchecked: QStyle.StateFlag.State_Off,
}


def paint_group(
    painter: QPainter, option: QStyleOptionViewItem, view: QAbstractItemView, group: Group, area: QRect
) -> None:
    """Paint a heading over all columns."""
    painter.fillRect(area, theme.color("raised"))
    paint_background(painter, option, view, area)
    painter.setPen(theme.color("line"))
    painter.drawLine(area.topLeft(), area.topRight())
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    if group.able:
        all_ticked = group.ticked == group.able
        state = Qt.CheckState.Checked if all_ticked else Qt.CheckState.PartiallyChecked
        _paint_box(painter, view, area, state if group.ticked else Qt.CheckState.Unchecked)
    else:
        _paint_icon(painter, area, _BOX_LEFT, "lock", "muted")
    _paint_icon(painter, area, CHEVRON.start + 2, "chevron-down" if group.is_open else "chevron-right", "text")
    _paint_icon(painter, area, _ICON_LEFT, group.icon, "text", Space.ICON)
    _paint_group_texts(painter, text_role(option, view, "muted"), group, area)


def _paint_group_texts(painter: QPainter, muted: str, group: Group, area: QRect) -> None:
    line = area.adjusted(_TITLE_LEFT, 0, -_RIGHT, 0)
    _pen(painter, "text", Size.SECONDARY)
    line.setRight(line.right() - draw_text(painter, line, bytes_text(group.size), right=True) - Space.S)
    if group.ticked:
        _pen(painter, muted, Size.SECONDARY)
        line.setRight(line.right() - draw_text(painter, line, f"{group.ticked:,} ticked", right=True) - Space.L)
    _pen(painter, "text", Size.BODY, bold=True)
    line.setLeft(line.left() + draw_text(painter, line, group.title, Qt.TextElideMode.ElideMiddle) + Space.S)
    _pen(painter, muted, Size.SECONDARY)
    draw_text(painter, line, "  ·  ".join(part for part in (group.files, group.note) if part))


def paint_finding(
    painter: QPainter, option: QStyleOptionViewItem, view: QAbstractItemView, finding: Finding, column: int
) -> None:
    """Paint a cell of a file; what is kept is muted, and has a lock in place of the box."""
    cell: QRect = option.rect
    area = cell.adjusted(Space.S, 0, -_RIGHT if COLUMNS[column].right else -Space.XS, 0)
    muted = text_role(option, view, "muted")
    role = muted if finding.kept or COLUMNS[column].role == "muted" else "text"
    _pen(painter, role, Size.SECONDARY)
    if column in (EVIDENCE, COST):
        painter.setFont(narrowed(painter.font(), [COLUMNS[column].text(finding)], area.width(), _NARROWEST))
    if column == FILE:
        _paint_name(painter, view, finding, cell, role)
    elif column == EVIDENCE:
        _paint_evidence(painter, finding, area, muted)
    elif column == COST and finding.file.only_copy:
        _paint_icon(painter, area, area.left(), "octagon", "danger")
        _pen(painter, "danger", Size.SECONDARY)
        draw_text(painter, area.adjusted(_ICON + 5, 0, 0, 0), finding.file.if_cleared)
    else:
        mode = Qt.TextElideMode.ElideMiddle if column < EVIDENCE else Qt.TextElideMode.ElideRight
        draw_text(painter, area, COLUMNS[column].text(finding), mode, right=COLUMNS[column].right)


def _paint_name(painter: QPainter, view: QAbstractItemView, finding: Finding, cell: QRect, role: str) -> None:
    if finding.kept:
        _paint_icon(painter, cell, cell.left() + _BOX_LEFT, "lock", "muted")
    else:
        _paint_box(painter, view, cell, Qt.CheckState.Checked if finding.ticked else Qt.CheckState.Unchecked)
    _pen(painter, role, Size.BODY)
    draw_text(painter, cell.adjusted(NAMES, 0, -Space.S, 0), finding.name, Qt.TextElideMode.ElideMiddle)


def _paint_evidence(painter: QPainter, finding: Finding, area: QRect, muted: str) -> None:
    if not finding.kept:
        draw_text(painter, area, finding.evidence)
        return
    metrics = QFontMetrics(theme.font(Size.SECONDARY, bold=True))
    room = metrics.horizontalAdvance(f" · {finding.file.kept}")
    width = draw_text(painter, area.adjusted(0, 0, -room, 0), finding.file.why)
    width += draw_text(painter, area.adjusted(width, 0, 0, 0), " · ")
    _pen(painter, muted, Size.SECONDARY, bold=True)
    draw_text(painter, area.adjusted(width, 0, 0, 0), finding.file.kept)


def _paint_box(painter: QPainter, view: QAbstractItemView, area: QRect, state: Qt.CheckState) -> None:
    box = QStyleOptionButton()
    box.rect = QRect(area.left() + _BOX_LEFT, area.center().y() - _BOX // 2 + 1, _BOX, _BOX)
    box.state = _STATES[state] | QStyle.StateFlag.State_Enabled
    view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, view)


def _paint_icon(painter: QPainter, area: QRect, left: int, name: str, role: str, size: int = _ICON) -> None:
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(left, area.top() + (area.height() - size) // 2, icons.pixmap(name, role, size, ratio))


def _pen(painter: QPainter, role: str, size: int, *, bold: bool = False) -> None:
    painter.setFont(theme.font(size, bold))
    painter.setPen(theme.color(role))
