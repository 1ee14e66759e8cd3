"""The values themselves, in a table of any size."""

from __future__ import annotations

import re
from typing import ClassVar

from PySide6.QtCore import QItemSelection, QItemSelectionRange, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QWidget

from sessionbrowser.arrays.source import ArraySource
from sessionbrowser.gui import controls
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tasks import Lane
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.values_layout import Layout, selection_as_text
from sessionbrowser.gui.values_model import PAGE_COLUMNS, PAGE_ROWS, ValuesModel
from sessionbrowser.gui.viewers import bids
from sessionbrowser.gui.viewers.axes_bar import AxesBar
from sessionbrowser.gui.viewers.base import Reading, Viewer
from sessionbrowser.gui.viewers.densify import Densify
from sessionbrowser.gui.viewers.values_table import ValuesTable
from sessionbrowser.gui.words import bytes_text
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Axis, Opened

MOST_COPIED = 1_000_000
"""Copying stops at this many values; the clipboard is no place for more."""
_BAR, _GO_TO = 33, 200


class ValuesViewer(Viewer):
    """Every value of an array, with all its digits; blocks are read as they are scrolled to."""

    name: ClassVar[str] = "Values"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = ValuesModel(self)
        self.table = ValuesTable()
        self.table.setModel(self.model)
        self.axes = AxesBar("Down", "Across")
        self.go_to = QLineEdit()
        self._note = controls.label("", "muted", Size.SECONDARY)
        self._copying, self.densify = Lane(self), Densify(self)
        self._fitted = False
        self._opened: Opened | None = None
        self._source: ArraySource | None = None
        self.widget = self._lay_out()
        self._connect()

    @staticmethod
    def bid(facts: FileFacts) -> int:
        """Bid low for numbers, which a picture shows better, and high for what has no picture."""
        return bids.values(facts)

    def show(self, opened: Opened) -> None:
        """Show the values of this file, from its first row on."""
        self.clear()
        self._opened, self._source = opened, opened.source
        source = opened.source
        if source is None:
            return
        many = source.ndim > 2
        if many:
            self.axes.set_axes([(axis.name, axis.length) for axis in opened.axes], (0, 1))
        self.axes.setVisible(many)
        self.densify.offer(opened)
        self._show_layout(Layout.of(source))

    def clear(self) -> None:
        """Forget the file."""
        self._copying.cancel()
        self.densify.forget()
        self._opened = self._source = None
        self.model.show(None)

    def stop(self) -> None:
        """Give up the reading under way; cells that are not there stay "…"."""
        self.model.stop()
        self._copying.cancel()
        self.densify.stop()

    def excerpt(self) -> Excerpt | None:
        """Return the selected rectangle where it is more than a cell, else all of the slice in the table."""
        layout, selection = self.model.layout_shown, self.table.selectionModel().selection()
        if self._opened is None or self._source is None or layout is None:
            return None
        if selection.size():
            rows, columns = self._selected(selection)
            if _count(rows, columns) > 1:
                return Excerpt(self._opened, layout.window(rows, columns))
        return Excerpt(self._opened, layout.window(slice(0, layout.n_rows), slice(0, layout.n_columns)))

    def go_to_row(self, row: int) -> None:
        """Scroll to a row by its index in the array, turning the page if need be."""
        layout = self.model.layout_shown
        if layout is None or not layout.n_rows:
            return
        row = min(max(row, 0), layout.n_rows - 1)
        place, _ = self.model.turn_to(row, self.model.first_column)
        index = self.model.index(place, max(0, self.table.columnAt(0)))
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        self._describe()

    def copy(self) -> None:
        """Put the selected rectangle on the clipboard as tab-separated text, once a worker has read it."""
        source, layout = self._source, self.model.layout_shown
        selection = self.table.selectionModel().selection()
        if source is None or layout is None or not selection:
            return
        down, across = self._selected(selection)
        n = _count(down, across)
        if n > MOST_COPIED:
            self._say(f"{n:,} values are selected; at most {MOST_COPIED:,} can be copied")
            return
        self._copying.run(
            lambda _job: selection_as_text(source, layout, down, across),
            lambda text: self._on_copied(text, n),
            lambda error: self._say(f"Not copied: {error}"),
        )

    def _selected(self, selection: QItemSelection) -> tuple[slice, slice]:
        """Return the rows and columns of the array that are selected."""
        rows, columns = _bounds([selection.at(i) for i in range(selection.size())])
        down, across = self.model.first_row, self.model.first_column
        return slice(rows.start + down, rows.stop + down), slice(columns.start + across, columns.stop + across)

    # How it is put together

    def _lay_out(self) -> QWidget:
        widget = QWidget()
        look(widget, "panel")
        self.go_to.setFixedWidth(_GO_TO)
        bar = controls.bar("bar", _BAR)
        row = controls.row(bar, (Space.M, 0, Space.M, 0))
        row.addWidget(self._note, stretch=1)
        row.addWidget(self.densify.button)
        row.addWidget(self.go_to)
        controls.stacked(widget, self.axes, bar, self.table)
        self.axes.hide()
        widget.setFocusProxy(self.table)
        return widget

    def _connect(self) -> None:
        self.densify.done.connect(self._on_dense)
        self.densify.refused.connect(self._say)
        self.densify.progressed.connect(self.progressed)
        self.model.failed.connect(self.failed)
        self.model.settled.connect(self.settled)
        self.axes.changed.connect(self._on_axes)
        self.go_to.returnPressed.connect(self._on_go_to)
        self.table.moved.connect(self._describe)
        self.table.pointed.connect(self._read_cell)
        self.table.selectionModel().currentChanged.connect(lambda index, _before: self._read_cell(index))
        self.model.dataChanged.connect(self._on_data)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.copy_wanted.connect(self.copy)

    def _show_layout(self, layout: Layout) -> None:
        assert self._opened is not None
        self._say("")
        names = tuple(axis.name for axis in self._opened.axes)
        self.model.show(self._source, layout, names)
        down = self.model.axis_name(layout.rows) or "row"
        self.table.set_corner(down, self.model.axis_name(layout.columns))
        self._fitted = False
        self.go_to.setPlaceholderText(f"Go to {down} 0–{layout.n_rows - 1}" if layout.n_rows else "no rows")
        self.go_to.setAccessibleName(f"Go to {down}")
        self.go_to.setEnabled(layout.n_rows > 1)
        self._describe()

    def _on_dense(self, dense: ArraySource) -> None:
        """Show the same part of the same array from memory."""
        layout, rows, columns = self.model.layout_shown, self.model.first_row, self.model.first_column
        bars = [self.table.verticalScrollBar(), self.table.horizontalScrollBar()]
        places = [bar.value() for bar in bars]
        self._source = dense
        if layout is not None:
            self._show_layout(layout)
            self.model.turn_to(rows, columns)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self._describe()

    def _on_data(self) -> None:
        if not self._fitted:
            self._fitted = True
            self.table.fit_columns(self.model.longest_text())
            self._describe()
        if self.table.under_cursor.isValid():
            self._read_cell(self.table.under_cursor)

    def _on_axes(self) -> None:
        layout = self.model.layout_shown
        if layout is not None and self._source is not None:
            down, across = self.axes.seen
            self._show_layout(Layout(layout.shape, layout.dtype, down, across, self.axes.held))

    def _on_go_to(self) -> None:
        digits = re.sub(r"[\s,_]", "", self.go_to.text())
        if digits.isdecimal():
            self._say("")
            self.go_to_row(int(digits))
        elif digits:
            self._say(f"“{self.go_to.text()}” is no row; type a number")

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy values", self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.table.selectionModel().hasSelection())
        menu.popup(self.table.viewport().mapToGlobal(where))

    # What it says

    def _on_copied(self, text: str, n: int) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(f"Copied {n:,} value{'' if n == 1 else 's'}")

    def _say(self, text: str) -> None:
        self._note.setText(text or self._page_text())

    def _page_text(self) -> str:
        layout = self.model.layout_shown
        if layout is None:
            return ""
        parts = []
        if self._opened is not None and self._source is not None and self._source is not self._opened.source:
            parts.append(f"dense in memory: {bytes_text(self._source.nbytes)}")
        if layout.n_rows > PAGE_ROWS:
            held = part_of("rows", range(self.model.rowCount()), self.model.first_row, layout.n_rows)
            parts.append(f"the table holds {held}")
        if layout.n_columns > PAGE_COLUMNS:
            parts.append(part_of("columns", range(self.model.columnCount()), self.model.first_column, layout.n_columns))
        return " · ".join(parts)

    def _describe(self) -> None:
        layout = self.model.layout_shown
        if layout is None:
            return
        rows, columns = self.table.visible_cells()
        parts = [self.axes.describe()] if self._source is not None and self._source.ndim > 2 else []
        one = layout.rows is None
        parts.append("1 value" if one else part_of("rows", rows, self.model.first_row, layout.n_rows))
        if layout.columns is not None:
            parts.append(part_of("columns", columns, self.model.first_column, layout.n_columns))
        self._say("")
        self.described.emit(" · ".join(parts))

    def _read_cell(self, index: QModelIndex) -> None:
        layout = self.model.layout_shown
        if layout is None or not index.isValid():
            self.reading.emit(())
            return
        row, column = index.row() + self.model.first_row, index.column() + self.model.first_column
        reading: Reading = ()
        if layout.rows is not None:
            reading += self._place(layout.rows, row)
        if layout.fields:
            reading += (("field", layout.fields[column]),)
        elif layout.columns is not None:
            reading += self._place(layout.columns, column)
        unit = self._opened.unit if self._opened is not None else ""
        text = self.model.text(index.row(), index.column())
        self.reading.emit((*reading, ("value", f"{text} {unit}".rstrip())))

    def _place(self, number: int, index: int) -> Reading:
        assert self._opened is not None
        axis: Axis | None = self._opened.axes[number] if number < len(self._opened.axes) else None
        name = axis.name if axis else f"axis {number}"
        if axis is not None and axis.times is not None:
            return (("time", f"{axis.times[index]:.3f} s"), (name, str(index)))
        return ((name, str(index)),)


def part_of(noun: str, shown: range, first: int, n: int) -> str:
    """Return which part is seen, by the indices of the array: "rows 0–39 of 5,812", or "all 12 rows"."""
    if not n:
        return f"no {noun}"
    if len(shown) >= n:
        return f"all {n:,} {noun}" if n > 1 else f"1 {noun.removesuffix('s')}"
    return f"{noun} {shown.start + first:,}–{shown.stop + first - 1:,} of {n:,}"


def _count(rows: slice, columns: slice) -> int:
    return int((rows.stop - rows.start) * (columns.stop - columns.start))


def _bounds(ranges: list[QItemSelectionRange]) -> tuple[slice, slice]:
    rows = slice(min(r.top() for r in ranges), max(r.bottom() for r in ranges) + 1)
    return rows, slice(min(r.left() for r in ranges), max(r.right() for r in ranges) + 1)
