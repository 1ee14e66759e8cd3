"""What stacked traces say of themselves in the title."""

from __future__ import annotations

from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_rows import Rows
from sessionbrowser.gui.viewers.stack_signals import OpenSignals
from sessionbrowser.gui.viewers.stack_work import Drawn
from sessionbrowser.gui.viewers.trace import making_text, part_text


def stack_text(drawn: Drawn, frame: Frame, rows: Rows, signals: OpenSignals | None, unit: str) -> str:
    """Return which traces are on the screen, and how they were made.

    Parameters
    ----------
    drawn : Drawn
    frame : Frame
    rows : Rows
        Which ROIs are to be seen, and in what order.
    signals : OpenSignals or None
        Where all signals of one ROI are seen.
    unit : str
        Of the values.
    """
    parts = ["magnitude"] if any(source.seen_as for source in drawn.wanted.sources) else []
    if signals is not None:
        parts.append(f"all signals of ROI {signals.roi}{_lost_text(signals)}")
    elif rows.words():
        parts.append(rows.words())
    y = drawn.place.view.y
    if not y.is_whole and (signals is not None or rows.numbers is None):
        name = frame.y.axis.name if signals is None else "signal"
        parts.append(f"{part_text(y, name)} of {y.length:,}")
    elif not y.is_whole:  # no range of numbers says which they are
        parts.append(f"{len(drawn.wanted.rows):,} of these on the screen")
    parts.append(_scale_text(drawn, "" if signals is None and rows.scale is not None else unit))
    parts.append(making_text(drawn.place.view.x, drawn.lines.per_bin, frame.x.axis.name))
    return " · ".join(parts)


def _lost_text(signals: OpenSignals) -> str:
    return f", but for {', '.join(signals.lost)}, which cannot be read" if signals.lost else ""


def _scale_text(drawn: Drawn, unit: str) -> str:
    times = f" × {drawn.style.gain:g}" if drawn.style.gain != 1 else ""
    if drawn.style.scaling == "own":
        return f"own scales{times}"
    return f"a row is {drawn.reach / drawn.style.gain:.4g} {unit}".rstrip()
