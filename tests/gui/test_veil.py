"""The veil over a picture that is out of date."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.viewer_body import Veil


def test_the_words_stand_on_a_ground_of_their_own_whatever_is_dimmed(qtbot):
    picture = QWidget()
    qtbot.addWidget(picture)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#808080"))
    picture.setPalette(palette)
    picture.setAutoFillBackground(True)
    picture.resize(600, 300)
    picture.show()
    veil = Veil(picture)
    veil.say("This file changed while it was open", "It became shorter. F5 reads it again.")
    qtbot.waitUntil(lambda: 0 < veil.detail.width() < 400)
    seen, panel = picture.grab().toImage(), QColor(theme.color("panel"))
    assert seen.pixelColor(veil.detail.geometry().topLeft()) == panel
    assert seen.pixelColor(2, 2) != panel
