"""Whether text of one colour can be read on another one, and what to do where it cannot."""

from __future__ import annotations

from functools import lru_cache

READABLE = 4.5
"""The least contrast of text with its ground, as WCAG 2.1 measures it."""
_STEPS = 40


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#RRGGBB``: 1 for the same, 21 for black and white."""
    darker, brighter = sorted((_luminance(one), _luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=64)
def readable(colour: str, ground: str, ink: str) -> str:
    """Return a colour as text needs it on this ground: as it is, or as much nearer to the ink as it takes."""
    made = colour
    for step in range(1, _STEPS + 1):
        if contrast(made, ground) >= READABLE:
            break
        made = _mixed(colour, ink, step / _STEPS)
    return made


def _mixed(one: str, other: str, share: float) -> str:
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(mine + (its - mine) * share):02X}" for mine, its in parts)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    linear = (_linear(part / 255) for part in _parts(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
