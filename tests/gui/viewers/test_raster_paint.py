"""Levels, colour maps, and the pixels of a picture."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QFontMetrics

from sessionbrowser.arrays import pyramid as pyramids
from sessionbrowser.arrays import reduce
from sessionbrowser.arrays.source import MemorySource
from sessionbrowser.arrays.stats import exact_stats
from sessionbrowser.gui import plotting, theme
from sessionbrowser.gui.tokens import DARK, LIGHT, Size
from sessionbrowser.gui.viewers.raster_gutter import plane_texts
from sessionbrowser.gui.viewers.raster_paint import (
    Colouring,
    colouring,
    levels,
    natural_map,
    only_value,
    paint,
)
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.sessions.opening import Plane


def stats_of(*values, dtype=float):
    return exact_stats(MemorySource(np.asarray([values], dtype)))


def colour_in(name, share):
    red, green, blue = (int(c) for c in plotting.lut(name)[round(255 * share)])
    return QColor(red, green, blue).rgba()


def coloured(values, colours):
    rows, columns = values.shape
    window = (slice(0, rows), slice(0, columns))
    picture = reduce.draw(MemorySource(values), window=window, row_axis=0, col_axis=1, height=rows, width=columns)
    image = paint(picture, View.whole(columns, rows), columns, rows, colours).image
    return np.frombuffer(image.constBits(), np.uint32).reshape(rows, columns).copy()


def reds(image):
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return pixels >> 16 & 255


def test_mostly_zero_takes_zero_as_ground():
    stats = stats_of(*[0.0] * 90, *range(5, 15))
    assert levels(stats) == (0.0, pytest.approx(14, abs=1))
    assert natural_map(stats, LIGHT) == "CET-L17"
    assert natural_map(stats, DARK) == "inferno"


def test_dense_values_take_their_percentiles():
    values = np.linspace(80, 700, 1001)
    low, high = levels(stats_of(*values))
    assert (low, high) == (pytest.approx(86, abs=1), pytest.approx(694, abs=1))
    assert natural_map(stats_of(*values), DARK) == "viridis"


def test_both_signs_are_symmetric():
    stats = stats_of(*np.linspace(-3, 9, 500))
    low, high = levels(stats)
    assert low == -high
    assert high == pytest.approx(8.9, abs=0.1)
    assert natural_map(stats, LIGHT) == "CET-D1A"


def test_negative_values_among_zeros_are_not_painted_as_ground():
    stats = stats_of(*[0.0] * 80, *[-2.0] * 10, *[5.0] * 10)
    assert natural_map(stats, LIGHT) == "CET-D1A"
    assert levels(stats) == (-5.0, 5.0)


@pytest.mark.parametrize("values", [[], [np.nan] * 3, [0.0] * 4, [7.0] * 4, [-7.0] * 4, [np.inf, -np.inf]])
def test_levels_of_what_has_none_are_still_usable(values):
    low, high = levels(stats_of(*values))
    assert np.isfinite([low, high]).all()
    assert low < high


def test_a_chosen_map_overrules():
    assert colouring(stats_of(1, 2, 3), LIGHT, "cividis").map == "cividis"


def test_nan_has_a_colour_of_its_own_and_infinities_the_ends():
    colours = Colouring("viridis", 0.0, 1.0, "#123456")
    pixels = coloured(np.array([[np.nan, np.inf, -np.inf, 0.0, 1.0]], np.float32), colours)
    ends = colour_in("viridis", 1), colour_in("viridis", 0)
    assert pixels.tolist() == [[QColor("#123456").rgba(), *ends, ends[1], ends[0]]]


def test_two_colours_for_bool():
    pixels = coloured(np.array([[False, True]]), colouring(stats_of(False, True, dtype=bool), LIGHT))
    assert len(set(pixels.ravel().tolist())) == 2


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_any_two_levels_give_both_ends(one, other):
    low, high = sorted((one, other))
    if not high > low or high / 2 - low / 2 <= abs(high) * 1e-12 or high - low < 1e-300:
        return
    pixels = coloured(np.array([[low, high]]), Colouring("viridis", low, high, "#000000"))
    assert pixels.tolist() == [[colour_in("viridis", 0), colour_in("viridis", 1)]]


def test_large_integers_do_not_wrap():
    top = np.iinfo(np.uint64).max
    pixels = coloured(np.array([[0, top]], np.uint64), Colouring("viridis", 0.0, float(top), "#000000"))
    assert pixels.tolist() == [[colour_in("viridis", 0), colour_in("viridis", 1)]]


def near(span, sample, pixels, reach):
    """Return the pixels on which a sample may be seen when its picture is off by so many pixels at most."""
    ends = [span.share(sample + i) * pixels for i in (0, 1)]
    return slice(max(0, math.floor(min(ends) - reach)), max(0, math.ceil(max(ends) + reach)))


@settings(max_examples=300, deadline=None)
@given(
    data=st.data(),
    shape=st.tuples(st.integers(1, 400), st.integers(1, 150)),
    size=st.tuples(st.integers(20, 90), st.integers(20, 90)),
    order=st.sampled_from("CF"),
    downward=st.booleans(),
    budget=st.sampled_from([0, 2_000, 20_000]),
)
def test_all_that_is_not_zero_is_on_the_screen_with_its_value(data, shape, size, order, downward, budget):
    """Zoomed and moved anyhow, from the file or from a pyramid: each spike is painted where it is, and nothing else."""
    shares = st.floats(0, 1)
    whole = View.whole(*shape, downward=downward)
    spans = []
    for span in (whole.x, whole.y):
        width, at, start = (data.draw(shares) for _ in range(3))
        spans.append(span.zoomed(max(width, 0.02), at * span.length).moved(start * span.length))
    view = View(*spans).snapped(*size)
    values = np.zeros(shape, np.float32, order=order)
    along = [
        st.sampled_from([span.samples.start, span.samples.stop - 1]) | st.integers(0, span.length - 1)
        for span in (view.x, view.y)
    ]
    places = data.draw(st.lists(st.tuples(*along), min_size=1, max_size=6))
    for strength, place in enumerate(places, 1):
        values[place] = 40 * strength
    source = MemorySource(values)
    request = {"row_axis": 1, "col_axis": 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyramids, "_PAYS", 0)
        pyramid = pyramids.build_pyramid(source, **request, budget=budget) if budget else None
    window = (view.x.samples, view.y.samples)
    picture = reduce.draw(source, window=window, **request, height=size[1], width=size[0], pyramid=pyramid)
    image = paint(picture, view, *size, Colouring("grey", 0.0, 255.0, "#ff0000")).image
    shown = reds(image)[::-1].T  # by column and row, from below
    grey = plotting.lut("grey")[:, 0]
    reach = 1 if budget == 0 else 2.5  # blocks are up to one and a half pixels wide
    explained = np.zeros(shown.shape, bool)
    for place in places:
        at = tuple(near(span, i, n, reach) for span, i, n in zip((view.x, view.y), place, size, strict=True))
        explained[at] |= shown[at] == grey[int(values[place])]
        if all(span.low < i + 1 and i < span.high for span, i in zip((view.x, view.y), place, strict=True)):
            assert shown[at].max() >= grey[int(values[place])]
    assert (explained | (shown == grey[0])).all()


def test_rows_go_upward_and_columns_rightward():
    values = np.zeros((3, 2), np.float32)
    values[2, 0] = 1.0
    view = View.whole(3, 2)
    window = (slice(0, 3), slice(0, 2))
    picture = reduce.draw(MemorySource(values), window=window, row_axis=1, col_axis=0, height=20, width=30)
    image = paint(picture, view, 30, 20, Colouring("grey", 0.0, 1.0, "#ff0000")).image
    rows, columns = np.nonzero(reds(image) > 128)
    assert set(zip(columns // 10, rows // 10, strict=True)) == {(2, 1)}


def test_images_have_their_first_row_on_top():
    values = np.array([[0, 1, 0], [0, 0, 0]], np.float32)
    picture = reduce.draw(
        MemorySource(values), window=(slice(0, 2), slice(0, 3)), row_axis=0, col_axis=1, height=20, width=30
    )
    view = View.whole(3, 2, downward=True)
    painted = paint(picture, view, 30, 20, Colouring("grey", 0.0, 1.0, "#ff0000"))
    rows, columns = np.nonzero(reds(painted.image) > 128)
    assert set(zip(columns // 10, rows // 10, strict=True)) == {(1, 0)}
    assert (painted.cut.x, painted.cut.y) == (1, 0)


def test_one_value_alone_is_noticed():
    assert only_value(np.full((3, 4), 2, np.int16)) == 2
    assert only_value(np.zeros((2, 2), bool)) == 0
    assert np.isnan(only_value(np.full((2, 2), np.nan)))
    assert only_value(np.array([[0, np.nan]])) is None
    assert only_value(np.array([[np.nan, 0]])) is None
    assert only_value(np.arange(4)) is None
    assert only_value(np.zeros((0, 3))) is None


@pytest.mark.parametrize("name", plotting.MAPS)
def test_every_map_on_offer_is_there(name):
    table = plotting.lut(name)
    assert table.shape == (256, 3)
    assert not table.flags.writeable


def test_lines_over_a_picture_stand_out():
    assert Colouring("inferno", 0.0, 1.0, "#000000").is_dark
    assert not Colouring("CET-L17", 0.0, 1.0, "#000000").is_dark
    assert not Colouring("CET-D1A", -1.0, 1.0, "#000000").is_dark


def test_a_plane_with_little_room_says_its_name_alone_or_its_number(qapp):
    font = theme.font(Size.AXIS)
    first, second = Plane("plane1", 34, 63), Plane("plane0", 0, 34)
    wide = QFontMetrics(font).horizontalAdvance("plane1 · 29")
    assert plane_texts({first: wide, second: wide + 9}, font) == ["plane1 · 29", "plane0 · 34"]
    assert plane_texts({first: wide - 1, second: wide + 9}, font) == ["plane1", "plane0 · 34"]
    assert plane_texts({first: 16, second: wide - 1}, font) == ["1", "0"]
    assert plane_texts({first: 9, second: wide - 1}, font) == ["plane1", "plane0"]
