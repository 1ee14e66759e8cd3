"""What headers and folder entries tell of a file: its kind, shape and sizes, and whether it is well."""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.npy import NpyHeader, read_npy_header, read_npy_header_at
from sessionbrowser.arrays.npz import read_sparse_header
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.arrays.words import bytes_text
from sessionbrowser.errors import Damaged, Missing, NotOrdinaryFile, OneDataError
from sessionbrowser.platform import Identity, RegularFile, what_is
from sessionbrowser.sessions.following import dtype_text, follow, kind_text
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind, State, Step
from sessionbrowser.sessions.layout import list_entries, list_types, session_of, suite2p_entries
from sessionbrowser.sessions.loading import check_link
from sessionbrowser.sessions.previews import ReadHeader
from sessionbrowser.sessions.quick_look import Look, look_quickly
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import recipe_in
from sessionbrowser.sessions.saving import is_our_leftover
from sessionbrowser.sessions.words import day_text

__all__ = [
    "Finding",
    "entries_of",
    "examine",
    "facts_of",
    "inspect_file",
    "inspect_session",
    "list_entries",
    "remembering",
    "suite2p_entries",
]

_LARGEST_RECIPE = 64 * 1024
"""Bytes of the largest object file that is read for a listing."""
_RECIPE_MEMORY = 16 * 2**20
_UNFINISHED = re.compile(r"(?P<name>.+\.np[yz])\.tmp", re.DOTALL)
_TEMPORARY = re.compile(r"tmp\w{6,}\.np[yz]", re.ASCII)
_INTERRUPTED = "A save was interrupted here"


class Finding(NamedTuple):
    """What is known of a file, and the error that opening it would meet."""

    facts: FileFacts
    error: Exception | None = None


def inspect_file(path: Path, session: Any = None, within: Path | None = None) -> FileFacts:
    """Return the facts of one file; whatever is wrong with it stands in its health, nothing is raised.

    Parameters
    ----------
    path : Path
        Directly in a onedata folder, or in a plane of suite2p.
    session : object, optional
        Anything with the members of `SessionData`; follows recipes.
    within : Path, optional
        Folder that links must not lead out of; the session's unless given.
    """
    return examine(path, session, within).facts


def inspect_session(session: Any, cancel: Cancel = NEVER) -> Iterator[FileFacts]:
    """Yield the facts of everything in a session's onedata folder, in natural order; nothing when there is no folder.

    Raises
    ------
    OSError
        When the folder is there and cannot be listed, or the session itself is gone.
    Cancelled
        Between two files.
    """
    read_header = remembering()
    for folder, name, is_file in entries_of(session):
        cancel.check()
        path = folder / name
        look = look_quickly(str(path)) if is_file and name.endswith(".npy") else None
        yield (
            examine(path, session, None, read_header).facts
            if look is None
            else facts_of(look, path, session, read_header)
        )


def entries_of(session: Any) -> Iterator[tuple[Path, str, bool]]:
    """Yield folder and name of everything in a session's onedata folder, and whether it is an ordinary file.

    Raises
    ------
    OSError
        When the folder is there and cannot be listed, or the session itself is gone.
    """
    folder = Path(session.one_path)
    try:
        entries = list_types(folder)
    except FileNotFoundError:
        if not Path(session.data_path).is_dir():
            raise
        return
    for name, is_file in entries:
        yield folder, name, is_file


_WELL = Health()


def facts_of(look: Look, path: Path, session: Any, read_header: ReadHeader) -> FileFacts:
    """Return the facts of a file that was found well, but for where its recipe leads."""
    identity, outline, recipe = look
    if recipe is not None:
        closer = _Look(path, session, Path(session.data_path), read_header)
        closer.note(size=identity.size, modified_ns=identity.mtime_ns, identity=identity)
        return closer.finding(lambda: closer.look_at_recipe(recipe)).facts
    return FileFacts(
        path=path,
        kind=Kind.OBJECT if outline.nbytes is None else Kind.ARRAY,
        detail=outline.detail,
        shape=outline.shape,
        dtype=outline.dtype,
        order=outline.order,
        size=identity.size,
        dense=outline.nbytes,
        modified_ns=identity.mtime_ns,
        identity=identity,
        health=_WELL,
    )


def remembering() -> ReadHeader:
    """Return a reader of headers that reads each file's once: many recipes lead to the same planes."""
    known: dict[Path, NpyHeader] = {}

    def read_header(path: Path) -> NpyHeader:
        if path not in known:
            known[path] = read_npy_header_at(path)
        return known[path]

    return read_header


def examine(
    path: Path, session: Any = None, within: Path | None = None, read_header: ReadHeader = read_npy_header_at
) -> Finding:
    """Return the facts of one file together with its error (see `inspect_file`)."""
    own = within or getattr(session, "data_path", None) or session_of(path)
    look = _Look(path, session, Path(own), read_header)
    return look.finding(look.run)


