"""How each kind of file is opened (see `opening`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.derived import StackedSource
from sessionbrowser.arrays.npy import read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import ArraySource, MemorySource
from sessionbrowser.arrays.unpickling import read_object_array
from sessionbrowser.errors import BadRecipe, NotOrdinaryFile
from sessionbrowser.platform import RegularFile
from sessionbrowser.sessions.axes import axes_of, planes_from, planes_of, value_unit
from sessionbrowser.sessions.following import lab_code
from sessionbrowser.sessions.kinds import FileFacts, Kind
from sessionbrowser.sessions.layout import ONEDATA_NAMES, session_of, split_session_folder
from sessionbrowser.sessions.opening import Opened, Plane
from sessionbrowser.sessions.previews import lazy_members
from sessionbrowser.sessions.recipe import LoadingRecipe
from sessionbrowser.sessions.resolving import arguments, resolve

IN_PLACE = "read in place"
WHOLE = "loaded whole"


def open_found(session: Any, facts: FileFacts, cancel: Cancel, budget: int | None) -> Opened:
    """Open a file that was found well."""
    opener = _OPENERS.get(facts.kind)
    if opener is None:
        raise NotOrdinaryFile("there is no way to show it", facts.path)
    opened = opener(session, facts, cancel, budget)
    if opened.source is None:
        return opened
    try:
        axes = axes_of(facts.path, opened.source.shape, session)
        opened.source.axes = tuple(axis.name for axis in axes)
        planes = opened.planes or planes_of(session, axes)
        notes = (*opened.notes, *(axis.note for axis in axes if axis.note))
        return replace(opened, axes=axes, planes=planes, notes=notes, unit=value_unit(facts.path))
    except BaseException:
        opened.close()
        raise


def _open_array(_session: Any, facts: FileFacts, _cancel: Cancel, _budget: int | None) -> Opened:
    file = RegularFile(facts.path)
    try:
        return Opened(facts, PlainSource(file, read_npy_header(file)), None)
    except BaseException:
        file.close()
        raise


def _open_sparse(_session: Any, facts: FileFacts, cancel: Cancel, budget: int | None) -> Opened:
    from sessionbrowser.arrays.npz import open_csc

    with RegularFile(facts.path) as file:
        source = open_csc(file, budget)
    cancel.check()
    return Opened(facts, source, None)


def _open_object(_session: Any, facts: FileFacts, cancel: Cancel, budget: int | None) -> Opened:
    with RegularFile(facts.path) as file:
        array = read_object_array(file, read_npy_header(file), budget=budget, cancel=cancel)
    return Opened(facts, None, array.item() if array.ndim == 0 else array)


def _open_recipe(session: Any, facts: FileFacts, cancel: Cancel, budget: int | None) -> Opened:
    recipe = facts.recipe
    if recipe is None or session is None:
        raise BadRecipe("there is no session to follow it with", facts.path, "Open it from its session.")
    with lab_code(facts.path):
        source = in_place(session, recipe)
    if source is not None:
        return Opened(facts, source, None, planes=_planes_below(source, session), notes=(IN_PLACE,))
    if facts.dense is not None:
        memory.check(2 * facts.dense, facts.path, "what its loader gives", budget)
    with lab_code(facts.path):
        result = resolve(session, recipe, facts.path)
    cancel.check()
    return _opened_result(facts, result)


def in_place(session: Any, recipe: LoadingRecipe) -> ArraySource | None:
    """Return what a recipe gives as a source; None when its loader or one of its transforms has no lazy twin."""
    _, sources, lazily = lazy_members(session)
    make = sources.get(recipe.loader_type)
    if make is None or not all(name in lazily for name in recipe.transforms):
        return None
    source: ArraySource | None = make(*arguments(recipe), **recipe.kwargs)
    if source is None:
        return None
    below = source
    try:
        for name in recipe.transforms:
            source = lazily[name](source)
    except BaseException:
        below.close()
        raise
    return source


def _planes_below(source: ArraySource, session: Any) -> tuple[Plane, ...]:
    """Return the planes that a source lays side by side, as long as a transform only turned or thinned it."""
    below: Any = source
    while not isinstance(below, StackedSource):
        below = getattr(below, "source", None)
        if below is None:
            return ()
    names = getattr(getattr(session, "values", None), "planeNames", None) or ()
    if len(names) != len(below.sources):
        return ()
    return planes_from(tuple((str(name), part.shape[0]) for name, part in zip(names, below.sources, strict=True)))


def _opened_result(facts: FileFacts, result: Any) -> Opened:
    if hasattr(result, "tocsc"):
        from sessionbrowser.arrays.sparse import SparseSource

        return Opened(facts, SparseSource(result.tocsc()), None, notes=(WHOLE,))
    if isinstance(result, np.ndarray) and not result.dtype.hasobject:
        return Opened(facts, MemorySource(result), None, notes=(WHOLE,))
    if isinstance(result, np.ndarray) and result.ndim == 0:
        result = result.item()
    return Opened(facts, None, result, notes=(WHOLE,))


_OPENERS: dict[Kind, Callable[[Any, FileFacts, Cancel, int | None], Opened]] = {
    Kind.ARRAY: _open_array,
    Kind.SPARSE: _open_sparse,
    Kind.OBJECT: _open_object,
    Kind.RECIPE: _open_recipe,
}


def lines_to_load(session: Any, path: Path) -> str:
    """Return lines of Python that load a file (see `opening.python_to_load`)."""
    made = lines_to_make(session, path)
    if not made or path.parent.name not in ONEDATA_NAMES or path.suffix not in (".npy", ".npz"):
        return f"from sessionbrowser.sessions import load_file\n\ndata = load_file({str(path)!r})\n"
    sparse = ", sparse=True, keep_sparse=True" if path.suffix == ".npz" else ""
    return f"{made}data = session.loadone({path.stem!r}{sparse})\n"


def lines_to_make(session: Any, path: Path) -> str:
    """Return the lines that make the session of a file; none when its folder is not where sessions are."""
    folder, kind = session_of(path), type(session)
    try:
        split_session_folder(folder)
    except ValueError:
        return ""
    home, name = kind.__module__, kind.__qualname__
    if not callable(getattr(kind, "from_path", None)) or not name.isidentifier() or name == "Suite2pSession":
        home, name = "sessionbrowser.sessions", "Suite2pSession"
    return f"from {home} import {name}\n\nsession = {name}.from_path({str(folder)!r})\n"
