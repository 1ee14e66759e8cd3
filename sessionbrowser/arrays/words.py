"""Figures as people read them."""

from __future__ import annotations


def bytes_text(n: int) -> str:
    """Return a number of bytes in decimal units: "343 B", "38.5 kB", "378 kB", "499.8 MB", "1.2 GB", "4.62 GB"."""
    if n < 1000:
        return f"{n} B"
    kilo = n / 1e3
    if kilo < 99.95:
        return f"{kilo:.1f} kB"
    if kilo < 999.5:
        return f"{kilo:.0f} kB"
    if n < 999.95e6:
        return f"{n / 1e6:.1f} MB"
    if n < 999.5e9:
        return _two_places(n / 1e9, "GB")
    if n < 999.5e12:
        return _two_places(n / 1e12, "TB")
    return _two_places(n / 1e15, "PB")


def _two_places(n: float, unit: str) -> str:
    return f"{n:.2f}".removesuffix("0") + f" {unit}"
