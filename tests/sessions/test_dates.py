from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessionbrowser.sessions import PrettyDatetime

NOON = datetime(2023, 1, 24, 12, 30, 5, 7)


@pytest.mark.parametrize(
    "value", [NOON, date(2023, 1, 24), "2023-01-24", NOON.timestamp(), PrettyDatetime(2023, 1, 24)]
)
def test_all_that_tells_a_date_prints_as_one(value: object) -> None:
    pretty = PrettyDatetime.make_pretty(value)
    assert type(pretty) is PrettyDatetime
    assert (str(pretty), repr(pretty), f"{pretty}") == ("2023-01-24",) * 3


@pytest.mark.parametrize("value", [None, 20230124, True, b"2023-01-24", ["2023-01-24"], (2023, 1, 24)])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no date"):
        PrettyDatetime.make_pretty(value)


@pytest.mark.parametrize("value", ["", "yesterday", "2023-02-30", "24.01.2023", float("nan"), float("inf"), 1e300])
def test_what_tells_no_date_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        PrettyDatetime.make_pretty(value)


@pytest.mark.parametrize("text", ["2023-02-30", "notes"])
def test_a_text_that_is_no_date_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is no date"):
        PrettyDatetime.make_pretty(text)


def test_the_moment_is_kept() -> None:
    moment = NOON.replace(tzinfo=timezone(timedelta(hours=2)), fold=1)
    pretty = PrettyDatetime.from_datetime(moment)
    assert pretty == moment
    assert (pretty.tzinfo, pretty.fold, pretty.microsecond) == (moment.tzinfo, 1, 7)
    assert pickle.loads(pickle.dumps(pretty)) == moment


def test_other_formats_of_text() -> None:
    assert str(PrettyDatetime.from_string("24.1.2023", "%d.%m.%Y")) == "2023-01-24"


@given(st.datetimes(min_value=datetime(1, 1, 1), timezones=st.sampled_from([None, UTC])))
def test_printing_and_reading_give_the_same_day(moment: datetime) -> None:
    text = str(PrettyDatetime.make_pretty(moment))
    assert len(text) == 10
    assert PrettyDatetime.make_pretty(text).date() == moment.date()
