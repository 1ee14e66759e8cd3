"""How a row of a list looks at rest, under the pointer, selected and focused: the same in every list of the window."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from sessionbrowser.gui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyle

BAR = 3


@lru_cache(maxsize=1)
def _states() -> type[QStyle.StateFlag]:
    """Return Qt's names of states, with the first row: QStyle has hundreds of constants, which PySide defines then."""
    from PySide6.QtWidgets import QStyle

    return QStyle.StateFlag


def is_live(view: QAbstractItemView) -> bool:
    """Whether keys go to this list: its selection is then blue, else grey."""
    return view.hasFocus() and view.isActiveWindow()


def paint_background(painter: QPainter, option: QStyleOptionViewItem, view: QAbstractItemView, area: QRect) -> None:
    """Fill a row, or the part of it that one cell is.

    Parameters
    ----------
    option : QStyleOptionViewItem
        Of the cell; its state tells.
    area : QRect
        What to fill; an accent bar stands at the left of it when it begins at 0.
    """
    if option.state & _states().State_Selected:
        live = is_live(view)
        painter.fillRect(area, theme.color("selection" if live else "selection_inactive"))
        if live and area.left() <= 0:
            painter.fillRect(QRect(area.left(), area.top(), BAR, area.height()), theme.color("accent"))
    elif option.state & _states().State_MouseOver and option.state & _states().State_Enabled:
        painter.fillRect(area, theme.color("hover"))


def paint_ring(painter: QPainter, option: QStyleOptionViewItem, view: QAbstractItemView, whole_row: QRect) -> None:
    """Draw the focus ring inside a current row that is not selected."""
    if option.state & _states().State_Selected or not view.hasFocus():
        return
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRect(whole_row.adjusted(1, 1, -1, -1))


def text_role(option: QStyleOptionViewItem, view: QAbstractItemView, role: str = "text") -> str:
    """Return the colour role of a text in a row: muted text is full text on the blue of a selection."""
    live = option.state & _states().State_Selected and is_live(view)
    return "text" if live and role == "muted" else role
