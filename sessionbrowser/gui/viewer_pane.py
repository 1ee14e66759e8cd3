"""The lower right of the window: opens the file that was clicked in the background, and shows it in a viewer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sessionbrowser.errors import Changed, OneDataError
from sessionbrowser.gui import theme, viewing
from sessionbrowser.gui.controls import stacked
from sessionbrowser.gui.error_page import sentence
from sessionbrowser.gui.messages import Message
from sessionbrowser.gui.origin import Origin
from sessionbrowser.gui.readout import ReadoutBar
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tasks import Lane
from sessionbrowser.gui.viewed_actions import Viewed, ViewedActions
from sessionbrowser.gui.viewer_body import ViewerBody
from sessionbrowser.gui.viewer_choice import ViewerChoice
from sessionbrowser.gui.viewer_head import ViewerHead
from sessionbrowser.gui.viewers import VIEWERS, ViewerSpec
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.view_memory import ViewMemory
from sessionbrowser.gui.watching import Watch
from sessionbrowser.gui.words import shape_text
from sessionbrowser.sessions.kinds import FileFacts
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.spks import open_path

log = logging.getLogger(__name__)


class ViewerPane(QWidget):
    """Shows one file at a time: head, recipe, viewer, readout.

    Parameters
    ----------
    parent : QWidget or None
    opener : callable
        As `sessionbrowser.sessions.spks.open_path`.
    viewers : tuple of ViewerSpec
        Those that may bid.

    Attributes
    ----------
    memory : ViewMemory
        How things were looked at.
    settled : Signal()
        All of the file that was asked for is on the screen, or the reason why it is not.
    clear_requested : Signal(FileFacts)
        The user wants this file cleared.
    spks_wanted : Signal()
        The user wants to see the activity of the session.
    message : Signal(Message or str)
        A sentence for the status line.
    """

    settled = Signal()
    clear_requested = Signal(object)
    spks_wanted = Signal()
    message = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        opener: viewing.Opener = open_path,
        viewers: tuple[ViewerSpec, ...] = VIEWERS,
    ) -> None:
        super().__init__(parent)
        self.memory = ViewMemory()
        self._opener, self._choice = opener, ViewerChoice(viewers, self.memory)
        self._session: Any = None
        self._facts: FileFacts | None = None
        self._opened: Opened | None = None
        self._current: Viewer | None = None
        self._settled, self._is_lacking = True, False
        self._lane, self._actions, self._watch = Lane(self), ViewedActions(self, self._viewed), Watch(self)
        self.head, self.origin = ViewerHead(), Origin()
        self.body, self.readout = ViewerBody(), ReadoutBar()
        self._lay_out()
        self._connect()
        theme.manager().changed.connect(self.retheme)
        self.show_nothing("")

    def _lay_out(self) -> None:
        look(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        stacked(self, self.head, self.origin, self.body, self.readout).setStretchFactor(self.body, 1)

    def _connect(self) -> None:
        self.head.chosen.connect(self._on_tab)
        self.head.copy_python.connect(self._actions.copy_python)
        self.head.export.connect(self._actions.open_export_menu)
        self.body.made.connect(self._on_made)
        self.body.waiting.cancelled.connect(self.give_up)
        page = self.body.error_page
        page.retry.connect(self.retry)
        page.show_in_folder.connect(self._actions.show_folder)
        page.clear.connect(lambda: self.clear_requested.emit(self._facts))
        self._actions.message.connect(self.message)
        self._watch.changed.connect(self._on_error)
        page.copy_details.connect(lambda _text: self.message.emit("Details copied"))

    @property
    def is_settled(self) -> bool:
        """Whether nothing of the file that was asked for is still to come."""
        return self._settled

    @property
    def opened(self) -> Opened | None:
        """The file on the screen."""
        return self._opened

    def warm_up(self) -> None:
        """Import what the first picture needs, then make it; call it after the window's first paint."""
        for spec in self._choice.specs[:1]:
            spec.load()
            QTimer.singleShot(0, self, partial(self.body.viewer, spec))  # while workers look for the first file

    def show_file(self, session: Any, facts: FileFacts) -> None:
        """Show a file of a session, ours or any of API.md: its name and tabs at once, its contents as they come."""
        self._begin(session, facts)
        if facts.can_be_shown:
            self._open()
        else:
            self.body.error_page.show_health(facts)
            self._show_error_page()

    def show_health(self, facts: FileFacts) -> None:
        """Take up what became known against the file on show, which its own bytes do not tell."""
        self._facts = facts
        if self._current is not None:
            self._current.show_health(facts.health)

    def retry(self) -> None:
        """Open the file again, whatever was known of it."""
        if self._facts is not None:
            self._begin(self._session, self._facts)
            self._open()

    def look_again(self) -> None:
        """Open the file again where the screen does not show it whole: it changed, failed, or was given up (for F5)."""
        if self._is_lacking:
            self.retry()

    def show_nothing(self, text: str) -> None:
        """Show no file, and say why."""
        self._leave()
        self._session = self._facts = None
        self.head.title.show_title("", "", "")
        self.head.show_tabs(())
        self.head.show_tools(False)
        self.origin.show_facts(None)
        self.body.show_words(text)
        self._settle()

    def clear(self) -> None:
        """Show no file, and give up an export; what was open is closed as soon as nobody reads it."""
        self._actions.stop_export()
        self.show_nothing("")

    def retheme(self) -> None:
        """Take up the colours of the current theme."""
        self.head.retheme()
        for viewer in self.body.viewers:
            viewer.retheme()
        self.update()

    def _begin(self, session: Any, facts: FileFacts) -> None:
        self._leave()
        self._settled = False
        self._session, self._facts = session, facts
        self.head.title.show_title(viewing.title_of(facts), shape_text(facts.shape) if facts.shape else "", "")
        self.head.show_tools(True)
        self._show_tabs(facts)
        self.origin.show_facts(facts)

    def _open(self) -> None:
        if self._facts is None:
            return
        work = partial(viewing.open_in_worker, self._opener, self._session, self._facts.path)
        self._lane.run(work, self._on_opened, self._on_error)
        specs = self._choice.bidders(self._facts)
        self.body.show_viewer(self._choice.wished(specs, self._facts)) if specs else self.body.show_words("")
        self.body.waiting.begin(f"Opening {self._facts.name}")

    def _leave(self) -> None:
        """Let go of the file on the screen; it is closed once the last reading of it has ended."""
        self._is_lacking = False
        self._lane.cancel()
        self._watch.end()
        self._actions.stop()
        self.body.waiting.end()
        self.body.veil.hide()
        self.readout.show_reading(())
        self.readout.show_hint("")
        opened, self._opened, self._current = self._opened, None, None
        for viewer in self.body.viewers:
            viewer.clear()
            viewer.session = None
        if opened is not None:
            viewing.close_when_unread(opened, (*self.body.viewers, self._actions))

    def _show_tabs(self, facts: FileFacts) -> list[ViewerSpec]:
        specs = self._choice.bidders(facts)
        self.head.show_tabs([spec.name for spec in specs], self._choice.wished(specs, facts).name if specs else "")
        return specs

    def _on_opened(self, opened: Opened) -> None:
        opened = viewing.with_evidence(opened, self._facts)
        self._opened, self._facts = opened, opened.facts
        self._watch.begin(opened.facts)
        self.body.waiting.end()
        self.head.title.show_title(shape=viewing.title_shape(opened))
        self.origin.show_facts(opened.facts)
        for note in viewing.notes_of(opened):
            self.message.emit(Message(note, is_passing=True))
        facts = viewing.facts_of(opened)
        specs = self._show_tabs(facts)
        self._choice.keep_to(specs)
        if not specs:
            self.body.show_words(f"Nothing here can show {facts.dtype}.")
            self._settle()
            return
        spec = self._choice.wished(specs, facts, "" if self.memory.seen(opened).signals is None else "Traces")
        self.head.turn_to(spec.name)
        self._show_in(spec)

    def _show_in(self, spec: ViewerSpec) -> None:
        if self._opened is None:
            return
        viewer = self.body.viewer(spec)
        if self._current is not None and self._current is not viewer:
            self._current.clear()
        self._current = viewer
        self.head.title.show_title(making="")
        self.readout.show_reading(())
        self.body.show_viewer(spec)
        self._settled = False
        viewer.session = self._session
        viewer.show(self._opened)
        self.readout.show_hint(viewer.hint)

    def _on_tab(self, name: str) -> None:
        spec = self._choice.named(name)
        if spec is None:  # the page about an error is no viewer
            return
        self._choice.choose(name, self._facts)
        if self._opened is not None and self.body.viewer(spec) is not self._current:
            self._show_in(spec)

    def _on_turned(self, name: str) -> None:
        """Show the file in another viewer, for now: the next file comes up in the one that the user chose."""
        spec = self._choice.named(name)
        if spec is not None and self.head.turn_to(name):
            self._show_in(spec)
            self.body.viewer(spec).widget.setFocus()

    def _on_made(self, viewer: Viewer) -> None:
        """Share what is remembered with a viewer, and listen to it as long as it is the one in front."""
        viewer.memory = self.memory

        def in_front(act: Callable[..., None]) -> Callable[..., None]:
            return lambda *told: act(*told) if viewer is self._current else None

        viewer.reading.connect(in_front(self.readout.show_reading))
        viewer.described.connect(in_front(lambda making: self.head.title.show_title(making=making)))
        viewer.failed.connect(in_front(self._on_error))
        viewer.settled.connect(in_front(self._settle))
        viewer.progressed.connect(in_front(self.body.waiting.tell))
        viewer.turned.connect(in_front(self._on_turned))
        viewer.spks_wanted.connect(in_front(self.spks_wanted.emit))

    def _on_error(self, error: Exception) -> None:
        self._is_lacking = True
        self.body.waiting.end()
        if not isinstance(error, OneDataError | OSError):
            log.error("a bug while showing %s", self._facts and self._facts.path, exc_info=error)
        if isinstance(error, Changed) and self._current is not None:
            self.body.veil.say(error.headline, f"{sentence(error.what)} F5 reads it again.")
            self._settle()
            return
        self.body.error_page.show_error(error, self._facts)
        self._show_error_page()

    def _show_error_page(self) -> None:
        name = self._facts.name if self._facts is not None else None  # its suffix may be what is wrong with it
        self.head.title.show_title(name, shape="", making="cannot be shown")
        self.head.show_tabs(("About",), "About")
        self.body.show_error_page()
        self._settle()

    def give_up(self) -> None:
        """Stop opening or reading; what is on the screen stays."""
        self._is_lacking = True
        self.body.waiting.end()
        if self._current is not None:
            self._current.stop()
            self.message.emit(Message("Reading was given up. F5 reads it again.", is_passing=True))
        elif self._lane.is_busy:
            self._lane.cancel()
            self.body.show_words("Opening was given up. F5 opens it again.")
        self._settle()

    def _settle(self) -> None:
        self._settled = True
        self.settled.emit()

    def export(self) -> None:
        """Offer to export what is shown."""
        self.head.ask_for_export()

    def _viewed(self) -> Viewed | None:
        if self._facts is None:
            return None
        return Viewed(self._session, self._facts, self._current, self.head.title.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look again by F5, where the window has no use of its own for it."""
        if event.key() == Qt.Key.Key_F5:
            self.look_again()
        else:
            super().keyPressEvent(event)
