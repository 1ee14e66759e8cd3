"""The keep-list: names and patterns of files that are never offered for clearing.

It is a ``lab.toml``, in the root's ``.sessionbrowser`` folder and in the user's own configuration folder::

    [clean-up]
    keep = ["mpciROIs.redCell*", "ATL028/*/mpci.faceMotion.npy"]

A pattern without a slash is compared with file names (with and without their suffix), one with slashes with
``mouse/date/id/name``; ``*``, ``?`` and ``[…]`` are as in a shell, but ``*`` goes over slashes too.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO

from sessionbrowser.errors import OneDataError
from sessionbrowser.lab.record import FOLDER
from sessionbrowser.platform import RegularFile

FILE = "lab.toml"
_LONGEST = 2**20
_SECTION = re.compile(r"^[ \t]*\[[ \t]*clean-up[ \t]*\][^\n]*", re.MULTILINE)
_ANY_SECTION = re.compile(r"^[ \t]*\[", re.MULTILINE)
_KEEP = re.compile(r"^[ \t]*keep[ \t]*=[ \t]*\[", re.MULTILINE)


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
        What could not be understood, naming the file, and the line where there is one. While there is any, it is not
        known what is meant to be kept, and everything is.
    """

    root: Path = Path()
    patterns: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    def reason(self, path: Path) -> str:
        """Return why a file is kept; empty when it is not."""
        if not self.patterns and not self.problems:
            return ""
        whole, below = self._place_of(path)
        for pattern, reason in self.patterns:
            if "/" not in pattern:
                matches = fnmatchcase(path.name, pattern) or fnmatchcase(path.stem, pattern)
            else:  # of a file that is not below the root, more is kept rather than less
                matches = fnmatchcase(whole, pattern if below else f"*/{pattern}")
            if matches:
                return reason
        return f"kept while {FILE} cannot be read" if self.problems else ""

    def _place_of(self, path: Path) -> tuple[str, bool]:
        """Return ``mouse/date/id/name`` (the onedata folder has no say), and whether it starts at the root."""
        folder = path.parent.parent
        below = folder.is_relative_to(self.root)
        return f"{(folder.relative_to(self.root) if below else folder).as_posix()}/{path.name}", below


KEEP_NOTHING = KeepList()


def keep_file(root: Path) -> Path:
    """Return where the keep-list of a root is."""
    return root / FOLDER / FILE


def user_keep_file() -> Path:
    """Return where the user's own keep-list is, for all roots."""
    from platformdirs import user_config_path

    return user_config_path("sessionbrowser", appauthor=False) / FILE


def load_keep_list(root: Path) -> KeepList:
    """Return the keep-list of a root together with the user's own; what is wrong with them is told in it.

    Parameters
    ----------
    root : Path

    Returns
    -------
    KeepList
        Empty where there is neither file.
    """
    patterns: list[tuple[str, str]] = []
    problems: list[str] = []
    for file, reason in ((keep_file(root), f"kept by {FILE}"), (user_keep_file(), f"kept by your own {FILE}")):
        try:
            text = _read(file)
            patterns += ((pattern, reason) for pattern in _patterns(_held(text), text))
        except (ValueError, OSError) as error:
            problems.append(f"{file}: {_said(error)}")
    return KeepList(root, tuple(patterns), tuple(problems))


def add_kept(root: Path, pattern: str) -> None:
    """Add a name or pattern to the keep-list of a root; what else stands in the file stays as it is.

    Parameters
    ----------
    root : Path
    pattern : str

    Raises
    ------
    ValueError
        When the pattern is empty, or the file is not one that can be added to; it is then left alone.
    OSError
        When the file cannot be read or written.
    """
    if not pattern.strip():
        raise ValueError("an empty pattern keeps nothing")
    file = keep_file(root)
    text = _read(file)
    held = _held(text)
    if pattern in _patterns(held, text):
        return
    added = _with_pattern(text, pattern)
    if not _holds_one_more(added, held, pattern):
        raise ValueError(f"{file}: add {_quoted(pattern)} by hand, to keep under [clean-up]")
    from sessionbrowser.sessions.saving import write_whole  # it takes numpy

    def write(out: BinaryIO) -> None:
        out.write(added.encode())

    write_whole(file.resolve(), write)  # a link to a list that is kept elsewhere stays one


def _read(file: Path) -> str:
    """Return the text of a file; empty when there is none."""
    try:
        with RegularFile(file) as opened:
            if opened.size > _LONGEST:
                raise ValueError("it is too long for a list of names")
            return opened.read(0, opened.size).decode().replace("\r\n", "\n")
    except OneDataError as error:
        if error.state == "missing" and not file.is_symlink():
            return ""
        raise
    except UnicodeDecodeError as error:
        raise ValueError(f"line {error.object[: error.start].count(10) + 1}: it is not UTF-8 text") from None


def _held(text: str) -> dict[str, Any]:
    """Return what stands in the text of a keep-list; ValueError, with the line, when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        last = len(text.rstrip().split("\n"))
        raise ValueError(str(error).replace("at end of document", f"at line {last}, the last")) from None


def _patterns(held: dict[str, Any], text: str) -> list[str]:
    """Return the patterns that a keep-list holds; ValueError when what stands in their place is something else."""
    section = held.get("clean-up", {})
    if not isinstance(section, dict):
        raise ValueError(f"{_line_of('clean-up', text)}: clean-up is no table; write [clean-up]")
    patterns: Any = section.get("keep", [])
    if not isinstance(patterns, list) or not all(isinstance(one, str) and one.strip() for one in patterns):
        raise ValueError(f'{_line_of("keep", text)}: keep is no list of names, as keep = ["mpciROIs.redCell*"]')
    return patterns


def _line_of(name: str, text: str) -> str:
    lines = enumerate(text.split("\n"), 1)
    return f"line {next((number for number, line in lines if line.lstrip().startswith(name)), 1)}"


def _said(error: Exception) -> str:
    if isinstance(error, OneDataError):
        return error.what
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)


def _quoted(pattern: str) -> str:
    """Return a text as TOML writes it: as JSON does, but for one sign."""
    return json.dumps(pattern, ensure_ascii=False).replace("\x7f", "\\u007f")


def _with_pattern(text: str, pattern: str) -> str:
    """Return the text of a keep-list with one pattern more, at the start of its list; the caller checks that it is."""
    head = _SECTION.search(text)
    if head is None:
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        return f"{before}[clean-up]\nkeep = [{_quoted(pattern)}]\n"
    end = _ANY_SECTION.search(text, head.end())
    start = _KEEP.search(text, head.end(), end.start() if end else len(text))
    if start is None:
        return f"{text[: head.end()]}\nkeep = [{_quoted(pattern)}]{text[head.end() :]}"
    rest = text[start.end() :]
    between = "" if rest.startswith("]") else "," if rest.startswith("\n") else ", "
    line = "\n    " if rest.startswith("\n") else ""
    return f"{text[: start.end()]}{line}{_quoted(pattern)}{between}{rest}"


def _holds_one_more(text: str, before: dict[str, Any], pattern: str) -> bool:
    """Whether a text holds what was held before, with this pattern more and nothing else."""
    try:
        now = _held(text)
        kept = _patterns(now, text)
    except ValueError:
        return False
    section = before.get("clean-up", {})
    return (
        kept[:1] == [pattern]
        and now == {**before, "clean-up": {**section, "keep": kept}}
        and (kept[1:] == section.get("keep", []))
    )
