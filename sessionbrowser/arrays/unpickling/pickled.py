"""What the unpickling machine reads from and pays with: the bytes, and a meter of the memory they cost."""

from __future__ import annotations

import re
from pathlib import Path

from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import TooLarge

# As many digits as Python itself converts without complaint; converting takes time quadratic in them.
_DECIMAL = re.compile(rb"\s*[+-]?[0-9]{1,4300}L?\s*")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"\n": b""}
_LONGEST_FLOAT = 400


class Malformed(Exception):
    """The pickle makes no sense; turned into `Damaged` where the file's path is known."""


class Refused(Exception):
    """The pickle asks for what is not plain data; turned into `Unsafe` where the file's path is known.

    Parameters
    ----------
    what : str
        In the words of the Health column.
    name : str
        The global or opcode.
    """

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what)
        self.name = name


class Meter:
    """Counts the bytes that a file's content takes in memory, and stops before they pass a limit.

    Bytes are never given back: a file that asks for the same megabyte a thousand times pays a thousand times, so the
    meter bounds the work as well.

    Parameters
    ----------
    path : Path
        For the message.
    limit : int
        Bytes that may be spent.
    """

    __slots__ = ("_left", "_limit", "_path")

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._left = limit

    def charge(self, count: int) -> None:
        """Pay for `count` bytes, or raise `TooLarge`."""
        self._left -= count
        if self._left < 0:
            needed, limit = bytes_text(self._limit - self._left), bytes_text(self._limit)
            raise TooLarge(
                f"its objects take {needed} of memory or more, and {limit} may be used",
                self._path,
                "Close other programs.",
            )


class Stream:
    """The bytes of a pickle, read from front to end; every length is checked against what remains.

    Parameters
    ----------
    data : bytes
    """

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        start, end = self.at, self.at + count
        if count < 0 or end > len(self._data):
            raise Malformed("its pickle is cut, or claims more bytes than there are")
        self.at = end
        return self._data[start:end]

    def byte(self) -> int:
        """Return the next byte."""
        try:
            value = self._data[self.at]
        except IndexError:
            raise Malformed("its pickle is cut") from None
        self.at += 1
        return value

    def number(self, width: int, *, signed: bool = False) -> int:
        """Return a little-endian integer of `width` bytes."""
        return int.from_bytes(self.take(width), "little", signed=signed)

    def line(self) -> bytes:
        """Return the bytes up to the end of the line, without it."""
        end = self._data.find(b"\n", self.at)
        if end < 0:
            raise Malformed("its pickle is cut")
        return self.take(end + 1 - self.at)[:-1]

    def frame(self) -> None:
        """Pass the head of a frame; the frame must lie within the bytes."""
        if self.number(8) > len(self._data) - self.at:
            raise Malformed("its pickle is cut, or claims more bytes than there are")


def whole_number(line: bytes) -> int:
    """Return the integer in a line of digits."""
    if not _DECIMAL.fullmatch(line):
        raise Malformed("its pickle has a number that is none, or is absurdly long")
    return int(line.strip().rstrip(b"L"))


def real_number(line: bytes) -> float:
    """Return the float in a line of text."""
    try:
        return float(line[:_LONGEST_FLOAT])
    except ValueError:
        raise Malformed("its pickle has a number that is none") from None


def quoted(line: bytes) -> str:
    """Return the text in a line quoted as Python 2 does; bytes beyond ASCII are taken for Latin-1."""
    line = line.strip()
    if len(line) < 2 or line[:1] not in (b"'", b'"') or line[-1:] != line[:1]:
        raise Malformed("its pickle has a text without quotes")
    return _ESCAPE.sub(_unescape, line[1:-1]).decode("latin-1")


def _unescape(match: re.Match[bytes]) -> bytes:
    hexadecimal, octal, other = match.groups()
    if hexadecimal:
        return bytes.fromhex(hexadecimal.decode("ascii"))
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return _ESCAPED.get(other, other if other in (b"'", b'"', b"\\") else match.group())


def decoded(data: bytes, encoding: str, errors: str = "strict") -> str:
    """Return the text in `data`."""
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError:
        raise Malformed("its pickle has a text that is no text") from None


def shown(name: str, longest: int = 80) -> str:
    """Return a name or message as it can be shown: on one line, and not too long."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[: longest + 1])
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"
