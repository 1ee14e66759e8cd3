"""What the lines of the clean-up page say: in a cell, aloud, in a tooltip, on the clipboard."""

from __future__ import annotations

from collections.abc import Iterable

from sessionbrowser.gui.cleanup_rows import COLUMNS, COST, FILE, MODIFIED, Finding, Group, Line
from sessionbrowser.gui.words import minute_text


def cell_text(line: Line, column: int, aloud: bool) -> str:
    """Return what a cell says, to the eye or aloud: a heading says all of it in its first column."""
    if isinstance(line, Finding):
        return COLUMNS[column].text(line)
    return "" if column != FILE else line.spoken if aloud else line.title


def tip_text(line: Line, column: int) -> str:
    """Return the tooltip of a cell: what there was no room for."""
    if isinstance(line, Group):
        return f"{line.title}\n{line.note}" if line.note else line.title
    if column == FILE:
        return line.key
    if column == MODIFIED:
        return minute_text(line.file.modified_ns)
    if column == COST:
        return "It holds what is nowhere else." if line.file.only_copy else line.file.if_cleared
    return COLUMNS[column].text(line)


def as_text(findings: Iterable[Finding]) -> str:
    """Return a list for the clipboard: a line a file, with tabs between path, bytes, evidence and what is lost."""
    return "\n".join(
        "\t".join((str(each.file.path), str(each.file.size), each.evidence, each.file.if_cleared)) for each in findings
    )
