"""Opening spks that no file holds: computed in place, or loaded whole by the session's own code (see `spks`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.cancel import Cancel
from sessionbrowser.arrays.source import ArraySource, MemorySource
from sessionbrowser.errors import OneDataError
from sessionbrowser.sessions.axes import axes_of, planes_of
from sessionbrowser.sessions.facts import inspect_file, list_entries
from sessionbrowser.sessions.following import dtype_text, lab_code
from sessionbrowser.sessions.kinds import FileFacts, Health, Kind
from sessionbrowser.sessions.openers import IN_PLACE, WHOLE
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.spks import computed_spks


def open_computed(session: Any, name: str, path: Path, cancel: Cancel) -> Opened | None:
    """Open a type of spks that the session's class computes in place; None when it does not."""
    with lab_code(path):
        way = computed_spks(session).get(name)
        source = None if way is None else way.source(cancel)
    if way is None or source is None:
        return None
    return _opened(session, source, path, way.formula, IN_PLACE)


def open_whole(session: Any, name: str, path: Path, cancel: Cancel, budget: int | None) -> Opened:
    """Load a type of spks by the session's own code, if that fits into memory as far as can be told."""
    memory.check(_estimate(session, path.parent), path, "spks, loaded whole,", budget)
    with lab_code(path):
        values = _checked(session.get_spks(name), session, name, path)
    cancel.check()
    if hasattr(values, "tocsc"):
        from sessionbrowser.arrays.sparse import SparseSource

        return _opened(session, SparseSource(values.tocsc()), path, "computed", WHOLE)
    return _opened(session, MemorySource(np.asarray(values)), path, "computed", WHOLE)


def _opened(session: Any, source: ArraySource, path: Path, detail: str, note: str) -> Opened:
    try:
        axes = axes_of(path.with_name("mpci.roi.npy"), source.shape, session)
        source.axes = tuple(axis.name for axis in axes)
        facts = FileFacts(
            path,
            Kind.ARRAY,
            detail,
            shape=source.shape,
            dtype=dtype_text(source.dtype),
            order=source.order,
            dense=source.nbytes,
            health=Health(),
        )
        notes = (note, *(axis.note for axis in axes if axis.note))
        return Opened(facts, source, None, axes, planes_of(session, axes), notes, "a.u.")
    except BaseException:
        source.close()
        raise


def _checked(values: Any, session: Any, name: str, path: Path) -> Any:
    """Return what a session's class gave for its activity, or raise when that is no array of two axes."""
    shape = getattr(values, "shape", None)
    if shape is None or len(shape) != 2 or getattr(values.dtype, "hasobject", False):
        what = f"{type(session).__name__} gives no array of frames and ROIs for {name}"
        raise OneDataError(what, path, "Tell whoever wrote the class.")
    return values


def _estimate(session: Any, folder: Path) -> int:
    """Return the bytes that loading spks takes for a moment: the result, and as much again on the way to it."""
    values = getattr(session, "values", None)
    frames, rois = (getattr(values, name, None) for name in ("numFrames", "numROIs"))
    if isinstance(frames, int) and isinstance(rois, int):
        return 2 * frames * rois * np.dtype(np.float64).itemsize
    names = [path for path in list_entries(folder) if path.name.startswith("mpci.roi")] if folder.is_dir() else []
    return 2 * max((inspect_file(path, session).dense or 0 for path in names), default=0)
