"""Amounts, dates and counts as they are written everywhere in the window."""

from __future__ import annotations

from collections.abc import Sequence
from time import localtime, strftime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from sessionbrowser.arrays.words import bytes_text as in_bytes

if TYPE_CHECKING:
    from datetime import datetime

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def bytes_text(n: int) -> str:
    """Return a number of bytes in units of 1000: "429 B", "47.8 kB", "378 kB", "1.2 GB"."""
    number, unit = in_bytes(n).split(" ")
    return f"{number_text(float(number), len(number.partition('.')[2]))} {unit}"


def number_text(value: float, places: int = 0) -> str:
    """Return a number as the user's system writes it: "5,812", "1.2"; in English where none is chosen."""
    locale = QLocale()
    if locale.name() == "C":
        locale = QLocale("en_US")
    return locale.toString(float(value), "f", places)


def with_minus(number: str) -> str:
    """Return a number that is to be read, not copied, with true minus signs: "−1.5", "1e−09"."""
    return number.replace("-", "−")


def count_text(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 file", "24 files", "5,812 rows"."""
    return f"{number_text(n)} {one if n == 1 else many or one + 's'}"


def date_text(ns: int) -> str:
    """Return the local day of a modification time in ns since the epoch; empty when there is none or it is absurd."""
    return _when(ns, "%Y-%m-%d")


def minute_text(ns: int) -> str:
    """Return the local day and minute of a modification time in ns since the epoch."""
    return _when(ns, "%Y-%m-%d %H:%M")


def _when(ns: int, pattern: str) -> str:
    try:
        when = localtime(ns / 1e9)
    except (OverflowError, ValueError, OSError):
        return ""
    return strftime(pattern, when) if ns and 0 < when.tm_year < 10_000 else ""


def age_text(ns: int, now_ns: int) -> str:
    """Return how long ago something was, in its two largest units: "2 y 7 mo", "9 d", "3 h", "just now"."""
    minutes = (now_ns - ns) // 60_000_000_000
    if minutes < 0:
        return "in the future"
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    hours, days = minutes // 60, minutes // 1440
    if hours < 48:
        return f"{hours} h"
    if days < 61:
        return f"{days} d"
    months = int(days / 30.4375)
    years, months = divmod(months, 12)
    return " ".join(part for part in (f"{years} y" if years else "", f"{months} mo" if months else "") if part)


def ago_text(seconds: float) -> str:
    """Return how long ago something was, roughly: "just now", "a minute ago", "5 minutes ago", "2 hours ago"."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    hours = minutes // 60
    return "an hour ago" if hours == 1 else f"{hours} hours ago"


def shape_text(shape: Sequence[int] | None) -> str:
    """Return "1500 × 63", without thousands marks; nothing for no shape and for a single value."""
    return " × ".join(str(n) for n in shape) if shape else ""


def since_text(day: str, today: datetime | None = None) -> str:
    """Return an ISO day as "today", "yesterday" or "5 days ago"; one long past, or no day at all, as it is."""
    from datetime import datetime

    try:
        past = ((today or datetime.now()).date() - datetime.fromisoformat(day).date()).days
    except ValueError:
        return day
    if past in (0, 1):
        return ("today", "yesterday")[past]
    return f"{past} days ago" if 1 < past < 31 else day


def has_all(words: Sequence[str], text: str) -> bool:
    """Whether each of these lower-case words is somewhere in a text, whatever its case."""
    text = text.lower()
    return all(word in text for word in words)


def tooltip(text: str) -> str:
    """Return a tooltip that shows exactly this text: Qt takes a text with tags in it for markup unless told."""
    return f"<p style='margin: 0; white-space: pre'>{text.translate(_MARKUP)}</p>" if text else ""
