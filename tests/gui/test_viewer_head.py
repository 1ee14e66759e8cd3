"""The line above the viewer."""

import pytest

from sessionbrowser.gui import theme
from sessionbrowser.gui.readout import ReadoutBar
from sessionbrowser.gui.tokens import Size
from sessionbrowser.gui.viewer_head import TitleLine, ViewerHead

NAME = "mpci.roiSignificantFluorescenceRebase"
SHAPE = "1500 frames × 63 ROIs"
MAKING = "frames 150–1350 · max of ≤ 2 × 1 samples a pixel"


@pytest.fixture
def title(qtbot):
    title = TitleLine()
    qtbot.addWidget(title)
    title.show_title(NAME, SHAPE, MAKING)
    return title


def test_all_of_it_where_there_is_room(title):
    assert title.text == f"{NAME} · {SHAPE} · {MAKING}"
    assert title.fitted(2000) == (NAME, SHAPE, MAKING)


@pytest.mark.parametrize("width", [620, 560, 480, 400, 200])
def test_the_name_elides_in_the_middle_and_the_making_never(title, width):
    name, shape, making = title.fitted(width)
    assert making == (MAKING if width > 200 else MAKING.rpartition(" · ")[2])
    assert "…" in name
    assert name.startswith("m")
    assert not name.endswith("…")
    assert shape in (SHAPE, "")


def test_what_fits_does_fit(title):
    from PySide6.QtGui import QFontMetrics

    bold, plain = (QFontMetrics(theme.font(Size.BODY, bold=bold)) for bold in (True, False))
    for width in range(480, 900, 7):
        name, shape, making = title.fitted(width)
        parts = [part for part in (shape, *making.split(" · ")) if part]
        drawn = bold.horizontalAdvance(name) + sum(
            plain.horizontalAdvance(" · ") + plain.horizontalAdvance(part) for part in parts
        )
        assert drawn <= width


def test_a_part_at_a_time(title):
    title.show_title(making="every sample shown")
    assert title.text == f"{NAME} · {SHAPE} · every sample shown"
    title.show_title("", "", "")
    assert title.text == ""
    title.resize(400, 30)
    assert not title.grab().isNull()


def test_tabs_tell_only_of_the_user(qtbot):
    head = ViewerHead()
    qtbot.addWidget(head)
    told = []
    head.chosen.connect(told.append)
    head.show_tabs(["Raster", "Values"], "Values")
    assert told == []
    head.tabs.setCurrentIndex(0)
    assert told == ["Raster"]


def test_tools_lose_their_labels_in_a_narrow_window(qtbot):
    from PySide6.QtCore import Qt

    head = ViewerHead()
    qtbot.addWidget(head)
    head.show()
    head.resize(1300, 36)
    assert head.python.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    head.resize(1000, 36)
    assert head.python.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert head.python.toolTip()


def test_the_readout_paints_pairs_and_leaves_out_the_hint_where_there_is_no_room(qtbot):
    bar = ReadoutBar()
    qtbot.addWidget(bar)
    bar.show_hint("drag pans · wheel zooms · A whole")
    bar.resize(900, 24)
    empty = bar.grab().toImage()
    bar.show_reading((("time", "114.167 s"), ("value", "173.44")))
    assert bar.grab().toImage() != empty
    assert bar.accessibleDescription() == "time 114.167 s, value 173.44"
    bar.resize(180, 24)
    narrow = bar.grab().toImage()
    bar.show_hint("")
    assert bar.grab().toImage() == narrow


def test_what_comes_before_the_aggregation_elides_where_all_else_is_gone(title):
    title.show_title(making=f"42 of 63 ROIs: isCell · ordered by y · {MAKING}")
    name, shape, making = title.fitted(520)
    first, _, last = making.rpartition(" · ")
    assert (shape, last) == ("", "max of ≤ 2 × 1 samples a pixel")
    assert first.startswith("42 of 63 ROIs")
    assert first.endswith("…")
    assert "…" in name


@pytest.mark.parametrize(("width", "style"), [(1278, "ToolButtonTextBesideIcon"), (1200, "ToolButtonIconOnly")])
def test_tools_have_labels_in_a_window_that_fills_a_screen_of_1280_pixels_with_its_frame(qtbot, width, style):
    head = ViewerHead()
    qtbot.addWidget(head)
    head.resize(width, head.height())
    head.show()
    assert head.python.toolButtonStyle().name == style
