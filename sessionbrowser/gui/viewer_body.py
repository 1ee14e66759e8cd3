"""The viewers on a stack: made on first use, each with its panel at the right; the veil over what is out of date."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.controls import label
from sessionbrowser.gui.error_page import ErrorPage
from sessionbrowser.gui.rules import Rule
from sessionbrowser.gui.style import look
from sessionbrowser.gui.tokens import Size, Space
from sessionbrowser.gui.viewer_head import NARROW
from sessionbrowser.gui.viewers import ViewerSpec
from sessionbrowser.gui.viewers.base import Viewer
from sessionbrowser.gui.viewers.side_panel import SidePanel
from sessionbrowser.gui.waiting import Waiting


class Page(QWidget):
    """A viewer and, in a wide window, its panel.

    Attributes
    ----------
    viewer : Viewer
    panel : QWidget or None
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer, self.panel = viewer, viewer.inspector()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(viewer.widget, stretch=1)
        self._rule = Rule(upright=True)
        self._wish: bool | None = None
        if isinstance(self.panel, SidePanel):  # others keep their width
            self.panel.installEventFilter(self)
        for part in (self._rule, self.panel):
            if part is not None:
                line.addWidget(part)

    def show_panel(self, wish: bool | None) -> None:
        """Show the panel or not, whatever the width of the window; None leaves it to that."""
        self._wish = wish
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the panel in a narrow window, unless the user wants it otherwise."""
        super().resizeEvent(event)
        self._fold()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Draw no line beside a panel that has nothing to offer and gave its width away."""
        if event.type() == QEvent.Type.Resize:
            self._fold()
        return False

    def _fold(self) -> None:
        wide = self.window().width() >= NARROW if self._wish is None else self._wish
        self._rule.setVisible(wide and self.panel is not None and self.panel.minimumWidth() > 0)
        if self.panel is not None:
            self.panel.setVisible(wide)


class Veil(QWidget):
    """Dims the last picture of a file that is not what it was, and says so in the middle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.headline = label("", size=Size.HEADLINE, bold=True)
        self.detail = label("", "muted")
        box = QVBoxLayout(self)
        box.setSpacing(Space.XS)
        box.addStretch(1)
        for text in (self.headline, self.detail):
            box.addWidget(text, alignment=Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self.hide()

    def say(self, headline: str, detail: str) -> None:
        """Cover the parent with these words."""
        self.headline.setText(headline)
        self.detail.setText(detail)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what is below, and leave nothing of it behind the words."""
        painter, shade = QPainter(self), QColor(theme.color("panel"))
        shade.setAlphaF(0.82)
        painter.fillRect(self.rect(), shade)
        words = self.headline.geometry().united(self.detail.geometry())
        painter.fillRect(words.adjusted(-Space.L, -Space.M, Space.L, Space.M), theme.color("panel"))


class ViewerBody(QStackedWidget):
    """What stands between the head and the readout: a viewer, the error page, or a few words.

    Attributes
    ----------
    made : Signal(Viewer)
        A viewer was made; whoever owns the body connects it.
    """

    made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewers: dict[str, Viewer] = {}
        self._pages: dict[str, Page] = {}
        self._panel_wish: bool | None = None
        self._words = label("", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self.error_page = ErrorPage()
        self.addWidget(self._words)
        self.addWidget(self.error_page)
        look(self, "panel")
        self.veil = Veil(self)
        self.waiting = Waiting(self)

    @property
    def viewers(self) -> list[Viewer]:
        """All that were made so far."""
        return list(self._viewers.values())

    @property
    def page(self) -> Page | None:
        """The viewer in front with its panel; None while an error or words are."""
        page = self.currentWidget()
        return page if isinstance(page, Page) else None

    def viewer(self, spec: ViewerSpec) -> Viewer:
        """Return a viewer, made now if it was not before."""
        if spec.name not in self._viewers:
            viewer = spec.make(self)
            self._viewers[spec.name] = viewer
            self._pages[spec.name] = Page(viewer)
            self._pages[spec.name].show_panel(self._panel_wish)
            self.addWidget(self._pages[spec.name])
            self.made.emit(viewer)
        return self._viewers[spec.name]

    def turn_panel(self) -> None:
        """Show the panels beside pictures where they are folded, and fold them where they are shown."""
        page = self.page
        if page is None or page.panel is None:
            return
        self._panel_wish = not page.panel.isVisible()
        for each in self._pages.values():
            each.show_panel(self._panel_wish)

    def show_viewer(self, spec: ViewerSpec) -> None:
        """Bring a viewer to the front."""
        self.viewer(spec)
        self.setCurrentWidget(self._pages[spec.name])

    def show_words(self, text: str) -> None:
        """Say something in the middle of nothing."""
        self._words.setText(text)
        self.setCurrentWidget(self._words)

    def show_error_page(self) -> None:
        """Bring the error page to the front."""
        self.setCurrentWidget(self.error_page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the viewers in its place."""
        super().resizeEvent(event)
        self.veil.setGeometry(self.rect())
        self.waiting.place()
