"""What leaves the application: numbers as CSV or NPY, with what they are, and lines of Python that make them again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sessionbrowser.arrays.cancel import NEVER, Cancel
from sessionbrowser.arrays.sparse import SparseSource
from sessionbrowser.errors import NotOrdinaryFile
from sessionbrowser.sessions.csv_table import Table
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.layout import ONEDATA_NAMES, TRASH
from sessionbrowser.sessions.opening import Axis
from sessionbrowser.sessions.parts import Part, as_part, length, places
from sessionbrowser.sessions.progress import Progress
from sessionbrowser.sessions.saving import save_array, write_whole
from sessionbrowser.sessions.spks import python_to_load_path
from sessionbrowser.sessions.together import Together
from sessionbrowser.sessions.transforms import Transform

_OWN = {name.casefold() for name in ONEDATA_NAMES}
_ELSEWHERE = "Choose another folder."


def write_export(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file whole, or not at all; the only way by which anything is exported.

    Parameters
    ----------
    path : Path
        Replaced when it is there: whoever chose the name was asked.
    write : callable
        Is given the new file, open for writing.

    Raises
    ------
    NotOrdinaryFile
        When it would go where a session keeps its data.
    OSError
        When it cannot be written.
    """
    write_whole(checked_target(path), write)


def checked_target(path: Path) -> Path:
    """Return the path that an export goes to; `NotOrdinaryFile` when that is where a session keeps its data."""
    folder = Path(os.path.realpath(path.parent))
    names = [part.casefold() for part in folder.parts]
    own = names[-1:] and names[-1] in _OWN
    trashed = TRASH in names and names[names.index(TRASH) - 1] in _OWN
    if own or trashed or "suite2p" in names[-2:]:
        raise NotOrdinaryFile("exports do not go where a session keeps its data", path, _ELSEWHERE)
    return path


def export_npy(
    path: Path, excerpt: Excerpt, session: Any = None, *, cancel: Cancel = NEVER, budget: int | None = None
) -> None:
    """Write an excerpt as npy, and beside it a JSON file of the same name that says what it is.

    Parameters
    ----------
    path : Path
        ``name.npy``; the other is ``name.npy.json``.
    excerpt : Excerpt
    session : object or None
        For the lines of Python.
    cancel, budget
        See `Excerpt.read`.
    """
    checked_target(_not_the_source(path, excerpt))
    values = excerpt.read(cancel=cancel, budget=budget)
    cancel.check()
    save_array(path, values)
    text = json.dumps(about(excerpt, session), indent=2, ensure_ascii=False)
    write_export(path.with_name(f"{path.name}.json"), lambda file: _put(file, f"{text}\n"))


def export_csv(
    path: Path, excerpt: Excerpt, session: Any = None, *, cancel: Cancel = NEVER, progress: Progress | None = None
) -> None:
    """Write an excerpt as CSV: what it is in lines that start with ``#``, the names of the columns, then the values.

    The axis of time goes down, with its times as they are; each value is written so that reading gives it back.

    Parameters
    ----------
    path : Path
    excerpt : Excerpt
        Of at most two axes that are longer than one.
    session : object or None
        For the lines of Python.
    cancel : Cancel
        The file is as it was before when it is set.
    progress : callable or None
        Takes rows written and rows of all.

    Raises
    ------
    OneDataError
        When it has more axes.
    """
    table = Table(excerpt)

    def write(file: BinaryIO) -> None:
        for line in _head(about(excerpt, session)):
            _put(file, f"# {line}\n")
        for row, lines in table.text(cancel):
            _put(file, lines)
            if progress is not None:
                progress(row, table.n_rows)
        cancel.check()  # the last chance: what comes now puts the file in its place

    write_export(_not_the_source(path, excerpt), write)


