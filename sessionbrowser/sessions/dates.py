"""Dates that print as the folders of a lab are named."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Self

DATE_FORMAT = "%Y-%m-%d"
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class PrettyDatetime(datetime):
    """A datetime that prints and represents itself as ``YYYY-MM-DD``."""

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    __repr__ = __str__

    @classmethod
    def make_pretty(cls, value: datetime | date | str | float) -> Self:
        """Return the pretty datetime of whatever tells a date.

        Parameters
        ----------
        value : datetime, date, str or float
            A text is ``YYYY-MM-DD``; a float is a timestamp, seconds since the epoch, in local time.

        Raises
        ------
        ValueError
            When it is anything else, or tells no date.
        """
        if isinstance(value, datetime):
            return cls.from_datetime(value)
        if isinstance(value, date):
            return cls(value.year, value.month, value.day)
        if isinstance(value, str):
            return cls.from_string(value)
        if isinstance(value, float):
            return cls._from_seconds(value)
        raise ValueError(f"{value!r} is no date: give a datetime, a date, a text as 2023-01-24, or a float timestamp")

    @classmethod
    def _from_seconds(cls, seconds: float) -> Self:
        try:
            return cls.fromtimestamp(seconds)
        except (OverflowError, OSError, ValueError):
            raise ValueError(f"{seconds!r} is no timestamp of a date") from None

    @classmethod
    def from_datetime(cls, moment: datetime) -> Self:
        """Return the same moment, printed as its date."""
        clock = (moment.hour, moment.minute, moment.second, moment.microsecond)
        return cls(moment.year, moment.month, moment.day, *clock, tzinfo=moment.tzinfo, fold=moment.fold)

    @classmethod
    def from_string(cls, text: str, format: str = DATE_FORMAT) -> Self:
        """Return the moment that a text tells in a `strptime` format; ValueError when it tells none."""
        try:
            if format == DATE_FORMAT and _ISO.fullmatch(text):  # `strptime` has Python import calendars and locales
                return cls(int(text[:4]), int(text[5:7]), int(text[8:]))
            return cls.strptime(text, format)
        except ValueError as error:
            raise ValueError(f"{text!r} is no date: {error}") from None
