"""The onedata table on the screen: what is chosen in it, and how wide its columns are.

The first paint of the window waits for this module, so it imports what it needs only where it needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTreeView, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from sessionbrowser.gui.spks_chooser import SpksChooser
    from sessionbrowser.gui.table_columns import Row
    from sessionbrowser.gui.table_header import TableHeader
    from sessionbrowser.gui.table_model import FileProxy, Index


class TableView(QTreeView):
    """The files of a session; empty and at rest until it is given them.

    Attributes
    ----------
    file_chosen : Signal(Row)
        Another file is the current one.
    selection_changed : Signal()
    clear_asked : Signal()
        The user pressed Delete.
    type_chosen : Signal(str)
        The user chose another type of spks.
    """

    file_chosen = Signal(object)
    type_chosen = Signal(str)
    selection_changed = Signal()
    clear_asked = Signal()

    columns: TableHeader
    _proxy: FileProxy

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Path | None = None
        self._is_filtering = False
        self._room = 0
        self.setFrameStyle(0)
        self.setHeaderHidden(True)
        self.setEnabled(False)

    def take(self, proxy: FileProxy) -> None:
        """List these files from now on, under the titles of the columns."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QAbstractItemView

        from sessionbrowser.gui.table_cells import CellPainter
        from sessionbrowser.gui.table_columns import NAME
        from sessionbrowser.gui.table_header import TableHeader

        self._proxy = proxy
        self.setAccessibleName("Files of the session")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(CellPainter(self, proxy))
        self.columns = TableHeader(self)
        self.setHeader(self.columns)
        self.setHeaderHidden(False)
        self.setModel(proxy)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.columns.come_first()
        proxy.rowsInserted.connect(self._offer_types)
        proxy.dataChanged.connect(self._offer_types)
        self.fit_columns()
        self.setEnabled(True)

    def _offer_types(self) -> None:
        """Put the chooser into the row of spks, if there is one; Qt takes it away with its row."""
        index = self._proxy.index_of_type()
        row = self._proxy.row_at(index)
        if row is None:
            return
        if self.indexWidget(index) is None:
            from sessionbrowser.gui.spks_chooser import SpksChooser

            made = SpksChooser()
            made.chosen.connect(self.type_chosen)
            self.setIndexWidget(index, made)
            QWidget.setTabOrder(self, made.types)
        chooser = self.type_chooser
        if chooser is not None:
            chooser.show_row(row)

    @property
    def type_chooser(self) -> SpksChooser | None:
        """The chooser in the row of spks, where there is one."""
        return cast("SpksChooser | None", self.indexWidget(self._proxy.index_of_type()))

    # What is chosen -------------------------------------------------------------------------------------------------

    def selected_rows(self) -> list[Row]:
        """Return the selected files, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [row for row in map(self._proxy.row_at, indexes) if row is not None]

    def current_row(self) -> Row | None:
        """Return the file that is shown below."""
        return self._proxy.row_at(self.currentIndex())

    def filter_rows(self, words: Sequence[str], stale_only: bool = False) -> None:
        """List the files that hold these words; the one that is shown below stays there, also when it is not listed."""
        self._is_filtering = True
        self._proxy.set_filter(words, stale_only)
        if self._shown is None or not self._proxy.index_of(self._shown).isValid():
            self.selectionModel().clearCurrentIndex()
        elif not self.selectionModel().hasSelection():
            self.select_paths([self._shown])
        self._is_filtering = False

    def select_paths(self, paths: Sequence[Path]) -> None:
        """Select these files, or `SPKS_KEY`; the first becomes the current one."""
        indexes = [index for index in map(self._proxy.index_of, paths) if index.isValid()]
        if indexes:
            self._select({index.row() for index in indexes}, indexes[0])
            self.scrollTo(indexes[0])

    def _select(self, rows: Collection[int], current: Index | None = None) -> None:
        from PySide6.QtCore import QItemSelectionModel

        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self._proxy.spanning(rows), flags.ClearAndSelect | flags.Rows)
        if current is not None:
            self.selectionModel().setCurrentIndex(current, flags.NoUpdate)

    def select_current(self) -> None:
        """Select the file that is shown below, when the selected ones are gone."""
        current = self.current_row()
        if current is not None and not self.selectionModel().hasSelection():
            self.select_paths([current.key])

    def selectAll(self) -> None:
        """Select all files; spks is none."""
        there = self._proxy.rowCount()
        if files := range(there - self._proxy.n_files, there):
            self._select(files)

    def forget(self) -> None:
        """Have no current file, and take the next one as new, even when it has the same path."""
        self.selectionModel().clearCurrentIndex()  # else it moves as its rows go, and what is left is chosen
        self._shown = None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of the file that is the current one now."""
        super().currentChanged(current, previous)
        row = self._proxy.row_at(current)
        key = row.key if row is not None else None
        if key is not None and key != self._shown and not self._is_filtering:
            self._shown = key
            self.file_chosen.emit(row)

    def selectionChanged(self, selected: object, deselected: object) -> None:
        """Tell that other files are selected."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for clearing with Delete, and go through the types of spks in its row; the rest is Qt's."""
        from PySide6.QtCore import Qt

        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        row, chooser, key = self.current_row(), self.type_chooser, event.key()
        if key == Qt.Key.Key_Delete:
            self.clear_asked.emit()
        elif row is not None and row.spks is not None and chooser is not None and key in steps:
            chooser.step(steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    # Widths ---------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let some columns give way where others would have no room."""
        super().resizeEvent(event)
        # Asking for the viewport has PySide define every kind of widget that there is, which takes a tenth of the time
        # to the first paint.
        self._room = self.width() - self.verticalScrollBar().sizeHint().width()  # whether it is there or not
        self.fit_columns()

    def fit_columns(self) -> None:
        """Give each column its width, unless they are the user's own, once there are columns and room for them."""
        if self.model() is not None and self._room:
            self.columns.fit(self._room)
