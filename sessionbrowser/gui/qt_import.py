"""Imports Qt without two things that PySide does: compiling at each start, and reading what is imported later."""

from __future__ import annotations

import builtins
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any
from zlib import crc32

SUPPORT = "shibokensupport/"
"""How the file names begin that PySide gives to its support modules, which are in an archive in its library."""


def import_qt() -> None:
    """Import Qt, and leave Python as it was.

    PySide compiles its support modules at each start, which takes a sixth of the time to the first window. Python
    keeps what it compiles of modules that are files, and is given these as if they were.

    PySide also puts an import statement of its own in place of Python's, that reads the source of each module imported
    from then on, looking for ``from __feature__ import``. Nothing here asks for that, and the modules are many:
    numpy's and pyqtgraph's too.

    Raises
    ------
    ImportError
        A library that Qt needs is not here.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile

    def compile_once(source: Any, filename: Any, mode: str, *others: Any, **named: Any) -> Any:
        if isinstance(source, bytes) and not others and not named and str(filename).startswith(SUPPORT):
            code = _kept(source, str(filename))
            if code is not None:
                return code
        return plain_compile(source, filename, mode, *others, **named)

    builtins.compile = compile_once
    try:
        import PySide6.QtWidgets  # noqa: F401 - also to see whether its libraries are here
    finally:
        builtins.compile, builtins.__import__ = plain_compile, plain_import


def _kept(source: bytes, filename: str) -> Any:
    """Return what a module was compiled to, now or before; None if that cannot be had this way."""
    try:
        return _Unfiled(source, filename).get_code("")
    except (ImportError, EOFError, ValueError, TypeError, SyntaxError, OSError):  # a damaged file of compiled code
        return None


class _Unfiled(SourceFileLoader):
    """Loads a source that is in no file; what it is compiled to is kept beside that of this module.

    Whether it is still what the source gives, length and checksum tell, in the place of the time of a file.
    """

    def __init__(self, source: bytes, filename: str) -> None:
        super().__init__("", str(Path(__file__).with_name(filename.replace("/", "-"))))
        self._source = source

    def path_stats(self, path: Any) -> dict[str, int]:
        """Tell of the source what is compared with the file of compiled code."""
        return {"mtime": crc32(self._source), "size": len(self._source)}

    def get_data(self, path: Any) -> bytes:
        """Return the source, or a file of compiled code."""
        return self._source if str(path) == self.path else super().get_data(path)
