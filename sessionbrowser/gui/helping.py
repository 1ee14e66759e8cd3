"""What helps the user on: the list of all actions, the keys, and what this is; each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import button as make_button
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.tokens import Size


class Helping(QObject):
    """Opens the pages of the Help menu over a window.

    Parameters
    ----------
    window : QMainWindow
    actions : callable
        Gives the actions that can be found; `offered_by` gives those of a page that has some of its own.
    """

    def __init__(self, window: QMainWindow, actions: Callable[[], list[QAction]]) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        # A corner widget is not kept alive by its menu bar.
        self._corner = make_button("Find an action  Ctrl+Shift+P", name="quiet")
        self._corner.setFont(theme.font(Size.SECONDARY))
        self._corner.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it would come between the files and their picture
        self._corner.clicked.connect(self.find_action)
        window.menuBar().setCornerWidget(self._corner)

    def listen_over(self, pictures: QWidget) -> None:
        """Open the keys by one letter too, but over pictures alone: lists find what begins with it."""
        keys = QShortcut(QKeySequence("H"), pictures, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.show_keys)

    def find_action(self) -> None:
        """Open the list of all actions below the right end of the menu bar."""
        from sessionbrowser.gui.action_finder import ActionFinder

        bar = self._window.menuBar()
        ActionFinder(self._actions(), self._window).open_at(bar.mapToGlobal(QPoint(bar.width() - 8, bar.height())))

    def show_keys(self) -> None:
        """Open the list of keys."""
        from sessionbrowser.gui.help_dialogs import show_keys

        show_keys(self._window)

    def show_report(self, message: Message | None = None) -> None:
        """Open the page that reports a problem: the one that a message tells of, or any."""
        from sessionbrowser.gui.report_dialog import ReportDialog

        ReportDialog(self._window, message).open()

    def show_about(self) -> None:
        """Open the page that says what this is."""
        from sessionbrowser.gui.help_dialogs import show_about

        show_about(self._window)


def offered_by(page: QWidget) -> list[QAction]:
    """Return what the buttons of a page do as actions, to be found like those of the menus."""
    made = []
    for button in page.findChildren(QPushButton):
        if button.isVisible() and button.text():
            action = QAction(button.text())
            action.setEnabled(button.isEnabled())
            action.setToolTip(button.toolTip() or button.text())
            action.triggered.connect(button.click)
            made.append(action)
    return made
