"""What is remembered of views: of a recording in all of its files, and by name from day to day."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sessionbrowser.gui.settings import Settings
from sessionbrowser.gui.viewers.pins import Pins
from sessionbrowser.gui.viewers.raster_cut import Cut
from sessionbrowser.gui.viewers.raster_view import Span
from sessionbrowser.gui.viewers.view_memory import FIRST_EVENTS, Seen, ViewMemory, joined
from tests.gui.viewers.helpers import opened_with, spikes


def test_files_of_one_recording_share_what_is_seen_of_it():
    memory = ViewMemory()
    seen = memory.seen(opened_with(spikes()))
    seen.span, seen.pins = Span(3, 90, 1500), Pins(7)
    assert memory.seen(opened_with(spikes(), name="mpci.roiActivityF.npy")) is seen
    assert memory.seen(opened_with(spikes().T.copy(), names=("ROI", "frame"))) is seen
    assert memory.seen(opened_with(spikes(rois=9))).span is None
    assert memory.seen(opened_with(np.eye(3), names=("axis 0", "axis 1"))) is not memory.seen(
        opened_with(np.eye(3), names=("axis 0", "axis 1"))
    )


def test_a_part_is_of_as_many_frames_only():
    assert Seen(Span(3, 90, 1500)).part(1500) == Span(3, 90, 1500)
    assert Seen(Span(3, 90, 1500)).part(1400) is None
    assert Seen(Span.whole(1500)).part(1500) is None
    assert Seen().part(1500) is None


def test_what_took_long_is_kept_while_the_file_is_open():
    memory, opened = ViewMemory(), opened_with(spikes())
    memory.found_in(opened.source)["peaks"] = 1
    assert memory.found_in(opened.source) == {"peaks": 1}
    assert memory.found_in(opened_with(spikes()).source) == {}
    del opened
    assert len(memory._found) == 0


def test_what_outlives_the_app_comes_back_through_its_settings(tmp_path):
    memory = ViewMemory()
    memory.events, memory.lane = frozenset({"speed", "my, own"}), 60
    memory.maps = {"a.b": "cividis", "c.d": ""}
    memory.cuts = {"stack.mean": Cut.at(2, 0, (5, 3, 1))}
    memory.levels, memory.views = {"a.b": (-0.1, 1e30)}, {"a.b": "Traces"}
    settings = Settings(tmp_path / "s.ini")
    settings.set_text("views", memory.as_text())
    settings.sync()
    again = ViewMemory()
    again.take(Settings(tmp_path / "s.ini").text("views"))
    assert (again.events, again.lane) == (memory.events, 60)
    assert again.maps == {"a.b": "cividis"}
    assert again.cuts == {"stack.mean": Cut(2, 0, (0, 3, 0))}
    assert (again.levels, again.views) == (memory.levels, memory.views)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        json.dumps({"events": 3, "lane": "x", "cuts": [1], "maps": 4}),
        json.dumps(
            {"cuts": {"a": [0, 0, 1, 1, 1], "b": [1, 9, 0, 0, 0], "c": [0, 1], "d": [0, 1, -1, 0, 0], "e": "x"}}
        ),
        json.dumps({"maps": {"a": 1}, "views": {"a": 1}}),
        json.dumps({"levels": {"a": [2, 1], "b": [1], "c": ["0", 1], "d": [True, 2], "e": {}, "f": [1, 1]}}),
        '{"levels": {"a": [0, NaN], "b": [-Infinity, 0], "c": [0, 1e999]}}',
    ],
)
def test_what_makes_no_sense_is_left_out(text):
    memory = ViewMemory()
    memory.take(text)
    assert (memory.events, memory.lane, memory.cuts, memory.maps) == (FIRST_EVENTS, None, {}, {})
    assert (memory.levels, memory.views) == ({}, {})


def test_levels_that_were_taken_back_are_gone_from_the_settings_too():
    before = ViewMemory()
    before.levels, before.views = {"a.b": (0.0, 1.0), "c.d": (0.0, 2.0)}, {"a.b": "Traces"}
    stored = ViewMemory()
    stored.levels = before.levels | {"of another window": (0.0, 3.0)}
    now = ViewMemory()
    now.levels, now.views = {"c.d": (0.0, 4.0)}, {"a.b": "Raster"}
    again = ViewMemory()
    again.take(joined(stored.as_text(), before.as_text(), now.as_text()))
    assert again.levels == {"c.d": (0.0, 4.0), "of another window": (0.0, 3.0)}
    assert again.views == {"a.b": "Raster"}
