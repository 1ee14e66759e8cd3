"""The application's stylesheet, built from the tokens: the only place that says how a kind of control looks.

Widgets choose a variant by the dynamic property ``look`` (see `look`): "verb", "danger", "plain", "link" for buttons;
"muted", "headline", "danger" and so on for labels; "panel", "raised", "window", "bar" for areas.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QWidget

from sessionbrowser.gui import theme
from sessionbrowser.gui.resources import resources
from sessionbrowser.gui.tokens import Size, Tokens

_GLYPHS = "coloured"


def look(widget: QWidget, name: str, size: int | None = None, bold: bool = False) -> None:
    """Give a widget a variant of the stylesheet, and a font when a size or weight is asked for."""
    is_news = widget.property("look") != name
    if is_news:
        widget.setProperty("look", name)
    if size is not None or bold:
        widget.setFont(theme.font(size or Size.BODY, bold))
    # Who was not shown yet takes the variant up when it is.
    if is_news and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _glyph(name: str, colour: str) -> str:
    """Return the address of an icon in a colour: a stylesheet takes pictures from files only, and only as they are."""
    return f"{_GLYPHS}:{name}-{colour.lstrip('#')}.svg"


def glyphs(tokens: Tokens) -> dict[str, tuple[str, str]]:
    """Return the icons that the stylesheet of a theme uses, each with its colour."""
    return {
        "chevron": ("chevron-down", tokens.muted),
        "check": ("check", tokens.on_accent),
        "minus": ("minus", tokens.on_accent),
        "grip": ("grip", tokens.control),
    }


def stylesheet(tokens: Tokens) -> str:
    """Return the stylesheet of a theme."""
    # By a name of their own: an address in a stylesheet may hold no blanks, and the folder of an app may.
    QDir.setSearchPaths(_GLYPHS, [str(resources() / "coloured")])
    addresses = {place: _glyph(*drawn) for place, drawn in glyphs(tokens).items()}
    return Template(_SHEET).substitute(tokens._asdict(), **addresses)


_SHEET = """
QMainWindow, QDialog { background: $window; }
*[look="panel"] { background: $panel; }
*[look="raised"] { background: $raised; }
*[look="window"] { background: $window; }
*[look="bar"] { background: $panel; border: 0; border-bottom: 1px solid $line; }
*[look="side-bar"] { background: $window; border: 0; border-bottom: 1px solid $line; }
*[look="foot"] { background: $window; border: 0; border-top: 1px solid $line; }
*[look="shelf"] { background: $raised; border: 0; border-top: 1px solid $line; }
*[look="popup"] { background: $panel; border: 1px solid $control; }
*[look="separator"] { background: $line; }
*[look="danger-tint"] { background: $danger_tint; }

QLabel { background: transparent; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="danger"] { color: $danger; }
QLabel[look="warning"] { color: $warning; }
QLabel[look="ok"] { color: $ok; }
QLabel[look="accent"] { color: $accent; }

QMenuBar { background: $window; border-bottom: 1px solid $line; padding: 0 4px; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $selection; }
QMenu { background: $panel; border: 1px solid $control; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 24px; border-radius: 3px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $control; padding: 3px 6px; }

QPushButton, QToolButton, QCheckBox, QComboBox, QTabBar, QSlider { outline: 0; }
QPushButton { background: $panel; color: $text; border: 1px solid $control; border-radius: 4px;
  padding: 0 11px; min-height: 22px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selection_inactive; }
