"""Which theme is on, and how the application takes it up: palette, fonts, stylesheet."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui.tokens import DARK, LIGHT, Size, Tokens

Choice = Literal["system", "light", "dark"]

_MIDDLE = 128
_GENERIC_FAMILIES = ("Sans Serif", "Sans", "sans-serif", "")


class ThemeManager(QObject):
    """Knows the theme and tells when it changed; there is one, `manager()`.

    Attributes
    ----------
    changed : Signal()
        The tokens, palette and stylesheet are new ones; whoever paints by hand paints again.
    choice : {"system", "light", "dark"}
    tokens : Tokens
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice: Choice = "system"
        self.tokens: Tokens = LIGHT
        self._app: QApplication | None = None
        self._is_dressed = self._came_dark = False

    def set_theme(self, choice: Choice) -> None:
        """Take a theme, or the system's own."""
        self.choice = choice
        self._refresh()

    def apply(self, app: QApplication) -> None:
        """Give the application its font and palette; `dress` does the rest, unless it did already."""
        if self._app is app:
            return
        self._app = app
        self._came_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < _MIDDLE
        app.setFont(font())
        self.tokens = self._wanted()
        app.setPalette(palette(self.tokens))
        self._take_sheet()  # where a window was dressed before its application was known

    def dress(self) -> None:
        """Give the application its stylesheet, and follow the system from now on.

        The first window is put together before that: with a stylesheet, every part of it would be dressed again
        whenever it is put into another.
        """
        if self._is_dressed:
            return
        self._is_dressed = True
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)
        if not self._refresh():
            self._take_sheet()

    def _is_system_dark(self) -> bool:
        """Return what the system says of itself; before `dress`, what its own palette looks like.

        PySide defines all of the namespace Qt for who imports its name, and the first paint comes before that.
        """
        if not self._is_dressed:
            return self._came_dark
        from PySide6.QtCore import Qt

        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _wanted(self) -> Tokens:
        if self.choice == "system":
            return DARK if self._is_system_dark() else LIGHT
        return DARK if self.choice == "dark" else LIGHT

    def _refresh(self) -> bool:
        """Take up the tokens that are wanted now, and return whether they are others."""
        tokens = self._wanted()
        is_news = tokens is not self.tokens
        if is_news:
            self.tokens = tokens
            if self._app is not None:
                self._app.setPalette(palette(tokens))
                self._take_sheet()
            self.changed.emit()
        return is_news

    def _take_sheet(self) -> None:
        if self._app is not None and self._is_dressed:
            from sessionbrowser.gui import style  # it needs this module's fonts and colours itself

            self._app.setStyleSheet(style.stylesheet(self.tokens))


@lru_cache(maxsize=1)
def manager() -> ThemeManager:
    """Return the application's theme manager."""
    return ThemeManager()


def current() -> Tokens:
    """Return the tokens of the theme that is on."""
    return manager().tokens


def set_theme(choice: Choice) -> None:
    """Take a theme ("light" or "dark"), or the "system"'s own."""
    manager().set_theme(choice)


def apply(app: QApplication) -> None:
    """Give the application the font and colours of the current theme; once is enough."""
    manager().apply(app)


def dress() -> None:
    """Give the application the stylesheet of the current theme; once is enough."""
    manager().dress()


@lru_cache(maxsize=256)
def _as_color(text: str) -> QColor:
    return QColor(text)


def color(role: str) -> QColor:
    """Return a colour of the current theme by the name of its token, as ``"muted"``; not to be changed in place."""
    return _as_color(getattr(current(), role))


@lru_cache(maxsize=32)
def font(size: int = Size.BODY, bold: bool = False) -> QFont:
    """Return the system's UI font with tabular figures.

    Parameters
    ----------
    size : int
        Pixels at 100 %, of `tokens.Size`.
    bold : bool
        Weight 600 instead of 400.
    """
    wanted = QFont(_system_font())
    wanted.setPixelSize(size)
    wanted.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    wanted.setFeature(QFont.Tag("tnum"), 1)
    return wanted


@lru_cache(maxsize=1)
def _system_font() -> QFont:
    """Return the font that the desktop chose; where none did, a good one if it is there."""
    system = QFont(QGuiApplication.font())
    if system.family() in _GENERIC_FAMILIES:
        system.setFamilies(["Inter", "Noto Sans", "DejaVu Sans", system.family()])
    return system


def palette(tokens: Tokens) -> QPalette:
    """Return the palette that gives Qt's own drawing these tokens."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.window,
        roles.WindowText: tokens.text,
        roles.Base: tokens.panel,
        roles.AlternateBase: tokens.raised,
        roles.Text: tokens.text,
        roles.PlaceholderText: tokens.muted,
        roles.Button: tokens.panel,
        roles.ButtonText: tokens.text,
        roles.BrightText: tokens.danger,
        roles.ToolTipBase: tokens.raised,
        roles.ToolTipText: tokens.text,
        roles.Highlight: tokens.selection,
        roles.HighlightedText: tokens.text,
        roles.Accent: tokens.accent,
        roles.Link: tokens.accent,
        roles.LinkVisited: tokens.accent,
        roles.Light: tokens.raised,
        roles.Midlight: tokens.hover,
        roles.Mid: tokens.line,
        roles.Dark: tokens.control,
        roles.Shadow: tokens.control,
    }
    made = QPalette()
    for role, colour in colours.items():
        made.setColor(role, _as_color(colour))
    inactive, disabled = QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled
    made.setColor(inactive, roles.Highlight, _as_color(tokens.selection_inactive))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(disabled, role, _as_color(tokens.muted))
    return made
