"""What a viewer shows as a picture that can leave the application: its title above, then the view itself."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import draw_text
from sessionbrowser.gui.tokens import Size, Space

SHARPNESS = 2.0
"""Pixels of a picture for each on the screen, at least: letters stay sharp in print."""


def picture_size(view: QWidget) -> QSize:
    """Return the size of the picture of a view, in pixels of the screen."""
    return view.size() + QSize(0, Space.VIEWER_HEAD)


def picture_of(view: QWidget, title: str) -> QImage:
    """Return a view as an image, with a line above that says what it is; to be called in the GUI thread."""
    ratio = max(SHARPNESS, view.devicePixelRatioF())
    image = QImage(picture_size(view) * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.setText("Description", title)
    _paint(QPainter(image), view, title)
    return image


def svg_of(view: QWidget, title: str) -> bytes:
    """Return a view as SVG: letters and lines stay what they are, a raster is an image inside."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, size = QBuffer(), picture_size(view)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setResolution(view.logicalDpiX())
    generator.setTitle(title)
    _paint(QPainter(generator), view, title)
    return bytes(buffer.data().data())


def png_of(image: QImage) -> bytes:
    """Return an image as PNG; may be called in a worker."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _paint(painter: QPainter, view: QWidget, title: str) -> None:
    size = picture_size(view)
    painter.fillRect(QRect(QPoint(), size), theme.color("panel"))
    painter.setFont(theme.font(Size.BODY))
    painter.setPen(theme.color("text"))
    draw_text(painter, QRect(Space.M, 0, size.width() - 2 * Space.M, Space.VIEWER_HEAD), title)
    view.render(painter, QPoint(0, Space.VIEWER_HEAD), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()
