"""What a recipe's loader would give, told from headers before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sessionbrowser.arrays.npy import NpyHeader
from sessionbrowser.arrays.source import ArraySource, Order, Window
from sessionbrowser.sessions.recipe import LoadingRecipe

ReadHeader = Callable[[Path], NpyHeader]
"""Gives the header of an npy file; the caller may remember it."""


class Outline(ArraySource):
    """An array of which only shape, dtype and order are known, to see what a transform makes of them.

    Parameters
    ----------
    shape : tuple of int
    dtype : numpy.dtype
        May be object.
    order : {"C", "F"}
    """

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any], order: Order = "C") -> None:
        self.shape = shape
        self.dtype = dtype
        self.order = order

    def read(self, window: Window) -> NDArray[Any]:
        """Raise TypeError: there is nothing to read."""
        raise TypeError("an outline has no values")


class Preview(NamedTuple):
    """What a loader would give.

    Attributes
    ----------
    outline : ArraySource or None
        With its shape and dtype; None when it is no array, or not known before loading.
    note : str
        How it comes about: "planes joined along ROIs".
    rows : tuple of (str, tuple of int)
        The parts it is made of, each with its shape.
    rows_title : str
        What the parts are: "Planes, in the order of planeNames".
    files : tuple of Path
        What is read.
    lazy : bool
        Whether it can be read in place.
    """

    outline: ArraySource | None = None
    note: str = ""
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()
    rows_title: str = ""
    files: tuple[Path, ...] = ()
    lazy: bool = False

    def of(self, outline: ArraySource, note: str, lazy: bool) -> Preview:
        """Return the same parts, giving such an array."""
        return self._replace(outline=outline, note=note, lazy=lazy)

    def as_list(self) -> Preview:
        """Return the same parts, giving a list with one item a part."""
        return self._replace(outline=None, note="a list with an item a plane", lazy=False)


Previewer = Callable[[LoadingRecipe, ReadHeader], Preview]
SourceMaker = Callable[..., ArraySource | None]
Lazy = Callable[[ArraySource], ArraySource]


def lazy_members(session: Any) -> tuple[Mapping[str, Previewer], Mapping[str, SourceMaker], Mapping[str, Lazy]]:
    """Return what a session's class knows of lazy reading; a class that knows nothing of it works all the same.

    Returns
    -------
    recipe_previews : mapping
        Loader's name → function that tells from headers what the loader would give.
    recipe_sources : mapping
        Loader's name → function called as the loader is, which gives an `ArraySource`, or None where that cannot be.
    lazy_transforms : mapping
        Transform's name → function that does the same to an `ArraySource`.
    """
    previews, sources, transforms = (
        getattr(session, name, None) for name in ("recipe_previews", "recipe_sources", "lazy_transforms")
    )
    return _mapping(previews), _mapping(sources), _mapping(transforms)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