class _Look:
    """One look at one file: facts are noted as they are found, so that a broken file has those found before."""

    def __init__(self, path: Path, session: Any, own: Path, read_header: ReadHeader) -> None:
        self.path, self.session, self.own, self.read_header = path, session, own, read_header
        self.found: dict[str, Any] = {"size": 0}

    def note(self, **found: Any) -> None:
        self.found |= found

    def facts(self, health: Health) -> FileFacts:
        """Return what was found."""
        return FileFacts(self.path, **self.found, health=health)

    def finding(self, work: Callable[[], None]) -> Finding:
        """Return what some work finds out, which raises what is wrong."""
        try:
            work()
        except (OneDataError, OSError) as error:
            return self.broken(error)
        return Finding(self.facts(_WELL))

    def run(self) -> None:
        """Find out everything; raises what is wrong."""
        self.look_at_entry()
        if is_our_leftover(self.path.name) or _UNFINISHED.fullmatch(self.path.name):
            self.look_at_leftover()
        inspector = _INSPECTORS.get(self.path.suffix)
        if inspector is None:
            self.note(detail="not onedata")
            raise NotOrdinaryFile("neither npy nor npz", self.path, "It is listed so that you know it is here.")
        self.note(detail=self.path.suffix[1:])
        inspector(self)
        if "link" in self.found:
            self.note(detail=f"{self.found['detail']}, by a link")

    def broken(self, error: Exception) -> Finding:
        """Return what was found before this error."""
        if _TEMPORARY.fullmatch(self.path.name) and isinstance(error, Damaged):
            error = self.as_leftover()
        health = Health.of(error)
        if self.found.get("kind") is Kind.LEFTOVER:
            health = Health(State.LEFTOVER, health.why, health.to_do, _INTERRUPTED)
        return Finding(self.facts(health), error)

    def look_at_entry(self) -> None:
        try:
            status = self.path.lstat()
        except FileNotFoundError:
            raise Missing("it is gone", self.path, "Press F5 to look at the folder again.") from None
        self.note(size=status.st_size, modified_ns=status.st_mtime_ns, identity=Identity.of(status))
        if stat.S_ISLNK(status.st_mode):
            self.note(detail="link", link=str(self.path.readlink()))
            check_link(self.path, (self.own, self.path.parent))
            end = self.path.stat()
            self.note(size=end.st_size, modified_ns=end.st_mtime_ns)
        elif not stat.S_ISREG(status.st_mode):
            what = what_is(status.st_mode)
            self.note(detail=what.partition(" ")[2])
            raise NotOrdinaryFile(f"it is {what}, not a file", self.path, "It is not touched from here.")

    def look_at_leftover(self) -> None:
        raise self.as_leftover()

    def as_leftover(self) -> Damaged:
        """Note the file as what a save left behind, and return the error that says how far the save came."""
        self.note(kind=Kind.LEFTOVER, detail="leftover of a save")
        return Damaged(self.how_far(), self.path, "Nothing needs it; clear it.")

    def how_far(self) -> str:
        size = self.found["size"]
        if size == 0:
            return "nothing was written yet"
        if ".npz" in self.path.name:
            return f"ends after {bytes_text(size)}"
        try:
            header = read_npy_header_at(self.path, whole=False)
        except (OneDataError, OSError):
            return f"ends after {bytes_text(size)}"
        self.note_array(header)
        if header.is_object or not header.dtype.itemsize:
            return f"ends after {bytes_text(size)}"
        written = (size - header.data_offset) // header.dtype.itemsize
        if written >= header.size:
            return "written whole, but never given its name"
        return f"ends after {written} of {header.size} values"

    def look_at_npy(self) -> None:
        header = self.read_header(self.path)
        if header.is_object:
            self.note(kind=Kind.OBJECT, detail="object", shape=header.shape, dtype="object")
            if self.found["size"] <= _LARGEST_RECIPE:
                self.look_into_object()
            return
        self.note(kind=Kind.ARRAY, detail="array, Fortran order" if _is_fortran(header) else "array")
        self.note_array(header)

    def note_array(self, header: NpyHeader) -> None:
        self.note(shape=header.shape, dtype=dtype_text(header.dtype), order=header.order, dense=header.nbytes)

    def look_into_object(self) -> None:
        with RegularFile(self.path) as file:
            array = read_object_array(file, read_npy_header(file), budget=_RECIPE_MEMORY)
        if LoadingRecipe.is_recipe(array):
            self.look_at_recipe(array)

    def look_at_recipe(self, recipe: LoadingRecipe | NDArray[Any]) -> None:
        """Find out where a recipe leads: one that is understood, or the array that it stands in."""
        stub = f"stub, {bytes_text(self.found['size'])}, {day_text(self.found['modified_ns'])}"
        first = Step("Recipe", self.path.name, stub)
        self.note(kind=Kind.RECIPE, detail="recipe", shape=None, dtype=None, steps=(first,))
        recipe = recipe if isinstance(recipe, LoadingRecipe) else recipe_in(recipe, self.path)
        self.note(recipe=recipe, detail=kind_text(recipe))
        trail = follow(recipe, self.path, first, self.session, self.read_header)
        self.note(steps=tuple(trail.steps))
        if trail.error is not None:
            raise trail.error
        if trail.result is not None:
            dense = None if trail.result.dtype.hasobject else trail.result.nbytes
            self.note(shape=trail.result.shape, dtype=dtype_text(trail.result.dtype), dense=dense)

    def look_at_npz(self) -> None:
        with RegularFile(self.path) as file:
            header = read_sparse_header(file)
        dense = math.prod(header.shape) * header.dtype.itemsize
        self.note(kind=Kind.SPARSE, shape=header.shape, dtype=dtype_text(header.dtype), stored=header.stored)
        self.note(dense=dense, order="F" if header.format == "csc" else "C")
        elements = math.prod(header.shape)
        density = f", {100 * header.stored / elements:.1f} %" if elements else ""
        self.note(detail=f"sparse {header.format}{density} · {bytes_text(dense)} dense")


def _is_fortran(header: NpyHeader) -> bool:
    return header.order == "F" and len(header.shape) > 1


_INSPECTORS: dict[str, Callable[[_Look], None]] = {".npy": _Look.look_at_npy, ".npz": _Look.look_at_npz}
"""What looks at a file of this suffix; a new kind of file needs an entry here and one in `opening`."""
