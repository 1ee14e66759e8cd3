"""The keep-list: names and patterns of files that are never offered for clearing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeepList:
    """What is never to be cleared.

    Attributes
    ----------
    root : Path
        What the paths in patterns start from.
    patterns : tuple of (str, str)
        Each with the reason that it gives: "kept by lab.toml".
    problems : tuple of str
        What could not be understood, naming file and line; while there are any in a file, all files are kept.
    """

    root: Path = Path()
    patterns: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    def reason(self, path: Path) -> str:
        """Return why a file is kept; empty when it is not."""
        return ""


KEEP_NOTHING = KeepList()


def load_keep_list(root: Path) -> KeepList:
    """Return the keep-list of a root together with the user's own; what is wrong with them is told in it."""
    return KeepList(root)


def add_kept(root: Path, pattern: str) -> None:
    """Add a name or pattern to the root's keep-list; comments and order of the file stay.

    Raises
    ------
    ValueError
        When the file is not one that can be added to; it is left as it is.
    OSError
        When it cannot be read or written.
    """
