"""The panel beside the raster: figures and choices."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.arrays.stats import exact_stats, sample_stats
from sessionbrowser.gui import theme
from sessionbrowser.gui.inspector import Inspector, full_text, odd_text, percent_text, range_text
from sessionbrowser.gui.tokens import DARK, LIGHT
from sessionbrowser.gui.viewers.raster_paint import Colouring, colouring
from sessionbrowser.sessions.kinds import Health, State


def stats_of(array):
    return exact_stats(MemorySource(np.atleast_2d(array)))


@pytest.fixture
def inspector(qtbot):
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.resize(216, 400)
    inspector.show()
    return inspector


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0, 285.7, "0.0 to 285.7"),
        (81.8, 668.2, "81.8 to 668.2"),
        (-6.98, 6.98, "−6.98 to 6.98"),
        (0.0, 0.0123, "0.0000 to 0.0123"),
        (0.0, 1.5e7, "0 to 1.5e+07"),
        (0.0, 1.0, "0.00 to 1.00"),
        (0, 1, "0 to 1"),
        (-3, 1, "−3 to 1"),
    ],
)
def test_ranges(low, high, text):
    assert range_text(low, high) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(895, 1000, "89.5 %"), (0, 10, "0 %"), (10, 10, "100 %"), (1, 10**6, "< 0.1 %"), (10**6 - 1, 10**6, "> 99.9 %")],
)
def test_shares_never_round_to_nothing_or_all(part, whole, text):
    assert percent_text(part, whole) == text


def test_the_full_range_and_what_is_odd():
    stats = stats_of([0.0, 0.0, 0.0, 549.9, np.nan, np.inf, -np.inf, -np.inf])
    assert full_text(stats) == "full 0 to 549.9 · 37.5 % zeros"
    assert odd_text(stats) == "1 NaN · 1 +inf · 2 −inf"


def test_levels_come_with_their_origin(inspector):
    stats = stats_of(np.r_[np.zeros(900), np.linspace(1, 100, 100)])
    inspector.show_stats(stats, colouring(stats, LIGHT), colouring(stats, LIGHT))
    assert inspector.range.text().startswith("0.0 to 99")
    assert inspector.origin.text() == "1st–99th pct"
    assert inspector.colours.itemText(0) == "CET-L17"
    assert not inspector.odd.isVisible()


def test_a_sample_is_called_one(inspector):
    source = MemorySource(np.random.default_rng(0).normal(0, 1e5, (3000, 40)))
    stats = sample_stats(source, budget=5000)
    inspector.show_stats(stats, colouring(stats, LIGHT))
    lines = inspector.full.text().splitlines()
    assert lines[-1].split() == ["from", "a", "sample"]
    assert not any(" " in line or "·" in line for line in lines)  # each part has one of its own


@pytest.mark.parametrize("values", [[0.0], [np.nan], [np.inf], [5.0, 5.0], [-1e308, 1e308], [True, False]])
def test_odd_values_are_painted_all_the_same(inspector, values):
    stats = stats_of(np.array(values))
    inspector.show_stats(stats, colouring(stats, LIGHT))
    assert not inspector.grab().isNull()


def test_the_line_of_the_levels_goes_where_there_are_none_but_not_while_values_are_read(inspector):
    inspector.show_stats(None, None)
    assert inspector._levels.isVisible()
    nothing = stats_of(np.zeros(9))
    inspector.show_stats(nothing, colouring(nothing, LIGHT))
    assert not inspector._levels.isVisible()
    assert inspector.full.isVisible()
    nothing = stats_of(np.full(9, np.nan))
    inspector.show_stats(nothing, colouring(nothing, LIGHT))
    assert not inspector.full.isVisible()


def test_health_is_shown_with_its_evidence_and_only_when_there_is_some(inspector):
    inspector.show_health(Health(State.STALE, "F.npy is 9 days newer"))
    assert inspector._health_word.text() == "Stale"
    assert inspector._health_why.text() == "F.npy is 9 days newer."
    assert inspector._health.isVisible()
    inspector.show_health(Health(State.OK))
    assert not inspector._health.isVisible()


@pytest.mark.parametrize("height", [250, 400, 800])
def test_health_is_in_sight_without_scrolling(qtbot, inspector, height):
    inspector.resize(216, height)
    inspector.show_health(Health(State.STALE, "F.npy and Fneu.npy are between 9 and 11 days newer"))
    inspector.add_section(QLabel("Along time"))
    health = inspector._health
    lowest = inspector.widget().geometry().bottom()
    qtbot.waitUntil(lambda: health.height() >= health.heightForWidth(health.width()) > 40)
    qtbot.waitUntil(lambda: inspector.viewport().height() == height - health.height())
    assert health.geometry().bottom() < height
    inspector.verticalScrollBar().setValue(inspector.verticalScrollBar().maximum())
    roi = inspector.rows.chosen
    assert roi.mapTo(inspector, roi.rect().bottomLeft()).y() < health.y()  # all of it can be scrolled to, nothing hides
    if height == 800:
        assert health.y() < lowest  # it follows the sections where there is room
        assert inspector.verticalScrollBar().maximum() == 0
    inspector.show_health(Health(State.OK))
    qtbot.waitUntil(lambda: inspector.viewport().height() == height)


def test_the_map_that_suits_the_values_is_listed_once(inspector):
    listed = inspector.colours.view()
    stats = stats_of(np.r_[np.zeros(900), np.linspace(1, 100, 100)])
    for tokens, other in ((LIGHT, "inferno"), (DARK, "CET-L17")):
        natural = colouring(stats, tokens)
        inspector.show_stats(stats, natural)
        assert listed.isRowHidden(inspector.colours.findData(natural.map))
        assert not listed.isRowHidden(inspector.colours.findData(other))


def test_the_strip_of_a_map_has_the_same_colours_where_its_row_is_selected(inspector):
    stats = stats_of(np.arange(100.0))
    inspector.show_stats(stats, colouring(stats, LIGHT), colouring(stats, LIGHT))
    icon, size = inspector.colours.itemIcon(0), QSize(24, 10)
    normal, selected = (icon.pixmap(size, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert normal == selected


def test_choices_are_told(qtbot, inspector):
    told = []
    inspector.map_chosen.connect(told.append)
    inspector.combine_chosen.connect(told.append)
    inspector.colours.activated.emit(inspector.colours.findData("cividis"))
    inspector.colours.activated.emit(0)
    inspector.combine.textActivated.emit("mean")
    assert told == ["cividis", "", "mean"]


def test_bars_stand_where_the_values_are(inspector):
    """Two heaps of values give ink at both ends of the histogram and none in the middle."""
    theme.set_theme("light")
    stats = stats_of(np.r_[np.full(50, 1.0), np.full(50, 100.0)])
    inspector.show_stats(stats, colouring(stats, LIGHT))
    image = inspector.histogram.grab().toImage()
    shade = image.pixelColor(image.width() // 2, 40)
    last_bar = {image.pixelColor(x, 40).name() for x in range(image.width() - 4, image.width())}
    assert LIGHT.muted.lower() in last_bar
    assert all(image.pixelColor(x, 40) == shade for x in range(image.width() // 4, image.width() * 3 // 4))


def drag(widget, start, end):
    area = widget.rect()
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(start, area.center().y()))
    QTest.mouseMove(widget, QPoint(end, area.center().y()))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(end, area.center().y()))


@pytest.fixture
def levelled(inspector):
    """An inspector that shows the levels that are dragged in it."""
    stats = stats_of(np.r_[np.zeros(900), np.linspace(1, 100, 100)])

    def show(by_hand=None):
        inspector.show_stats(stats, colouring(stats, LIGHT, by_hand=by_hand), colouring(stats, LIGHT))

    inspector.levels_chosen.connect(show)
    show()
    return inspector


def test_a_level_is_dragged_and_said_to_be_by_hand(qtbot, levelled):
    histogram = levelled.histogram
    with qtbot.waitSignal(levelled.levels_chosen) as told:
        drag(histogram, histogram.width() - 2, histogram.width() // 2)
    low, high = told.args[0]
    assert low == 0
    assert high == pytest.approx(50, abs=2)
    assert levelled.origin.text() == "by hand"
    assert levelled.range.text().startswith("0.0 to 5")


def test_levels_never_meet(qtbot, levelled):
    histogram, told = levelled.histogram, []
    levelled.levels_chosen.connect(told.append)
    drag(histogram, histogram.width() - 2, -50)
    drag(histogram, 2, histogram.width() + 50)
    assert told
    assert all(low < high for low, high in told)


def test_a_double_click_takes_the_levels_back(levelled):
    histogram = levelled.histogram
    drag(histogram, histogram.width() - 2, histogram.width() // 2)
    QTest.mouseDClick(histogram, Qt.MouseButton.LeftButton, pos=histogram.rect().center())
    assert levelled.origin.text() == "1st–99th pct"


def test_only_levels_can_be_taken_hold_of(levelled):
    told = []
    levelled.levels_chosen.connect(told.append)
    drag(levelled.histogram, levelled.histogram.width() // 2, 10)
    assert told == []
    levelled.show_stats(None, None)
    drag(levelled.histogram, 2, 40)
    assert told == []


def test_levels_are_moved_by_keys(qtbot, levelled):
    histogram = levelled.histogram
    told = []
    levelled.levels_chosen.connect(told.append)
    high = colouring(histogram._stats, LIGHT).high
    qtbot.keyClick(histogram, Qt.Key.Key_Left)
    assert told[-1] == (0, pytest.approx(high - 1, abs=0.2))
    qtbot.keyClick(histogram, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert told[-1] == (0, pytest.approx(high - 11, abs=0.3))
    qtbot.keyClick(histogram, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert told[-1] == (pytest.approx(1, abs=0.1), pytest.approx(high - 11, abs=0.3))
    assert levelled.origin.text() == "by hand"
    qtbot.keyClick(histogram, Qt.Key.Key_Home)
    assert told[-1] is None
    assert levelled.origin.text() == "1st–99th pct"


def test_no_level_passes_the_other_by_keys(qtbot, levelled):
    told = []
    levelled.levels_chosen.connect(told.append)
    for _ in range(15):
        qtbot.keyClick(levelled.histogram, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert told[-1][0] < told[-1][1]


def test_phases_have_the_whole_circle(inspector):
    stats = stats_of(np.linspace(-3, 3, 100))
    circle = Colouring("CET-CBC1", -np.pi, np.pi, "#808080")
    inspector.show_stats(stats, circle, circle)
    assert inspector.origin.text() == "full circle"
    assert inspector.range.text() == "−3.14 to 3.14"
    assert inspector.colours.itemText(0) == "CET-CBC1"


def test_before_anything_is_known_nothing_is_said_against_the_file(inspector):
    assert not inspector._health.isVisibleTo(inspector)
