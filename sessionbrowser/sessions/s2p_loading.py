"""What suite2p left in its planes: loaded whole, read in place, or told from headers alone."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays import budget as memory
from sessionbrowser.arrays.derived import StackedSource
from sessionbrowser.arrays.npy import NpyHeader, read_npy_header
from sessionbrowser.arrays.plain import PlainSource
from sessionbrowser.arrays.source import ArraySource, whole
from sessionbrowser.errors import BadRecipe, Damaged, Missing, NotOrdinaryFile, OneDataError, Unsafe
from sessionbrowser.platform import RegularFile
from sessionbrowser.sessions.loading import load_npy
from sessionbrowser.sessions.positions import check_mode, roi_positions
from sessionbrowser.sessions.previews import Outline, Preview, ReadHeader

FRAME_FILES = ("F", "Fneu", "spks", "F_chan2", "Fneu_chan2")
"""Files with a column for each frame."""

_PLAIN = re.compile(r"""(?!\.)[^/\\:*?"<>|\x00-\x1f]+""")
_AGAIN = "Restore the suite2p folder, or run suite2p again."


class Planes(NamedTuple):
    """The planes of a recording, in the order in which their ROIs are counted.

    Parameters
    ----------
    folder : Path
        The suite2p folder; nothing outside it is read.
    names : tuple of str
        Of the planes.
    numbers : tuple of int
        What `positions` calls them.
    frames : int or None
        To how many frames each is cut before they are joined; None for those of the shortest.
    order : str
        Why they are in this order, for people: "in the order of planeNames".
    trusted : collection of str
        See `load_npy`.
    budget : int or None
        See `load_npy`.
    """

    folder: Path
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    frames: int | None = None
    order: str = "in natural order"
    trusted: Collection[str] = ()
    budget: int | None = None

    @property
    def session(self) -> Path:
        """The session folder: what an error is about that concerns no file in particular."""
        return self.folder.parent

    def files(self, source: object) -> list[Path]:
        """Return where the file of this name is in each plane.

        Raises
        ------
        BadRecipe
            When that is no name, or would lead out of the planes.
        Missing
            When there are no planes.
        """
        if not isinstance(source, str) or not source:
            raise BadRecipe("it names no source", self.session, "A source is a file of suite2p, as F or spks.")
        for kind, name in (("source", source), *(("plane", name) for name in self.names)):
            if not is_plain_name(name):
                what = f"its {kind} leads outside suite2p: {name[:60]!r}"
                raise BadRecipe(what, self.session, "Clear the recipe, or register the session again.")
        if not self.names:
            raise Missing("leads to suite2p, which has no planes", self.session, _AGAIN)
        return [self.folder.joinpath(name, f"{source}.npy") for name in self.names]

    def load(self, source: str, concatenate: bool = True) -> NDArray[Any] | list[Any]:
        """Load one file of every plane.

        Parameters
        ----------
        source : str
            F, Fneu, spks, F_chan2, Fneu_chan2: (ROIs, frames) float32, a.u.; stat: (ROIs,) dicts; iscell, redcell:
            (ROIs, 2); ops, and others that hold one thing a plane; any other.
        concatenate : bool
            Join the planes along ROIs, those with frames cut to the same number of them.

        Returns
        -------
        ndarray or list
            A list with an item a plane where they are not joined, or hold one thing each.
        """
        source_in_place = self.source(source, concatenate)
        if source_in_place is not None:
            with closing(source_in_place) as joined:
                memory.check(joined.nbytes, self.session, "joining the planes", self.budget)
                return joined.read(whole(joined.shape))
        parts = [self._load_one(path) for path in self.files(source)]
        if all(part.dtype.hasobject and part.ndim == 0 for part in parts):
            return [part.item() for part in parts]
        if not concatenate:
            return parts
        self._joined([Outline(part.shape, part.dtype) for part in parts], source)  # says it when they do not fit
        return np.concatenate(parts, axis=0)

    def source(self, source: str, concatenate: bool = True) -> ArraySource | None:
        """Return what `load` gives without reading it; None when that is no array of plain numbers."""
        if not self._joins(concatenate):
            return None
        with ExitStack() as opened:
            parts: list[ArraySource] = []
            for path in self.files(source):
                with self._telling(path):
                    file = opened.enter_context(self._open(path))
                    header = _checked(path, read_npy_header(file))
                if header.is_object or not header.shape:
                    return None
                parts.append(PlainSource(file, header))
            joined = self._joined(parts, source)
            opened.pop_all()
        return joined

    def preview(self, read_header: ReadHeader, source: object, concatenate: object = True) -> Preview:
        """Tell from headers alone what `load` gives."""
        files = self.files(source)
        headers = [self._header(path, read_header) for path in files]
        rows = tuple((name, header.shape) for name, header in zip(self.names, headers, strict=True))
        title = f"Planes, {self.order}"
        if not self._joins(concatenate) or all(header.is_object and not header.shape for header in headers):
            return Preview(rows=rows, rows_title=title, files=tuple(files)).as_list()
        outline = self._joined([Outline(header.shape, header.dtype, header.order) for header in headers], str(source))
        lazy = not any(header.is_object for header in headers)
        return Preview(outline, "planes joined along ROIs", rows, title, tuple(files), lazy)

    def positions(self, mode: Literal["weightedmean", "median"] = "weightedmean") -> NDArray[np.float64]:
        """Return x, y (pixels) and plane of each ROI.

        Parameters
        ----------
        mode : {"weightedmean", "median"}
            See `roi_positions`.

        Returns
        -------
        (nROIs, 3) float64 ndarray
        """
        files = self.files("stat")
        check_mode(mode, self.session)
        parts = []
        for path, number in zip(files, self.numbers, strict=True):
            found = roi_positions(self._load_one(path), mode, path)
            parts.append(np.column_stack([found, np.full(len(found), number, np.float64)]))
        return np.concatenate(parts)

    def preview_positions(self, read_header: ReadHeader, mode: object = "weightedmean") -> Preview:
        """Tell from headers alone what `positions` gives."""
        check_mode(mode, self.session)
        stat = self.preview(read_header, "stat")
        n = sum(shape[0] for _, shape in stat.rows if shape)
        return stat.of(Outline((n, 3), np.dtype(np.float64)), f"{mode} of the pixels in stat", lazy=False)

    def _joins(self, concatenate: object) -> bool:
        if not isinstance(concatenate, bool):
            raise BadRecipe(f"concatenate is {concatenate!r}, not True or False", self.session)
        return concatenate

    def _joined(self, parts: Sequence[ArraySource], source: str) -> StackedSource:
        return StackedSource(parts, self._trim(source, [part.shape for part in parts]))

    def _trim(self, source: str, shapes: Sequence[tuple[int, ...]]) -> int | None:
        """Return how many frames to keep of each plane; None for files that have no frames."""
        if source not in FRAME_FILES:
            return None
        for name, shape in zip(self.names, shapes, strict=True):
            if len(shape) != 2:
                raise Damaged(f"suite2p/{name}/{source}.npy has {len(shape)} axes, not ROIs and frames", self.session)
            if self.frames is not None and shape[1] < self.frames:
                what = f"suite2p/{name}/{source}.npy has {shape[1]} frames, fewer than numFrames ({self.frames})"
                raise Damaged(what, self.session, "Run suite2p again, or register the session again.")
        return min(shape[1] for shape in shapes) if self.frames is None else self.frames

    def _load_one(self, path: Path) -> NDArray[Any]:
        with self._telling(path):
            return load_npy(self._inside(path), trusted=self.trusted, budget=self.budget)

    def _header(self, path: Path, read_header: ReadHeader) -> NpyHeader:
        try:
            return _checked(path, read_header(self._inside(path)))
        except OneDataError as error:
            raise self._told(error, path) from error

    def _open(self, path: Path) -> RegularFile:
        return RegularFile(self._inside(path))

    def _inside(self, path: Path) -> Path:
        """Return the path, or raise `NotOrdinaryFile` when links on its way lead out of the suite2p folder."""
        text = str(path)  # its own name is plain, and so is that of its plane: only as links can they lead out
        if not (os.path.islink(text) or os.path.islink(os.path.dirname(text))):  # noqa: PTH114, PTH120
            return path
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            raise NotOrdinaryFile("link leads outside suite2p", path, "Put the file itself there.")
        return path

    @contextmanager
    def _telling(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OneDataError as error:
            raise self._told(error, path) from error

    def _told(self, error: OneDataError, path: Path) -> OneDataError:
        """Say of any error in a plane's file which file it is: the reader asked for the recipe, not for it."""
        name = f"suite2p/{path.parent.name}/{path.name}"
        if isinstance(error, Missing):
            return Missing(f"leads to {name}", self.session, _AGAIN)
        if isinstance(error, Unsafe):
            return Unsafe(f"{name}: {error.what}", self.session, error.to_do, name=error.name)
        return type(error)(f"{name}: {error.what}", self.session, error.to_do)


def _checked(path: Path, header: NpyHeader) -> NpyHeader:
    if path.stem in FRAME_FILES and header.is_object:
        raise Damaged("it holds objects, not traces", path, "Run suite2p again.")
    return header


def is_plain_name(name: str) -> bool:
    """Whether a name is that of something in a folder, on any system."""
    return _PLAIN.fullmatch(name) is not None
