"""A tree of objects is shown a level at a time, whatever the objects are."""

from __future__ import annotations

import datetime
import time
from collections import OrderedDict
from pathlib import PurePosixPath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessionbrowser.arrays.objects import LONGEST, child_count, children, expression, one_line, summary

STAT = np.array([{"ypix": np.arange(3), "med": [1, 2]}, {"ypix": np.arange(2), "med": []}], dtype=object)


def test_the_way_to_a_value() -> None:
    first = children(STAT)[0]
    ypix = children(first.value)[0]
    assert (ypix.label, ypix.step) == ("ypix", '["ypix"]')
    assert ypix.value is STAT[0]["ypix"]
    assert expression([first.step, ypix.step]) == '[0]["ypix"]'
    assert expression([]) == ""


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1, 2: "b", (1, "x"): 3, None: 4, 1.5: 5, b"c": 6, True: 7, 'q"\\\n\u202e': 8, (): 9, (1,): 10, -3: 11},
        OrderedDict(b=1, a=2),
        [5, 6, 7],
        (5, (6,)),
        np.array([[1, None], ["a", 2.5]], dtype=object),
        np.array({"a": 1}, dtype=object),
        {np.int16(3): 1, np.str_("n"): 2},
    ],
    ids=lambda value: type(value).__name__,
)
def test_steps_are_python_that_leads_there(value: object) -> None:
    found = children(value)
    assert len(found) == child_count(value) > 0
    for child in found:
        if child.step:
            assert eval(f"value{child.step}", {"value": value}) is child.value
    assert sum(not child.step for child in found) == (1 if isinstance(value, dict) and np.str_("n") in value else 0)


def test_members_of_a_set_have_no_way() -> None:
    for value in ({3}, frozenset({3})):
        (child,) = children(value)
        assert (child.label, child.value, child.step) == ("0", 3, "")
        assert expression(["[0]", child.step]) == ""


def test_keys_without_a_short_spelling_have_no_way() -> None:
    for key in (
        "x" * 1000,
        float("nan"),
        float("inf"),
        10**400,
        PurePosixPath("a"),
        (((((1,),),),),),
        tuple(range(100)),
    ):
        (child,) = children({key: 1})
        assert child.step == ""
        assert 0 < len(child.label) <= LONGEST
        assert child.value == 1


@pytest.mark.parametrize("value", [None, 1, "text", b"a", np.arange(3), np.float64(1), np.array(["a"]), object()])
def test_leaves_have_no_children(value: object) -> None:
    assert child_count(value) == len(children(value)) == 0
    assert list(children(value)) == []


def test_children_are_a_sequence() -> None:
    found = children(list(range(100)))
    for last in (found[-1], found[99]):
        assert (last.label, last.value, last.step) == ("99", 99, "[99]")
    assert [child.value for child in found[10:14:2]] == [10, 12]
    for outside in (100, -101):
        with pytest.raises(IndexError):
            found[outside]


def test_children_are_made_when_asked_for() -> None:
    many = children(np.zeros((1000, 1000), dtype=object))
    assert len(many) == 10**6
    assert many[999_999].label == "999, 999"
    assert many[5].step == "[0, 5]"


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (3.5, "float", "3.5"),
        ("hamming", "str", "'hamming'"),
        (True, "bool", "True"),
        (None, "NoneType", "None"),
        (12, "int", "12"),
        (b"ab", "bytes", "b'ab'"),
        (np.float32(2.5), "float32", "2.5"),
        (np.bool_(True), np.bool_.__name__, "True"),
        (np.str_("a"), "str_", "'a'"),
        (np.bytes_(b"a"), "bytes_", "b'a'"),
        (np.zeros(1, "V3")[0], "void", "3 bytes"),
        (np.zeros(1, [("a", "i4")])[0], "void", ""),
        (np.datetime64("2023-01-24"), "datetime64", "2023-01-24"),
        (datetime.date(2023, 1, 24), "date", "2023-01-24"),
        (PurePosixPath("/a/b"), "PurePosixPath", "/a/b"),
        (slice(1, 2), "slice", "slice(1, 2, None)"),
        (np.dtype("f4"), np.dtype("f4").__class__.__name__, "dtype('float32')"),
        ({str(i): i for i in range(76)}, "dict, 76 entries", ""),
        ({"a": 1}, "dict, 1 entry", ""),
        (OrderedDict(), "OrderedDict, 0 entries", ""),
        (list(range(12345)), "list, 12,345 entries", "[0, 1, 2, 3, 4, 5, …]"),
        ([1, "a"], "list, 2 entries", "[1, 'a']"),
        ((1.5, None), "tuple, 2 entries", "(1.5, None)"),
        ([], "list, 0 entries", ""),
        ([1, [2]], "list, 2 entries", ""),
        ({1, 2}, "set, 2 entries", ""),
        (np.zeros((96, 96), np.float32), "float32 array 96 × 96", ""),
        (np.arange(3, dtype=np.int64), "int64 array 3", "[0, 1, 2]"),
        (np.arange(9.0), "float64 array 9", "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, …]"),
        (np.array(7, np.int16), "int16 array, 0-d", "7"),
        (np.array(["a"]), "<U1 array 1", "['a']"),
        (np.zeros(2, [("a", "i4")]), "structured array 2", ""),
        (STAT, "object array 2", ""),
    ],
)
def test_summaries(value: object, kind: str, shown: str) -> None:
    assert summary(value) == (kind, shown)


def test_long_texts_are_cut_and_control_characters_written_out() -> None:
    assert summary("a" * 10**6)[1] == "'" + "a" * (LONGEST - 2) + "…"
    assert summary("a\nb\x00\u202e\ud800")[1] == r"'a\nb\x00\u202e\ud800'"
    assert one_line("<b>bold</b> & more") == "<b>bold</b> & more"
    assert children({"<script>\n": 1})[0].label == r"<script>\n"
    assert len(summary([b"x" * 10**6] * 3)[1]) <= LONGEST
    assert summary(PurePosixPath("a\nb"))[1] == r"a\nb"
    assert summary(10**5000)[1].startswith("an integer of 16,610 bits")


def test_what_holds_itself_or_is_deep_or_endless_is_shown_at_once() -> None:
    loop: list[object] = []
    loop.append(loop)
    deep: object = ()
    for _ in range(200_000):
        deep = [deep]
    wide: object = [1] * 10
    for _ in range(9):
        wide = [wide] * 10
    start = time.perf_counter()
    for value in (loop, deep, wide, {"a": loop}):
        assert "entr" in summary(value)[0]
        assert children(value)[0].value is not None
    assert children(loop)[0].value is loop
    assert time.perf_counter() - start < 1
    del deep


def test_values_that_numpy_cannot_write_out() -> None:
    impossible = np.frombuffer(b"\xff\xff\xff\xff" * 2, "<U1")
    assert summary(impossible) == ("<U1 array 2", "")
    far = np.array([2**62], "M8[Y]")
    assert summary(far)[0] == "datetime64[Y] array 1"
    assert summary(far[0])[0] == "datetime64"


@settings(max_examples=200, deadline=None)
@given(
    st.text() | st.binary() | st.integers() | st.floats() | st.complex_numbers() | st.dictionaries(st.text(), st.text())
)
def test_everything_is_one_short_printable_line(value: object) -> None:
    texts = [*summary(value), *(part for child in children(value) for part in (child.label, child.step))]
    assert all(part.isprintable() for part in texts)
    assert all(len(part) <= LONGEST for part in (*summary(value), *(child.label for child in children(value))))
