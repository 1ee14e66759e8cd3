"""Canvases that show the focus, and take any key."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewers.raster_canvas import RasterCanvas
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.gui.viewers.ringed import RingedWidget
from sessionbrowser.gui.viewers.trace_canvas import TraceCanvas


class Plain(RingedWidget):
    def paintEvent(self, event):
        self.paint_ring(QPainter(self), self.rect().adjusted(10, 10, -10, -10))


def has_ring(widget):
    accent = theme.color("accent").rgb()
    image = widget.grab().toImage()
    return any(image.pixel(x, image.height() // 2) == accent for x in range(image.width()))


@pytest.mark.parametrize(
    ("reason", "shown"), [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)]
)
def test_a_ring_shows_the_focus_that_the_keyboard_brought(qtbot, reason, shown):
    widget = Plain()
    qtbot.addWidget(widget)
    widget.resize(60, 60)
    QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusIn, reason))
    assert has_ring(widget) is shown
    QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert not has_ring(widget)


@pytest.mark.parametrize("make", [RasterCanvas, TraceCanvas])
def test_a_key_without_a_name_does_nothing(qtbot, make):
    canvas = make()
    qtbot.addWidget(canvas)
    canvas.view = view = View.whole(100, 10) if make is RasterCanvas else View.whole(100, 10).x
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "é")
    QApplication.sendEvent(canvas, event)
    assert canvas.view == view
