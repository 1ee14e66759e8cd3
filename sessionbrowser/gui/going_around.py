"""Leads the focus around the window by one key: sidebar, files, picture, panel, and whatever else is on show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget


class Stop(NamedTuple):
    """A part of the window, and what takes the focus when it is gone to; the topmost inside that can, when None."""

    part: QWidget
    target: QWidget | None = None


def go_around(stops: Sequence[Stop], by: int) -> None:
    """Give the focus to the next (or, by −1, the previous) of these parts; those that can take none are passed by.

    Parameters
    ----------
    stops : sequence of Stop
        In the order in which the window shows them.
    by : int
        1 or −1.
    """
    there = [(stop, target) for stop in stops if (target := way_in(stop)) is not None]
    if there:
        at = next((number for number, (stop, _) in enumerate(there) if _has_focus(stop)), -1 if by > 0 else 0)
        # By the reason of Tab: what has it then shows so by a ring.
        reason = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
        there[(at + by) % len(there)][1].setFocus(reason)


def way_in(stop: Stop) -> QWidget | None:
    """Return what takes the focus of a part; None when it is hidden, or has nothing to do."""
    target = stop.target or stop.part
    while (proxy := target.focusProxy()) is not None:
        target = proxy
    if _takes_focus(target):
        return target
    # Not by `nextInFocusChain`: after a walk along it, PySide takes the menus of the window for deleted ones.
    inside = [child for child in stop.part.findChildren(QWidget) if _takes_focus(child)]
    return min(inside, key=lambda child: _place(child, stop.part), default=None)


def _takes_focus(widget: QWidget) -> bool:
    can = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return can and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _place(child: QWidget, part: QWidget) -> tuple[int, int]:
    at = child.mapTo(part, QPoint())
    return at.y(), at.x()


def _has_focus(stop: Stop) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is stop.part or stop.part.isAncestorOf(focused))
