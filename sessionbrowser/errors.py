"""The one family of errors: what happened, to which file, and what to do about it."""

from __future__ import annotations

from pathlib import Path


class OneDataError(ValueError):
    """Something is wrong with a onedata file or with what it leads to.

    Parameters
    ----------
    what : str
        A sentence without its full stop: what is wrong.
    path : Path, str or None
        The file it is about.
    to_do : str
        What the user can do about it; may be empty.

    Attributes
    ----------
    headline : str
        A class-wide short sentence for the top of an error page.
    state : str
        The one-word state shown in the Health column.
    """

    headline = "This file cannot be shown"
    state = "damaged"

    def __init__(self, what: str, path: Path | str | None = None, to_do: str = "") -> None:
        self.what = what
        self.path = None if path is None else Path(path)
        self.to_do = to_do
        super().__init__(what, path, to_do)

    def __str__(self) -> str:
        name = "" if self.path is None else f"{self.path}: "
        advice = f" {self.to_do}" if self.to_do else ""
        return f"{name}{self.what}.{advice}"


class Missing(OneDataError):
    """The file, or what it leads to, is not there."""

    headline = "This file leads to something that is missing"
    state = "missing"


class NotOrdinaryFile(OneDataError):
    """A folder, FIFO, socket, device, or a link that loops or leaves the session."""

    headline = "This is not an ordinary file"
    state = "odd"


class Damaged(OneDataError):
    """The file's bytes are not what its name or header promises."""

    headline = "This file is damaged"


class Unsafe(OneDataError):
    """A pickle asks for something that is not plain data; nothing was run.

    Parameters
    ----------
    name : str
        The global (``module.name``) or opcode that was refused.
    """

    headline = "This file asks to run code"
    state = "unsafe"

    def __init__(self, what: str, path: Path | str | None = None, to_do: str = "", *, name: str = "") -> None:
        self.name = name
        super().__init__(what, path, to_do)


class TooLarge(OneDataError):
    """Reading it would take more memory than the budget allows; the message has the figures."""

    headline = "This file is too large to load whole"
    state = "too large"


class BadRecipe(OneDataError):
    """A recipe whose keys, types or source make no sense."""

    headline = "This recipe is malformed"


class UnknownLoader(OneDataError, KeyError):
    """A recipe names a loader that the session class does not have."""

    headline = "This recipe names an unknown loader"
    state = "missing"

    __str__ = OneDataError.__str__


class UnknownTransform(OneDataError, KeyError):
    """A recipe names a transform that the session class does not have."""

    headline = "This recipe names an unknown transform"
    state = "missing"

    __str__ = OneDataError.__str__


class Changed(OneDataError):
    """The file changed or was replaced while it was open."""

    headline = "This file changed while it was open"
    state = "changed"


class Cancelled(Exception):
    """Work was given up because nobody waits for it any more; never shown."""
