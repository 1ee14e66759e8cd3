"""What looking for stale files asks of each file, in fewer steps than its facts take; for a lab of many sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.npz import read_sparse_header
from sessionbrowser.errors import OneDataError
from sessionbrowser.platform import Identity, RegularFile
from sessionbrowser.sessions.facts import entries_of, examine, facts_of, remembering
from sessionbrowser.sessions.following import dtype_text, result_of
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind
from sessionbrowser.sessions.previews import ReadHeader
from sessionbrowser.sessions.quick_look import Look, look_quickly

_WELL = Health()


class Glance:
    """A file that is well: the part of its facts that tells whether it is stale.

    Parameters
    ----------
    folder : Path
    name : str
    kind : Kind
    shape : tuple of int or None
    dtype : str or None
    identity : Identity
    """

    __slots__ = ("_folder", "dtype", "identity", "kind", "name", "shape")

    health = _WELL
    link = ""

    def __init__(
        self,
        folder: Path,
        name: str,
        kind: Kind,
        shape: tuple[int, ...] | None,
        dtype: str | None,
        identity: Identity,
    ) -> None:
        self._folder, self.name, self.kind = folder, name, kind
        self.shape, self.dtype, self.identity = shape, dtype, identity

    @property
    def path(self) -> Path:
        """The file; hardly any is asked for, and to make a path takes as long as to read a header."""
        return self._folder / self.name

    @property
    def stem(self) -> str:
        """The onedata name, ``OBJECT.ATTRIBUTE``."""
        return self.path.stem

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.identity.size

    @property
    def modified_ns(self) -> int:
        """Modification time, ns since the epoch."""
        return self.identity.mtime_ns


class SessionGlance:
    """What there is to know of everything in a session's onedata folder, found step by step.

    Of many sessions, take the same step one after the other: what the processor did last it does fastest.

    Parameters
    ----------
    session : object
        Anything with the members of `SessionData`.
    cancel : Cancel
        Looked at before each file.

    Raises
    ------
    OSError
        From any step: when the folder is there and cannot be listed, or the session itself is gone.
    Cancelled
        From any step.
    """

    def __init__(self, session: Any, cancel: Cancel = NEVER) -> None:
        self._session, self._cancel = session, cancel
        self._entries: list[tuple[Path, str, bool]] = []
        self._looks: list[Look | None] = []
        self._sparse: list[Glance | None] = []

    def look_at_npy(self) -> None:
        """List the folder, and look at plain arrays and small objects."""
        self._entries = list(entries_of(self._session))
        self._looks = [self._look(*entry) for entry in self._entries]

    def look_at_npz(self) -> None:
        """Look at sparse matrices."""
        self._sparse = [self._glance(*entry) for entry in self._entries]

    def facts(self) -> Iterator[FileFacts | Glance]:
        """Follow the recipes, look closer at what is odd, and yield what is known of each file, as `inspect_session`.

        Only of what is odd are these all the facts.
        """
        read_header = remembering()
        for (folder, name, _), look, glance in zip(self._entries, self._looks, self._sparse, strict=True):
            self._cancel.check()
            if look is not None:
                yield _of_look(look, folder, name, self._session, read_header)
            else:
                yield glance or examine(folder / name, self._session, None, read_header).facts

    def _look(self, folder: Path, name: str, is_file: bool) -> Look | None:
        self._cancel.check()
        return look_quickly(f"{folder}/{name}") if is_file and name.endswith(".npy") else None

    def _glance(self, folder: Path, name: str, is_file: bool) -> Glance | None:
        self._cancel.check()
        return _of_sparse(folder, name) if is_file and name.endswith(".npz") else None


def _of_look(look: Look, folder: Path, name: str, session: Any, read_header: ReadHeader) -> FileFacts | Glance:
    identity, outline, recipe = look
    if recipe is None:
        kind = Kind.OBJECT if outline.nbytes is None else Kind.ARRAY
        return Glance(folder, name, kind, outline.shape, outline.dtype, identity)
    path = folder / name
    try:
        result = result_of(recipe, path, session, read_header)
    except (OneDataError, OSError):  # it leads nowhere, and its facts say why
        return facts_of(look, path, session, read_header)
    shape, dtype = (None, None) if result is None else (result.shape, dtype_text(result.dtype))
    return Glance(folder, name, Kind.RECIPE, shape, dtype, identity)


def _of_sparse(folder: Path, name: str) -> Glance | None:
    try:
        with RegularFile(f"{folder}/{name}") as file:
            header = read_sparse_header(file)
            return Glance(folder, name, Kind.SPARSE, header.shape, dtype_text(header.dtype), file.identity)
    except (OneDataError, OSError):
        return None
