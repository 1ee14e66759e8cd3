"""Icons: our own drawings, coloured by the theme, crisp on every screen."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from sessionbrowser.gui import theme
from sessionbrowser.gui.resources import resources
from sessionbrowser.gui.tokens import Space

_NAME, _ROLE = "iconName", "iconRole"
_GAP = 4
_APP_SIZES = (48, 128)


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def coloured(name: str, colour: str) -> str:
    """Return the SVG text of an icon in a colour."""
    return _drawing(name).replace("currentColor", colour)


@lru_cache(maxsize=512)
def _render(name: str, colour: str, size: int, ratio: float, gap: int = 0) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(coloured(name, colour).encode()))
    natural = QSize(renderer.defaultSize())
    width = size * natural.width() / natural.height()
    pixmap = QPixmap(round((width + gap) * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, width, size))
    painter.end()
    return pixmap


def pixmap(name: str, role: str = "text", size: int = Space.ICON, ratio: float = 1.0) -> QPixmap:
    """Return an icon as pixels.

    Parameters
    ----------
    name : str
        Of a file in resources/icons, without its suffix.
    role : str
        The token whose colour it takes.
    size : int
        Height in device-independent pixels.
    ratio : float
        Device pixels a device-independent one.
    """
    return _render(name, getattr(theme.current(), role), size, ratio)


def _ratios() -> set[float]:
    return {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}


def icon(name: str, role: str = "text", size: int = Space.ICON, gap: int = 0) -> QIcon:
    """Return an icon in the colour of a token, drawn for every screen there is, and paler when disabled.

    `gap` pixels are left free at its right, for buttons where the style puts the text too near.
    """
    made = QIcon()
    tokens = theme.current()
    for ratio in _ratios():
        made.addPixmap(_render(name, getattr(tokens, role), size, ratio, gap))
        made.addPixmap(_render(name, tokens.control, size, ratio, gap), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """Return the icon of the application, for the window's frame and the task bar; its files are read when needed."""
    made = QIcon()
    for size in _APP_SIZES:
        made.addFile(str(resources() / "desktop" / f"sessionbrowser-{size}.png"))
    return made


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon) -> None: ...
    def setProperty(self, name: str, value: object) -> bool: ...


def set_icon(target: _HasIcon, name: str, role: str = "text") -> None:
    """Give an action or a button an icon that `recolour` can find again."""
    target.setProperty(_NAME, name)
    target.setProperty(_ROLE, role)
    if isinstance(target, QPushButton):
        target.setIconSize(QSize(Space.ICON + _GAP, Space.ICON))
        target.setIcon(icon(name, role, gap=_GAP))
    else:
        target.setIcon(icon(name, role))


def recolour(root: QObject) -> None:
    """Draw the icons of everything below an object again, after the theme changed."""
    for child in root.findChildren(QObject):
        name = child.property(_NAME)
        if name:
            set_icon(child, name, child.property(_ROLE))  # type: ignore[arg-type]