QPushButton:focus { border: 2px solid $accent; padding: 0 10px; min-height: 20px; }
QPushButton:disabled { color: $muted; border: 1px solid $line; }
QPushButton[tall="true"] { min-height: 30px; padding: 0 15px; }
QPushButton[tall="true"]:focus { min-height: 28px; padding: 0 14px; }
QPushButton[look="verb"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[look="verb"]:hover, QPushButton[look="verb"]:focus { border: 2px solid $text; padding: 0 10px;
  min-height: 20px; }
QPushButton[look="verb"][tall="true"]:hover, QPushButton[look="verb"][tall="true"]:focus { padding: 0 14px;
  min-height: 28px; }
QPushButton[look="verb"]:disabled { background: $panel; color: $muted; border: 1px solid $line; }
QPushButton[look="danger"] { color: $danger; border-color: $danger; font-weight: 600; }
QPushButton[look="danger"]:disabled { color: $muted; border: 1px solid $line; }
QPushButton[look="plain"] { background: transparent; border-color: transparent; padding: 0 7px; }
QPushButton[look="plain"]:hover { background: $hover; }
QPushButton[look="plain"]:focus { border: 2px solid $accent; padding: 0 6px; }
QPushButton[look="quiet"] { background: transparent; border-color: transparent; color: $muted;
  padding: 3px 11px 0 11px; min-height: 20px; }
QPushButton[look="quiet"]:hover { color: $text; }
QPushButton[look="quiet"]:focus { border-color: $accent; padding: 3px 10px 0 10px; min-height: 18px; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 0 1px;
  min-height: 18px; text-align: left; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid $accent; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: 4px; padding: 2px; }
QToolButton:hover, QToolButton:open { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $selection; }
QToolButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QSpinBox, QDoubleSpinBox { background: $panel; color: $text; border: 1px solid $control;
  border-radius: 4px; padding: 0 5px; min-height: 22px; selection-background-color: $selection;
  selection-color: $text; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $accent; padding: 0 4px; min-height: 20px; }
QLineEdit:disabled { color: $muted; border-color: $line; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: 0; padding: 0 5px; min-height: 0;
  background: transparent; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0px;
  border: 0; }

QPlainTextEdit { background: $panel; color: $text; border: 1px solid $control; border-radius: 4px; padding: 2px;
  selection-background-color: $selection; selection-color: $text; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: 1px; }

QSlider { background: transparent; }
QSlider::groove:horizontal { background: $line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $panel; border: 2px solid $accent; width: 10px; margin: -5px 0;
  border-radius: 7px; }
QSlider:disabled { color: $muted; }

QComboBox { background: $panel; color: $text; border: 1px solid $control; border-radius: 4px; padding: 0 7px;
  min-height: 22px; combobox-popup: 0; }
QComboBox:focus { border: 2px solid $accent; padding: 0 6px; min-height: 20px; }
QComboBox:disabled { color: $muted; border-color: $line; }
QComboBox[look="plain"] { background: transparent; border-color: transparent; }
QComboBox[look="plain"]:hover { background: $hover; }
QComboBox[look="plain"]:focus { border-color: $accent; }
QComboBox[look="cell"] { min-height: 18px; }
QComboBox[look="cell"]:focus { min-height: 16px; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow { image: url($chevron); width: 14px; height: 14px; }
QComboBox QAbstractItemView::item { min-height: 22px; padding: 0 5px; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $text; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $control; outline: 0;
  selection-background-color: $selection; selection-color: $text; }

QCheckBox { spacing: 8px; background: transparent; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 12px; height: 12px; border: 1px solid $control;
  border-radius: 3px; background: $panel; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent; border-color: $accent;
  image: url($check); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: $accent;
  border-color: $accent; image: url($minus); }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 10px; height: 10px; }
QCheckBox::indicator:disabled { border-color: $line; }
QCheckBox:disabled { color: $muted; }

QRadioButton { spacing: 8px; background: transparent; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid $control; border-radius: 7px;
  background: $panel; }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 6px; height: 6px; }
QRadioButton::indicator:focus { border-color: $accent; }
QRadioButton:disabled { color: $muted; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: 0; border-bottom: 2px solid transparent;
  padding: 0 4px; margin: 0 6px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }

QAbstractItemView { background: $panel; border: 0; outline: 0; }
QTreeView { show-decoration-selected: 0; }
QTreeView::item, QTreeView::item:selected, QTreeView::item:hover { background: transparent; border: 0; }
QTreeView[look="window"], QListView[look="window"] { background: $window; }
QHeaderView { background: $raised; border: 0; }
QHeaderView::section { background: $raised; color: $muted; border: 0; border-bottom: 1px solid $line;
  padding: 0 8px; }
QTableCornerButton::section { background: $raised; border: 0; }
QScrollArea { background: transparent; border: 0; }

QProgressBar { background: $line; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $selection_inactive; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle:horizontal { background: $line; }
QSplitter::handle:vertical { background: $window; border-top: 1px solid $line; border-bottom: 1px solid $line;
  image: url($grip); }
QSplitter::handle:hover { background: $selection; }
"""