def python_for_window(
    session: Any,
    path: Path,
    window: tuple[Part, ...],
    transforms: tuple[Transform, ...] = (),
    *,
    is_sparse: bool | None = None,
) -> str:
    """Return lines of Python that make what is seen of a file with this library, ready to run.

    Parameters
    ----------
    session : object or None
    path : Path
        Of a file, or what stands for the path of spks that no file holds.
    window : tuple of Part
    transforms : tuple of Transform
    is_sparse : bool, optional
        Whether loading gives a sparse matrix; by the suffix unless given.
    """
    lines = python_to_load_path(session, path)
    if path.suffix == ".npz" if is_sparse is None else is_sparse:
        lines += "data = data.toarray()\n"
    if transforms:
        lines = f"import numpy as np\n{lines}"
    lines += "".join(transform.lines() for transform in transforms)
    parts = [as_part(part) for part in window]
    index = ", ".join(":" if isinstance(part, tuple) else f"{part.start}:{part.stop}" for part in parts)
    lines += f"data = data[{index}]\n" if index else ""
    for axis, part in enumerate(parts):
        if isinstance(part, tuple):
            lines += f"data = data.take({list(part)}, axis={axis})\n"
    return lines


def python_of(excerpt: Excerpt, session: Any = None) -> str:
    """Return lines of Python that make an excerpt with this library, ready to run; of several files, of each of them.

    Parameters
    ----------
    excerpt : Excerpt
    session : object or None
    """
    if not isinstance(excerpt, Together):
        path, is_sparse = excerpt.opened.facts.path, isinstance(excerpt.source, SparseSource)
        return python_for_window(session, path, excerpt.window, excerpt.transforms, is_sparse=is_sparse)
    head, body = ["import numpy as np"], ["signals = {}"]
    for name, each in zip(excerpt.names, excerpt.each, strict=True):
        for line in python_of(each, session).splitlines():
            if line.startswith("data"):
                body.append(line)
            elif line not in head:
                head.append(line)
        body.append(f"signals[{name!r}] = data.ravel()")
    return "\n".join([*head, *body, "data = np.column_stack(list(signals.values()))", ""])


def about(excerpt: Excerpt, session: Any = None) -> dict[str, Any]:
    """Return what there is to say of an excerpt, as plain data: file, window, axes, transformations, Python."""
    opened = excerpt.opened
    return {
        "file": ", ".join(excerpt.files()),
        "window": excerpt.words(),
        "transformations": [transform.words for transform in excerpt.transforms],
        "unit": "" if excerpt.transforms else opened.unit,
        "axes": [_about_axis(axis, part) for axis, part in zip(excerpt.axes, excerpt.window, strict=True)],
        "python": python_of(excerpt, session),
        "written": f"{datetime.now().astimezone().isoformat(timespec='seconds')} by sessionbrowser",
    }


def _about_axis(axis: Axis, part: Part) -> dict[str, Any]:
    taken: dict[str, Any] = {"name": axis.name, "of": axis.length}
    taken |= {"start": part.start, "stop": part.stop} if isinstance(part, slice) else {"places": list(part)}
    if axis.times is not None and length(part):
        times = axis.times[places(part)]
        taken |= {"seconds": [float(times[0]), float(times[-1])], "times": str(axis.path_of_times)}
    return taken


def _head(told: dict[str, Any]) -> Iterator[str]:
    yield f"file: {_one_line(told['file'])}"
    yield f"window: {told['window']}"
    yield f"transformations: {', '.join(told['transformations']) or 'none'}"
    if told["unit"]:
        yield f"unit: {told['unit']}"
    for axis in told["axes"]:
        if "seconds" in axis:
            first, last = axis["seconds"]
            yield f"{axis['name']}s: {first} s to {last} s, from {_one_line(axis['times'])}"
    yield f"written: {told['written']}"
    yield "to make it again:"
    yield from (f"    {line}" for line in told["python"].splitlines())


def _put(file: BinaryIO, text: str) -> None:
    file.write(text.encode("utf-8", "surrogateescape"))


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _not_the_source(path: Path, excerpt: Excerpt) -> Path:
    """Return the path, or raise `NotOrdinaryFile` when it is the very file that is exported from."""
    if os.path.realpath(path) in map(os.path.realpath, excerpt.files()):
        raise NotOrdinaryFile("a file is not exported over itself", path, "Choose another name.")
    return path
