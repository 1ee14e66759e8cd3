"""Fits the parts into a window: makes them, lays them out, and connects them; all of it after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.actions import Actions
from sessionbrowser.gui.browsing import Browsing
from sessionbrowser.gui.cleanup_link import CleanupLink
from sessionbrowser.gui.clearing_link import ClearingLink, make_clear_controller
from sessionbrowser.gui.file_actions import FileActions
from sessionbrowser.gui.handlers import handlers
from sessionbrowser.gui.helping import Helping
from sessionbrowser.gui.layout_memory import LayoutMemory
from sessionbrowser.gui.messages import Messages
from sessionbrowser.gui.opening_folders import FolderOpener
from sessionbrowser.gui.places import Places
from sessionbrowser.gui.preferences import Preferences
from sessionbrowser.gui.reach import Reach
from sessionbrowser.gui.recent_roots import RecentRoots
from sessionbrowser.gui.right_of_way import PaintsFirst
from sessionbrowser.gui.session_loader import Factory
from sessionbrowser.gui.session_pane import SessionPane
from sessionbrowser.gui.sidebar import Sidebar
from sessionbrowser.gui.status_line import StatusLine
from sessionbrowser.gui.table_columns import SPKS
from sessionbrowser.gui.table_view import TableView
from sessionbrowser.gui.tokens import Space
from sessionbrowser.gui.tree_view import TreeView
from sessionbrowser.gui.viewer_slot import ViewerSlot, make_viewer_pane
from sessionbrowser.gui.window_pages import WindowPages

if TYPE_CHECKING:
    from sessionbrowser.gui.window import MainWindow

VIEWS = "views"
"""The setting that holds how things were looked at."""


def fit(
    window: MainWindow,
    views: tuple[TreeView, TableView],
    factory: Factory,
    make_viewer: Callable[[], Any] | None,
    make_clearer: Callable[[QWidget], Any] | None,
    root: Path | None,
) -> None:
    """Put all parts into a window (see `MainWindow`)."""
    tree, table = views
    window.sidebar, window.pane = Sidebar(tree), SessionPane(table)
    _make(window, factory, make_viewer or make_viewer_pane, make_clearer or make_clear_controller)
    _connect(window)
    _connect_clearing(window)
    _take_settings(window)
    window.show_situation()
    if root is None:
        window.pages.show_welcome(window.settings.recent)
    else:
        window.sidebar.header.show_root(root.absolute())
        window.status.show_root(str(root.absolute()))
    _lay_out(window)
    theme.dress()
    PaintsFirst(window)


def _make(
    window: MainWindow, factory: Factory, make_viewer: Callable[[], Any], make_clearer: Callable[[QWidget], Any]
) -> None:
    window.messages = Messages(window)
    window.viewer = ViewerSlot(make_viewer)
    window.pages, window.status = WindowPages(window.sidebar, window.pane, window.viewer), StatusLine()
    window.opener = FolderOpener(window, window.messages)
    window.browsing = Browsing(
        window.sidebar, window.pane, window.viewer, factory, window.messages, window.ask_folder, parent=window
    )
    window.clearing = ClearingLink(window, window.messages, make_clearer)
    window.cleanup = CleanupLink(factory, window.messages, window)
    window.places = Places(window.sidebar, window.pages, window.status, window.clearing, window.cleanup, window)
    window.files = FileActions(window.pane, window.browsing, window.messages, window)
    window.help = Helping(window, window.findable)
    window.actions_ = Actions(window, handlers(window))
    window.recent = RecentRoots(window.settings, window.actions_.recent, window.sidebar.header, window.open_root)
    window.preferences = Preferences(window.settings, window.actions_, window.sidebar.model, window.browsing, window)
    filters: dict[str, QLineEdit] = {"filter_sessions": window.sidebar.filter, "filter_files": window.pane.filter}
    splitters = {"across": window.pages.across, "down": window.pages.down}
    window.memory = LayoutMemory(window.settings, window, splitters, window.pane.table, filters)
    window.actions_.mirror(window.pane.clear_button, "clear_files")
    window.actions_.mirror(window.sidebar.header.again, "refresh")


def _lay_out(window: MainWindow) -> None:
    window.menuBar().setFixedHeight(Space.MENU_BAR)
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(Reach(window.pages, Space.MENU_BAR + Space.STATUS), 1)
    layout.addWidget(window.status)
    window.setCentralWidget(body)


def _connect(window: MainWindow) -> None:
    browsing, viewer, opener = window.browsing, window.viewer, window.opener
    for source in (window.sidebar.header, window.pages):
        source.open_folder.connect(window.ask_folder)
        source.open_demo.connect(window.open_demo)
        source.open_recent.connect(window.open_root)
    window.sidebar.header.refresh.connect(browsing.look_again)
    window.dropped.connect(window.open_path)
    opener.chosen.connect(window.open_path)
    opener.located.connect(browsing.go_to)
    opener.located.connect(window.places.leave)
    opener.demo_written.connect(window.show_demo)
    opener.connected.connect(lambda there: window.pages.show_connected(window.settings.recent, there))
    browsing.changed.connect(window.show_situation)
    window.pages.place_changed.connect(window.show_situation)
    browsing.trouble.connect(window.pages.show_trouble)
    browsing.root_shown.connect(window.show_root)
    for part in (browsing.went_quiet, viewer.settled, opener.went_quiet, window.places.settled):
        part.connect(window.look_whether_settled)
    viewer.settled.connect(window.show_situation)
    browsing.showing.show_suite2p = lambda: window.preferences.show_suite2p(True)
    viewer.message.connect(window.messages.say)
    viewer.spks_wanted.connect(lambda: window.pane.choose(SPKS))
    window.pane.selection_changed.connect(window.show_situation)
    window.messages.listen(window.status.show_message)
    window.status.details_asked.connect(window.help.show_report)
    theme.manager().changed.connect(window.retheme)


def _connect_clearing(window: MainWindow) -> None:
    # What the user looks at comes first.
    window.browsing.changed.connect(lambda: window.cleanup.hold(not window.is_settled))
    window.settled.connect(lambda: window.cleanup.hold(False))
    window.cleanup.again_asked.connect(window.browsing.look_again)
    window.viewer.clear_requested.connect(lambda facts: window.clear([facts]))
    window.pane.clear_asked.connect(window.clear_selected)
    window.places.session_asked.connect(window.choose)
    window.places.said.connect(window.messages.say)
    window.clearing.gone.connect(window.browsing.forget_files)
    window.clearing.back.connect(window.browsing.welcome_back)


def _take_settings(window: MainWindow) -> None:
    settings = window.settings
    window.preferences.restore()
    window.recent.show()
    window.memory.restore()
    if settings.trouble:
        window.messages.say(settings.trouble, "warning")
        settings.trouble = ""
    window.viewer.kept = settings.text(VIEWS)
    window.cleanup.grouping = settings.text("cleanup_by")
    window.cleanup.remember = lambda by: settings.set_text("cleanup_by", by)
